/*
 * inspect_xgboost.c - models of XGBoost: JSON, UBJSON, and the binary form before both.
 * Sources: XGBoost, doc/model.schema; src/learner.cc (LearnerModelParamLegacy, LoadModel);
 * src/gbm/gbtree_model.h (GBTreeModelParam).
 */

#include <inttypes.h>
#include <stdio.h>

#include "base/find.h"
#include "base/kit.h"
#include "base/text.h"
#include "examine/encoding/ubjson.h"
#include "examine/inspect.h"

enum {
    BID_JSON = 8 * 9 /* "learner", quoted */,
    BID_BINARY = 8 * 12,
    LEARNER_SIZE = 136,
    BOOSTER_SIZE = 160,
    NAME_MAX_KEPT = 63,
};

struct reader {
    struct json_walk walk;
    uint64_t trees, version[3];
    bool learner;
};

static bool number_of(const struct json_walk *walk, uint64_t *out)
{
    return walk->token == JSON_TEXT ? text_u64(walk->scan.text, out) : json_walk_u64(walk, out);
}

static enum assay_status take_count(struct json_walk *walk, const struct json_way *way)
{
    uint64_t count;

    if (number_of(walk, &count) && (count > 0 || way->what != ASSAY_FACT_MODEL_CLASSES))
        evidence_int(walk->evidence, (enum assay_fact_id)way->what, MEASURED, count);
    return ASSAY_OK;
}

static enum assay_status take_text(struct json_walk *walk, const struct json_way *way)
{
    if (walk->token == JSON_TEXT)
        evidence_text(walk->evidence, (enum assay_fact_id)way->what, MEASURED, walk->scan.text);
    return ASSAY_OK;
}

static enum assay_status take_tree(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    ((struct reader *)walk->reader)->trees++;
    return ASSAY_OK;
}

static enum assay_status take_learner(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    ((struct reader *)walk->reader)->learner = true;
    return ASSAY_OK;
}

static enum assay_status take_version(struct json_walk *walk, const struct json_way *way)
{
    struct reader *reader = walk->reader;
    uint64_t index = walk->step[walk->steps - 1].index;

    (void)way;
    if (index < ARRAY_LEN(reader->version))
        (void)number_of(walk, &reader->version[index]);
    return ASSAY_OK;
}

static const struct json_way ways[] = {
    {"learner", take_learner, 0},
    {"learner.gradient_booster.name", take_text, ASSAY_FACT_MODEL_TYPE},
    {"learner.gradient_booster.model.trees.[]", take_tree, 0},
    {"learner.gradient_booster.gbtree.model.trees.[]", take_tree, 0}, /* dart */
    {"learner.learner_model_param.num_feature", take_count, ASSAY_FACT_MODEL_FEATURES},
    {"learner.learner_model_param.num_class", take_count, ASSAY_FACT_MODEL_CLASSES},
    {"learner.objective.name", take_text, ASSAY_FACT_MODEL_OBJECTIVE},
    {"version.[]", take_version, 0},
};

static bool is_json(struct bytes head)
{
    return head.size > 10 && head.data[0] == '{' && bytes_contain(head, "\"learner\"") &&
           (bytes_contain(head, "\"attributes\"") || bytes_contain(head, "\"feature_names\"") ||
            bytes_contain(head, "\"gradient_booster\""));
}

/* "{L" and eight bytes of a size, or a smaller one, then the name. */
static bool is_ubjson(struct bytes head)
{
    return head.size > 20 && head.data[0] == '{' && bytes_has(BYTES("iUIlL$#"), head.data[1]) &&
           bytes_contain(bytes_of(head.data, 20), "learner");
}

/* Behind the parameters stand two names, each behind its size: of the objective, of the booster. */
static bool is_binary(struct bytes head)
{
    struct bytes rest = bytes_from(head, bytes_starts(head, BYTES("binf")) ? 4 : 0);
    uint64_t size = 0;

    rest = bytes_from(rest, LEARNER_SIZE);
    for (size_t i = 8; i > 0 && rest.size > 8; i--)
        size = size << 8 | rest.data[i - 1];
    if (size == 0 || size > NAME_MAX_KEPT || rest.size < 16 + size + 6)
        return false;
    rest = bytes_from(rest, 16 + (size_t)size);
    return bytes_starts(rest, BYTES("gbtree")) || bytes_starts(rest, BYTES("gblinear")) ||
           bytes_starts(rest, BYTES("dart"));
}

