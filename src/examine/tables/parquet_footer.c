/* parquet_footer.c - footer of a Parquet file: what it holds, and where each column chunk stands.
 */

#include <inttypes.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/python/arrow_types.h"
#include "examine/tables/parquet.h"
#include "inventory/gaps.h"

/* Fields of FileMetaData, RowGroup, ColumnChunk, ColumnMetaData and Statistics. */
enum {
    FILE_VERSION = 1,
    FILE_SCHEMA,
    FILE_ROWS,
    FILE_GROUPS,
    FILE_PAIRS,
    FILE_CREATED_BY,
    FILE_ORDERS,
    FILE_ENCRYPTION,
    FILE_FIELDS
};
enum { GROUP_COLUMNS = 1, GROUP_BYTES, GROUP_ROWS, GROUP_FIELDS };
enum {
    CHUNK_FILE = 1,
    CHUNK_OFFSET,
    CHUNK_META,
    CHUNK_CRYPTO = 8,
    CHUNK_SECRET_META,
    CHUNK_FIELDS
};
enum {
    META_TYPE = 1,
    META_ENCODINGS,
    META_PATH,
    META_CODEC,
    META_VALUES,
    META_PLAIN_SIZE,
    META_PACKED_SIZE,
    META_PAIRS,
    META_DATA,
    META_INDEX,
    META_DICTIONARY,
    META_STATISTICS,
    META_FIELDS
};
enum { STATISTICS_NULLS = 3, STATISTICS_FIELDS };
enum { PAIR_KEY = 1, PAIR_VALUE, PAIR_FIELDS };

static const char *const codec_names[] = {"none",   "snappy", "gzip", "lzo",
                                          "brotli", "lz4",    "zstd", "lz4-raw"};
static const char *const encoding_names[] = {
    "plain",        NULL,           "dictionary",  "rle",        "bit-packed",
    "delta-binary", "delta-length", "delta-bytes", "dictionary", "byte-stream-split",
};

static ASSAY_RESULT fail(const struct parquet *parquet, uint64_t at, const char *what)
{
    return assay_fail(parquet->err, ASSAY_EFORMAT, at, "%s", what);
}

static void note_name(struct parquet *parquet, enum assay_fact_id fact, const char *const *names,
                      size_t count, int64_t number)
{
    if (number >= 0 && (size_t)number < count && names[number])
        evidence_set(parquet->evidence, fact, MEASURED, bytes_text(names[number]));
}

static ASSAY_RESULT note_encodings(struct parquet *parquet, const struct thrift_value *encodings)
{
    struct thrift_list list;
    struct thrift_value encoding;

    if (encodings->type == THRIFT_NONE)
        return ASSAY_OK;
    TRY(thrift_list(encodings, &list, parquet->err));
    for (uint64_t i = 0; i < list.count; i++) {
        TRY(thrift_element(&list, &encoding));
        note_name(parquet, ASSAY_FACT_DATASET_ENCODINGS, encoding_names, ARRAY_LEN(encoding_names),
                  encoding.integer);
    }
    return ASSAY_OK;
}

/* Base64 of a schema of Arrow, which says again what Parquet's own does, but for its extensions. */
static ASSAY_RESULT look_at_schema(struct parquet *parquet, const struct thrift_value *value)
{
    CLEANUP(buf_clear) struct buf schema = {.ceiling = LIMIT_ARROW_MESSAGE};

    (void)base64_decode(&schema, value->body, false); /* what came before a fault is looked at */
    return arrow_types_in_schema(parquet->evidence, value->at, buf_bytes(&schema), parquet->err);
}

/* Keys and values that whoever wrote the file put into it: frameworks tell their own schema there,
 * and people what they like. */
static ASSAY_RESULT read_pairs(struct parquet *parquet, const struct thrift_value *pairs)
{
    struct thrift_value pair, of[PAIR_FIELDS];
    struct thrift_list list;

    if (pairs->type == THRIFT_NONE)
        return ASSAY_OK;
    TRY(thrift_list(pairs, &list, parquet->err));
    for (uint64_t i = 0; i < list.count; i++) {
        TRY(thrift_element(&list, &pair));
        TRY(thrift_inside(&pair, of, PAIR_FIELDS, parquet->err));
        evidence_set(parquet->evidence, ASSAY_FACT_DATASET_METADATA_KEYS, MEASURED,
                     of[PAIR_KEY].body);
        if (bytes_equal(of[PAIR_KEY].body, BYTES("ARROW:schema")))
            TRY(look_at_schema(parquet, &of[PAIR_VALUE]));
        else
            evidence_value(parquet->evidence, EVIDENCE_NO_COLUMN, 0, of[PAIR_VALUE].at,
                           of[PAIR_VALUE].body);
    }
    return ASSAY_OK;
}

