/* thrift.c - structs of Thrift's compact protocol. */

#include "examine/encoding/thrift.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/varint.h"

enum { SHORT_LIST = 15 };

/* A cursor_take() of any size, which memory gives. */
static ASSAY_RESULT take(struct cursor *cursor, uint64_t size, struct bytes *out)
{
    if (size > cursor_left(cursor))
        return cursor_fail(cursor, "cut short: %" PRIu64 " bytes wanted, %" PRIu64 " left", size,
                           cursor_left(cursor));
    *out = bytes_of(cursor->window + cursor->at, (size_t)size);
    cursor->at += (size_t)size;
    return ASSAY_OK;
}

static ASSAY_RESULT read_list_head(struct cursor *cursor, enum thrift_type *type, uint64_t *count)
{
    uint64_t at = cursor_at(cursor);
    uint8_t head;

    TRY(cursor_u8(cursor, &head));
    *type = head & 0x0f;
    *count = head >> 4;
    if (*count == SHORT_LIST)
        TRY(varint_read(cursor, count));
    if (*type == THRIFT_NONE || *type >= THRIFT_TYPES)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a list of unknown type %d", (int)*type);
    if (*count > cursor_left(cursor)) /* each takes a byte at least */
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at,
                              "%" PRIu64 " elements cannot fit in the file", *count);
    return ASSAY_OK;
}

static ASSAY_RESULT skip(struct cursor *cursor, enum thrift_type type, unsigned depth);

/* Types of the bounds are those of a list's elements. NOLINTNEXTLINE(misc-no-recursion) */
static ASSAY_RESULT skip_elements(struct cursor *cursor, enum thrift_type type, uint64_t count,
                                  unsigned depth)
{
    struct bytes ignored;

    if (type == THRIFT_TRUE || type == THRIFT_FALSE || type == THRIFT_BYTE)
        return take(cursor, count, &ignored);
    for (uint64_t i = 0; i < count; i++)
        TRY(skip(cursor, type, depth));
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): skip() bounds the depth */
static ASSAY_RESULT skip_map(struct cursor *cursor, unsigned depth)
{
    uint64_t at = cursor_at(cursor), count;
    uint8_t types;

    TRY(varint_read(cursor, &count));
    if (count == 0)
        return ASSAY_OK;
    TRY(cursor_u8(cursor, &types));
    if (count > cursor_left(cursor) / 2)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "%" PRIu64 " pairs cannot fit in the file",
                              count);
    for (uint64_t i = 0; i < count; i++) {
        TRY(skip_elements(cursor, types >> 4, 1, depth));
        TRY(skip_elements(cursor, types & 0x0f, 1, depth));
    }
    return ASSAY_OK;
}

/* The head of the next field; THRIFT_NONE at the end of the struct. */
static ASSAY_RESULT read_field(struct cursor *cursor, int64_t *id, enum thrift_type *type)
{
    uint64_t at = cursor_at(cursor), number;
    uint8_t head;

    TRY(cursor_u8(cursor, &head));
    *type = head & 0x0f;
    if (*type >= THRIFT_TYPES || (*type == THRIFT_NONE && head != 0))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a field of unknown type %d", (int)*type);
    if (*type == THRIFT_NONE)
        return ASSAY_OK;
    if (head >> 4 != 0) {
        *id += head >> 4;
    } else {
        TRY(varint_read(cursor, &number));
        *id = (int64_t)varint_unzigzag(number);
    }
    if (*id < INT16_MIN || *id > INT16_MAX)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a field whose number is no number");
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): skip() bounds the depth */
static ASSAY_RESULT skip_struct(struct cursor *cursor, unsigned depth)
{
    enum thrift_type type;
    int64_t id = 0;

    for (;;) {
        TRY(read_field(cursor, &id, &type));
        if (type == THRIFT_NONE)
            return ASSAY_OK;
        if (type != THRIFT_TRUE && type != THRIFT_FALSE) /* which are all in the field's head */
            TRY(skip(cursor, type, depth));
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): to LIMIT_THRIFT_DEPTH */
static ASSAY_RESULT skip(struct cursor *cursor, enum thrift_type type, unsigned depth)
{
    enum thrift_type element;
    struct bytes ignored;
    uint64_t number;

    if (depth >= LIMIT_THRIFT_DEPTH)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, cursor_at(cursor),
                              "values inside values deeper than %d levels", LIMIT_THRIFT_DEPTH);
    switch (type) {
    case THRIFT_TRUE:
    case THRIFT_FALSE:
    case THRIFT_BYTE:
        return take(cursor, 1, &ignored);
    case THRIFT_I16:
    case THRIFT_I32:
    case THRIFT_I64:
        return varint_read(cursor, &number);
    case THRIFT_DOUBLE:
        return take(cursor, sizeof(double), &ignored);
    case THRIFT_BINARY:
        TRY(varint_read(cursor, &number));
        return take(cursor, number, &ignored);
    case THRIFT_LIST:
    case THRIFT_SET:
        TRY(read_list_head(cursor, &element, &number));
        return skip_elements(cursor, element, number, depth + 1);
    case THRIFT_MAP:
        return skip_map(cursor, depth + 1);
    case THRIFT_STRUCT:
        return skip_struct(cursor, depth + 1);
    default:
        return cursor_fail(cursor, "a value of unknown type %d", (int)type);
    }
}

