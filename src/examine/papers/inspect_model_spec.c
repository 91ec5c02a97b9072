/*
 * inspect_model_spec.c - the configuration of a model in an OCI registry (CNCF model-spec): name,
 * licences, architecture and size as whoever packed it states them. It stands in a blob that is
 * named by its digest, so that it is known by what it holds.
 * Source: CNCF ModelPack, model-spec, docs/config.md.
 */

#include "base/buf.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/json_walk.h"
#include "examine/inspect.h"
#include "examine/words/hub_words.h"
#include "examine/words/magnitude.h"
#include "inventory/gaps.h"

enum { BID = 8 * 20 /* "modelfs" and "descriptor", quoted */ };

static enum assay_status take_text(struct json_walk *walk, const struct json_way *way)
{
    if (json_walk_is_text(walk))
        evidence_text(walk->evidence, (enum assay_fact_id)way->what, DECLARED, walk->scan.text);
    return ASSAY_OK;
}

static enum assay_status take_license(struct json_walk *walk, const struct json_way *way)
{
    (void)way;
    if (json_walk_is_text(walk))
        hub_license(walk->evidence, ASSAY_FACT_MODEL_LICENSE, walk->scan.text);
    return ASSAY_OK;
}

static enum assay_status take_set(struct json_walk *walk, const struct json_way *way)
{
    const char *dtype;

    if (!json_walk_is_text(walk))
        return ASSAY_OK;
    dtype = way->what == ASSAY_FACT_MODEL_DTYPES ? hub_dtype(walk->scan.text) : NULL;
    evidence_set(walk->evidence, (enum assay_fact_id)way->what, DECLARED,
                 dtype ? bytes_text(dtype) : walk->scan.text);
    return ASSAY_OK;
}

/* "8b" */
static enum assay_status take_parameters(struct json_walk *walk, const struct json_way *way)
{
    struct magnitude size;

    (void)way;
    if (json_walk_is_text(walk) && magnitude_read(walk->scan.text, &size))
        evidence_int(walk->evidence, ASSAY_FACT_MODEL_DECLARED_PARAMETERS, DECLARED, size.value);
    return ASSAY_OK;
}

static const struct json_way ways[] = {
    {"config.architecture", take_text, ASSAY_FACT_MODEL_ARCHITECTURE},
    {"config.paramSize", take_parameters, 0},
    {"config.precision", take_set, ASSAY_FACT_MODEL_DTYPES},
    {"config.quantization", take_set, ASSAY_FACT_MODEL_QUANTISATION},
    {"descriptor.description", take_text, ASSAY_FACT_MODEL_DESCRIPTION},
    {"descriptor.family", take_text, ASSAY_FACT_MODEL_TYPE},
    {"descriptor.licenses.[]", take_license, 0},
    {"descriptor.name", take_text, ASSAY_FACT_MODEL_NAME},
    {"descriptor.vendor", take_text, ASSAY_FACT_MODEL_OWNER},
    {"descriptor.version", take_text, ASSAY_FACT_MODEL_VERSION},
};

static unsigned model_spec_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    return head.size > 0 && head.data[0] == '{' && bytes_contain(head, "\"modelfs\"") &&
                   bytes_contain(head, "\"descriptor\"")
               ? BID
               : 0;
}

static enum assay_status model_spec_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    struct json_walk walk = {.evidence = evidence};
    enum assay_status status = json_walk(cursor, ways, ARRAY_LEN(ways), &walk);

    (void)subject;
    if (walk.repeats > 0)
        evidence_gap(evidence, GAP_CARD_INVALID, walk.first_repeat_at,
                     "a name stands twice in one object");
    json_walk_clear(&walk);
    return status;
}

const struct inspector inspect_model_spec = {.format = "model-spec",
                                             .kind = ASSAY_KIND_CONFIG,
                                             .text = true,
                                             .gap = GAP_CARD_INVALID,
                                             .bid = model_spec_bid,
                                             .read = model_spec_read};
