/* test_magnitude.c - sizes of models as people write them. */

#include "rows.h"

#include "examine/words/magnitude.h"

static const struct row {
    const char *name;
    uint64_t value; /* 0: none is in it */
} rows[] = {
    {"Llama-2-7b-hf", 7000000000},
    {"qwen2.5-1.5B", 1500000000},
    {"Mixtral-8x7B-v0.1", 56000000000},
    {"smol_350M", 350000000},
    {"bert-base", 0},
    {"v1.5-b", 0},
    {"7.b", 0},
    {"B", 0},
    {"99999999999999999999T", 0},
    {"x7B", 0},
    {"", 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct magnitude size = {0};

    assert_int_equal(magnitude_in_name(bytes_text(row->name), &size), row->value != 0);
    assert_int_equal(size.value, row->value);
}

static void names_are_rounded(void **state)
{
    static const struct {
        const char *size;
        uint64_t parameters;
        bool fits;
    } pairs[] = {
        {"7B", 6738415616, true},    {"7B", 8537680896, true},   {"2B", 2506172416, true},
        {"7B", 13015864320, false},  {"13B", 6738415616, false}, {"1B", 1235814400, true},
        {"8x7B", 46702792704, true}, {"70B", 6738415616, false}, {"0.5B", 494032768, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct magnitude size;

        assert_true(magnitude_read(bytes_text(pairs[i].size), &size));
        if (magnitude_fits(&size, pairs[i].parameters) != pairs[i].fits)
            fail_msg("%s", pairs[i].size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_are_rounded)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
