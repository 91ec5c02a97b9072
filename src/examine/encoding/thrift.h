/*
 * thrift.h - structs of Thrift's compact protocol, read in memory with every size checked.
 *
 *     struct thrift_value of[6];
 *     TRY(thrift_struct(cursor, of, ARRAY_LEN(of)));
 *     if (of[3].type == THRIFT_I64) ... of[3].integer
 *
 * A struct inside is opened as its value's body: nothing is read twice but what is looked into.
 * Source: Apache Thrift, doc/specs/thrift-compact-protocol.md.
 */

#pragma once

#include <assay/error.h>

#include "base/bytes.h"
#include "base/cursor.h"

enum thrift_type {
    THRIFT_NONE = 0, /* the field is not there */
    THRIFT_TRUE,
    THRIFT_FALSE,
    THRIFT_BYTE,
    THRIFT_I16,
    THRIFT_I32,
    THRIFT_I64,
    THRIFT_DOUBLE,
    THRIFT_BINARY,
    THRIFT_LIST,
    THRIFT_SET,
    THRIFT_MAP,
    THRIFT_STRUCT,
    THRIFT_TYPES
};

/* One value; integers and booleans in `integer`, all else as bytes. */
struct thrift_value {
    enum thrift_type type;
    uint64_t at;       /* offset of its first byte */
    int64_t integer;   /* TRUE is 1, FALSE 0 */
    struct bytes body; /* BINARY: its bytes; DOUBLE: 8; LIST, SET, MAP, STRUCT: as encoded */
};

/*
 * Reads one struct; values[id] is field `id`, those of other ids are skipped. The cursor is one of
 * memory.
 *
 * ASSAY_EFORMAT  cut short, an unknown type, or a field that is told twice
 * ASSAY_ELIMIT   deeper than LIMIT_THRIFT_DEPTH
 */
ASSAY_RESULT thrift_struct(struct cursor *cursor, struct thrift_value *values, size_t count);

/* The struct that is a value's body; ASSAY_EFORMAT where it is of another type. */
ASSAY_RESULT thrift_inside(const struct thrift_value *value, struct thrift_value *values,
                           size_t count, struct assay_error *err);

/* The elements of a list, one after the other. */
struct thrift_list {
    struct cursor cursor;
    enum thrift_type type;
    uint64_t count; /* no more than there are bytes */
};
ASSAY_RESULT thrift_list(const struct thrift_value *value, struct thrift_list *list,
                         struct assay_error *err);
ASSAY_RESULT thrift_element(struct thrift_list *list, struct thrift_value *value);

/* True where the field is there and a whole number. */
static inline bool thrift_is_integer(const struct thrift_value *value)
{
    return value->type >= THRIFT_BYTE && value->type <= THRIFT_I64;
}
