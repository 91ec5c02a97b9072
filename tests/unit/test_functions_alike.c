/* test_functions_alike.c - rows of two tables that are alike: counted, estimated, and told from
 * what chance makes. */

#include <inttypes.h>

#include "base/codec.h"
#include "policy_functions.h"

enum { ELEMENT = 64, WORD = 8 };

/* Rests of a table: their hashes from, from + step ...; the first `several` stand in more rows than
 * one, the others in a row of that mark. */
struct side {
    uint64_t from, step;
    size_t count, several;
    unsigned mark;
};

static void add_sketch(struct buf *out, const struct side *side)
{
    buf_byte(out, '[');
    for (size_t at = 0; at < side->count; at += ELEMENT) {
        uint8_t raw[ELEMENT * WORD];
        size_t size = 0;

        for (size_t i = at; i < side->count && i < at + ELEMENT; i++) {
            uint64_t word = (side->from + i * side->step) << 16 | (i % 4) << 14;

            word |= i < side->several ? 1U << 13 : side->mark;
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
    {"rows.alike(list(string), list(string)) -> int", rows_alike, NULL},
    {"rows.alike_told(list(string), list(string)) -> string", rows_alike_told, NULL},
    {"rows.alike_told(list(string), list(string), int, int) -> string", rows_alike_told, NULL},
};

static const struct row {
    const char *name;
    struct side a, b;
    const char *alike, *told;
} rows[] = {
    {"pairs in small tables", {1, 1, 20, 0, 1}, {1, 1, 20, 0, 2}, "20", "\"20\""},
    {"the same rows", {1, 1, 20, 0, 1}, {1, 1, 20, 0, 1}, "0", "\"0\""},
    {"nothing in both", {1, 1, 20, 0, 1}, {31, 1, 20, 0, 2}, "0", "\"0\""},
    {"too few to tell",
     {1, 1, 20, 0, 1},
     {18, 1, 20, 0, 2},
     "0",
     "\"3 of 37 sampled, too few to tell from chance\""},
    {"rests of several rows are no pairs", {1, 1, 20, 20, 1}, {1, 1, 20, 0, 2}, "0", "\"0\""},
    {"as many of several rows: chance",
     {1, 1, 40, 20, 1},
     {1, 1, 40, 20, 2},
     "0",
     "\"20 of 40 sampled, too few to tell from chance\""},
    /* 0x1000: with the number of a row */
    {"rows that begin with the same numbers",
     {1, 1, 40, 0, 0x1001},
     {21, 1, 40, 0, 0x1002},
     "0",
     "\"20 of 60 sampled, too few to tell from chance\""},
    {"the same numbers in one table alone",
     {1, 1, 40, 0, 0x1001},
     {21, 1, 40, 0, 2},
     "20",
     "\"20\""},
    {"a table written again with its numbers",
     {1, 1, 40, 0, 0x1001},
     {1, 1, 40, 0, 0x1002},
     "40",
     "\"40\""},
    {"large ones",
     {UINT64_C(1) << 22, UINT64_C(1) << 22, 1024, 0, 1},
     {UINT64_C(1) << 22, UINT64_C(1) << 22, 1024, 0, 2},
     "63696725",
     "\"about 67108864 (63696725 to 70662753, 90 % sure; 1024 of 1024 sampled)\""},
    {"nothing seen of large ones",
     {UINT64_C(1) << 22, UINT64_C(1) << 22, 1024, 0, 1},
     {(UINT64_C(1) << 22) + 1, UINT64_C(1) << 22, 1023, 0, 2},
     "0",
     "\"none of 2047 sampled, so at most 194559 of all (95 % sure)\""},
};

static void counts(void **state)
{
    const struct row *row = *state;
    const char *const functions[] = {"rows.alike(", "rows.alike_told("},
                      *wanted[] = {row->alike, row->told};

    for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX}, shown = {.ceiling = SIZE_MAX};

        buf_text(&text, functions[i]);
        add_sketch(&text, &row->a);
        buf_text(&text, ", ");
        add_sketch(&text, &row->b);
        buf_text(&text, ")");
        function_evaluate(registered, ARRAY_LEN(registered), buf_string(&text), &shown);
        assert_string_equal(buf_string(&shown), wanted[i]);
    }
}

static const struct function_row text_rows[] = {
    {"no sketch of the first", "rows.alike([], ['AAAAAAABAAE='])",
     "unknown(a sketch of rows that are alike)"},
    {"no sketch of the second", "rows.alike_told(['AAAAAAABAAE='], [])",
     "unknown(a sketch of rows that are alike)"},
    {"half a word", "rows.alike(['AAAA'], ['AAAAAAABAAE='])",
     "fault(not a sketch of rows that are alike, as dataset.alike-sketch has it)"},
    {"out of order", "rows.alike(['AAAAAAACAAE=', 'AAAAAAABAAE='], ['AAAAAAABAAE='])",
     "fault(not a sketch of rows that are alike, as dataset.alike-sketch has it)"},
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
