/*
 * inspect_sql.c - tables in dumps of databases: rows of INSERT and REPLACE, what UPDATE sets, and
 * rows of COPY ... FROM stdin, as tabs or CSV. What is seen in a value counts for its column, whose
 * name the statement tells, or the CREATE TABLE before it. A dump with some rows, or any file that
 * is rows for the most part, is a data set; any other is code.
 *
 * The parts: sql_dump.c, sql_tables.c, sql_insert.c, sql_copy.c.
 */

#include <stdlib.h>

#include "base/ending.h"
#include "base/find.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/tables/sql_dump.h"

enum {
    BID_NAME = 8,
    BID = 8 * 6,
    ROWS_LEAST = 10, /* of a file that is a data set */
};

static void dump_free(struct sql_dump **dump)
{
    if (!*dump)
        return;
    sql_scan_clear(&(*dump)->scan);
    buf_clear(&(*dump)->names);
    buf_clear(&(*dump)->listed);
    free(*dump);
    *dump = NULL;
}

static ASSAY_RESULT read_statements(struct sql_dump *dump)
{
    enum sql_token token;

    for (;;) {
        if (dump->at_insert) {
            dump->at_insert = false;
            TRY(sql_dump_insert(dump));
            continue;
        }
        TRY(sql_next(&dump->scan, &token));
        if (token == SQL_OVER)
            return ASSAY_OK;
        if (sql_dump_is_word(dump, token, "insert") || sql_dump_is_word(dump, token, "replace"))
            TRY(sql_dump_insert(dump));
        else if (sql_dump_is_word(dump, token, "update"))
            TRY(sql_dump_update(dump));
        else if (sql_dump_is_word(dump, token, "create"))
            TRY(sql_dump_create(dump));
        else if (sql_dump_is_word(dump, token, "copy"))
            TRY(sql_dump_copy(dump));
        else
            TRY(sql_dump_skip_statement(dump, token));
    }
}

static bool is_dump(struct bytes head)
{
    return bytes_starts(head, BYTES("-- MySQL dump")) ||
           bytes_starts(head, BYTES("-- MariaDB dump")) || bytes_starts(head, BYTES("/*M!")) ||
           bytes_starts(head, BYTES("--\n-- PostgreSQL database dump")) ||
           bytes_starts(head, BYTES("PRAGMA foreign_keys=OFF;"));
}

static bool may_have_rows(struct bytes head)
{
    static const char *const words[] = {"COPY ",    "UPDATE ", "copy ",    "INSERT", "Insert",
                                        "REPLACE ", "insert ", "replace ", "update "};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (bytes_contain(head, words[i]))
            return true;
    return false;
}

static unsigned sql_bid(const struct subject *subject)
{
    static const char *const endings[] = {".dump", ".mysql", ".pgsql", ".psql", ".sql"};
    const struct bytes head = subject->head;

    if (is_dump(head))
        return BID;
    if (!ends_in_one(subject->name, endings, ARRAY_LEN(endings)) ||
        (head.size > 0 && memchr(head.data, 0, head.size)))
        return 0;
    return subject->size != head.size || may_have_rows(head) ? BID_NAME : 0;
}

static bool is_of_mysql(struct bytes head)
{
    return bytes_has(head, '`') || bytes_starts(head, BYTES("/*M!")) ||
           bytes_contain(head, "MySQL") || bytes_contain(head, "MariaDB");
}

static enum assay_status sql_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(dump_free) struct sql_dump *dump = calloc(1, sizeof *dump);

    if (!dump)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a dump");
    sql_scan_init(&dump->scan, cursor, is_of_mysql(subject->head));
    text_tables_init(&dump->tables, evidence, cursor->err);
    dump->evidence = evidence;
    buf_init(&dump->names, 2 * (size_t)SQL_NAMES_SIZE);
    buf_init(&dump->listed, (size_t)SQL_COLUMNS_MOST * (SQL_NAME_MOST + 1));
    TRY(read_statements(dump));
    if (dump->tables.rows < ROWS_LEAST ||
        (!is_dump(subject->head) && dump->row_bytes < cursor_at(cursor) / 2)) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, dump->tables.rows);
    evidence_int(evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, dump->tables.used);
    return ASSAY_OK;
}

const struct inspector inspect_sql = {
    .format = "sql", .kind = ASSAY_KIND_DATASET, .text = true, .bid = sql_bid, .read = sql_read};
