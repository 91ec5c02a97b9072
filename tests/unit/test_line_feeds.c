/* test_line_feeds.c - line feeds: every width of vector counts the same, and so does a look at each
 * byte. */

#include "rows.h"

#include "base/kit.h"
#include "examine/text/line_feeds.h"

enum { TRIALS = 4000 };

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1103515245U + 12345U;
    return *seed >> 16;
}

static void line_feeds_are_counted(void **state)
{
    uint32_t seed = 9;

    (void)state;
    for (int i = 0; i < TRIALS; i++) {
        const size_t size = next(&seed) % (i % 2 ? 300 : 20);
        uint8_t *text = malloc(size ? size : 1);
        struct line_feeds wanted = {0}, narrow, wide;

        assert_non_null(text);
        for (size_t at = 0; at < size; at++) {
            text[at] = next(&seed) % (i % 3 ? 40 : 3) ? 'a' : '\n';
            if (text[at] == '\n')
                wanted = (struct line_feeds){.count = wanted.count + 1, .behind = at + 1};
        }
        narrow = line_feeds_of_width(16, bytes_of(text, size));
        wide = line_feeds_of_width(64, bytes_of(text, size));
        assert_int_equal(narrow.count, wanted.count);
        assert_int_equal(narrow.behind, wanted.behind);
        assert_int_equal(wide.count, wanted.count);
        assert_int_equal(wide.behind, wanted.behind);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(line_feeds_are_counted)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
