/* test_key_spki.c - Ed25519 public keys in DER and PEM, as OpenSSL writes them. */

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/kit.h"
#include "crypto/key_part.h"
#include "rows.h"

#define LINE "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define BEGIN "-----BEGIN PUBLIC KEY-----\n"
#define END "\n-----END PUBLIC KEY-----\n"

static const uint8_t raw[KEY_RAW_SIZE] = {/* RFC 8032 section 7.1, test 1 */
                                          0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7,
                                          0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
                                          0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25,
                                          0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};

static void test_as_openssl(void **state)
{
    CLEANUP(key_pkey_cleanup)
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw, sizeof raw);
    CLEANUP(key_bio_cleanup) BIO *bio = BIO_new(BIO_s_mem());
    CLEANUP(buf_clear) struct buf pem = {.ceiling = KEY_FILE_MAX};
    uint8_t der[KEY_SPKI_SIZE], *theirs = NULL;
    char *text;

    (void)state;
    assert_non_null(pkey);
    key_spki_der(raw, der);
    assert_int_equal(i2d_PUBKEY(pkey, &theirs), sizeof der);
    assert_memory_equal(der, theirs, sizeof der);
    OPENSSL_free(theirs);
    key_spki_pem(raw, &pem);
    assert_int_equal(PEM_write_bio_PUBKEY(bio, pkey), 1);
    assert_int_equal(BIO_get_mem_data(bio, &text), pem.size);
    assert_memory_equal(pem.data, text, pem.size);
    assert_string_equal(buf_string(&pem), BEGIN LINE END);
}

struct row {
    const char *name;
    const char *pem;
    bool here; /* else it is OpenSSL's to read */
};

static const struct row rows[] = {
    {"as it is written", BEGIN LINE END, true},
    {"text before it", "a key\n" BEGIN LINE END, false},
    {"no last line end", BEGIN LINE "\n-----END PUBLIC KEY-----", false},
    {"CR LF", "-----BEGIN PUBLIC KEY-----\r\n" LINE "\r\n-----END PUBLIC KEY-----\r\n", false},
    {"two lines", BEGIN "MCowBQYDK2VwAyEA\n11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" END,
     false},
    {"another algorithm", BEGIN "MCowBQYDK2VuAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" END,
     false},
    {"a byte less", BEGIN "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHUQ==" END,
     false},
    {"stray bits", BEGIN "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURp=" END, false},
    {"a private key", "-----BEGIN PRIVATE KEY-----\n" LINE "\n-----END PRIVATE KEY-----\n", false},
    {"begin and end alone", BEGIN "-----END PUBLIC KEY-----\n", false},
    {"nothing", "", false},
};

static void check_read(void **state)
{
    const struct row *row = *state;
    uint8_t read[KEY_RAW_SIZE];

    assert_int_equal(key_spki_read(bytes_text(row->pem), read), row->here);
    if (row->here)
        assert_memory_equal(read, raw, sizeof read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_as_openssl)};

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check_read, rows);
}
