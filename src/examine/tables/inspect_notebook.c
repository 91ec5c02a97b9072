/*
 * inspect_notebook.c - notebooks of Jupyter: cells, the outputs that they kept, kernel and
 * language. The lines of a cell are texts of JSON, with escapes: they are decoded and put together
 * before detectors look, as a key that goes over several lines is one text. Source: Jupyter, "The
 * Notebook file format" (nbformat 3 and 4).
 */

#include <inttypes.h>

#include "base/buf.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/encoding/json_walk.h"
#include "examine/inspect.h"
#include "examine/tables/line_tables.h"
#include "inventory/gaps.h"

enum { BID_NAME = 8, BID = 8 * 7 /* "cells", quoted */ };

struct reader {
    struct json_walk walk;
    struct buf text; /* of one cell, or one output */
    struct assay_place text_at;
    uint64_t ends; /* line feeds in it */
    bool one_line; /* not all of them end a line of the file */
    uint64_t cells, outputs;
    struct text_tables tables; /* of all cells and outputs */
    struct buf language;
    bool telling;
};

static struct reader *reader_of(struct json_walk *walk)
{
    return walk->reader;
}

/* Of the text just read: behind its quote. */
static struct assay_place place_of(const struct json_scan *scan)
{
    struct assay_place place = {.offset = scan->at + 1, .line = UINT32_MAX, .column = UINT32_MAX};

    if (scan->line < UINT32_MAX)
        place.line = (uint32_t)scan->line;
    if (place.offset - scan->line_at < UINT32_MAX)
        place.column = (uint32_t)(place.offset - scan->line_at) + 1;
    return place;
}

/* Cells of tables in the text count for their columns, and are not in it any more. */
static ASSAY_RESULT take_tables(struct reader *reader)
{
    struct cursor cursor;

    cursor_of_bytes(&cursor, buf_bytes(&reader->text), reader->tables.err);
    reader->tables.decoded = &reader->text;
    reader->tables.decoded_at = reader->text_at;
    reader->tables.decoded_lines = !reader->one_line;
    return line_tables_read(&cursor, &reader->tables);
}

static ASSAY_RESULT end_text(struct reader *reader)
{
    if (reader->text.size > 0) {
        TRY(take_tables(reader));
        evidence_text_at(reader->walk.evidence, &reader->text_at, !reader->one_line,
                         buf_bytes(&reader->text));
    }
    buf_reset(&reader->text);
    reader->ends = 0;
    reader->one_line = false;
    return ASSAY_OK;
}

static void tell_cut(struct json_walk *walk)
{
    if (walk->scan.cut)
        evidence_gap(walk->evidence, GAP_DATA_BAD_RECORD, walk->scan.at,
                     "of a longer text only the first %u bytes were looked at", LIMIT_TEMPLATE);
}

static enum assay_status take_cell(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = reader_of(walk);

    (void)way;
    TRY(end_text(reader));
    reader->telling = true;
    reader->cells++;
    return ASSAY_OK;
}

static enum assay_status take_output(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    TRY(end_text(reader_of(walk)));
    reader_of(walk)->outputs++;
    return ASSAY_OK;
}

/* A list of lines: what stands in it is one text. */
static enum assay_status take_lines(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = reader_of(walk);

    (void)way;
    TRY(end_text(reader));
    if (walk->token == JSON_TEXT) {
        tell_cut(walk);
        reader->text_at = place_of(&walk->scan);
        reader->one_line = true;
        buf_add(&reader->text, walk->scan.text.data, walk->scan.text.size);
        TRY(buf_status(&reader->text, walk->scan.cursor->err));
        return end_text(reader);
    }
    return ASSAY_OK;
}

static enum assay_status take_line(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = reader_of(walk);

    (void)way;
    if (walk->token != JSON_TEXT)
        return ASSAY_OK;
    tell_cut(walk);
    if (reader->text.size + walk->scan.text.size > LIMIT_TEMPLATE)
        TRY(end_text(reader));
    if (reader->text.size == 0)
        reader->text_at = place_of(&walk->scan);
    else if (reader->text_at.line + reader->ends != walk->scan.line)
        reader->one_line = true;
    for (size_t i = 0; i < walk->scan.text.size; i++) {
        if (walk->scan.text.data[i] != '\n')
            continue;
        reader->ends++;
        reader->one_line |= i + 1 < walk->scan.text.size;
    }
    buf_add(&reader->text, walk->scan.text.data, walk->scan.text.size);
    return buf_status(&reader->text, walk->scan.cursor->err);
}

static enum assay_status take_text(struct json_walk *walk, const struct json_way *way)
{
    if (walk->token == JSON_TEXT && walk->scan.text.size > 0)
        evidence_text(walk->evidence, (enum assay_fact_id)way->what, MEASURED, walk->scan.text);
    return ASSAY_OK;
}

