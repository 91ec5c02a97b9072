/*
 * inspect_csv.c - tables in text: dialect, header, rows, columns and their types.
 *
 * A machine for RFC 4180 that goes through the file window by window. Of a cell it keeps at most
 * CELL_KEPT bytes, and those only where the cell is cut by a window or has quotes around it. Rows
 * that lie whole in a window and have nothing unusual are not its business: plain_rows.h.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/stream.h"
#include "examine/inspector.h"
#include "examine/tables/cell_ends.h"
#include "examine/tables/csv_bid.h"
#include "examine/tables/csv_dialect.h"
#include "examine/tables/data_table.h"
#include "examine/tables/plain_rows.h"
#include "examine/text/single_byte.h"
#include "examine/text/utf8_watch.h"
#include "inventory/gaps.h"

enum {
    CELL_KEPT = 256,
    PLAIN_LEAST = 1024, /* bytes that plain rows are looked for in */
    MISSES_MOST = 6,    /* after so many at most 2^6 rows are read byte by byte */
};

enum state {
    CELL_START,
    PLAIN,      /* in a cell without quotes, or behind the quote that closed one */
    QUOTED,     /* between quotes */
    QUOTE_SEEN, /* behind a quote that closes the cell or is the first of a pair */
};

struct csv {
    struct csv_dialect dialect;
    struct evidence *evidence;
    struct cursor *cursor;
    struct data_table table;
    struct row_sum row; /* of the present row */
    struct utf8_watch watch;
    struct single_byte single;           /* all of it, where it is not UTF-8 */
    enum { UTF8, BY_CELL, ALL } decodes; /* what is read with one byte a character */
    struct buf decoded;

    enum state state;
    uint64_t base; /* offset of the window */
    uint64_t row_at, line, line_at;
    uint64_t row_line; /* the line that the present row began in */
    uint64_t quote_at; /* of the quote that opened the present cell, to blame it */
    uint64_t quote_line;
    uint64_t column, width; /* width: cells of the first row */
    uint64_t ragged, formulas, strays;
    struct assay_place stray; /* the first text behind a closing quote */
    bool in_header;
    bool blank; /* the present row is empty so far */
    size_t kept_size;
    bool kept;   /* the cell is in `cell`, not in the window */
    bool longer; /* and there is more of it than that: all of it is in the hasher */
    bool return_waits;
    struct text_hasher hasher;
    struct plain_rows plain;
    uint8_t vector;      /* as in struct plain_signs */
    unsigned misses;     /* where plain rows were looked for and none were */
    unsigned long reads; /* rows that are read byte by byte before the next try */
    uint8_t cell[CELL_KEPT];
};

static bool is_utf8(struct bytes text)
{
    struct utf8_watch watch = {.bad = false};

    utf8_watch_feed(&watch, text);
    utf8_watch_end(&watch);
    return !watch.bad;
}

static struct bytes decode(struct csv *csv, struct bytes text)
{
    buf_reset(&csv->decoded);
    single_byte_decode(&csv->decoded, text);
    return csv->decoded.status == ASSAY_OK ? buf_bytes(&csv->decoded) : text;
}

/* True while no window, the present one among them, held a byte that is not ASCII. */
static inline bool is_ascii_so_far(const struct utf8_watch *watch)
{
    return !watch->bad && !watch->wide && watch->tail_size == 0;
}

/* A whole cell in UTF-8; good until the next call. */
static inline struct bytes decoded(struct csv *csv, struct bytes cell)
{
    if (is_ascii_so_far(&csv->watch) || csv->decodes == UTF8 || utf8_ascii(cell) == cell.size ||
        (csv->decodes == BY_CELL && is_utf8(cell)))
        return cell;
    return decode(csv, cell);
}

/* Adds to the hash of a cell; a CR may be the one of its line's end, and waits for what follows. */
static void hash_more(struct csv *csv, struct bytes piece)
{
    if (piece.size == 0)
        return;
    if (csv->return_waits)
        text_hasher_add(&csv->hasher, BYTES("\r"));
    csv->return_waits = piece.data[piece.size - 1] == '\r';
    piece.size -= csv->return_waits;
    text_hasher_add(&csv->hasher, csv->decodes == ALL ? decode(csv, piece) : piece);
}

