/* test_word_list.c - words in a sorted list, of the same beginning and of none. */

#include "rows.h"

#include "base/word_list.h"

static const char narrow[][8] = {"ave", "rd", "st"};
static const char wide[][12] = {"a",         "abcdefgh",    "abcdefgha", "abcdefghb",
                                "abcdefghz", "abcdefghzzz", "b",         "zzzzzzzzzzz"};
static const char one[][8] = {"only"};

struct row {
    const char *name;
    bool narrow, wide, one;
};

static const struct row rows[] = {
    {"ave", true, false, false},         {"rd", true, false, false},
    {"st", true, false, false},          {"a", false, true, false},
    {"b", false, true, false},           {"abcdefgh", false, true, false},
    {"abcdefgha", false, true, false},   {"abcdefghb", false, true, false},
    {"abcdefghc", false, false, false},  {"abcdefghz", false, true, false},
    {"abcdefghzzz", false, true, false}, {"abcdefghzzzz", false, false, false},
    {"zzzzzzzzzzz", false, true, false}, {"zzzzzzzzzzzz", false, false, false},
    {"only", false, false, true},        {"onl", false, false, false},
    {"only1", false, false, false},      {"", false, false, false},
    {"\xff", false, false, false},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct word word = {0};

    memcpy(word.text, row->name, strlen(row->name));
    assert_int_equal(words_have(narrow, &word), row->narrow);
    assert_int_equal(words_have(wide, &word), row->wide);
    assert_int_equal(words_have(one, &word), row->one);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
