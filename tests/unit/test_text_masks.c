/* test_text_masks.c - each byte of a text of each size is the bit that it should be. */

#include "rows.h"

#include <stdlib.h>

#include "examine/text/text_masks.h"

static bool is_in(uint8_t c, uint8_t from, uint8_t to)
{
    return c >= from && c <= to;
}

/* In memory of its own, so that a byte read past the end is seen. */
static void check(const uint8_t *from, size_t size)
{
    uint8_t *text = malloc(size + (size == 0));
    struct text_masks masks;
    uint64_t zeros;

    assert_non_null(text);
    if (size)
        memcpy(text, from, size);
    masks = text_masks_of(bytes_of(text, size));
    zeros = text_masks_equal(bytes_of(text, size), '0');
    for (size_t i = 0; i < 64; i++) {
        uint8_t c = i < size ? text[i] : 0;

        assert_int_equal(masks.digit >> i & 1, is_in(c, '0', '9'));
        assert_int_equal(masks.upper >> i & 1, is_in(c, 'A', 'Z'));
        assert_int_equal(masks.lower >> i & 1, is_in(c, 'a', 'z'));
        assert_int_equal(zeros >> i & 1, c == '0');
        assert_int_equal(masks.sign >> i & 1, c == ' ' || is_in(c, '-', '/'));
    }
    if (size == TEXT_MASKS_MOST)
        assert_true(text_masks_equal_full(text, '0') == zeros);
    free(text);
}

static void all_bytes_of_all_sizes(void **state)
{
    uint8_t all[UINT8_MAX + 1 + TEXT_MASKS_MOST];

    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (uint8_t)i;
    for (size_t size = 0; size <= TEXT_MASKS_MOST; size++)
        for (size_t from = 0; from <= UINT8_MAX; from++)
            check(all + from, size);
}

static void sixteen_at_once(void **state)
{
    uint8_t text[16];

    (void)state;
    for (size_t at = 0; at < sizeof text; at++) {
        for (unsigned c = 0; c <= UINT8_MAX; c++) {
            struct text_masks masks;

            memcpy(text, "A1-2.3/4 5Z60789", sizeof text);
            text[at] = (uint8_t)c;
            masks = text_masks_of(bytes_of(text, sizeof text));
            assert_int_equal(text_masks_sixteen(text),
                             (masks.digit | masks.upper | masks.sign) == text_masks_full(16));
        }
    }
}

static void full(void **state)
{
    (void)state;
    assert_int_equal(text_masks_full(0), 0);
    assert_int_equal(text_masks_full(3), 7);
    assert_true(text_masks_full(64) == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_bytes_of_all_sizes),
        cmocka_unit_test(sixteen_at_once),
        cmocka_unit_test(full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
