/* test_record.c - what an entry says about an inventory. */

#include "ledger/record.h"

#include "json.h"
#include "ledger.h"
#include "ledger/ledger.h"
#include "sample.h"

/* Records one inventory in a ledger of its own and reads the statement back. */
static void record_one(struct bench *bench, const struct assay_inventory *inventory,
                       struct arena *arena, struct entry *entry, struct assay_record_result *result)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    size_t size;

    assert_ok(assay_ledger_open_writer(bench->path, NULL, bench->key, &ledger, &err), err);
    assert_ok(assay_ledger_record(ledger, bench->key, inventory, BENCH_TIME, result, &err), err);
    assert_ok(assay_ledger_entry(ledger, result->index, &text, &size, &err), err);
    assert_ok(entry_read(arena, bytes_of(arena_copy(arena, bytes_of(text, size)), size), "entry",
                         entry, &err),
              err);
}

static void assert_member(const struct doc *map, const char *name, const char *wanted)
{
    const char *text = "";

    assert_true(statement_text(map, name, &text));
    assert_string_equal(text, wanted);
}

static void test_statement(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = sample_inventory();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_record_result result;
    const struct doc *predicate, *subjects;
    struct record record;
    struct entry entry;

    (void)state;
    bench_make(&bench);
    record_one(&bench, inventory, arena, &entry, &result);
    predicate = entry.statement.predicate;
    subjects = entry.statement.subjects;
    assert_true(
        bytes_equal(entry.statement.predicate_type, BYTES("urn:assay:predicate/inventory/v1")));
    assert_true(record_read(&entry.statement, &record));
    assert_memory_equal(record.root, inventory->root, sizeof record.root);
    assert_int_equal(record.lines, inventory->item_count);
    assert_true(record_is_about(&record, &inventory->target));
    assert_true(record_is_about(&record, NULL));
    assert_member(predicate, "time", "2025-11-20T00:53:20Z");
    assert_member(predicate, "gaps", "3");
    assert_member(doc_get(predicate, "tool"), "name", "assay");
    assert_member(doc_get(predicate, "totals"), "commits", "9");
    assert_member(doc_get(predicate, "target"), "head", inventory->target.head);
    assert_member(doc_get(predicate, "subjects"), "omitted", "0");

    /* The manifest first, then each data set and model. */
    assert_int_equal(subjects->count, 1 + result.items);
    assert_member(&subjects->items[0], "name", "git/history");
    assert_true(
        statement_sha256(doc_get(&subjects->items[0], "digest"), "sha256", (uint8_t[32]){0}));
    assert_int_equal(result.items, inventory->totals.models + inventory->totals.datasets);
    assert_member(&subjects->items[1], "name", "data/caf\\xe9.csv");
}

static void test_other_targets(void **state)
{
    struct record record = {
        .target = {.type = "git", .view = "head", .name = "a", .head = "1", .range = ""}};
    struct assay_target_facts facts = record.target;

    (void)state;
    assert_true(record_is_about(&record, &facts));
    facts.head = "2"; /* time goes on, the target stays */
    assert_true(record_is_about(&record, &facts));
    facts.view = "history";
    assert_false(record_is_about(&record, &facts));
    facts = record.target;
    facts.name = "b";
    assert_false(record_is_about(&record, &facts));
    facts = record.target;
    facts.range = "1..2";
    assert_false(record_is_about(&record, &facts));
}

/* More models than an entry can name, some of them under one name. */
static struct assay_inventory *many_models(unsigned count)
{
    struct inventory_part *part = inventory_part_new();
    struct assay_target_facts target = {
        .type = "git", .view = "history", .name = "x", .head = "", .range = ""};
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    for (unsigned i = 0; i < count; i++) {
        struct assay_examination *content =
            arena_alloc(inventory_part_arena(part), sizeof *content);
        char name[64];

        content->format = "gguf";
        content->kind = ASSAY_KIND_MODEL;
        memcpy(content->sha256, &i, sizeof i);
        snprintf(name, sizeof name, "models/a/long/folder/of/models/%05u.gguf", i / 2);
        inventory_add(part, &(struct assay_item){
                                .path = inventory_path(part, NULL, bytes_text(name)),
                                .content = content,
                            });
    }
    assert_ok(inventory_merge(&part, 1, &target, &inventory, &err), err);
    return inventory;
}

static void test_too_many(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = many_models(1000);
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_record_result result;
    struct bench_problems problems;
    uint64_t named, omitted;
    struct entry entry;

    (void)state;
    bench_make(&bench);
    record_one(&bench, inventory, arena, &entry, &result);
    assert_true(statement_u64(doc_get(entry.statement.predicate, "subjects"), "named", &named));
    assert_true(statement_u64(doc_get(entry.statement.predicate, "subjects"), "omitted", &omitted));
    assert_int_equal(result.items, 1000);
    assert_int_equal(named + omitted, 1000);
    assert_in_range(named, 300, 600);
    assert_int_equal(entry.statement.subjects->count, 1 + named);
    assert_in_range(entry.envelope.payload.size, ENTRY_PAYLOAD_MAX - 300, ENTRY_PAYLOAD_MAX);
    assert_non_null(doc_get(&entry.statement.subjects->items[1], "name"));
    assert_null(doc_get(&entry.statement.subjects->items[2], "name")); /* stood before */
    assert_int_equal(bench_verify(bench.path, &problems), ASSAY_OK);
}

static void test_read_only(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = bench_inventory("x", 1);
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_record_result result;
    struct assay_error err = {0};

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "x", 2);
    assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
    assert_int_equal(assay_ledger_record(ledger, bench.key, inventory, 0, &result, &err),
                     ASSAY_EINTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statement),
        cmocka_unit_test(test_other_targets),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_read_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
