#include "policy/cel/regex.h"

#include <time.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/cel/cel.h"
#include "rows.h"

struct row {
    const char *name;
    const char *pattern;
    struct bytes subject;
    enum { NO, YES, REFUSED } gives;
};

/* As BYTES(), but a constant. */
#define RAW(literal)                                                                               \
    {                                                                                              \
        (const uint8_t *)(literal), sizeof(literal) - 1                                            \
    }

static const struct row rows[] = {
    {"anywhere", "b+", RAW("abbc"), YES},
    {"nothing is everywhere", "", RAW(""), YES},
    {"start and end", "^abc$", RAW("abc"), YES},
    {"the end is the end", "c$", RAW("abc\n"), NO},
    {"lines on request", "(?m)^b$", RAW("a\nb\nc"), YES},
    {"lines in a group only", "(?m:b$)", RAW("a\nb\nc"), YES},
    {"no lines behind the group", "(?m:b)$", RAW("a\nb\nc"), NO},
    {"lines off again", "(?m)(?-m)b$", RAW("a\nb\nc"), NO},
    {"no case", "(?i)ABC", RAW("abc"), YES},
    {"alternatives", "x|b", RAW("abc"), YES},
    {"named group", "(?P<n>b)c", RAW("abc"), YES},
    {"named group, newer way", "(?<n>b)c", RAW("abc"), YES},
    {"lazy", "a+?c", RAW("aac"), YES},
    {"counted", "^a{2,3}$", RAW("aaaa"), NO},
    {"a brace that is none", "a{,2}", RAW("a{,2}"), YES},
    {"word ends", "\\bb\\b", RAW("a b c"), YES},
    {"digits are ASCII", "\\d", RAW("\xd9\xa3"), NO},
    {"vertical tab is no blank", "\\s", RAW("\v"), NO},
    {"v is the vertical tab", "\\v", RAW("\n"), NO},
    {"letters of Unicode", "^\\p{Greek}+$", RAW("\xce\xb1\xce\xb2"), YES},
    {"class by name", "^[[:alpha:]]+$", RAW("abc"), YES},
    {"bracket in brackets", "[]a]", RAW("]"), YES},
    {"opening bracket in brackets", "[[]", RAW("["), YES},
    {"quoted", "\\Qa.b\\E", RAW("a.b"), YES},
    {"quoted is not a pattern", "\\Qa.b\\E", RAW("axb"), NO},
    {"dot is a code point", "^.$", RAW("\xc3\xa4"), YES},
    {"a code point repeated", "^\xc3\xa4{2}$", RAW("\xc3\xa4\xc3\xa4"), YES},
    {"dot is no line end", "^.$", RAW("\n"), NO},
    {"look ahead", "(?=a)", RAW("a"), REFUSED},
    {"look behind", "(?<=a)b", RAW("ab"), REFUSED},
    {"not behind", "(?<!a)b", RAW("b"), REFUSED},
    {"back-reference", "(a)\\1", RAW("aa"), REFUSED},
    {"atomic", "(?>a)", RAW("a"), REFUSED},
    {"possessive", "a++", RAW("a"), REFUSED},
    {"possessive by count", "a{2}+", RAW("aa"), REFUSED},
    {"recursion", "(?R)", RAW(""), REFUSED},
    {"condition", "(?(1)a|b)", RAW(""), REFUSED},
    {"verb", "(*ACCEPT)", RAW(""), REFUSED},
    {"comment group", "(?#x)", RAW(""), REFUSED},
    {"reset", "a\\Kb", RAW("ab"), REFUSED},
    {"any byte", "\\C", RAW("a"), REFUSED},
    {"line break class", "\\R", RAW("\n"), REFUSED},
    {"open parenthesis", "(a", RAW("a"), REFUSED},
    {"closing parenthesis", "a)", RAW("a"), REFUSED},
    {"group that ends ours", "a)|(?:b", RAW("b"), REFUSED},
    {"open bracket", "[a", RAW("a"), REFUSED},
    {"nothing to repeat", "*a", RAW("a"), REFUSED},
    {"nothing to repeat after a bar", "a|+", RAW("a"), REFUSED},
    {"backslash at the end", "a\\", RAW("a"), REFUSED},
    {"repeated too often", "a{1001}", RAW("a"), REFUSED},
    {"repeated far too often", "a{100000}", RAW("a"), REFUSED},
    {"repeated more often than a number holds", "a{1,99999999999999999999}", RAW("a"), REFUSED},
    {"a hyphen behind a class is one", "^[\\w\\s-.]+$", RAW("a-b\tc. d"), YES},
    {"and begins no range", "^[\\w\\s-.]+$", RAW("a+b"), NO},
    {"nor behind one by name", "^[[:alpha:]-.]+$", RAW("a-b."), YES},
    {"a hyphen at the end", "^[\\d-]+$", RAW("1-2"), YES},
    {"blanks in brackets", "^[\\s]+$", RAW(" \t\n\f\r"), YES},
    {"vertical tab is no blank in brackets", "[\\s]", RAW("\v"), NO},
    {"nor is another blank", "[\\s]", RAW("\xc2\xa0"), NO},
    {"repeats of repeats", "((a{100}){100}){100}", RAW("a"), REFUSED},
    {"subject is not UTF-8", "a",
     RAW("\xff"
         "a"),
     REFUSED},
};

