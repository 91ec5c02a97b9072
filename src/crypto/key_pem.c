/*
 * key_pem.c - private keys as PKCS#8 PEM text, bare or sealed, through OpenSSL.
 * Source: RFC 5958, RFC 8018 (PBES2), RFC 7914 (scrypt), RFC 7468.
 */

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "base/kit.h"
#include "crypto/key_part.h"

enum {
    SCRYPT_N = 16384, /* RFC 7914; 16 MiB and some 50 ms for each guess */
    SCRYPT_R = 8,
    SCRYPT_P = 1,
};

void key_pkey_cleanup(EVP_PKEY **pkey)
{
    EVP_PKEY_free(*pkey);
}

void key_bio_cleanup(BIO **bio)
{
    BIO_free_all(*bio);
}

void key_secret_clear(struct buf *buf)
{
    if (buf->data)
        OPENSSL_cleanse(buf->data, buf->capacity);
    buf_clear(buf);
}

static void info_cleanup(PKCS8_PRIV_KEY_INFO **info)
{
    PKCS8_PRIV_KEY_INFO_free(*info);
}

static void sealed_cleanup(X509_SIG **sealed)
{
    X509_SIG_free(*sealed);
}

/* OpenSSL asks the terminal unless a function answers. */
static int give_passphrase(char *to, int size, int writing, void *passphrase)
{
    size_t length = passphrase ? strlen(passphrase) : 0;

    (void)writing;
    if (length == 0 || size < 0 || length > (size_t)size)
        return -1;
    memcpy(to, passphrase, length); /* NOLINT(bugprone-not-null-terminated-result): counted */
    return (int)length;
}

static ASSAY_RESULT fail_private(const char *path, struct bytes text, const char *passphrase,
                                 struct assay_error *err)
{
    static const char sealed[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
    enum assay_status status;

    if (!memmem(text.data, text.size, sealed, sizeof sealed - 1)) {
        status = key_fail(err, ASSAY_EUSAGE, "key.format", path,
                          "not a private key in PKCS#8 PEM form that assay signs with");
        assay_error_why(err, "assay signs with Ed25519 and with ECDSA on P-256, P-384 or P-521");
        assay_error_do(err, "assay key new makes one");
        return status;
    }
    status = key_fail(err, ASSAY_EUSAGE, "key.passphrase", path,
                      passphrase ? "the passphrase does not open the key"
                                 : "the key is sealed with a passphrase, and none was given");
    assay_error_why(err, "a sealed key signs only for those who know its passphrase");
    assay_error_do(err, "set ASSAY_KEY_PASSPHRASE, or name a file with --passphrase-file");
    return status;
}

enum assay_status key_of_private_pem(struct bytes text, const char *passphrase, const char *path,
                                     struct assay_key **out, struct assay_error *err)
{
    CLEANUP(key_bio_cleanup) BIO *bio = BIO_new_mem_buf(text.data, (int)text.size);
    CLEANUP(key_pkey_cleanup) EVP_PKEY *pkey = NULL;
    CLEANUP(free_cleanup) char *words = passphrase ? strdup(passphrase) : NULL;
    enum assay_key_algorithm algorithm;

    if (!bio || (passphrase && !words)) /* OpenSSL hands the words on as not const */
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    pkey = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, words);
    if (words)
        OPENSSL_cleanse(words, strlen(words));
    ERR_clear_error();
    if (!pkey || !key_algorithm_of(pkey, &algorithm))
        return fail_private(path, text, passphrase, err);
    return key_of_pkey(&pkey, true, out, err);
}

/* PKCS#8 sealed by scrypt and AES-256-CBC (RFC 8018 PBES2, RFC 7914). */
static bool write_sealed(BIO *bio, EVP_PKEY *pkey, const char *passphrase)
{
    CLEANUP(info_cleanup) PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);
    CLEANUP(sealed_cleanup) X509_SIG *sealed = NULL;
    X509_ALGOR *how =
        PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), NULL, 0, NULL, SCRYPT_N, SCRYPT_R, SCRYPT_P);

    if (!info || !how) {
        X509_ALGOR_free(how);
        return false;
    }
    sealed = PKCS8_set0_pbe(passphrase, (int)strlen(passphrase), info, how);
    if (!sealed) /* only then is `how` still ours */
        X509_ALGOR_free(how);
    return sealed && PEM_write_bio_PKCS8(bio, sealed) == 1;
}

enum assay_status key_private_pem(EVP_PKEY *pkey, const char *passphrase, struct buf *out,
                                  struct assay_error *err)
{
    CLEANUP(key_bio_cleanup) BIO *bio = BIO_new(BIO_s_secmem());
    char *data = NULL;
    long size;
    bool written;

    if (!bio)
        return key_fail_openssl(err, "write a private key");
    written = passphrase ? write_sealed(bio, pkey, passphrase)
                         : PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1;
    if (!written)
        return key_fail_openssl(err, "write a private key");
    size = BIO_get_mem_data(bio, &data);
    buf_add(out, data, size > 0 ? (size_t)size : 0);
    return buf_status(out, err);
}