/* There is more of a cell than is kept: its hash is made on the way. */
static void hash_rest(struct csv *csv, struct bytes piece)
{
    if (!csv->longer) {
        csv->longer = true;
        csv->return_waits = false;
        text_hasher_start(&csv->hasher);
        hash_more(csv, bytes_of(csv->cell, csv->kept_size));
    }
    hash_more(csv, piece);
}

static void keep(struct csv *csv, const uint8_t *from, const uint8_t *to)
{
    size_t size = (size_t)(to - from), room = CELL_KEPT - csv->kept_size;

    csv->kept = true;
    if (csv->longer || size > room)
        hash_rest(csv, bytes_of(from, size));
    if (size > room)
        size = room;
    memcpy(csv->cell + csv->kept_size, from, size);
    csv->kept_size += size;
}

/* From 1; 1 also for a cell that began in an earlier line. */
static uint32_t column_of(uint64_t offset, uint64_t line_at)
{
    uint64_t before = offset > line_at ? offset - line_at : 0;

    return before < UINT32_MAX ? (uint32_t)before + 1 : UINT32_MAX;
}

static struct assay_place place_of(const struct csv *csv, uint64_t offset)
{
    return (struct assay_place){.offset = offset,
                                .line = csv->line > UINT32_MAX ? UINT32_MAX : (uint32_t)csv->line,
                                .column = column_of(offset, csv->line_at)};
}

static void found_formula(struct csv *csv, uint64_t end)
{
    struct assay_place place = place_of(csv, end);

    csv->formulas++;
    evidence_observe(csv->evidence, "data.formula-cell", ASSAY_MEDIUM, &place, bytes_of(NULL, 0));
}

/* Spares most cells, figures among them, the call. */
static inline bool begins_formula(uint8_t byte)
{
    return byte == '=' || byte == '@' || byte == '+' || byte == '-';
}

/* A cell of a row, as it stands there. */
static inline void end_value(struct csv *csv, struct bytes cell, uint64_t end)
{
    struct assay_place place = place_of(csv, end - cell.size);
    struct bytes text = decoded(csv, cell);

    if (csv->longer)
        data_table_long_cell(&csv->table, (size_t)csv->column, text_hasher_end(&csv->hasher),
                             &csv->row);
    else
        data_table_cell(&csv->table, (size_t)csv->column, text, &csv->row);
    if (cell.size > 1 && begins_formula(cell.data[0]) && cell_is_formula(cell))
        found_formula(csv, end - cell.size);
    evidence_cell_text(csv->evidence, (uint32_t)csv->column, end, text, &place);
}

/* A cell is complete; `end` points behind it. */
static inline ASSAY_RESULT end_cell(struct csv *csv, struct bytes cell, uint64_t end)
{
    if (cell.size > 0 && cell.data[cell.size - 1] == '\r')
        cell.size--;
    csv->blank = csv->column == 0 && cell.size == 0;
    if (csv->column >= csv->table.count)
        TRY(data_table_reach(&csv->table, (size_t)csv->column + 1, csv->cursor->err));
    if (csv->in_header) {
        evidence_cell(csv->evidence, (uint32_t)csv->column, end);
        TRY(data_table_name(&csv->table, (size_t)csv->column, decoded(csv, cell),
                            csv->cursor->err));
    } else {
        end_value(csv, cell, end);
    }
    if (csv->column < UINT32_MAX)
        csv->column++;
    csv->kept = csv->longer = false;
    csv->kept_size = 0;
    return ASSAY_OK;
}

static void found_ragged(struct csv *csv)
{
    struct assay_place place = {.offset = csv->row_at,
                                .line = csv->row_line > UINT32_MAX ? UINT32_MAX
                                                                   : (uint32_t)csv->row_line,
                                .column = 1};

    csv->ragged++;
    evidence_observe(csv->evidence, "data.ragged-row", ASSAY_HIGH, &place, bytes_of(NULL, 0));
}

/* A row is complete; a blank line is none. */
static void end_row(struct csv *csv)
{
    if (csv->blank && csv->column == 1) {
        if (csv->width == 0)
            data_table_forget(&csv->table); /* nothing was there to watch */
    } else {
        if (csv->width == 0)
            csv->width = csv->column;
        else if (csv->column != csv->width)
            found_ragged(csv);
        if (!csv->in_header)
            data_table_row(&csv->table, &csv->row);
        csv->in_header = false;
    }
    csv->row = (struct row_sum){0};
    csv->column = 0;
    csv->reads -= csv->reads > 0;
}

