/*
 * inspect_jsonl.c - JSON Lines: one JSON value a line, read strictly; a line that is none is told
 * and skipped. Source: jsonlines.org; RFC 8259.
 *
 * Keys of the outermost object are the columns, in the order in which they are first met.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/ending.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/inspect.h"
#include "examine/tables/json_ahead.h"
#include "examine/tables/json_table.h"
#include "inventory/gaps.h"

enum {
    BID_NAME = 8,
    BID_LINES = 24,
    LINES_TO_TELL = 2,
};

struct lines {
    struct cursor *cursor;
    struct evidence *evidence;
    struct json_scan scan;
    struct json_table table;
    uint64_t line, line_at, bad;
    uint64_t bad_at, bad_line;
    bool in_header;     /* the present line names the columns */
    char bad_text[128]; /* what is wrong with the first bad line */
};

static void lines_clear(struct lines *lines)
{
    json_scan_clear(&lines->scan);
    json_table_clear(&lines->table);
}

/* True for a first line that names the columns of lists. */
static ASSAY_RESULT is_header(struct lines *lines, bool *header)
{
    struct bytes text;

    *header = false;
    if (lines->table.table.count > 0 || lines->bad > 0)
        return ASSAY_OK;
    TRY(cursor_peek(lines->cursor, CURSOR_WINDOW_MAX, &text));
    *header = json_is_header(bytes_until(text, '\n'));
    return ASSAY_OK;
}

static ASSAY_RESULT read_value(struct lines *lines)
{
    enum json_token token;

    TRY(is_header(lines, &lines->in_header));
    TRY(json_next(&lines->scan, &token));
    if (lines->in_header) {
        TRY(json_table_names(&lines->table));
        return json_next(&lines->scan, &token); /* JSON_END */
    }
    TRY(json_table_record(&lines->table, token));
    return json_next(&lines->scan, &token); /* JSON_END */
}

/* Skips blanks; true in *ended where the line, or the text, ends there. */
static ASSAY_RESULT skip_blanks(struct cursor *cursor, bool *ended)
{
    for (;;) {
        struct bytes next;

        TRY(cursor_peek(cursor, 1, &next));
        *ended = next.size == 0 || next.data[0] == '\n';
        if (*ended || (next.data[0] != ' ' && next.data[0] != '\t' && next.data[0] != '\r'))
            return ASSAY_OK;
        cursor_consume(cursor, 1);
    }
}

static ASSAY_RESULT skip_line(struct cursor *cursor)
{
    for (;;) {
        const uint8_t *end;
        struct bytes some;

        TRY(cursor_some(cursor, &some));
        if (some.size == 0)
            return ASSAY_OK;
        end = memchr(some.data, '\n', some.size);
        if (end) {
            cursor_consume(cursor, (size_t)(end - some.data));
            return ASSAY_OK;
        }
        cursor_consume(cursor, some.size);
    }
}

static void found_bad(struct lines *lines)
{
    const struct assay_error *failure = lines->cursor->err;
    struct assay_place place = {.offset = failure->offset, .line = 1, .column = 1};

    if (lines->line < UINT32_MAX)
        place.line = (uint32_t)lines->line;
    if (failure->offset > lines->line_at && failure->offset - lines->line_at < UINT32_MAX)
        place.column = (uint32_t)(failure->offset - lines->line_at) + 1;
    evidence_observe(lines->evidence, "data.bad-record", ASSAY_HIGH, &place, bytes_of(NULL, 0));
    if (lines->bad++ > 0)
        return;
    lines->bad_at = failure->offset;
    lines->bad_line = lines->line;
    text_copy(lines->bad_text, sizeof lines->bad_text, failure->text);
}