/* A value of a type that its field or list told before it. */
static ASSAY_RESULT read_value(struct cursor *cursor, struct thrift_value *value)
{
    size_t from = cursor->at;
    uint64_t number;
    uint8_t byte;

    value->at = cursor_at(cursor);
    switch (value->type) {
    case THRIFT_BYTE:
        TRY(cursor_u8(cursor, &byte));
        value->integer = byte < 0x80 ? byte : (int64_t)byte - 0x100;
        return ASSAY_OK;
    case THRIFT_I16:
    case THRIFT_I32:
    case THRIFT_I64:
        TRY(varint_read(cursor, &number));
        value->integer = (int64_t)varint_unzigzag(number);
        return ASSAY_OK;
    case THRIFT_BINARY:
        TRY(varint_read(cursor, &number));
        value->at = cursor_at(cursor);
        return take(cursor, number, &value->body);
    default:
        TRY(skip(cursor, value->type, 0));
        value->body = bytes_of(cursor->window + from, cursor->at - from);
        return ASSAY_OK;
    }
}

enum assay_status thrift_struct(struct cursor *cursor, struct thrift_value *values, size_t count)
{
    struct thrift_value other;
    enum thrift_type type;
    int64_t id = 0;

    for (size_t i = 0; i < count; i++)
        values[i] = (struct thrift_value){0};
    for (;;) {
        uint64_t at = cursor_at(cursor);
        struct thrift_value *value = &other;

        TRY(read_field(cursor, &id, &type));
        if (type == THRIFT_NONE)
            return ASSAY_OK;
        if (id >= 0 && (uint64_t)id < count)
            value = &values[id];
        if (value != &other && value->type != THRIFT_NONE)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "field %d is told twice", (int)id);
        *value = (struct thrift_value){.type = type, .at = at};
        if (type == THRIFT_TRUE || type == THRIFT_FALSE)
            value->integer = type == THRIFT_TRUE;
        else
            TRY(read_value(cursor, value));
    }
}

enum assay_status thrift_inside(const struct thrift_value *value, struct thrift_value *values,
                                size_t count, struct assay_error *err)
{
    struct cursor cursor;

    cursor_of_part(&cursor, value->body, value->at, err);
    if (value->type != THRIFT_STRUCT)
        return cursor_fail(&cursor, "a field that must be a struct is none");
    return thrift_struct(&cursor, values, count);
}

enum assay_status thrift_list(const struct thrift_value *value, struct thrift_list *list,
                              struct assay_error *err)
{
    *list = (struct thrift_list){0};
    cursor_of_part(&list->cursor, value->body, value->at, err);
    if (value->type != THRIFT_LIST)
        return cursor_fail(&list->cursor, "a field that must be a list is none");
    return read_list_head(&list->cursor, &list->type, &list->count);
}

enum assay_status thrift_element(struct thrift_list *list, struct thrift_value *value)
{
    uint8_t byte;

    *value = (struct thrift_value){.type = list->type};
    if (list->type != THRIFT_TRUE && list->type != THRIFT_FALSE)
        return read_value(&list->cursor, value);
    value->at = cursor_at(&list->cursor);
    TRY(cursor_u8(&list->cursor, &byte));
    value->integer = byte == THRIFT_TRUE;
    return ASSAY_OK;
}