/* The name comes before or behind the version. */
static enum assay_status take_language(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = reader_of(walk);
    CLEANUP(buf_clear) struct buf before = {.ceiling = (size_t)2 * WALK_TEXT};

    if (walk->token != JSON_TEXT || walk->scan.text.size > WALK_TEXT / 2 ||
        reader->language.size > WALK_TEXT)
        return ASSAY_OK;
    buf_add(&before, reader->language.data, reader->language.size);
    buf_reset(&reader->language);
    if (way->what == 0) {
        buf_add(&reader->language, walk->scan.text.data, walk->scan.text.size);
        if (before.size > 0)
            buf_byte(&reader->language, ' ');
        buf_add(&reader->language, before.data, before.size);
    } else {
        buf_add(&reader->language, before.data, before.size);
        if (before.size > 0)
            buf_byte(&reader->language, ' ');
        buf_add(&reader->language, walk->scan.text.data, walk->scan.text.size);
    }
    return ASSAY_OK;
}

/* Pictures are kept as base64, which says nothing to a detector of texts. */
static bool is_picture(const struct json_walk *walk)
{
    for (size_t up = 0; up < 3; up++)
        if (bytes_starts(json_walk_name(walk, up), BYTES("image/")))
            return true;
    return false;
}

static bool is_element(const struct json_walk *walk)
{
    return walk->steps > 0 && walk->step[walk->steps - 1].element;
}

/* Whatever else is a text: data of outputs, errors, metadata, attachments. */
static enum assay_status take_any(struct json_walk *walk, const struct json_way *way)
{
    if (walk->token == JSON_ARRAY) {
        TRY(end_text(reader_of(walk)));
        return ASSAY_OK;
    }
    if (walk->token != JSON_TEXT || is_picture(walk))
        return ASSAY_OK;
    return is_element(walk) ? take_line(walk, way) : take_lines(walk, way);
}

static enum assay_status take_telling(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    reader_of(walk)->telling = true;
    return ASSAY_OK;
}

static const struct json_way ways[] = {
    {"cells", take_telling, 0},
    {"nbformat", take_telling, 0},
    {"cells.[]", take_cell, 0},
    {"worksheets.[].cells.[]", take_cell, 0},
    {"cells.[].outputs.[]", take_output, 0},
    {"worksheets.[].cells.[].outputs.[]", take_output, 0},
    {"metadata.kernelspec.name", take_text, ASSAY_FACT_DOCUMENT_KERNEL},
    {"metadata.language_info.name", take_language, 0},
    {"metadata.language_info.version", take_language, 1},
    {"**", take_any, 0},
};

static unsigned notebook_bid(const struct subject *subject)
{
    if (!bytes_ends(subject->name, BYTES(".ipynb")))
        return 0;
    return bytes_contain(subject->head, "\"cells\"") || bytes_contain(subject->head, "\"nbformat\"")
               ? BID
               : BID_NAME;
}

static void tell_facts(struct reader *reader)
{
    struct evidence *evidence = reader->walk.evidence;

    evidence_int(evidence, ASSAY_FACT_DOCUMENT_CELLS, MEASURED, reader->cells);
    evidence_int(evidence, ASSAY_FACT_DOCUMENT_OUTPUTS, MEASURED, reader->outputs);
    if (reader->language.size > 0)
        evidence_text(evidence, ASSAY_FACT_DOCUMENT_LANGUAGE, MEASURED,
                      buf_bytes(&reader->language));
    if (reader->walk.repeats > 0)
        evidence_gap(evidence, GAP_DATA_BAD_RECORD, reader->walk.first_repeat_at,
                     "a name stands twice in one object");
}

static enum assay_status notebook_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    struct reader reader = {.walk = {.evidence = evidence, .text_max = LIMIT_TEMPLATE}};
    enum assay_status status;

    (void)subject;
    reader.walk.reader = &reader;
    buf_init(&reader.text, 2 * (size_t)LIMIT_TEMPLATE);
    buf_init(&reader.language, 2 * (size_t)WALK_TEXT);
    text_tables_init(&reader.tables, evidence, cursor->err);
    status = json_walk(cursor, ways, ARRAY_LEN(ways), &reader.walk);
    if (end_text(&reader) == ASSAY_ENOMEM)
        status = ASSAY_ENOMEM;
    tell_facts(&reader);
    json_walk_clear(&reader.walk);
    buf_clear(&reader.text);
    buf_clear(&reader.language);
    if (status == ASSAY_OK && !reader.telling)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "no cells are in it");
    return status;
}

const struct inspector inspect_notebook = {.format = "notebook",
                                           .kind = ASSAY_KIND_CODE,
                                           .text = true,
                                           .packed = true,
                                           .gap = GAP_DATA_BAD_RECORD,
                                           .bid = notebook_bid,
                                           .read = notebook_read};
