/*
 * inspect_catboost.c - models of CatBoost: "CBM1", a size, and one FlatBuffer, of which the tables
 * at its root are looked at: trees, features, classes, and what is said of the training.
 * Source: CatBoost, catboost/libs/model/flatbuffers/model.fbs; FlatBuffers, "Internals".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"

enum {
    BID = 8 * 4,
    HEADER = 8,
    KEPT = 256,
    PAIRS_MAX = 64,
    /* fields of TModelCore */
    CORE_VERSION = 0,
    CORE_TREES = 1,
    CORE_INFO = 2,
    /* of TModelTrees */
    TREES_DIMENSION = 0,
    TREES_SIZES = 2,
    TREES_CATEGORICAL = 4,
    TREES_FLOAT = 5,
};

struct table {
    uint64_t at;
    uint16_t offsets[8]; /* of the first fields; 0: absent */
};

static ASSAY_RESULT read_u32(struct cursor *cursor, uint64_t at, uint32_t *out)
{
    TRY(cursor_seek(cursor, at));
    return cursor_u32le(cursor, out);
}

/* What an offset at a place points to, from that place on. */
static ASSAY_RESULT follow(struct cursor *cursor, uint64_t at, uint64_t *to)
{
    uint32_t offset;

    TRY(read_u32(cursor, at, &offset));
    *to = at + offset; /* 33 bits behind a place in the file */
    return ASSAY_OK;
}

static ASSAY_RESULT read_table(struct cursor *cursor, uint64_t at, struct table *table)
{
    uint32_t back;
    uint16_t size;
    uint64_t vtable;

    TRY(read_u32(cursor, at, &back));
    *table = (struct table){.at = at};
    vtable = at - (uint64_t)(int64_t)(int32_t)back;
    if (vtable > cursor->size)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a table whose fields are nowhere");
    TRY(cursor_seek(cursor, vtable));
    TRY(cursor_u16le(cursor, &size));
    TRY(cursor_skip(cursor, 2));
    for (size_t i = 0; i < ARRAY_LEN(table->offsets) && 4 + 2 * (i + 1) <= size; i++)
        TRY(cursor_u16le(cursor, &table->offsets[i]));
    return ASSAY_OK;
}

static ASSAY_RESULT count_of(struct cursor *cursor, const struct table *table, unsigned field,
                             uint32_t *count, uint64_t *first)
{
    uint64_t vector;

    *count = 0;
    if (table->offsets[field] == 0)
        return ASSAY_OK;
    TRY(follow(cursor, table->at + table->offsets[field], &vector));
    TRY(read_u32(cursor, vector, count));
    *first = vector + 4;
    if (*count > (cursor->size - cursor_at(cursor)) / 4)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, vector,
                              "%" PRIu32 " values cannot be in the file", *count);
    return ASSAY_OK;
}

static ASSAY_RESULT read_text(struct cursor *cursor, const struct table *table, unsigned field,
                              char room[KEPT], struct bytes *out)
{
    uint64_t at;
    uint32_t size;

    *out = bytes_of(room, 0);
    if (table->offsets[field] == 0)
        return ASSAY_OK;
    TRY(follow(cursor, table->at + table->offsets[field], &at));
    TRY(read_u32(cursor, at, &size));
    if (size > cursor->size - cursor_at(cursor))
        return cursor_fail(cursor, "a text of %" PRIu32 " bytes cannot be in the file", size);
    if (size > KEPT)
        size = KEPT;
    TRY(cursor_copy(cursor, room, size));
    out->size = size;
    return ASSAY_OK;
}

static ASSAY_RESULT read_trees(struct cursor *cursor, uint64_t at, struct evidence *evidence)
{
    uint32_t count, more, dimension = 1;
    uint64_t first;
    struct table table;

    TRY(read_table(cursor, at, &table));
    TRY(count_of(cursor, &table, TREES_SIZES, &count, &first));
    evidence_int(evidence, ASSAY_FACT_MODEL_TREES, MEASURED, count);
    TRY(count_of(cursor, &table, TREES_FLOAT, &count, &first));
    TRY(count_of(cursor, &table, TREES_CATEGORICAL, &more, &first));
    evidence_int(evidence, ASSAY_FACT_MODEL_FEATURES, MEASURED, (uint64_t)count + more);
    if (table.offsets[TREES_DIMENSION])
        TRY(read_u32(cursor, table.at + table.offsets[TREES_DIMENSION], &dimension));
    if (dimension > 1 && dimension <= INT32_MAX)
        evidence_int(evidence, ASSAY_FACT_MODEL_CLASSES, MEASURED, dimension);
    return ASSAY_OK;
}

/* Keys and values, of which these are facts. */
static ASSAY_RESULT read_info(struct cursor *cursor, const struct table *core,
                              struct evidence *evidence)
{
    uint32_t count;
    uint64_t first, at;

    TRY(count_of(cursor, core, CORE_INFO, &count, &first));
    for (uint32_t i = 0; i < count && i < PAIRS_MAX; i++) {
        char name_room[KEPT], value_room[KEPT];
        struct bytes name, value;
        struct table pair;

        TRY(follow(cursor, first + 4 * (uint64_t)i, &at));
        TRY(read_table(cursor, at, &pair));
        TRY(read_text(cursor, &pair, 0, name_room, &name));
        TRY(read_text(cursor, &pair, 1, value_room, &value));
        if (bytes_equal(name, BYTES("model_guid")))
            evidence_text(evidence, ASSAY_FACT_MODEL_ID, MEASURED, value);
        else if (bytes_equal(name, BYTES("catboost_version_info")))
            evidence_text(evidence, ASSAY_FACT_MODEL_PRODUCER, MEASURED, value);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_core(struct cursor *cursor, struct evidence *evidence)
{
    char room[KEPT];
    struct bytes version;
    struct table core;
    uint32_t size;
    uint64_t at;

    TRY(cursor_expect(cursor, "CBM1", 4));
    TRY(cursor_u32le(cursor, &size));
    if (size > cursor->size - HEADER)
        return cursor_fail(cursor, "a model of %" PRIu32 " bytes cannot be in the file", size);
    TRY(follow(cursor, HEADER, &at));
    TRY(read_table(cursor, at, &core));
    TRY(read_text(cursor, &core, CORE_VERSION, room, &version));
    evidence_text(evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED, version);
    if (core.offsets[CORE_TREES]) {
        TRY(follow(cursor, core.at + core.offsets[CORE_TREES], &at));
        TRY(read_trees(cursor, at, evidence));
    }
    return read_info(cursor, &core, evidence);
}

static unsigned catboost_bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES("CBM1")) ? BID : 0;
}

static enum assay_status catboost_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    enum assay_status status = read_core(cursor, evidence);

    (void)subject;
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_catboost = {.format = "catboost",
                                           .kind = ASSAY_KIND_MODEL,
                                           .seeks = true,
                                           .bid = catboost_bid,
                                           .read = catboost_read};
