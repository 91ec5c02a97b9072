/*
 * inspect_safetensors.c - safetensors: every tensor's type, shape and place, and what is declared.
 *
 * Source: safetensors, README.md, "Format" and its notes; limits as its reader has them. The whole
 * header is checked, as two readers of a header that is not valid need not load the same model.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/json_scan.h"
#include "examine/encoding/part.h"
#include "examine/inspect.h"
#include "examine/models/ranges.h"

#define HEADER_MAX 100000000U /* bytes; the limit of the reference reader */

enum {
    PREFIX = 8, /* bytes of the header's size */
    DEPTH = 4,
    TEXT_KEPT = LIMIT_FACT_TEXT,
};

struct header {
    struct json_scan scan;
    struct evidence *evidence;
    struct ranges ranges;
    uint64_t parameters;
};

struct tensor {
    bool has_dtype, has_shape, has_offsets;
    uint32_t bits;
    uint64_t elements, begin, end;
    uint64_t at; /* offset of its name */
};

static const struct {
    const char *name;
    uint32_t bits; /* of an element */
} dtypes[] = {
    {"BF16", 16},   {"BOOL", 8},    {"C64", 64},    {"F16", 16},    {"F32", 32},
    {"F4", 4},      {"F64", 64},    {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"F8_E4M3", 8},
    {"F8_E5M2", 8}, {"F8_E8M0", 8}, {"I16", 16},    {"I32", 32},    {"I64", 64},
    {"I8", 8},      {"U16", 16},    {"U32", 32},    {"U64", 64},    {"U8", 8},
};

static enum assay_status fail(struct header *header, const char *what)
{
    return cursor_fail_at(header->scan.cursor, ASSAY_EFORMAT, header->scan.at, "%s", what);
}

/* The next token must be `wanted`. */
static enum assay_status expect(struct header *header, enum json_token wanted, const char *what)
{
    enum json_token token;

    TRY(json_next(&header->scan, &token));
    return token == wanted ? ASSAY_OK : fail(header, what);
}

/* A member's name or the end of the object; a name told twice is refused. */
static enum assay_status next_member(struct header *header, bool *ended)
{
    enum json_token token;

    TRY(json_next(&header->scan, &token));
    *ended = token == JSON_OBJECT_END;
    if (!*ended && header->scan.repeated)
        return fail(header, "a name that is told twice");
    return ASSAY_OK;
}

static bool name_is(const struct header *header, const char *name)
{
    return !header->scan.cut && bytes_equal(header->scan.text, bytes_text(name));
}

/* Whole numbers up to ']', as many as `most`; *count tells how many. */
static enum assay_status read_numbers(struct header *header, size_t most, uint64_t *numbers,
                                      size_t *count)
{
    TRY(expect(header, JSON_ARRAY, "a list of numbers is expected"));
    for (*count = 0;; ++*count) {
        enum json_token token;

        TRY(json_next(&header->scan, &token));
        if (token == JSON_ARRAY_END)
            return ASSAY_OK;
        if (token != JSON_INT || header->scan.negative)
            return fail(header, "a whole number is expected");
        if (*count == most)
            return fail(header, "more numbers than belong here");
        numbers[*count] = header->scan.integer;
    }
}

static enum assay_status read_dtype(struct header *header, struct tensor *tensor)
{
    TRY(expect(header, JSON_TEXT, "a type is expected"));
    for (size_t i = 0; i < ARRAY_LEN(dtypes); i++)
        if (name_is(header, dtypes[i].name)) {
            tensor->bits = dtypes[i].bits;
            evidence_set(header->evidence, ASSAY_FACT_MODEL_DTYPES, MEASURED,
                         bytes_text(dtypes[i].name));
            return ASSAY_OK;
        }
    return fail(header, "a type that the format does not have");
}

static enum assay_status read_shape(struct header *header, struct tensor *tensor)
{
    uint64_t sizes[LIMIT_RANK];
    size_t count;

    TRY(read_numbers(header, ARRAY_LEN(sizes), sizes, &count));
    tensor->elements = 1;
    for (size_t i = 0; i < count; i++)
        if (ckd_mul(&tensor->elements, tensor->elements, sizes[i]))
            return fail(header, "a shape of more elements than can be counted");
    return ASSAY_OK;
}

static enum assay_status read_offsets(struct header *header, struct tensor *tensor)
{
    uint64_t places[2];
    size_t count;

    TRY(read_numbers(header, ARRAY_LEN(places), places, &count));
    if (count != ARRAY_LEN(places) || places[0] > places[1])
        return fail(header, "a beginning and an end are expected");
    tensor->begin = places[0];
    tensor->end = places[1];
    return ASSAY_OK;
}

static enum assay_status add_tensor(struct header *header, const struct tensor *tensor)
{
    enum assay_status status;
    uint64_t bits;

