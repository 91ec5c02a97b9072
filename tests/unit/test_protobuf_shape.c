/* test_protobuf_shape.c - heads of messages, and bytes that are something else. */

#include "rows.h"

#include "examine/encoding/protobuf_shape.h"

static const struct proto_shape inner[] = {{1, PROTO_BYTES, true, NULL},
                                           {0, PROTO_VARINT, false, NULL}};
static const struct proto_shape shape[] = {{1, PROTO_VARINT, false, NULL},
                                           {2, PROTO_BYTES, false, inner},
                                           {3, PROTO_BYTES, true, NULL},
                                           {0, PROTO_VARINT, false, NULL}};

static const struct row {
    const char *name;
    struct bytes bytes;
    uint64_t size;
    bool like;
    uint32_t seen;
} rows[] = {
    {"all fields", ROW_BYTES("\x08\1\x12\4\x0a\2hi\x1a\2ho"), 12, true, 7},
    {"cut in a text", ROW_BYTES("\x08\1\x12\4\x0a\2h"), 100, true, 3},
    {"cut in a length", ROW_BYTES("\x08\1\x12"), 100, true, 3},
    {"ends in a length", ROW_BYTES("\x08\1\x12"), 3, false, 0},
    {"a file that was cut", ROW_BYTES("\x08\1\x12\4\x0a\2h"), 7, true, 3},
    {"a length behind its message", ROW_BYTES("\x08\1\x12\3\x0a\2h"), 7, false, 0},
    {"a field of another wire type is unknown", ROW_BYTES("\x08\1\x10\1"), 4, true, 1},
    {"an unknown field inside", ROW_BYTES("\x08\1\x12\2\x28\1"), 6, false, 0},
    {"a text that is none", ROW_BYTES("\x08\1\x1a\1\1"), 5, false, 0},
    {"a group", ROW_BYTES("\x08\1\x2b"), 3, false, 0},
    {"field zero", ROW_BYTES("\x08\1\2\0"), 4, false, 0},
};

static void check_like(void **state)
{
    const struct row *row = *state;
    uint32_t seen;
    unsigned bits = proto_likeness(row->bytes, row->size, shape, &seen);

    assert_int_equal(bits > 0, row->like);
    if (row->like)
        assert_int_equal(seen, row->seen);
}

int main(void)
{
    return RUN_CASES(check_like, rows);
}