static void begin_line(struct csv *csv, uint64_t at)
{
    csv->line++;
    csv->line_at = at;
}

/* Counts the lines that a quoted cell spans. */
static void count_lines(struct csv *csv, const uint8_t *window, const uint8_t *at,
                        const uint8_t *end)
{
    while (at < end && (at = memchr(at, csv->dialect.newline, (size_t)(end - at)))) {
        at++;
        begin_line(csv, csv->base + (uint64_t)(at - window));
    }
}

static void found_stray(struct csv *csv, uint64_t offset)
{
    if (csv->strays++ == 0)
        csv->stray = place_of(csv, offset);
}

/* True at the start of a row that may be plain; its cells need no decoding. */
static inline bool may_be_plain(const struct csv *csv, size_t left)
{
    return csv->column == 0 && csv->reads == 0 && left >= PLAIN_LEAST && !csv->in_header &&
           csv->width > 1 && csv->width <= csv->table.count && !csv->watch.bad &&
           csv->decodes != ALL;
}

/* A cell of plain rows that begins with a quote, or as formulas do. */
static void look_for_formula(struct csv *csv, size_t at)
{
    struct bytes cell = plain_cell(&csv->plain, at);

    if (cell.size > 1 && begins_formula(cell.data[0]) && cell_is_formula(cell))
        found_formula(csv, csv->plain.base + csv->plain.ends[at] - cell.size);
}

/* The rows of `plain`, in their order. */
static void end_plain_rows(struct csv *csv, const struct row_sum *sums)
{
    const struct plain_rows *plain = &csv->plain;
    size_t start = 0, cell = 0;

    for (size_t row = 0; row < plain->count; row++) {
        for (size_t end = cell + plain->width; cell < end; cell++) {
            uint8_t first = plain->data[start];

            if (first == plain->signs.quote || begins_formula(first))
                look_for_formula(csv, cell);
            start = (size_t)plain->ends[cell] + 1;
        }
        data_table_row(&csv->table, &sums[row]);
        begin_line(csv, plain->base + start);
    }
    csv->row_at = csv->line_at;
    csv->row_line = csv->line;
}

/* Takes the plain rows at the front of `text`; returns how many bytes they are. */
static size_t read_plain_rows(struct csv *csv, struct bytes text, uint64_t offset)
{
    const struct plain_signs signs = {csv->dialect.delimiter, csv->dialect.newline,
                                      csv->dialect.quote, csv->vector};
    struct row_sum sums[PLAIN_ROWS] = {0};

    if (!plain_rows_cut(&csv->plain, text, signs, (size_t)csv->width)) {
        csv->reads = 1UL << csv->misses;
        csv->misses += csv->misses < MISSES_MOST;
        return 0;
    }
    csv->misses = 0;
    csv->plain.base = offset;
    csv->plain.line = csv->line;
    if (!evidence_plain_rows(csv->evidence, &csv->plain))
        return 0;
    for (size_t column = 0; column < csv->plain.width; column++)
        data_table_cells(&csv->table, column, &csv->plain, sums);
    end_plain_rows(csv, sums);
    return plain_rows_size(&csv->plain);
}

/* Ends a cell that reaches from `start` to `stop`, with what was kept of its beginning. */
static inline ASSAY_RESULT end_plain_cell(struct csv *csv, const uint8_t *start,
                                          const uint8_t *stop, uint64_t end)
{
    if (!csv->kept)
        return end_cell(csv, bytes_of(start, (size_t)(stop - start)), end);
    keep(csv, start, stop);
    return end_cell(csv, bytes_of(csv->cell, csv->kept_size), end);
}

/* The line and its row end in front of `at`. */
static inline void end_line(struct csv *csv, uint64_t at)
{
    begin_line(csv, at);
    end_row(csv);
    csv->row_at = at;
    csv->row_line = csv->line;
}

