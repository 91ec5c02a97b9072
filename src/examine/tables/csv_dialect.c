/*
 * csv_dialect.c - how a table in text is written, told from its first bytes.
 *
 * A delimiter is right when the rows of the head have the same number of cells, more than one. Each
 * candidate reads the head with the rules that the whole file will be read by (RFC 4180).
 */

#include "examine/tables/csv_dialect.h"

#include "base/kit.h"
#include "examine/tables/csv_names.h"
#include "examine/tables/csv_rows.h"

enum { HEAD_MAX = 64 * 1024 /* bytes looked at */ };

/* How well a delimiter reads the head. */
struct score {
    size_t rows, columns, agreeing;
};

static struct score try_delimiter(struct csv_rows reading, bool whole)
{
    size_t counts[CSV_ROWS_LOOKED];
    struct score best = {0};
    size_t rows = 0;

    while (rows < CSV_ROWS_LOOKED && csv_rows_next(&reading, whole, NULL, 0, &counts[rows]))
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
                        struct csv_rows *reading)
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
static bool reads_regular(struct csv_rows reading, bool whole, struct score *score)
{
    size_t count;

    *score = (struct score){0};
    while (score->rows < CSV_ROWS_LOOKED && csv_rows_next(&reading, whole, NULL, 0, &count)) {
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
    struct csv_rows reading = {0};
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
static void sniff_wide(struct csv_rows reading, struct csv_dialect *out)
{
    const struct bytes head = reading.text;
    size_t most = 1, count;

    for (size_t i = 0; i < ARRAY_LEN(delimiters); i++) {
        struct csv_rows row = reading;
        const uint8_t *end = memrchr(head.data, delimiters[i], head.size);

        if (!end)
            continue;
        row.delimiter = delimiters[i];
        row.text.size = (size_t)(end - head.data);
        if (!csv_rows_next(&row, true, NULL, 0, &count) || count <= most)
            continue;
        most = count;
        out->delimiter = row.delimiter;
        row.at = 0;
        out->header = csv_names_first(row, true);
    }
}

void csv_sniff(struct bytes head, bool whole, struct csv_dialect *out)
{
    struct csv_rows reading = {0};
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
        out->preamble = csv_names_behind(reading, whole, best.columns);
    reading.at = out->preamble;
    if (best.rows > 0)
        out->header = csv_names_first(reading, whole);
    else if (!whole)
        sniff_wide(reading, out);
}
