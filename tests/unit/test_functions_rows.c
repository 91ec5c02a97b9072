/* test_functions_rows.c - what two tables share, counted and estimated. */

#include <inttypes.h>

#include "base/codec.h"
#include "policy_functions.h"

enum { ELEMENT = 64 };

/* A list of the hashes from, from + step ... in their order, as the fact has them. */
static void add_sketch(struct buf *out, uint64_t from, uint64_t step, size_t count)
{
    buf_byte(out, '[');
    for (size_t at = 0; at < count; at += ELEMENT) {
        uint8_t raw[ELEMENT * 6];
        size_t size = 0;

        for (size_t i = at; i < count && i < at + ELEMENT; i++)
            for (int byte = 5; byte >= 0; byte--)
                raw[size++] = (uint8_t)((from + i * step) >> (8 * byte));
        buf_text(out, at ? ", '" : "'");
        base64_encode(out, bytes_of(raw, size));
        buf_byte(out, '\'');
    }
    buf_byte(out, ']');
}

static const struct cel_function registered[] = {
    {"rows.of_column(list(string), string) -> list(string)", rows_of_column, NULL},
    {"rows.shared(list(string), list(string)) -> int", rows_shared, NULL},
    {"rows.told(list(string), list(string)) -> string", rows_told, NULL},
    {"rows.told(list(string), list(string), int, int) -> string", rows_told, NULL},
};

static const struct row {
    const char *name;
    struct side {
        uint64_t from, step;
        size_t count;
    } a, b;
    const char *shared, *told;
} rows[] = {
    {"all of few", {1, 1, 3}, {1, 1, 3}, "3", "\"3\""},
    {"some of few", {1, 1, 3}, {3, 1, 5}, "1", "\"1\""},
    {"none of few", {1, 1, 3}, {7, 1, 3}, "0", "\"0\""},
    {"as many as are all held", {0, 1, 1023}, {500, 1, 1023}, "523", "\"523\""},
    /* full ones: the last hash of both is 1/65536 of all, so one seen stands for 65536 */
    {"the same large table",
     {UINT64_C(1) << 22, UINT64_C(1) << 22, 1024},
     {UINT64_C(1) << 22, UINT64_C(1) << 22, 1024},
     "67108864",
     "\"about 67108864 (63696725 to 70662753, 90 % sure; 1024 of 1024 sampled)\""},
    {"nothing seen",
     {UINT64_C(1) << 22, UINT64_C(1) << 22, 1024},
     {(UINT64_C(1) << 22) + 1, UINT64_C(1) << 22, 1023},
     "0",
     "\"none of 2047 sampled, so at most 1023 of all (95 % sure)\""},
    {"a large and a small one: no more than the small one has",
     {UINT64_C(1) << 22, UINT64_C(1) << 22, 1024},
     {UINT64_C(1) << 22, 1, 5},
     "5",
     "\"about 5 (5 to 5, 90 % sure; 1 of 1028 sampled)\""},
};

static void counts(void **state)
{
    const struct row *row = *state;
    const char *const functions[] = {"rows.shared(", "rows.told("},
                      *wanted[] = {row->shared, row->told};

    for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX}, shown = {.ceiling = SIZE_MAX};

        buf_text(&text, functions[i]);
        add_sketch(&text, row->a.from, row->a.step, row->a.count);
        buf_text(&text, ", ");
        add_sketch(&text, row->b.from, row->b.step, row->b.count);
        buf_text(&text, ")");
        function_evaluate(registered, ARRAY_LEN(registered), buf_string(&text), &shown);
        assert_string_equal(buf_string(&shown), wanted[i]);
    }
}

