/* test_value.c - a result of examination as bytes and back; and bytes that are no such thing. */

#include "rows.h"

#include "base/kit.h"
#include "cache/value.h"
#include "inventory/gaps.h"

/* An entry with two places at most, and a part to examine it into. */
struct scene {
    struct inventory_part *part;
    struct entry_place places[2];
    struct entry entry;
    struct inventory_mark mark;
    struct source_budget whole, spent;
    struct findings findings;
};

static void scene_make(struct scene *scene, size_t places)
{
    *scene = (struct scene){.part = inventory_part_new()};
    assert_non_null(scene->part);
    scene->places[0].path = inventory_path(scene->part, NULL, BYTES("a.zip"));
    scene->places[1].path = inventory_path(scene->part, NULL, BYTES("copies/a.zip"));
    scene->entry =
        (struct entry){.places = scene->places, .place_count = places, .type = ASSAY_ITEM_FILE};
    source_budget_init(&scene->whole, NULL);
    source_budget_part(&scene->spent, &scene->whole);
    inventory_mark(scene->part, &scene->mark);
}

static void scene_clear(struct scene *scene)
{
    findings_clear(&scene->findings);
    inventory_part_free(scene->part);
}

static const char *const texts[] = {"one", "two \xc3\xa4"};
static const struct assay_fact facts[] = {
    {.id = ASSAY_FACT_DATASET_COLUMN_NAMES,
     .declared = true,
     .value = {.type = ASSAY_VALUE_TEXTS, .texts = texts, .count = 2}},
    {.id = ASSAY_FACT_DATASET_ROWS, .value = {.type = ASSAY_VALUE_INT, .integer = 12}},
};
static const struct assay_place places[] = {
    {.offset = 77, .line = 3, .column = 4, .value = {true, {1, 2, 3}}}};
static const struct assay_column_count columns[] = {{"contact", 9}};
static const struct assay_observation observations[] = {
    {.class_name = "pii.email",
     .confidence = ASSAY_HIGH,
     .count = 9,
     .detail = "",
     .masked = "a**g",
     .places = places,
     .place_count = 1,
     .columns = columns,
     .column_count = 1},
};
static const struct assay_claim claims[] = {{.role = ASSAY_CLAIM_LAYER,
                                             .elsewhere = true,
                                             .name = "layer.tar",
                                             .digest = "sha256:00",
                                             .media_type = "application/x-tar",
                                             .title = "v1",
                                             .size = ASSAY_NO_SIZE,
                                             .offset = 12}};
static const struct assay_examination whole_content = {.size = 1000,
                                                       .sha256 = {1, 2, 3},
                                                       .kind = ASSAY_KIND_CONTAINER,
                                                       .format = "zip",
                                                       .load = ASSAY_LOAD_DANGEROUS};
static const struct assay_examination member_content = {.size = 12,
                                                        .sha256 = {9, 8},
                                                        .kind = ASSAY_KIND_DATASET,
                                                        .format = "csv",
                                                        .facts = facts,
                                                        .fact_count = 2,
                                                        .observations = observations,
                                                        .observation_count = 1,
                                                        .cut = true,
                                                        .claims = claims,
                                                        .claim_count = 1};

static void add(struct scene *scene, const struct assay_path *path, const char *link,
                const struct assay_examination *content)
{
    const struct assay_item item = {.path = path,
                                    .type = link ? ASSAY_ITEM_SYMLINK : ASSAY_ITEM_FILE,
                                    .link = link,
                                    .content = content};

    inventory_add(scene->part, &item);
}

