/* test_manifest.c - lines of the tree manifest, their order, and the root over them. */

#include "rows.h"
#include "sample.h"

#include "base/buf.h"
#include "crypto/merkle.h"

static void expect_manifest(const struct assay_inventory *inventory, const char *expected)
{
    CLEANUP(buf_clear) struct buf out;

    buf_init(&out, 1 << 20);
    inventory_manifest(inventory, &out);
    assert_string_equal(buf_string(&out), expected);
}

static void expect_root(const struct assay_inventory *inventory, const char *expected)
{
    char hex[65];

    hex_encode(bytes_of(inventory->root, sizeof inventory->root), hex);
    assert_string_equal(hex, expected);
}

#define ZERO_61 "0000000000000000000000000000000000000000000000000000000000000"
#define LINE(digest, name, size)                                                                   \
    "{\"digest\":{\"sha256\":\"" digest "0" ZERO_61 "\"},\"name\":\"" name "\",\"size\":\"" size   \
    "\"}\n"
#define LINK(digest, link, name, size)                                                             \
    "{\"digest\":{\"sha256\":\"" digest "0" ZERO_61 "\"}," link ",\"name\":\"" name                \
    "\",\"size\":\"" size "\"}\n"

/* Note models.zip and its members: as a name, `models.zip notes` stands between them. */
static void lines_of_everything(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = sample_inventory();

    (void)state;
    expect_manifest(
        inventory,
        LINE("33", "README.md",
             "1999") LINE("22", "data/caf\\\\xe9.csv\",\"name_b64\":\"ZGF0YS9jYWbpLmNzdg==", "12")
            LINE("11", "data/users.csv", "4130221") LINE("88", "deploy.sh", "300")
                LINK("e3", "\"link\":\"models/v3\\\\xff\",\"link_b64\":\"bW9kZWxzL3Yz/w==\"",
                     "latest", "0") LINE("77", "models.zip", "70000")
                    LINE("e3", "models.zip notes", "0") LINE("77", "models.zip!/inner.tar", "70000")
                        LINE("22", "models.zip!/inner.tar!/a/<b>&\\u001b[31m\xe2\x80\xae.csv", "12")
                            LINE("66", "models/v3.safetensors", "4938268")
                                LINE("44", "models/v3/model.pt", "9876543210")
                                    LINE("55", "models/v3/model.pt!/archive/data.pkl", "812"));
}

struct root_row {
    const char *name;
    size_t items;
    const char *root; /* by a second implementation, from the lines above in that order */
};

static const struct root_row roots[] = {
    {"no item", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"one item: the leaf itself", 1,
     "43587a3d588e51f2c33702af8fddc3d549e03940704098cc344ae3cacf58831c"},
    {"two items", 2, "0ac194aa22fb00aedc47e99ea0df867f04be8efa25fb4de9e616814eef2085ab"},
    {"three items, one alone on the right", 3,
     "cc23893d1db432cf1ec53954a9693889871d732e27adc3e91dc7cb641f12ba4f"},
    {"seven items", 7, "14edca97ed4cbaad8944a095141465246136a3bd22c4fe3dafef86e6e4fb95b2"},
    {"a full tree of eight", 8, "4e59aeb883c85df2a865dea1ec3c60e22b7db627fc1e238affdcbc12131f6f82"},
    {"all twelve", 12, "d7f571fc00c51cd6ad0aa0c7eeab09d7be0e0bf1fbfd6be7ea4484ade502f2e2"},
};

/* The first items of the sample, in canonical order, as an inventory of their own. */
static void check_root(void **state)
{
    const struct root_row *row = *state;
    CLEANUP(assay_inventory_freep) struct assay_inventory *all = sample_inventory();
    CLEANUP(assay_inventory_freep) struct assay_inventory *some = NULL;
    struct inventory_part *part = inventory_part_new();
    struct assay_error err = {0};

    for (size_t i = 0; i < row->items; i++)
        inventory_add(part, &all->items[i]);
    assert_ok(inventory_merge(&part, 1, &sample_target, &some, &err), err);
    expect_root(some, row->root);
}

/* ---- many items, whose root several threads make ---- */

enum { PARTS = 4 };

struct many_row {
    const char *name;
    size_t items;
};

static const struct many_row many[] = {
    {"a leaf less than a subtree", 1023}, {"one subtree", 1024},
    {"a leaf more than two", 2049},       {"four", 4096},
    {"five, and some leaves", 5999},
};

/* Names that come forwards in one part and backwards in the next. */
static struct assay_inventory *scattered(size_t count)
{
    static const struct assay_examination content = {.size = 1};
    struct inventory_part *parts[PARTS];
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    for (size_t i = 0; i < PARTS; i++)
        parts[i] = inventory_part_new();
    for (size_t i = 0; i < count; i++) {
        size_t at = i % 2 ? count - 1 - (i - i % 2) / 2 : i / 2;
        struct assay_item item = {.content = &content};
        char name[32];

        snprintf(name, sizeof name, "%06zu", at);
        item.path = inventory_path(parts[i % PARTS], NULL, bytes_text(name));
        inventory_add(parts[i % PARTS], &item);
    }
    assert_ok(inventory_merge(parts, PARTS, &sample_target, &inventory, &err), err);
    return inventory;
}

static void check_many(void **state)
{
    const struct many_row *row = *state;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = scattered(row->items);
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    CLEANUP(buf_clear) struct buf lines;
    struct merkle tree;
    struct hash root;
    struct bytes left;

    for (size_t i = 0; i < row->items; i++) {
        char name[32];

        snprintf(name, sizeof name, "%06zu", i);
        assert_string_equal(inventory->items[i].path->name, name);
    }
    buf_init(&lines, SIZE_MAX / 2);
    inventory_manifest(inventory, &lines);
    merkle_init(&tree, digest);
    for (left = buf_bytes(&lines); left.size > 0;) {
        const uint8_t *end = memchr(left.data, '\n', left.size);
        size_t size = (size_t)(end - left.data);

        merkle_add(&tree, bytes_of(left.data, size));
        left = bytes_from(left, size + 1);
    }
    assert_int_equal(tree.size, row->items);
    merkle_root(&tree, &root);
    assert_memory_equal(inventory->root, root.bytes, sizeof root.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines_of_everything)};

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check_root, roots) +
           RUN_CASES(check_many, many);
}
