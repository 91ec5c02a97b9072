/* SQLite databases made by the library, as assay reads them: the same rows, and what was deleted.
 */

#include <sqlite3.h>
#include <unistd.h>

#include "base/file.h"
#include "examine/inspect.h"
#include "inspect.h"
#include "inventory/gaps.h"

/* The bytes of a database after `sql`; the test's to free(). */
static struct bytes make(const char *sql)
{
    char path[] = "/tmp/assay-sqlite-XXXXXX";
    int fd = mkstemp(path);
    uint8_t *data;
    sqlite3 *db;
    char *why = NULL;
    off_t size;

    assert_true(fd >= 0);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_exec(db, "pragma secure_delete=off", NULL, NULL,
                 NULL); /* where it is not the default */
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s", why);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    size = lseek(fd, 0, SEEK_END);
    data = malloc((size_t)size + 1);
    assert_non_null(data);
    assert_int_equal(pread(fd, data, (size_t)size, 0), size);
    close(fd);
    unlink(path);
    return bytes_of(data, (size_t)size);
}

static void release(struct bytes bytes)
{
    free((void *)(uintptr_t)bytes.data);
}

#define PEOPLE                                                                                     \
    "create table people(id integer primary key, name text, start date, score real, gone as "      \
    "(1)); "                                                                                       \
    "insert into people(name, start, score) values ('Ann', '1990-05-01', 1.50), "                  \
    "('Bob', null, -2), (null, '2001-02-03', 0.25);"
#define MANY                                                                                       \
    "create table many(a integer, b text); with recursive n(i) as (select 1 union all select i+1 " \
    "from n where i < 5000) insert into many select i, 'text ' || i from n;"

static const struct row {
    const char *name, *sql;
    int64_t rows, columns;
    const char *tables, *names, *types, *nulls, *distinct, *least;
} rows[] = {
    {"one table", PEOPLE, 3, 5, "people", "id,name,start,score,gone",
     "integer,text,date,number,empty", "0,1,1,0,3", "3,2,2,3,0", "1,,1990-05-01,-2,"},
    {"small pages", "pragma page_size=512;" PEOPLE MANY, 5003, 7, "people,many",
     "people.id,people.name,people.start,people.score,people.gone,many.a,many.b",
     "integer,text,date,number,empty,integer,text", "0,1,1,0,3,0,0", NULL, NULL},
    {"large pages", "pragma page_size=65536;" MANY, 5000, 2, "many", "a,b", "integer,text", "0,0",
     NULL, "1,"},
    {"UTF-16", "pragma encoding='UTF-16le';" PEOPLE, 3, 5, "people", "id,name,start,score,gone",
     "integer,text,date,number,empty", "0,1,1,0,3", NULL, NULL},
    {"UTF-16, the other order", "pragma encoding='UTF-16be';" PEOPLE, 3, 5, "people",
     "id,name,start,score,gone", "integer,text,date,number,empty", "0,1,1,0,3", NULL, NULL},
    {"without row ids",
     "create table t(v text, k2 int, \"k \"\"1\"\"\" text, primary key(\"k \"\"1\"\"\", k2)) "
     "without rowid; insert into t values ('x', 7, 'a'), ('y', 8, 'b');",
     2, 3, "t", "v,k2,k \"1\"", "text,integer,text", "0,0,0", "2,2,2", ",7,"},
    {"a table without row ids of many pages",
     "pragma page_size=512; create table t(k integer primary key, v text) without rowid; "
     "with recursive n(i) as (select 1 union all select i+1 from n where i < 2000) "
     "insert into t select i, 'text ' || i from n;",
     2000, 2, "t", "k,v", "integer,text", "0,0", NULL, "1,"},
    {"a row that spills over pages",
     "pragma page_size=512; create table t(a); insert into t values "
     "(replace(hex(zeroblob(50000)),'0','x'));",
     1, 1, "t", "a", "text", "0", "1", NULL},
    {"an index, a view, a trigger, a counter",
     "create table t(a integer primary key autoincrement, b); create index i on t(b); "
     "create view v as select a from t; create trigger g after insert on t begin select 1; end; "
     "insert into t(b) values ('x'), (x'00ff');",
     2, 2, "t", "a,b", "integer,text", "0,0", "2,2", "1,"},
    {"a column that came later",
     "create table t(a); insert into t values (1); alter table t add column b text default 'x';", 1,
     2, "t", "a,b", "integer,empty", "0,1", "1,0", "1,"},
    {"names in all ways",
     "create table [a b](`c d` int, 'e' text, -- a comment, with a comma\n f /* , */ integer "
     "check (f > 0 and f in (1, 2)), constraint c unique (e, f));"
     "insert into [a b] values (1, 'x', 2);",
     1, 3, "a b", "c d,e,f", "integer,text,integer", "0,0,0", "1,1,1", "1,,2"},
    {"a key that is no row id",
     "create table t(a int primary key, b integer primary_ref); insert into t values (5, 6);", 1, 2,
     "t", "a,b", "integer,integer", "0,0", "1,1", "5,6"},
    {"a key of the table",
     "create table t(a integer, b text, primary key (a)); insert into t values (5, 'x');", 1, 2,
     "t", "a,b", "integer,text", "0,0", "1,1", "5,"},
    {"nothing", "create table t(a); drop table t; vacuum;", 0, 0, NULL, NULL, NULL, NULL, NULL,
     NULL},
};

