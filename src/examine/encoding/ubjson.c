/*
 * ubjson.c - Universal Binary JSON. What is open is on a small stack of levels, as deep as JSON may
 * be.
 */

#include "examine/encoding/ubjson.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"

struct level {
    bool array, counted;
    uint8_t type;  /* of all elements, or 0 */
    uint64_t left; /* where counted */
};

struct reader {
    struct cursor *cursor;
    const struct json_way *ways;
    size_t count;
    struct json_walk *walk;
    struct level levels[LIMIT_DOCUMENT_DEPTH];
    struct buf text;
};

/* Bytes of a number of a type; 0 for what is none. */
static unsigned width_of(uint8_t type)
{
    switch (type) {
    case 'i':
    case 'U':
        return 1;
    case 'I':
        return 2;
    case 'l':
    case 'd':
        return 4;
    case 'L':
    case 'D':
        return 8;
    default:
        return 0;
    }
}

static ASSAY_RESULT read_integer(struct reader *reader, uint8_t type, int64_t *out)
{
    unsigned width = width_of(type);
    uint64_t value = 0;

    if (width == 0 || type == 'd' || type == 'D')
        return cursor_fail(reader->cursor, "a whole number is expected");
    for (unsigned i = 0; i < width; i++) {
        uint8_t byte;

        TRY(cursor_u8(reader->cursor, &byte));
        value = value << 8 | byte;
    }
    if (type != 'U' && width < 8 && value >> (8 * width - 1))
        value |= UINT64_MAX << 8 * width;
    *out = (int64_t)value;
    return ASSAY_OK;
}

static ASSAY_RESULT read_size(struct reader *reader, uint64_t *out)
{
    uint64_t at = cursor_at(reader->cursor);
    uint8_t type;
    int64_t size;

    TRY(cursor_u8(reader->cursor, &type));
    TRY(read_integer(reader, type, &size));
    if (size < 0)
        return cursor_fail_at(reader->cursor, ASSAY_EFORMAT, at, "a size of %" PRId64, size);
    *out = (uint64_t)size;
    return ASSAY_OK;
}

/* A text whose size comes first; what is longer than is kept is passed over. */
static ASSAY_RESULT read_text(struct reader *reader)
{
    size_t most = reader->walk->text_max ? reader->walk->text_max : WALK_TEXT;
    struct json_scan *scan = &reader->walk->scan;
    uint64_t size;
    size_t kept;

    TRY(read_size(reader, &size));
    if (size > cursor_left(reader->cursor))
        return cursor_fail(reader->cursor, "a text of %" PRIu64 " bytes cannot be in the file",
                           size);
    kept = size < most ? (size_t)size : most;
    scan->cut = size > most;
    buf_reset(&reader->text);
    for (size_t left = kept; left > 0;) {
        struct bytes some;

        TRY(cursor_some(reader->cursor, &some));
        if (some.size == 0)
            return cursor_fail(reader->cursor, "cut short inside a text");
        if (some.size > left)
            some.size = left;
        buf_add(&reader->text, some.data, some.size);
        cursor_consume(reader->cursor, some.size);
        left -= some.size;
    }
    TRY(buf_status(&reader->text, reader->cursor->err));
    scan->text = buf_bytes(&reader->text);
    return cursor_skip(reader->cursor, size - kept);
}

/* Behind '[' or '{': a type for all, and a count. */
static ASSAY_RESULT read_head(struct reader *reader, struct level *level)
{
    struct bytes next;

    TRY(cursor_peek(reader->cursor, 1, &next));
    if (next.size == 1 && next.data[0] == '$') {
        cursor_consume(reader->cursor, 1);
        TRY(cursor_u8(reader->cursor, &level->type));
        TRY(cursor_peek(reader->cursor, 1, &next));
        if (next.size == 0 || next.data[0] != '#')
            return cursor_fail(reader->cursor, "a type without a count");
    }
    if (next.size == 0 || next.data[0] != '#')
        return ASSAY_OK;
    cursor_consume(reader->cursor, 1);
    level->counted = true;
    return read_size(reader, &level->left);
}

static ASSAY_RESULT visit(struct reader *reader, enum json_token token)
{
    reader->walk->token = token;
    return json_walk_visit(reader->walk, reader->ways, reader->count);
}

