/* parquet_column.c - one column chunk of a Parquet file: its pages, levels and cells. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "examine/tables/parquet.h"
#include "inventory/gaps.h"

/* What was read of a chunk so far. */
struct reading {
    struct parquet *parquet;
    const struct parquet_chunk *chunk;
    uint64_t values, nulls, rows;
    bool whole; /* no page was left out */
    bool lost;  /* its dictionary was told to be unreadable: values by it go without saying */
};

/* Levels of a page, one after the other. */
struct levels {
    struct hybrid hybrid;
    bool all; /* there is one level only, which is not written */
};

static ASSAY_RESULT fail(const struct parquet *parquet, uint64_t at, const char *what)
{
    return assay_fail(parquet->err, ASSAY_EFORMAT, at, "%s", what);
}

static unsigned bits_of(unsigned most)
{
    unsigned bits = 0;

    while (most >> bits)
        bits++;
    return bits;
}

/* Of version 1: runs behind their size, or packed as of old. */
static ASSAY_RESULT open_first(const struct reading *reading, struct parquet_page *page,
                               int64_t encoding, unsigned most, struct levels *levels)
{
    const struct parquet *parquet = reading->parquet;
    struct bytes data = page->data;
    size_t size;

    *levels = (struct levels){.all = most == 0};
    if (most == 0)
        return ASSAY_OK;
    if (encoding == ENCODING_BIT_PACKED) {
        if (!hybrid_open_levels(&levels->hybrid, data, bits_of(most), page->values, &size))
            return fail(parquet, page->at, "levels that are cut short");
        page->data = bytes_from(data, size);
        return ASSAY_OK;
    }
    if (encoding != ENCODING_RLE)
        return assay_fail(parquet->err, ASSAY_EFORMAT, page->at,
                          "levels in encoding %" PRId64 ", which they have not", encoding);
    if (data.size < 4)
        return fail(parquet, page->at, "levels that are cut short");
    size = load_u32le(data.data);
    if (size > data.size - 4)
        return fail(parquet, page->at, "levels that are cut short");
    page->data = bytes_from(data, size + 4);
    (void)hybrid_open(&levels->hybrid, bytes_of(data.data + 4, size), bits_of(most));
    return ASSAY_OK;
}

static void open_second(struct bytes data, unsigned most, struct levels *levels)
{
    *levels = (struct levels){.all = most == 0};
    if (most > 0)
        (void)hybrid_open(&levels->hybrid, data, bits_of(most));
}

static bool next_level(struct levels *levels, uint32_t *level)
{
    *level = 0;
    return levels->all || hybrid_next(&levels->hybrid, level);
}

/* All levels and values of a page; what was put stays where a later one is damaged. */
static ASSAY_RESULT read_cells(struct reading *reading, const struct parquet_page *page,
                               struct levels *repetition, struct levels *definition,
                               struct parquet_values *values)
{
    struct parquet *parquet = reading->parquet;
    const struct parquet_chunk *chunk = reading->chunk;
    const struct parquet_leaf *leaf = chunk->leaf;
    uint32_t repeats, defined;
    struct bytes value;

