/*
 * arrow_types.c - extension types of Arrow: PyArrow before 14.0.1 made one of its own from a pickle
 * as soon as a schema was read, and Ray's tensors keep their shape in one. Columns of objects are
 * pickles value by value, which Ray loads as they are looked at.
 *
 * Sources: CVE-2023-47248; Ray, data/_internal/tensor_extensions/arrow.py,
 * _deserialize_with_fallback(), and data/_internal/object_extensions/arrow.py.
 */

#include "examine/python/arrow_types.h"

#include "base/find.h"
#include "base/kit.h"
#include "base/load.h"
#include "examine/python/custom_code.h"
#include "examine/python/pickle_machine.h"
#include "examine/python/pickle_ops.h"
#include "inventory/gaps.h"

#define FIELD "ARROW:extension:name"
#define PICKLED "arrow.py_extension_type"
#define OBJECTS "ray.data.arrow_pickled_object"
#define OF_RAY "ray.data.arrow_"

enum { PICKLE_LEAST = 3, LENGTH = 4, TYPES_MAX = 256 };

void arrow_type_named(struct evidence *evidence, uint64_t at, struct bytes name)
{
    if (bytes_equal(name, BYTES(PICKLED)))
        custom_code(evidence, ASSAY_LOAD_DANGEROUS, at, BYTES(FIELD), name);
    else if (bytes_equal(name, BYTES(OBJECTS)))
        custom_code(evidence, ASSAY_LOAD_SUSPICIOUS, at, BYTES(FIELD), name);
}

/* With a protocol, as every library writes it. */
static bool begins_pickle(struct bytes bytes)
{
    return bytes.size >= PICKLE_LEAST && bytes.data[0] == 0x80 && bytes.data[1] >= 2 &&
           bytes.data[1] <= PICKLE_PROTOCOL_MAX;
}

static ASSAY_RESULT judge_pickle(struct evidence *evidence, uint64_t at, struct bytes bytes,
                                 struct assay_error *err)
{
    CLEANUP(pickle_report_clear) struct pickle_report report;
    struct assay_error failure = {0};
    struct cursor cursor;
    enum assay_status status;

    cursor_of_part(&cursor, bytes, at, &failure);
    pickle_report_init(&report, evidence, &cursor);
    status = pickle_file(&cursor, &report, 1);
    if (status == ASSAY_ENOMEM) {
        *err = failure;
        return status;
    }
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    if (status == ASSAY_OK && report.flaw_at == ASSAY_NO_OFFSET)
        return ASSAY_OK;
    evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    evidence_gap(evidence, GAP_MODEL_INVALID, at,
                 "the pickle that a type of Arrow is made from: %s",
                 status == ASSAY_OK ? report.flaw : failure.text);
    return ASSAY_OK;
}

enum assay_status arrow_type_parameters(struct evidence *evidence, uint64_t at, struct bytes bytes,
                                        struct assay_error *err)
{
    return begins_pickle(bytes) ? judge_pickle(evidence, at, bytes, err) : ASSAY_OK;
}

/* Texts of a flatbuffer stand behind their length. */
static struct bytes text_at(struct bytes schema, size_t at)
{
    uint32_t size = at >= LENGTH ? load_u32le(schema.data + at - LENGTH) : 0;

    return size <= schema.size - at ? bytes_of(schema.data + at, size) : bytes_of(NULL, 0);
}

enum assay_status arrow_types_in_schema(struct evidence *evidence, uint64_t at, struct bytes schema,
                                        struct assay_error *err)
{
    static const char *const names[] = {PICKLED, OBJECTS};
    unsigned types = 0;

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (bytes_contain(schema, names[i]))
            arrow_type_named(evidence, at, bytes_text(names[i]));
    if (!bytes_contain(schema, OF_RAY))
        return ASSAY_OK;
    for (size_t i = 0; i < schema.size && types < TYPES_MAX; i++) {
        struct bytes text = schema.data[i] == 0x80 ? text_at(schema, i) : bytes_of(NULL, 0);

        if (!begins_pickle(text) || text.data[text.size - 1] != '.')
            continue;
        TRY(arrow_type_parameters(evidence, at, text, err));
        types++;
    }
    if (types < TYPES_MAX)
        return ASSAY_OK;
    evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    evidence_gap(evidence, GAP_MODEL_INVALID, at,
                 "more than %d types of Arrow that are made from pickles", TYPES_MAX);
    return ASSAY_OK;
}
