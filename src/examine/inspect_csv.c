/*
 * inspect_csv.c - tables in text: dialect, header, rows, columns and their types.
 *
 * A machine for RFC 4180 that goes through the file window by window. Of a cell it keeps at most
 * CELL_KEPT bytes, and those only where the cell is cut by a window or has doubled quotes in it.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/stream.h"
#include "examine/columns.h"
#include "examine/csv_dialect.h"
#include "examine/inspector.h"
#include "examine/utf8_watch.h"
#include "inventory/gaps.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum {
    CELL_KEPT = 256,
    HEAD_MIN = 4096,  /* bytes of a head, at least: inspector.h */
    ROWS_TO_TELL = 5, /* regular rows that show a table where no name does */
    COLUMNS_TO_TELL = 3,
    BID_NAME = 8,
    BID_CONTENT = 12,
};

enum state {
    CELL_START,
    PLAIN,      /* in a cell without quotes, or behind the quote that closed one */
    QUOTED,     /* between quotes */
    QUOTE_SEEN, /* behind a quote that closes the cell or is the first of a pair */
};

struct table {
    struct csv_dialect dialect;
    struct evidence *evidence;
    struct cursor *cursor;
    struct columns columns;
    struct utf8_watch watch;

    enum state state;
    uint64_t base; /* offset of the window */
    uint64_t row_at, line, line_at;
    uint64_t row_line; /* the line that the present row began in */
    uint64_t quote_at; /* of the quote that opened the present cell, to blame it */
    uint64_t quote_line;
    uint64_t column, rows, width; /* width: cells of the first row */
    uint64_t ragged, formulas, strays;
    struct assay_place stray; /* the first text behind a closing quote */
    bool in_header;
    bool blank; /* the present row is empty so far */
    size_t kept_size;
    bool kept; /* the cell is in `cell`, not in the window */
    uint8_t cell[CELL_KEPT];
};

enum { BLOCK = 64 };

/* The ends of cells in a block of the window, a bit a byte: found at once, taken one by one. */
struct ends {
    const uint8_t *block; /* NULL: none yet */
    uint64_t mask;
};

static inline uint64_t mask_ends(const uint8_t *block, uint8_t delimiter, uint8_t newline)
{
    uint64_t mask = 0;

#ifdef __SSE2__
    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
        __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)delimiter)),
                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)newline)));

        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(found) << i;
    }
#else
    for (int i = 0; i < BLOCK; i++)
        mask |= (uint64_t)(block[i] == delimiter || block[i] == newline) << i;
#endif
    return mask;
}

/* The first delimiter or newline from `at` on, or `end`. */
static inline const uint8_t *find_cell_end(struct ends *ends, const uint8_t *at, const uint8_t *end,
                                           uint8_t delimiter, uint8_t newline)
{
    if (ends->block && at - ends->block < BLOCK) {
        uint64_t left = ends->mask & ~UINT64_C(0) << (at - ends->block);

        if (left)
            return ends->block + __builtin_ctzll(left);
        at = ends->block + BLOCK;
    }
    for (; end - at >= BLOCK; at += BLOCK) {
        ends->block = at;
        ends->mask = mask_ends(at, delimiter, newline);
        if (ends->mask)
            return at + __builtin_ctzll(ends->mask);
    }
    ends->block = NULL;
    while (at < end && *at != delimiter && *at != newline)
        at++;
    return at;
}

static void keep(struct table *table, const uint8_t *from, const uint8_t *to)
{
    size_t size = (size_t)(to - from), room = CELL_KEPT - table->kept_size;

    table->kept = true;
    if (size > room)
        size = room;
    memcpy(table->cell + table->kept_size, from, size);
    table->kept_size += size;
}

/* From 1; 1 also for a cell that began in an earlier line. */
static uint32_t column_of(uint64_t offset, uint64_t line_at)
{
    uint64_t before = offset > line_at ? offset - line_at : 0;

    return before < UINT32_MAX ? (uint32_t)before + 1 : UINT32_MAX;
}