    for (uint64_t i = 0; i < page->values; i++) {
        if (!next_level(repetition, &repeats) || !next_level(definition, &defined) ||
            repeats > leaf->repetition || defined > leaf->definition)
            return fail(parquet, page->at, "levels that cannot be decoded");
        if (repeats == 0)
            reading->rows++;
        reading->values++;
        if (defined < leaf->definition) {
            reading->nulls++;
            TRY(cells_null(&parquet->cells, chunk->column, page->at, 1));
            continue;
        }
        if (!parquet_next_value(values, &value))
            return fail(parquet, page->at, "values that cannot be decoded");
        TRY(cells_put(&parquet->cells, chunk->column,
                      chunk->first_row + reading->rows - (reading->rows > 0), page->at,
                      &leaf->meaning, value));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_data(struct reading *reading, struct parquet_page *page)
{
    struct parquet *parquet = reading->parquet;
    const struct parquet_leaf *leaf = reading->chunk->leaf;
    struct levels repetition, definition;
    struct parquet_values values;
    uint64_t nulls = reading->nulls, rows = reading->rows;

    if (page->second) {
        open_second(bytes_of(page->levels.data, (size_t)page->repetition_size), leaf->repetition,
                    &repetition);
        open_second(bytes_from(page->levels, (size_t)page->repetition_size), leaf->definition,
                    &definition);
    } else {
        TRY(open_first(reading, page, page->repetition_encoding, leaf->repetition, &repetition));
        TRY(open_first(reading, page, page->definition_encoding, leaf->definition, &definition));
    }
    TRY(parquet_open_values(parquet, leaf, page->encoding, page->data, page->values,
                            &parquet->value, page->at, &values));
    TRY(read_cells(reading, page, &repetition, &definition, &values));
    if (page->second &&
        (reading->rows - rows != page->rows || reading->nulls - nulls != page->nulls))
        return fail(parquet, page->at, "a page with other rows or nulls than it tells");
    return ASSAY_OK;
}

static ASSAY_RESULT read_page(struct reading *reading, struct parquet_page *page, uint64_t *next)
{
    struct parquet *parquet = reading->parquet;

    TRY(parquet_read_page(parquet, reading->chunk, page, next));
    switch (page->type) {
    case PAGE_DATA:
    case PAGE_DATA_2:
        if (page->values > reading->chunk->values - reading->values)
            return fail(parquet, page->at, "more values than its column tells");
        return read_data(reading, page);
    case PAGE_DICTIONARY:
        return parquet_take_dictionary(parquet, reading->chunk->leaf, page->values, page->at);
    default:
        return ASSAY_OK;
    }
}

static const char *gap_of(const struct assay_error *err)
{
    if (strcmp(err->id, GAP_DATA_BAD_CHECKSUM) == 0)
        return GAP_DATA_BAD_CHECKSUM;
    return err->status == ASSAY_ELIMIT ? GAP_DATA_FORMAT_UNREAD : GAP_DATA_BAD_RECORD;
}

/* A page that is broken or too large is told; true where the next one is known. */
static bool tell_page(struct reading *reading, const struct parquet_page *page, uint64_t next,
                      uint64_t values)
{
    struct parquet *parquet = reading->parquet;

    if (!reading->lost || parquet->has_dictionary || page->type == PAGE_DICTIONARY)
        evidence_gap(parquet->evidence, gap_of(parquet->err), parquet->err->offset, "column %s: %s",
                     reading->chunk->leaf->name, parquet->err->text);
    reading->whole = false;
    reading->lost |= page->type == PAGE_DICTIONARY;
    data_table_lose_rows(&parquet->cells.table);
    if (next == UINT64_MAX)
        return false;
    if (page->type == PAGE_DATA || page->type == PAGE_DATA_2) { /* as if it had been read */
        uint64_t left = page->values - (reading->values - values);

        if (page->values > reading->chunk->values - values)
            return false;
        reading->values += left;
        reading->rows += reading->chunk->leaf->repetition == 0 ? left : 0;
    }
    return true;
}

/* A failure of the machine, or a file that holds more than is looked at, ends it all. */
static bool ends_all(const struct parquet *parquet, enum assay_status status)
{
    return (status != ASSAY_EFORMAT && status != ASSAY_ELIMIT) ||
           cells_are_too_many(&parquet->cells);
}

static void check_counts(const struct reading *reading)
{
    const struct parquet_chunk *chunk = reading->chunk;
    struct evidence *evidence = reading->parquet->evidence;

    if (!reading->whole)
        return;
    if (reading->values != chunk->values)
        evidence_gap(evidence, GAP_DATA_BAD_RECORD, chunk->at,
                     "column %s: %" PRIu64 " values where the footer tells %" PRIu64,
                     chunk->leaf->name, reading->values, chunk->values);
    else if (reading->rows != chunk->rows)
        evidence_gap(evidence, GAP_DATA_BAD_RECORD, chunk->at,
                     "column %s: %" PRIu64 " rows where the footer tells %" PRIu64,
                     chunk->leaf->name, reading->rows, chunk->rows);
    else if (chunk->nulls >= 0 && chunk->leaf->repetition == 0 &&
             reading->nulls != (uint64_t)chunk->nulls)
        evidence_gap(evidence, GAP_DATA_BAD_RECORD, chunk->at,
                     "column %s: %" PRIu64 " nulls where the footer tells %" PRId64,
                     chunk->leaf->name, reading->nulls, chunk->nulls);
}

enum assay_status parquet_read_chunk(struct parquet *parquet, const struct parquet_chunk *chunk)
{
    struct reading reading = {.parquet = parquet, .chunk = chunk, .whole = true};
    uint64_t next = chunk->begin;

    parquet->has_dictionary = false;
    parquet->entry_count = 0;
    while (next < chunk->end && reading.values < chunk->values) {
        uint64_t values = reading.values;
        struct parquet_page page;
        enum assay_status status;

        TRY(cursor_seek(parquet->cursor, next));
        status = read_page(&reading, &page, &next);
        if (status == ASSAY_OK)
            continue;
        if (ends_all(parquet, status))
            return status;
        if (!tell_page(&reading, &page, next, values))
            return ASSAY_OK;
    }
    check_counts(&reading);
    return ASSAY_OK;
}
