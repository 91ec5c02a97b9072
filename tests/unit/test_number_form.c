/* test_number_form.c - what can be seen in numbers: in idle ones nothing, in bare ones by a column
 * or a word. */

#include "rows.h"
#include "watch.h"

#include "examine/detect/number_form.h"

struct row {
    const char *name, *text;
    enum number_form form;
};

static const struct row rows[] = {
    {"a digit", "0", NUMBER_IDLE},
    {"seven", "1234567", NUMBER_IDLE},
    {"eight", "12345678", NUMBER_BARE},
    {"eleven, below zero", "-12345678901", NUMBER_BARE},
    {"as many as a card has", "123456789012", NUMBER_OTHER},
    {"below zero", "-1234567", NUMBER_IDLE},
    {"twice below", "--1", NUMBER_OTHER},
    {"a sign alone", "-", NUMBER_OTHER},
    {"with a fraction", "0.5", NUMBER_IDLE},
    {"long, with one", "123456789.25", NUMBER_IDLE},
    {"a whole one, as tables with gaps have it", "1234567.0", NUMBER_IDLE},
    {"a long whole one", "536904399.0", NUMBER_OTHER},
    {"a fraction alone", ".5", NUMBER_OTHER},
    {"no fraction", "5.", NUMBER_OTHER},
    {"two", "1.2.3", NUMBER_OTHER},
    {"a date", "12/12", NUMBER_OTHER},
    {"an exponent", "1e5", NUMBER_OTHER},
    {"nothing", "", NUMBER_OTHER},
    {"longer than any", "0.1234567890123456789012345678901", NUMBER_OTHER},
};

static void is_told(void **state)
{
    const struct row *row = *state;

    assert_int_equal(number_form_of(bytes_text(row->text)), row->form);
}

/* Idle ones by themselves, in a column whose name says nothing; all of them in a text. */
static void add(struct evidence *evidence, struct buf *all, const char *text)
{
    const enum number_form form = number_form_of(bytes_text(text));

    if (form == NUMBER_OTHER)
        return;
    if (form == NUMBER_IDLE)
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

        snprintf(text, sizeof text, "%s%d", i & 1 ? "-" : "",
                 (int)(mixed >> 40) % (NUMBER_IDLE_MOST + 1));
        add(evidence, &all, text);
        snprintf(text, sizeof text, "%.*f", (int)(i % 17), (double)(mixed >> 11) / 0x1p53);
        add(evidence, &all, text);
        snprintf(text, sizeof text, "%.*f", (int)(i % 10), (double)(mixed >> 11) / 0x1p23);
        add(evidence, &all, text);
        snprintf(text, sizeof text, "%s%lld", i & 1 ? "-" : "", (long long)(mixed >> (27 + i % 4)));
        add(evidence, &all, text);
        snprintf(text, sizeof text, "%d.0", (int)(mixed >> 40) % (NUMBER_IDLE_MOST + 1));
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
