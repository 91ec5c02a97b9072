/* The windows of drip.h: what was asked for and `step` bytes more, and under the address sanitizer
 * nothing else of the memory that they stand in. */

#include "drip.h"

#include "base/kit.h"
#include "rows.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

enum { SIZE = 3 * DRIP_BLOCK };

static const struct row {
    const char *name;
    size_t need, step;
} rows[] = {
    {"a byte", 1, 0},
    {"a byte and six more", 1, 6},
    {"eight bytes, as many as the sanitizer tells apart", 8, 0},
    {"a third of a block", DRIP_BLOCK / 3, 5},
    {"more than a block", DRIP_BLOCK + 1, 0},
};

static void assert_out_of_reach(const uint8_t *byte)
{
#ifdef SANITIZED
    assert_true(__asan_address_is_poisoned(byte));
#else
    (void)byte;
#endif
}

static void hands_out_one_window(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) uint8_t *bytes = malloc(SIZE);
    struct assay_error err = {0};
    struct cursor cursor;
    struct drip drip;

    assert_non_null(bytes);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (uint8_t)(i * 7 ^ i >> 8);
    drip_cursor(&drip, bytes_of(bytes, SIZE), row->step, &cursor, &err);
    while (!cursor.ended) {
        const uint8_t *before = cursor.window;
        const size_t at = (size_t)cursor_at(&cursor);
        bool new_block = drip.block == NULL;

        assert_ok(drip_fill(&cursor, row->need), err);
        assert_int_equal(cursor.base, at);
        assert_memory_equal(cursor.window, bytes + at, cursor.have);
        assert_true(cursor.have == row->need + row->step || cursor.ended);
        assert_out_of_reach(cursor.window - 1);
        assert_out_of_reach(cursor.window + cursor.have);
        if (!new_block)
            assert_out_of_reach(before);
        cursor.at = cursor.have < row->need ? cursor.have : row->need;
    }
    assert_int_equal(cursor.base + cursor.have, SIZE);
    drip_clear(&drip);
}

int main(void)
{
    return RUN_CASES(hands_out_one_window, rows) ? 1 : 0;
}
