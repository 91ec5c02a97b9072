/* test_member_name.c - names and links that would lead an unpacker astray. */

#include "rows.h"

#include "source/member_name.h"

struct row {
    const char *name;
    const char *member, *target; /* target NULL: the name alone is judged */
    bool expected;
};

static const struct row rows[] = {
    {"plain", "a/b", NULL, false},
    {"dots in a name", "a/..b/c..", NULL, false},
    {"one dot", "./a", NULL, false},
    {"empty", "", NULL, true},
    {"absolute", "/a", NULL, true},
    {"absolute, the other slash", "\\a", NULL, true},
    {"drive", "C:a", NULL, true},
    {"a colon further on", "ab:c", NULL, false},
    {"up", "../a", NULL, true},
    {"up within", "a/../b", NULL, true},
    {"up, the other slash", "a\\..\\b", NULL, true},
    {"up at the end", "a/..", NULL, true},

    {"link beside", "l", "a", false},
    {"link in a folder, up to the root", "d/l", "../a", false},
    {"link out of the root", "l", "../a", true},
    {"link down and out", "l", "d/../../a", true},
    {"link that comes back", "d/l", "../e/../a", false},
    {"absolute link", "l", "/etc", true},
    {"link to nothing", "l", "", true},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct bytes member = bytes_text(row->member);

    assert_int_equal(row->target ? member_link_escapes(member, bytes_text(row->target))
                                 : member_name_is_unsafe(member),
                     row->expected);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
