/* test_values.c - decoded values are searched, and what is seen counts for their column. */

#include "examine/values.h"

#include "rows.h"
#include "watch.h"

struct state {
    struct detectors *detectors;
    struct evidence *evidence;
    struct arena *arena;
    struct values values;
    struct assay_examination content;
};

static void begin(struct state *s)
{
    *s = (struct state){
        .detectors = watched_detectors(), .evidence = evidence_new(), .arena = arena_new()};
    assert_true(s->evidence && s->arena);
    evidence_start(s->evidence, s->arena);
    values_init(&s->values, s->detectors);
    values_start(&s->values, s->evidence);
}

static const struct assay_observation *end(struct state *s, const char *class_name)
{
    struct assay_error err = {0};

    assert_ok(values_end(&s->values, &err), err);
    assert_ok(evidence_end(s->evidence, &s->content, &err), err);
    for (size_t i = 0; i < s->content.observation_count; i++)
        if (strcmp(s->content.observations[i].class_name, class_name) == 0)
            return &s->content.observations[i];
    fail_msg("%s was not seen", class_name);
    return NULL;
}

static void clear(struct state *s)
{
    values_clear(&s->values);
    detectors_free(s->detectors);
    evidence_free(s->evidence);
    arena_free(s->arena);
}

static void a_hit_stands_in_its_row_and_column(void **state)
{
    const struct assay_observation *seen;
    struct state s;

    (void)state;
    begin(&s);
    evidence_column(s.evidence, 0, BYTES("note"));
    evidence_column(s.evidence, 1, BYTES("iban"));
    for (uint64_t row = 0; row < 20000; row++) { /* more than is gathered at once */
        evidence_value(s.evidence, 0, row, 100, BYTES("nothing to see here"));
        evidence_value(s.evidence, 1, row, 5000,
                       row == 11111 ? BYTES("DE89370400440532013000") : BYTES("-"));
    }
    seen = end(&s, "pii.iban");
    assert_int_equal(seen->count, 1);
    assert_int_equal(seen->place_count, 1);
    assert_int_equal(seen->places[0].line, 11112);
    assert_int_equal(seen->places[0].column, 2);
    assert_int_equal(seen->places[0].offset, 5000);
    assert_int_equal(seen->column_count, 1);
    assert_string_equal(seen->columns[0].name, "iban");
    clear(&s);
}

static void a_value_of_megabytes_is_searched_to_its_end(void **state)
{
    enum { SIZE = 3 << 20 };
    static const char token[] = "mail ana.lee@mail-7f3kq.org";
    char *text = malloc(SIZE);
    const struct assay_observation *seen;
    struct state s;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', SIZE);
    memcpy(text + SIZE - sizeof token, " mail ana.lee@mail-7f3kq.org", sizeof token);
    begin(&s);
    evidence_value(s.evidence, EVIDENCE_NO_COLUMN, 0, 77, bytes_of((uint8_t *)text, SIZE));
    seen = end(&s, "pii.email");
    assert_int_equal(seen->count, 1);
    assert_int_equal(seen->places[0].offset, 77);
    assert_int_equal(seen->places[0].line, 0);
    free(text);
    clear(&s);
}

/* A decoder is made once, for it may have a window of megabytes; nothing stays of the one before.
 */
static void packed_values_share_a_decoder(void **state)
{
    static const uint8_t named[] = {0x1f, 0x8b, 0x08, 0x08, 0x00, 0x00, 0x00, 0x00, 0x02,
                                    0xff, 0x6e, 0x61, 0x6d, 0x65, 0x64, 0x00, 0xcb, 0xcb,
                                    0x2f, 0xc9, 0xc8, 0xcc, 0x4b, 0x07, 0x00, 0xd7, 0x8e,
                                    0x29, 0x22, 0x07, 0x00, 0x00, 0x00};
    static const uint8_t mail[] = {
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0xcb, 0x4d, 0xcc, 0xcc, 0x51,
        0x48, 0xcc, 0x4b, 0xd4, 0xcb, 0x49, 0x4d, 0x75, 0xc8, 0x05, 0x72, 0x74, 0xcd, 0xd3, 0x8c,
        0xb3, 0x0b, 0xf5, 0xf2, 0x8b, 0xd2, 0x01, 0x23, 0x2f, 0xa6, 0x7d, 0x1b, 0x00, 0x00, 0x00};
    const struct bytes packed[] = {{named, sizeof named},
                                   {mail, sizeof mail - 12},
                                   {named, sizeof named},
                                   {mail, sizeof mail}};
    const struct assay_observation *seen;
    void *decoder = NULL;
    struct state s;

    (void)state;
    begin(&s);
    for (size_t i = 0; i < ARRAY_LEN(packed); i++)
        evidence_value(s.evidence, EVIDENCE_NO_COLUMN, 0, i, packed[i]);
    decoder = s.values.unwrapping.states[0];
    assert_non_null(decoder);
    evidence_value(s.evidence, EVIDENCE_NO_COLUMN, 0, 9, packed[1]);
    assert_ptr_equal(s.values.unwrapping.states[0], decoder);
    seen = end(&s, "pii.email");
    assert_int_equal(seen->places[0].offset, 3);
    clear(&s);
}

/* Numbers of so few digits are counted and not searched: others among them are. */
static void a_number_among_small_ones_is_found(void **state)
{
    const struct assay_observation *seen;
    struct state s;

    (void)state;
    begin(&s);
    evidence_column(s.evidence, 0, BYTES("note"));
    for (uint64_t row = 0; row < 20000; row++) {
        char small[16];
        const int size = snprintf(small, sizeof small, "%d", (int)row * 7 - 9999);

        if (row % 3 == 0 && row % 100 != 99 && evidence_pass_number(s.evidence, 0))
            continue;
        evidence_value(s.evidence, 0, row, row,
                       row % 100 == 99 ? BYTES("ana.lee@mail-7f3kq.org")
                                       : bytes_of(small, (size_t)size));
    }
    seen = end(&s, "pii.email");
    assert_int_equal(seen->count, 200);
    assert_int_equal(seen->places[0].offset, 99);
    assert_int_equal(seen->places[1].offset, 199);
    clear(&s);
}

/* A word stands near what comes before and behind so many numbers, or does not: as if all of them
 * were searched. */
static void numbers_keep_words_apart(void **state)
{
    struct state s;

    (void)state;
    for (size_t numbers = 0; numbers < 2000; numbers += numbers < 20 ? 1 : 500) {
        struct assay_error err = {0};
        bool near = false;

        begin(&s);
        evidence_value(s.evidence, EVIDENCE_NO_COLUMN, 0, 0, BYTES("phone"));
        for (size_t i = 0; i < numbers; i++)
            evidence_value(s.evidence, EVIDENCE_NO_COLUMN, 0, 0, BYTES("1234"));
        evidence_value(s.evidence, EVIDENCE_NO_COLUMN, 0, 0, BYTES("2125557143"));
        assert_ok(values_end(&s.values, &err), err);
        assert_ok(evidence_end(s.evidence, &s.content, &err), err);
        for (size_t i = 0; i < s.content.observation_count; i++)
            near = near || strcmp(s.content.observations[i].class_name, "pii.phone") == 0;
        assert_int_equal(near, numbers < 7);
        clear(&s);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_among_small_ones_is_found),
        cmocka_unit_test(numbers_keep_words_apart),
        cmocka_unit_test(a_hit_stands_in_its_row_and_column),
        cmocka_unit_test(a_value_of_megabytes_is_searched_to_its_end),
        cmocka_unit_test(packed_values_share_a_decoder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
