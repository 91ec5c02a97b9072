/*
 * inspect_gguf.c - GGUF models: metadata, tensors and their places, templates.
 *
 * Source: ggml, docs/gguf.md, "File Structure" and "Standardized key-value pairs"; sizes of blocks
 * as ggml.c has them. Version 1 counted in 32 bits. A file of either byte order is read: the
 * version is small, so its bytes tell which.
 */

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/inspect.h"
#include "examine/models/chat_template.h"
#include "examine/models/ranges.h"
#include "examine/text/seen.h"
#include "inventory/gaps.h"

enum {
    VERSION_MAX = 3,
    KEY_MAX = 65535,
    NAME_MAX_BYTES = 64,
    RANK_MAX = 4,
    ARRAY_DEPTH = 2,
    ALIGNMENT_DEFAULT = 32,
    ALIGNMENT_MAX = 1 << 20,
    TEXT_KEPT = LIMIT_FACT_TEXT,
};

enum value_type {
    UINT8,
    INT8,
    UINT16,
    INT16,
    UINT32,
    INT32,
    FLOAT32,
    BOOL,
    STRING,
    ARRAY,
    UINT64,
    INT64,
    FLOAT64,
    VALUE_TYPES
};

/* Bytes of a value of each type; 0 where it varies. */
static const uint8_t value_sizes[VALUE_TYPES] = {
    [UINT8] = 1,   [INT8] = 1, [UINT16] = 2, [INT16] = 2, [UINT32] = 4,  [INT32] = 4,
    [FLOAT32] = 4, [BOOL] = 1, [UINT64] = 8, [INT64] = 8, [FLOAT64] = 8,
};

/* Tensor types by number: elements of a block, and its bytes. Removed types have no name. */
static const struct {
    const char *name;
    uint16_t block, size;
} tensor_types[] = {
    [0] = {"F32", 1, 4},         [1] = {"F16", 1, 2},         [2] = {"Q4_0", 32, 18},
    [3] = {"Q4_1", 32, 20},      [6] = {"Q5_0", 32, 22},      [7] = {"Q5_1", 32, 24},
    [8] = {"Q8_0", 32, 34},      [9] = {"Q8_1", 32, 36},      [10] = {"Q2_K", 256, 84},
    [11] = {"Q3_K", 256, 110},   [12] = {"Q4_K", 256, 144},   [13] = {"Q5_K", 256, 176},
    [14] = {"Q6_K", 256, 210},   [15] = {"Q8_K", 256, 292},   [16] = {"IQ2_XXS", 256, 66},
    [17] = {"IQ2_XS", 256, 74},  [18] = {"IQ3_XXS", 256, 98}, [19] = {"IQ1_S", 256, 50},
    [20] = {"IQ4_NL", 32, 18},   [21] = {"IQ3_S", 256, 110},  [22] = {"IQ2_S", 256, 82},
    [23] = {"IQ4_XS", 256, 136}, [24] = {"I8", 1, 1},         [25] = {"I16", 1, 2},
    [26] = {"I32", 1, 4},        [27] = {"I64", 1, 8},        [28] = {"F64", 1, 8},
    [29] = {"IQ1_M", 256, 56},   [30] = {"BF16", 1, 2},       [34] = {"TQ1_0", 256, 54},
    [35] = {"TQ2_0", 256, 66},   [39] = {"MXFP4", 32, 17},
};

struct gguf {
    struct cursor *cursor;
    struct evidence *evidence;
    bool big;
    uint32_t version;
    uint64_t tensors, pairs, parameters;
    uint64_t alignment;
    bool parameters_fit;
    struct seen names;
    struct ranges ranges;
    struct buf text; /* the string read last, as far as it was asked for */
};

static enum assay_status read_u32(struct gguf *gguf, uint32_t *out)
{
    return gguf->big ? cursor_u32be(gguf->cursor, out) : cursor_u32le(gguf->cursor, out);
}

static enum assay_status read_u64(struct gguf *gguf, uint64_t *out)
{
    return gguf->big ? cursor_u64be(gguf->cursor, out) : cursor_u64le(gguf->cursor, out);
}

/* A count or length: 32 bits in version 1. */
static enum assay_status read_size(struct gguf *gguf, uint64_t *out)
{
    uint32_t small;

    if (gguf->version > 1)
        return read_u64(gguf, out);
    TRY(read_u32(gguf, &small));
    *out = small;
    return ASSAY_OK;
}

/* A count of things of at least `each` bytes is believed when the file could hold them. */
static enum assay_status read_count(struct gguf *gguf, uint64_t each, uint64_t *count)
{
    uint64_t at = cursor_at(gguf->cursor), least;

