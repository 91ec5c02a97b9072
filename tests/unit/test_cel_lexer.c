#include "policy/cel/lexer.h"

#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name;
    struct bytes source;
    const char
        *kinds; /* N name, Q quoted, I int, U uint, D double, S string, B bytes, or the operator */
    uint64_t offset; /* to blame, where kinds is NULL */
};

/* As BYTES(), but a constant. */
#define RAW(literal)                                                                               \
    {                                                                                              \
        (const uint8_t *)(literal), sizeof(literal) - 1                                            \
    }

static const struct row rows[] = {
    {"nothing", RAW(""), "", 0},
    {"a name", RAW("item.size"), "N.N", 0},
    {"operators of two bytes", RAW("a<=b&&!c!=d||e"), "N<=N&&!N!=N||N", 0},
    {"numbers", RAW("1 1u 1.5 1e3 0x1F 0xffU .5 1e-3"), "IUDDIUDD", 0},
    {"a point without digits is an operator", RAW("1.size()"), "I.N()", 0},
    {"texts", RAW("'a' \"b\" r'c' b'd' Rb'e' bR'f'"), "SSSBBB", 0},
    {"triple quotes", RAW("'''a'b\n'''"), "S", 0},
    {"raw quote ends it", RAW("r'\\' 1"), "SI", 0},
    {"escaped quote does not", RAW("'\\'' 1"), "SI", 0},
    {"quoted field", RAW("a.`b-c/d e`"), "N.Q", 0},
    {"comment", RAW("1 // 'two\n3"), "II", 0},
    {"b is a name too", RAW("b + r"), "N+N", 0},
    {"text not closed", RAW("1 + 'abc"), NULL, 4},
    {"text not closed on its line", RAW("'abc\n'"), NULL, 0},
    {"triple quotes not closed", RAW("'''abc''"), NULL, 0},
    {"backslash at the end", RAW("'\\"), NULL, 0},
    {"number into letters", RAW("12ab"), NULL, 2},
    {"single ampersand", RAW("a & b"), NULL, 2},
    {"control byte", RAW("a \x01"), NULL, 2},
    {"zero byte", RAW("a \0"), NULL, 2},
    {"letter beyond ASCII", RAW("\xc3\xa4"), NULL, 0},
    {"quoted field not closed", RAW("a.`b"), NULL, 4},
    {"quoted field of nothing", RAW("a.``"), NULL, 2},
    {"quoted field with a bracket", RAW("a.`b[`"), NULL, 4},
};

static void check(void **state)
{
    static const char letters[] = {
        [TOKEN_NAME] = 'N',   [TOKEN_QUOTED] = 'Q', [TOKEN_INT] = 'I',  [TOKEN_UINT] = 'U',
        [TOKEN_DOUBLE] = 'D', [TOKEN_STRING] = 'S', [TOKEN_BYTES] = 'B'};
    const struct row *row = *state;
    struct assay_error err = {0};
    struct lexer lexer = {.source = row->source, .err = &err};
    struct token token;
    char kinds[64] = "";

    do {
        size_t used = strlen(kinds);

        if (lexer_next(&lexer, &token) != ASSAY_OK) {
            assert_null(row->kinds);
            assert_int_equal(err.status, ASSAY_EUSAGE);
            assert_int_equal(err.offset, row->offset);
            return;
        }
        if (token.kind == TOKEN_OPERATOR)
            snprintf(kinds + used, sizeof kinds - used, "%s", token.op);
        else if (token.kind != TOKEN_END)
            snprintf(kinds + used, sizeof kinds - used, "%c", letters[token.kind]);
    } while (token.kind != TOKEN_END);
    assert_non_null(row->kinds);
    assert_string_equal(kinds, row->kinds);
}

static void places_count_lines_and_bytes(void **state)
{
    uint32_t line, column;

    (void)state;
    source_place(BYTES("ab\ncd"), 4, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 2);
    source_place(BYTES("ab"), 99, &line, &column);
    assert_int_equal(line, 1);
    assert_int_equal(column, 3);
}

static void reserved_words(void **state)
{
    (void)state;
    assert_true(is_reserved(BYTES("in")));
    assert_true(is_reserved(BYTES("while")));
    assert_false(is_reserved(BYTES("inn")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(places_count_lines_and_bytes),
                                       cmocka_unit_test(reserved_words)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
