/* test_ignore.c - ignore files: our verdict and git's must be the same. */

#include "walk.h"

#include "source/ignore.h"

struct row {
    const char *name;
    const char *rules;
    const char *path; /* ends with '/' for a folder */
    enum ignore_verdict expected;
};

static const struct row rows[] = {
    {"plain name", "a\n", "a", IGNORE_DROP},
    {"plain name further down", "a\n", "x/y/a", IGNORE_DROP},
    {"part of a name", "a\n", "ab", IGNORE_SILENT},
    {"empty lines and comments", "\n#a\n  \n", "#a", IGNORE_SILENT},
    {"quoted hash", "\\#a\n", "#a", IGNORE_DROP},
    {"quoted exclamation mark", "\\!a\n", "!a", IGNORE_DROP},
    {"anchored by a leading slash", "/a\n", "x/a", IGNORE_SILENT},
    {"anchored, at the root", "/a\n", "a", IGNORE_DROP},
    {"anchored by a slash within", "x/a\n", "y/x/a", IGNORE_SILENT},
    {"folder only, a file", "a/\n", "a", IGNORE_SILENT},
    {"folder only, a folder", "a/\n", "x/a/", IGNORE_DROP},
    {"star stops at a slash", "x*y\n", "x/y", IGNORE_SILENT},
    {"star in a name", "*.log\n", "d/e.log", IGNORE_DROP},
    {"two stars in front", "**/a/b\n", "x/y/a/b", IGNORE_DROP},
    {"two stars in front, none above", "**/a\n", "a", IGNORE_DROP},
    {"two stars behind", "a/**\n", "a/b/c", IGNORE_DROP},
    {"two stars behind, the folder itself", "a/**\n", "a/", IGNORE_SILENT},
    {"two stars between", "a/**/z\n", "a/b/c/z", IGNORE_DROP},
    {"two stars between, nothing between", "a/**/z\n", "a/z", IGNORE_DROP},
    {"two stars that are one", "a**z\n", "abcz", IGNORE_DROP},
    {"two pairs of stars", "**/a/**/b\n", "x/a/y/a/z/b", IGNORE_DROP},
    {"question mark", "a?c\n", "abc", IGNORE_DROP},
    {"set", "[a-c]x\n", "bx", IGNORE_DROP},
    {"negated set", "[!a-c]x\n", "bx", IGNORE_SILENT},
    {"named set", "[[:digit:]]x\n", "7x", IGNORE_DROP},
    {"named set, another", "[[:alpha:]_]x\n", "7x", IGNORE_SILENT},
    {"the last one decides", "*.log\n!a.log\n", "a.log", IGNORE_KEEP},
    {"the last one decides, again", "!a.log\n*.log\n", "a.log", IGNORE_DROP},
    {"trailing blanks", "a  \n", "a", IGNORE_DROP},
    {"quoted trailing blank", "a\\ \n", "a ", IGNORE_DROP},
    {"carriage return", "a\r\n", "a", IGNORE_DROP},
    {"no line end", "a", "a", IGNORE_DROP},
    {"byte order mark",
     "\xef\xbb\xbf"
     "a\n",
     "a", IGNORE_DROP},
    {"unclosed set", "[a\n", "[a", IGNORE_SILENT},
    {"a slash alone", "/\n", "a", IGNORE_SILENT},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct ignore_rules *rules = ignore_parse(bytes_text(row->rules));
    size_t size = strlen(row->path);
    bool is_folder = row->path[size - 1] == '/';

    assert_int_equal(ignore_match(rules, bytes_of(row->path, size - is_folder), is_folder),
                     row->expected);
    ignore_free(rules);
}

/* The verdict of git itself: the last matching line, as check-ignore -v -n prints it. */
static void check_git(void **state)
{
    const struct row *row = *state;
    char *folder = walk_folder("new r");
    char path[PATH_MAX], command[2 * PATH_MAX], answer[256] = "";
    size_t size = strlen(row->path);
    enum ignore_verdict verdict = IGNORE_SILENT;
    FILE *file;

    snprintf(path, sizeof path, "%s/r/.gitignore", folder);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(row->rules, file);
    fclose(file);
    if (row->path[size - 1] == '/') {
        snprintf(command, sizeof command, "mkdir -p '%s/r/%s'", folder, row->path);
        assert_int_equal(system(command), 0); // NOLINT(cert-env33-c)
    }
    snprintf(command, sizeof command, "cd %s/r; git check-ignore --no-index -v -n '%.*s'", folder,
             (int)(row->path[size - 1] == '/' ? size - 1 : size), row->path);
    file = popen(command, "r"); // NOLINT(cert-env33-c)
    assert_non_null(file);
    if (fgets(answer, sizeof answer, file) && !bytes_starts(bytes_text(answer), BYTES("::"))) {
        const char *pattern = strchr(strchr(answer, ':') + 1, ':') + 1;

        verdict = *pattern == '!' ? IGNORE_KEEP : IGNORE_DROP;
    }
    pclose(file);
    assert_int_equal(verdict, row->expected);
    walk_remove(folder);
}

static void hostile_patterns_end(void **state)
{
    CLEANUP(buf_clear) struct buf text, path;
    struct ignore_rules *rules;

    (void)state;
    buf_init(&text, 1U << 20);
    buf_init(&path, 1U << 20);
    for (int i = 0; i < 120; i++)
        buf_text(&text, "**/a/");
    buf_text(&text, "b\n");
    for (int i = 0; i < 500; i++)
        buf_text(&path, "a/");
    buf_text(&path, "a");
    rules = ignore_parse(buf_bytes(&text));
    assert_int_equal(ignore_match(rules, buf_bytes(&path), false), IGNORE_SILENT);
    ignore_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hostile_patterns_end)};

    return RUN_CASES(check, rows) + RUN_CASES(check_git, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