static ASSAY_RESULT open_level(struct reader *reader, bool array)
{
    struct json_scan *scan = &reader->walk->scan;
    struct level level = {.array = array};
    uint64_t size;
    unsigned width;

    if (scan->depth == LIMIT_DOCUMENT_DEPTH)
        return cursor_fail_at(reader->cursor, ASSAY_ELIMIT, scan->at, "deeper than %d levels",
                              LIMIT_DOCUMENT_DEPTH);
    TRY(read_head(reader, &level));
    width = array && level.counted ? width_of(level.type) : 0;
    if (level.counted && !width && level.left > cursor_left(reader->cursor) &&
        !(array && (level.type == 'Z' || level.type == 'T' || level.type == 'F')))
        return cursor_fail(reader->cursor, "%" PRIu64 " values cannot be in the file", level.left);
    scan->arrays &= ~(UINT64_C(1) << scan->depth);
    scan->arrays |= (uint64_t)array << scan->depth;
    reader->levels[scan->depth++] = level;
    TRY(visit(reader, array ? JSON_ARRAY : JSON_OBJECT));
    if (!width && !(array && level.counted && level.type))
        return ASSAY_OK;
    if (width &&
        (ckd_mul(&size, level.left, (uint64_t)width) || size > cursor_left(reader->cursor)))
        return cursor_fail(reader->cursor, "%" PRIu64 " values cannot be in the file", level.left);
    if (width) {
        TRY(cursor_skip(reader->cursor, size));
        reader->levels[scan->depth - 1].left = 0;
    } else if (level.type == 'Z' || level.type == 'T' || level.type == 'F') {
        reader->levels[scan->depth - 1].left = 0; /* they take no bytes */
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_value(struct reader *reader, uint8_t type)
{
    struct json_scan *scan = &reader->walk->scan;
    int64_t value;

    switch (type) {
    case '{':
    case '[':
        return open_level(reader, type == '[');
    case 'S':
    case 'H':
        TRY(read_text(reader));
        return visit(reader, type == 'S' ? JSON_TEXT : JSON_REAL);
    case 'C':
        TRY(cursor_skip(reader->cursor, 1));
        scan->text = BYTES("");
        return visit(reader, JSON_REAL);
    case 'Z':
        return visit(reader, JSON_NULL);
    case 'T':
        return visit(reader, JSON_TRUE);
    case 'F':
        return visit(reader, JSON_FALSE);
    case 'd':
    case 'D':
        TRY(cursor_skip(reader->cursor, width_of(type)));
        scan->text = BYTES("");
        return visit(reader, JSON_REAL);
    default:
        if (width_of(type) == 0)
            return cursor_fail_at(reader->cursor, ASSAY_EFORMAT, scan->at,
                                  "a value of unknown type 0x%02x", (unsigned)type);
        TRY(read_integer(reader, type, &value));
        scan->negative = value < 0;
        scan->integer = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
        scan->text = BYTES("");
        return visit(reader, JSON_INT);
    }
}

/* The next value's type; 0 where the level ends here. */
static ASSAY_RESULT next_type(struct reader *reader, struct level *level, uint8_t *type)
{
    struct bytes next;

    if (level->counted && level->left == 0) {
        *type = 0;
        return ASSAY_OK;
    }
    if (level->counted)
        level->left--;
    TRY(cursor_peek(reader->cursor, 1, &next));
    if (next.size == 0)
        return cursor_fail(reader->cursor, "cut short inside %s",
                           level->array ? "an array" : "an object");
    if (!level->counted && next.data[0] == (level->array ? ']' : '}')) {
        cursor_consume(reader->cursor, 1);
        *type = 0;
        return ASSAY_OK;
    }
    if (!level->array) {
        TRY(read_text(reader));
        reader->walk->scan.repeated = false;
        TRY(json_walk_enter(reader->walk));
    }
    *type = level->type;
    if (*type == 0)
        TRY(cursor_u8(reader->cursor, type));
    return ASSAY_OK;
}

static ASSAY_RESULT read_all(struct reader *reader)
{
    struct json_scan *scan = &reader->walk->scan;
    uint8_t type;
    bool ended;

    TRY(cursor_u8(reader->cursor, &type));
    TRY(read_value(reader, type));
    while (scan->depth > 0) {
        scan->at = cursor_at(reader->cursor);
        TRY(next_type(reader, &reader->levels[scan->depth - 1], &type));
        if (type == 'N')
            continue; /* nothing, on purpose */
        if (type == 0)
            scan->depth--;
        else
            TRY(read_value(reader, type));
    }
    TRY(cursor_ended(reader->cursor, &ended));
    return ended ? ASSAY_OK : cursor_fail(reader->cursor, "bytes behind the document");
}

enum assay_status ubjson_walk(struct cursor *cursor, const struct json_way *ways, size_t count,
                              struct json_walk *walk)
{
    struct reader reader = {.cursor = cursor, .ways = ways, .count = count, .walk = walk};
    enum assay_status status;

    buf_init(&walk->names, (size_t)WALK_NAME * LIMIT_DOCUMENT_DEPTH);
    buf_init(&reader.text, LIMIT_TEMPLATE);
    walk->scan = (struct json_scan){.cursor = cursor};
    status = read_all(&reader);
    walk->scan.text = BYTES("");
    buf_clear(&reader.text);
    return status;
}