    TRY(read_size(gguf, count));
    if (ckd_mul(&least, *count, each) || least > cursor_left(gguf->cursor))
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at,
                              "%" PRIu64 " entries cannot fit in the file", *count);
    return ASSAY_OK;
}

/* Bytes of a length as written. */
static uint64_t size_width(const struct gguf *gguf)
{
    return gguf->version > 1 ? sizeof(uint64_t) : sizeof(uint32_t);
}

/* A string; its first `keep` bytes go to gguf->text. */
static enum assay_status read_string(struct gguf *gguf, size_t keep, uint64_t *size)
{
    size_t kept;
    uint8_t *room;

    TRY(read_count(gguf, 1, size));
    kept = *size < keep ? (size_t)*size : keep;
    buf_reset(&gguf->text);
    if (kept > 0) {
        room = buf_room(&gguf->text, kept);
        if (!room)
            return cursor_fail_at(gguf->cursor, ASSAY_ENOMEM, cursor_at(gguf->cursor),
                                  "out of memory");
        TRY(cursor_copy(gguf->cursor, room, kept));
        buf_used(&gguf->text, kept);
    }
    return cursor_skip(gguf->cursor, *size - kept);
}

/* What a name must be, and that it was not there before. */
static enum assay_status note_name(struct gguf *gguf, uint64_t at, const char *what)
{
    struct bytes name = buf_bytes(&gguf->text);
    enum assay_status status;
    bool again;

    status = seen_add(&gguf->names, name, LIMIT_TENSORS, &again);
    if (status != ASSAY_OK)
        return cursor_fail_at(gguf->cursor, status, at, "more than %u names", LIMIT_TENSORS);
    if (again)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at, "%s that is told twice", what);
    return ASSAY_OK;
}

static enum assay_status read_key(struct gguf *gguf, char key[KEY_MAX + 1])
{
    uint64_t at = cursor_at(gguf->cursor), size;

    TRY(read_string(gguf, KEY_MAX, &size));
    if (size == 0 || size > KEY_MAX)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at, "a key of %" PRIu64 " bytes", size);
    for (size_t i = 0; i < size; i++)
        if (gguf->text.data[i] <= ' ' || gguf->text.data[i] > '~')
            return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at, "a key that is not plain ASCII");
    memcpy(key, gguf->text.data, (size_t)size);
    key[size] = 0;
    return note_name(gguf, at, "a key");
}

static enum assay_status read_type(struct gguf *gguf, uint32_t *type)
{
    uint64_t at = cursor_at(gguf->cursor);

    TRY(read_u32(gguf, type));
    if (*type >= VALUE_TYPES)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at, "a value of unknown type %" PRIu32,
                              *type);
    return ASSAY_OK;
}

static enum assay_status skip_bool(struct gguf *gguf)
{
    uint8_t value;

    TRY(cursor_u8(gguf->cursor, &value));
    if (value > 1)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, cursor_at(gguf->cursor) - 1,
                              "a truth value of %u", (unsigned)value);
    return ASSAY_OK;
}

/* What a list of texts declares. */
static void declare_item(struct gguf *gguf, const char *key)
{
    if (strcmp(key, "general.datasets") == 0)
        evidence_set(gguf->evidence, ASSAY_FACT_MODEL_DATASETS, DECLARED, buf_bytes(&gguf->text));
}

/* Arrays of arrays too. NOLINTNEXTLINE(misc-no-recursion): bounded by ARRAY_DEPTH */
static enum assay_status skip_array(struct gguf *gguf, const char *key, unsigned depth)
{
    uint64_t at = cursor_at(gguf->cursor), count, size;
    uint32_t type;

    if (depth >= ARRAY_DEPTH)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at, "arrays deeper than %d levels",
                              ARRAY_DEPTH);
    TRY(read_type(gguf, &type));
    if (type != STRING && type != ARRAY && type != BOOL) {
        TRY(read_count(gguf, value_sizes[type], &count));
        return cursor_skip(gguf->cursor, count * value_sizes[type]);
    }
    TRY(read_count(gguf,
                   type == BOOL     ? 1
                   : type == STRING ? size_width(gguf)
                                    : sizeof(uint32_t) + size_width(gguf),
                   &count));
    if (type == STRING && depth == 0 && strcmp(key, "tokenizer.ggml.tokens") == 0)
        evidence_int(gguf->evidence, ASSAY_FACT_MODEL_VOCABULARY, MEASURED, count);
    for (uint64_t i = 0; i < count; i++) {
        if (type == BOOL) {
            TRY(skip_bool(gguf));
        } else if (type == ARRAY) {
            TRY(skip_array(gguf, key, depth + 1));
        } else {
            TRY(read_string(gguf, i < LIMIT_FACT_LIST ? TEXT_KEPT : 0, &size));
            declare_item(gguf, key);
        }
    }
    return ASSAY_OK;
}

