/* test_arrow_buffers.c - what a batch says of its parts, and says of more than it has. */

#include "rows.h"

#include "base/kit.h"
#include "examine/tables/arrow.h"

static const struct row {
    const char *name;
    struct bytes told; /* the counts of data buffers, 8 bytes each */
    uint64_t buffers, buffer;
    enum assay_status status;
    uint64_t count;
} rows[] = {
    {"as many as are left", ROW_BYTES("\3\0\0\0\0\0\0\0"), 5, 2, ASSAY_OK, 3},
    {"none", ROW_BYTES("\0\0\0\0\0\0\0\0"), 5, 5, ASSAY_OK, 0},
    {"one more than are left", ROW_BYTES("\4\0\0\0\0\0\0\0"), 5, 2, ASSAY_EFORMAT, 0},
    {"2^63 of them", ROW_BYTES("\0\0\0\0\0\0\0\x80"), 5, 2, ASSAY_EFORMAT, 0},
    {"-1 of them", ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"), 5, 2, ASSAY_EFORMAT, 0},
    {"-1 of them where more were passed over than there are",
     ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"), 5, 7, ASSAY_EFORMAT, 0},
    {"none where more were passed over than there are", ROW_BYTES("\0\0\0\0\0\0\0\0"), 5, 7,
     ASSAY_EFORMAT, 0},
    {"no count at all", ROW_BYTES(""), 5, 2, ASSAY_EFORMAT, 0},
};

static void check_variadic(void **state)
{
    const struct row *row = *state;
    struct assay_error err = {0};
    struct arrow arrow = {.err = &err};
    struct cursor cursor;
    struct flat flat = {.cursor = &cursor, .end = row->told.size};
    struct arrow_batch batch = {.arrow = &arrow,
                                .at = 77,
                                .buffers = {.count = row->buffers},
                                .buffer = row->buffer,
                                .variadic = {.flat = &flat, .count = row->told.size / 8}};
    uint64_t count;

    cursor_of_bytes(&cursor, row->told, &err);
    assert_int_equal(arrow_next_variadic(&batch, &count), row->status);
    if (row->status == ASSAY_OK)
        assert_int_equal(count, row->count);
    else
        assert_int_equal(err.offset, 77);
}

int main(void)
{
    return RUN_CASES(check_variadic, rows);
}
