/* test_protobuf_bytes.c - fields taken off messages in memory, and messages that lie. */

#include "rows.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/kit.h"
#include "examine/encoding/protobuf_bytes.h"

static const struct row {
    const char *name;
    struct bytes bytes;
    const char *read; /* number:wire=value of each field */
    size_t left;      /* bytes that are no field */
} rows[] = {
    {"nothing", ROW_BYTES(""), "", 0},
    {"a number", ROW_BYTES("\x28\x96\x01"), "5:0=150 ", 0},
    {"the largest number", ROW_BYTES("\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
     "5:0=18446744073709551615 ", 0},
    {"a number of 65 bits", ROW_BYTES("\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), "", 11},
    {"a number without end", ROW_BYTES("\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "", 12},
    {"a number that is cut", ROW_BYTES("\x28\x01\x28\x96"), "5:0=1 ", 2},
    {"a text", ROW_BYTES("\x22\2hi"), "4:2=2 ", 0},
    {"an empty text", ROW_BYTES("\x22\0"), "4:2=0 ", 0},
    {"a text beyond its message", ROW_BYTES("\x22\3hi"), "", 4},
    {"a text of 2^63 bytes", ROW_BYTES("\x22\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"), "", 11},
    {"a text of -1 bytes", ROW_BYTES("\x22\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "", 11},
    {"fixed widths", ROW_BYTES("\x2d\1\0\0\0\x31\2\0\0\0\0\0\0\0"), "5:5=4 6:1=8 ", 0},
    {"32 bits that are cut", ROW_BYTES("\x2d\1\0\0"), "", 4},
    {"64 bits that are cut", ROW_BYTES("\x31\1\0\0\0\0\0\0"), "", 8},
    {"field zero", ROW_BYTES("\2\0"), "", 2},
    {"the last field number", ROW_BYTES("\xf8\xff\xff\xff\x0f\1"), "536870911:0=1 ", 0},
    {"a field number beyond 29 bits", ROW_BYTES("\x80\x80\x80\x80\x10\1"), "", 6},
    {"a group", ROW_BYTES("\x2b\x2c"), "", 2},
    {"wire type 7", ROW_BYTES("\x2f\1"), "", 2},
};

static size_t read_all(struct bytes message, struct buf *text)
{
    struct proto_value field;

    while (proto_take_field(&message, &field))
        buf_printf(text, "%" PRIu32 ":%d=%" PRIu64 " ", field.number, (int)field.wire,
                   field.wire == PROTO_VARINT ? field.integer : field.bytes.size);
    return message.size;
}

static void check_row(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, 1000);
    assert_int_equal(read_all(row->bytes, &text), row->left);
    assert_string_equal(buf_string(&text), row->read);
}

/* Of a message that is cut the fields before the cut are those of the whole. */
static void check_cuts(void **state)
{
    const struct row *row = *state;

    for (size_t size = 0; size < row->bytes.size; size++) {
        CLEANUP(free_cleanup) uint8_t *exact = malloc(size + 1); /* for the sanitizer */
        CLEANUP(buf_clear) struct buf text;

        assert_non_null(exact);
        memcpy(exact + 1, row->bytes.data, size);
        buf_init(&text, 1000);
        (void)read_all(bytes_of(exact + 1, size), &text);
        assert_int_equal(strncmp(buf_string(&text), row->read, text.size), 0);
    }
}

int main(void)
{
    return RUN_CASES(check_row, rows) + RUN_CASES(check_cuts, rows);
}
