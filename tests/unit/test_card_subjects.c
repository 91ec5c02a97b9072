/* test_card_subjects.c - what a card in a range spoke of, before it was changed or removed. */

#include "policy/card_subjects.h"

#include "base/kit.h"
#include "rows.h"

#define PATH(text)                                                                                 \
    {                                                                                              \
        .name = (text), .size = sizeof(text) - 1                                                   \
    }

static const struct assay_path archive = PATH("release.zip");
static const struct assay_path cards[] = {
    PATH("models/README.md"),
    PATH("data/x.csv.card.yml"),
    {.container = &archive, .name = "README.md", .size = 9},
    PATH("release.tar.card.yaml"),
};
static const char *const formats[] = {"hub-card", "card", "hub-card", "card"};

static const struct row {
    const char *name, *container, *path; /* container: or NULL */
    bool described;
} rows[] = {
    {"beside the card of a folder", NULL, "models/a.onnx", true},
    {"deep below it", NULL, "models/a/b/c.onnx", true},
    {"a folder that begins like it", NULL, "models2/a.onnx", false},
    {"above it", NULL, "a.onnx", false},
    {"a file with a card of its own", NULL, "data/x.csv", true},
    {"another beside that", NULL, "data/y.csv", false},
    {"in an archive, whose root has a card", "release.zip", "sub/a.onnx", true},
    {"the archive itself, which that is not of", NULL, "release.zip", false},
    {"in an archive that a card is of", "release.tar", "a.onnx", true},
    {"in an archive below a card", "models/a.zip", "a.onnx", true},
    {"in an archive of no card", "other.zip", "a.onnx", false},
};

static void check(void **state)
{
    const struct row *row = *state;
    const struct assay_fact own = {.id = ASSAY_FACT_CARD_SUBJECT};
    struct assay_examination contents[ARRAY_LEN(cards)] = {0};
    struct assay_item items[ARRAY_LEN(cards)] = {0};
    const struct assay_inventory inventory = {.items = items, .item_count = ARRAY_LEN(cards)};
    const struct assay_path container = {.name = row->container,
                                         .size = row->container ? strlen(row->container) : 0};
    const struct assay_path path = {.container = row->container ? &container : NULL,
                                    .name = row->path,
                                    .size = strlen(row->path)};
    CLEANUP(card_subjects_clear) struct card_subjects subjects = {.count = 0};
    struct assay_error err = {0};

    for (size_t i = 0; i < ARRAY_LEN(cards); i++) {
        contents[i].kind = ASSAY_KIND_CARD;
        contents[i].format = formats[i];
        contents[i].facts = &own;
        contents[i].fact_count = strcmp(formats[i], "card") == 0;
        items[i].type = ASSAY_ITEM_FILE;
        items[i].path = &cards[i];
        items[i].content = &contents[i];
    }
    assert_int_equal(card_subjects_init(&subjects, &inventory, &err), ASSAY_OK);
    assert_int_equal(card_subjects_have(&subjects, &path), row->described);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
