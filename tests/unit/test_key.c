/* test_key.c - key files: made, opened, refused; signatures against RFC 8032. */

#include "crypto/key.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "folder.h"
#include "rows.h"

/* RFC 8032 7.1, TEST 2, as the PKCS#8 of RFC 8410. */
static const char test_pem[] = "-----BEGIN PRIVATE KEY-----\n"
                               "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
                               "-----END PRIVATE KEY-----\n";
#define TEST_PUBLIC "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
#define TEST_SIGNATURE                                                                             \
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"                             \
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"

struct row {
    const char *name;
    const char *content; /* of the file, NULL: none is written */
    mode_t mode;
    enum assay_status status;
    const char *id;
};

static const char rsa_like[] = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";

static const struct row rows[] = {
    {"good", test_pem, 0600, ASSAY_OK, ""},
    {"read-only for the owner", test_pem, 0400, ASSAY_OK, ""},
    {"readable by the group", test_pem, 0640, ASSAY_ETRUST, "key.mode"},
    {"writable by others", test_pem, 0602, ASSAY_ETRUST, "key.mode"},
    {"missing", NULL, 0, ASSAY_EMISSING, "key.missing"},
    {"empty", "", 0600, ASSAY_EUSAGE, "key.format"},
    {"not a key", "hello\n", 0600, ASSAY_EUSAGE, "key.format"},
    {"bad inside", rsa_like, 0600, ASSAY_EUSAGE, "key.format"},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct assay_error err = {0};
    char path[128];

    folder_make(&folder);
    snprintf(path, sizeof path, "%s/key.pem", folder.path);
    if (row->content) {
        assert_ok(file_replace(AT_FDCWD, path, bytes_text(row->content), 0600, &err), err);
        assert_int_equal(chmod(path, row->mode), 0);
    }
    assert_int_equal(assay_key_open(path, NULL, &key, &err), row->status);
    if (row->status != ASSAY_OK) {
        assert_null(key);
        assert_string_equal(err.id, row->id);
        assert_string_equal(err.path, path);
        assert_int_not_equal(strlen(err.remedy), 0);
    }
}

static void test_sign(void **state)
{
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(assay_key_freep) struct assay_key *public = NULL;
    struct assay_error err = {0};
    struct key_signature signature;
    char path[128], hex[2 * KEY_SIGNATURE_MAX + 1];

    (void)state;
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/key.pem", folder.path);
    assert_ok(file_replace(AT_FDCWD, path, bytes_text(test_pem), 0600, &err), err);
    assert_ok(assay_key_open(path, NULL, &key, &err), err);
    hex_encode(bytes_of(key_raw(key), KEY_RAW_SIZE), hex);
    assert_string_equal(hex, TEST_PUBLIC);
    assert_ok(key_sign(key, BYTES("\x72"), &signature, &err), err);
    hex_encode(bytes_of(signature.bytes, signature.size), hex);
    assert_string_equal(hex, TEST_SIGNATURE);

    assert_ok(key_of_raw(key_raw(key), &public, &err), err);
    assert_string_equal(assay_key_id(public), assay_key_id(key));
    assert_string_equal(assay_key_public_pem(public), assay_key_public_pem(key));
    assert_true(key_verify(public, BYTES("\x72"), bytes_of(signature.bytes, signature.size)));
    assert_false(key_verify(public, BYTES("\x73"), bytes_of(signature.bytes, signature.size)));
    assert_false(key_verify(public, BYTES("\x72"), bytes_of(signature.bytes, signature.size - 1)));
    signature.bytes[0] ^= 1;
    assert_false(key_verify(public, BYTES("\x72"), bytes_of(signature.bytes, signature.size)));
    assert_int_equal(key_sign(public, BYTES("\x72"), &signature, &err), ASSAY_EUSAGE);
}

struct algorithm_row {
    const char *name;
    enum assay_key_algorithm algorithm;
    size_t least, most; /* bytes of a signature */
};