static ASSAY_RESULT read_record(struct lines *lines)
{
    enum assay_status status = read_value(lines);
    bool ended = true;

    if (status == ASSAY_OK) {
        TRY(skip_blanks(lines->cursor, &ended));
        if (!ended)
            status = cursor_fail(lines->cursor, "more text behind the value");
    }
    if (status != ASSAY_OK && status != ASSAY_EFORMAT && status != ASSAY_ELIMIT)
        return status;
    if (status == ASSAY_OK) {
        if (!lines->in_header)
            json_table_row(&lines->table);
        return ASSAY_OK;
    }
    found_bad(lines);
    json_scan_restart(&lines->scan);
    TRY(skip_line(lines->cursor));
    evidence_cell(lines->evidence, UINT32_MAX, cursor_at(lines->cursor)); /* of no column */
    return ASSAY_OK;
}

static ASSAY_RESULT read_lines(struct lines *lines)
{
    for (lines->line = 1;; lines->line++) {
        struct bytes next;
        bool blank;

        lines->line_at = cursor_at(lines->cursor);
        lines->table.line = lines->line;
        lines->table.line_at = lines->line_at;
        TRY(skip_blanks(lines->cursor, &blank));
        if (!blank)
            TRY(read_record(lines));
        TRY(cursor_peek(lines->cursor, 1, &next));
        if (next.size == 0)
            return ASSAY_OK;
        cursor_consume(lines->cursor, 1); /* the line feed */
    }
}

static void tell(struct lines *lines, const char *encoding)
{
    struct evidence *evidence = lines->evidence;

    json_table_tell(&lines->table);
    evidence_text(evidence, ASSAY_FACT_DATASET_ENCODING, MEASURED, bytes_text(encoding));
    if (lines->bad > 0)
        evidence_gap(evidence, GAP_DATA_BAD_RECORD, lines->bad_at,
                     "%" PRIu64 " %s not JSON; the first is line %" PRIu64 ": %s", lines->bad,
                     lines->bad == 1 ? "line is" : "lines are", lines->bad_line, lines->bad_text);
}

static enum assay_status jsonl_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(lines_clear) struct lines lines = {.cursor = cursor, .evidence = evidence};
    bool marked = bytes_starts(subject->head, BYTES("\xef\xbb\xbf"));

    json_scan_init(&lines.scan, cursor,
                   &(struct json_options){
                       .text_max = JSON_TABLE_TEXT, .one_line = true, .find_repeats = true});
    TRY(json_table_init(&lines.table, &lines.scan, evidence));
    if (marked)
        TRY(cursor_skip(cursor, 3));
    TRY(read_lines(&lines));
    tell(&lines, marked ? "utf-8-bom" : "utf-8");
    return ASSAY_OK;
}

static bool has_suffix(struct bytes name, const char *suffix)
{
    return ends_in(bytes_from(name, 1), suffix);
}

/* True when the first lines of the head are JSON objects, each on its own line. */
static bool begins_with_records(struct bytes head)
{
    struct assay_error ignored;
    struct cursor cursor;
    struct json_scan scan;
    size_t records = 0;

    cursor_of_bytes(&cursor, head, &ignored);
    json_scan_init(&scan, &cursor, &(struct json_options){.one_line = true});
    while (records < LINES_TO_TELL) {
        enum json_token token;
        bool ended;

        if (json_next(&scan, &token) || token != JSON_OBJECT || json_skip(&scan, token) ||
            json_next(&scan, &token) || skip_blanks(&cursor, &ended) || !ended ||
            cursor_skip(&cursor, 1))
            break;
        records++;
    }
    json_scan_clear(&scan);
    return records == LINES_TO_TELL;
}

static unsigned jsonl_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (bytes_starts(head, BYTES("\xef\xbb\xbf")))
        head = bytes_from(head, 3);
    if (head.size > 0 && head.data[0] == '{' && begins_with_records(head))
        return BID_LINES;
    if (!has_suffix(subject->name, ".jsonl") && !has_suffix(subject->name, ".ndjson"))
        return 0;
    return head.size > 0 && memchr(head.data, 0, head.size) ? 0 : BID_NAME;
}

const struct inspector inspect_jsonl = {.format = "jsonl",
                                        .kind = ASSAY_KIND_DATASET,
                                        .text = true,
                                        .bid = jsonl_bid,
                                        .read = jsonl_read};
