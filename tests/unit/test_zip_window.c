/* test_zip_window.c - bytes anywhere, and how few reads they take. */

#include "rows.h"

#include "base/kit.h"
#include "source/zip_window.h"

enum { SIZE = 600000 };

struct counted {
    const uint8_t *bytes;
    unsigned reads;
    size_t given; /* bytes */
};

/* Gives at most 5,000 bytes at once, as a stream may. */
static enum assay_status read_at(struct stream *stream, uint64_t offset, void *to, size_t size,
                                 size_t *got, struct assay_error *err)
{
    struct counted *counted = stream->state;

    (void)err;
    counted->reads++;
    *got = offset < SIZE ? SIZE - (size_t)offset : 0;
    *got = *got < size ? *got : size;
    memcpy(to, counted->bytes + offset, *got);
    counted->given += *got;
    return ASSAY_OK;
}

static void gives_what_stands_there(void **state)
{
    static uint8_t bytes[SIZE];
    struct counted counted = {.bytes = bytes};
    struct stream stream = {.read_at = read_at, .state = &counted, .size = SIZE};
    struct zip_window window = zip_window_of(&stream);
    struct assay_error err = {0};
    struct bytes out;

    (void)state;
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (uint8_t)(i * 2654435761U >> 24);
    for (uint64_t at = 0; at < SIZE; at = at * 7 / 3 + 1) {
        for (size_t size = 0; size <= ZIP_WINDOW_MAX; size = size * 5 + 1) {
            size_t most = size < SIZE - at ? size : SIZE - (size_t)at;

            assert_ok(zip_window_get(&window, at, size, &out, &err), err);
            assert_int_equal(out.size, most);
            if (most)
                assert_memory_equal(out.data, bytes + at, most);
        }
    }
    assert_ok(zip_window_get(&window, SIZE, 1, &out, &err), err);
    assert_int_equal(out.size, 0);
    assert_ok(zip_window_get(&window, UINT64_MAX, 30, &out, &err), err);
    assert_int_equal(out.size, 0);
    zip_window_clear(&window);
}

static void reads_ahead_where_requests_are_near(void **state)
{
    static uint8_t bytes[SIZE];
    struct counted counted = {.bytes = bytes};
    struct stream stream = {.read_at = read_at, .state = &counted, .size = SIZE};
    struct zip_window window = zip_window_of(&stream);
    struct assay_error err = {0};
    struct bytes out;

    (void)state;
    for (uint64_t at = 0; at < SIZE; at += 100)
        assert_ok(zip_window_get(&window, at, 30, &out, &err), err);
    assert_in_range(counted.reads, 1, 12); /* 6,000 requests */
    zip_window_clear(&window);
}

static void reads_no_more_than_headers_where_data_stands_between(void **state)
{
    static uint8_t bytes[SIZE];
    struct counted counted = {.bytes = bytes};
    struct stream stream = {.read_at = read_at, .state = &counted, .size = SIZE};
    struct zip_window window = zip_window_of(&stream);
    struct assay_error err = {0};
    struct bytes out;

    (void)state;
    for (uint64_t at = 0; at < SIZE; at += 8192)
        assert_ok(zip_window_get(&window, at, 30, &out, &err), err);
    assert_true(counted.given < SIZE / 3);
    zip_window_clear(&window);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_what_stands_there),
        cmocka_unit_test(reads_ahead_where_requests_are_near),
        cmocka_unit_test(reads_no_more_than_headers_where_data_stands_between),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
