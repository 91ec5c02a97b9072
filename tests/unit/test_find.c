/* test_find.c - words found in bytes: as memmem() finds them, wherever they stand. */

#include "base/find.h"

#include "base/kit.h"
#include "rows.h"

enum { SIZE = 300 };

static struct bytes word_of(size_t size)
{
    return bytes_of("abcabdabcabdx", size);
}

/* Words of every size at every place, behind and before letters of their own. */
static void wherever_it_stands(void **state)
{
    uint8_t text[SIZE];

    (void)state;
    for (size_t size = 1; size <= 13; size++) {
        struct bytes word = word_of(size);

        for (size_t at = 0; at + size <= SIZE; at++) {
            for (size_t i = 0; i < SIZE; i++)
                text[i] = i % 3 ? '-' : word.data[i / 3 % size];
            memcpy(text + at, word.data, size);
            for (size_t end = at + size - 1; end <= at + size; end++)
                assert_ptr_equal(bytes_find(bytes_of(text, end), word),
                                 memmem(text, end, word.data, size));
        }
    }
}

static void what_is_not_there(void **state)
{
    static const uint8_t text[SIZE] = {0};

    (void)state;
    for (size_t end = 0; end <= SIZE; end++)
        assert_null(bytes_find(bytes_of(text, end), BYTES("record")));
    assert_null(bytes_find(bytes_of(NULL, 0), BYTES("record")));
    assert_false(bytes_contain(BYTES("recor"), "record"));
    assert_true(bytes_contain(BYTES("a record"), "record"));
    assert_ptr_equal(bytes_find(bytes_of(text, 1), bytes_of(NULL, 0)), text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wherever_it_stands),
        cmocka_unit_test(what_is_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
