/* test_encoded.c - where base64 stands as a value, and what it means. */

#include "rows.h"

#include "base/kit.h"
#include "examine/detect/encoded.h"

/* "the quick brown fox jumps" */
#define FOX "dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcw"

static const struct row {
    const char *name, *text;
    uint64_t start, end; /* of the one span; 0: there is none */
} rows[] = {
    {"alone", FOX "==", 0, 34},
    {"without padding", FOX, 0, 34},
    {"behind a key", "key: " FOX "==\n", 5, 39},
    {"between quotes", "{\"a\":\"" FOX "==\"}", 6, 40},
    {"too much padding", FOX "===", 0, 0},
    {"wrong padding", FOX "=", 0, 0},
    {"within a word", "x-" FOX "==", 0, 0},
    {"a word goes on", FOX "==x", 0, 0},
    {"short",
     "dGhlIHF1aWNrIGJyb3du"
     "\n",
     0, 0},
    {"no text", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0, 0},
    {"a digest", "da39a3ee5e6b4b0d3255bfef95601890afd80709", 0, 0},
    {"words", "thequickbrownfoxjumpsoverthelazydog", 0, 0},
    {"a path", "/usr/lib/python3/dist/packages/numpy/core", 0, 0},
    {"nothing", "", 0, 0},
};

static void check_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct bytes text = bytes_text(rows[i].text);
        const struct view view = {.data = text.data, .size = text.size, .last = true};
        struct encoded_state encoded = {.searched = 0};
        struct escape_spans spans = {.count = 0};

        encoded_look(&encoded, &view, text.size, &spans);
        if (spans.count != (rows[i].end > 0))
            fail_msg("%s: %zu spans", rows[i].name, spans.count);
        if (spans.count > 0 &&
            (spans.all[0].start != rows[i].start || spans.all[0].end != rows[i].end))
            fail_msg("%s: a span from %d to %d", rows[i].name, (int)spans.all[0].start,
                     (int)spans.all[0].end);
        free(spans.all);
    }
}

/* The shortest value is found wherever it begins, and nothing else, whatever stands around it. */
static void a_value_is_found_wherever_it_begins(void **state)
{
    /* "the quick brown fo" */
    static const char value[] = "dGhlIHF1aWNrIGJyb3duIGZv";
    static const char *const around[] = {"a ",
                                         "said so, to-day. ",
                                         "under_scores_and:colons ",
                                         "letters_less_than_runs; ",
                                         "abcdefghijklmnopqrstuvw ",
                                         "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f_____________________"};
    enum { OFFSETS = 3 * 64, BEHIND = 150 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(around); i++) {
        for (size_t at = 1; at < OFFSETS; at++) {
            CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
            struct encoded_state encoded = {.searched = 0};
            struct escape_spans spans = {.count = 0};
            struct view view = {.last = true};

            while (text.size < at)
                buf_byte(&text, (uint8_t)around[i][text.size % strlen(around[i])]);
            text.data[at - 1] = ' ';
            buf_text(&text, value);
            buf_byte(&text, '\n');
            while (text.size < at + BEHIND)
                buf_byte(&text, (uint8_t)around[i][text.size % strlen(around[i])]);
            view.data = text.data;
            view.size = text.size;
            encoded_look(&encoded, &view, text.size, &spans);
            if (spans.count != 1 || spans.all[0].start != at || spans.all[0].end != at + 24)
                fail_msg("'%s': at %zu: %zu spans", around[i], at, spans.count);
            free(spans.all);
        }
    }
}

static void places_are_those_of_the_letters(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    const struct bytes raw = BYTES("dGhl\n  IHF1\r\naWNr");

    (void)state;
    encoded_decode(raw, &text);
    assert_true(bytes_equal(buf_bytes(&text), BYTES("the quick")));
    assert_int_equal(encoded_place(raw, 0), 0);
    assert_int_equal(encoded_place(raw, 2), 2);
    assert_int_equal(encoded_place(raw, 3), 7);
    assert_int_equal(encoded_place(raw, 6), 13);
    assert_int_equal(encoded_place(raw, 9), raw.size);
}

/* Each byte of a long value is in a piece that begins with whole letters, wherever views end. */
static void pieces_follow_one_another(void **state)
{
    enum { SIZE = 40000, AHEAD = 1024 };
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    (void)state;
    for (size_t i = 0; i < SIZE; i += 4)
        buf_text(&text, i % 76 == 0 && i > 0 ? "\nYWJj" : "YWJj"); /* abc */
    for (size_t step = 1100; step < SIZE; step = step * 3 / 2) {
        struct encoded_state encoded = {.searched = 0};
        struct escape_spans spans = {.count = 0};
        uint64_t covered = 0;

        for (size_t end = step; end < text.size + step; end += step) {
            const bool last = end >= text.size;
            const struct view view = {
                .data = text.data, .size = last ? text.size : end, .last = last};

            encoded_look(&encoded, &view, last ? view.size : end - AHEAD, &spans);
        }
        for (size_t i = 0; i < spans.count; i++) {
            CLEANUP(buf_clear) struct buf plain = {.ceiling = SIZE_MAX};

            assert_true(i == 0 || spans.all[i].start + 300 < covered);
            covered = spans.all[i].end;
            encoded_decode(bytes_of(text.data + spans.all[i].start,
                                    (size_t)(spans.all[i].end - spans.all[i].start)),
                           &plain);
            assert_true(bytes_starts(buf_bytes(&plain), BYTES("abcabc")));
        }
        assert_int_equal(covered, text.size);
        free(spans.all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_rows),
                                       cmocka_unit_test(a_value_is_found_wherever_it_begins),
                                       cmocka_unit_test(places_are_those_of_the_letters),
                                       cmocka_unit_test(pieces_follow_one_another)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