static void check(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct row *row = *state;
    const struct regex *regex;
    struct regex_room room = {0};
    struct assay_error err = {0};
    bool matched = false;
    enum assay_status status = regex_compile(bytes_text(row->pattern), arena, &regex, &err);

    if (status == ASSAY_OK)
        status = regex_match(regex, row->subject, arena, &room, &matched, &err);
    if (row->gives == REFUSED) {
        assert_int_equal(status, ASSAY_EFORMAT);
        assert_true(err.text[0] != 0);
        return;
    }
    assert_ok(status, err);
    assert_int_equal(matched, row->gives == YES);
}

/* Patterns that take others exponential time, over a subject that does not match. */
static void time_is_linear_in_the_subject(void **state)
{
    static const char *const patterns[] = {"(a|aa)+$", "(a*)*b", "(a|b|ab)*c", "(.*)(.*)(.*)[^a]$"};
    static char subject[100000];
    clock_t start = clock();

    (void)state;
    memset(subject, 'a', sizeof subject);
    for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct regex_room room = {0};
        const struct regex *regex;
        bool matched;

        assert_int_equal(regex_compile(bytes_text(patterns[i]), arena, &regex, NULL), ASSAY_OK);
        assert_int_equal(
            regex_match(regex, bytes_of(subject, sizeof subject), arena, &room, &matched, NULL),
            ASSAY_OK);
        assert_int_equal(matched, i == 0);
    }
    assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
}

static void sizes_are_bounded(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    char *subject = calloc(CEL_SUBJECT_MAX + 1, 1);
    char pattern[CEL_PATTERN_MAX + 1];
    struct regex_room room = {0};
    const struct regex *regex;
    bool matched;

    (void)state;
    assert_non_null(subject);
    memset(pattern, 'a', sizeof pattern);
    assert_int_equal(regex_compile(bytes_of(pattern, sizeof pattern), arena, &regex, NULL),
                     ASSAY_EFORMAT);
    assert_int_equal(regex_compile(BYTES("a"), arena, &regex, NULL), ASSAY_OK);
    assert_int_equal(
        regex_match(regex, bytes_of(subject, CEL_SUBJECT_MAX + 1), arena, &room, &matched, NULL),
        ASSAY_ELIMIT);
    free(subject);
}

/* The dearest pattern there may be costs more than the usual budget before it is begun. */
static void cost_is_known_before(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct regex *dear, *cheap;

    (void)state;
    assert_int_equal(regex_compile(BYTES("(a{1,900}b{1,900})c"), arena, &dear, NULL), ASSAY_OK);
    assert_int_equal(regex_compile(BYTES("^model"), arena, &cheap, NULL), ASSAY_OK);
    assert_true(regex_cost(dear, bytes_of(NULL, 1 << 20)) > UINT64_C(100000000));
    assert_true(regex_cost(cheap, bytes_of(NULL, 100)) < 30);
    /* 900 ns a byte were measured of the first, 154 us of the second: 2 us are one step. */
    assert_int_equal(regex_compile(BYTES("(a|aa|aaa|aaaa|aaaaa|aaaaaaa)+[^a]"), arena, &dear, NULL),
                     ASSAY_OK);
    assert_true(regex_cost(dear, bytes_of(NULL, 1 << 16)) > 450 * (1 << 16) / 1000);
    assert_int_equal(regex_compile(BYTES("(a?){200}[^a]"), arena, &dear, NULL), ASSAY_OK);
    assert_true(regex_cost(dear, bytes_of(NULL, 1 << 16)) > 77 * (1 << 16));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(time_is_linear_in_the_subject),
                                       cmocka_unit_test(sizes_are_bounded),
                                       cmocka_unit_test(cost_is_known_before)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
