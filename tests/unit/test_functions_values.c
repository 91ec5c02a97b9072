/* test_functions_values.c - rows that have the same values under other names of columns: counted,
 * estimated, and told from chance. */

#include "base/codec.h"
#include "policy_functions.h"

enum { ELEMENT = 64, WORD = 8, WHOLE = 1 << 15, SEVERAL = 1 << 14 };

/* Sums of a table: their hashes from, from + step ...; the first `several` stand in several rows.
 */
struct side {
    uint64_t from, step;
    size_t count, several;
    unsigned note; /* WHOLE, and how many values */
};

static void add_sketch(struct buf *out, const struct side *side)
{
    buf_byte(out, '[');
    for (size_t at = 0; at < side->count; at += ELEMENT) {
        uint8_t raw[ELEMENT * WORD];
        size_t size = 0;

        for (size_t i = at; i < side->count && i < at + ELEMENT; i++) {
            uint64_t word = (side->from + i * side->step) << 16 | side->note;

            word |= i < side->several ? SEVERAL : 0;
            for (int byte = WORD - 1; byte >= 0; byte--)
                raw[size++] = (uint8_t)(word >> (8 * byte));
        }
        buf_text(out, at ? ", '" : "'");
        base64_encode(out, bytes_of(raw, size));
        buf_byte(out, '\'');
    }
    buf_byte(out, ']');
}

static const struct cel_function registered[] = {
    {"rows.same_values(list(string), list(string)) -> int", rows_same_values, NULL},
    {"rows.same_values_told(list(string), list(string), int, int) -> string", rows_same_values_told,
     NULL},
};

static const struct row {
    const char *name;
    struct side a, b;
    const char *same;
} rows[] = {
    {"whole rows", {1, 1, 20, 0, WHOLE | 3}, {1, 1, 20, 0, WHOLE | 3}, "20"},
    {"a whole row that another leaves", {1, 1, 20, 0, WHOLE | 3}, {1, 1, 20, 0, 3}, "5"},
    {"what two rows leave", {1, 1, 20, 0, 5}, {1, 1, 20, 0, 5}, "5"},
    {"too few values to be a row", {1, 1, 20, 0, 4}, {1, 1, 20, 0, 4}, "0"},
    {"nothing in both", {1, 1, 20, 0, WHOLE | 3}, {31, 1, 20, 0, WHOLE | 3}, "0"},
    {"too few to tell", {1, 1, 20, 0, WHOLE | 3}, {18, 1, 20, 0, WHOLE | 3}, "0"},
    {"those of several rows", {1, 1, 20, 20, WHOLE | 3}, {1, 1, 20, 0, WHOLE | 3}, "0"},
    {"as many of several rows: chance", {1, 1, 40, 20, WHOLE | 3}, {1, 1, 40, 20, WHOLE | 3}, "0"},
    {"large ones",
     {UINT64_C(1) << 22, UINT64_C(1) << 22, 1024, 0, WHOLE | 3},
     {UINT64_C(1) << 22, UINT64_C(1) << 22, 1024, 0, WHOLE | 3},
     "63696725"},
};

static void counts(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX}, shown = {.ceiling = SIZE_MAX};

    buf_text(&text, "rows.same_values(");
    add_sketch(&text, &row->a);
    buf_text(&text, ", ");
    add_sketch(&text, &row->b);
    buf_text(&text, ")");
    function_evaluate(registered, ARRAY_LEN(registered), buf_string(&text), &shown);
    assert_string_equal(buf_string(&shown), row->same);
}

static const struct function_row text_rows[] = {
    {"no sketch of the first", "rows.same_values([], ['AAAAAAABgAM='])",
     "unknown(a sketch of values)"},
    {"no sketch of the second", "rows.same_values_told(['AAAAAAABgAM='], [], 1, 1)",
     "unknown(a sketch of values)"},
    {"half a word", "rows.same_values(['AAAA'], ['AAAAAAABgAM='])",
     "fault(not a sketch of values, as dataset.value-sketch has it)"},
    {"in words", "rows.same_values_told(['AAAAAAABgAM='], ['AAAAAAABgAM='], 1, 1)",
     "\"at least 0\""},
};

static void answers(void **state)
{
    function_row_check(registered, ARRAY_LEN(registered), *state);
}

int main(void)
{
    int failed = RUN_CASES(counts, rows);

    return failed + RUN_CASES(answers, text_rows) ? 1 : 0;
}
