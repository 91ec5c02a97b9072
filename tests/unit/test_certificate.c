/* test_certificate.c - chains of the published vectors, to their root and to others, then and now.
 */

#include "crypto/certificate.h"

#include <fcntl.h>

#include "base/file.h"
#include "base/kit.h"
#include "rows.h"

#define KEYS TEST_DATA "/oms/keys/"

enum { THEN = 1767225600 }; /* 2026-01-01; the certificates hold from 2025-05-02 to 2035-04-30 */

static struct certificates *read_files(const char *first, const char *second)
{
    struct certificates *list = certificates_new();
    const char *const paths[] = {first, second};
    struct assay_error err = {0};

    assert_non_null(list);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        CLEANUP(buf_clear) struct buf content = {.ceiling = CERTIFICATE_FILE_MAX};

        if (!paths[i])
            continue;
        assert_ok(file_read(AT_FDCWD, paths[i], &content, &err), err);
        assert_ok(certificates_read(list, buf_bytes(&content), paths[i], &err), err);
    }
    return list;
}

struct row {
    const char *name;
    const char *leaf, *intermediate, *root;
    int64_t time;
    enum assay_status status;
    const char *id;
};

static const struct row rows[] = {
    {"whole", KEYS "signing-key-cert.pem", KEYS "int-ca-cert.pem", KEYS "ca-cert.pem", THEN,
     ASSAY_OK, ""},
    {"its intermediate is missing", KEYS "signing-key-cert.pem", NULL, KEYS "ca-cert.pem", THEN,
     ASSAY_ETRUST, "certificate.chain"},
    {"an intermediate is no root", KEYS "signing-key-cert.pem", NULL, KEYS "int-ca-cert.pem", THEN,
     ASSAY_ETRUST, "certificate.chain"},
    {"another root", KEYS "signing-key-cert.pem", KEYS "int-ca-cert.pem",
     KEYS "signing-key-cert.pem", THEN, ASSAY_ETRUST, "certificate.chain"},
    {"before it was valid", KEYS "signing-key-cert.pem", KEYS "int-ca-cert.pem", KEYS "ca-cert.pem",
     1746000000, ASSAY_ETRUST, "certificate.not-yet-valid"},
    {"after it was", KEYS "signing-key-cert.pem", KEYS "int-ca-cert.pem", KEYS "ca-cert.pem",
     2100000000, ASSAY_ETRUST, "certificate.expired"},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(certificates_freep)
    struct certificates *chain = read_files(row->leaf, row->intermediate);
    CLEANUP(certificates_freep) struct certificates *roots = read_files(row->root, NULL);
    struct assay_error err = {0};

    assert_int_equal(certificates_verify(chain, roots, row->time, &err), row->status);
    assert_string_equal(err.id, row->id);
}

static void takes_a_chain_apart(void **state)
{
    CLEANUP(certificates_freep)
    struct certificates *list = read_files(KEYS "signing-key-cert.pem", KEYS "int-ca-cert.pem");
    CLEANUP(certificates_freep) struct certificates *again = certificates_new();
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(assay_key_freep) struct assay_key *known = NULL;
    CLEANUP(buf_clear) struct buf der = {.ceiling = CERTIFICATE_FILE_MAX};
    char name[CERTIFICATE_NAME_SIZE];
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(certificates_count(list), 2);
    certificate_subject(list, 0, name);
    assert_string_equal(name, "CN=intermediate-ca");
    assert_true(certificate_may_sign(list, 0));
    assert_false(certificate_may_sign(list, 1)); /* for certificates alone */
    assert_true(certificate_issued_by(list, 0, 1));
    assert_false(certificate_issued_by(list, 1, 0));
    assert_false(certificate_is_root(list, 0)); /* its names are equal, its issuer is another */
    assert_ok(certificate_key(list, 0, &key, &err), err);
    assert_ok(assay_key_open_public(KEYS "signing-key-pub.pem", &known, &err), err);
    assert_string_equal(assay_key_id(key), assay_key_id(known));
    assert_ok(certificate_der(list, 0, &der, &err), err);
    assert_ok(certificates_read(again, buf_bytes(&der), "der", &err), err);
    assert_int_equal(certificates_count(again), 1);
    buf_byte(&der, 0); /* what stands behind it is part of no certificate */
    assert_int_equal(certificates_read(again, buf_bytes(&der), "der", &err), ASSAY_EUSAGE);
}

struct text_row {
    const char *name;
    struct bytes text;
};

static const struct text_row text_rows[] = {
    {"nothing", ROW_BYTES("")},
    {"no certificate", ROW_BYTES("hello")},
    {"of no base64", ROW_BYTES("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n")},
    {"cut short", ROW_BYTES("-----BEGIN CERTIFICATE-----\nMIID")},
    {"a key",
     ROW_BYTES("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n")},
};

static void check_text(void **state)
{
    const struct text_row *row = *state;
    CLEANUP(certificates_freep) struct certificates *list = certificates_new();
    struct assay_error err = {0};

    assert_int_equal(certificates_read(list, row->text, "a.pem", &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, "certificate.format");
    assert_string_equal(err.path, "a.pem");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(takes_a_chain_apart)};

    return RUN_CASES(check, rows) + RUN_CASES(check_text, text_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
