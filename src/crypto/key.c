/*
 * key.c - Ed25519 keys as PKCS#8 and SPKI PEM files, through OpenSSL.
 * Source: RFC 8032, RFC 8410, RFC 5958; ledger-formats.md 2 and 9.
 */

#include "crypto/key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "crypto/digest.h"

enum {
    FILE_MAX = 16 * 1024, /* bytes of a key file; ours have 119 */
    SCRYPT_N = 16384,     /* RFC 7914; 16 MiB and some 50 ms for each guess */
    SCRYPT_R = 8,
    SCRYPT_P = 1,
};

#define PASSPHRASE_VARIABLE "ASSAY_KEY_PASSPHRASE"

struct assay_key {
    EVP_PKEY *pkey;
    bool has_private;
    uint8_t raw[KEY_RAW_SIZE];
    char id[ASSAY_KEY_ID_SIZE];
    char *pem;
};

static void pkey_cleanup(EVP_PKEY **pkey)
{
    EVP_PKEY_free(*pkey);
}

static void bio_cleanup(BIO **bio)
{
    BIO_free_all(*bio);
}

static void context_cleanup(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}

static void info_cleanup(PKCS8_PRIV_KEY_INFO **info)
{
    PKCS8_PRIV_KEY_INFO_free(*info);
}

static void sealed_cleanup(X509_SIG **sealed)
{
    X509_SIG_free(*sealed);
}

/* A private key passed through it. */
static void secret_clear(struct buf *buf)
{
    if (buf->data)
        OPENSSL_cleanse(buf->data, buf->capacity);
    buf_clear(buf);
}

static ASSAY_RESULT fail_openssl(struct assay_error *err, const char *doing)
{
    unsigned long code = ERR_peek_last_error();
    const char *words = code ? ERR_reason_error_string(code) : NULL;
    enum assay_status status =
        assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "OpenSSL could not %s: %s", doing,
                   words ? words : "no reason given");

    ERR_clear_error();
    return status;
}

static ASSAY_RESULT fail_key(struct assay_error *err, enum assay_status status, const char *id,
                             const char *path, const char *text)
{
    status = assay_fail(err, status, ASSAY_NO_OFFSET, "%s", text);
    assay_error_id(err, id);
    assay_error_path(err, path);
    return status;
}

char *assay_key_folder(void)
{
    static const struct {
        const char *variable, *below;
    } places[] = {
        {"ASSAY_KEY_DIR", ""},
        {"XDG_CONFIG_HOME", "/assay/keys"},
        {"HOME", "/.config/assay/keys"},
    };
    CLEANUP(buf_clear) struct buf path = {.ceiling = PATH_MAX};

    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        const char *value = getenv(places[i].variable);

        if (!value || !*value)
            continue;
        buf_text(&path, value);
        buf_text(&path, places[i].below);
        return buf_take_string(&path);
    }
    return NULL;
}

void assay_key_free(struct assay_key *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->pkey);
    free(key->pem);
    free(key);
}

void assay_key_freep(struct assay_key **key)
{
    assay_key_free(*key);
}

const char *assay_key_id(const struct assay_key *key)
{
    return key->id;
}

const char *assay_key_public_pem(const struct assay_key *key)
{
    return key->pem;
}

const uint8_t *key_raw(const struct assay_key *key)
{
    return key->raw;
}

static ASSAY_RESULT set_id(struct assay_key *key, struct assay_error *err)
{
    uint8_t *der = NULL, digest[SHA256_SIZE];
    int size = i2d_PUBKEY(key->pkey, &der);

    if (size <= 0)
        return fail_openssl(err, "encode a public key");
    sha256(bytes_of(der, (size_t)size), digest);
    OPENSSL_free(der);
    hex_encode(bytes_of(digest, sizeof digest), key->id);
    return ASSAY_OK;
}

