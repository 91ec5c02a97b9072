/* JSON Lines: rows, keys, types, and lines that are none. */

#include "base/buf.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "inspect.h"
#include "inventory/gaps.h"

struct row {
    const char *name;
    struct bytes text;
    int64_t rows;
    const char *names, *types; /* joined by ',', or NULL */
    uint64_t bad;              /* lines */
    uint64_t at;               /* where the first is bad */
};

static const struct row rows[] = {
    {"empty", ROW_BYTES(""), 0, NULL, NULL, 0, 0},
    {"records", ROW_BYTES("{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n"), 2, "a,b",
     "integer,text", 0, 0},
    {"all types",
     ROW_BYTES("{\"i\":1,\"n\":1.5,\"b\":true,\"d\":\"2026-01-02\",\"t\":\"1\",\"o\":{\"x\":1},"
               "\"l\":[1,{\"y\":2}],\"e\":null}\n"),
     1, "i,n,b,d,t,o.x,l,e", "integer,number,boolean,date,text,integer,nested,empty", 0, 0},
    {"maps inside",
     ROW_BYTES("{\"a\":{\"b\":{\"c\":1},\"d\":\"x\"}}\n{\"a\":null}\n{\"a\":{\"d\":\"y\"}}\n"), 3,
     "a.b.c,a.d,a", "integer,text,empty", 0, 0},
    {"an empty map", ROW_BYTES("{\"a\":{},\"b\":1}\n"), 1, "b", "integer", 0, 0},
    {"keys in another order", ROW_BYTES("{\"a\":1,\"b\":2}\n{\"b\":1.5,\"c\":3,\"a\":null}\n"), 2,
     "a,b,c", "integer,number,integer", 0, 0},
    {"blank lines", ROW_BYTES("\n{\"a\":1}\n \t\n\n{\"a\":2}\n\n"), 2, "a", "integer", 0, 0},
    {"CRLF", ROW_BYTES("{\"a\":1}\r\n{\"a\":2}\r\n"), 2, "a", "integer", 0, 0},
    {"no newline at the end", ROW_BYTES("{\"a\":1}"), 1, "a", "integer", 0, 0},
    {"a mark", ROW_BYTES("\xef\xbb\xbf{\"a\":1}\n"), 1, "a", "integer", 0, 0},
    {"arrays", ROW_BYTES("[1,\"x\"]\n[2,\"y\",3]\n"), 2, NULL, "integer,text,integer", 0, 0},
    {"an array, then records", ROW_BYTES("[1]\n{\"a\":2}\n"), 2, "a", "integer,integer", 0, 0},
    {"scalars", ROW_BYTES("1\n\"x\"\n"), 2, NULL, "text", 0, 0},
    {"an empty record", ROW_BYTES("{}\n"), 1, NULL, NULL, 0, 0},
    {"a bad line between good ones", ROW_BYTES("{\"a\":1}\n{\"a\":}\n{\"a\":3}\n"), 2, "a",
     "integer", 1, 13},
    {"cut in the middle", ROW_BYTES("{\"a\":1}\n{\"a\":\"x"), 1, "a", "integer", 1, 13},
    {"two values in a line", ROW_BYTES("{\"a\":1} {\"a\":2}\n{\"a\":3}\n"), 1, "a", "integer", 1,
     8},
    {"a value over two lines", ROW_BYTES("{\"a\":\n1}\n{\"a\":3}\n"), 1, "a", "integer", 2, 5},
    {"a key twice", ROW_BYTES("{\"a\":1,\"a\":2}\n"), 0, "a", "integer", 1, 7},
    {"a key twice, escaped", ROW_BYTES("{\"a\":1,\"\\u0061\":2}\n"), 0, "a", "integer", 1, 7},
    {"single quotes", ROW_BYTES("{'a':1}\n"), 0, NULL, NULL, 1, 1},
    {"NaN", ROW_BYTES("{\"a\":NaN}\n"), 0, "a", "empty", 1, 5},
    {"a trailing comma", ROW_BYTES("{\"a\":1,}\n"), 0, "a", "integer", 1, 7},
    {"not UTF-8", ROW_BYTES("{\"a\":\"\xff\"}\n{\"a\":1}\n"), 1, "a", "integer", 1, 6},
    {"NUL", ROW_BYTES("\0\n"), 0, NULL, NULL, 1, 0},
};

static void check_list(struct inspected *seen, enum assay_fact_id id, const char *wanted)
{
    if (wanted)
        assert_string_equal(inspected_list(seen, id), wanted);
    else if (inspected_find(seen, id))
        inspected_fail(seen, "an empty list");
}

