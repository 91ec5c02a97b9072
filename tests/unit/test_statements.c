/* test_statements.c - what a signed digest is of: the whole target, a document in it, or nothing.
 */

#include "assess/run.h"

#include "base/arena.h"
#include "base/kit.h"
#include "inventory/build.h"
#include "rows.h"

enum { MANIFEST = 0xbb, REPORT = 0x11, TWICE = 0x22, ELSEWHERE = 0x33, WAIVED = 0x44 };

struct scene {
    struct assay_inventory *inventory, *recorded;
    struct assay_attestation attestations[2];
    struct assay_waiver waivers[1];
    struct assay_testimony testimony;
    struct assay_gate gate;
    struct assessment assessment;
    struct statements statements;
};

static const struct assay_signed_subject first[] = {
    {.name = "report.pdf", .sha256 = {REPORT}},
    {.name = "twice", .sha256 = {TWICE}},
};
static const struct assay_signed_subject second[] = {
    {.name = "again", .sha256 = {TWICE}},
    {.name = "elsewhere", .sha256 = {ELSEWHERE}},
};
static const struct assay_signed_subject waived[] = {{.name = "waived", .sha256 = {WAIVED}}};

/* An inventory of two contents, one of them at two paths. */
static struct assay_inventory *inventory_of(void)
{
    static const struct assay_target_facts facts = {
        .type = "git", .view = "worktree", .name = "x", .head = "", .range = ""};
    static const struct assay_examination contents[] = {{.sha256 = {REPORT}, .format = ""},
                                                        {.sha256 = {WAIVED}, .format = ""}};
    static const char *const paths[] = {"a.pdf", "b.pdf", "copy.pdf"};
    struct inventory_part *part = inventory_part_new();
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        inventory_add(part,
                      &(struct assay_item){.path = inventory_path(part, NULL, bytes_text(paths[i])),
                                           .content = &contents[i % 2]});
    assert_ok(inventory_merge(&part, 1, &facts, &inventory, &err), err);
    return inventory;
}

static int make(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct assay_error err = {0};

    if (!scene)
        return -1;
    scene->inventory = inventory_of();
    scene->recorded = inventory_of();
    scene->attestations[0] =
        (struct assay_attestation){.subjects = first, .subject_count = ARRAY_LEN(first)};
    scene->attestations[1] =
        (struct assay_attestation){.subjects = second, .subject_count = ARRAY_LEN(second)};
    scene->waivers[0] =
        (struct assay_waiver){.subjects = waived, .subject_count = ARRAY_LEN(waived)};
    scene->testimony = (struct assay_testimony){.attestations = scene->attestations,
                                                .attestation_count = 2,
                                                .has_manifest = true,
                                                .manifest = {MANIFEST}};
    scene->gate = (struct assay_gate){.testimony = &scene->testimony, .recorded = scene->recorded};
    scene->assessment =
        (struct assessment){.arena = arena_new(),
                            .waivers = scene->waivers,
                            .shown = {.inventory = scene->inventory, .waiver_count = 1}};
    *state = scene;
    assert_ok(statements_make(&scene->statements, &scene->assessment, &scene->gate, &err), err);
    return 0;
}

static int clear(void **state)
{
    struct scene *scene = *state;

    statements_clear(&scene->statements);
    arena_free(scene->assessment.arena);
    assay_inventory_free(scene->inventory);
    assay_inventory_free(scene->recorded);
    free(scene);
    return 0;
}

static void again(struct scene *scene)
{
    struct assay_error err = {0};

    statements_clear(&scene->statements);
    assert_ok(statements_make(&scene->statements, &scene->assessment, &scene->gate, &err), err);
}

/* Attestations are told by their numbers, waivers behind them. */
static void a_digest_leads_to_all_that_is_signed_for_it(void **state)
{
    const struct scene *scene = *state;
    const struct key_place *places;
    size_t count;

    places = statements_of(&scene->statements, (const uint8_t[32]){TWICE}, &count);
    assert_int_equal(count, 2);
    assert_int_equal(places[0].at, 0);
    assert_int_equal(places[1].at, 1);
    places = statements_of(&scene->statements, (const uint8_t[32]){WAIVED}, &count);
    assert_int_equal(count, 1);
    assert_int_equal(places[0].at, 2);
    assert_null(statements_of(&scene->statements, (const uint8_t[32]){0x99}, &count));
}

static void a_document_in_the_target_speaks_for_it(void **state)
{
    const struct scene *scene = *state;

    assert_true(is_of_target(&scene->statements, (const uint8_t[32]){REPORT}));
    assert_true(is_of_target(&scene->statements, (const uint8_t[32]){WAIVED}));
    assert_false(is_of_target(&scene->statements, (const uint8_t[32]){ELSEWHERE}));
    assert_false(is_whole_target(&scene->statements, (const uint8_t[32]){REPORT}));
}

/* The manifest is of what was recorded: where the target is another by now, nobody signed that. */
static void a_manifest_is_of_the_target_as_it_was_recorded(void **state)
{
    struct scene *scene = *state;
    const uint8_t manifest[32] = {MANIFEST};

    assert_true(is_whole_target(&scene->statements, scene->inventory->root));
    assert_true(is_whole_target(&scene->statements, manifest));
    assert_true(is_of_target(&scene->statements, manifest));
    scene->recorded->root[31] ^= 1;
    again(scene);
    assert_true(is_whole_target(&scene->statements, scene->inventory->root));
    assert_false(is_of_target(&scene->statements, manifest));
    scene->gate.recorded = NULL;
    again(scene);
    assert_false(is_of_target(&scene->statements, manifest));
}

static void nothing_signed_is_of_nothing(void **state)
{
    struct scene *scene = *state;
    size_t count;

    scene->gate.testimony = NULL;
    scene->assessment.shown.waiver_count = 0;
    again(scene);
    assert_null(statements_of(&scene->statements, (const uint8_t[32]){REPORT}, &count));
    assert_false(is_of_target(&scene->statements, (const uint8_t[32]){REPORT}));
    assert_true(is_whole_target(&scene->statements, scene->inventory->root));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, make, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_digest_leads_to_all_that_is_signed_for_it),
        CASE(a_document_in_the_target_speaks_for_it),
        CASE(a_manifest_is_of_the_target_as_it_was_recorded),
        CASE(nothing_signed_is_of_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
