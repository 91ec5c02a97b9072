/* test_timestamp.c - stamps by an authority of OpenSSL's, good ones and each sort of bad one. */

#include "crypto/timestamp.h"

#include <fcntl.h>

#include "base/file.h"
#include "base/kit.h"
#include "rows.h"

static void read_file(const char *name, struct buf *out)
{
    struct assay_error err = {0};
    char path[512];

    buf_init(out, 1 << 20);
    if (!name)
        return;
    snprintf(path, sizeof path, "%s/stamp/%s", TEST_DATA, name);
    assert_ok(file_read(AT_FDCWD, path, out, &err), err);
}

static enum assay_status open_authorities(const char *name, struct certificates **out,
                                          struct assay_error *err)
{
    char path[512];

    snprintf(path, sizeof path, "%s/stamp/%s", TEST_DATA, name);
    return timestamp_authorities(path, out, err);
}

struct row {
    const char *name;
    const char *response, *request, *authorities;
    const char *message; /* or NULL: the one that was stamped */
    enum assay_status status;
    const char *id;
};

static const struct row rows[] = {
    {"good", "tsa.tsr", NULL, "ca.pem", NULL, ASSAY_OK, ""},
    {"good, for its request", "tsa.tsr", "request.tsq", "ca.pem", NULL, ASSAY_OK, ""},
    {"a certificate that ended since", "brief.tsr", "request.tsq", "ca.pem", NULL, ASSAY_OK, ""},
    {"a certificate that had ended", "old.tsr", "request.tsq", "ca.pem", NULL, ASSAY_ETRUST,
     "stamp.expired"},
    {"another authority", "tsa.tsr", "request.tsq", "other-ca.pem", NULL, ASSAY_ETRUST,
     "stamp.authority"},
    {"another request", "tsa.tsr", "another.tsq", "ca.pem", NULL, ASSAY_ETRUST, "stamp.nonce"},
    {"other bytes", "tsa.tsr", NULL, "ca.pem", "What was stamped\n", ASSAY_ETRUST, "stamp.imprint"},
    {"a certificate for code", "signer.tsr", "request.tsq", "ca.pem", NULL, ASSAY_ETRUST,
     "stamp.purpose"},
    {"an answer without a stamp", "refused.tsr", NULL, "ca.pem", NULL, ASSAY_ETRUST,
     "stamp.refused"},
    {"no answer", "message", NULL, "ca.pem", NULL, ASSAY_EFORMAT, "stamp.format"},
    {"a request for an answer", "request.tsq", NULL, "ca.pem", NULL, ASSAY_EFORMAT, "stamp.format"},
    {"an answer for a request", "tsa.tsr", "tsa.tsr", "ca.pem", NULL, ASSAY_EFORMAT,
     "stamp.format"},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf response, request, message;
    CLEANUP(certificates_freep) struct certificates *authorities = NULL;
    struct timestamp stamp = {0};
    struct assay_error err = {0};

    read_file(row->response, &response);
    read_file(row->request, &request);
    assert_ok(open_authorities(row->authorities, &authorities, &err), err);
    read_file("message", &message);
    assert_int_equal(
        timestamp_verify(
            &(struct timestamp_check){row->response, buf_bytes(&response),
                                      row->message ? bytes_text(row->message) : buf_bytes(&message),
                                      buf_bytes(&request), authorities},
            &stamp, &err),
        row->status);
    assert_string_equal(err.id, row->id);
    if (row->status != ASSAY_OK)
        return;
    assert_in_range(stamp.time, 1790000000, 1800000000);
    assert_non_null(strstr(stamp.authority, ".example"));
}

/* A stamp holds as it is, or not at all: a bit that is changed anywhere is found, or belongs to
 * what nobody signed and nobody reads: version numbers, the list of algorithms before the signers.
 */
static void test_changed(void **state)
{
    CLEANUP(buf_clear) struct buf response, request, message;
    CLEANUP(certificates_freep) struct certificates *authorities = NULL;
    size_t held = 0;

    (void)state;
    read_file("tsa.tsr", &response);
    read_file("request.tsq", &request);
    assert_int_equal(open_authorities("ca.pem", &authorities, NULL), ASSAY_OK);
    read_file("message", &message);
    for (size_t i = 0; i < response.size; i++) {
        struct timestamp stamp = {0};
        struct assay_error err = {0};
        enum assay_status status;

        response.data[i] ^= 1;
        status = timestamp_verify(&(struct timestamp_check){"changed", buf_bytes(&response),
                                                            buf_bytes(&message),
                                                            buf_bytes(&request), authorities},
                                  &stamp, &err);
        response.data[i] ^= 1;
        assert_true(status == ASSAY_OK || status == ASSAY_ETRUST || status == ASSAY_EFORMAT);
        assert_true((status == ASSAY_OK) == (err.id[0] == 0));
        held += status == ASSAY_OK;
    }
    printf("%zu of %zu bits matter not\n", held, response.size);
    assert_in_range(held, 0, 16);
}

/* Cut anywhere, or with a byte behind it, it is no answer. */
static void test_cut(void **state)
{
    CLEANUP(buf_clear) struct buf response;
    uint8_t imprint[SHA256_SIZE];

    (void)state;
    read_file("tsa.tsr", &response);
    assert_int_equal(timestamp_imprint(buf_bytes(&response), "x", imprint, NULL), ASSAY_OK);
    for (size_t size = 0; size < response.size; size++)
        assert_int_equal(timestamp_imprint(bytes_of(response.data, size), "x", imprint, NULL),
                         ASSAY_EFORMAT);
    buf_byte(&response, 0);
    assert_int_equal(timestamp_imprint(buf_bytes(&response), "x", imprint, NULL), ASSAY_EFORMAT);
}

static void test_nobody_trusted(void **state)
{
    CLEANUP(certificates_freep) struct certificates *authorities = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(open_authorities("message", &authorities, &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, "stamp.authorities");
    assert_int_equal(open_authorities("none", &authorities, &err), ASSAY_EMISSING);
}

static void test_request(void **state)
{
    CLEANUP(buf_clear) struct buf first = {.ceiling = 4096}, second = {.ceiling = 4096};
    CLEANUP(buf_clear) struct buf theirs;
    struct assay_error err = {0};

    (void)state;
    assert_ok(timestamp_request(BYTES("what was stamped\n"), &first, &err), err);
    assert_ok(timestamp_request(BYTES("what was stamped\n"), &second, &err), err);
    assert_false(bytes_equal(buf_bytes(&first), buf_bytes(&second))); /* the nonce */
    read_file("request.tsq", &theirs);
    assert_memory_equal(first.data + 2, theirs.data + 2, 50); /* version, digest and its value */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_changed), cmocka_unit_test(test_cut),
                                       cmocka_unit_test(test_request),
                                       cmocka_unit_test(test_nobody_trusted)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