static ASSAY_RESULT set_pem(struct assay_key *key, struct assay_error *err)
{
    CLEANUP(bio_cleanup) BIO *bio = BIO_new(BIO_s_mem());
    CLEANUP(buf_clear) struct buf text = {.ceiling = FILE_MAX};
    char *data = NULL;
    long size;

    if (!bio || PEM_write_bio_PUBKEY(bio, key->pkey) != 1)
        return fail_openssl(err, "encode a public key");
    size = BIO_get_mem_data(bio, &data);
    buf_add(&text, data, size > 0 ? (size_t)size : 0);
    key->pem = buf_take_string(&text);
    if (!key->pem)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    return ASSAY_OK;
}

/* Takes over *pkey. */
static ASSAY_RESULT key_of_pkey(EVP_PKEY **pkey, bool has_private, struct assay_key **out,
                                struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = calloc(1, sizeof *key);
    size_t size = KEY_RAW_SIZE;

    if (!key)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    key->pkey = TAKE(*pkey);
    key->has_private = has_private;
    if (EVP_PKEY_get_raw_public_key(key->pkey, key->raw, &size) != 1 || size != KEY_RAW_SIZE)
        return fail_openssl(err, "take a public key apart");
    TRY(set_id(key, err));
    TRY(set_pem(key, err));
    *out = TAKE(key);
    return ASSAY_OK;
}

enum assay_status key_of_raw(const uint8_t raw[KEY_RAW_SIZE], struct assay_key **out,
                             struct assay_error *err)
{
    CLEANUP(pkey_cleanup)
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw, KEY_RAW_SIZE);

    if (!pkey)
        return fail_openssl(err, "read a public key");
    return key_of_pkey(&pkey, false, out, err);
}

enum assay_status key_of_pem(struct bytes pem, const char *path, struct assay_key **out,
                             struct assay_error *err)
{
    CLEANUP(bio_cleanup) BIO *bio = NULL;
    CLEANUP(pkey_cleanup) EVP_PKEY *pkey = NULL;

    if (pem.size > FILE_MAX)
        return fail_key(err, ASSAY_EUSAGE, "key.format", path, "too large for a key");
    bio = BIO_new_mem_buf(pem.data, (int)pem.size);
    if (!bio)
        return fail_openssl(err, "read a public key");
    pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
    ERR_clear_error();
    if (!pkey || EVP_PKEY_get_base_id(pkey) != EVP_PKEY_ED25519) {
        enum assay_status status = fail_key(err, ASSAY_EUSAGE, "key.format", path,
                                            pkey ? "a public key, but not an Ed25519 key"
                                                 : "not a public key in PEM form");

        assay_error_why(err, "assay signs and checks with Ed25519 keys only");
        assay_error_do(err, "assay key export prints the public key of a key of yours");
        return status;
    }
    return key_of_pkey(&pkey, false, out, err);
}

enum assay_status assay_key_open_public(const char *path, struct assay_key **out,
                                        struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = FILE_MAX};
    enum assay_status status = file_read(AT_FDCWD, path, &text, err);

    if (status == ASSAY_EMISSING) {
        assay_error_id(err, "key.missing");
        assay_error_do(err, "assay key list shows the keys that are here");
    }
    TRY(status);
    return key_of_pem(buf_bytes(&text), path, out, err);
}

/* The passphrase to use: the caller's, else the environment's; "" counts as none. */
static const char *find_passphrase(const char *passphrase)
{
    if (!passphrase)
        passphrase = getenv(PASSPHRASE_VARIABLE);
    return passphrase && *passphrase ? passphrase : NULL;
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

static ASSAY_RESULT check_mode(const char *path, int fd, struct assay_error *err)
{
    struct stat status;
    enum assay_status failed;

    if (fstat(fd, &status) != 0) {
        failed = assay_fail_errno(err, ASSAY_EIO, errno, "cannot read %s", path);
        assay_error_path(err, path);
        return failed;
    }
    if (!S_ISREG(status.st_mode))
        return fail_key(err, ASSAY_EUSAGE, "key.format", path, "not a file");
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0)
        return ASSAY_OK;
    failed = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "the private key %s can be used by others (mode %04o)", path,
                        (unsigned)(status.st_mode & 07777));
    assay_error_id(err, "key.mode");
    assay_error_path(err, path);
    assay_error_why(err, "whoever can read a signing key can sign in its owner's name");
    assay_error_do(err, "chmod 600 %s      (and make a new key if others may have read it)", path);
    return failed;
}