/* Where the pages of a chunk begin: at its dictionary, where that is told and stands before. */
static ASSAY_RESULT find_pages(const struct parquet *parquet,
                               const struct thrift_value of[META_FIELDS],
                               struct parquet_chunk *chunk)
{
    int64_t begin = of[META_DATA].integer, size = of[META_PACKED_SIZE].integer;
    int64_t dictionary = of[META_DICTIONARY].integer;

    if (!thrift_is_integer(&of[META_DATA]) || !thrift_is_integer(&of[META_PACKED_SIZE]))
        return fail(parquet, chunk->at, "a column that does not tell where it stands");
    if (thrift_is_integer(&of[META_DICTIONARY]) && dictionary > 0 && dictionary < begin)
        begin = dictionary;
    if (begin < 0 || size < 0 || (uint64_t)begin > parquet->footer_begin ||
        (uint64_t)size > parquet->footer_begin - (uint64_t)begin)
        return assay_fail(parquet->err, ASSAY_EFORMAT, chunk->at,
                          "a column of %" PRId64 " bytes at %" PRId64 ", outside of the file", size,
                          begin);
    chunk->begin = (uint64_t)begin;
    chunk->end = (uint64_t)begin + (uint64_t)size;
    return ASSAY_OK;
}

static ASSAY_RESULT read_meta(struct parquet *parquet, const struct thrift_value *meta,
                              struct parquet_chunk *chunk)
{
    struct thrift_value of[META_FIELDS], statistics[STATISTICS_FIELDS];

    chunk->at = meta->at;
    TRY(thrift_inside(meta, of, META_FIELDS, parquet->err));
    if (of[META_TYPE].integer != (int64_t)chunk->leaf->type)
        return fail(parquet, chunk->at, "a column of another type than its schema tells");
    if (!thrift_is_integer(&of[META_VALUES]) || of[META_VALUES].integer < 0)
        return fail(parquet, chunk->at, "a column of fewer than no values");
    chunk->values = (uint64_t)of[META_VALUES].integer;
    chunk->codec = of[META_CODEC].integer;
    chunk->nulls = -1;
    note_name(parquet, ASSAY_FACT_DATASET_COMPRESSION, codec_names, ARRAY_LEN(codec_names),
              chunk->codec);
    TRY(note_encodings(parquet, &of[META_ENCODINGS]));
    if (of[META_STATISTICS].type == THRIFT_STRUCT) {
        TRY(thrift_inside(&of[META_STATISTICS], statistics, STATISTICS_FIELDS, parquet->err));
        if (thrift_is_integer(&statistics[STATISTICS_NULLS]))
            chunk->nulls = statistics[STATISTICS_NULLS].integer;
    }
    return find_pages(parquet, of, chunk);
}

/* What no reader without a key, or without the other file, can read; once a column. */
static bool tell_absent(struct parquet *parquet, struct parquet_leaf *leaf,
                        const struct thrift_value of[CHUNK_FIELDS])
{
    bool encrypted = of[CHUNK_CRYPTO].type != THRIFT_NONE;

    if (!encrypted && of[CHUNK_FILE].type == THRIFT_NONE)
        return false;
    data_table_lose_rows(&parquet->cells.table);
    if (!leaf->told)
        evidence_gap(parquet->evidence, encrypted ? GAP_DATA_ENCRYPTED : GAP_DATA_FORMAT_UNREAD,
                     of[encrypted ? CHUNK_CRYPTO : CHUNK_FILE].at, "column %s: %s", leaf->name,
                     encrypted ? "its values are encrypted" : "its values stand in another file");
    leaf->told = true;
    return true;
}

static ASSAY_RESULT read_column(struct parquet *parquet, const struct thrift_value *column,
                                struct parquet_chunk *chunk)
{
    struct parquet_leaf *leaf = &parquet->schema.leaves[chunk->column];
    struct thrift_value of[CHUNK_FIELDS];

    chunk->leaf = leaf;
    TRY(thrift_inside(column, of, CHUNK_FIELDS, parquet->err));
    if (tell_absent(parquet, leaf, of))
        return ASSAY_OK;
    TRY(read_meta(parquet, &of[CHUNK_META], chunk));
    return parquet_read_chunk(parquet, chunk);
}