static const struct {
    const char *key;
    enum assay_fact_id fact;
} declared[] = {
    {"general.architecture", ASSAY_FACT_MODEL_ARCHITECTURE},
    {"general.author", ASSAY_FACT_MODEL_OWNER},
    {"general.license", ASSAY_FACT_MODEL_LICENSE},
    {"general.name", ASSAY_FACT_MODEL_NAME},
    {"general.organization", ASSAY_FACT_MODEL_OWNER},
    {"general.quantized_by", ASSAY_FACT_MODEL_PRODUCER},
    {"general.version", ASSAY_FACT_MODEL_VERSION},
};

static bool is_base_model(const char *key)
{
    struct bytes text = bytes_text(key);

    return bytes_starts(text, BYTES("general.base_model.")) &&
           (bytes_ends(text, BYTES(".repo_url")) || bytes_ends(text, BYTES(".name")));
}

static bool is_template(const char *key)
{
    return strcmp(key, "tokenizer.chat_template") == 0 ||
           bytes_starts(bytes_text(key), BYTES("tokenizer.chat_template."));
}

static enum assay_status read_template(struct gguf *gguf)
{
    uint64_t at = cursor_at(gguf->cursor) + size_width(gguf), size;

    TRY(read_string(gguf, LIMIT_TEMPLATE, &size));
    if (size > LIMIT_TEMPLATE) {
        evidence_load(gguf->evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(gguf->evidence, GAP_MODEL_INVALID, at,
                     "of a chat template of %" PRIu64 " bytes only the first %u are read", size,
                     LIMIT_TEMPLATE);
    }
    chat_template_inspect(buf_bytes(&gguf->text), at, gguf->evidence);
    return ASSAY_OK;
}

static enum assay_status read_text_value(struct gguf *gguf, const char *key)
{
    uint64_t size;

    if (is_template(key))
        return read_template(gguf);
    TRY(read_string(gguf, TEXT_KEPT, &size));
    if (size == 0)
        return ASSAY_OK;
    if (is_base_model(key))
        evidence_set(gguf->evidence, ASSAY_FACT_MODEL_BASE_MODEL, DECLARED, buf_bytes(&gguf->text));
    for (size_t i = 0; i < ARRAY_LEN(declared); i++) {
        enum assay_fact_id fact = declared[i].fact;

        if (strcmp(key, declared[i].key) != 0)
            continue;
        if (assay_facts[fact].type == ASSAY_VALUE_TEXTS)
            evidence_set(gguf->evidence, fact, DECLARED, buf_bytes(&gguf->text));
        else
            evidence_text(gguf->evidence, fact, DECLARED, buf_bytes(&gguf->text));
    }
    return ASSAY_OK;
}

/* Source: ggml-org/llama.cpp, llama.h, enum llama_ftype. */
static const char *const file_types[] = {
    [0] = "F32",      [1] = "F16",      [2] = "Q4_0",       [3] = "Q4_1",    [7] = "Q8_0",
    [8] = "Q5_0",     [9] = "Q5_1",     [10] = "Q2_K",      [11] = "Q3_K_S", [12] = "Q3_K_M",
    [13] = "Q3_K_L",  [14] = "Q4_K_S",  [15] = "Q4_K_M",    [16] = "Q5_K_S", [17] = "Q5_K_M",
    [18] = "Q6_K",    [19] = "IQ2_XXS", [20] = "IQ2_XS",    [21] = "Q2_K_S", [22] = "IQ3_XS",
    [23] = "IQ3_XXS", [24] = "IQ1_S",   [25] = "IQ4_NL",    [26] = "IQ3_S",  [27] = "IQ3_M",
    [28] = "IQ2_S",   [29] = "IQ2_M",   [30] = "IQ4_XS",    [31] = "IQ1_M",  [32] = "BF16",
    [36] = "TQ1_0",   [37] = "TQ2_0",   [38] = "MXFP4_MOE",
};

static void declare_number(struct gguf *gguf, const char *key, uint64_t value)
{
    const struct bytes text = bytes_text(key);

    if (bytes_ends(text, BYTES(".context_length")))
        evidence_int(gguf->evidence, ASSAY_FACT_MODEL_CONTEXT_LENGTH, DECLARED, value);
    else if (bytes_ends(text, BYTES(".block_count")))
        evidence_int(gguf->evidence, ASSAY_FACT_MODEL_LAYERS, DECLARED, value);
    else if (strcmp(key, "general.file_type") == 0 && value < ARRAY_LEN(file_types) &&
             file_types[value])
        evidence_set(gguf->evidence, ASSAY_FACT_MODEL_QUANTISATION, DECLARED,
                     bytes_text(file_types[value]));
}

static enum assay_status read_whole_number(struct gguf *gguf, const char *key, uint32_t type)
{
    uint64_t at = cursor_at(gguf->cursor), value;
    uint32_t small;

