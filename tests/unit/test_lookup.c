/* test_lookup.c - items by path, gaps by path, and the use that a path tells. */

#include "policy/lookup.h"

#include "sample.h"

#include "rows.h"

static const struct row {
    const char *name;
    const char *container; /* or NULL */
    const char *path;
    const char *role;
    bool of_others;
    const char *folder; /* that was named; NULL: the whole */
} rows[] = {
    {"a source file", NULL, "src/main.c", "", false, NULL},
    {"a test folder", NULL, "tests/data/a.csv", "fixture", true, NULL},
    {"in capitals", NULL, "Tests/a.csv", "fixture", true, NULL},
    {"deep inside", NULL, "pkg/sub/__fixtures__/a.csv", "fixture", true, NULL},
    {"a file of that name", NULL, "data/tests", "", false, NULL},
    {"part of a word", NULL, "contest/a.csv", "", false, NULL},
    {"a notebook", NULL, "a.ipynb", "notebook", false, NULL},
    {"a notebook among tests", NULL, "tests/a.ipynb", "notebook", false, NULL},
    {"a log", NULL, "run.log", "log", false, NULL},
    {"a folder of logs", NULL, "logs/2026/a.jsonl", "log", false, NULL},
    {"prompts", NULL, "prompts/a.txt", "prompt", false, NULL},
    {"transcripts", NULL, "eval/transcripts/a.txt", "transcript", false, NULL},
    {"only an ending", NULL, ".log", "", false, NULL},
    {"an archive among tests", "tests/a.zip", "data/x.csv", "fixture", true, NULL},
    {"a test folder in an archive", "a.zip", "tests/x.csv", "fixture", true, NULL},
    {"nothing", NULL, "", "", false, NULL},
    {"an example", NULL, "examples/credit/a.csv", "", true, NULL},
    {"the folder that was named", NULL, "examples/credit/a.csv", "", false, "examples/credit"},
    {"named tests itself", NULL, "tests/a.csv", "", false, "tests"},
    {"tests below it", NULL, "tests/tests/a.csv", "fixture", true, "tests"},
    {"a folder that begins like it", NULL, "tests2/tests/a.csv", "fixture", true, "tests"},
    {"beside it", NULL, "examples/other/a.csv", "", true, "examples/credit"},
    {"packed below it", "tests/a.zip", "x.csv", "", true, "tests"},
    {"its name in an archive", "tests/a.zip", "tests/x.csv", "fixture", true, "tests"},
};

static void check_role(void **state)
{
    const struct row *row = *state;
    struct assay_path container = {.name = row->container,
                                   .size = row->container ? strlen(row->container) : 0};
    struct assay_path path = {.container = row->container ? &container : NULL,
                              .name = row->path,
                              .size = strlen(row->path)};

    const struct assay_target_facts target = {.type = "git", .folder = row->folder};

    assert_string_equal(lookup_role(&target, &path), row->role);
    assert_int_equal(lookup_is_of_others(&target, &path), row->of_others);
}

static void items_and_gaps_are_found_by_path(void **state)
{
    struct assay_inventory *inventory = sample_inventory();
    struct assay_error err = {0};
    struct assay_path none = {.name = "no/such", .size = 7};
    struct gap_index gaps;
    size_t count, with_gaps = 0;

    (void)state;
    assert_ok(gap_index_init(&gaps, inventory, &err), err);
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *found = lookup_item(inventory, inventory->items[i].path);

        assert_int_equal(assay_path_compare(found->path, inventory->items[i].path), 0);
        assert_null(gap_index_find(&gaps, inventory->items[i].path, &count));
    }
    assert_null(lookup_item(inventory, &none));
    for (size_t i = 0; i < inventory->gap_count; i++) {
        if (!inventory->gaps[i].path)
            continue;
        assert_ptr_equal(gap_index_find(&gaps, inventory->gaps[i].path, &count)[0],
                         &inventory->gaps[i]);
        assert_int_equal(count, 1);
        with_gaps++;
    }
    assert_int_equal(with_gaps, 2);
    gap_index_clear(&gaps);
    assay_inventory_free(inventory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(items_and_gaps_are_found_by_path)};

    return RUN_CASES(check_role, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