static const struct function_row text_rows[] = {
    {"no more than one table has", "rows.told(['AAAAAAABAAAAAAAC'], ['AAAAAAABAAAAAAAC'], 9, 1)",
     "\"1\""},
    {"no sketch of the first", "rows.shared([], ['AAAAAAAB'])", "unknown(a sketch of the rows)"},
    {"no sketch of the second", "rows.told(['AAAAAAAB'], [])", "unknown(a sketch of the rows)"},
    {"half a hash", "rows.shared(['AAAA'], ['AAAAAAAB'])",
     "fault(not a sketch of rows, as dataset.row-sketch has it)"},
    {"no base64", "rows.shared(['AAAAAAAB'], ['?'])",
     "fault(not a sketch of rows, as dataset.row-sketch has it)"},
    {"out of order", "rows.shared(['AAAAAAACAAAAAAAB'], ['AAAAAAAB'])",
     "fault(not a sketch of rows, as dataset.row-sketch has it)"},
    {"samples of one share", "rows.told(['1/8:AAAAAAABAAAAAAAC'], ['1/8:AAAAAAACAAAAAAAD'])",
     "\"about 8 (0 to 38, 90 % sure; 1 of 3 sampled)\""},
    {"samples of two shares: what is in both was drawn by the rarer one",
     "rows.told(['1/8:AAAAAAABAAAAAAAC'], ['1/2:AAAAAAACAAAAAAADAAAAAAAEAAAAAAAF'])",
     "\"about 8 (0 to 38, 90 % sure; 1 of 2 sampled)\""},
    {"a sample and a whole one: no more than that has",
     "rows.shared(['1/8:AAAAAAABAAAAAAAC'], ['AAAAAAAC'])", "1"},
    {"hashes that look like the beginning of a share", "rows.shared(['1/8AAAAB'], ['1/8AAAAB'])",
     "1"},
    {"two shares in one sketch", "rows.shared(['1/8:AAAAAAAB', '1/4:AAAAAAAC'], ['AAAAAAAB'])",
     "fault(not a sketch of rows, as dataset.row-sketch has it)"},
    {"a share in some of it", "rows.shared(['AAAAAAAB', '1/4:AAAAAAAC'], ['AAAAAAAB'])",
     "fault(not a sketch of rows, as dataset.row-sketch has it)"},
    {"a share that is none", "rows.shared(['1/3:AAAAAAAB'], ['AAAAAAAB'])",
     "fault(not a sketch of rows, as dataset.row-sketch has it)"},
    {"a share without an end", "rows.shared(['1/4AAAAAAAB'], ['AAAAAAAB'])",
     "fault(not a sketch of rows, as dataset.row-sketch has it)"},
    {"one of a column", "rows.of_column(['a=AAAA', 'b=BBBB', 'a=CCCC'], 'a')",
     "[\"AAAA\", \"CCCC\"]"},
    {"a name with the sign in it", "rows.of_column(['a=b=AAAA', 'a=CCCC'], 'a=b')", "[\"AAAA\"]"},
    {"a name that is spelt otherwise", "rows.of_column(['Patient Id=AAAA'], 'patient_id')",
     "[\"AAAA\"]"},
    {"the very name before one that is like it", "rows.of_column(['a_b=AAAA', 'AB=BBBB'], 'AB')",
     "[\"BBBB\"]"},
    {"no sketch, but a name", "rows.of_column(['a'], 'a')", "unknown(a sketch of that column)"},
    {"a column without", "rows.of_column(['ab=AAAA'], 'a')", "unknown(a sketch of that column)"},
    {"none at all", "rows.of_column([], 'a')", "unknown(a sketch of that column)"},
};

static void answers(void **state)
{
    function_row_check(registered, ARRAY_LEN(registered), *state);
}

/* More hashes than any table has are refused, however many elements they come in. */
static void too_long(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX}, shown = {.ceiling = SIZE_MAX};

    (void)state;
    buf_text(&text, "rows.shared(");
    add_sketch(&text, 1, 1, 1025);
    buf_text(&text, ", ['AAAAAAAB'])");
    function_evaluate(registered, ARRAY_LEN(registered), buf_string(&text), &shown);
    assert_non_null(strstr(buf_string(&shown), "fault(not a sketch"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(too_long)};

    return RUN_CASES(counts, rows) + RUN_CASES(answers, text_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
