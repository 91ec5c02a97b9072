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
    {"card                                    #", true},
    {"discard                                    #", false},
    {"#                                    card", true},
    {"#                                    cards", true},
    {"#                                    cardiac", false},
    {"#                                   card", true},
    {"#                                     card", false},
};

static unsigned widest(void)
{
#ifdef __SSE2__
    return __builtin_cpu_supports("avx512bw") ? 64 : __builtin_cpu_supports("avx2") ? 32 : 16;
#else
    return 16;
#endif
}

/* What stands around the token is as long as each kind of text that is looked at. */
static const char padding[] = "                                        ";

static void check_padded(const char *text, size_t before, size_t behind, bool near)
{
    char room[256];
    const int size =
        snprintf(room, sizeof room, "%.*s%s%.*s", (int)before, padding, text, (int)behind, padding);
    const uint64_t at = (uint64_t)(strchr(room, '#') - room);
    const struct view view = {.data = (const uint8_t *)room, .size = (size_t)size};
    struct context_words context;

    for (unsigned vector = 16; vector <= widest(); vector *= 2) {
        context_words_of(words, vector, &context);
        assert_int_equal(context_near(&view, at, at + 1, &context), near);
    }
}

static void every_length_tells_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i + 5 <= sizeof padding - 1; i++) {
        check_padded("cc #", i, i, true);
        check_padded("# card", i, i, true);
        check_padded("carb # cd", i, i, false);
    }
}

static void check(void **state)
{
    const struct row *row = *state;
    uint64_t at = (uint64_t)(strchr(row->name, '#') - row->name);
    struct view view = {.data = (const uint8_t *)row->name, .size = strlen(row->name)};

    struct context_words context;

    for (unsigned vector = 16; vector <= widest(); vector *= 2) {
        context_words_of(words, vector, &context);
        assert_int_equal(context_near(&view, at, at + 1, &context), row->near);
    }
}

int main(void)
{
    const struct CMUnitTest lengths[] = {cmocka_unit_test(every_length_tells_the_same)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(lengths, NULL, NULL);
}
