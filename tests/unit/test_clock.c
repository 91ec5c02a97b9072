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

static void spans_are_seconds_or_minutes(void **state)
{
    unsigned seconds;

    (void)state;
    assert_true(clock_parse_span("90", &seconds));
    assert_int_equal(seconds, 90);
    assert_true(clock_parse_span("2m", &seconds));
    assert_int_equal(seconds, 120);
    assert_false(clock_parse_span("2h", &seconds));
    assert_false(clock_parse_span("s", &seconds));
    assert_false(clock_parse_span("-1s", &seconds));
    assert_false(clock_parse_span("99999999999m", &seconds));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_environment_sets_the_clock),
        cmocka_unit_test(spans_are_seconds_or_minutes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check, rows);
}
