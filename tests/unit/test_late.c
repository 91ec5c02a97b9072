/* test_late.c - what is found in a container is picked out of all parts, and nothing beside it. */

#include "cache/late.h"

#include "base/kit.h"
#include "rows.h"

enum { MANY_PLACES = 65 }; /* one more than are compared */

static const struct assay_examination content = {.format = ""};

struct scene {
    struct inventory_part *parts[2];
    struct late late;
    struct cache_draft draft;
};

static int make(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);

    if (!scene)
        return -1;
    scene->parts[0] = inventory_part_new();
    scene->parts[1] = inventory_part_new();
    *state = scene;
    return scene->parts[0] && scene->parts[1] ? 0 : -1;
}

static int clear(void **state)
{
    struct scene *scene = *state;

    late_clear(&scene->late);
    inventory_part_free(scene->parts[0]);
    inventory_part_free(scene->parts[1]);
    free(scene);
    return 0;
}

static const struct assay_path *path(struct scene *scene, const struct assay_path *container,
                                     const char *name)
{
    return inventory_path(scene->parts[0], container, bytes_text(name));
}

static void found(struct inventory_part *part, const struct assay_path *at)
{
    inventory_add(part, &(struct assay_item){.path = at, .content = &content});
}

static void gap(struct inventory_part *part, const struct assay_path *at)
{
    inventory_gap(part, "bundle.encrypted", at, ASSAY_NO_OFFSET, "why");
}

static void add(struct scene *scene, struct entry_place *places, size_t count)
{
    const struct entry entry = {.places = places, .place_count = count};

    assert_true(late_add(&scene->late, &entry, &scene->draft));
}

/* Of two threads each has a member; of another container, and of none, nothing is taken. */
static void members_come_from_all_parts(void **state)
{
    struct scene *scene = *state;
    struct entry_place one = {.path = path(scene, NULL, "a.zip")};
    struct entry_place other = {.path = path(scene, NULL, "b.zip")};
    const struct assay_path *inner = path(scene, one.path, "inner.tar");

    add(scene, &one, 1);
    add(scene, &other, 1);
    found(scene->parts[0], one.path);
    found(scene->parts[0], path(scene, NULL, "a.zip.sha256"));
    found(scene->parts[1], path(scene, inner, "deep.csv"));
    gap(scene->parts[1], path(scene, other.path, "keys.bin"));
    gap(scene->parts[1], NULL);
    late_gather(&scene->late, scene->parts, 2);
    assert_int_equal(scene->late.count, 2);
    assert_int_equal(scene->late.entries[0].findings.item_count, 2);
    assert_int_equal(scene->late.entries[0].findings.gap_count, 0);
    assert_int_equal(scene->late.entries[1].findings.item_count, 0);
    assert_int_equal(scene->late.entries[1].findings.gap_count, 1);
    assert_false(scene->late.entries[0].findings.failed);
}

static void each_place_of_a_content_leads_to_it(void **state)
{
    struct scene *scene = *state;
    struct entry_place places[] = {{.path = path(scene, NULL, "v1/a.zip")},
                                   {.path = path(scene, NULL, "v2/a.zip")}};

    add(scene, places, 2);
    found(scene->parts[0], path(scene, places[0].path, "x"));
    gap(scene->parts[1], places[1].path);
    late_gather(&scene->late, scene->parts, 2);
    assert_int_equal(scene->late.entries[0].findings.item_count, 1);
    assert_int_equal(scene->late.entries[0].findings.gap_count, 1);
}

/* ---- findings of one entry, where one thread has them all ---- */

static void since(struct scene *scene, struct findings *findings, struct inventory_mark mark,
                  struct entry_place *places, size_t count)
{
    const struct entry entry = {.places = places, .place_count = count};

    findings_since(findings, scene->parts[0], mark, &entry);
}

static void what_was_there_before_is_not_taken(void **state)
{
    struct scene *scene = *state;
    struct entry_place place = {.path = path(scene, NULL, "a.zip")};
    CLEANUP(findings_clear) struct findings findings = {0};
    struct inventory_mark mark;

    found(scene->parts[0], place.path);
    gap(scene->parts[0], place.path);
    inventory_mark(scene->parts[0], &mark);
    found(scene->parts[0], path(scene, place.path, "member"));
    found(scene->parts[0], path(scene, NULL, "another"));
    gap(scene->parts[0], path(scene, NULL, "another"));
    since(scene, &findings, mark, &place, 1);
    assert_int_equal(findings.item_count, 1);
    assert_string_equal(findings.items[0]->path->name, "member");
    assert_int_equal(findings.gap_count, 0);
    assert_false(findings.failed);
}

/* Gaps are repeated at each place; of very many it is not told whose a gap is, and none is kept. */
static void gaps_of_very_many_places_are_not_compared(void **state)
{
    struct scene *scene = *state;
    struct entry_place places[MANY_PLACES];
    CLEANUP(findings_clear) struct findings few = {0};
    CLEANUP(findings_clear) struct findings many = {0};
    struct inventory_mark mark;

    inventory_mark(scene->parts[0], &mark);
    for (size_t i = 0; i < MANY_PLACES; i++) {
        char name[16];

        snprintf(name, sizeof name, "%zu.bin", i);
        places[i] = (struct entry_place){.path = path(scene, NULL, name)};
        gap(scene->parts[0], places[i].path);
    }
    since(scene, &few, mark, places, MANY_PLACES - 1);
    assert_int_equal(few.gap_count, MANY_PLACES - 1);
    assert_false(few.failed);
    since(scene, &many, mark, places, MANY_PLACES);
    assert_true(many.failed);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, make, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(members_come_from_all_parts),
        CASE(each_place_of_a_content_leads_to_it),
        CASE(what_was_there_before_is_not_taken),
        CASE(gaps_of_very_many_places_are_not_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