/* Reads through one descriptor, so that what was checked is what is read. */
static ASSAY_RESULT read_private(const char *path, struct buf *text, struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum assay_status status;

    if (fd < 0) {
        status = assay_fail_errno(err, errno == ENOENT ? ASSAY_EMISSING : ASSAY_EIO, errno,
                                  "cannot read the key %s", path);
        assay_error_id(err, "key.missing");
        assay_error_path(err, path);
        assay_error_do(err, "assay key new makes one");
        return status;
    }
    TRY(check_mode(path, fd, err));
    for (;;) {
        uint8_t *room = buf_room(text, text->size < FILE_MAX ? FILE_MAX - text->size : 1);
        ssize_t got;

        if (!room)
            return fail_key(err, ASSAY_EUSAGE, "key.format", path, "too large for a key");
        got = read(fd, room, FILE_MAX - text->size);
        if (got == 0)
            return ASSAY_OK;
        if (got > 0) {
            buf_used(text, (size_t)got);
        } else if (errno != EINTR) {
            status = assay_fail_errno(err, ASSAY_EIO, errno, "cannot read the key %s", path);
            assay_error_path(err, path);
            return status;
        }
    }
}

static ASSAY_RESULT fail_private(const char *path, struct bytes text, const char *passphrase,
                                 struct assay_error *err)
{
    static const char sealed[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
    enum assay_status status;

    if (!memmem(text.data, text.size, sealed, sizeof sealed - 1)) {
        status = fail_key(err, ASSAY_EUSAGE, "key.format", path,
                          "not an Ed25519 private key in PKCS#8 PEM form");
        assay_error_why(err, "assay signs with Ed25519 keys only");
        assay_error_do(err, "assay key new makes one");
        return status;
    }
    status = fail_key(err, ASSAY_EUSAGE, "key.passphrase", path,
                      passphrase ? "the passphrase does not open the key"
                                 : "the key is sealed with a passphrase, and none was given");
    assay_error_why(err, "a sealed key signs only for those who know its passphrase");
    assay_error_do(err, "set " PASSPHRASE_VARIABLE " and run the same command again");
    return status;
}

enum assay_status assay_key_open(const char *path, const char *passphrase, struct assay_key **out,
                                 struct assay_error *err)
{
    CLEANUP(secret_clear) struct buf text = {.ceiling = FILE_MAX};
    CLEANUP(bio_cleanup) BIO *bio = NULL;
    CLEANUP(pkey_cleanup) EVP_PKEY *pkey = NULL;
    CLEANUP(free_cleanup) char *words = NULL;

    passphrase = find_passphrase(passphrase);
    words = passphrase ? strdup(passphrase) : NULL; /* OpenSSL hands it on as not const */
    TRY(read_private(path, &text, err));
    bio = BIO_new_mem_buf(text.data, (int)text.size);
    if (!bio || (passphrase && !words))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a key");
    pkey = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, words);
    if (words)
        OPENSSL_cleanse(words, strlen(words));
    ERR_clear_error();
    if (!pkey || EVP_PKEY_get_base_id(pkey) != EVP_PKEY_ED25519)
        return fail_private(path, buf_bytes(&text), passphrase, err);
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

static ASSAY_RESULT private_pem(EVP_PKEY *pkey, const char *passphrase, struct buf *out,
                                struct assay_error *err)
{
    CLEANUP(bio_cleanup) BIO *bio = BIO_new(BIO_s_secmem());
    char *data = NULL;
    long size;
    bool written;