    if (type == UINT32) {
        TRY(read_u32(gguf, &small));
        value = small;
    } else {
        TRY(read_u64(gguf, &value));
    }
    declare_number(gguf, key, value);
    if (strcmp(key, "general.alignment") != 0)
        return ASSAY_OK;
    if (type != UINT32 || value == 0 || value > ALIGNMENT_MAX || (value & (value - 1)) != 0)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at,
                              "an alignment of %" PRIu64 " is no power of two in 32 bits", value);
    gguf->alignment = value;
    return ASSAY_OK;
}

static enum assay_status read_pair(struct gguf *gguf, char key[KEY_MAX + 1])
{
    uint64_t at;
    uint32_t type;

    TRY(read_key(gguf, key));
    at = cursor_at(gguf->cursor);
    TRY(read_type(gguf, &type));
    if (type != UINT32 && strcmp(key, "general.alignment") == 0)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at, "an alignment of another type");
    if (type != STRING && is_template(key))
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at, "a chat template that is no text");
    switch (type) {
    case STRING:
        return read_text_value(gguf, key);
    case ARRAY:
        return skip_array(gguf, key, 0);
    case BOOL:
        return skip_bool(gguf);
    case UINT32:
    case UINT64:
        return read_whole_number(gguf, key, type);
    default:
        return cursor_skip(gguf->cursor, value_sizes[type]);
    }
}

static enum assay_status read_pairs(struct gguf *gguf)
{
    CLEANUP(free_cleanup) char *key = malloc(KEY_MAX + 1);

    if (!key)
        return cursor_fail_at(gguf->cursor, ASSAY_ENOMEM, cursor_at(gguf->cursor), "out of memory");
    for (uint64_t i = 0; i < gguf->pairs; i++)
        TRY(read_pair(gguf, key));
    seen_clear(&gguf->names);
    return ASSAY_OK;
}

static enum assay_status read_shape(struct gguf *gguf, uint64_t *row, uint64_t *elements)
{
    uint64_t at = cursor_at(gguf->cursor);
    uint32_t rank;

    TRY(read_u32(gguf, &rank));
    if (rank > RANK_MAX)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at, "%" PRIu32 " dimensions", rank);
    *row = *elements = 1;
    for (uint32_t i = 0; i < rank; i++) {
        uint64_t size;

        TRY(read_size(gguf, &size));
        if (i == 0)
            *row = size;
        if (ckd_mul(elements, *elements, size) || *elements > INT64_MAX)
            return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at,
                                  "a shape of more elements than can be counted");
    }
    return ASSAY_OK;
}

static enum assay_status read_tensor(struct gguf *gguf)
{
    uint64_t at = cursor_at(gguf->cursor), size, row, elements, type_at, offset, bytes, end;
    enum assay_status status;
    uint32_t type;

    TRY(read_string(gguf, NAME_MAX_BYTES, &size));
    if (size > NAME_MAX_BYTES)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at,
                              "a tensor's name of %" PRIu64 " bytes", size);
    TRY(note_name(gguf, at, "a tensor"));
    TRY(read_shape(gguf, &row, &elements));
    type_at = cursor_at(gguf->cursor);
    TRY(read_u32(gguf, &type));
    if (type >= ARRAY_LEN(tensor_types) || !tensor_types[type].name)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, type_at,
                              "a tensor of unknown type %" PRIu32, type);
    TRY(read_u64(gguf, &offset));
    if (offset % gguf->alignment != 0)
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at,
                              "a tensor at %" PRIu64 ", not aligned to %" PRIu64, offset,
                              gguf->alignment);
    if (row % tensor_types[type].block != 0 ||
        ckd_mul(&bytes, elements / tensor_types[type].block, (uint64_t)tensor_types[type].size) ||
        ckd_add(&end, offset, bytes))
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, at,
                              "a tensor of %" PRIu64 " elements does not fit its type", elements);
    status = ranges_add(&gguf->ranges, (struct range){.begin = offset, .end = end, .told_at = at});
    if (status != ASSAY_OK)
        return cursor_fail_at(gguf->cursor, status, at, "more than %u tensors", LIMIT_TENSORS);
    gguf->parameters_fit &= !ckd_add(&gguf->parameters, gguf->parameters, elements);
    evidence_set(gguf->evidence, ASSAY_FACT_MODEL_DTYPES, MEASURED,
                 bytes_text(tensor_types[type].name));
    return ASSAY_OK;
}

