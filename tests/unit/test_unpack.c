/* test_unpack.c - one block of each compression, its size told, not told, and told wrong. */

#include "rows.h"

#include "base/kit.h"
#include "source/unpack.h"

#define HADOOP "\0\0\0\5\0\0\0\6"

struct row {
    const char *name;
    enum unpack_method method;
    struct bytes packed;
    const char *plain; /* NULL: damaged */
    bool needs_size;
};

static const struct row rows[] = {
    {"as it is", UNPACK_NONE, ROW_BYTES("hello"), "hello", false},
    {"snappy", UNPACK_SNAPPY, ROW_BYTES("\5\x10hello"), "hello", false},
    {"snappy of nothing", UNPACK_SNAPPY, ROW_BYTES("\0"), "", false},
    {"damaged snappy", UNPACK_SNAPPY, ROW_BYTES("\5\xf0hello"), NULL, false},
    {"snappy of 2^32 bytes", UNPACK_SNAPPY, ROW_BYTES("\xff\xff\xff\xff\x0f\x10hello"), NULL,
     false},
    {"deflate", UNPACK_DEFLATE, ROW_BYTES("\1\5\0\xfa\xffhello"), "hello", false},
    {"deflate, and more", UNPACK_DEFLATE, ROW_BYTES("\1\5\0\xfa\xffhello!"), NULL, false},
    {"deflate, cut short", UNPACK_DEFLATE, ROW_BYTES("\1\5\0\xfa\xffhel"), NULL, false},
    {"zlib", UNPACK_ZLIB, ROW_BYTES("\x78\1\1\5\0\xfa\xffhello\6\x2c\2\x15"), "hello", false},
    {"zlib of another sum", UNPACK_ZLIB, ROW_BYTES("\x78\1\1\5\0\xfa\xffhello\6\x2c\2\x16"), NULL,
     false},
    {"zstd", UNPACK_ZSTD, ROW_BYTES("\x28\xb5\x2f\xfd\x20\5\x29\0\0hello"), "hello", false},
    {"no zstd", UNPACK_ZSTD, ROW_BYTES("hello"), NULL, false},
    {"brotli", UNPACK_BROTLI, ROW_BYTES("\x0b\2\x80hello\3"), "hello", false},
    {"no brotli", UNPACK_BROTLI, ROW_BYTES("\xff\xff\xff"), NULL, false},
    {"lz4", UNPACK_LZ4, ROW_BYTES("\x50hello"), "hello", false},
    {"damaged lz4", UNPACK_LZ4, ROW_BYTES("\xf0hello"), NULL, false},
    {"lz4 as Hadoop has it", UNPACK_LZ4_HADOOP, ROW_BYTES(HADOOP "\x50hello"), "hello", true},
    {"lz4 without Hadoop's sizes", UNPACK_LZ4_HADOOP, ROW_BYTES("\x50hello"), "hello", true},
    {"Hadoop's sizes of 2^32", UNPACK_LZ4_HADOOP,
     ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\x50hello"), NULL, true},
};

static enum assay_status try_size(const struct row *row, size_t size, size_t ceiling,
                                  struct assay_error *err, bool *same)
{
    struct unpacker *unpacker = unpacker_new();
    enum assay_status status;
    struct buf out;

    assert_non_null(unpacker);
    buf_init(&out, ceiling);
    status = unpack(unpacker, row->method, row->packed, size, &out, err);
    *same = row->plain && bytes_equal(buf_bytes(&out), bytes_text(row->plain));
    if (status == ASSAY_OK && *same) /* and once more, with what the first run left */
        assert_int_equal(unpack(unpacker, row->method, row->packed, size, &out, err), ASSAY_OK);
    buf_clear(&out);
    unpacker_free(unpacker);
    return status;
}

static void check_row(void **state)
{
    const struct row *row = *state;
    size_t size = row->plain ? strlen(row->plain) : 5;
    struct assay_error err = {0};
    bool same;

    if (!row->plain) {
        assert_int_not_equal(try_size(row, size, 1 << 20, &err, &same), ASSAY_OK);
        assert_true(err.text[0] != 0);
        return;
    }
    assert_ok(try_size(row, size, 1 << 20, &err, &same), err);
    assert_true(same);
    if (!row->needs_size) {
        assert_ok(try_size(row, UNPACK_ANY_SIZE, 1 << 20, &err, &same), err);
        assert_true(same);
    }
    assert_int_not_equal(try_size(row, size + 1, 1 << 20, &err, &same), ASSAY_OK);
    if (size > 0) {
        assert_int_not_equal(try_size(row, size - 1, 1 << 20, &err, &same), ASSAY_OK);
        assert_int_not_equal(try_size(row, size, size - 1, &err, &same), ASSAY_OK);
        if (!row->needs_size)
            assert_int_not_equal(try_size(row, UNPACK_ANY_SIZE, size - 1, &err, &same), ASSAY_OK);
    }
}

int main(void)
{
    return RUN_CASES(check_row, rows);
}