static unsigned xgboost_bid(const struct subject *subject)
{
    if (is_json(subject->head) || is_ubjson(subject->head))
        return BID_JSON;
    return is_binary(subject->head) ? BID_BINARY : 0;
}

static ASSAY_RESULT read_name(struct cursor *cursor, struct evidence *evidence,
                              enum assay_fact_id id)
{
    struct bytes name;
    uint64_t size;

    TRY(cursor_u64le(cursor, &size));
    if (size > NAME_MAX_KEPT)
        return cursor_fail(cursor, "a name of %" PRIu64 " bytes", size);
    TRY(cursor_take(cursor, (size_t)size, &name));
    evidence_text(evidence, id, MEASURED, name);
    return ASSAY_OK;
}

static void tell_version(struct evidence *evidence, uint64_t major, uint64_t minor, uint64_t patch)
{
    char text[80];

    snprintf(text, sizeof text, "XGBoost %" PRIu64 ".%" PRIu64 ".%" PRIu64, major, minor, patch);
    evidence_text(evidence, ASSAY_FACT_MODEL_PRODUCER, MEASURED, bytes_text(text));
}

static ASSAY_RESULT read_binary(struct cursor *cursor, struct evidence *evidence)
{
    uint32_t features, classes, major, minor, trees;
    uint64_t start;
    struct bytes next;

    TRY(cursor_peek(cursor, 4, &next));
    if (bytes_equal(next, BYTES("binf")))
        TRY(cursor_skip(cursor, 4));
    start = cursor_at(cursor);
    TRY(cursor_skip(cursor, 4)); /* the score that all begin with */
    TRY(cursor_u32le(cursor, &features));
    TRY(cursor_u32le(cursor, &classes));
    TRY(cursor_skip(cursor, 8));
    TRY(cursor_u32le(cursor, &major));
    TRY(cursor_u32le(cursor, &minor));
    TRY(cursor_skip(cursor, start + LEARNER_SIZE - cursor_at(cursor)));
    evidence_int(evidence, ASSAY_FACT_MODEL_FEATURES, MEASURED, features);
    if (classes > 0)
        evidence_int(evidence, ASSAY_FACT_MODEL_CLASSES, MEASURED, classes);
    if (major > 0 && major < 100 && minor < 100) /* before 1.0 these bytes were reserved */
        tell_version(evidence, major, minor, 0);
    TRY(read_name(cursor, evidence, ASSAY_FACT_MODEL_OBJECTIVE));
    TRY(read_name(cursor, evidence, ASSAY_FACT_MODEL_TYPE));
    TRY(cursor_u32le(cursor, &trees));
    if (trees > cursor_left(cursor) / 8)
        return cursor_fail(cursor, "%" PRIu32 " trees cannot be in the file", trees);
    evidence_int(evidence, ASSAY_FACT_MODEL_TREES, MEASURED, trees);
    return cursor_skip(cursor, BOOSTER_SIZE - 4);
}

static ASSAY_RESULT read_tree(struct cursor *cursor, struct bytes head, struct reader *reader)
{
    enum assay_status status = is_json(head)
                                   ? json_walk(cursor, ways, ARRAY_LEN(ways), &reader->walk)
                                   : ubjson_walk(cursor, ways, ARRAY_LEN(ways), &reader->walk);

    if (reader->trees > 0)
        evidence_int(reader->walk.evidence, ASSAY_FACT_MODEL_TREES, MEASURED, reader->trees);
    if (reader->version[0] > 0)
        tell_version(reader->walk.evidence, reader->version[0], reader->version[1],
                     reader->version[2]);
    json_walk_clear(&reader->walk);
    TRY(status);
    if (reader->walk.repeats > 0)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, reader->walk.first_repeat_at,
                              "a name stands twice in one object");
    return reader->learner ? ASSAY_OK
                           : cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "no learner is in it");
}

static enum assay_status xgboost_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence)
{
    struct reader reader = {.walk = {.evidence = evidence}};
    enum assay_status status;

    reader.walk.reader = &reader;
    if (is_json(subject->head) || is_ubjson(subject->head))
        status = read_tree(cursor, subject->head, &reader);
    else
        status = read_binary(cursor, evidence);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_xgboost = {
    .format = "xgboost", .kind = ASSAY_KIND_MODEL, .bid = xgboost_bid, .read = xgboost_read};