static const struct algorithm_row algorithm_rows[] = {
    {"ed25519", ASSAY_KEY_ED25519, 64, 64},
    {"ecdsa-p256", ASSAY_KEY_P256, 66, 72},
    {"ecdsa-p384", ASSAY_KEY_P384, 98, 104},
    {"ecdsa-p521", ASSAY_KEY_P521, 132, 139},
};

/* Each algorithm: made, sealed, opened again; signed and checked by the public half. */
static void check_algorithm(void **state)
{
    const struct algorithm_row *row = *state;
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(assay_key_freep) struct assay_key *made = NULL;
    CLEANUP(assay_key_freep) struct assay_key *opened = NULL;
    CLEANUP(assay_key_freep) struct assay_key *public = NULL;
    enum assay_key_algorithm named;
    struct assay_error err = {0};
    struct key_signature signature;
    char path[128];

    folder_make(&folder);
    snprintf(path, sizeof path, "%s/key.pem", folder.path);
    assert_true(assay_key_algorithm_named(row->name, &named));
    assert_int_equal(named, row->algorithm);
    assert_string_equal(assay_key_algorithm_name(named), row->name);
    assert_ok(assay_key_create(path, named, "pass", &made, &err), err);
    assert_ok(assay_key_open(path, "pass", &opened, &err), err);
    assert_int_equal(assay_key_algorithm(opened), row->algorithm);
    assert_string_equal(assay_key_id(opened), assay_key_id(made));
    assert_ok(key_of_pem(bytes_text(assay_key_public_pem(made)), "key", &public, &err), err);
    assert_int_equal(assay_key_algorithm(public), row->algorithm);
    assert_ok(key_sign(opened, BYTES("message"), &signature, &err), err);
    assert_in_range(signature.size, row->least, row->most);
    assert_true(key_verify(public, BYTES("message"), bytes_of(signature.bytes, signature.size)));
    assert_false(key_verify(public, BYTES("Message"), bytes_of(signature.bytes, signature.size)));
    assert_int_equal(
        key_verify_sha256(public, BYTES("message"), bytes_of(signature.bytes, signature.size)),
        row->algorithm == ASSAY_KEY_P256);
}

