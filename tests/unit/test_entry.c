/* test_entry.c - entries are canonical twice over and have one signature. */

#include "ledger/entry.h"

#include "base/limits.h"
#include "json.h"
#include "ledger.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

#define STATEMENT                                                                                  \
    "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{},\"predicateType\":\"urn:x\"," \
    "\"subject\":[{\"digest\":{\"sha256\":\"" ZEROS "\"}}]}"

/* A whole envelope, its payload and its signatures given. */
static void make(struct buf *out, struct bytes payload, const char *before, const char *type,
                 const char *signatures)
{
    buf_printf(out, "{%s\"payload\":\"", before);
    base64_encode(out, payload);
    buf_printf(out, "\",\"payloadType\":\"%s\",\"signatures\":[%s]}", type, signatures);
}

#define SIGNATURE "{\"keyid\":\"\",\"sig\":\"AAAA\"}"

struct row {
    const char *name;
    struct bytes payload;
    const char *before, *type, *signatures;
    enum assay_status status;
};

static const struct row rows[] = {
    {"good", ROW_BYTES(STATEMENT), "", STATEMENT_TYPE, SIGNATURE, ASSAY_OK},
    {"a blank in the statement", ROW_BYTES(STATEMENT " "), "", STATEMENT_TYPE, SIGNATURE,
     ASSAY_EFORMAT},
    {"a blank in the envelope", ROW_BYTES(STATEMENT), " ", STATEMENT_TYPE, SIGNATURE,
     ASSAY_EFORMAT},
    {"members out of order", ROW_BYTES(STATEMENT), "\"z\":1,", STATEMENT_TYPE, SIGNATURE,
     ASSAY_EFORMAT},
    {"two signatures", ROW_BYTES(STATEMENT), "", STATEMENT_TYPE, SIGNATURE "," SIGNATURE,
     ASSAY_EFORMAT},
    {"another type", ROW_BYTES(STATEMENT), "", "text/plain", SIGNATURE, ASSAY_EFORMAT},
    {"no statement", ROW_BYTES("{}"), "", STATEMENT_TYPE, SIGNATURE, ASSAY_EFORMAT},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1 << 20};
    struct assay_error err = {0};
    struct entry entry;

    make(&text, row->payload, row->before, row->type, row->signatures);
    assert_int_equal(entry_read(arena, buf_bytes(&text), "entry", &entry, &err), row->status);
}

/* The largest statement still makes an entry that a bundle can hold; a larger one is refused. */
static void test_size(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(buf_clear) struct buf payload = {.ceiling = 1 << 20};
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1 << 20};
    struct assay_error err = {0};

    (void)state;
    bench_make(&bench);
    while (payload.size < ENTRY_PAYLOAD_MAX)
        buf_byte(&payload, 'x');
    assert_ok(entry_sign(bench.key, buf_bytes(&payload), &text, &err), err);
    assert_true(text.size <= LIMIT_ENTRY);
    while (payload.size < 50000)
        buf_byte(&payload, 'x');
    buf_reset(&text);
    assert_int_equal(entry_sign(bench.key, buf_bytes(&payload), &text, &err), ASSAY_EINTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_size)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
