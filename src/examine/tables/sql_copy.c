/*
 * sql_copy.c - rows of COPY ... FROM stdin, as tabs or CSV.
 *
 * Source: PostgreSQL, "COPY".
 */

#include "base/kit.h"
#include "examine/tables/sql_dump.h"

enum { LINE_MOST = 64 * 1024 /* bytes of a row */ };

/* The next value of a row of COPY; in CSV it may stand in quotes, which are taken off. */
static struct bytes take_copied(const struct sql_copied *copied, struct bytes *rest, bool *hidden)
{
    struct bytes value = bytes_until(*rest, copied->between);

    *hidden = false;
    if (!copied->csv || rest->size == 0 || rest->data[0] != '"') {
        *rest = bytes_from(*rest, value.size + 1);
        return value;
    }
    value = bytes_from(*rest, 1);
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] != '"')
            continue;
        if (i + 1 == value.size || value.data[i + 1] != '"') {
            value.size = i;
            break;
        }
        *hidden = true;
        i++;
    }
    *rest = bytes_from(*rest, value.size + 3);
    return value;
}

/* \N is none. */
static ASSAY_RESULT put_line(struct sql_dump *dump, struct bytes line)
{
    const uint64_t at = cursor_at(dump->scan.cursor);
    struct bytes rest = line;

    for (size_t column = 0; rest.size > 0 && column < TEXT_TABLE_COLUMNS; column++) {
        bool hidden;
        const struct bytes value = take_copied(&dump->copied, &rest, &hidden);
        const uint64_t start = at + (uint64_t)(value.data - line.data);
        struct text_cell cell = {.start = start,
                                 .end = start + value.size,
                                 .text = value,
                                 .place = text_lines_place(&dump->scan.lines, start)};

        if (value.size > TEXT_CELL_MOST || hidden)
            cell.text.size = 0;
        if (!bytes_equal(value, BYTES("\\N")))
            TRY(sql_dump_put(dump, column, &cell));
    }
    dump->row_bytes += line.size;
    text_tables_row(&dump->tables);
    return ASSAY_OK;
}

/* Rows up to the line "\.". */
static ASSAY_RESULT read_copied(struct sql_dump *dump)
{
    bool was_whole = false; /* the statement's own line ends first */
    bool header = dump->copied.header;

    TRY(sql_dump_begin_rows(dump));
    for (;;) {
        struct bytes line, text;
        bool whole;

        TRY(text_lines_peek(dump->scan.cursor, LINE_MOST, &line, &whole));
        if (line.size == 0)
            return ASSAY_OK;
        text = bytes_trim(line, BYTES("\r\n"));
        if (was_whole && whole && !header && !bytes_equal(text, BYTES("\\.")))
            TRY(put_line(dump, text));
        header &= !was_whole;
        sql_consume(&dump->scan, line);
        if (was_whole && bytes_equal(text, BYTES("\\.")))
            return ASSAY_OK;
        was_whole = whole;
    }
}

/* FORMAT csv, HEADER, DELIMITER ';': in parentheses, or as PostgreSQL had them before 9.0. */
static ASSAY_RESULT read_options(struct sql_dump *dump, enum sql_token token, bool *from)
{
    bool sign = false;

    dump->copied = (struct sql_copied){.between = '\t'};
    for (*from = false; !sql_dump_ends_statement(dump, token);) {
        *from |= sql_dump_is_word(dump, token, "stdin");
        dump->copied.header |= sql_dump_is_word(dump, token, "header");
        if (sql_dump_is_word(dump, token, "csv")) {
            dump->copied.csv = true;
            dump->copied.between = dump->copied.between == '\t' ? ',' : dump->copied.between;
        }
        if (sign && token == SQL_TEXT && dump->scan.text.size == 1)
            dump->copied.between = dump->scan.text.data[0];
        sign = sql_dump_is_word(dump, token, "delimiter") ||
               (sign && sql_dump_is_word(dump, token, "as"));
        TRY(sql_next(&dump->scan, &token));
    }
    *from &= token != SQL_OVER;
    return ASSAY_OK;
}

/* Behind COPY. */
enum assay_status sql_dump_copy(struct sql_dump *dump)
{
    enum sql_token token;
    bool from;

    TRY(sql_next(&dump->scan, &token));
    TRY(sql_dump_table_name(dump, &token));
    dump->listed_count = 0;
    if (sql_dump_is_mark(dump, token, '(')) {
        TRY(sql_dump_names(dump, false));
        TRY(sql_next(&dump->scan, &token));
    }
    TRY(read_options(dump, token, &from));
    return from ? read_copied(dump) : ASSAY_OK;
}
