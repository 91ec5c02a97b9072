/* test_command_settings.c - what `git -c` writes into GIT_CONFIG_PARAMETERS, and what git refuses.
 */

#include "source/git/command_settings.h"

#include "base/buf.h"
#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name, *parameters;
    bool holds;
    const char *said;
};

static const struct row rows[] = {
    {"none", "", true, ""},
    {"one", "'a.b'='c'", true, "a.b=c\n"},
    {"an empty value", "'a.b'=''", true, "a.b=\n"},
    {"none at all", "'a.b'=", true, "a.b\n"},
    {"two, and blanks", "'a.b'='c'  'a.d'= \n'a.e'='f' ", true, "a.b=c\na.d\na.e=f\n"},
    {"as git wrote it before 2.31", "'a.b=c=d' 'a.e' ' a.f =g'", true, "a.b=c=d\na.e\na.f=g\n"},
    {"a quote and a mark inside", "'a.b'='c'\\''d'\\!'e'", true, "a.b=c'd!e\n"},
    {"equals in a section", "'a.x=y.b'='c'", true, "a.x=y.b=c\n"},
    {"no quotes", "a.b=c", false, ""},
    {"quotes that do not end", "'a.b'='c", false, ""},
    {"half a mark", "'a.b'='c'\\'", false, "a.b=c\n"},
    {"nothing between two", "'a.b'='c''a.d'='e'", false, "a.b=c\n"},
    {"a value without quotes", "'a.b'=c", false, "a.b\n"},
    {"no section", "'b'='c'", false, ""},
    {"no key", "'a.'='c'", false, ""},
};

static void note(void *user, const char *name, const char *value)
{
    buf_printf(user, "%s%s%s\n", name, value ? "=" : "", value ? value : "");
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf said = {.ceiling = SIZE_MAX};

    assert_int_equal(command_settings_parse(row->parameters, note, &said), row->holds);
    assert_string_equal(buf_string(&said), row->said);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