/* Bytes up to the next multiple of the alignment. */
static uint64_t padding(const struct gguf *gguf, uint64_t at)
{
    return (gguf->alignment - at % gguf->alignment) % gguf->alignment;
}

/* Every tensor has bytes of its own inside the file; what follows the last is told. */
static enum assay_status check_places(struct gguf *gguf)
{
    struct cursor *cursor = gguf->cursor;
    const struct range *over, *last = NULL;
    uint64_t left;

    if (gguf->ranges.count == 0)
        return ASSAY_OK;
    TRY(cursor_skip(cursor, padding(gguf, cursor_at(cursor))));
    ranges_sort(&gguf->ranges);
    over = ranges_overlap(&gguf->ranges);
    if (over)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, over->told_at,
                              "a tensor lies over another one's bytes");
    last = &gguf->ranges.items[gguf->ranges.count - 1];
    left = cursor_left(cursor);
    if (left == UINT64_MAX) {
        bool ended;

        TRY(cursor_skip(cursor, last->end));
        TRY(cursor_ended(cursor, &ended));
        return ASSAY_OK;
    }
    if (last->end > left)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, last->told_at,
                              "a tensor ends %" PRIu64 " bytes behind the file", last->end - left);
    if (left - last->end > padding(gguf, last->end)) {
        evidence_load(gguf->evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(gguf->evidence, GAP_MODEL_INVALID, cursor_at(cursor) + last->end,
                     "%" PRIu64 " bytes behind the last tensor", left - last->end);
    }
    return ASSAY_OK;
}

static enum assay_status read_header(struct gguf *gguf)
{
    uint64_t width;
    uint8_t bytes[4];

    TRY(cursor_expect(gguf->cursor, "GGUF", 4));
    TRY(cursor_copy(gguf->cursor, bytes, sizeof bytes));
    gguf->big = bytes[0] == 0;
    gguf->version = (uint32_t)(gguf->big ? bytes[3] : bytes[0]);
    if (gguf->version == 0 || gguf->version > VERSION_MAX || bytes[1] || bytes[2] ||
        (gguf->big ? bytes[0] : bytes[3]))
        return cursor_fail_at(gguf->cursor, ASSAY_EFORMAT, 4, "a version that is not known");
    width = size_width(gguf);
    TRY(read_count(gguf, width + 4 + 4 + 8, &gguf->tensors)); /* name, rank, type, offset */
    return read_count(gguf, width + 4 + 1, &gguf->pairs);     /* key, type, value */
}

static enum assay_status read_all(struct gguf *gguf)
{
    char version[16];

    TRY(read_header(gguf));
    snprintf(version, sizeof version, "%" PRIu32, gguf->version);
    evidence_text(gguf->evidence, ASSAY_FACT_MODEL_FORMAT_VERSION, MEASURED, bytes_text(version));
    TRY(read_pairs(gguf));
    for (uint64_t i = 0; i < gguf->tensors; i++)
        TRY(read_tensor(gguf));
    evidence_no_more_text(gguf->evidence);
    evidence_int(gguf->evidence, ASSAY_FACT_MODEL_TENSORS, MEASURED, gguf->tensors);
    if (gguf->parameters_fit)
        evidence_int(gguf->evidence, ASSAY_FACT_MODEL_PARAMETERS, MEASURED, gguf->parameters);
    return check_places(gguf);
}

static unsigned gguf_bid(const struct subject *subject)
{
    enum { BID = 32, BID_NAME = 8 };

    if (bytes_starts(subject->head, BYTES("GGUF")))
        return BID;
    return bytes_ends(subject->name, BYTES(".gguf")) ? BID_NAME : 0;
}

static enum assay_status gguf_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct gguf gguf = {.cursor = cursor,
                        .evidence = evidence,
                        .alignment = ALIGNMENT_DEFAULT,
                        .parameters_fit = true};
    enum assay_status status;

    (void)subject;
    buf_init(&gguf.text, LIMIT_TEMPLATE);
    status = read_all(&gguf);
    buf_clear(&gguf.text);
    seen_clear(&gguf.names);
    ranges_clear(&gguf.ranges);
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_gguf = {
    .format = "gguf", .kind = ASSAY_KIND_MODEL, .bid = gguf_bid, .read = gguf_read};
