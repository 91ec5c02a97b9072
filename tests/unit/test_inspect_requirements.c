/* test_inspect_requirements.c - what pip is to install, with and without versions and digests. */

#include "examine/inspect.h"

#include "claims.h"
#include "inspect_rows.h"

#define HASH " --hash=sha256:aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"

static const struct claims_row rows[] = {
    {"in full", "requirements.txt",
     ROW_BYTES("# of today\nNumPy==1.26.4 \\\n   " HASH "\n\nzope.interface[test]==5.0 ; "
               "python_version > '3'" HASH "\n"),
     true, ASSAY_OK, "requirements",
     "pin pypi/numpy@1.26.4 - - -\npin pypi/zope-interface@5.0 - - -\n"},
    {"of a range, a star and any", "requirements-dev.txt",
     ROW_BYTES("a>=1\nb==1.*\nc # because\nd == 2, < 3\n"), true, ASSAY_OK, "requirements",
     "pin pypi/a - - -\npin pypi/b - - -\npin pypi/c - - -\npin pypi/d@2 - - -\n"},
    {"options, files and folders", "requirements.txt",
     ROW_BYTES("-r base.txt\n--index-url https://x\n./local\nhttps://x/y.whl\n.\n-e .\n"), true,
     ASSAY_OK, "requirements", ""},
    {"by address", "my-requirements.txt",
     ROW_BYTES("a @ git+https://x/a@0123456789abcdef0123456789abcdef01234567\n"
               "b @ git+https://x/b@main\nc @ https://x/c.whl#sha256=00\n"),
     true, ASSAY_OK, "requirements",
     "pin pypi/a@url - - -\npin pypi/b - - -\npin pypi/c@url - - -\n"},
    {"behind a byte order mark", "requirements.txt",
     ROW_BYTES("\xEF\xBB\xBF"
               "a==1\n"),
     true, ASSAY_OK, "requirements", "pin pypi/a@1 - - -\n"},
    {"ends of lines as Python has them", "Requirements.txt",
     ROW_BYTES("# c\ra==1\rb==2\\\r" HASH "\fc==3\xE2\x80\xA8"
               "d\r\n"),
     true, ASSAY_OK, "requirements",
     "pin pypi/a@1 - - -\npin pypi/b@2 - - -\npin pypi/c@3 - - -\npin pypi/d - - -\n"},
    {"empty", "requirements.txt", ROW_BYTES(""), true, ASSAY_OK, "requirements", ""},
    {"NUL and a lone backslash", "requirements.txt", ROW_BYTES("a\0b==1\n\\"), true, ASSAY_OK,
     "requirements", "pin pypi/a - - -\n"},
    {"open brackets", "requirements.txt", ROW_BYTES("a[b\n@\n==1\n"), true, ASSAY_OK,
     "requirements", "pin pypi/a - - -\n"},
    {"another name for it", "reqs-dev.txt",
     ROW_BYTES("# c\n-r x\na==1\nb [c] >= 2 ; python_version < '3'\nd @ file:d\ne # f\n"), true,
     ASSAY_OK, "requirements",
     "pin pypi/a@1 - - -\npin pypi/b - - -\npin pypi/d - - -\npin pypi/e - - -\n"},
    {"prose by such a name", "reqs.txt", ROW_BYTES("The system shall\n"), false, ASSAY_OK,
     "requirements", "pin pypi/the - - -\n"},
    {"another name", "notes.txt", ROW_BYTES("a==1\n"), false, ASSAY_OK, "requirements",
     "pin pypi/a@1 - - -\n"},
};

static void claims(void **state)
{
    claims_check(&inspect_requirements, *state);
}

static void counts(void **state)
{
    static const struct inspect_row row = {
        "sums",
        "requirements.txt",
        ROW_BYTES("a==1" HASH "\nb==2\nc\n"),
        ASSAY_OK,
        ASSAY_LOAD_ABSENT,
        "fact lockfile.hashed = 1\nfact lockfile.pinned = [pypi/a@1] [pypi/b@2] [pypi/c]\n"
        "fact lockfile.pins = 3\nfact lockfile.unhashed = [pypi/b@2] [pypi/c]\n"};

    (void)state;
    inspect_row_check(&inspect_requirements, &row);
    inspect_row_cuts(&inspect_requirements, &row, false);
}

int main(void)
{
    const struct CMUnitTest more[] = {cmocka_unit_test(counts)};

    return cmocka_run_group_tests(more, NULL, NULL) + RUN_CASES(claims, rows);
}