static void check_list(const struct inspected *seen, enum assay_fact_id id, const char *wanted)
{
    if (wanted)
        assert_string_equal(inspected_list(seen, id), wanted);
}

static void is_read(void **state)
{
    const struct row *row = *state;
    struct bytes bytes = make(row->sql);
    struct inspected *seen = inspect_bytes(&inspect_sqlite, bytes, "x.db");

    if (seen->status != ASSAY_OK || evidence_gap_count(seen->evidence) > 0)
        inspected_fail(seen, "a reading to its end");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), row->rows);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_COLUMNS), row->columns);
    check_list(seen, ASSAY_FACT_DATASET_TABLES, row->tables);
    check_list(seen, ASSAY_FACT_DATASET_COLUMN_NAMES, row->names);
    check_list(seen, ASSAY_FACT_DATASET_COLUMN_TYPES, row->types);
    check_list(seen, ASSAY_FACT_DATASET_COLUMN_NULLS, row->nulls);
    check_list(seen, ASSAY_FACT_DATASET_COLUMN_DISTINCT, row->distinct);
    check_list(seen, ASSAY_FACT_DATASET_COLUMN_MINIMUM, row->least);
    inspected_free(seen);
    release(bytes);
}

static void values_are_handed_on(void **state)
{
    struct bytes bytes = make("pragma encoding='UTF-16le';" PEOPLE);
    struct inspected *seen = inspect_bytes(&inspect_sqlite, bytes, "x.db");

    (void)state;
    assert_non_null(strstr(seen->values, " Ann\n"));
    assert_non_null(strstr(seen->values, "1:0@")); /* the first row's second column */
    assert_non_null(strstr(seen->values, " 1990-05-01\n"));
    assert_non_null(strstr(seen->values, "CREATE TABLE people")); /* the schema is a text, too */
    inspected_free(seen);
    release(bytes);
}

/* The same rows as in a CSV are known again. */
static void rows_are_those_of_a_csv(void **state)
{
    struct bytes bytes =
        make("create table t(id integer primary key, x real, d text);"
             "insert into t values (1, 0.5, '2024-01-01'), (2, 3, 'b c'), (3, null, '');");
    struct inspected *seen = inspect_bytes(&inspect_sqlite, bytes, "x.db");
    struct inspected *csv =
        inspect_bytes(&inspect_csv, BYTES("x,d,id\n.5,2024-01-01,1\n3.0,b c,2\n,,3\n"), "x.csv");
    char wanted[8192]; /* as long as a list may be shown */

    (void)state;
    snprintf(wanted, sizeof wanted, "%s", inspected_list(csv, ASSAY_FACT_DATASET_ROW_SKETCH));
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_ROW_SKETCH), wanted);
    inspected_free(seen);
    inspected_free(csv);
    release(bytes);
}

static const struct deleted_row {
    const char *name, *sql;
} deleted_rows[] = {
    {"one row among others", PEOPLE "insert into people(name) values ('SECRETTEXT'); "
                                    "delete from people where name = 'SECRETTEXT';"},
    {"a row between others", PEOPLE "insert into people(name) values ('SECRETTEXT'), ('Eve'); "
                                    "delete from people where name = 'SECRETTEXT';"},
    {"whole pages",
     "pragma page_size=512;" MANY "insert into many values (1, 'SECRETTEXT'); delete from many;"},
    {"a dropped table", "create table s(a); insert into s values ('SECRETTEXT'); drop table s;"},
};

static void deleted_rows_are_handed_on(void **state)
{
    const struct deleted_row *row = *state;
    struct bytes bytes = make(row->sql);
    struct inspected *seen = inspect_bytes(&inspect_sqlite, bytes, "x.db");

    if (!memmem(seen->values, seen->values_size, "SECRETTEXT", 10))
        inspected_fail(seen, "what was deleted");
    inspected_free(seen);
    release(bytes);
}