    if (!bio)
        return fail_openssl(err, "write a private key");
    written = passphrase ? write_sealed(bio, pkey, passphrase)
                         : PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1;
    if (!written)
        return fail_openssl(err, "write a private key");
    size = BIO_get_mem_data(bio, &data);
    buf_add(out, data, size > 0 ? (size_t)size : 0);
    return buf_status(out, err);
}

static ASSAY_RESULT fail_create(const char *path, struct assay_error *err)
{
    int sys = errno;
    enum assay_status status =
        assay_fail_errno(err, ASSAY_EOUTPUT, sys, "cannot write the key %s", path);

    assay_error_id(err, "key.write");
    assay_error_path(err, path);
    if (sys == EEXIST) {
        assay_error_why(err, "a key is never overwritten: what it signed could not be continued");
        assay_error_do(err, "give the new key another name, or move the old one away");
    } else {
        assay_error_why(err, "no key was made");
        assay_error_do(err, "name a folder that can be written with ASSAY_KEY_DIR");
    }
    return status;
}

/*
 * Writes aside, syncs and links into place: a crash leaves no half of a key, and link() never
 * replaces one that is there.
 */
static ASSAY_RESULT write_new(const char *path, struct bytes content, struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = -1;
    char aside[PATH_MAX];
    bool written;
    int length = snprintf(aside, sizeof aside, "%s.%ld.tmp", path, (long)getpid());

    if (length < 0 || (size_t)length >= sizeof aside) {
        errno = ENAMETOOLONG;
        return fail_create(path, err);
    }
    fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return fail_create(path, err);
    written = write(fd, content.data, content.size) == (ssize_t)content.size && fsync(fd) == 0 &&
              link(aside, path) == 0;
    if (!written) {
        enum assay_status status = fail_create(path, err);

        unlink(aside);
        return status;
    }
    unlink(aside);
    return ASSAY_OK;
}

static ASSAY_RESULT make_parent(const char *path, struct assay_error *err)
{
    char parent[PATH_MAX];
    char *slash;

    if (!text_copy(parent, sizeof parent, path)) {
        errno = ENAMETOOLONG;
        return fail_create(path, err);
    }
    slash = strrchr(parent, '/');
    if (!slash || slash == parent)
        return ASSAY_OK;
    *slash = 0;
    return file_make_folders(AT_FDCWD, parent, S_IRWXU, err);
}

enum assay_status assay_key_create(const char *path, const char *passphrase, struct assay_key **out,
                                   struct assay_error *err)
{
    CLEANUP(pkey_cleanup) EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    CLEANUP(secret_clear) struct buf pem = {.ceiling = FILE_MAX};

    if (!pkey)
        return fail_openssl(err, "make a key");
    TRY(private_pem(pkey, find_passphrase(passphrase), &pem, err));
    TRY(make_parent(path, err));
    TRY(write_new(path, buf_bytes(&pem), err));
    return key_of_pkey(&pkey, true, out, err);
}

enum assay_status key_sign(const struct assay_key *key, struct bytes message,
                           uint8_t out[SIGNATURE_SIZE], struct assay_error *err)
{
    CLEANUP(context_cleanup) EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t size = SIGNATURE_SIZE;

    if (!key->has_private)
        return assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "a public key cannot sign");
    if (!context || EVP_DigestSignInit(context, NULL, NULL, NULL, key->pkey) != 1 ||
        EVP_DigestSign(context, out, &size, message.data, message.size) != 1 ||
        size != SIGNATURE_SIZE)
        return fail_openssl(err, "sign");
    return ASSAY_OK;
}

bool key_verify(const struct assay_key *key, struct bytes message, struct bytes signature)
{
    CLEANUP(context_cleanup) EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool holds =
        context && signature.size == SIGNATURE_SIZE &&
        EVP_DigestVerifyInit(context, NULL, NULL, NULL, key->pkey) == 1 &&
        EVP_DigestVerify(context, signature.data, signature.size, message.data, message.size) == 1;

    ERR_clear_error();
    return holds;
}