static struct assay_place place_of(const struct table *table, uint64_t offset)
{
    return (struct assay_place){.offset = offset,
                                .line =
                                    table->line > UINT32_MAX ? UINT32_MAX : (uint32_t)table->line,
                                .column = column_of(offset, table->line_at)};
}

static void found_formula(struct table *table, uint64_t end)
{
    struct assay_place place = place_of(table, end);

    table->formulas++;
    evidence_observe(table->evidence, "data.formula-cell", ASSAY_MEDIUM, &place, bytes_of(NULL, 0));
}

/* Spares most cells, figures among them, the call. */
static inline bool begins_formula(uint8_t byte)
{
    return byte == '=' || byte == '@' || byte == '+' || byte == '-';
}

/* A cell is complete; `end` points behind it. */
static inline ASSAY_RESULT end_cell(struct table *table, struct bytes cell, uint64_t end)
{
    if (cell.size > 0 && cell.data[cell.size - 1] == '\r')
        cell.size--;
    table->blank = table->column == 0 && cell.size == 0;
    if (table->column >= table->columns.count)
        TRY(columns_reach(&table->columns, (size_t)table->column + 1, table->cursor->err));
    if (table->in_header) {
        TRY(columns_name(&table->columns, (size_t)table->column, cell, table->cursor->err));
        evidence_column(table->evidence, (uint32_t)table->column, cell);
    } else {
        columns_cell(&table->columns, (size_t)table->column, cell);
        if (cell.size > 1 && begins_formula(cell.data[0]) && cell_is_formula(cell))
            found_formula(table, end - cell.size);
    }
    evidence_cell(table->evidence, (uint32_t)table->column, end);
    if (table->column < UINT32_MAX)
        table->column++;
    table->kept = false;
    table->kept_size = 0;
    return ASSAY_OK;
}

static void found_ragged(struct table *table)
{
    struct assay_place place = {.offset = table->row_at,
                                .line = table->row_line > UINT32_MAX ? UINT32_MAX
                                                                     : (uint32_t)table->row_line,
                                .column = 1};

    table->ragged++;
    evidence_observe(table->evidence, "data.ragged-row", ASSAY_HIGH, &place, bytes_of(NULL, 0));
}

/* A row is complete; a blank line is none. */
static void end_row(struct table *table)
{
    if (table->blank && table->column == 1) {
        if (table->width == 0)
            columns_clear(&table->columns); /* nothing was there to watch */
    } else {
        if (table->width == 0)
            table->width = table->column;
        else if (table->column != table->width)
            found_ragged(table);
        if (!table->in_header)
            table->rows++;
        table->in_header = false;
    }
    table->column = 0;
}

static void begin_line(struct table *table, uint64_t at)
{
    table->line++;
    table->line_at = at;
}

/* Counts the lines that a quoted cell spans. */
static void count_lines(struct table *table, const uint8_t *window, const uint8_t *at,
                        const uint8_t *end)
{
    while (at < end && (at = memchr(at, table->dialect.newline, (size_t)(end - at)))) {
        at++;
        begin_line(table, table->base + (uint64_t)(at - window));
    }
}

static void found_stray(struct table *table, uint64_t offset)
{
    if (table->strays++ == 0)
        table->stray = place_of(table, offset);
}

