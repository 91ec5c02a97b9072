/*
 * inspect_flax.c - parameters of Flax in MessagePack: maps of maps by name, whose leaves are arrays
 * in an extension of type 1: shape, type and bytes, again in MessagePack. Large ones are cut into
 * chunks, each of which is such an array.
 * Source: Flax, flax/serialization.py.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/msgpack.h"
#include "examine/inspect.h"
#include "examine/words/hub_words.h"

enum { BID_NAME = 8, BID_MAP = 8, EXTENSION_ARRAY = 1, WORD_KEPT = 32 };

struct reader {
    struct cursor *cursor;
    struct evidence *evidence;
    uint64_t left[LIMIT_DOCUMENT_DEPTH]; /* values still to come, by level */
    size_t depth;
    uint64_t tensors, parameters, bytes;
    bool counted; /* none too large to be counted */
};

static ASSAY_RESULT read_word(struct cursor *cursor, uint64_t size, char word[WORD_KEPT + 1])
{
    if (size > WORD_KEPT)
        return cursor_fail(cursor, "a type whose name has %" PRIu64 " bytes", size);
    TRY(cursor_copy(cursor, word, (size_t)size));
    word[size] = 0;
    return ASSAY_OK;
}

static ASSAY_RESULT read_shape(struct cursor *cursor, uint64_t *elements)
{
    struct msgpack value;
    uint64_t rank;

    TRY(msgpack_next(cursor, &value));
    if (value.type != MSGPACK_ARRAY || value.size > LIMIT_RANK)
        return cursor_fail(cursor, "a shape is expected");
    rank = value.size;
    *elements = 1;
    for (uint64_t i = 0; i < rank; i++) {
        TRY(msgpack_next(cursor, &value));
        if (value.type != MSGPACK_INT || value.negative ||
            ckd_mul(elements, *elements, value.integer))
            return cursor_fail(cursor, "a shape that no array has");
    }
    return ASSAY_OK;
}

/* Bytes of one element; 0 for types that are not known. */
static unsigned width_of(const char *dtype)
{
    static const struct {
        const char *name;
        unsigned width;
    } widths[] = {
        {"bfloat16", 2}, {"bool", 1},    {"complex128", 16}, {"complex64", 8}, {"float16", 2},
        {"float32", 4},  {"float64", 8}, {"int16", 2},       {"int32", 4},     {"int64", 8},
        {"int8", 1},     {"uint16", 2},  {"uint32", 4},      {"uint64", 8},    {"uint8", 1},
    };

    for (size_t i = 0; i < ARRAY_LEN(widths); i++)
        if (strcmp(widths[i].name, dtype) == 0)
            return widths[i].width;
    return 0;
}

static ASSAY_RESULT read_array(struct reader *reader, uint64_t size)
{
    struct cursor *cursor = reader->cursor;
    uint64_t end = cursor_at(cursor) + size, elements, bytes;
    char word[WORD_KEPT + 1];
    struct msgpack value;
    const char *dtype;

    TRY(msgpack_next(cursor, &value));
    if (value.type != MSGPACK_ARRAY || value.size != 3)
        return cursor_fail(cursor, "an array is shape, type and bytes");
    TRY(read_shape(cursor, &elements));
    TRY(msgpack_next(cursor, &value));
    if (value.type != MSGPACK_TEXT)
        return cursor_fail(cursor, "an array's type is expected");
    TRY(read_word(cursor, value.size, word));
    TRY(msgpack_next(cursor, &value));
    if (value.type != MSGPACK_BINARY || cursor_at(cursor) + value.size != end)
        return cursor_fail(cursor, "an array whose bytes do not fill it");
    if (width_of(word) > 0 &&
        (ckd_mul(&bytes, elements, (uint64_t)width_of(word)) || bytes != value.size))
        return cursor_fail(cursor, "%" PRIu64 " elements of %s in %" PRIu64 " bytes", elements,
                           word, value.size);
    TRY(cursor_skip(cursor, value.size));
    dtype = hub_dtype(bytes_text(word));
    evidence_set(reader->evidence, ASSAY_FACT_MODEL_DTYPES, MEASURED,
                 bytes_text(dtype ? dtype : word));
    reader->tensors++;
    reader->bytes += value.size;
    if (ckd_add(&reader->parameters, reader->parameters, elements))
        reader->counted = false;
    return ASSAY_OK;
}

static ASSAY_RESULT open_level(struct reader *reader, uint64_t values)
{
    if (reader->depth == LIMIT_DOCUMENT_DEPTH)
        return cursor_fail_at(reader->cursor, ASSAY_ELIMIT, cursor_at(reader->cursor),
                              "deeper than %d levels", LIMIT_DOCUMENT_DEPTH);
    reader->left[reader->depth++] = values;
    return ASSAY_OK;
}

static ASSAY_RESULT read_value(struct reader *reader)
{
    struct msgpack value;

    TRY(msgpack_next(reader->cursor, &value));
    switch (value.type) {
    case MSGPACK_ARRAY:
        return open_level(reader, value.size);
    case MSGPACK_MAP:
        return open_level(reader, 2 * value.size);
    case MSGPACK_EXTENSION:
        if (value.extension == EXTENSION_ARRAY)
            return read_array(reader, value.size);
        return cursor_skip(reader->cursor, value.size);
    case MSGPACK_TEXT:
    case MSGPACK_BINARY:
        return cursor_skip(reader->cursor, value.size);
    default:
        return ASSAY_OK;
    }
}

static ASSAY_RESULT read_all(struct reader *reader)
{
    bool ended;

    TRY(open_level(reader, 1));
    while (reader->depth > 0) {
        if (reader->left[reader->depth - 1] == 0) {
            reader->depth--;
            continue;
        }
        reader->left[reader->depth - 1]--;
        TRY(read_value(reader));
    }
    TRY(cursor_ended(reader->cursor, &ended));
    if (!ended)
        return cursor_fail(reader->cursor, "bytes behind the parameters");
    return reader->tensors > 0
               ? ASSAY_OK
               : cursor_fail_at(reader->cursor, ASSAY_EFORMAT, 0, "no arrays are in it");
}

/* A map of few or many, by a name that says so. */
static unsigned flax_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (!bytes_ends(subject->name, BYTES(".msgpack")))
        return 0;
    return head.size > 0 &&
                   ((head.data[0] & 0xf0) == 0x80 || head.data[0] == 0xde || head.data[0] == 0xdf)
               ? BID_NAME + BID_MAP
               : BID_NAME;
}

static enum assay_status flax_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct reader reader = {.cursor = cursor, .evidence = evidence, .counted = true};
    enum assay_status status = read_all(&reader);

    (void)subject;
    if (reader.tensors > 0) {
        evidence_int(evidence, ASSAY_FACT_MODEL_TENSORS, MEASURED, reader.tensors);
        evidence_int(evidence, ASSAY_FACT_MODEL_TENSOR_BYTES, MEASURED, reader.bytes);
        if (reader.counted)
            evidence_int(evidence, ASSAY_FACT_MODEL_PARAMETERS, MEASURED, reader.parameters);
    }
    evidence_load(evidence, status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_flax = {
    .format = "flax", .kind = ASSAY_KIND_MODEL, .bid = flax_bid, .read = flax_read};