static void test_create(void **state)
{
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(assay_key_freep) struct assay_key *made = NULL;
    CLEANUP(assay_key_freep) struct assay_key *opened = NULL;
    CLEANUP(assay_key_freep) struct assay_key *again = NULL;
    struct assay_error err = {0};
    struct stat status;
    char path[128];

    (void)state;
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/a/b/key.pem", folder.path);
    assert_ok(assay_key_create(path, ASSAY_KEY_ED25519, NULL, &made, &err), err);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(status.st_nlink, 1);
    assert_ok(assay_key_open(path, NULL, &opened, &err), err);
    assert_string_equal(assay_key_id(made), assay_key_id(opened));
    assert_int_equal(assay_key_create(path, ASSAY_KEY_ED25519, NULL, &again, &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, "key.write");
    snprintf(path, sizeof path, "%s/a/b", folder.path);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
}

static void test_passphrase(void **state)
{
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(assay_key_freep) struct assay_key *made = NULL;
    CLEANUP(assay_key_freep) struct assay_key *opened = NULL;
    struct assay_error err = {0};
    char path[128];

    (void)state;
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/key.pem", folder.path);
    assert_ok(assay_key_create(path, ASSAY_KEY_ED25519, "correct horse", &made, &err), err);
    assert_int_equal(assay_key_open(path, "wrong horse", &opened, &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, "key.passphrase");
    assert_int_equal(assay_key_open(path, NULL, &opened, &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, "key.passphrase");
    assert_int_equal(setenv("ASSAY_KEY_PASSPHRASE", "correct horse", 1), 0);
    assert_ok(assay_key_open(path, NULL, &opened, &err), err);
    unsetenv("ASSAY_KEY_PASSPHRASE");
    assert_string_equal(assay_key_id(made), assay_key_id(opened));
}

static void test_public_file(void **state)
{
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(assay_key_freep) struct assay_key *made = NULL;
    CLEANUP(assay_key_freep) struct assay_key *public = NULL;
    struct assay_error err = {0};
    char path[128];

    (void)state;
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/key.pem", folder.path);
    assert_ok(assay_key_create(path, ASSAY_KEY_ED25519, NULL, &made, &err), err);
    assert_int_equal(assay_key_open_public(path, &public, &err), ASSAY_EUSAGE);
    snprintf(path, sizeof path, "%s/key.pub", folder.path);
    assert_int_equal(assay_key_open_public(path, &public, &err), ASSAY_EMISSING);
    assert_ok(file_replace(AT_FDCWD, path, bytes_text(assay_key_public_pem(made)), 0644, &err),
              err);
    assert_ok(assay_key_open_public(path, &public, &err), err);
    assert_string_equal(assay_key_id(public), assay_key_id(made));
}

static void test_folder(void **state)
{
    CLEANUP(free_cleanup) char *first = NULL;
    CLEANUP(free_cleanup) char *second = NULL;

    (void)state;
    setenv("XDG_CONFIG_HOME", "/xdg", 1);
    first = assay_key_folder();
    assert_string_equal(first, "/xdg/assay/keys");
    setenv("ASSAY_KEY_DIR", "/keys", 1);
    second = assay_key_folder();
    assert_string_equal(second, "/keys");
    unsetenv("ASSAY_KEY_DIR");
    unsetenv("XDG_CONFIG_HOME");
}

/* One key on P-256 as openssl writes it: -conv_form compressed and hybrid, -param_enc explicit. */
struct form_row {
    const char *name;
    const char *pem;
};

static const struct form_row form_rows[] = {
    {"as OpenSSL writes it", "-----BEGIN PUBLIC KEY-----\n"
                             "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEuKiLunBYQOrVYPK8EUwjJQlpOmTD\n"
                             "y4BRxskMr42HtX3B+ylTGESbjmbDYXeSQoqjBB+IQpWTBFCGg5F3VmrBCA==\n"
                             "-----END PUBLIC KEY-----\n"},
    {"its point compressed", "-----BEGIN PUBLIC KEY-----\n"
                             "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACuKiLunBYQOrVYPK8EUwjJQlpOmTD\n"
                             "y4BRxskMr42HtX0=\n"
                             "-----END PUBLIC KEY-----\n"},
    {"its point in hybrid form",
     "-----BEGIN PUBLIC KEY-----\n"
     "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAGuKiLunBYQOrVYPK8EUwjJQlpOmTD\n"
     "y4BRxskMr42HtX3B+ylTGESbjmbDYXeSQoqjBB+IQpWTBFCGg5F3VmrBCA==\n"
     "-----END PUBLIC KEY-----\n"},
    {"its curve spelled out", "-----BEGIN PUBLIC KEY-----\n"
                              "MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA\n"
                              "AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////\n"
                              "///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd\n"
                              "NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5\n"
                              "RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA\n"
                              "//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABLioi7pwWEDq1WDyvBFMIyUJ\n"
                              "aTpkw8uAUcbJDK+Nh7V9wfspUxhEm45mw2F3kkKKowQfiEKVkwRQhoORd1ZqwQg=\n"
                              "-----END PUBLIC KEY-----\n"},
};

/* However it is written, a key is one key: who counts or revokes by its id sees the same. */
static void check_form(void **state)
{
    const struct form_row *row = *state;
    CLEANUP(assay_key_freep) struct assay_key *usual = NULL;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct assay_error err = {0};

    assert_ok(key_of_pem(bytes_text(form_rows[0].pem), "key", &usual, &err), err);
    assert_ok(key_of_pem(bytes_text(row->pem), "key", &key, &err), err);
    assert_string_equal(assay_key_id(key), assay_key_id(usual));
    assert_string_equal(assay_key_public_pem(key), form_rows[0].pem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sign),       cmocka_unit_test(test_create),
        cmocka_unit_test(test_passphrase), cmocka_unit_test(test_public_file),
        cmocka_unit_test(test_folder),
    };

    return RUN_CASES(check, rows) + RUN_CASES(check_algorithm, algorithm_rows) +
           RUN_CASES(check_form, form_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
