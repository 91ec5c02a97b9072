#include "cli/options.h"

#include "base/kit.h"
#include "rows.h"

/* Parses words written in one text, blanks between them. */
static enum assay_status parse(const char *words, uint64_t command, struct options *options,
                               int *kept, struct arena *arena, struct assay_error *err)
{
    char *argv[32];
    char *text = arena_text(arena, words), *rest = NULL;
    int argc = 0;

    for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    *options = (struct options){0};
    *kept = argc;
    return options_parse(options, command, kept, argv, arena, err);
}

struct row {
    const char *name;
    const char *words;
    enum assay_status status;
    const char *remedy; /* a part of it, where it fails */
};

static const struct row rows[] = {
    {"nothing", "", ASSAY_OK, NULL},
    {"a target between flags", "--staged data -q", ASSAY_OK, NULL},
    {"value behind an equals sign", "--fail-on=high", ASSAY_OK, NULL},
    {"value joined to its letter", "-j4", ASSAY_OK, NULL},
    {"a number with its unit", "--max-expand 4G", ASSAY_OK, NULL},
    {"words behind two dashes are no flags", "-- --staged", ASSAY_OK, NULL},
    {"misspelt", "--fail_on high", ASSAY_EUSAGE, "--fail-on"},
    {"of another command", "--vkey", ASSAY_EUSAGE, ""},
    {"value missing", "--fail-on", ASSAY_EUSAGE, "SEVERITY"},
    {"not a number", "--jobs many", ASSAY_EUSAGE, "--jobs N"},
    {"zero is no limit", "--max-depth 0", ASSAY_EUSAGE, "--max-depth"},
    {"a number that does not fit", "--max-expand 99999999999G", ASSAY_EUSAGE, "--max-expand"},
    {"as many as there may be", "--jobs 256 --max-depth 64", ASSAY_OK, NULL},
    {"more threads than are started", "--jobs 257", ASSAY_EUSAGE, "--jobs N"},
    {"more threads than a number holds", "--jobs 4G", ASSAY_EUSAGE, "--jobs N"},
    {"deeper than is looked", "--max-depth 65", ASSAY_EUSAGE, "--max-depth N"},
    {"a unit over the ceiling", "--max-depth 1K", ASSAY_EUSAGE, "--max-depth N"},
    {"less than nothing", "--max-entries -1", ASSAY_EUSAGE, "--max-entries N"},
    {"zero of a ratio", "--max-ratio 0", ASSAY_EUSAGE, "--max-ratio N"},
    {"the largest number", "--max-entries 18446744073709551615", ASSAY_OK, NULL},
    {"one more", "--max-entries 18446744073709551616", ASSAY_EUSAGE, "--max-entries N"},
    {"a time that is none", "--time-limit 4x", ASSAY_EUSAGE, "500ms, 4s or 2m"},
    {"a time that does not fit", "--time-limit 18446744073709551615m", ASSAY_EUSAGE, "4s"},
    {"a flag with a value", "--staged=yes", ASSAY_EUSAGE, ""},
};

static void check(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct row *row = *state;
    struct options options;
    struct assay_error err = {0};
    int kept;

    assert_int_equal(parse(row->words, FOR_CHECK, &options, &kept, arena, &err), row->status);
    if (row->remedy)
        assert_non_null(strstr(err.remedy, row->remedy));
}

/* One name, two meanings: the command decides which, for a word as for a letter. */
static void a_name_means_what_the_command_takes(void **state)
{
    (void)state;
    assert_int_equal(options_words("--vkey", FOR_WITNESS), 2);
    assert_int_equal(options_words("--vkey", FOR_KEY), 1);
    assert_int_equal(options_words("-o", FOR_PROVE), 2);
    assert_int_equal(options_words("--vkey=LINE", FOR_WITNESS), 1);
}

static void a_flag_beats_the_environment_beats_the_config(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct options options;
    struct assay_error err = {0};
    int kept;

    (void)state;
    setenv("ASSAY_FAIL_ON", "low", 1);
    assert_ok(parse("--fail-on high", FOR_CHECK, &options, &kept, arena, &err), err);
    assert_string_equal(options.fail_on, "high");
    assert_ok(parse("", FOR_CHECK, &options, &kept, arena, &err), err);
    assert_string_equal(options.fail_on, "low");
    assert_ok(options_default(&options, "fail-on", "critical", true, arena, &err), err);
    assert_string_equal(options.fail_on, "low");
    unsetenv("ASSAY_FAIL_ON");
    assert_ok(parse("", FOR_CHECK, &options, &kept, arena, &err), err);
    assert_ok(options_default(&options, "fail-on", "critical", true, arena, &err), err);
    assert_string_equal(options.fail_on, "critical");
    assert_int_equal(options_default(&options, "fail-of", "low", true, arena, &err), ASSAY_EUSAGE);
    /* a config that came with the target decides neither what blocks nor where a report is written
     */
    assert_int_equal(options_default(&options, "output", "json=/tmp/x", false, arena, &err),
                     ASSAY_EUSAGE);
    assert_ok(options_default(&options, "color", "never", false, arena, &err), err);
}

static void a_wrong_variable_is_named(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct options options;
    struct assay_error err = {0};
    int kept;

    (void)state;
    setenv("ASSAY_JOBS", "two", 1);
    assert_int_equal(parse("", FOR_CHECK, &options, &kept, arena, &err), ASSAY_EUSAGE);
    assert_non_null(strstr(err.why, "ASSAY_JOBS"));
    unsetenv("ASSAY_JOBS");
}

static void lists_keep_their_order(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct options options;
    struct assay_error err = {0};
    int kept;

    (void)state;
    assert_ok(parse("a -o json=x --output sarif=y b", FOR_CHECK, &options, &kept, arena, &err),
              err);
    assert_int_equal(kept, 2);
    assert_int_equal(options.outputs.count, 2);
    assert_string_equal(options.outputs.texts[0], "json=x");
    assert_string_equal(options.outputs.texts[1], "sarif=y");
}

static void the_table_is_sorted_and_its_letters_are_single(void **state)
{
    (void)state;
    for (size_t i = 1; i < option_count; i++) {
        int order = strcmp(option_table[i - 1].name, option_table[i].name);

        /* one name may stand twice, for different commands */
        assert_true(order < 0 ||
                    (order == 0 && !(option_table[i - 1].commands & option_table[i].commands)));
        for (size_t j = 0; j < i; j++)
            assert_true(!option_table[i].letter ||
                        option_table[i].letter != option_table[j].letter ||
                        strcmp(option_table[i].name, option_table[j].name) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_means_what_the_command_takes),
        cmocka_unit_test(a_flag_beats_the_environment_beats_the_config),
        cmocka_unit_test(a_wrong_variable_is_named),
        cmocka_unit_test(lists_keep_their_order),
        cmocka_unit_test(the_table_is_sorted_and_its_letters_are_single),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check, rows);
}
