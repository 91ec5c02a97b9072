/* test_conversion.c - what git makes of a file before it keeps it, by attributes and settings. */

#include "walk.h"

#include <fcntl.h>

#include "source/git/conversion.h"

struct row {
    const char *name;
    const char *script; /* in the repository */
    const char *path;
    enum conversion conversion;
};

static const struct row rows[] = {
    {"nothing is said", "", "a.txt", CONVERSION_NONE},
    {"text", "echo '*.txt text' >.gitattributes", "a.txt", CONVERSION_TEXT},
    {"of others", "echo '*.txt text' >.gitattributes", "a.bin", CONVERSION_NONE},
    {"-text", "git config core.autocrlf true; echo '* -text' >.gitattributes", "a.txt",
     CONVERSION_NONE},
    {"binary", "git config core.autocrlf true; echo '* binary' >.gitattributes", "a.txt",
     CONVERSION_NONE},
    {"text=auto", "echo '* text=auto' >.gitattributes", "a.txt", CONVERSION_GUESSED},
    {"text=input", "echo '* text=input' >.gitattributes", "a.txt", CONVERSION_TEXT},
    {"the old name", "echo '* crlf' >.gitattributes", "a.txt", CONVERSION_TEXT},
    {"the old name, taken back", "git config core.autocrlf true; echo '* -crlf' >.gitattributes",
     "a.txt", CONVERSION_NONE},
    {"eol alone", "echo '* eol=crlf' >.gitattributes", "a.txt", CONVERSION_TEXT},
    {"eol of a binary", "echo '* -text eol=lf' >.gitattributes", "a.txt", CONVERSION_NONE},
    {"core.autocrlf", "git config core.autocrlf true", "a.txt", CONVERSION_GUESSED},
    {"core.autocrlf=input", "git config core.autocrlf input", "a.txt", CONVERSION_GUESSED},
    {"core.autocrlf=false", "git config core.autocrlf false", "a.txt", CONVERSION_NONE},
    {"git-lfs", "echo '* filter=lfs -text' >.gitattributes", "a.txt", CONVERSION_LFS},
    {"a filter with a program",
     "git config filter.up.clean 'tr a-z A-Z'; echo '* filter=up' >.gitattributes", "a.txt",
     CONVERSION_UNKNOWN},
    {"a filter with a process",
     "git config filter.up.process up; echo '* filter=up' >.gitattributes", "a.txt",
     CONVERSION_UNKNOWN},
    {"a filter that nobody has", "echo '* filter=up text' >.gitattributes", "a.txt",
     CONVERSION_TEXT},
    {"ident", "echo '* ident' >.gitattributes", "a.txt", CONVERSION_UNKNOWN},
    {"an encoding", "echo '* text working-tree-encoding=UTF-16' >.gitattributes", "a.txt",
     CONVERSION_UNKNOWN},
    {"a folder's own file", "echo '* text' >.gitattributes; echo '* -text' >d/.gitattributes",
     "d/a.txt", CONVERSION_NONE},
    {"a folder's own file, beside", "echo '* text' >d/.gitattributes", "e/a.txt", CONVERSION_NONE},
    {"a folder's own file, below", "echo '* text' >d/.gitattributes", "d/e/f/a.txt",
     CONVERSION_TEXT},
    {"info/attributes is stronger",
     "echo '* text' >d/.gitattributes; echo '* -text' >.git/info/attributes", "d/a.txt",
     CONVERSION_NONE},
    {"a file of the user", "echo '* text' >../mine; git config core.attributesFile ../mine",
     "a.txt", CONVERSION_NONE}, /* from the folder that git runs in, which is not known here */
    {"a file of the user, whole path",
     "echo '* text' >../mine; git config core.attributesFile $HOME/mine", "a.txt", CONVERSION_TEXT},
    {"the user's file is the weakest",
     "echo '* text' >../mine; git config core.attributesFile $HOME/mine; echo '* -text' "
     ">.gitattributes",
     "a.txt", CONVERSION_NONE},
    {"a link is no file of attributes", "echo '* text' >real; ln -s real .gitattributes", "a.txt",
     CONVERSION_NONE},
    {"one that is too large to be read", "seq -f 'name-%.0f text' 1 80000 >d/.gitattributes",
     "d/e/a.txt", CONVERSION_UNKNOWN},
    {"one that is too large, beside", "seq -f 'name-%.0f text' 1 80000 >d/.gitattributes",
     "e/a.txt", CONVERSION_NONE},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) char *script = NULL;
    CLEANUP(repository_freep) struct repository *repository = NULL;
    CLEANUP(conversions_freep) struct conversions *conversions = NULL;
    CLEANUP(close_cleanup) int root = -1;
    struct assay_error err = {0};
    char path[PATH_MAX], *folder;
    enum conversion conversion;

    if (asprintf(&script, "new r; mkdir -p d/e/f e .git/info; %s", row->script) < 0)
        fail_msg("out of memory");
    folder = walk_folder(script);
    snprintf(path, sizeof path, "%s/r", folder);
    root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(root >= 0);
    assert_ok(repository_open(path, NULL, &repository, &err), err);
    assert_ok(conversions_open(repository, root, &conversions, &err), err);
    for (int i = 0; i < 3; i++) { /* there, elsewhere, and there again */
        const char *asked = i == 1 ? "z/y/x" : row->path;

        assert_ok(conversion_of(conversions, bytes_text(asked), &conversion, &err), err);
        if (i != 1)
            assert_int_equal(conversion, row->conversion);
    }
    walk_remove(folder);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
