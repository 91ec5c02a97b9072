/* Whole JSON documents that are tables, and those that are none. */

#include "examine/inspect.h"
#include "examine/tables/json_table.h"
#include "inspect.h"
#include "inventory/gaps.h"

#define TEN(record)                                                                                \
    record "," record "," record "," record "," record "," record "," record "," record "," record \
           "," record

static const struct row {
    const char *name;
    const char *file;
    struct bytes bytes;
    bool bids;
    int64_t rows;
    const char *names, *types, *nulls, *tables;
    uint64_t offset; /* of what is wrong; 0: nothing is */
} rows[] = {
    {"records", "x.json", ROW_BYTES(" [ {\"a\":1,\"b\":\"x\"},\n{\"b\":null,\"a\":2.5} ]\n"), true,
     2, "a,b", "number,text", "0,1", NULL, 0},
    {"a mark", "x.json", ROW_BYTES("\xef\xbb\xbf[{\"a\":1}]"), true, 1, "a", "integer", "0", NULL,
     0},
    {"features", "x.geojson",
     ROW_BYTES(
         "{\"type\":\"FeatureCollection\",\"features\":[{\"id\":1,\"geometry\":{\"c\":[1.5,2]}}]}"),
     true, 1, "features.id,features.geometry.c", "integer,nested", "0,0", "features", 0},
    {"records under any name", "x.json",
     ROW_BYTES("{\"users\":[" TEN("{\"a\":1,\"b\":\"x\"}") "]}"), true, 10, "users.a,users.b",
     "integer,text", "0,0", "users", 0},
    {"records far inside", "x.json",
     ROW_BYTES("{\"v\":[1,[{}]],\"r\":{\"n\":1,\"s\":{\"u\":[" TEN("{\"a\":{\"b\":1}}") "]}}}"),
     true, 10, "r.s.u.a.b", "integer", "0", "r.s.u", 0},
    {"records with a null in each second", "x.json",
     ROW_BYTES("{\"u\":[" TEN("{\"a\":1,\"b\":2},{\"a\":1,\"b\":null}") "]}"), true, 20, "u.a,u.b",
     "integer,integer", "0,10", "u", 0},
    {"two lists", "coco.json",
     ROW_BYTES("{\"images\":[{\"id\":1},{\"id\":2}],\"info\":{\"images\":[3]},\"annotations\":[{"
               "\"id\":7}]}"),
     true, 3, "images.id,annotations.id", "integer,integer", "0,0", "images,annotations", 0},
    {"records among others", "x.json", ROW_BYTES("[{\"a\":1}, [2], 3]"), true, 3, "a", "integer",
     "0", NULL, 0},
    {"no name at all", "records", ROW_BYTES("[{\"a\":1}]"), true, 1, "a", "integer", "0", NULL, 0},
    {"cut short", "x.json", ROW_BYTES("[{\"a\":1},{\"a\":2"), true, 1, "a", "integer", "0", NULL,
     15},
    {"a key twice", "x.json", ROW_BYTES("[{\"a\":1},{\"a\":2,\"a\":3}]"), true, 1, "a", "integer",
     "0", NULL, 16},
    {"more behind it", "x.json", ROW_BYTES("[{\"a\":1}] x"), true, 1, "a", "integer", "0", NULL,
     10},
};

static const struct other_row {
    const char *name, *file;
    struct bytes bytes;
} other_rows[] = {
    {"numbers", "x.json", ROW_BYTES("[1,2,3]")},
    {"nothing in it", "x.json", ROW_BYTES("[]")},
    {"a script", "x.js", ROW_BYTES("[{\"a\":1}]")},
    {"no JSON", "x.json", ROW_BYTES("[{a:1}")},
    {"a value by name, and no list", "x.json", ROW_BYTES("{\"data\":1}")},
};

static void is_read(void **state)
{
    const struct row *row = *state;

    for (size_t step = 1; step < 8192; step = step * 5 + 1) {
        struct inspected *seen =
            inspect_in_steps(&inspect_json, row->bytes, row->file, step, step % 2);

        assert_int_equal(seen->bid > 0, row->bids);
        assert_int_equal(seen->status, row->offset ? ASSAY_EFORMAT : ASSAY_OK);
        if (row->offset)
            assert_int_equal(seen->err.offset, row->offset);
        assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), row->rows);
        assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_NAMES), row->names);
        assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_TYPES), row->types);
        if (!row->offset)
            assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_NULLS), row->nulls);
        if (row->tables)
            assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_TABLES), row->tables);
        inspected_free(seen);
    }
}