/* A zip with a zip in it, a table in that, and gaps at each level. */
static void examine(struct scene *scene)
{
    const struct assay_path *inner =
        inventory_path(scene->part, scene->places[0].path, BYTES("in\xff.zip"));
    const struct assay_path *table = inventory_path(scene->part, inner, BYTES("t.csv"));
    struct assay_error err = {0};

    assert_ok(source_budget_entry(&scene->spent, &err), err);
    assert_ok(source_budget_bytes(&scene->spent, 1012, &err), err);
    add(scene, table, NULL, &member_content);
    inventory_gap(scene->part, GAP_DATA_BAD_RECORD, table, 5, "a row of three");
    add(scene, inventory_path(scene->part, inner, BYTES("link")), "t.csv\xfe", &member_content);
    add(scene, inner, NULL, &whole_content);
    inventory_gap(scene->part, GAP_BUNDLE_ENCRYPTED,
                  inventory_path(scene->part, inner, BYTES("seen by its gap alone")),
                  ASSAY_NO_OFFSET, "encrypted");
    for (size_t i = 0; i < scene->entry.place_count; i++) {
        add(scene, scene->places[i].path, NULL, &whole_content);
        inventory_gap(scene->part, GAP_BUNDLE_TRAILING_DATA, scene->places[i].path, 900,
                      "100 bytes");
    }
}

static char *show(struct scene *scene)
{
    const struct assay_target_facts target = {.type = "", .view = "", .head = "", .range = ""};
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};
    char *text = NULL;
    size_t size;

    assert_ok(inventory_merge(&scene->part, 1, &target, &inventory, &err), err);
    assert_ok(assay_inventory_json(inventory, &text, &size, &err), err);
    return text;
}

static const struct findings *find(struct scene *scene)
{
    findings_clear(&scene->findings);
    findings_since(&scene->findings, scene->part, scene->mark, &scene->entry);
    return &scene->findings;
}

static void put(struct scene *scene, struct buf *out)
{
    *out = (struct buf){.ceiling = SIZE_MAX};
    assert_true(value_write(&scene->entry, &scene->spent, find(scene), out));
}

/* They stand in no canonical form, so they are looked at here. */
static void check_claims(const struct scene *scene)
{
    struct inventory_mark mark = scene->mark;
    const struct assay_item *item;
    size_t count = 0;

    while ((item = inventory_item_since(scene->part, &mark))) {
        const struct assay_claim *claim = item->content->claims;

        if (item->content->claim_count == 0)
            continue;
        count++;
        assert_true(item->content->cut && claim->elsewhere);
        assert_int_equal(claim->role, ASSAY_CLAIM_LAYER);
        assert_string_equal(claim->name, "layer.tar");
        assert_string_equal(claim->digest, "sha256:00");
        assert_string_equal(claim->media_type, "application/x-tar");
        assert_string_equal(claim->title, "v1");
        assert_true(claim->size == ASSAY_NO_SIZE && claim->offset == 12);
    }
    assert_int_equal(count, 2);
}

static void comes_back_the_same(void **state)
{
    (void)state;
    for (size_t count = 1; count <= 2; count++) {
        CLEANUP(buf_clear) struct buf value;
        CLEANUP(free_cleanup) char *before = NULL;
        CLEANUP(free_cleanup) char *after = NULL;
        struct scene first, second;

        scene_make(&first, count);
        examine(&first);
        put(&first, &value);
        before = show(&first);
        scene_make(&second, count);
        assert_true(value_read(buf_bytes(&value), &second.entry, &second.whole, second.part));
        check_claims(&second);
        assert_int_equal(second.whole.entries, 1);
        assert_int_equal(second.whole.expanded, 1012);
        after = show(&second);
        assert_string_equal(before, after);
        scene_clear(&first);
        scene_clear(&second);
    }
}

/* Whether a gap of the entry itself is repeated at further places shows only where there are any.
 */
static void own_gaps_of_one_place_do_not_serve_two(void **state)
{
    CLEANUP(buf_clear) struct buf value;
    struct scene one, two;

    (void)state;
    scene_make(&one, 1);
    examine(&one);
    put(&one, &value);
    scene_make(&two, 2);
    assert_false(value_read(buf_bytes(&value), &two.entry, &two.whole, two.part));
    scene_clear(&one);
    scene_clear(&two);
}

