/* test_settings.c - git's configuration: its grammar, what includes what, and what is refused. */

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "rows.h"
#include "source/git/settings.h"

struct row {
    const char *name, *text, *key;
    const char *value; /* of the last setting of that name; NULL: it is not there */
    const char *wrong; /* what stands in the failure, or NULL */
};

static const struct row rows[] = {
    {"plain", "[core]\n\tbare = false\n", "core.bare", "false", NULL},
    {"names in lower case", "[CoRe]\n\tBaRe = X\n", "core.bare", "X", NULL},
    {"a subsection as it is", "[branch \"Ma\\\"in\"]\nremote=o\n", "branch.Ma\"in.remote", "o",
     NULL},
    {"a subsection of old", "[branch.Main]\nremote=o\n", "branch.main.remote", "o", NULL},
    {"the last counts", "[a]\nb=1\nb=2\n", "a.b", "2", NULL},
    {"comments", "# x\n; y\n[a] # z\nb = 1 ; w\n", "a.b", "1", NULL},
    {"blanks inside, none at the end", "[a]\nb = x  y  \t\n", "a.b", "x  y", NULL},
    {"quotes keep blanks and marks", "[a]\nb = \"x # y ; \" z\n", "a.b", "x # y ;  z", NULL},
    {"escapes", "[a]\nb = x\\ty\\n\\\\\\\"\n", "a.b", "x\ty\n\\\"", NULL},
    {"a line goes on", "[a]\nb = x\\\n  y\n", "a.b", "x  y", NULL},
    {"lines of two bytes", "[a]\r\nb = x\r\nc = y\r\n", "a.b", "x", NULL},
    {"a mark of order in front", "\xef\xbb\xbf[a]\nb=1\n", "a.b", "1", NULL},
    {"on the section's line", "[a] b = 1\n", "a.b", "1", NULL},
    {"no end of line", "[a]\nb = 1", "a.b", "1", NULL},
    {"an empty value", "[a]\nb =\n", "a.b", "", NULL},
    {"not there", "[a]\nb =\n", "a.c", NULL, NULL},
    {"a key without a section", "b = 1\n", NULL, NULL, "line 1"},
    {"an open section", "[a\nb = 1\n", NULL, NULL, "is not closed"},
    {"an open quote", "[a]\nb = \"x\n", NULL, NULL, "line 2"},
    {"an unknown escape", "[a]\n\nb = \\q\n", NULL, NULL, "line 3"},
    {"a key that is none", "[a]\n1b = 1\n", NULL, NULL, "line 2"},
    {"two words", "[a]\nb c\n", NULL, NULL, "line 2"},
    {"control bytes", "[a]\n\x01\n", NULL, NULL, "line 2"},
};

static char folder[] = "/tmp/assay-settings-XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[256];
    struct assay_error err = {0};

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(file_replace(AT_FDCWD, path, bytes_text(text), 0600, &err), ASSAY_OK);
}

static void check_grammar(void **state)
{
    const struct row *row = *state;
    CLEANUP(settings_freep) struct settings *settings = NULL;
    struct assay_error err = {0};
    char path[256];
    enum assay_status status;
    const char *value;

    write_file("config", row->text);
    snprintf(path, sizeof path, "%s/config", folder);
    status = settings_read_file(path, &settings, &err);
    if (row->wrong) {
        assert_int_equal(status, ASSAY_EFORMAT);
        assert_non_null(strstr(err.text, row->wrong));
        return;
    }
    assert_int_equal(status, ASSAY_OK);
    value = settings_text(settings, row->key);
    if (row->value)
        assert_string_equal(value, row->value);
    else
        assert_null(value);
}

static struct settings *read_all(void)
{
    const struct settings_place place = {folder, folder};
    struct settings *settings = NULL;
    struct assay_error err = {0};

    assert_int_equal(settings_read(&place, &settings, &err), ASSAY_OK);
    return settings;
}