/* Goes through one window; what a cut cell needs later is kept. */
static ASSAY_RESULT read_window(struct csv *csv, struct bytes bytes)
{
    const uint8_t delimiter = csv->dialect.delimiter, newline = csv->dialect.newline;
    const uint8_t quote = csv->dialect.quote;
    const uint8_t *const window = bytes.data, *const end = window + bytes.size;
    const uint8_t *at = window, *start = window, *stop;
    struct cell_ends ends = {0};
    size_t plain;

    while (at < end) {
        switch (csv->state) {
        case CELL_START:
            if (may_be_plain(csv, (size_t)(end - at))) {
                plain = read_plain_rows(csv, bytes_of(at, (size_t)(end - at)),
                                        csv->base + (uint64_t)(at - window));
                at += plain;
                if (plain > 0)
                    break;
            }
            start = at;
            if (*at == quote) {
                csv->state = QUOTED;
                csv->quote_at = csv->base + (uint64_t)(at - window);
                csv->quote_line = csv->line;
                start = ++at;
                break;
            }
            csv->state = PLAIN;
            __attribute__((fallthrough));
        case PLAIN:
            stop = cell_ends_next(&ends, at, end, delimiter, newline);
            if (stop == end) {
                keep(csv, start, end);
                return ASSAY_OK;
            }
            at = stop + 1;
            TRY(end_plain_cell(csv, start, stop, csv->base + (uint64_t)(stop - window)));
            csv->state = CELL_START;
            if (*stop == newline)
                end_line(csv, csv->base + (uint64_t)(at - window));
            break;
        case QUOTED:
            stop = memchr(at, quote, (size_t)(end - at));
            count_lines(csv, window, at, stop ? stop : end);
            if (!stop) {
                keep(csv, start, end);
                return ASSAY_OK;
            }
            keep(csv, start, stop);
            start = at = stop + 1;
            csv->state = QUOTE_SEEN;
            break;
        case QUOTE_SEEN:
            start = at;
            if (*at == quote) { /* a pair: its second one belongs to the text */
                at++;
                csv->state = QUOTED;
                break;
            }
            if (*at != delimiter && *at != newline && *at != '\r')
                found_stray(csv, csv->base + (uint64_t)(at - window));
            csv->state = PLAIN;
            break;
        }
    }
    if (csv->state == QUOTED) /* the window ends behind a quote */
        keep(csv, start, end);
    return ASSAY_OK;
}

/* The first bytes tell how all is read, in windows of any size: with none past ASCII each cell
 * tells for itself. */
static void sniff_encoding(struct csv *csv, const struct subject *subject)
{
    struct utf8_watch watch = {.bad = false};
    struct single_byte single = {.high = 0};

    utf8_watch_feed(&watch, subject->head);
    if (csv_head_is_all(subject))
        utf8_watch_end(&watch);
    single_byte_feed(&single, subject->head);
    if (single.high == 0)
        csv->decodes = BY_CELL;
    else if (watch.bad && !watch.wide && single_byte_name(&single))
        csv->decodes = ALL;
}

/* A window of ASCII, and all that is UTF-8, need not be looked at again. */
static void watch_encoding(struct csv *csv, struct bytes window)
{
    utf8_watch_feed(&csv->watch, window);
    if (csv->watch.bad || csv->watch.tail_size > 0)
        single_byte_feed(&csv->single, window);
    else
        csv->single.before = window.data[window.size - 1];
}

/* NULL for UTF-8, and for what is in no encoding that is known: UTF-8 in part is neither. */
static const char *encoding_of_bytes(const struct csv *csv)
{
    return csv->decodes != UTF8 && csv->watch.bad && !csv->watch.wide
               ? single_byte_name(&csv->single)
               : NULL;
}

static ASSAY_RESULT read_rows(struct csv *csv)
{
    for (;;) {
        struct bytes some;

        TRY(cursor_some(csv->cursor, &some));
        if (some.size == 0)
            return ASSAY_OK;
        csv->base = cursor_at(csv->cursor);
        watch_encoding(csv, some);
        TRY(read_window(csv, some));
        cursor_consume(csv->cursor, some.size);
    }
}

/* The last row may have no newline. */
static ASSAY_RESULT end_table(struct csv *csv)
{
    uint64_t end = cursor_at(csv->cursor);

    utf8_watch_end(&csv->watch);
    if (csv->state == QUOTED)
        evidence_gap(csv->evidence, GAP_DATA_TRUNCATED, csv->quote_at,
                     "the quote opened in line %" PRIu64
                     " is never closed: all behind it was read as one cell",
                     csv->quote_line);
    if (csv->column > 0 || csv->state != CELL_START) {
        TRY(end_cell(csv, bytes_of(csv->cell, csv->kept_size), end));
        end_row(csv);
    }
    return ASSAY_OK;
}

