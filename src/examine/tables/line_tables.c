/* line_tables.c - see line_tables.h. */

#include "examine/tables/line_tables.h"

#include "base/kit.h"
#include "base/word.h"
#include "examine/tables/blank_stripes.h"
#include "examine/tables/column_name.h"
#include "examine/tables/html_tables.h"
#include "examine/tables/line_ahead.h"
#include "examine/tables/pair_rows.h"

enum {
    LINE_MOST = 16 * 1024, /* bytes of a line that is read; a longer one ends a table */
    NAMES_MOST = 256,
    DASHES_LEAST = 2, /* in a column between blanks; one is enough between bars */
    LOOK_MOST = 8 * 1024,
    LOOK_FREE = 1024 * 1024, /* bytes that looks ahead may read again, */
    LOOK_RATIO = 1,          /* and beyond, for each byte of the text */
};

/* A line of dashes: where its columns begin, in characters. */
struct rule {
    bool barred; /* '|' or '+' stand between columns; else blanks */
    size_t count;
    size_t starts[NAMES_MOST];
};

struct reader {
    struct cursor *cursor;
    struct text_tables *tables;
    struct text_lines lines;
    struct pair_rows pairs; /* outside of tables */
    struct buf before;      /* the line before, if it may be one of names */
    enum { NO_TABLE, BARRED, RULED, STRIPED } state;
    uint64_t looked; /* bytes that were read ahead */
    struct text_columns columns;
    struct rule rule;
};

static void reader_clear(struct reader *reader)
{
    buf_clear(&reader->before);
    pair_rows_clear(&reader->pairs);
}

/* Passes over so many bytes at the cursor that are in no table: pairs may stand in them. */
static ASSAY_RESULT pass_pairs(struct reader *reader, size_t size)
{
    while (size > 0) {
        const size_t most = size < PAIR_PIECE ? size : PAIR_PIECE;
        struct bytes piece;
        const uint8_t *end;
        bool want;

        TRY(pair_rows_want(&reader->pairs, reader->cursor, &want));
        TRY(cursor_peek(reader->cursor, most, &piece));
        end = most < size ? memrchr(piece.data, '\n', piece.size) : NULL;
        if (end)
            piece.size = (size_t)(end - piece.data) + 1;
        if (want)
            TRY(pair_rows_read(&reader->pairs, piece, cursor_at(reader->cursor), &reader->lines));
        text_lines_pass(&reader->lines, piece, cursor_at(reader->cursor));
        cursor_consume(reader->cursor, piece.size);
        size -= piece.size;
    }
    return ASSAY_OK;
}

#define BLANKS BYTES(" \t\r")

static bool is_rule_byte(uint8_t byte)
{
    return byte == '-' || byte == '=' || byte == '+' || byte == '|' || byte == ':' || byte == ' ' ||
           byte == '\t' || byte == '\r';
}

static bool is_dash(uint8_t byte)
{
    return byte == '-' || byte == '=' || byte == ':';
}

/* Tables stand in quotations too. */
static struct bytes unquoted(struct bytes line)
{
    while (line.size > 0 && bytes_has(BYTES("> \t"), line.data[0]))
        line = bytes_from(line, 1);
    return line;
}

/* Most lines are told by their first byte. */
static bool is_rule(struct bytes line)
{
    line = unquoted(line);
    for (size_t i = 0; i < line.size; i++)
        if (!is_rule_byte(line.data[i]))
            return false;
    return bytes_trim(line, BLANKS).size > DASHES_LEAST;
}

/* Reads a line that is_rule(); false where it has too few columns, or some of too few dashes. */
static bool read_rule(struct bytes line, struct rule *rule)
{
    size_t at = 0;

    *rule = (struct rule){.barred = bytes_has(line, '|') || bytes_has(line, '+')};
    while (at < line.size) {
        size_t from = at;

        while (at < line.size && is_dash(line.data[at]))
            at++;
        if (at == from) {
            at++;
            continue;
        }
        if ((at - from < DASHES_LEAST && !rule->barred) || rule->count == NAMES_MOST)
            return false;
        rule->starts[rule->count++] = from;
    }
    return rule->count > (rule->barred ? 0U : 1U);
}

/* The next cell of a line with bars, and whether there is one. */
static bool take_barred(struct bytes *rest, struct bytes *cell)
{
    size_t size = 0;

    if (rest->size == 0)
        return false;
    while (size < rest->size && rest->data[size] != '|')
        size += rest->data[size] == '\\' && size + 1 < rest->size ? 2 : 1;
    *cell = bytes_of(rest->data, size);
    *rest = bytes_from(*rest, size + 1);
    return true;
}

