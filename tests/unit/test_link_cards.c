/* Which card describes which item, and what the item takes over from it. */

#include "base/kit.h"
#include "examine/examine.h"
#include "rows.h"

static struct assay_fact text_fact(enum assay_fact_id id, const char *text)
{
    return (struct assay_fact){
        .id = id, .declared = true, .value = {.type = ASSAY_VALUE_TEXT, .text = text}};
}

/* Adds an item: "bundle.zip!name" is a member. Facts come sorted by id. */
static void add(struct inventory_part *part, const char *name, enum assay_kind kind,
                const char *format, const struct assay_fact *facts, size_t count, bool present)
{
    struct arena *arena = inventory_part_arena(part);
    struct assay_examination *content = arena_alloc(arena, sizeof *content);
    struct assay_origin *origin = arena_alloc(arena, sizeof *origin);
    struct assay_fact *copies = arena_array(arena, count + 1, sizeof *copies);
    const char *bang = strchr(name, '!');
    const struct assay_path *container = NULL;

    if (bang) {
        container = inventory_path(part, NULL, bytes_of(name, (size_t)(bang - name)));
        name = bang + 1;
    }
    if (count)
        memcpy(copies, facts, count * sizeof *copies);
    *content = (struct assay_examination){
        .kind = kind, .format = format, .facts = copies, .fact_count = count};
    origin->present = present;
    inventory_add(part,
                  &(struct assay_item){.path = inventory_path(part, container, bytes_text(name)),
                                       .content = content,
                                       .origin = origin});
}

static void add_item(struct inventory_part *part, const char *name, enum assay_kind kind)
{
    add(part, name, kind, "", NULL, 0, true);
}

/* A README.md that says `license` of models and of data sets. */
static void add_readme(struct inventory_part *part, const char *name, const char *license)
{
    struct assay_fact facts[] = {text_fact(ASSAY_FACT_CARD_TAGS, "tag"),
                                 text_fact(ASSAY_FACT_DATASET_PURPOSE, license),
                                 text_fact(ASSAY_FACT_MODEL_PURPOSE, license)};

    add(part, name, ASSAY_KIND_CARD, "hub-card", facts, ARRAY_LEN(facts), true);
}

/* X.card.yml that says `purpose` of a model. */
static void add_card(struct inventory_part *part, const char *name, const char *purpose,
                     bool present)
{
    struct assay_fact facts[] = {
        text_fact(ASSAY_FACT_CARD_KIND, "model"),
        text_fact(ASSAY_FACT_CARD_SUBJECT, "x"),
        text_fact(ASSAY_FACT_MODEL_PURPOSE, purpose),
        text_fact(ASSAY_FACT_MODEL_USERS, "all"),
    };

    add(part, name, ASSAY_KIND_CARD, "card", facts, ARRAY_LEN(facts), present);
}

static struct assay_inventory *link_all(struct inventory_part *part)
{
    static const struct assay_target_facts target = {
        .type = "directory", .view = "", .name = "x", .head = "", .range = ""};
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    assert_ok(inventory_merge(&part, 1, &target, &inventory, &err), err);
    assert_ok(examine_link_cards(inventory, &err), err);
    return inventory;
}

static const struct assay_item *find(const struct assay_inventory *inventory, const char *shown)
{
    for (size_t i = 0; i < inventory->item_count; i++) {
        CLEANUP(free_cleanup) char *path = assay_path_show(inventory->items[i].path);

        if (strcmp(path, shown) == 0)
            return &inventory->items[i];
    }
    fail_msg("no item %s", shown);
    return NULL;
}

/* What cards declare about an item: the text of a fact, or "". */
static const char *declared(const struct assay_inventory *inventory, const char *shown,
                            enum assay_fact_id id)
{
    const struct assay_item *item = find(inventory, shown);

    for (size_t i = 0; i < item->declared_count; i++) {
        assert_true(item->declared[i].declared);
        assert_non_null(item->declared[i].from);
        if (i > 0)
            assert_true(item->declared[i - 1].id < item->declared[i].id);
        if (item->declared[i].id == id)
            return item->declared[i].value.text;
    }
    return "";
}