static void a_budget_that_is_spent_is_no_answer(void **state)
{
    CLEANUP(buf_clear) struct buf value;
    struct inventory_mark mark;
    struct scene scene;

    (void)state;
    scene_make(&scene, 1);
    examine(&scene);
    put(&scene, &value);
    scene.whole.limits.expand = 1500;
    inventory_mark(scene.part, &mark);
    assert_false(value_read(buf_bytes(&value), &scene.entry, &scene.whole, scene.part));
    assert_null(inventory_item_since(scene.part, &mark));
    assert_int_equal(scene.whole.expanded, 1012);
    scene_clear(&scene);
}

/* What is cut, or has one bit turned, is refused or read; it never does harm, and refused it adds
 * nothing. */
static void damage_is_refused_or_harmless(void **state)
{
    CLEANUP(buf_clear) struct buf value;
    struct scene scene;

    (void)state;
    scene_make(&scene, 1);
    examine(&scene);
    put(&scene, &value);
    for (size_t bit = 0; bit < value.size * 8; bit++) {
        struct inventory_mark mark;
        struct scene other;

        scene_make(&other, 1);
        inventory_mark(other.part, &mark);
        if (bit < value.size)
            assert_false(
                value_read(bytes_of(value.data, bit), &other.entry, &other.whole, other.part));
        value.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        if (!value_read(buf_bytes(&value), &other.entry, &other.whole, other.part)) {
            assert_null(inventory_item_since(other.part, &mark));
            assert_null(inventory_gap_since(other.part, &mark));
        }
        value.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        scene_clear(&other);
    }
    scene_clear(&scene);
}

struct row {
    const char *name;
    const char *gap; /* at the entry, or NULL */
    enum assay_kind kind;
    bool refused, no_item;
};

static const struct row rows[] = {
    {"a file that changed", GAP_FILE_CHANGED, ASSAY_KIND_OTHER, false, false},
    {"a file that was not read", GAP_FILE_UNREADABLE, ASSAY_KIND_OTHER, false, true},
    {"an object that is damaged", GAP_GIT_OBJECT_CORRUPT, ASSAY_KIND_OTHER, false, false},
    {"the time is over", GAP_TIME_LIMIT, ASSAY_KIND_OTHER, false, false},
    {"members of the run", GAP_BUNDLE_COUNT_LIMIT, ASSAY_KIND_CONTAINER, false, false},
    {"bytes of the run", GAP_BUNDLE_SIZE_LIMIT, ASSAY_KIND_CONTAINER, false, false},
    {"a refusal without a gap", NULL, ASSAY_KIND_CONTAINER, true, false},
    {"a pointer whose content is not here", GAP_POINTER_LFS_MISSING, ASSAY_KIND_POINTER, false,
     false},
    {"a pointer whose content is here", NULL, ASSAY_KIND_POINTER, false, false},
    {"nothing to say", NULL, ASSAY_KIND_OTHER, false, true},
};

static void is_not_kept(void **state)
{
    const struct row *row = *state;
    const struct assay_examination content = {.kind = row->kind, .format = ""};
    CLEANUP(buf_clear) struct buf value = {.ceiling = SIZE_MAX};
    struct scene scene;

    scene_make(&scene, 1);
    if (!row->no_item)
        add(&scene, scene.places[0].path, NULL, &content);
    if (row->gap)
        inventory_gap(scene.part, row->gap, scene.places[0].path, ASSAY_NO_OFFSET, "so");
    scene.spent.refused = row->refused;
    assert_false(value_write(&scene.entry, &scene.spent, find(&scene), &value));
    scene_clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_the_same),
        cmocka_unit_test(own_gaps_of_one_place_do_not_serve_two),
        cmocka_unit_test(a_budget_that_is_spent_is_no_answer),
        cmocka_unit_test(damage_is_refused_or_harmless),
    };

    return RUN_CASES(is_not_kept, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
