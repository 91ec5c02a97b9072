/* test_uri.c - any name is a relative reference. */

#include "rows.h"

#include "base/kit.h"
#include "report/uri.h"

struct uri_row {
    const char *name;
    const char *path, *uri;
};

static const struct uri_row rows[] = {
    {"plain", "data/users.csv", "data/users.csv"},
    {"blanks and percent signs", "a b%.csv", "a%20b%25.csv"},
    {"what would be a scheme", "c:/x", "c%3A/x"},
    {"what would be a host", "//host/x", "%2F/host/x"},
    {"what would end the path", "a?b#c", "a%3Fb%23c"},
    {"bytes that are no text", "caf\xe9", "caf%E9"},
    {"letters beyond ASCII", "\xc3\xa4", "%C3%A4"},
};

static void check(void **state)
{
    const struct uri_row *row = *state;
    CLEANUP(buf_clear) struct buf out;

    buf_init(&out, 256);
    uri_write(&out, bytes_text(row->path));
    assert_string_equal(buf_string(&out), row->uri);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
