/* test_encoded.c - where base64 stands as a value, and what it means. */

#include "rows.h"

#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/encoded.h"

/* "the quick brown fox jumps", and as much as is a line */
#define FOX "dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcw"
#define FOX_LINE "dGhlIHF1aWNrIGJyb3duIGZvdGhlIHF1aWNrIGJyb3duIGZvdGhlIHF1aWNrIGJy"

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
    {"the alphabet of URLs", "Pz8-Pz8-" FOX, 0, 42},
    {"its signs behind", "a=dGhlIHF1aWNrIGJyb3duIGZvPz8_", 2, 30},
    {"a name that begins so", "some-long_name-of-things-" FOX, 0, 0},
    {"gzip", "\"H4sIAAAAAAAC/8tIzcnJBwCGphA2BQAAAA==\"", 1, 35},
    {"gzip in base64 twice", "SDRzSUFBQUFBQUFDLzh0SXpjbkp", 0, 27},
    {"gzip that ends within a word", "H4sIAAAAAAAC/8tIzcnJBwCGphA2BQAAAA.", 0, 0},
    {"a setting in the next line", "A=" FOX_LINE "\nNEXT=1\n", 2, 66},
    {"words in the next line", FOX_LINE "\r\nwords of a text", 0, 64},
    {"lines that end in escapes", "\"" FOX_LINE "\\n" FOX_LINE "\\n\"", 1, 131},
    {"lines that end in two escapes", "\"" FOX_LINE "\\r\\nYWJj\"", 1, 73},
    {"another escape", "\"" FOX_LINE "\\tYWJj\"", 1, 65},
    {"an argument of a query", "?d=" FOX "&e=1", 3, 37},
    {"no text in front of an escaped slash",
     "dGhpcyBpcyBzb21lIHRleHQhISEgLgABAgMEBQYHCAkKCwwN"
     "\\/" FOX,
     0, 0},
    {"no text in hexadecimal in front of one",
     "7468697320697320736f6d6520ff00ff00ff00ff00"
     "\\/" FOX,
     0, 0},
    {"nothing", "", 0, 0},
};

static void check_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct bytes text = bytes_text(rows[i].text);
        const struct view view = {.data = text.data, .size = text.size, .last = true};
        struct encoded_state encoded = {.searched = 0};
        struct coded_spans spans = {.count = 0};

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

/* A value of the least size is seen wherever it stands, and one of a letter less nowhere: between
 * words, digits, and signs that the quick look takes for letters. */
static void values_are_seen_at_each_place(void **state)
{
    static const char *const fillers[] = {"ab ", "1,2.", ":", "x;y_", "abcdefghijklmnopqrstuvw "};
    static const char *const value = "dGhlIHF1aWNrIGJyb3duIGZv"; /* "the quick brown fo" */
    char text[300];

    (void)state;
    for (size_t filler = 0; filler < ARRAY_LEN(fillers); filler++)
        for (size_t at = 1; at + ENCODED_LEAST + 1 < sizeof text; at++)
            for (size_t size = ENCODED_LEAST - 4; size <= ENCODED_LEAST; size += 4) {
                const struct view view = {
                    .data = (uint8_t *)text, .size = sizeof text, .last = true};
                struct encoded_state encoded = {.searched = 0};
                struct coded_spans spans = {.count = 0};

                for (size_t i = 0; i < sizeof text; i++)
                    text[i] = fillers[filler][i % strlen(fillers[filler])];
                text[at - 1] = '"';
                memcpy(text + at, value, size);
                text[at + size] = '"';
                encoded_look(&encoded, &view, sizeof text, &spans);
                if (spans.count != (size == ENCODED_LEAST) ||
                    (spans.count > 0 && spans.all[0].start != at))
                    fail_msg("%zu letters at %zu between \"%s\"", size, at, fillers[filler]);
                free(spans.all);
            }
}

static void places_are_those_of_the_letters(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    const struct bytes raw = BYTES("dGhl\n  IHF1\r\naWNr");
    const struct bytes escaped = BYTES("dGhl\\r\\nIHF1");

    (void)state;
    base64_decode_lines(&text, raw);
    assert_true(bytes_equal(buf_bytes(&text), BYTES("the quick")));
    assert_int_equal(encoded_place(raw, ENCODED_BASE64, 0), 0);
    assert_int_equal(encoded_place(raw, ENCODED_BASE64, 2), 2);
    assert_int_equal(encoded_place(raw, ENCODED_BASE64, 3), 7);
    assert_int_equal(encoded_place(raw, ENCODED_BASE64, 6), 13);
    assert_int_equal(encoded_place(raw, ENCODED_BASE64, 9), raw.size);
    buf_reset(&text);
    base64_decode_lines(&text, escaped);
    assert_true(bytes_equal(buf_bytes(&text), BYTES("the qu")));
    assert_int_equal(encoded_place(escaped, ENCODED_BASE64, 3), 8);
    buf_reset(&text);
    encoded_decode(BYTES("0x616\n263"), ENCODED_HEX, &text);
    assert_true(bytes_equal(buf_bytes(&text), BYTES("abc")));
    assert_int_equal(encoded_place(BYTES("0x616\n263"), ENCODED_HEX, 0), 2);
    assert_int_equal(encoded_place(BYTES("0x616\n263"), ENCODED_HEX, 2), 7);
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
        struct coded_spans spans = {.count = 0};
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
            base64_decode_lines(&plain, bytes_of(text.data + spans.all[i].start,
                                                 (size_t)(spans.all[i].end - spans.all[i].start)));
            assert_true(bytes_starts(buf_bytes(&plain), BYTES("abcabc")));
        }
        assert_int_equal(covered, text.size);
        free(spans.all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_rows),
                                       cmocka_unit_test(values_are_seen_at_each_place),
                                       cmocka_unit_test(places_are_those_of_the_letters),
                                       cmocka_unit_test(pieces_follow_one_another)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