static void reads(void **state)
{
    const struct row *row = *state;

    for (size_t step = 1; step < row->text.size + 2; step++) {
        struct inspected *seen =
            inspect_in_steps(&inspect_jsonl, row->text, "x.jsonl", step, step % 2);
        const struct evidence_gap *gap = inspected_gap(seen, GAP_DATA_BAD_RECORD);
        const struct assay_observation *bad = inspected_observation(seen, "data.bad-record", "");

        assert_int_equal(seen->status, ASSAY_OK);
        assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), row->rows);
        check_list(seen, ASSAY_FACT_DATASET_COLUMN_NAMES, row->names);
        check_list(seen, ASSAY_FACT_DATASET_COLUMN_TYPES, row->types);
        assert_int_equal(gap != NULL, row->bad > 0);
        assert_int_equal(bad ? bad->count : 0, row->bad);
        if (gap && gap->offset != row->at)
            inspected_fail(seen, "the place of the bad line");
        inspected_free(seen);
    }
}

static void survives_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size < row->text.size; size++) {
        struct inspected *seen =
            inspect_bytes(&inspect_jsonl, bytes_of(row->text.data, size), "x.jsonl");

        assert_int_equal(seen->status, ASSAY_OK);
        inspected_free(seen);
    }
}

static void says_where(void **state)
{
    struct inspected *seen = inspect_bytes(
        &inspect_jsonl, BYTES("{\"a\":1}\n\n{\"a\":1}\n{\"a\" 2}\n{\"a\"}\n"), "x.jsonl");
    const struct assay_observation *bad = inspected_observation(seen, "data.bad-record", "");

    (void)state;
    assert_int_equal(bad->count, 2);
    assert_int_equal(bad->places[0].line, 4);
    assert_int_equal(bad->places[0].column, 6);
    assert_int_equal(bad->places[1].line, 5);
    assert_string_equal(inspected_gap(seen, GAP_DATA_BAD_RECORD)->why,
                        "2 lines are not JSON; the first is line 4: ':' expected, not '2'");
    inspected_free(seen);
}

/* One line as deep as it is long is one bad line, and the next is read. */
static void bounds_depth(void **state)
{
    struct inspected *seen;
    struct buf text;

    (void)state;
    buf_init(&text, 1U << 20);
    for (size_t i = 0; i < 100000; i++)
        buf_text(&text, "[");
    buf_text(&text, "\n{\"a\":1}\n");
    seen = inspect_bytes(&inspect_jsonl, buf_bytes(&text), "x.jsonl");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), 1);
    assert_int_equal(inspected_observation(seen, "data.bad-record", "")->count, 1);
    inspected_free(seen);
    buf_clear(&text);
}

static void bounds_keys(void **state)
{
    struct inspected *seen;
    struct buf text;

    (void)state;
    buf_init(&text, 1U << 20);
    for (unsigned i = 0; i < LIMIT_COLUMNS + 5U; i++)
        buf_printf(&text, "{\"k%u\":1}\n", i);
    seen = inspect_bytes(&inspect_jsonl, buf_bytes(&text), "x.jsonl");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), LIMIT_COLUMNS + 5);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_COLUMNS), LIMIT_COLUMNS);
    assert_non_null(inspected_gap(seen, GAP_DATA_TRUNCATED));
    inspected_free(seen);
    buf_clear(&text);
}

static const struct bid_row {
    const char *name; /* of the file */
    struct bytes head;
    unsigned bid;
} bid_rows[] = {
    {"x.jsonl", ROW_BYTES("{\"a\":1}\n"), 8},
    {"x.ndjson", ROW_BYTES(""), 8},
    {"x.jsonl", ROW_BYTES("\x80\x00\x01"), 0},
    {"train.json", ROW_BYTES("{\"a\":1}\n{\"a\":2}\n"), 24},
    {"train.json", ROW_BYTES("{\"a\":1}\r\n{\"a\":2}\r\n{\"a\":"), 24},
    {"train", ROW_BYTES("\xef\xbb\xbf{\"a\":1}\n{\"a\":2}\n"), 24},
    {"config.json", ROW_BYTES("{\n  \"a\": 1\n}\n"), 0},
    {"config.json", ROW_BYTES("{\"a\": 1}\n"), 0},
    {"list.json", ROW_BYTES("[1]\n[2]\n"), 0},
    {"x.c", ROW_BYTES("{\n}\n"), 0},
};

static void bids(void **state)
{
    const struct bid_row *row = *state;
    struct subject subject = {
        .head = row->head, .name = bytes_text(row->name), .path = bytes_text(row->name)};

    assert_int_equal(inspect_jsonl.bid(&subject), row->bid);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_where),
        cmocka_unit_test(bounds_depth),
        cmocka_unit_test(bounds_keys),
    };
    int failures = RUN_CASES(reads, rows);

    failures += RUN_CASES(survives_cuts, rows);
    failures += RUN_CASES(bids, bid_rows);
    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
