/* test_msgpack.c - each form of MessagePack, and sizes that lie. */

#include "rows.h"

#include "base/kit.h"
#include "examine/encoding/msgpack.h"

static const struct row {
    const char *name;
    struct bytes bytes;
    enum assay_status status;
    enum msgpack_type type;
    uint64_t value; /* the size, or the number's magnitude */
    bool negative;
} rows[] = {
    {"nil", ROW_BYTES("\xc0"), ASSAY_OK, MSGPACK_NIL, 0, false},
    {"true", ROW_BYTES("\xc3"), ASSAY_OK, MSGPACK_BOOL, 1, false},
    {"a small number", ROW_BYTES("\x7f"), ASSAY_OK, MSGPACK_INT, 127, false},
    {"a small number below 0", ROW_BYTES("\xe0"), ASSAY_OK, MSGPACK_INT, 32, true},
    {"16 bits", ROW_BYTES("\xcd\1\2"), ASSAY_OK, MSGPACK_INT, 0x102, false},
    {"64 bits", ROW_BYTES("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), ASSAY_OK, MSGPACK_INT,
     UINT64_MAX, false},
    {"8 bits below 0", ROW_BYTES("\xd0\x80"), ASSAY_OK, MSGPACK_INT, 128, true},
    {"64 bits below 0", ROW_BYTES("\xd3\x80\0\0\0\0\0\0\0"), ASSAY_OK, MSGPACK_INT,
     UINT64_C(1) << 63, true},
    {"a float", ROW_BYTES("\xcb\0\0\0\0\0\0\0\0"), ASSAY_OK, MSGPACK_FLOAT, 0, false},
    {"a text", ROW_BYTES("\xa2xy"), ASSAY_OK, MSGPACK_TEXT, 2, false},
    {"a longer text", ROW_BYTES("\xd9\2xy"), ASSAY_OK, MSGPACK_TEXT, 2, false},
    {"a binary", ROW_BYTES("\xc5\0\2xy"), ASSAY_OK, MSGPACK_BINARY, 2, false},
    {"an extension", ROW_BYTES("\xd5\1xy"), ASSAY_OK, MSGPACK_EXTENSION, 2, false},
    {"an array", ROW_BYTES("\xdc\0\2\0\0"), ASSAY_OK, MSGPACK_ARRAY, 2, false},
    {"a map", ROW_BYTES("\x81\0\0"), ASSAY_OK, MSGPACK_MAP, 1, false},
    {"a text beyond the end", ROW_BYTES("\xa3xy"), ASSAY_EFORMAT, MSGPACK_NIL, 0, false},
    {"a map beyond the end", ROW_BYTES("\x82\0\0\0"), ASSAY_EFORMAT, MSGPACK_NIL, 0, false},
    {"2^32 values", ROW_BYTES("\xdd\xff\xff\xff\xff"), ASSAY_EFORMAT, MSGPACK_NIL, 0, false},
    {"cut inside a size", ROW_BYTES("\xdd\xff\xff"), ASSAY_EFORMAT, MSGPACK_NIL, 0, false},
    {"a byte that is never used", ROW_BYTES("\xc1"), ASSAY_EFORMAT, MSGPACK_NIL, 0, false},
    {"nothing", ROW_BYTES(""), ASSAY_EFORMAT, MSGPACK_NIL, 0, false},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_error err = {0};
    struct msgpack value;
    struct cursor cursor;

    cursor_of_bytes(&cursor, row->bytes, &err);
    assert_int_equal(msgpack_next(&cursor, &value), row->status);
    if (row->status != ASSAY_OK)
        return;
    assert_int_equal(value.type, row->type);
    assert_int_equal(value.type == MSGPACK_INT || value.type == MSGPACK_BOOL ? value.integer
                                                                             : value.size,
                     row->value);
    assert_int_equal(value.negative, row->negative);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
