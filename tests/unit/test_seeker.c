/* test_seeker.c - a cursor over a stream that is read by offset. */

#include "base/seeker.h"

#include "rows.h"

enum { SIZE = 1000000 };

static uint8_t data[SIZE];

static uint8_t byte_at(uint64_t offset)
{
    return (uint8_t)(offset * 2654435761U >> 13);
}

static int fill_data(void **state)
{
    (void)state;
    for (size_t i = 0; i < SIZE; i++)
        data[i] = byte_at(i);
    return 0;
}

/* A stream that gives few bytes at a time, and counts. */
static size_t reads;

static enum assay_status read_some(struct stream *stream, uint64_t offset, void *to, size_t size,
                                   size_t *got, struct assay_error *err)
{
    size_t left = offset < SIZE ? SIZE - (size_t)offset : 0;

    (void)stream, (void)err;
    *got = size < left ? size : left;
    if (*got > 10000)
        *got = 10000;
    if (*got)
        memcpy(to, data + offset, *got);
    reads++;
    return ASSAY_OK;
}

static void reads_anywhere(void **state)
{
    struct stream stream = {.read_at = read_some, .size = SIZE};
    struct assay_error err = {0};
    struct seeker seeker;
    struct cursor cursor;
    uint64_t offset = 1;

    (void)state;
    assert_ok(seeker_open(&seeker, &stream, &cursor, &err), err);
    for (int i = 0; i < 3000; i++) {
        size_t size = (size_t)(offset % CURSOR_WINDOW_MAX) + 1;
        struct bytes bytes;

        offset = (offset * 6364136223846793005U + 1442695040888963407U) % SIZE;
        if (size > SIZE - offset)
            size = (size_t)(SIZE - offset);
        assert_ok(cursor_seek(&cursor, offset), err);
        assert_true(cursor_at(&cursor) == offset);
        assert_ok(cursor_take(&cursor, size, &bytes), err);
        assert_memory_equal(bytes.data, data + offset, size);
    }
    assert_ok(cursor_seek(&cursor, SIZE - 1), err);
    assert_ok(cursor_skip(&cursor, 1), err);
    assert_int_equal(cursor_skip(&cursor, 1), ASSAY_EFORMAT);
    assert_int_equal(cursor_seek(&cursor, SIZE + 1), ASSAY_EFORMAT);
    seeker_clear(&seeker);
}

static void reads_on_in_large_steps(void **state)
{
    struct stream stream = {.read_at = read_some, .size = SIZE};
    struct assay_error err = {0};
    struct seeker seeker;
    struct cursor cursor;
    bool ended = false;

    (void)state;
    assert_ok(seeker_open(&seeker, &stream, &cursor, &err), err);
    reads = 0;
    for (uint64_t i = 0; i < SIZE; i++) {
        uint8_t byte;

        assert_ok(cursor_u8(&cursor, &byte), err);
        assert_int_equal(byte, byte_at(i));
    }
    assert_ok(cursor_ended(&cursor, &ended), err);
    assert_true(ended);
    assert_true(reads < 200);
    seeker_clear(&seeker);
}

/* What is small is read once, wherever it is looked at; what is shorter than it claims ends there.
 */
static void reads_small_once(void **state)
{
    struct stream stream = {.read_at = read_some, .size = 9000};
    struct assay_error err = {0};
    struct seeker seeker;
    struct cursor cursor;

    (void)state;
    assert_ok(seeker_open(&seeker, &stream, &cursor, &err), err);
    reads = 0;
    for (uint64_t i = 9000; i-- > 0;) {
        uint8_t byte;

        assert_ok(cursor_seek(&cursor, i), err);
        assert_ok(cursor_u8(&cursor, &byte), err);
        assert_int_equal(byte, byte_at(i));
    }
    assert_int_equal(reads, 1);
    seeker_clear(&seeker);
}

static enum assay_status read_hundred(struct stream *stream, uint64_t offset, void *to, size_t size,
                                      size_t *got, struct assay_error *err)
{
    const size_t left = offset < 100 ? 100 - (size_t)offset : 0;

    return read_some(stream, offset, to, size < left ? size : left, got, err);
}

static void small_may_be_shorter(void **state)
{
    struct stream stream = {.read_at = read_hundred, .size = 9000};
    struct assay_error err = {0};
    struct seeker seeker;
    struct cursor cursor;
    struct bytes bytes;
    uint8_t byte;
    bool ended = false;

    (void)state;
    assert_ok(seeker_open(&seeker, &stream, &cursor, &err), err);
    assert_ok(cursor_seek(&cursor, 5000), err);
    assert_ok(cursor_ended(&cursor, &ended), err);
    assert_true(ended);
    assert_ok(cursor_seek(&cursor, 99), err);
    assert_ok(cursor_u8(&cursor, &byte), err);
    assert_int_equal(byte, byte_at(99));
    assert_int_equal(cursor_take(&cursor, 1, &bytes), ASSAY_EFORMAT);
    seeker_clear(&seeker);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_anywhere),
        cmocka_unit_test(reads_on_in_large_steps),
        cmocka_unit_test(reads_small_once),
        cmocka_unit_test(small_may_be_shorter),
    };

    return cmocka_run_group_tests(tests, fill_data, NULL);
}
