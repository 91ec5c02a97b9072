/* test_statement.c - in-toto statements, written and read. */

#include "ledger/statement.h"

#include "base/kit.h"
#include "rows.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

#define HEAD "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"urn:x\","
#define SUBJECT "\"subject\":[{\"digest\":{\"sha256\":\"" ZEROS "\"}}]"

struct row {
    const char *name;
    struct bytes text;
    enum assay_status status;
};

static const struct row rows[] = {
    {"least", ROW_BYTES(HEAD "\"predicate\":{}," SUBJECT "}"), ASSAY_OK},
    {"digest in upper case",
     ROW_BYTES(HEAD "\"predicate\":{},\"subject\":[{\"digest\":{\"sha1\":\"AA\"}}]}"),
     ASSAY_EFORMAT},
    {"digest of half a byte",
     ROW_BYTES(HEAD "\"predicate\":{},\"subject\":[{\"digest\":{\"sha1\":\"0\"}}]}"),
     ASSAY_EFORMAT},
    {"SHA-256 that is too short",
     ROW_BYTES(HEAD "\"predicate\":{},\"subject\":[{\"digest\":{\"sha256\":\"00\"}}]}"),
     ASSAY_EFORMAT},
    {"two names",
     ROW_BYTES(HEAD "\"predicate\":{},\"subject\":[{\"digest\":{\"sha256\":\"" ZEROS
                    "\"},\"name\":\"a\"},"
                    "{\"digest\":{\"sha256\":\"" ZEROS "\"},\"name\":\"b\"}]}"),
     ASSAY_OK},
    {"a name twice",
     ROW_BYTES(HEAD "\"predicate\":{},\"subject\":[{\"digest\":{\"sha256\":\"" ZEROS
                    "\"},\"name\":\"a\"},"
                    "{\"digest\":{\"sha256\":\"" ZEROS "\"},\"name\":\"a\"}]}"),
     ASSAY_EFORMAT},
    {"a name that is a number",
     ROW_BYTES(HEAD "\"predicate\":{},\"subject\":[{\"digest\":{\"sha256\":\"" ZEROS
                    "\"},\"name\":1}]}"),
     ASSAY_EFORMAT},
    {"no subject", ROW_BYTES(HEAD "\"predicate\":{},\"subject\":[]}"), ASSAY_EFORMAT},
    {"a subject without digest", ROW_BYTES(HEAD "\"predicate\":{},\"subject\":[{\"name\":\"a\"}]}"),
     ASSAY_EFORMAT},
    {"an empty digest", ROW_BYTES(HEAD "\"predicate\":{},\"subject\":[{\"digest\":{}}]}"),
     ASSAY_EFORMAT},
    {"no predicate", ROW_BYTES(HEAD SUBJECT "}"), ASSAY_EFORMAT},
    {"another version",
     ROW_BYTES("{\"_type\":\"https://in-toto.io/Statement/v0.1\",\"predicateType\":\"urn:x\","
               "\"predicate\":{}," SUBJECT "}"),
     ASSAY_EFORMAT},
    {"no predicate type",
     ROW_BYTES("{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{}," SUBJECT "}"),
     ASSAY_EFORMAT},
    {"no JSON", ROW_BYTES("hello"), ASSAY_EFORMAT},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct statement statement;
    struct assay_error err = {0};

    assert_int_equal(statement_read(arena, row->text, "statement", &statement, &err), row->status);
}

/* A data set may have thousands of subjects: the last name is held to the first. */
static void test_many(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4U << 20};
    struct statement statement;
    struct assay_error err = {0};
    size_t last;

    (void)state;
    buf_text(&text, HEAD "\"predicate\":{},\"subject\":[");
    for (unsigned i = 0; i < 20000; i++) {
        last = text.size;
        buf_printf(&text, "%s{\"digest\":{\"sha256\":\"" ZEROS "\"},\"name\":\"%u\"}", i ? "," : "",
                   i);
    }
    buf_text(&text, "]}");
    assert_ok(statement_read(arena, buf_bytes(&text), "statement", &statement, &err), err);
    assert_int_equal(statement.subjects->count, 20000);
    text.size = last;
    buf_text(&text, ",{\"digest\":{\"sha256\":\"" ZEROS "\"},\"name\":\"0\"}]}");
    assert_int_equal(statement_read(arena, buf_bytes(&text), "statement", &statement, &err),
                     ASSAY_EFORMAT);
}

static void test_write(void **state)
{
    static const uint8_t digest[32] = {0xab};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
    struct statement statement;
    struct assay_error err = {0};
    uint8_t found[32];
    uint64_t number;
    struct jcs jcs;

    (void)state;
    jcs_init(&jcs, &out);
    statement_open(&jcs);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "file");
    statement_resource(&jcs, "f", "text/plain", digest);
    statement_number(&jcs, "n", UINT64_MAX);
    jcs_close_object(&jcs);
    statement_subjects(&jcs, "urn:x");
    statement_subject(&jcs, "a", digest);
    statement_subject(&jcs, NULL, digest);
    statement_close(&jcs);
    assert_true(jcs_is_canonical(buf_bytes(&out)));
    assert_ok(statement_read(arena, buf_bytes(&out), "statement", &statement, &err), err);
    assert_true(bytes_equal(statement.predicate_type, BYTES("urn:x")));
    assert_int_equal(statement.subjects->count, 2);
    assert_true(statement_u64(statement.predicate, "n", &number));
    assert_true(number == UINT64_MAX);
    assert_true(
        statement_sha256(doc_get(doc_get(statement.predicate, "file"), "digest"), "sha256", found));
    assert_memory_equal(found, digest, sizeof found);
    assert_false(statement_u64(statement.predicate, "none", &number));
    assert_false(statement_sha256(statement.predicate, "n", found));
}

/* What is not in canonical form is a statement all the same, and one that no entry holds. */
static void test_canonical(void **state)
{
    static const struct bytes canonical =
        ROW_BYTES("{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{\"n\":0.5},"
                  "\"predicateType\":\"urn:x\"," SUBJECT "}");
    static const struct bytes others[] = {
        ROW_BYTES(HEAD "\"predicate\":{}," SUBJECT "}"), /* names out of order */
        ROW_BYTES("{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{},"
                  "\"predicateType\":\"urn:x\"," SUBJECT "} "),
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct statement statement;
    struct assay_error err = {0};

    (void)state;
    assert_ok(statement_read_canonical(arena, canonical, "s", &statement, &err), err);
    assert_true(bytes_equal(statement.predicate_type, BYTES("urn:x")));
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        assert_ok(statement_read(arena, others[i], "s", &statement, &err), err);
        assert_int_equal(statement_read_canonical(arena, others[i], "s", &statement, &err),
                         ASSAY_EFORMAT);
        assert_string_equal(err.path, "s");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_canonical),
                                       cmocka_unit_test(test_many), cmocka_unit_test(test_write)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
