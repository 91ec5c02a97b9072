#include "base/clock.h"

#include "rows.h"

struct row {
    const char *name;
    const char *text;
    bool valid;
    int64_t seconds;
};

static const struct row rows[] = {
    {"the epoch", "1970-01-01T00:00:00Z", true, 0},
    {"a date alone", "2026-03-01", true, 1772323200},
    {"a leap day", "2024-02-29", true, 1709164800},
    {"no leap day", "2026-02-29", false, 0},
    {"a month too many", "2026-13-01", false, 0},
    {"another zone", "2026-03-01T00:00:00+01:00", false, 0},
    {"cut short", "2026-03-01T00:00", false, 0},
    {"trailing words", "2026-03-01T00:00:00Z ", false, 0},
    {"words", "tomorrow..", false, 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    int64_t seconds = 7;
    char text[CLOCK_TEXT_SIZE];

    assert_int_equal(clock_parse(bytes_text(row->text), &seconds), row->valid);
    if (!row->valid) {
        assert_int_equal(seconds, 7);
        return;
    }
    assert_int_equal(seconds, row->seconds);
    clock_text(seconds, text);
    assert_memory_equal(text, row->text, strlen(row->text) == 10 ? 10 : 20);
}

static void the_environment_sets_the_clock(void **state)
{
    (void)state;
    setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
    assert_int_equal(clock_now(), 1700000000);
    setenv("SOURCE_DATE_EPOCH", "yesterday", 1);
    assert_true(clock_now() > 1700000000);
    unsetenv("SOURCE_DATE_EPOCH");
}

static void spans_are_whole_numbers_of_a_unit(void **state)
{
    static const struct {
        const char *text, *shown;
        uint64_t milliseconds;
    } good[] = {
        {"90", "90s", 90000},    {"2s", "2s", 2000},     {"2m", "120s", 120000},
        {"500ms", "500ms", 500}, {"1000ms", "1s", 1000}, {"0", "0s", 0},
    };
    static const char *const bad[] = {
        "", "2h", "s", "ms", "-1s", "0.5s", "1 s", "500 ms", "999999999999999999m"};
    char shown[CLOCK_TEXT_SIZE];
    uint64_t milliseconds;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(clock_parse_span(good[i].text, &milliseconds));
        assert_int_equal(milliseconds, good[i].milliseconds);
        clock_span_text(milliseconds, shown);
        assert_string_equal(shown, good[i].shown);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(clock_parse_span(bad[i], &milliseconds));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_sets_the_clock),
        cmocka_unit_test(spans_are_whole_numbers_of_a_unit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check, rows);
}
