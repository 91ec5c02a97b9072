/*
 * inspect_catboost.c - models of CatBoost: "CBM1", a size, and one FlatBuffer, of which the tables
 * at its root are looked at: trees, features, classes, and what is said of the training.
 * Source: CatBoost, catboost/libs/model/flatbuffers/model.fbs.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/flatbuffer.h"
#include "examine/inspect.h"

/* Fields of tables by their number. */
enum { CORE_VERSION, CORE_TREES, CORE_INFO };
enum { TREES_DIMENSION, TREES_SIZES = 2, TREES_CATEGORICAL = 4, TREES_FLOAT };
enum { PAIR_KEY, PAIR_VALUE };
enum { HEADER = 8, KEPT = 256, PAIRS_MAX = 64 };

static ASSAY_RESULT read_trees(const struct flat_table *trees, struct evidence *evidence)
{
    struct flat_vector sizes, floats, categories;
    int64_t dimension;

    if (!trees->flat)
        return ASSAY_OK;
    TRY(flat_vector(trees, TREES_SIZES, 4, &sizes));
    evidence_int(evidence, ASSAY_FACT_MODEL_TREES, MEASURED, sizes.count);
    TRY(flat_vector(trees, TREES_FLOAT, FLAT_OFFSET, &floats));
    TRY(flat_vector(trees, TREES_CATEGORICAL, FLAT_OFFSET, &categories));
    evidence_int(evidence, ASSAY_FACT_MODEL_FEATURES, MEASURED, floats.count + categories.count);
    TRY(flat_signed(trees, TREES_DIMENSION, 4, 1, &dimension));
    if (dimension > 1)
        evidence_int(evidence, ASSAY_FACT_MODEL_CLASSES, MEASURED, (uint64_t)dimension);
    return ASSAY_OK;
}

/* A key and its value, of which these are facts. */
static ASSAY_RESULT read_pair(const struct flat_table *pair, struct buf *text,
                              struct evidence *evidence)
{
    static const struct {
        const char *key;
        enum assay_fact_id fact;
    } known[] = {
        {"catboost_version_info", ASSAY_FACT_MODEL_PRODUCER},
        {"model_guid", ASSAY_FACT_MODEL_ID},
    };
    size_t which = 0;

    TRY(flat_text(pair, PAIR_KEY, KEPT, text));
    while (which < ARRAY_LEN(known) && !bytes_equal(buf_bytes(text), bytes_text(known[which].key)))
        which++;
    TRY(flat_text(pair, PAIR_VALUE, KEPT, text));
    if (which < ARRAY_LEN(known))
        evidence_text(evidence, known[which].fact, MEASURED, buf_bytes(text));
    return ASSAY_OK;
}

static ASSAY_RESULT read_core(const struct flat_table *core, struct buf *text,
                              struct evidence *evidence)
{
    struct flat_table trees, pair;
    struct flat_vector pairs;

    TRY(flat_text(core, CORE_VERSION, KEPT, text));
    evidence_text(evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED, buf_bytes(text));
    TRY(flat_table(core, CORE_TREES, &trees));
    TRY(read_trees(&trees, evidence));
    TRY(flat_vector(core, CORE_INFO, FLAT_OFFSET, &pairs));
    for (uint64_t i = 0; i < pairs.count && i < PAIRS_MAX; i++) {
        TRY(flat_element(&pairs, i, &pair));
        TRY(read_pair(&pair, text, evidence));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_model(struct cursor *cursor, struct evidence *evidence)
{
    CLEANUP(buf_clear) struct buf text;
    struct flat_table core;
    struct flat flat;
    uint32_t size;

    buf_init(&text, KEPT);
    TRY(cursor_expect(cursor, "CBM1", 4));
    TRY(cursor_u32le(cursor, &size));
    if (size > cursor->size - HEADER)
        return cursor_fail(cursor, "a model of %" PRIu32 " bytes cannot be in the file", size);
    TRY(flat_open(&flat, cursor, HEADER, size, &core));
    return read_core(&core, &text, evidence);
}

static unsigned catboost_bid(const struct subject *subject)
{
    enum { BID = 8 * 4 };

    return bytes_starts(subject->head, BYTES("CBM1")) ? BID : 0;
}

static enum assay_status catboost_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    enum assay_status status = read_model(cursor, evidence);

    (void)subject;
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_catboost = {.format = "catboost",
                                           .kind = ASSAY_KIND_MODEL,
                                           .seeks = true,
                                           .bid = catboost_bid,
                                           .read = catboost_read};