/* A column that cannot be found is told; the others are read. */
static ASSAY_RESULT read_columns(struct parquet *parquet, const struct thrift_value *columns,
                                 uint64_t rows)
{
    struct thrift_value column;
    struct thrift_list list;

    TRY(thrift_list(columns, &list, parquet->err));
    if (list.count != parquet->schema.count)
        return assay_fail(parquet->err, ASSAY_EFORMAT, columns->at,
                          "%" PRIu64 " columns in a row group where the schema has %zu", list.count,
                          parquet->schema.count);
    for (uint32_t i = 0; i < list.count; i++) {
        struct parquet_chunk chunk = {.column = i, .rows = rows, .first_row = parquet->rows};
        enum assay_status status;

        TRY(thrift_element(&list, &column));
        status = read_column(parquet, &column, &chunk);
        if (status != ASSAY_OK)
            data_table_lose_rows(&parquet->cells.table);
        if (status == ASSAY_EFORMAT)
            evidence_gap(parquet->evidence, GAP_DATA_BAD_RECORD, parquet->err->offset,
                         "column %s: %s", parquet->schema.leaves[i].name, parquet->err->text);
        else
            TRY(status);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_groups(struct parquet *parquet, const struct thrift_value *groups)
{
    struct thrift_value group, of[GROUP_FIELDS];
    struct thrift_list list;

    if (groups->type == THRIFT_NONE)
        return ASSAY_OK;
    TRY(thrift_list(groups, &list, parquet->err));
    evidence_int(parquet->evidence, ASSAY_FACT_DATASET_ROW_GROUPS, MEASURED, list.count);
    for (uint64_t i = 0; i < list.count; i++) {
        int64_t rows;

        TRY(thrift_element(&list, &group));
        TRY(thrift_inside(&group, of, GROUP_FIELDS, parquet->err));
        rows = of[GROUP_ROWS].integer;
        if (!thrift_is_integer(&of[GROUP_ROWS]) || rows < 0 ||
            (uint64_t)rows > INT64_MAX - parquet->rows)
            return fail(parquet, group.at, "a row group of fewer than no rows");
        TRY(cells_begin_rows(&parquet->cells, parquet->rows, (uint64_t)rows, true, group.at));
        TRY(read_columns(parquet, &of[GROUP_COLUMNS], (uint64_t)rows));
        cells_end_rows(&parquet->cells);
        parquet->rows += (uint64_t)rows;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT open_cells(struct parquet *parquet)
{
    TRY(cells_open(&parquet->cells, parquet->schema.count, parquet->cursor->size, parquet->evidence,
                   parquet->err));
    for (uint32_t i = 0; i < parquet->schema.count && i < LIMIT_COLUMNS; i++) {
        const struct parquet_leaf *leaf = &parquet->schema.leaves[i];

        TRY(cells_name(&parquet->cells, i, bytes_text(leaf->name), leaf->repetition > 0));
    }
    return ASSAY_OK;
}

static void tell_file(struct parquet *parquet, const struct thrift_value of[FILE_FIELDS])
{
    char version[24];

    snprintf(version, sizeof version, "%" PRId64, of[FILE_VERSION].integer);
    evidence_text(parquet->evidence, ASSAY_FACT_DATASET_FORMAT_VERSION, MEASURED,
                  bytes_text(version));
    if (of[FILE_CREATED_BY].type == THRIFT_BINARY)
        evidence_text(parquet->evidence, ASSAY_FACT_DATASET_PRODUCER, DECLARED,
                      of[FILE_CREATED_BY].body);
}

enum assay_status parquet_read_footer(struct parquet *parquet)
{
    struct thrift_value of[FILE_FIELDS];
    struct cursor cursor;
    enum assay_status status;

    cursor_of_part(&cursor, buf_bytes(&parquet->footer), parquet->footer_begin, parquet->err);
    TRY(thrift_struct(&cursor, of, FILE_FIELDS));
    tell_file(parquet, of);
    TRY(parquet_read_schema(parquet->arena, &of[FILE_SCHEMA], &parquet->schema, parquet->err));
    TRY(open_cells(parquet));
    TRY(read_pairs(parquet, &of[FILE_PAIRS]));
    status = read_groups(parquet, &of[FILE_GROUPS]);
    cells_tell(&parquet->cells, parquet->rows, parquet->schema.count);
    TRY(status);
    if (of[FILE_ROWS].integer < 0 || (uint64_t)of[FILE_ROWS].integer != parquet->rows)
        evidence_gap(parquet->evidence, GAP_DATA_BAD_RECORD, of[FILE_ROWS].at,
                     "%" PRIu64 " rows in row groups where the footer tells %" PRId64,
                     parquet->rows, of[FILE_ROWS].integer);
    return ASSAY_OK;
}
