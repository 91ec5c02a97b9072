/* test_oms_compare.c - a model walked and held to what was signed: each difference told once, by
 * name. */

#include <sys/stat.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/text.h"
#include "folder.h"
#include "oms/compare.h"
#include "rows.h"

/* ---- compare ---- */

struct told {
    char lines[512];
};

static void tell(void *user, const struct assay_difference *difference)
{
    static const char *const words[] = {"changed", "missing", "extra", "renamed"};
    struct told *told = user;
    char line[128];

    snprintf(line, sizeof line, "%s %s%s%s;", words[difference->kind], difference->name,
             difference->renamed ? ">" : "", difference->renamed ? difference->renamed : "");
    text_append(told->lines, sizeof told->lines, line);
}

struct row {
    const char *name;
    const char *was, *is; /* "a1 b2": file a has the digest 1, b has 2 */
    const char *told;
};

static const struct row rows[] = {
    {"the same", "a1 b2", "a1 b2", ""},
    {"in another order", "b2 a1", "a1 b2", ""},
    {"changed", "a1 b2", "a1 b3", "changed b;"},
    {"missing", "a1 b2", "a1", "missing b;"},
    {"extra", "a1", "a1 c3", "extra c;"},
    {"renamed", "a1 b2", "a1 c2", "renamed b>c;"},
    {"one copy gone, one new", "a1 b1", "a1 c1", "renamed b>c;"},
    {"two exchanged are two changed", "a1 b2", "a2 b1", "changed a;changed b;"},
    {"changed, and something else new", "a1", "a2 c1", "changed a;extra c;"},
    {"all gone", "a1 b2", "", "missing a;missing b;"},
};

static void fill(struct arena *arena, const char *text, struct oms_manifest *out)
{
    *out = (struct oms_manifest){.arena = arena, .resources = arena_array(arena, 8, 128)};
    for (; *text; text += text[2] ? 3 : 2) {
        struct oms_resource *one = &out->resources[out->count++];

        *one = (struct oms_resource){.name = arena_copy(arena, bytes_of(text, 1))};
        one->file = bytes_text(one->name);
        memset(one->digest, text[1], SHA256_SIZE);
    }
    _Static_assert(sizeof(struct oms_resource) <= 128, "room for eight");
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct oms_claim claim = {.legacy = false};
    struct oms_manifest present;
    struct told told = {""};
    const struct assay_model_check how = {.difference = tell, .user = &told};
    uint64_t count;
    size_t wanted = 0;
    struct assay_error err = {0};

    fill(arena, row->was, &claim.manifest);
    fill(arena, row->is, &present);
    assert_ok(oms_compare(&claim, &present, &(struct oms_tree){.count = 0}, &how, &count, &err),
              err);
    assert_string_equal(told.lines, row->told);
    for (const char *at = row->told; *at; at++)
        wanted += *at == ';';
    assert_int_equal(count, wanted);
}

/* ---- tree ---- */

static void put(const char *folder, const char *name)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

static void put_link(const char *folder, const char *name, const char *target)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(symlink(target, path), 0);
}

static void put_folder(const char *folder, const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0755), 0);
}

/* One letter a type, in the order of enum oms_entry_type. */
static void list(const struct oms_tree *tree, char *out, size_t size)
{
    out[0] = 0;
    for (size_t i = 0; i < tree->count; i++) {
        char word[64];

        snprintf(word, sizeof word, "%s:%c ", tree->entries[i].name,
                 "FLOCBSN"[tree->entries[i].type]);
        text_append(out, size, word);
    }
}

static void walk(const char *model, bool links, char *out, size_t size)
{
    static const char *const ignored[] = {"left"};
    CLEANUP(oms_tree_clear) struct oms_tree tree = {0};
    const struct assay_signing_rules rules = {
        .allow_symlinks = links, .ignored = ignored, .ignored_count = 1};
    struct oms_rules made;
    struct assay_error err = {0};

    assert_ok(oms_tree_open(&tree, model, &err), err);
    assert_ok(oms_rules_make(tree.arena, &rules, NULL, &made, &err), err);
    assert_ok(oms_tree_walk(&tree, &made, &err), err);
    list(&tree, out, size);
}

static void test_walk(void **state)
{
    struct folder folder;
    char seen[512], path[256];

    (void)state;
    folder_make(&folder);
    put_folder(folder.path, "sub");
    put_folder(folder.path, "empty");
    put_folder(folder.path, "left");
    put_folder(folder.path, ".git");
    put(folder.path, "w");
    put(folder.path, "sub/b");
    put(folder.path, "left/x");
    put(folder.path, ".git/x");
    put(folder.path, "sub-a");
    put_link(folder.path, "in", "sub/b");
    put_link(folder.path, "gone", "nowhere");
    put_link(folder.path, "out", "../../null");
    put_link(folder.path, "whole", "/etc/passwd");
    put_link(folder.path, "sub/up", "..");
    snprintf(path, sizeof path, "%s/pipe", folder.path);
    assert_int_equal(mkfifo(path, 0600), 0);
    walk(folder.path, false, seen, sizeof seen);
    assert_string_equal(seen, "gone:L in:L out:L pipe:S sub-a:F sub/b:F sub/up:L w:F whole:L ");
    walk(folder.path, true, seen, sizeof seen);
    assert_string_equal(seen, "gone:B in:F out:O pipe:S sub-a:F sub/b:F sub/up:C w:F whole:O ");
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_walk)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