    if (!tensor->has_dtype || !tensor->has_shape || !tensor->has_offsets)
        return cursor_fail_at(header->scan.cursor, ASSAY_EFORMAT, tensor->at,
                              "a tensor without type, shape or place");
    if (ckd_mul(&bits, tensor->elements, (uint64_t)tensor->bits) || bits % 8 != 0 ||
        bits / 8 != tensor->end - tensor->begin)
        return cursor_fail_at(header->scan.cursor, ASSAY_EFORMAT, tensor->at,
                              "a tensor of %" PRIu64 " elements does not take %" PRIu64 " bytes",
                              tensor->elements, tensor->end - tensor->begin);
    if (ckd_add(&header->parameters, header->parameters, tensor->elements))
        return cursor_fail_at(header->scan.cursor, ASSAY_EFORMAT, tensor->at,
                              "more elements than can be counted");
    status = ranges_add(
        &header->ranges,
        (struct range){.begin = tensor->begin, .end = tensor->end, .told_at = tensor->at});
    if (status != ASSAY_OK)
        return cursor_fail_at(header->scan.cursor, status, tensor->at, "more than %u tensors",
                              LIMIT_TENSORS);
    return ASSAY_OK;
}

static enum assay_status read_tensor(struct header *header)
{
    struct tensor tensor = {.at = header->scan.at};
    bool ended;

    TRY(expect(header, JSON_OBJECT, "a tensor is expected"));
    for (;;) {
        TRY(next_member(header, &ended));
        if (ended)
            return add_tensor(header, &tensor);
        if (name_is(header, "dtype")) {
            tensor.has_dtype = true;
            TRY(read_dtype(header, &tensor));
        } else if (name_is(header, "shape")) {
            tensor.has_shape = true;
            TRY(read_shape(header, &tensor));
        } else if (name_is(header, "data_offsets")) {
            tensor.has_offsets = true;
            TRY(read_offsets(header, &tensor));
        } else {
            return fail(header, "a member that tensors do not have");
        }
    }
}

/* What people and their tools write into the metadata, and the fact that it declares. */
static const struct {
    const char *key;
    enum assay_fact_id fact;
} declared[] = {
    {"architecture", ASSAY_FACT_MODEL_ARCHITECTURE},
    {"base_model", ASSAY_FACT_MODEL_BASE_MODEL},
    {"datasets", ASSAY_FACT_MODEL_DATASETS},
    {"license", ASSAY_FACT_MODEL_LICENSE},
    {"modelspec.architecture", ASSAY_FACT_MODEL_ARCHITECTURE},
    {"modelspec.author", ASSAY_FACT_MODEL_OWNER},
    {"modelspec.license", ASSAY_FACT_MODEL_LICENSE},
    {"modelspec.title", ASSAY_FACT_MODEL_NAME},
    {"modelspec.usage_hint", ASSAY_FACT_MODEL_PURPOSE},
    {"name", ASSAY_FACT_MODEL_NAME},
    {"ss_sd_model_name", ASSAY_FACT_MODEL_BASE_MODEL},
    {"version", ASSAY_FACT_MODEL_VERSION},
};

/* The folders that a trainer took pictures from: "{"10_cat": {"n_repeats": 10, ...}, ...}". What is
 * no such text says nothing. */
static enum assay_status read_folders(const struct header *header)
{
    struct assay_error ignored = {0};
    enum json_token token = JSON_END;
    enum assay_status status;
    struct json_scan scan;
    struct cursor cursor;

    cursor_of_bytes(&cursor, header->scan.text, &ignored);
    json_scan_init(&scan, &cursor, &(struct json_options){.text_max = TEXT_KEPT, .depth = DEPTH});
    status = json_next(&scan, &token);
    while (status == ASSAY_OK && token == JSON_OBJECT) {
        status = json_next(&scan, &token);
        if (status != ASSAY_OK || token != JSON_NAME)
            break;
        if (!scan.cut)
            evidence_set(header->evidence, ASSAY_FACT_MODEL_DATASETS, DECLARED, scan.text);
        status = json_next(&scan, &token);
        if (status == ASSAY_OK)
            status = json_skip(&scan, token);
        token = JSON_OBJECT;
    }
    json_scan_clear(&scan);
    return status == ASSAY_ENOMEM ? status : ASSAY_OK;
}

static enum assay_status read_metadata(struct header *header)
{
    TRY(expect(header, JSON_OBJECT, "metadata is expected"));
    for (;;) {
        enum assay_fact_id fact = ASSAY_FACTS;
        bool ended, folders;

        TRY(next_member(header, &ended));
        if (ended)
            return ASSAY_OK;
        folders = name_is(header, "ss_dataset_dirs") || name_is(header, "ss_reg_dataset_dirs");
        for (size_t i = 0; i < ARRAY_LEN(declared); i++)
            if (name_is(header, declared[i].key))
                fact = declared[i].fact;
        TRY(expect(header, JSON_TEXT, "metadata maps text to text"));
        if (folders)
            TRY(read_folders(header));
        if (fact == ASSAY_FACTS || header->scan.text.size == 0)
            continue;
        if (assay_facts[fact].type == ASSAY_VALUE_TEXTS)
            evidence_set(header->evidence, fact, DECLARED, header->scan.text);
        else
            evidence_text(header->evidence, fact, DECLARED, header->scan.text);
    }
}

