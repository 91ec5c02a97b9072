/* test_idle_number.c - numbers that nobody is known by: nothing sees anything in them. */

#include "rows.h"
#include "watch.h"

#include "examine/detect/idle_number.h"

struct row {
    const char *name, *text;
    bool idle;
};

static const struct row rows[] = {
    {"a digit", "0", true},
    {"seven", "1234567", true},
    {"eight", "12345678", false},
    {"below zero", "-1234567", true},
    {"twice below", "--1", false},
    {"a sign alone", "-", false},
    {"with a fraction", "0.5", true},
    {"long, with one", "123456789.25", true},
    {"a whole one, as tables with gaps have it", "1234567.0", true},
    {"a long whole one", "536904399.0", false},
    {"a fraction alone", ".5", false},
    {"no fraction", "5.", false},
    {"two", "1.2.3", false},
    {"a date", "12/12", false},
    {"an exponent", "1e5", false},
    {"nothing", "", false},
    {"longer than any", "0.1234567890123456789012345678901", false},
};

static void is_told(void **state)
{
    const struct row *row = *state;

    assert_int_equal(idle_number_is(bytes_text(row->text)), row->idle);
}

/* The cell by itself, in a column whose name says nothing, and among others in a text. */
static void add(struct evidence *evidence, struct buf *all, const char *text)
{
    if (!idle_number_is(bytes_text(text)))
        return;
    evidence_value(evidence, 0, 0, 0, bytes_text(text));
    buf_text(all, text);
    buf_byte(all, '\n');
}

static void nothing_is_seen(void **state)
{
    CLEANUP(evidence_freep) struct evidence *evidence = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf all;
    struct assay_examination content = {0};
    struct assay_error err = {0};
    struct watched watched;

    (void)state;
    assert_true(evidence && arena);
    evidence_start(evidence, arena);
    buf_init(&all, SIZE_MAX);
    for (uint64_t i = 0; i < 200000; i++) {
        const uint64_t mixed = i * UINT64_C(0x9e3779b97f4a7c15);
        char text[80];

        snprintf(text, sizeof text, "%s%d", i & 1 ? "-" : "", (int)(mixed >> 40) % (IDLE_MOST + 1));
        add(evidence, &all, text);
        snprintf(text, sizeof text, "%.*f", (int)(i % 17), (double)(mixed >> 11) / 0x1p53);
        add(evidence, &all, text);
        snprintf(text, sizeof text, "%.*f", (int)(i % 10), (double)(mixed >> 11) / 0x1p23);
        add(evidence, &all, text);
        snprintf(text, sizeof text, "%d.0", (int)(mixed >> 40) % (IDLE_MOST + 1));
        add(evidence, &all, text);
    }
    assert_ok(evidence_end(evidence, &content, &err), err);
    assert_int_equal(content.observation_count, 0);
    watched_open(&watched);
    watch(&watched, buf_bytes(&all), all.size, all.size);
    assert_int_equal(watched.content.observation_count, 0);
    watched_close(&watched);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_seen)};

    return RUN_CASES(is_told, rows) | cmocka_run_group_tests(tests, NULL, NULL);
}
