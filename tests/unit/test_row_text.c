/* The hash by which the sketch of rows knows a text: the same whichever way is short enough to
 * take. */

#include "examine/tables/row_text.h"

#include <stdlib.h>

#include "rows.h"

enum { MOST = 70 };

/* In memory of its own, so that a byte read past the end is seen. */
static void check(const uint8_t *from, size_t size)
{
    uint8_t *text = malloc(size);
    uint64_t exact, known;

    assert_non_null(text);
    memcpy(text, from, size);
    row_text_hashes(bytes_of(text, size), &exact, &known);
    assert_int_equal(exact, text_hash(bytes_of(text, size)));
    assert_int_equal(known, row_text_hash_slow(bytes_of(text, size)));
    assert_int_equal(known, row_text_hash(bytes_of(text, size)));
    free(text);
}

/* At each place of a text of each size; also a blank beside one. */
static void one_odd_byte(void **state)
{
    static const uint8_t odd[] = {0, 9, 0x1f, ' ', '@', 'A', 'Z', '[', 'z', 0x7f, 0x80, 0xa0, 0xff};
    uint8_t text[MOST];

    (void)state;
    for (size_t size = 1; size <= MOST; size++) {
        memset(text, 'b', sizeof text);
        check(text, size);
        for (size_t at = 0; at < size; at++) {
            for (size_t i = 0; i < sizeof odd; i++) {
                text[at] = odd[i];
                check(text, size);
            }
            text[at] = ' ';
            if (at + 1 < size)
                text[at + 1] = ' ';
            check(text, size);
            text[at] = 'b';
            if (at + 1 < size)
                text[at + 1] = 'b';
        }
    }
}

static void words_are_known_as_they_are(void **state)
{
    (void)state;
    assert_true(row_text_is_known(BYTES("late they on on and so on")));
    assert_false(row_text_is_known(BYTES("Late they on on and so on")));
    assert_false(row_text_is_known(BYTES("late they on  on and so on")));
    assert_false(row_text_is_known(BYTES("short")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_odd_byte),
#ifdef __SSE2__
        cmocka_unit_test(words_are_known_as_they_are),
#endif
    };

    (void)words_are_known_as_they_are;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
