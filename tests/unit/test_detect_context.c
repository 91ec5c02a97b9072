/* test_detect_context.c - words within 40 characters, whole. */

#include "rows.h"

#include "examine/detect/detect.h"

static const char *const words[] = {"card", "cc", "social security", "e mail", NULL};

struct row {
    const char *name; /* the text; the token is # */
    bool near;
};

static const struct row rows[] = {
    {"card #", true},
    {"# card", true},
    {"CARD:#", true},
    {"card_number=#", true},
    {"cardNumber=#", true},
    {"myCard=#", true},
    {"cards #", true},
    {"discard #", false},
    {"cardiac #", false},
    {"social security #", true},
    {"social #", false},
    {"cc: #", true},
    {"# cc", true},
    {"# cd", false},
    {"# carb", false},
    {"# care", false},
    {"# social-security", true},
    {"# e_mail", true},
    {"# eemail", false},
    {"userCc=#", true},
    {"build d1cc55487f7b0714 #", false},
    {"d1cc #", false},
    {"cc55 #", false},
    {"aGVsCcAx9/ #", false},
    {"card1=#", true},
    {"card123=#", false},
    {"7card #", false},
    {"main.cc #", false},
    {"e-mail #", true},
    {"E_Mail #", true},
    {"e mail #", true},
    {"E2Mail #", false},
    {"e#mail", false},
    {"#", false},
    {"c#c", false},
    {"card                                   #", true},
    {"card                                             #", false},
    {"#                                   card", true},
    {"#                                     card", false},
};

static void check(void **state)
{
    const struct row *row = *state;
    uint64_t at = (uint64_t)(strchr(row->name, '#') - row->name);
    struct view view = {.data = (const uint8_t *)row->name, .size = strlen(row->name)};

    struct context_words context;

    context_words_of(words, false, &context);
    assert_int_equal(context_near(&view, at, at + 1, &context), row->near);
#ifdef __SSE2__
    if (!__builtin_cpu_supports("avx512bw"))
        return;
    context_words_of(words, true, &context);
    assert_int_equal(context_near(&view, at, at + 1, &context), row->near);
#endif
}

int main(void)
{
    return RUN_CASES(check, rows);
}
