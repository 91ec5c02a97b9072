/* Rows that are cut at once: what is plain, and where they stop. */

#include "examine/tables/plain_rows.h"
#include "rows.h"

#include "base/buf.h"
#include "base/kit.h"

struct row {
    const char *name, *text;
    const char *cells; /* of the plain rows of two cells at the front, each with a bar behind it */
};

static const struct row rows[] = {
    {"plain", "a,b\n1,22\n", "a|b|1|22|"},
    {"empty cells", ",\n,x\ny,\n", "|||x|y||"},
    {"CRLF", "a,b\r\n1,2\r\n", "a|b|1|2|"},
    {"CR in a cell", "a\r,b\r\r\n", "a|b\r|"},
    {"quotes", "\"a, b\",\"c\"\nd,\"\"\n", "a, b|c|d||"},
    {"quotes and CRLF", "\"a\",\"b\"\r\n\"c\r\",d\r\n", "a|b|c|d|"},
    {"a quote inside a cell", "a,b\nc,5\" pipe\nd,e\n", "a|b|"},
    {"a doubled quote", "a,b\n\"c \"\"d\"\"\",e\n", "a|b|"},
    {"text behind a quote", "a,b\n\"c\"d,e\n", "a|b|"},
    {"a line feed between quotes", "a,b\n\"c\nd\",e\n", "a|b|"},
    {"a quote never closed", "a,b\n\"c,d\ne,f\n", "a|b|"},
    {"a short row", "a,b\nc\nd,e\n", "a|b|"},
    {"a long row", "a,b\nc,d,e\nf,g\n", "a|b|"},
    {"a blank line", "a,b\n\nc,d\n", "a|b|"},
    {"two short rows that are as long as one", "a,b\nc\nd\n", "a|b|"},
    {"none", "a\nb,c\n", ""},
};

/* Behind the text stand as many bytes of no row as a block has, for only whole blocks are cut. */
static void pad(struct buf *text)
{
    for (size_t i = 0; i < 64; i++)
        buf_byte(text, '#');
}

static void check_row(const struct row *row, uint8_t vector)
{
    const struct plain_signs signs = {',', '\n', '"', vector};
    struct plain_rows plain;

    for (size_t before = 0; before < 80; before++) { /* the row meets each place of a block */
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX}, seen = {.ceiling = SIZE_MAX};

        for (size_t i = 0; i < before; i++)
            buf_byte(&text, 'z');
        buf_text(&text, ",\n");
        buf_text(&text, row->text);
        pad(&text);
        assert_true(plain_rows_cut(&plain, buf_bytes(&text), signs, 2));
        for (size_t i = 2; i < plain.count * 2; i++) {
            struct bytes cell = plain_cell(&plain, i);

            buf_add(&seen, cell.data, cell.size);
            buf_byte(&seen, '|');
        }
        buf_byte(&seen, 0);
        assert_string_equal((const char *)seen.data, row->cells);
        assert_int_equal(plain_rows_size(&plain), plain_row_start(&plain, plain.count));
    }
}

static void cuts(void **state)
{
    for (uint8_t vector = 16; vector <= plain_rows_widest(); vector = (uint8_t)(2 * vector))
        check_row(*state, vector);
}

static void keeps_to_limits(void **state)
{
    static const struct plain_signs signs = {';', '\n', '\'', false};
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    struct plain_rows plain;

    (void)state;
    for (size_t i = 0; i < 2000; i++)
        buf_text(&text, ";;\n");
    assert_true(plain_rows_cut(&plain, buf_bytes(&text), signs, 3));
    assert_int_equal(plain.count, PLAIN_ROWS);
    assert_int_equal(plain_rows_size(&plain), 3 * PLAIN_ROWS);
    assert_false(plain_rows_cut(&plain, buf_bytes(&text), signs, 0));
    assert_false(plain_rows_cut(&plain, buf_bytes(&text), signs, PLAIN_WIDTH + 1));
    assert_false(plain_rows_cut(&plain, bytes_of(text.data, 63), signs, 3));
    buf_reset(&text);
    for (size_t i = 0; i < 20; i++)
        for (size_t j = 0; j < PLAIN_WIDTH; j++)
            buf_text(&text, j + 1 < PLAIN_WIDTH ? ";" : "\n");
    assert_true(plain_rows_cut(&plain, buf_bytes(&text), signs, PLAIN_WIDTH));
    assert_in_range(plain.count, 1, PLAIN_CELLS / PLAIN_WIDTH);
}

static void leaves_long_quotes(void **state)
{
    static const struct plain_signs signs = {',', '\n', '"', false};
    struct plain_rows plain;

    (void)state;
    for (size_t size = PLAIN_QUOTED_MOST - 1; size < PLAIN_QUOTED_MOST + 2; size++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

        buf_text(&text, "a,\"");
        for (size_t i = 0; i < size; i++)
            buf_byte(&text, 'x');
        buf_text(&text, "\"\n");
        pad(&text);
        assert_int_equal(plain_rows_cut(&plain, buf_bytes(&text), signs, 2),
                         size <= PLAIN_QUOTED_MOST);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_to_limits),
        cmocka_unit_test(leaves_long_quotes),
    };
    int failures = RUN_CASES(cuts, rows);

    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
