/* test_attributes.c - attribute files: our verdict on the filter and git's must be the same. */

#include "walk.h"

#include <time.h>

#include "source/attributes.h"

struct row {
    const char *name;
    const char *top;  /* .gitattributes at the root */
    const char *deep; /* d/.gitattributes, or NULL */
    const char *info; /* info/attributes, or NULL */
    const char *path;
    bool lfs;
};

#define LFS " filter=lfs diff=lfs merge=lfs -text\n"

static const struct row rows[] = {
    {"as git lfs track writes it", "*.bin" LFS, NULL, NULL, "a.bin", true},
    {"another name", "*.bin" LFS, NULL, NULL, "a.csv", false},
    {"further down", "*.bin" LFS, NULL, NULL, "x/y/a.bin", true},
    {"another filter", "*.bin filter=crypt\n", NULL, NULL, "a.bin", false},
    {"the last line decides", "*.bin" LFS "a.bin -filter\n", NULL, NULL, "a.bin", false},
    {"the last line decides, again", "a.bin -filter\n*.bin" LFS, NULL, NULL, "a.bin", true},
    {"taken back", "*.bin" LFS "a.bin !filter\n", NULL, NULL, "a.bin", false},
    {"the last word of a line decides", "*.bin filter=lfs -filter\n", NULL, NULL, "a.bin", false},
    {"other words say nothing of it", "*.bin" LFS "a.bin -text diff\n", NULL, NULL, "a.bin", true},
    {"the deeper file decides", "*.bin" LFS, "*.bin -filter\n", NULL, "d/a.bin", false},
    {"the deeper file, elsewhere", "*.bin" LFS, "*.bin -filter\n", NULL, "e/a.bin", true},
    {"the deeper file alone", "", "*.bin" LFS, NULL, "d/a.bin", true},
    {"the deeper file alone, elsewhere", "", "*.bin" LFS, NULL, "a.bin", false},
    {"info/attributes is stronger", "*.bin" LFS, "*.bin" LFS, "*.bin -filter\n", "d/a.bin", false},
    {"info/attributes alone", "", NULL, "*.bin" LFS, "d/a.bin", true},
    {"anchored", "/a.bin" LFS, NULL, NULL, "x/a.bin", false},
    {"anchored, at the root", "/a.bin" LFS, NULL, NULL, "a.bin", true},
    {"anchored by a slash within", "x/*.bin" LFS, NULL, NULL, "y/x/a.bin", false},
    {"anchored in its folder", "", "x/*.bin" LFS, NULL, "d/x/a.bin", true},
    {"a folder and all below", "x/**" LFS, NULL, NULL, "x/y/a.bin", true},
    {"two stars in front", "**/x/*.bin" LFS, NULL, NULL, "y/x/a.bin", true},
    {"a folder's name matches no file in it", "x/" LFS, NULL, NULL, "x/a.bin", false},
    {"a name matches no file below it", "x" LFS, NULL, NULL, "x/a.bin", false},
    {"a set", "*.[bc]in" LFS, NULL, NULL, "a.cin", true},
    {"negative patterns are none", "*.bin" LFS "!a.bin -filter\n", NULL, NULL, "a.bin", true},
    {"a comment", "#*.bin" LFS, NULL, NULL, "#a.bin", false},
    {"blanks in front", "  *.bin" LFS, NULL, NULL, "a.bin", true},
    {"tabs between", "*.bin\tfilter=lfs\n", NULL, NULL, "a.bin", true},
    {"CRLF", "*.bin filter=lfs\r\n", NULL, NULL, "a.bin", true},
    {"no line end", "*.bin filter=lfs", NULL, NULL, "a.bin", true},
    {"a byte order mark", "\xef\xbb\xbf*.bin" LFS, NULL, NULL, "a.bin", true},
    {"a name in quotes", "\"a b.bin\"" LFS, NULL, NULL, "a b.bin", true},
    {"a name in quotes, escaped", "\"a\\040\\t\\\"b.bin\"" LFS, NULL, NULL, "a \t\"b.bin", true},
    {"quotes that do not close", "\"a.bin" LFS, NULL, NULL, "a.bin", false},
    {"blank by a set", "a[[:space:]]b.bin" LFS, NULL, NULL, "a b.bin", true},
    {"a macro", "[attr]big" LFS "*.bin big\n", NULL, NULL, "a.bin", true},
    {"a macro, not set", "[attr]big" LFS "*.bin -big\n", NULL, NULL, "a.bin", false},
    {"a macro, taken back", "[attr]big" LFS "*.bin big\na.bin -big\n", NULL, NULL, "a.bin", false},
    {"a macro with a value is none", "[attr]big" LFS "*.bin big=1\n", NULL, NULL, "a.bin", false},
    {"a macro and a word behind it", "[attr]big" LFS "*.bin big -filter\n", NULL, NULL, "a.bin",
     false},
    {"a macro and a word before it", "[attr]big" LFS "*.bin -filter big\n", NULL, NULL, "a.bin",
     true},
    {"a macro of a macro", "[attr]big" LFS "[attr]huge big\n*.bin huge\n", NULL, NULL, "a.bin",
     true},
    {"a macro of itself", "[attr]big big\n*.bin big\n", NULL, NULL, "a.bin", false},
    {"a macro said twice: the last holds", "[attr]big" LFS "[attr]big -text\n*.bin big\n", NULL,
     NULL, "a.bin", false},
    {"a macro of the root, used below", "[attr]big" LFS, "*.bin big\n", NULL, "d/a.bin", true},
    {"no macro below the root", "*.bin big\n", "[attr]big" LFS, NULL, "d/a.bin", false},
    {"a macro of info/attributes", "*.bin big\n", NULL, "[attr]big" LFS, "a.bin", true},
    {"binary is a macro, and no filter", "*.bin" LFS "a.bin binary\n", NULL, NULL, "a.bin", true},
    {"a bad word spoils its line", "*.bin filter=lfs a/b\n", NULL, NULL, "a.bin", false},
    {"a file of attributes itself", "*" LFS, NULL, NULL, ".gitattributes", true},
};

