/*
 * sql_insert.c - rows of INSERT and REPLACE, and what UPDATE sets.
 *
 * Source: MySQL, "INSERT Statement"; SQLite, "Command Line Shell", ".dump"; Transact-SQL, "INSERT";
 * Oracle Database, "INSERT".
 */

#include "base/kit.h"
#include "base/word.h"
#include "examine/tables/sql_dump.h"

/* Behind '(': one row, up to its ')'. Of an expression the first text or number is the value. */
static ASSAY_RESULT read_row(struct sql_dump *dump)
{
    size_t column = 0, depth = 1;
    bool open = true; /* the value was not met yet */
    enum sql_token token;

    while (depth > 0) {
        TRY(sql_next(&dump->scan, &token));
        if (token == SQL_OVER)
            return ASSAY_OK;
        if (sql_dump_is_mark(dump, token, '(')) {
            depth++;
        } else if (sql_dump_is_mark(dump, token, ')')) {
            depth--;
        } else if (depth == 1 && sql_dump_is_mark(dump, token, ',')) {
            column++;
            open = true;
        } else if (open && (token == SQL_TEXT || token == SQL_NUMBER)) {
            open = false;
            TRY(sql_dump_put_value(dump, column));
        }
    }
    text_tables_row(&dump->tables);
    return ASSAY_OK;
}

/* The name of a column in SET. */
static ASSAY_RESULT name_column(struct sql_dump *dump)
{
    const struct bytes name = bytes_front(dump->scan.text, SQL_NAME_MOST);
    const uint32_t used = dump->tables.used;

    TRY(text_columns_named(&dump->tables, &name, 1, &dump->columns));
    if (dump->tables.used > used)
        sql_dump_tell_names(dump, &name, 1);
    return ASSAY_OK;
}

/* Behind SET: name = value, ... Of an expression the first text or number is the value. *token: the
 * one behind them. */
static ASSAY_RESULT read_assignments(struct sql_dump *dump, enum sql_token *token)
{
    enum { NAME, VALUE, REST } awaits = NAME;
    size_t depth = 0;

    for (;;) {
        TRY(sql_next(&dump->scan, token));
        if (sql_dump_ends_statement(dump, *token) || sql_dump_begins_line(dump, *token, "go") ||
            sql_dump_is_word(dump, *token, "where") || sql_dump_is_word(dump, *token, "from"))
            return ASSAY_OK;
        if (sql_dump_is_mark(dump, *token, '(')) {
            depth++;
        } else if (sql_dump_is_mark(dump, *token, ')')) {
            depth -= depth > 0;
        } else if (depth == 0 && sql_dump_is_mark(dump, *token, ',')) {
            awaits = NAME;
        } else if (awaits == NAME && *token == SQL_WORD) {
            TRY(name_column(dump));
        } else if (awaits == NAME && sql_dump_is_mark(dump, *token, '=')) {
            awaits = VALUE;
        } else if (awaits == VALUE && (*token == SQL_TEXT || *token == SQL_NUMBER)) {
            awaits = REST;
            TRY(sql_dump_put_value(dump, 0));
        }
    }
}

/* What may stand between INSERT and the table: OR REPLACE, IGNORE, ALL ... *token is the table. */
static ASSAY_RESULT read_up_to_table(struct sql_dump *dump, enum sql_token *token)
{
    static const char *const words[] = {
        "abort", "all",          "delayed", "fail",      "first",   "high_priority", "ignore",
        "into",  "low_priority", "or",      "overwrite", "replace", "rollback",      "table"};

    do
        TRY(sql_next(&dump->scan, token));
    while (*token == SQL_WORD && !dump->scan.quoted &&
           word_is_one_of(dump->scan.text, words, ARRAY_LEN(words)));
    return ASSAY_OK;
}

/* At the name of a table: the names of its columns, if there are any, and the rows. *token: the one
 * behind them. */
static ASSAY_RESULT read_target(struct sql_dump *dump, enum sql_token *token)
{
    TRY(sql_dump_table_name(dump, token));
    dump->listed_count = 0;
    if (sql_dump_is_mark(dump, *token, '(')) {
        TRY(sql_dump_names(dump, false));
        TRY(sql_next(&dump->scan, token));
    }
    while (*token == SQL_WORD && !sql_dump_is_word(dump, *token, "values") &&
           !sql_dump_is_word(dump, *token, "value") && !sql_dump_is_word(dump, *token, "set") &&
           !sql_dump_begins_line(dump, *token, "insert"))
        TRY(sql_next(&dump->scan, token));
    if (sql_dump_is_word(dump, *token, "set")) {
        TRY(read_assignments(dump, token));
        text_tables_row(&dump->tables);
        return ASSAY_OK;
    }
    if (!sql_dump_is_word(dump, *token, "values") && !sql_dump_is_word(dump, *token, "value"))
        return ASSAY_OK;
    TRY(sql_dump_begin_rows(dump));
    for (;;) {
        TRY(sql_next(&dump->scan, token));
        if (sql_dump_is_mark(dump, *token, '('))
            TRY(read_row(dump));
        else if (!sql_dump_is_mark(dump, *token, ','))
            return ASSAY_OK;
    }
}

/* Behind INSERT or REPLACE. INSERT ALL of Oracle has several tables. */
enum assay_status sql_dump_insert(struct sql_dump *dump)
{
    const uint64_t start = dump->scan.start, rows = dump->tables.rows;
    enum sql_token token;

    do {
        TRY(read_up_to_table(dump, &token));
        if (token == SQL_WORD || token == SQL_TEXT)
            TRY(read_target(dump, &token));
    } while (sql_dump_is_word(dump, token, "into"));
    if (dump->tables.rows > rows)
        dump->row_bytes += cursor_at(dump->scan.cursor) - start;
    return sql_dump_skip_statement(dump, token);
}

/* Behind UPDATE: what is changed, and no row. */
enum assay_status sql_dump_update(struct sql_dump *dump)
{
    enum sql_token token;

    do
        TRY(sql_next(&dump->scan, &token));
    while (!sql_dump_ends_statement(dump, token) && !sql_dump_is_word(dump, token, "set"));
    if (sql_dump_is_word(dump, token, "set"))
        TRY(read_assignments(dump, &token));
    return sql_dump_skip_statement(dump, token);
}
