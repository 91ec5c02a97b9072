/* sql_dump.c - tokens and statements of a dump, and its values. */

#include "examine/tables/sql_dump.h"

#include "base/kit.h"
#include "base/word.h"

bool sql_dump_is_word(const struct sql_dump *dump, enum sql_token token, const char *word)
{
    return token == SQL_WORD && !dump->scan.quoted && word_is(dump->scan.text, bytes_text(word));
}

bool sql_dump_is_mark(const struct sql_dump *dump, enum sql_token token, uint8_t mark)
{
    return token == SQL_MARK && dump->scan.mark == mark;
}

bool sql_dump_ends_statement(const struct sql_dump *dump, enum sql_token token)
{
    return token == SQL_OVER || sql_dump_is_mark(dump, token, ';');
}

/* Scripts of SQL Server end statements by GO in a line, or where the next one begins. */
bool sql_dump_begins_line(const struct sql_dump *dump, enum sql_token token, const char *word)
{
    return dump->scan.place.column == 1 && sql_dump_is_word(dump, token, word);
}

enum assay_status sql_dump_skip_statement(struct sql_dump *dump, enum sql_token token)
{
    while (!sql_dump_ends_statement(dump, token) && !sql_dump_begins_line(dump, token, "go")) {
        dump->at_insert = sql_dump_begins_line(dump, token, "insert");
        if (dump->at_insert)
            return ASSAY_OK;
        TRY(sql_next(&dump->scan, &token));
    }
    return ASSAY_OK;
}

enum assay_status sql_dump_put(struct sql_dump *dump, size_t column, const struct text_cell *cell)
{
    return text_tables_cell(&dump->tables, &dump->columns, column, cell);
}

/* The text or number that the scanner is behind. */
enum assay_status sql_dump_put_value(struct sql_dump *dump, size_t column)
{
    const struct sql_scan *scan = &dump->scan;

    return sql_dump_put(dump, column,
                        &(struct text_cell){.start = scan->start,
                                            .end = scan->end,
                                            .text = scan->text,
                                            .place = scan->place,
                                            .hidden = scan->hides && !scan->cut});
}