static uint32_t u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* What a hostile hand may do to a database of pages of 512 bytes: one field, one value. */
static const struct hostile_row {
    const char *name;
    size_t offset;
    uint8_t value;
    const char *gap; /* NULL: reading fails */
} hostile_rows[] = {
    {"page size 0", 16, 0, NULL},
    {"page size 513", 17, 1, NULL},
    {"all of a page reserved", 20, 255, NULL},
    {"an encoding of tomorrow", 59, 9, NULL},
    {"more pages than the file has", 29, 1, GAP_DATA_TRUNCATED},
    {"the schema is no tree", 100, 7, GAP_DATA_BAD_RECORD},
    {"more cells than fit", 103, 255, GAP_DATA_BAD_RECORD},
    {"a cell before its page's cells", 109, 1, GAP_DATA_BAD_RECORD},
};

static void hostile_fields_are_told(void **state)
{
    const struct hostile_row *row = *state;
    struct bytes bytes = make("pragma page_size=512;" PEOPLE);
    struct inspected *seen;

    ((uint8_t *)(uintptr_t)bytes.data)[row->offset] = row->value;
    seen = inspect_bytes(&inspect_sqlite, bytes, "x.db");
    if (row->gap ? !inspected_gap(seen, row->gap) : seen->status != ASSAY_EFORMAT)
        inspected_fail(seen, row->gap ? row->gap : "a failure");
    inspected_free(seen);
    release(bytes);
}

/* A tree whose page has itself for a child, and one that shares a page with another. */
static void circles_are_told(void **state)
{
    struct bytes bytes = make("pragma page_size=512;" MANY "create table u(a);");
    uint8_t *data = (uint8_t *)(uintptr_t)bytes.data;
    struct inspected *seen;
    size_t root = 512; /* page 2: the root of `many`, an interior page */

    (void)state;
    assert_int_equal(data[root], 5);
    data[root + 8] = data[root + 9] = data[root + 10] = 0;
    data[root + 11] = 2;
    seen = inspect_bytes(&inspect_sqlite, bytes, "x.db");
    assert_non_null(inspected_gap(seen, GAP_DATA_BAD_RECORD));
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_TABLES), "many,u");
    assert_null(inspected_find(seen, ASSAY_FACT_DATASET_ROW_SKETCH));
    inspected_free(seen);
    release(bytes);
}

/* Cut anywhere, or with any byte changed, a database is read to some end. */
static void damage_is_survived(void **state)
{
    struct bytes bytes = make("pragma page_size=512; create table t(a, b); create index i on t(b);"
                              "insert into t values (1, hex(zeroblob(600))), (2, 'x');");
    uint8_t *data = (uint8_t *)(uintptr_t)bytes.data;

    (void)state;
    assert_int_equal(u32(data + 28) * 512, bytes.size);
    for (size_t size = 0; size < bytes.size; size++)
        inspected_free(inspect_bytes(&inspect_sqlite, bytes_of(data, size), "x.db"));
    for (size_t at = 16; at < bytes.size; at++) {
        static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
        uint8_t kept = data[at];

        data[at] = values[at % sizeof values];
        inspected_free(inspect_bytes(&inspect_sqlite, bytes, "x.db"));
        data[at] = kept;
    }
    release(bytes);
}

static void logs_are_told(void **state)
{
    static const uint8_t log[64] = "\x37\x7f\x06\x82";
    struct inspected *seen = inspect_bytes(&inspect_sqlite_log, bytes_of(log, 64), "x.db-wal");

    (void)state;
    assert_int_equal(seen->bid, 31);
    assert_non_null(inspected_gap(seen, GAP_DATA_FORMAT_UNREAD));
    inspected_free(seen);
    seen = inspect_bytes(&inspect_sqlite_log, bytes_of(log, 32), "x.db-wal"); /* of no page */
    assert_null(inspected_gap(seen, GAP_DATA_FORMAT_UNREAD));
    inspected_free(seen);
    seen = inspect_bytes(&inspect_sqlite_log, BYTES("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"), "x");
    assert_int_equal(seen->bid, 64);
    assert_int_equal(seen->status, ASSAY_EFORMAT);
    inspected_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_handed_on), cmocka_unit_test(rows_are_those_of_a_csv),
        cmocka_unit_test(circles_are_told),     cmocka_unit_test(damage_is_survived),
        cmocka_unit_test(logs_are_told),
    };
    int failures = RUN_CASES(is_read, rows);

    failures += RUN_CASES(deleted_rows_are_handed_on, deleted_rows);
    failures += RUN_CASES(hostile_fields_are_told, hostile_rows);
    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
