/* coreml_about.c - what a Core ML model says of itself: what it takes and gives, who made it. */

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/models/coreml.h"
#include "examine/words/spdx.h"

static void declare(struct coreml *coreml, enum assay_fact_id fact)
{
    CLEANUP(buf_clear) struct buf licence;
    struct bytes text = buf_bytes(&coreml->text);

    buf_init(&licence, SIZE_MAX);
    if (text.size == 0)
        return;
    if (fact == ASSAY_FACT_MODEL_LICENSE) {
        spdx_normalise(text, &licence);
        evidence_set(coreml->graph.evidence, fact, DECLARED, buf_bytes(&licence));
    } else if (assay_facts[fact].type == ASSAY_VALUE_TEXTS) {
        evidence_set(coreml->graph.evidence, fact, DECLARED, text);
    } else {
        evidence_text(coreml->graph.evidence, fact, DECLARED, text);
    }
}

/* An entry of Metadata.userDefined. */
static ASSAY_RESULT read_user_defined(struct coreml *coreml, const struct proto_field *outer)
{
    static const struct {
        const char *key;
        enum assay_fact_id fact;
    } known[] = {
        {"com.github.apple.coremltools.version", ASSAY_FACT_MODEL_PRODUCER},
        {"base_model", ASSAY_FACT_MODEL_BASE_MODEL},
        {"dataset", ASSAY_FACT_MODEL_DATASETS},
        {"license", ASSAY_FACT_MODEL_LICENSE},
    };
    struct proto_name key = {.size = 0};
    struct proto_field field;
    bool more;

    buf_reset(&coreml->text);
    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&coreml->proto, &field, &key));
        else if (field.tag == PROTO_TAG(2, PROTO_BYTES))
            TRY(proto_text(&coreml->proto, &field, LIMIT_FACT_TEXT, &coreml->text));
    }
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (bytes_equal(proto_name_bytes(&key), bytes_text(known[i].key)))
            declare(coreml, known[i].fact);
    return ASSAY_OK;
}

static ASSAY_RESULT read_metadata(struct coreml *coreml, const struct proto_field *outer)
{
    static const enum assay_fact_id facts[] = {
        [1] = ASSAY_FACT_MODEL_DESCRIPTION,
        [2] = ASSAY_FACT_MODEL_VERSION,
        [3] = ASSAY_FACT_MODEL_OWNER,
        [4] = ASSAY_FACT_MODEL_LICENSE,
    };
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(100, PROTO_BYTES)) {
            TRY(read_user_defined(coreml, &field));
        } else if (proto_wire(&field) == PROTO_BYTES && proto_number(&field) < ARRAY_LEN(facts)) {
            TRY(proto_text(&coreml->proto, &field, LIMIT_FACT_TEXT, &coreml->text));
            declare(coreml, facts[proto_number(&field)]);
        }
    }
}

/* One field may hold many of them. */
static ASSAY_RESULT read_dimensions(struct coreml *coreml, const struct proto_field *field,
                                    struct buf *dims)
{
    for (bool more = true;;) {
        uint64_t size;

        TRY(proto_varint(&coreml->proto, field, &size, &more));
        if (!more)
            return ASSAY_OK;
        if (dims->size > 0)
            buf_byte(dims, ',');
        buf_u64(dims, size);
    }
}

/* ArrayFeatureType: 1 shape, 2 type. */
static ASSAY_RESULT read_array_type(struct coreml *coreml, const struct proto_field *outer,
                                    struct buf *out)
{
    CLEANUP(buf_clear) struct buf dims;
    const char *type = "?";
    struct proto_field field;
    bool more;

    buf_init(&dims, LIMIT_FACT_TEXT);
    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            break;
        if (proto_number(&field) == 1)
            TRY(read_dimensions(coreml, &field, &dims));
        else if (field.tag == PROTO_TAG(2, PROTO_VARINT)) /* the bits and a mark of their kind */
            type = field.value == 0x10020   ? "F32"
                   : field.value == 0x10040 ? "F64"
                   : field.value == 0x20020 ? "I32"
                   : field.value == 0x10010 ? "F16"
                                            : "?";
    }
    buf_printf(out, "%s[", type);
    buf_add(out, dims.data, dims.status == ASSAY_OK ? dims.size : 0);
    buf_byte(out, ']');
    return ASSAY_OK;
}

static ASSAY_RESULT read_feature_type(struct coreml *coreml, const struct proto_field *outer,
                                      struct buf *out)
{
    static const char *const names[] = {
        [1] = "I64",        [2] = "F64",      [3] = "STRING", [4] = "image",
        [6] = "dictionary", [7] = "sequence", [8] = "state",
    };
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(5, PROTO_BYTES))
            TRY(read_array_type(coreml, &field, out));
        else if (proto_number(&field) < ARRAY_LEN(names) && names[proto_number(&field)])
            buf_text(out, names[proto_number(&field)]);
    }
}

static ASSAY_RESULT read_feature(struct coreml *coreml, const struct proto_field *outer,
                                 enum assay_fact_id fact)
{
    CLEANUP(buf_clear) struct buf line, type;
    struct proto_name name = {.size = 0};
    struct proto_field field;
    bool more;

    buf_init(&line, LIMIT_FACT_TEXT);
    buf_init(&type, LIMIT_FACT_TEXT);
    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            break;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(proto_name(&coreml->proto, &field, &name));
        else if (field.tag == PROTO_TAG(3, PROTO_BYTES))
            TRY(read_feature_type(coreml, &field, &type));
    }
    text_show(&line, proto_name_bytes(&name));
    buf_text(&line, ": ");
    buf_add(&line, type.data, type.status == ASSAY_OK ? type.size : 0);
    evidence_list(coreml->graph.evidence, fact, MEASURED, buf_bytes(&line));
    return ASSAY_OK;
}

enum assay_status coreml_about(struct coreml *coreml, const struct proto_field *outer)
{
    struct proto_field field;
    bool more;

    TRY(proto_enter(&coreml->proto, outer));
    for (;;) {
        TRY(proto_next(&coreml->proto, &field, &more));
        if (!more)
            return ASSAY_OK;
        if (field.tag == PROTO_TAG(1, PROTO_BYTES))
            TRY(read_feature(coreml, &field, ASSAY_FACT_MODEL_INPUT_SIGNATURE));
        else if (field.tag == PROTO_TAG(10, PROTO_BYTES))
            TRY(read_feature(coreml, &field, ASSAY_FACT_MODEL_OUTPUT_SIGNATURE));
        else if (field.tag == PROTO_TAG(100, PROTO_BYTES))
            TRY(read_metadata(coreml, &field));
    }
}