/* Without the bars at its ends. */
static struct bytes between_bars(struct bytes line)
{
    line = bytes_trim(unquoted(line), BLANKS);
    if (line.size > 0 && line.data[0] == '|')
        line = bytes_from(line, 1);
    if (line.size > 0 && line.data[line.size - 1] == '|' &&
        (line.size < 2 || line.data[line.size - 2] != '\\'))
        line.size--;
    return line;
}

/* Bytes of so many characters, or of all there are. */
static size_t size_of_characters(struct bytes text, size_t count)
{
    size_t at = 0;

    while (at < text.size) {
        if ((text.data[at] & 0xc0) != 0x80 && count-- == 0)
            break;
        at++;
    }
    return at;
}

/* The cell of a line that stands below column `index` of a rule. */
static struct bytes take_ruled(const struct rule *rule, size_t index, struct bytes *rest)
{
    struct bytes cell = *rest;

    if (index + 1 < rule->count)
        cell.size = size_of_characters(*rest, rule->starts[index + 1] - rule->starts[index]);
    *rest = bytes_from(*rest, cell.size);
    return cell;
}

static bool take_cell(const struct rule *rule, size_t index, struct bytes *rest, struct bytes *cell)
{
    if (rule->barred)
        return take_barred(rest, cell);
    *cell = take_ruled(rule, index, rest);
    return index < rule->count;
}

/* The part of a line that cells are taken from. */
static struct bytes cells_of(const struct rule *rule, struct bytes line)
{
    if (rule->barred)
        return between_bars(line);
    return bytes_from(line, size_of_characters(line, rule->starts[0]));
}

/* Emphasis and code are no part of a value. */
static struct bytes trim_cell(struct bytes cell)
{
    return bytes_trim(cell, BYTES(" \t\r*`"));
}

/* The names in the line before a rule; 0 where it has none, or others than the rule has columns. */
static size_t read_names(struct bytes line, const struct rule *rule, struct bytes names[NAMES_MOST])
{
    size_t count = 0, texts = 0;
    struct bytes rest = cells_of(rule, line), cell;

    if (rule->barred && !bytes_has(line, '|') && rule->count > 1)
        return 0;
    while (count < NAMES_MOST && take_cell(rule, count, &rest, &cell)) {
        names[count] = trim_cell(cell);
        texts += names[count].size > 0;
        if (names[count].size > 0 && !column_name_is_likely(names[count]))
            return 0;
        count++;
    }
    return count == rule->count && texts > 0 ? count : 0;
}

/* At a line of dashes: a table begins where names stand above it. */
static ASSAY_RESULT begin_table(struct reader *reader, struct bytes line)
{
    struct bytes names[NAMES_MOST];
    size_t count;

    if (!read_rule(line, &reader->rule) || is_rule(buf_bytes(&reader->before)))
        return ASSAY_OK;
    count = read_names(buf_bytes(&reader->before), &reader->rule, names);
    if (count == 0)
        return ASSAY_OK;
    pair_rows_break(&reader->pairs);
    reader->state = reader->rule.barred ? BARRED : RULED;
    return text_columns_named(reader->tables, names, count, &reader->columns);
}

static ASSAY_RESULT put_row(struct reader *reader, struct bytes line)
{
    const uint64_t at = cursor_at(reader->cursor);
    struct bytes rest = cells_of(&reader->rule, line), cell;

    for (size_t i = 0; i < TEXT_TABLE_COLUMNS && take_cell(&reader->rule, i, &rest, &cell); i++) {
        struct text_cell put = {.text = trim_cell(cell)};

        put.start = at + (uint64_t)(put.text.data - line.data);
        put.end = put.start + put.text.size;
        put.place = text_lines_place(&reader->lines, put.start);
        if (put.text.size > TEXT_CELL_MOST)
            put.text.size = 0;
        TRY(text_tables_cell(reader->tables, &reader->columns, i, &put));
    }
    text_tables_row(reader->tables);
    return ASSAY_OK;
}

static bool is_row(const struct reader *reader, struct bytes line)
{
    return reader->state == BARRED ? bytes_has(line, '|') : bytes_trim(line, BLANKS).size > 0;
}

static ASSAY_RESULT keep_before(struct reader *reader, struct bytes line)
{
    buf_reset(&reader->before);
    if (line.size <= TEXT_CELL_MOST)
        buf_add(&reader->before, line.data, line.size);
    return buf_status(&reader->before, reader->tables->err);
}

static bool is_blank(struct bytes line)
{
    return bytes_trim(line, BYTES(" \t\r\n")).size == 0;
}

/* The line before is blank, or the first follows. */
static bool is_behind_blank(const struct reader *reader)
{
    return is_blank(buf_bytes(&reader->before));
}