/* Goes through one window; what a cut cell needs later is kept. */
static ASSAY_RESULT read_window(struct table *table, struct bytes bytes)
{
    const uint8_t delimiter = table->dialect.delimiter, newline = table->dialect.newline;
    const uint8_t quote = table->dialect.quote;
    const uint8_t *const window = bytes.data, *const end = window + bytes.size;
    const uint8_t *at = window, *start = window, *stop;
    struct ends ends = {0};

    while (at < end) {
        switch (table->state) {
        case CELL_START:
            start = at;
            if (*at == quote) {
                table->state = QUOTED;
                table->quote_at = table->base + (uint64_t)(at - window);
                table->quote_line = table->line;
                start = ++at;
                break;
            }
            table->state = PLAIN;
            __attribute__((fallthrough));
        case PLAIN:
            stop = find_cell_end(&ends, at, end, delimiter, newline);
            if (stop == end) {
                keep(table, start, end);
                return ASSAY_OK;
            }
            at = stop + 1;
            if (table->kept) {
                keep(table, start, stop);
                TRY(end_cell(table, bytes_of(table->cell, table->kept_size),
                             table->base + (uint64_t)(stop - window)));
            } else {
                TRY(end_cell(table, bytes_of(start, (size_t)(stop - start)),
                             table->base + (uint64_t)(stop - window)));
            }
            table->state = CELL_START;
            if (*stop == newline) {
                begin_line(table, table->base + (uint64_t)(at - window));
                end_row(table);
                table->row_at = table->base + (uint64_t)(at - window);
                table->row_line = table->line;
            }
            break;
        case QUOTED:
            stop = memchr(at, quote, (size_t)(end - at));
            count_lines(table, window, at, stop ? stop : end);
            if (!stop) {
                keep(table, start, end);
                return ASSAY_OK;
            }
            keep(table, start, stop);
            start = at = stop + 1;
            table->state = QUOTE_SEEN;
            break;
        case QUOTE_SEEN:
            start = at;
            if (*at == quote) { /* a pair: its second one belongs to the text */
                at++;
                table->state = QUOTED;
                break;
            }
            if (*at != delimiter && *at != newline && *at != '\r')
                found_stray(table, table->base + (uint64_t)(at - window));
            table->state = PLAIN;
            break;
        }
    }
    if (table->state == QUOTED) /* the window ends behind a quote */
        keep(table, start, end);
    return ASSAY_OK;
}

static ASSAY_RESULT read_rows(struct table *table)
{
    for (;;) {
        struct bytes some;

        TRY(cursor_some(table->cursor, &some));
        if (some.size == 0)
            return ASSAY_OK;
        table->base = cursor_at(table->cursor);
        utf8_watch_feed(&table->watch, some);
        TRY(read_window(table, some));
        cursor_consume(table->cursor, some.size);
    }
}

/* The last row may have no newline. */
static ASSAY_RESULT end_table(struct table *table)
{
    uint64_t end = cursor_at(table->cursor);

    utf8_watch_end(&table->watch);
    if (table->state == QUOTED)
        evidence_gap(table->evidence, GAP_DATA_TRUNCATED, table->quote_at,
                     "the quote opened in line %" PRIu64
                     " is never closed: all behind it was read as one cell",
                     table->quote_line);
    if (table->column > 0 || table->state != CELL_START) {
        TRY(end_cell(table, bytes_of(table->cell, table->kept_size), end));
        end_row(table);
    }
    return ASSAY_OK;
}

static const char *delimiter_name(uint8_t delimiter)
{
    static const char *const names[UINT8_MAX + 1] = {
        [','] = ",", [';'] = ";", ['\t'] = "tab", ['|'] = "|"};

    return names[delimiter];
}

static const char *encoding_name(const struct table *table)
{
    static const char *const names[] = {[CSV_UTF8] = "utf-8",
                                        [CSV_UTF8_BOM] = "utf-8-bom",
                                        [CSV_UTF16LE] = "utf-16le",
                                        [CSV_UTF16BE] = "utf-16be"};

    return table->watch.bad ? "unknown" : names[table->dialect.encoding];
}

static void tell(struct table *table)
{
    struct evidence *evidence = table->evidence;

    evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, table->rows);
    columns_tell(&table->columns, table->width, evidence);
    evidence_text(evidence, ASSAY_FACT_DATASET_DELIMITER, MEASURED,
                  bytes_text(delimiter_name(table->dialect.delimiter)));
    evidence_bool(evidence, ASSAY_FACT_DATASET_HEADER, MEASURED, table->dialect.header);
    evidence_int(evidence, ASSAY_FACT_DATASET_RAGGED_ROWS, MEASURED, table->ragged);
    evidence_int(evidence, ASSAY_FACT_DATASET_FORMULA_CELLS, MEASURED, table->formulas);
    if (table->watch.bad)
        evidence_gap(evidence, GAP_DATA_NOT_UTF8, table->watch.bad_at,
                     "not UTF-8 from here on; cells were read byte by byte");
    if (table->strays > 0)
        evidence_gap(evidence, GAP_DATA_BAD_RECORD, table->stray.offset,
                     "%" PRIu64
                     " %s with text behind the closing quote; the first in line %" PRIu32,
                     table->strays, table->strays == 1 ? "cell" : "cells", table->stray.line);
    if (table->width > LIMIT_COLUMNS)
        evidence_gap(evidence, GAP_DATA_TRUNCATED, ASSAY_NO_OFFSET,
                     "%" PRIu64 " columns: those past %d were counted, not examined", table->width,
                     LIMIT_COLUMNS);
}