static void the_nearest_readme_speaks(void **state)
{
    struct inventory_part *part = inventory_part_new();
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;

    (void)state;
    add_readme(part, "README.md", "top");
    add_readme(part, "a/b/README.md", "deep");
    add_item(part, "m.gguf", ASSAY_KIND_MODEL);
    add_item(part, "a/d.csv", ASSAY_KIND_DATASET);
    add_item(part, "a/b/m.gguf", ASSAY_KIND_MODEL);
    add_item(part, "a/b/c/m.gguf", ASSAY_KIND_MODEL);
    add_item(part, "a/bc/m.gguf", ASSAY_KIND_MODEL);
    add_item(part, "a/b/code.py", ASSAY_KIND_CODE);
    add_item(part, "a/b/w.bin", ASSAY_KIND_POINTER);
    inventory = link_all(part);
    assert_string_equal(declared(inventory, "m.gguf", ASSAY_FACT_MODEL_PURPOSE), "top");
    assert_string_equal(declared(inventory, "a/d.csv", ASSAY_FACT_DATASET_PURPOSE), "top");
    assert_string_equal(declared(inventory, "a/b/m.gguf", ASSAY_FACT_MODEL_PURPOSE), "deep");
    assert_string_equal(declared(inventory, "a/b/c/m.gguf", ASSAY_FACT_MODEL_PURPOSE), "deep");
    assert_string_equal(declared(inventory, "a/bc/m.gguf", ASSAY_FACT_MODEL_PURPOSE), "top");
    assert_string_equal(declared(inventory, "a/b/w.bin", ASSAY_FACT_DATASET_PURPOSE), "deep");
    assert_int_equal(find(inventory, "a/b/code.py")->declared_count, 0);
    assert_string_equal(declared(inventory, "m.gguf", ASSAY_FACT_DATASET_PURPOSE), "");
    assert_string_equal(declared(inventory, "a/d.csv", ASSAY_FACT_MODEL_PURPOSE), "");
    assert_string_equal(declared(inventory, "m.gguf", ASSAY_FACT_CARD_TAGS), "tag");
}

static void its_own_card_wins(void **state)
{
    struct inventory_part *part = inventory_part_new();
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    const struct assay_fact version = text_fact(ASSAY_FACT_MODEL_VERSION, "2");

    (void)state;
    add(part, "README.md", ASSAY_KIND_CARD, "hub-card",
        (struct assay_fact[]){text_fact(ASSAY_FACT_CARD_TAGS, "tag"),
                              text_fact(ASSAY_FACT_MODEL_PURPOSE, "readme"), version},
        3, true);
    add_card(part, "m.pt.card.yml", "own", true);
    add_item(part, "m.pt", ASSAY_KIND_MODEL);
    inventory = link_all(part);
    assert_string_equal(declared(inventory, "m.pt", ASSAY_FACT_MODEL_PURPOSE), "own");
    assert_string_equal(declared(inventory, "m.pt", ASSAY_FACT_MODEL_USERS), "all");
    assert_string_equal(declared(inventory, "m.pt", ASSAY_FACT_MODEL_VERSION), "2");
    assert_string_equal(declared(inventory, "m.pt", ASSAY_FACT_CARD_KIND), "model");
    assert_string_equal(declared(inventory, "m.pt", ASSAY_FACT_CARD_TAGS), "");
    assert_string_equal(declared(inventory, "m.pt", ASSAY_FACT_CARD_SUBJECT), "");
}

static void a_bundle_is_a_folder(void **state)
{
    struct inventory_part *part = inventory_part_new();
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;

    (void)state;
    add_readme(part, "README.md", "outside");
    add_readme(part, "with.zip!x/README.md", "inside");
    add_item(part, "with.zip", ASSAY_KIND_CONTAINER);
    add_item(part, "with.zip!x/m.gguf", ASSAY_KIND_MODEL);
    add_item(part, "with.zip!m.gguf", ASSAY_KIND_MODEL);
    add_card(part, "r/card.zip.card.yml", "of the bundle", true);
    add_item(part, "r/card.zip", ASSAY_KIND_CONTAINER);
    add_item(part, "r/card.zip!m.gguf", ASSAY_KIND_MODEL);
    inventory = link_all(part);
    assert_string_equal(declared(inventory, "with.zip!/x/m.gguf", ASSAY_FACT_MODEL_PURPOSE),
                        "inside");
    assert_string_equal(declared(inventory, "with.zip!/m.gguf", ASSAY_FACT_MODEL_PURPOSE),
                        "outside");
    assert_string_equal(declared(inventory, "r/card.zip!/m.gguf", ASSAY_FACT_MODEL_PURPOSE),
                        "of the bundle");
    assert_string_equal(declared(inventory, "r/card.zip", ASSAY_FACT_MODEL_PURPOSE),
                        "of the bundle");
    assert_int_equal(find(inventory, "with.zip")->declared_count, 0);
}

/* A history has many versions of a card: the one in HEAD speaks, for all versions of the item. */
static void heads_version_speaks(void **state)
{
    struct inventory_part *part = inventory_part_new();
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;

    (void)state;
    add_card(part, "m.pt.card.yml", "old", false);
    add_card(part, "m.pt.card.yml", "new", true);
    add_card(part, "m.pt.card.yml", "older", false);
    add_item(part, "m.pt", ASSAY_KIND_MODEL);
    inventory = link_all(part);
    assert_string_equal(declared(inventory, "m.pt", ASSAY_FACT_MODEL_PURPOSE), "new");
}

static void no_cards_no_facts(void **state)
{
    struct inventory_part *part = inventory_part_new();
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;

    (void)state;
    add_item(part, "m.pt", ASSAY_KIND_MODEL);
    add(part, "other.json", ASSAY_KIND_CARD, "croissant", NULL, 0, true);
    inventory = link_all(part);
    assert_int_equal(find(inventory, "m.pt")->declared_count, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_readme_speaks), cmocka_unit_test(its_own_card_wins),
        cmocka_unit_test(a_bundle_is_a_folder),      cmocka_unit_test(heads_version_speaks),
        cmocka_unit_test(no_cards_no_facts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
