/*
 * csv_dialect.c - how a table in text is written, told from its first bytes.
 *
 * A delimiter is right when the rows of the head have the same number of cells, more than one. Each
 * candidate reads the head with the rules that the whole file will be read by (RFC 4180).
 */

#include "examine/tables/csv_dialect.h"

#include "base/kit.h"
#include "examine/tables/cell_value.h"
#include "examine/tables/column_name.h"

enum {
    HEAD_MAX = 64 * 1024, /* bytes looked at */
    ROWS_MAX = 200,       /* rows looked at */
    CELLS_MAX = 512,      /* cells a row in which types and names are looked at */
};

/* One reading of the head: each call yields the next cell. */
struct reading {
    struct bytes text;
    size_t at;
    uint8_t delimiter, quote, newline;
};

enum cell_end { END_CELL, END_ROW, END_TEXT };

static enum cell_end next_cell(struct reading *reading, struct bytes *cell)
{
    const uint8_t *text = reading->text.data;
    size_t size = reading->text.size, start = reading->at, at = start;

    if (at < size && text[at] == reading->quote) {
        start++;
        for (at++; at < size; at++) {
            if (text[at] != reading->quote)
                continue;
            if (at + 1 < size && text[at + 1] == reading->quote)
                at++;
            else
                break;
        }
        *cell = bytes_of(text + start, at - start);
        start = SIZE_MAX;
    }
    while (at < size && text[at] != reading->delimiter && text[at] != reading->newline)
        at++;
    if (start != SIZE_MAX)
        *cell = bytes_of(text + start, at - start);
    if (cell->size > 0 && cell->data[cell->size - 1] == '\r')
        cell->size--;
    reading->at = at < size ? at + 1 : at;
    if (at == size)
        return END_TEXT;
    return text[at] == reading->newline ? END_ROW : END_CELL;
}

/* Counts the cells of the next row and keeps the first `max` of them; false at the end of the text.
 * A blank line is no row. */
static bool next_row(struct reading *reading, bool whole, struct bytes *cells, size_t max,
                     size_t *count)
{
    while (reading->at < reading->text.size) {
        enum cell_end end = END_CELL;
        struct bytes cell;

        for (*count = 0; end == END_CELL; ++*count) {
            end = next_cell(reading, &cell);
            if (*count < max)
                cells[*count] = cell;
        }
        if (end == END_TEXT && !whole)
            return false; /* who knows what follows */
        if (*count > 1 || cell.size > 0)
            return true;
    }
    return false;
}

/* How well a delimiter reads the head. */
struct score {
    size_t rows, columns, agreeing;
};

static struct score try_delimiter(struct reading reading, bool whole)
{
    size_t counts[ROWS_MAX];
    struct score best = {0};
    size_t rows = 0;

    while (rows < ROWS_MAX && next_row(&reading, whole, NULL, 0, &counts[rows]))
        rows++;
    for (size_t i = 0; i < rows; i++) {
        size_t agreeing = 0;

        for (size_t j = 0; j < rows; j++)
            agreeing += counts[j] == counts[i];
        if (agreeing > best.agreeing)
            best = (struct score){.columns = counts[i], .agreeing = agreeing};
    }
    best.rows = rows;
    return best;
}

/* More rows that agree are better; of equals the one with more columns. */
static bool is_better(struct score a, struct score b)
{
    size_t left = a.agreeing * (b.rows ? b.rows : 1), right = b.agreeing * (a.rows ? a.rows : 1);

    if ((a.columns > 1) != (b.columns > 1))
        return a.columns > 1;
    return left != right ? left > right : a.columns > b.columns;
}

/* The quote that stands more often where a cell begins. */
static uint8_t sniff_quote(struct bytes head)
{
    size_t doubles = 0, singles = 0;

    for (size_t i = 0; i < head.size; i++) {
        uint8_t byte = head.data[i];

        if ((byte != '"' && byte != '\'') ||
            (i > 0 && !bytes_has(BYTES(",;\t|\n\r"), head.data[i - 1])))
            continue;
        doubles += byte == '"';
        singles += byte == '\'';
    }
    return singles > doubles ? '\'' : '"';
}

/* Could these be the names of columns? Short, different from each other, none a figure or date. */
static bool are_names(const struct bytes *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (cells[i].size == 0 && i == 0 && count > 1)
            continue; /* an index column has no name */
        if (!column_name_is_possible(cells[i]))
            return false;
        for (size_t j = 0; j < i; j++)
            if (bytes_equal(cells[i], cells[j]))
                return false;
    }
    return count > 0;
}

static bool look_like_names(const struct bytes *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!column_name_is_likely(cells[i]))
            return false;
    return true;
}

/*
 * The first row holds names when it could and the rows below differ from it in kind: a column of
 * figures or dates. Where all is text, the first row must look like names and not come back.
 */