static void table_clear(struct table *table)
{
    columns_clear(&table->columns);
}

/* The head is shorter than promised only where the item ends there. */
static bool head_is_all(const struct subject *subject)
{
    return subject->head.size < HEAD_MIN || subject->head.size == subject->size;
}

static bool is_wide(const struct csv_dialect *dialect)
{
    return dialect->encoding == CSV_UTF16LE || dialect->encoding == CSV_UTF16BE;
}

static enum assay_status csv_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(table_clear)
    struct table table = {.evidence = evidence, .cursor = cursor, .line = 1, .row_line = 1};

    csv_sniff(subject->head, head_is_all(subject), &table.dialect);
    table.in_header = table.dialect.header;
    if (is_wide(&table.dialect)) {
        evidence_text(evidence, ASSAY_FACT_DATASET_ENCODING, MEASURED,
                      bytes_text(encoding_name(&table)));
        evidence_gap(evidence, GAP_DATA_NOT_UTF8, 0,
                     "UTF-16: rows and columns are not read; store the table as UTF-8");
        return ASSAY_OK;
    }
    if (table.dialect.encoding == CSV_UTF8_BOM) {
        TRY(cursor_skip(cursor, 3));
        table.watch.at = table.row_at = table.line_at = 3;
    }
    TRY(read_rows(&table));
    TRY(end_table(&table));
    evidence_text(evidence, ASSAY_FACT_DATASET_ENCODING, MEASURED,
                  bytes_text(encoding_name(&table)));
    tell(&table);
    return ASSAY_OK;
}

static bool has_suffix(struct bytes name, const char *const *suffixes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(suffixes[i]);

        if (name.size > size &&
            strncasecmp((const char *)name.data + name.size - size, suffixes[i], size) == 0)
            return true;
    }
    return false;
}

/* Spares all prose the look at its rows. */
static bool first_line_has_cells(struct bytes head)
{
    size_t counts[UINT8_MAX + 1] = {0};

    for (size_t i = 0; i < head.size && head.data[i] != '\n'; i++)
        counts[head.data[i]]++;
    return counts[','] + 1 >= COLUMNS_TO_TELL || counts[';'] + 1 >= COLUMNS_TO_TELL ||
           counts['\t'] + 1 >= COLUMNS_TO_TELL || counts['|'] + 1 >= COLUMNS_TO_TELL;
}

/* Tables by name; and, where the name says nothing, by many regular rows. */
static unsigned csv_bid(const struct subject *subject)
{
    static const char *const tables[] = {".csv", ".psv", ".tab", ".tsv"};
    static const char *const silent[] = {".bak", ".dat", ".data", ".old", ".txt"};
    struct bytes head = subject->head;

    if (has_suffix(subject->name, tables, ARRAY_LEN(tables))) {
        bool wide = bytes_starts(head, BYTES("\xff\xfe")) || bytes_starts(head, BYTES("\xfe\xff"));

        return head.size > 0 && !wide && memchr(head.data, 0, head.size) ? 0 : BID_NAME;
    }
    if (head.size == 0 || memchr(head.data, 0, head.size) ||
        (memchr(subject->name.data, '.', subject->name.size) &&
         !has_suffix(subject->name, silent, ARRAY_LEN(silent))))
        return 0;
    if (!first_line_has_cells(head))
        return 0;
    return csv_is_regular(head, head_is_all(subject), ROWS_TO_TELL, COLUMNS_TO_TELL) ? BID_CONTENT
                                                                                     : 0;
}

const struct inspector inspect_csv = {
    .format = "csv", .kind = ASSAY_KIND_DATASET, .text = true, .bid = csv_bid, .read = csv_read};
