/* test_lookup.c - items by path, gaps by path, and the use that a path tells. */

#include "policy/lookup.h"
#include "policy/record_path.h"

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

/* Files of a tree, in the canonical order; the packed ones are of a.zip. */
static const char *const tree[] = {"a.zip", "m/a", "p/m/a", "p/m/b/c", "p/r/n/x.csv", "p/r/x.yml"};
static const char *const packed[] = {"m/a", "p/m/a", "p/x.yml"};

static const struct named {
    const char *name;
    bool packed; /* record and what it means */
    const char *record, *written, *meant;
    bool stands, file;
} named[] = {
    {"beside the record", false, "p/r/x.yml", "n/x.csv", "p/r/n/x.csv", true, true},
    {"in the folder above", false, "p/r/x.yml", "m/a", "p/m/a", true, true},
    {"with a dot before it", false, "p/r/x.yml", ".//m/a", "p/m/a", true, true},
    {"from the top", false, "p/r/x.yml", "p/m/a", "p/m/a", true, true},
    {"at the top alone", false, "p/r/x.yml", "a.zip", "a.zip", true, true},
    {"of a record at the top", false, "x.yml", "m/a", "m/a", true, true},
    {"not below the record", false, "x.yml", "r/x.yml", "r/x.yml", false, false},
    {"a folder is meant too", false, "p/r/x.yml", "m/b", "p/m/b", true, false},
    {"ended with a slash", false, "p/r/x.yml", "m/b/", "p/m/b/", true, false},
    {"a name that begins alike", false, "p/r/x.yml", "m/b/cc", "m/b/cc", false, false},
    {"half of a name", false, "p/r/x.yml", "n/x", "n/x", false, false},
    {"absolute", false, "p/r/x.yml", "/m/a", "/m/a", false, false},
    {"upwards", false, "p/r/x.yml", "../m/a", "../m/a", false, false},
    {"empty", false, "p/r/x.yml", "", "", false, false},
    {"itself", false, "p/r/x.yml", "x.yml", "p/r/x.yml", true, true},
    {"in an archive, of the same", true, "p/x.yml", "m/a", "p/m/a", true, true},
};

static void check_named(void **state)
{
    enum { FILES = ARRAY_LEN(tree), ALL = FILES + ARRAY_LEN(packed) };
    const struct named *row = *state;
    const struct assay_path archive = {.name = tree[0], .size = strlen(tree[0])};
    struct assay_path record = {.container = row->packed ? &archive : NULL,
                                .name = row->record,
                                .size = strlen(row->record)};
    struct assay_path paths[ALL];
    struct assay_item items[ALL];
    struct record_path meant;

    for (size_t i = 0; i < ALL; i++) { /* what is packed stands behind its archive, the first */
        bool inside = i > 0 && i <= ARRAY_LEN(packed);
        const char *name = inside ? packed[i - 1] : tree[i ? i - ARRAY_LEN(packed) : 0];

        paths[i] = (struct assay_path){
            .container = inside ? &archive : NULL, .name = name, .size = strlen(name)};
        items[i] = (struct assay_item){.path = &paths[i]};
    }
    assert_true(record_path_find(&(struct assay_inventory){.items = items, .item_count = ALL},
                                 &record, bytes_text(row->written), &meant));
    assert_int_equal(meant.path.size, strlen(row->meant));
    assert_memory_equal(meant.path.name, row->meant, meant.path.size);
    assert_int_equal(meant.stands, row->stands);
    assert_int_equal(meant.item != NULL, row->file);
    assert_int_equal(meant.item && meant.item->path->container, row->packed);
    record_path_clear(&meant);
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

    return RUN_CASES(check_role, rows) + RUN_CASES(check_named, named) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