/* Lists that a person may have written: read, but no table. */
static const struct other_row config_rows[] = {
    {"a configuration", "config.json", ROW_BYTES("{\"layers\":[{\"size\":1}]}")},
    {"nine alike", "x.json",
     ROW_BYTES("{\"u\":[{\"a\":1},{\"a\":1},{\"a\":1},{\"a\":1},{\"a\":1},{\"a\":1},{\"a\":1},"
               "{\"a\":1},{\"a\":1}]}")},
    {"twenty, each of its own kind", "x.json",
     ROW_BYTES("{\"u\":[" TEN("{\"a\":1,\"b\":2},{\"c\":3,\"d\":4}") "]}")},
    {"with a comment", "tsconfig.json", ROW_BYTES("{\"u\":[{\"a\":1}, // why\n{\"a\":2}]}")},
    {"cut short", "x.json", ROW_BYTES("{\"u\":[{\"a\":1},{\"a\"")},
};

static void stays_a_configuration(void **state)
{
    const struct other_row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_json, row->bytes, row->file);

    assert_int_equal(seen->status, ASSAY_OK);
    assert_true(evidence_is_declined(seen->evidence));
    assert_null(inspected_find(seen, ASSAY_FACT_DATASET_ROWS));
    assert_null(inspected_find(seen, ASSAY_FACT_DATASET_COLUMN_NAMES));
    assert_null(inspected_find(seen, ASSAY_FACT_DATASET_TABLES));
    inspected_free(seen);
}

/* One record makes no more columns than a table may have of them. */
static void maps_are_bounded(void **state)
{
    enum { KEYS = 1000, ROOM = 64 };
    char *text = malloc(KEYS * ROOM);
    size_t used = 0;
    struct inspected *seen;

    (void)state;
    assert_non_null(text);
    used += (size_t)snprintf(text, ROOM, "[{\"m\":{\"k\":0");
    for (int i = 0; i < KEYS; i++)
        used += (size_t)snprintf(text + used, ROOM, ",\"k%d\":%d", i, i);
    used += (size_t)snprintf(text + used, ROOM, "},\"last\":1}]");
    seen = inspect_bytes(&inspect_json, bytes_of(text, used), "x.json");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_COLUMNS), JSON_TABLE_COLUMNS + 1);
    assert_int_equal(evidence_gap_count(seen->evidence), 0);
    inspected_free(seen);
    free(text);
}

static void is_left_alone(void **state)
{
    const struct other_row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_json, row->bytes, row->file);

    assert_int_equal(seen->bid, 0);
    inspected_free(seen);
}

/* The same records, one a line, are the same rows. */
static void rows_are_those_of_lines(void **state)
{
    struct inspected *lines = inspect_bytes(
        &inspect_jsonl, BYTES("{\"a\":1,\"p\":{\"x\":[1,\"b\"],\"y\":null}}\n{\"a\":\"t\"}\n"),
        "x.jsonl");
    struct inspected *whole = inspect_bytes(
        &inspect_json,
        BYTES("{\"data\":[{\"p\":{\"y\":null,\"x\":[\"b\",1.0]},\"a\":1},{\"a\":\"t\"}]}"),
        "x.json");
    char wanted[8192]; /* as long as a list may be shown */

    (void)state;
    snprintf(wanted, sizeof wanted, "%s", inspected_list(lines, ASSAY_FACT_DATASET_ROW_SKETCH));
    assert_string_equal(inspected_list(whole, ASSAY_FACT_DATASET_ROW_SKETCH), wanted);
    inspected_free(lines);
    inspected_free(whole);
}

/* 100,000 levels are more than anyone needs: told, not followed. */
static void depth_is_bounded(void **state)
{
    enum { LEVELS = 100000 };
    char *text = malloc(LEVELS + 16);
    struct inspected *seen;

    (void)state;
    assert_non_null(text);
    memcpy(text, "[{\"a\":", 6);
    memset(text + 6, '[', LEVELS);
    seen = inspect_bytes(&inspect_json, bytes_of(text, LEVELS + 6), "x.json");
    assert_int_equal(seen->status, ASSAY_ELIMIT);
    inspected_free(seen);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_those_of_lines),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(maps_are_bounded),
    };
    int failures = RUN_CASES(is_read, rows);

    failures += RUN_CASES(is_left_alone, other_rows);
    failures += RUN_CASES(stays_a_configuration, config_rows);
    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