/* Tensors follow each other from the first byte to the last. */
static enum assay_status check_places(struct header *header, uint64_t *total)
{
    *total = 0;
    ranges_sort(&header->ranges);
    for (size_t i = 0; i < header->ranges.count; i++) {
        const struct range *range = &header->ranges.items[i];

        if (range->begin != *total)
            return cursor_fail_at(header->scan.cursor, ASSAY_EFORMAT, range->told_at,
                                  "a tensor begins at %" PRIu64 ", the one before ends at %" PRIu64,
                                  range->begin, *total);
        *total = range->end;
    }
    return ASSAY_OK;
}

/* Blanks may follow the header's object, to align the data. */
static enum assay_status read_padding(struct header *header)
{
    bool ended;

    for (;;) {
        uint8_t byte;

        TRY(cursor_ended(header->scan.cursor, &ended));
        if (ended)
            return ASSAY_OK;
        TRY(cursor_u8(header->scan.cursor, &byte));
        if (byte != ' ')
            return cursor_fail_at(header->scan.cursor, ASSAY_EFORMAT,
                                  cursor_at(header->scan.cursor) - 1,
                                  "something else behind the header's object");
    }
}

static enum assay_status read_header(struct header *header, uint64_t *total)
{
    bool ended;

    TRY(expect(header, JSON_OBJECT, "an object is expected"));
    for (;;) {
        TRY(next_member(header, &ended));
        if (ended)
            break;
        if (name_is(header, "__metadata__"))
            TRY(read_metadata(header));
        else
            TRY(read_tensor(header));
    }
    TRY(expect(header, JSON_END, "the end is expected"));
    TRY(read_padding(header));
    TRY(check_places(header, total));
    evidence_int(header->evidence, ASSAY_FACT_MODEL_TENSORS, MEASURED, header->ranges.count);
    evidence_int(header->evidence, ASSAY_FACT_MODEL_PARAMETERS, MEASURED, header->parameters);
    evidence_int(header->evidence, ASSAY_FACT_MODEL_TENSOR_BYTES, MEASURED, *total);
    return ASSAY_OK;
}

/* The data ends where the file does. */
static enum assay_status check_end(struct cursor *cursor, uint64_t total)
{
    uint64_t left = cursor_left(cursor);
    bool ended;

    if (left != UINT64_MAX) {
        if (left != total)
            return cursor_fail(cursor, "%" PRIu64 " bytes of tensors, but %" PRIu64 " follow",
                               total, left);
        return ASSAY_OK;
    }
    TRY(cursor_skip(cursor, total));
    TRY(cursor_ended(cursor, &ended));
    return ended ? ASSAY_OK : cursor_fail(cursor, "bytes behind the last tensor");
}

static enum assay_status read_file(struct cursor *cursor, struct evidence *evidence)
{
    struct header header = {.evidence = evidence};
    struct cursor inner;
    struct part part;
    enum assay_status status;
    uint64_t size, total = 0;

    TRY(cursor_u64le(cursor, &size));
    if (size > HEADER_MAX)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "a header of %" PRIu64 " bytes", size);
    TRY(part_open(&part, cursor, size, &inner));
    json_scan_init(
        &header.scan, &inner,
        &(struct json_options){.text_max = TEXT_KEPT, .depth = DEPTH, .find_repeats = true});
    status = read_header(&header, &total);
    json_scan_clear(&header.scan);
    ranges_clear(&header.ranges);
    TRY(status);
    TRY(part_close(&part, &inner));
    evidence_no_more_text(evidence);
    return check_end(cursor, total);
}

static unsigned safetensors_bid(const struct subject *subject)
{
    enum { BID = 45, BID_NAME = 8 }; /* 37 bits of the size are zero, and a brace follows */
    unsigned named = bytes_ends(subject->name, BYTES(".safetensors")) ? BID_NAME : 0;
    uint64_t size = 0;

    if (subject->head.size <= PREFIX || subject->head.data[PREFIX] != '{')
        return named;
    for (size_t i = PREFIX; i > 0; i--)
        size = size << 8 | subject->head.data[i - 1];
    return size <= HEADER_MAX ? BID + named : named;
}

static enum assay_status safetensors_read(struct cursor *cursor, const struct subject *subject,
                                          struct evidence *evidence)
{
    enum assay_status status = read_file(cursor, evidence);

    (void)subject;
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_safetensors = {.format = "safetensors",
                                              .kind = ASSAY_KIND_MODEL,
                                              .bid = safetensors_bid,
                                              .read = safetensors_read};