static void includes_stand_where_they_are_named(void **state)
{
    CLEANUP(settings_freep) struct settings *settings = NULL;

    (void)state;
    write_file("other", "[a]\nb = included\nc = included\n");
    write_file("config", "[a]\nb = before\n[include]\npath = other\n[a]\nc = behind\n");
    settings = read_all();
    assert_string_equal(settings_text(settings, "a.b"), "included");
    assert_string_equal(settings_text(settings, "a.c"), "behind");
    assert_true(settings_find(settings, "a.b")->included);
}

static void conditions_are_held_against_the_repository(void **state)
{
    CLEANUP(settings_freep) struct settings *settings = NULL;
    char text[1024];

    (void)state;
    write_file("HEAD", "ref: refs/heads/work/x\n");
    write_file("yes", "[a]\nb = yes\n");
    write_file("no", "[a]\nb = no\n");
    write_file("branch", "[a]\nc = branch\n");
    snprintf(
        text, sizeof text,
        "[includeIf \"gitdir:%s\"]\npath = yes\n[includeIf \"gitdir:/else/where\"]\npath = no\n"
        "[includeIf \"onbranch:work/\"]\npath = branch\n"
        "[includeIf \"onbranch:main\"]\npath = no\n",
        folder);
    write_file("config", text);
    settings = read_all();
    assert_string_equal(settings_text(settings, "a.b"), "yes");
    assert_string_equal(settings_text(settings, "a.c"), "branch");
}

/* Each of ten levels fifty times: git and libgit2 read until the sun goes out. */
static void a_file_that_includes_itself_ends(void **state)
{
    CLEANUP(settings_freep) struct settings *settings = NULL;
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    (void)state;
    for (int i = 0; i < 50; i++)
        buf_text(&text, "[include]\npath = config\n");
    buf_text(&text, "[a]\nb = 1\n");
    write_file("config", buf_string(&text));
    settings = read_all();
    assert_string_equal(settings_text(settings, "a.b"), "1");
    assert_true(settings_flaw_count(settings) > 0);
    assert_true(settings_count(settings) < 20000);
}

static void a_pipe_is_no_file(void **state)
{
    CLEANUP(settings_freep) struct settings *settings = NULL;
    char path[256];

    (void)state;
    snprintf(path, sizeof path, "%s/pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    write_file("config", "[include]\npath = pipe\npath = not-there\n[a]\nb = 1\n");
    settings = read_all();
    assert_string_equal(settings_text(settings, "a.b"), "1");
    assert_int_equal(settings_flaw_count(settings), 1);
    assert_string_equal(settings_flaw(settings, 0)->why, "it is no regular file");
}

static void truth_is_what_git_takes_for_it(void **state)
{
    CLEANUP(settings_freep) struct settings *settings = NULL;

    (void)state;
    write_file("config", "[a]\nb\nc = yes\nd = 0\ne = off\nf = 7\n");
    settings = read_all();
    assert_true(settings_true(settings, "a.b"));
    assert_true(settings_true(settings, "a.c"));
    assert_false(settings_true(settings, "a.d"));
    assert_false(settings_true(settings, "a.e"));
    assert_true(settings_true(settings, "a.f"));
    assert_false(settings_true(settings, "a.g"));
}

static int make_folder(void)
{
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    return mkdtemp(folder) ? 0 : 1;
}

static void remove_folder(void)
{
    static const char *const names[] = {"config", "other", "HEAD", "yes", "no", "branch", "pipe"};
    char path[256];

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

int main(void)
{
    static const struct CMUnitTest rest[] = {
        cmocka_unit_test(includes_stand_where_they_are_named),
        cmocka_unit_test(conditions_are_held_against_the_repository),
        cmocka_unit_test(a_file_that_includes_itself_ends),
        cmocka_unit_test(a_pipe_is_no_file),
        cmocka_unit_test(truth_is_what_git_takes_for_it),
    };
    int failed;

    if (make_folder() != 0)
        return 1;
    failed = RUN_CASES(check_grammar, rows) + cmocka_run_group_tests(rest, NULL, NULL);
    remove_folder();
    return failed;
}