static struct attributes_file *parse(const char *text, bool macros)
{
    return text ? attributes_parse(bytes_text(text), macros) : NULL;
}

static void check(void **state)
{
    const struct row *row = *state;
    struct attributes_file *info = parse(row->info, true), *top = parse(row->top, true);
    struct attributes_file *deep = parse(row->deep, false);
    bool below = strncmp(row->path, "d/", 2) == 0;
    const struct attributes_layer layers[] = {{info, 0}, {below ? deep : NULL, 2}, {top, 0}};
    bool may = false;

    assert_int_equal(attributes_say_lfs(layers, 3, bytes_text(row->path)), row->lfs);
    for (size_t i = 0; i < 3; i++)
        may = may || attributes_may_say_lfs(&layers[i], bytes_text(row->path));
    if (row->lfs) { /* what lets a path go unasked must never be wrong */
        assert_true(may);
        assert_false(attributes_lack_lfs(info) && attributes_lack_lfs(deep) &&
                     attributes_lack_lfs(top));
    }
    attributes_free(info);
    attributes_free(top);
    attributes_free(deep);
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[PATH_MAX];
    FILE *file;

    if (!text)
        return;
    snprintf(path, sizeof path, "%s/r/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void check_git(void **state)
{
    const struct row *row = *state;
    char *folder = walk_folder("new r; mkdir -p d .git/info");
    char command[2 * PATH_MAX], answer[512] = "";
    FILE *file;

    put(folder, ".gitattributes", row->top);
    put(folder, "d/.gitattributes", row->deep);
    put(folder, ".git/info/attributes", row->info);
    put(folder, "asked", row->path);
    snprintf(command, sizeof command,
             "cd %s/r; tr '\\n' '\\0' <asked | git check-attr -z --stdin filter 2>/dev/null | "
             "tr '\\0' '|'",
             folder);
    file = popen(command, "r"); // NOLINT(cert-env33-c)
    assert_non_null(file);
    (void)!fgets(answer, sizeof answer, file);
    pclose(file);
    assert_int_equal(strstr(answer, "|filter|lfs|") != NULL, row->lfs);
    walk_remove(folder);
}

/* Other attributes, as git check-attr tells them: "unspecified", "set", "unset", or the value. */
struct answer {
    const char *name, *top, *path, *attribute, *answer;
};

static const struct answer answers[] = {
    {"nothing said", "", "a.txt", "text", "unspecified"},
    {"set", "*.txt text\n", "a.txt", "text", "set"},
    {"unset", "*.txt -text\n", "a.txt", "text", "unset"},
    {"a value", "*.txt text=auto\n", "a.txt", "text", "auto"},
    {"the last word", "*.txt text=auto -text\n", "a.txt", "text", "unset"},
    {"taken back", "* text\n*.txt !text\n", "a.txt", "text", "unspecified"},
    {"another attribute", "*.txt text eol=crlf\n", "a.txt", "eol", "crlf"},
    {"git's own macro", "*.txt binary\n", "a.txt", "text", "unset"},
    {"git's own macro, not set", "*.txt -binary\n", "a.txt", "text", "unspecified"},
    {"git's own macro, another there", "[attr]binary text=auto\n*.txt binary\n", "a.txt", "text",
     "auto"},
    {"a macro of two", "[attr]doc text eol=lf\n*.txt doc\n", "a.txt", "eol", "lf"},
};

static void check_answer(void **state)
{
    static const char *const words[] = {[ATTRIBUTE_UNSPECIFIED] = "unspecified",
                                        [ATTRIBUTE_SET] = "set",
                                        [ATTRIBUTE_UNSET] = "unset"};
    const struct answer *row = *state;
    struct attributes_file *file = attributes_parse(bytes_text(row->top), true);
    struct attribute said = attributes_ask(&(struct attributes_layer){file, 0}, 1,
                                           bytes_text(row->path), bytes_text(row->attribute));
    struct bytes text = said.state == ATTRIBUTE_VALUE ? said.value : bytes_text(words[said.state]);
    char *folder = walk_folder("new r");
    char command[2 * PATH_MAX], answer[512] = "", expected[512];
    FILE *git;

    assert_true(bytes_equal(text, bytes_text(row->answer)));
    put(folder, ".gitattributes", row->top);
    snprintf(command, sizeof command, "cd %s/r; git check-attr %s -- %s", folder, row->attribute,
             row->path);
    snprintf(expected, sizeof expected, "%s: %s: %s\n", row->path, row->attribute, row->answer);
    git = popen(command, "r"); // NOLINT(cert-env33-c)
    assert_non_null(git);
    (void)!fgets(answer, sizeof answer, git);
    pclose(git);
    assert_string_equal(answer, expected);
    attributes_free(file);
    walk_remove(folder);
}

static void hostile_files_end(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1U << 20};
    struct attributes_file *file;

    (void)state;
    for (int i = 0; i < 1000; i++)
        buf_printf(&text, "[attr]m%d m%d m%d\n* m%d\n", i, i + 1, i / 2, i);
    buf_text(&text, "[attr]m1000 filter=lfs\n");
    file = attributes_parse(buf_bytes(&text), true);
    assert_non_null(file);
    (void)attributes_say_lfs(&(struct attributes_layer){file, 0}, 1, BYTES("a"));
    attributes_free(file);
}

/* Each word of each line may be the name of a macro. */
static void many_macros_take_no_time(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1U << 20};
    struct attributes_file *file;
    clock_t before;

    (void)state;
    for (int i = 0; i < 40000; i++)
        buf_printf(&text, "[attr]m%d b\n", i);
    for (int i = 0; i < 80000; i++)
        buf_text(&text, "* c\n");
    file = attributes_parse(buf_bytes(&text), true);
    assert_non_null(file);
    before = clock(); /* of this process alone: others may be busy */
    assert_int_equal(
        attributes_ask(&(struct attributes_layer){file, 0}, 1, BYTES("a"), BYTES("text")).state,
        ATTRIBUTE_UNSPECIFIED);
    assert_true(clock() - before < 2 * CLOCKS_PER_SEC);
    attributes_free(file);
}

/* As in git the last line of a name is the macro. */
static void the_last_macro_of_a_name_counts(void **state)
{
    struct attributes_file *file =
        attributes_parse(BYTES("[attr]m -text\n[attr]n eol=crlf\n[attr]m text=auto\n* m\n"), true);
    const struct attributes_layer layer = {file, 0};

    (void)state;
    assert_int_equal(attributes_ask(&layer, 1, BYTES("a"), BYTES("text")).state, ATTRIBUTE_VALUE);
    assert_int_equal(attributes_ask(&layer, 1, BYTES("a"), BYTES("eol")).state,
                     ATTRIBUTE_UNSPECIFIED);
    attributes_free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hostile_files_end),
                                       cmocka_unit_test(many_macros_take_no_time),
                                       cmocka_unit_test(the_last_macro_of_a_name_counts)};

    return RUN_CASES(check, rows) + RUN_CASES(check_git, rows) + RUN_CASES(check_answer, answers) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