/* Passes over lines of what is at hand that no table begins with. */
static ASSAY_RESULT pass_prose(struct reader *reader)
{
    struct line_ahead ahead;
    struct bytes text;

    TRY(cursor_some(reader->cursor, &text));
    ahead = line_ahead_of(text, is_behind_blank(reader));
    if (ahead.at == 0)
        return ASSAY_OK;
    TRY(keep_before(reader, bytes_of(text.data + ahead.before, ahead.at - 1 - ahead.before)));
    return pass_pairs(reader, ahead.at);
}

/* A whole line, without its line feed. */
static ASSAY_RESULT read_line(struct reader *reader, struct bytes line)
{
    const bool rule = is_rule(line);

    if (reader->state == RULED && rule)
        reader->state = NO_TABLE;
    if (reader->state != NO_TABLE) {
        if (rule && bytes_has(line, '-'))
            return ASSAY_OK; /* between rows */
        if (is_row(reader, line))
            return put_row(reader, line);
        reader->state = NO_TABLE;
    } else if (rule) {
        TRY(begin_table(reader, line));
    }
    return keep_before(reader, line);
}

/* At a line behind a blank one, or the first. */
static ASSAY_RESULT begin_striped(struct reader *reader, bool *begins)
{
    struct stripes stripes;
    struct bytes text;

    *begins = false;
    if (reader->looked > LOOK_FREE + LOOK_RATIO * cursor_at(reader->cursor))
        return ASSAY_OK;
    TRY(cursor_peek(reader->cursor, LOOK_MOST, &text));
    reader->looked += text.size;
    *begins = blank_stripes_read(text, &stripes);
    if (!*begins)
        return ASSAY_OK;
    pair_rows_break(&reader->pairs);
    reader->state = STRIPED;
    reader->rule = (struct rule){.count = stripes.count};
    memcpy(reader->rule.starts, stripes.starts, stripes.count * sizeof *stripes.starts);
    return text_columns_named(reader->tables, stripes.names, stripes.count, &reader->columns);
}

static bool begins_html(struct bytes line)
{
    const struct bytes table = BYTES("<table");

    while (line.size > 0 && bytes_has(BLANKS, line.data[0]))
        line = bytes_from(line, 1);
    return line.size >= table.size && line.data[0] == '<' &&
           word_is(bytes_front(line, table.size), table);
}

enum assay_status line_tables_read(struct cursor *cursor, struct text_tables *tables)
{
    CLEANUP(reader_clear)
    struct reader reader = {
        .cursor = cursor, .tables = tables, .lines = text_lines_from(cursor_at(cursor))};

    buf_init(&reader.before, TEXT_CELL_MOST);
    pair_rows_init(&reader.pairs, tables);
    for (bool goes_on = false, names = false, whole;; goes_on = !whole) {
        struct bytes line, text;

        if (!goes_on && reader.state == NO_TABLE)
            TRY(pass_prose(&reader));
        TRY(text_lines_peek(cursor, LINE_MOST, &line, &whole));
        if (line.size == 0)
            return ASSAY_OK;
        if (!goes_on && begins_html(line)) {
            reader.state = NO_TABLE;
            pair_rows_break(&reader.pairs);
            TRY(html_tables_read(cursor, &reader.lines, true, tables));
            whole = true;
            continue;
        }
        if (!goes_on && whole && reader.state == NO_TABLE && is_behind_blank(&reader) &&
            blank_stripes_may_begin(line)) {
            TRY(begin_striped(&reader, &names));
            TRY(text_lines_peek(cursor, LINE_MOST, &line, &whole)); /* it may have moved */
        }
        text = bytes_until(line, '\n');
        if (names)
            names = false;
        else
            TRY(read_line(&reader, goes_on || !whole ? bytes_of(line.data, 0) : text));
        if (reader.state == NO_TABLE) {
            TRY(pass_pairs(&reader, line.size));
            continue;
        }
        cursor_consume(cursor, line.size);
        if (text.size == line.size)
            continue;
        reader.lines.line++;
        reader.lines.line_at = cursor_at(cursor);
    }
}

bool line_tables_are_in(struct bytes text)
{
    struct stripes stripes;
    bool blank = true; /* the line before */

    while (text.size > 0) {
        const struct line_ahead ahead = line_ahead_of(text, blank);
        struct bytes line;
        struct rule rule;

        if (ahead.at > 0)
            blank = is_blank(bytes_of(text.data + ahead.before, ahead.at - ahead.before));
        text = bytes_from(text, ahead.at);
        line = bytes_until(text, '\n');
        if (begins_html(line) || (is_rule(line) && read_rule(line, &rule)) ||
            (blank && blank_stripes_read(text, &stripes)))
            return true;
        blank = is_blank(line);
        text = bytes_from(text, line.size + 1);
    }
    return false;
}