static bool sniff_header(struct reading reading, bool whole)
{
    struct bytes names[CELLS_MAX], cells[CELLS_MAX];
    size_t count, others, rows = 0;
    bool comes_back = false, figures = false;

    if (!next_row(&reading, whole, names, CELLS_MAX, &count))
        return false;
    if (count > CELLS_MAX)
        count = CELLS_MAX;
    if (!are_names(names, count))
        return false;
    while (rows < ROWS_MAX && next_row(&reading, whole, cells, CELLS_MAX, &others)) {
        rows++;
        for (size_t i = 0; i < count && i < others; i++) {
            enum cell_type type = cell_type(cells[i]);

            figures |= type != CELL_TEXT && type != CELL_EMPTY && type != CELL_BOOLEAN;
            comes_back |= cells[i].size > 0 && bytes_equal(cells[i], names[i]);
        }
    }
    return figures || (!comes_back && look_like_names(names, count));
}

static struct bytes skip_mark(struct bytes head, enum csv_encoding *encoding)
{
    *encoding = CSV_UTF8;
    if (bytes_starts(head, BYTES("\xef\xbb\xbf"))) {
        *encoding = CSV_UTF8_BOM;
        return bytes_from(head, 3);
    }
    return head;
}

/* Those behind the first USUAL are asked for where none of these parts the rows. */
enum { USUAL = 4 };
static const uint8_t delimiters[] = {',', ';', '\t', '|', '^', '~', 0x01};

/* What is read with any delimiter: text behind the mark of its encoding, newline and quote. */
static void begin_sniff(struct bytes head, bool *whole, struct csv_dialect *out,
                        struct reading *reading)
{
    head = skip_mark(head, &out->encoding);
    if (head.size == 0)
        head = BYTES(""); /* memchr() wants a pointer */
    if (head.size > HEAD_MAX) {
        head.size = HEAD_MAX;
        *whole = false;
    }
    out->quote = reading->quote = sniff_quote(head);
    out->newline = '\n';
    if (!memchr(head.data, '\n', head.size) && memchr(head.data, '\r', head.size))
        out->newline = '\r';
    reading->text = head;
    reading->newline = out->newline;
}

/* Whether all rows have as many cells as the first, and how many; gives up at the first other. */
static bool reads_regular(struct reading reading, bool whole, struct score *score)
{
    size_t count;

    *score = (struct score){0};
    while (score->rows < ROWS_MAX && next_row(&reading, whole, NULL, 0, &count)) {
        if (score->rows++ == 0)
            score->columns = count;
        if (count != score->columns)
            return false;
    }
    return score->rows > 0;
}

bool csv_is_regular(struct bytes head, bool whole, size_t rows, size_t columns)
{
    struct csv_dialect dialect = {.delimiter = ','};
    struct reading reading = {0};
    struct score best = {0};

    begin_sniff(head, &whole, &dialect, &reading);
    for (size_t i = 0; i < ARRAY_LEN(delimiters); i++) {
        struct score score;

        if (i >= USUAL && best.columns > 1)
            break;
        reading.delimiter = delimiters[i];
        if (reads_regular(reading, whole, &score) && score.columns > best.columns)
            best = score;
    }
    return best.rows >= rows && best.columns >= columns && best.columns > 1;
}

/* A first row that is longer than the head, told by those of its cells that stand there whole. */
static void sniff_wide(struct reading reading, struct csv_dialect *out)
{
    const struct bytes head = reading.text;
    size_t most = 1, count;

    for (size_t i = 0; i < ARRAY_LEN(delimiters); i++) {
        struct reading row = reading;
        const uint8_t *end = memrchr(head.data, delimiters[i], head.size);

        if (!end)
            continue;
        row.delimiter = delimiters[i];
        row.text.size = (size_t)(end - head.data);
        if (!next_row(&row, true, NULL, 0, &count) || count <= most)
            continue;
        most = count;
        out->delimiter = row.delimiter;
        row.at = 0;
        out->header = sniff_header(row, true);
    }
}

void csv_sniff(struct bytes head, bool whole, struct csv_dialect *out)
{
    struct reading reading = {0};
    struct score best = {0};

    *out = (struct csv_dialect){.delimiter = ','};
    begin_sniff(head, &whole, out, &reading);
    for (size_t i = 0; i < ARRAY_LEN(delimiters); i++) {
        struct score score;

        if (i >= USUAL && best.columns > 1)
            break;
        reading.delimiter = delimiters[i];
        score = try_delimiter(reading, whole);
        if (i == 0 || is_better(score, best)) {
            best = score;
            out->delimiter = delimiters[i];
        }
    }
    out->rows = best.rows;
    out->columns = best.columns;
    out->regular = best.rows > 0 && best.agreeing == best.rows;
    reading.delimiter = out->delimiter;
    if (best.rows > 0)
        out->header = sniff_header(reading, whole);
    else if (!whole)
        sniff_wide(reading, out);
}