static const char *delimiter_name(uint8_t delimiter)
{
    static const char *const names[UINT8_MAX + 1] = {
        [','] = ",", [';'] = ";", ['\t'] = "tab", ['|'] = "|",
        ['^'] = "^", ['~'] = "~", [0x01] = "0x01"};

    return names[delimiter];
}

static const char *encoding_name(const struct csv *csv)
{
    static const char *const names[] = {[CSV_UTF8] = "utf-8", [CSV_UTF8_BOM] = "utf-8-bom"};

    if (csv->watch.bad)
        return encoding_of_bytes(csv) ? encoding_of_bytes(csv) : "unknown";
    return names[csv->dialect.encoding];
}

static void tell(struct csv *csv)
{
    struct evidence *evidence = csv->evidence;

    evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, csv->table.rows);
    data_table_tell(&csv->table, csv->width);
    evidence_text(evidence, ASSAY_FACT_DATASET_DELIMITER, MEASURED,
                  bytes_text(delimiter_name(csv->dialect.delimiter)));
    evidence_bool(evidence, ASSAY_FACT_DATASET_HEADER, MEASURED, csv->dialect.header);
    evidence_int(evidence, ASSAY_FACT_DATASET_RAGGED_ROWS, MEASURED, csv->ragged);
    evidence_int(evidence, ASSAY_FACT_DATASET_FORMULA_CELLS, MEASURED, csv->formulas);
    if (csv->watch.bad && !encoding_of_bytes(csv))
        evidence_gap(evidence, GAP_DATA_NOT_UTF8, csv->watch.bad_at,
                     "not UTF-8 from here on; cells were read byte by byte");
    if (csv->strays > 0)
        evidence_gap(evidence, GAP_DATA_BAD_RECORD, csv->stray.offset,
                     "%" PRIu64
                     " %s with text behind the closing quote; the first in line %" PRIu32,
                     csv->strays, csv->strays == 1 ? "cell" : "cells", csv->stray.line);
    if (csv->width > LIMIT_COLUMNS)
        evidence_gap(evidence, GAP_DATA_TRUNCATED, ASSAY_NO_OFFSET,
                     "%" PRIu64 " columns: those past %d were counted, not examined", csv->width,
                     LIMIT_COLUMNS);
}

static void csv_clear(struct csv *csv)
{
    buf_clear(&csv->decoded);
    data_table_clear(&csv->table);
}

/* The mark of the encoding, and what stands above the table: that is in no column. */
static ASSAY_RESULT pass_preamble(struct csv *csv, struct bytes head)
{
    const size_t mark = csv->dialect.encoding == CSV_UTF8_BOM ? 3 : 0;
    const size_t end = mark + csv->dialect.preamble;

    for (size_t i = 0; i < end; i++)
        csv->line += head.data[i] == csv->dialect.newline;
    csv->row_line = csv->line;
    csv->watch.at = csv->row_at = csv->line_at = end;
    if (csv->dialect.preamble > 0)
        evidence_cell(csv->evidence, UINT32_MAX, end - 1);
    return end > 0 ? cursor_skip(csv->cursor, end) : ASSAY_OK;
}

static enum assay_status csv_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(csv_clear)
    struct csv csv = {.evidence = evidence,
                      .cursor = cursor,
                      .line = 1,
                      .row_line = 1,
                      .vector = plain_rows_widest()};

    buf_init(&csv.decoded, SIZE_MAX);
    csv_sniff(subject->head, csv_head_is_all(subject), &csv.dialect);
    csv.in_header = csv.dialect.header;
    if (csv.dialect.encoding != CSV_UTF8_BOM)
        sniff_encoding(&csv, subject);
    TRY(pass_preamble(&csv, subject->head));
    TRY(data_table_init(&csv.table, evidence, cursor->err));
    TRY(read_rows(&csv));
    TRY(end_table(&csv));
    evidence_text(evidence, ASSAY_FACT_DATASET_ENCODING, MEASURED, bytes_text(encoding_name(&csv)));
    tell(&csv);
    return ASSAY_OK;
}

const struct inspector inspect_csv = {
    .format = "csv", .kind = ASSAY_KIND_DATASET, .text = true, .bid = csv_bid, .read = csv_read};
