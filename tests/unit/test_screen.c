/* test_screen.c - a screen of text keeps to its columns, and shows what names hide. */

#include "assess/screen.h"

#include "base/kit.h"
#include "rows.h"

#define SEVENTY_EIGHT                                                                              \
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"

static const struct row {
    const char *name, *label, *text, *shown;
} rows[] = {
    {"one line", "why", "it is so", "why       it is so\n"},
    {"nothing", "why", "", "why       \n"},
    {"blanks and lines are one blank", "", "a  b\nc", "          a b c\n"},
    {"as wide as the screen", "", SEVENTY_EIGHT, "          " SEVENTY_EIGHT "\n"},
    {"wrapped between words, below the first", "do", SEVENTY_EIGHT " x y",
     "do        " SEVENTY_EIGHT "\n          x y\n"},
    {"a word wider than the screen stands alone", "", "a " SEVENTY_EIGHT SEVENTY_EIGHT " b",
     "          a\n          " SEVENTY_EIGHT SEVENTY_EIGHT "\n          b\n"},
    {"what would move the cursor", "",
     "a\x1b[2Jb \xe2\x80\xae"
     "c",
     "          a\\x1b[2Jb \\u202ec\n"},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};

    screen_paragraph(&out, row->label, row->text);
    assert_string_equal(buf_string(&out), row->shown);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
