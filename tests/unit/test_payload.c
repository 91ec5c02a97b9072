/* test_payload.c - the golden manifests and payloads of the published vectors, byte for byte. */

#include "oms/payload.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "folder.h"
#include "rows.h"

#define GOLDEN TEST_DATA "/oms/"

static void put(const char *root, const char *name, const char *text)
{
    char path[512], *slash;
    struct assay_error err = {0};

    snprintf(path, sizeof path, "%s/%s", root, name);
    slash = strrchr(path, '/');
    *slash = 0;
    assert_ok(file_make_folders(AT_FDCWD, path, 0755, &err), err);
    *slash = '/';
    assert_ok(file_replace(AT_FDCWD, path, bytes_text(text), 0644, &err), err);
}

/* The models as SOURCE describes them. */
static void make_file(const char *root)
{
    put(root, "file_model", "This is a simple model");
}

static void make_empty_file(const char *root)
{
    put(root, "empty_file_model", "");
}

static void make_folder(const char *root)
{
    char name[64], text[64];

    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "sample_model/f%d", i);
        snprintf(text, sizeof text, "This is file f%d in root.", i);
        put(root, name, text);
    }
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++) {
            snprintf(name, sizeof name, "sample_model/d%d/f%d%d", i, i, j);
            snprintf(text, sizeof text, "This is file f%d%d in d%d.", i, j, i);
            put(root, name, text);
        }
}

static void make_deep(const char *root)
{
    char name[64], text[64];

    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "deep_model/d0/d1/d2/d3/d4/f%d", i);
        snprintf(text, sizeof text, "This is file f%d.", i);
        put(root, name, text);
    }
}

static void make_with_empty(const char *root)
{
    put(root, "empty_file_inside_model/empty_file", "");
}

/* The link's target lies inside, where nothing is listed. */
static void make_link(const char *root)
{
    char path[512];

    put(root, "symlink_model/.github/target", "This is a simple model");
    snprintf(path, sizeof path, "%s/symlink_model/symlink_file", root);
    assert_int_equal(symlink(".github/target", path), 0);
}

struct row {
    const char *name; /* of the golden payload */
    void (*make)(const char *root);
    const char *model;
    uint64_t shard_size; /* 0: files */
    const char *manifest;
};

#define ROWS(golden, make, model)                                                                  \
    {golden, make, model, 0, "file/" golden},                                                      \
        {golden "_shard", make, model, 1000000000, "file_shard/" golden},                          \
    {                                                                                              \
        golden "_small_shards", make, model, 8, "file_shard/" golden "_small_shards"               \
    }

static const struct row rows[] = {
    ROWS("sample_model_file", make_file, "file_model"),
    ROWS("empty_model_file", make_empty_file, "empty_file_model"),
    ROWS("sample_model_folder", make_folder, "sample_model"),
    ROWS("deep_model_folder", make_deep, "deep_model"),
    ROWS("model_folder_with_empty_file", make_with_empty, "empty_file_inside_model"),
    ROWS("symlink_model_folder", make_link, "symlink_model"),
};

/* ignore_paths is younger than the goldens. */
static void drop_ignored(struct buf *payload)
{
    char *text = (char *)(uintptr_t)buf_string(payload);
    char *start = strstr(text, "\"ignore_paths\":["), *end;

    assert_non_null(start);
    end = strchr(start, ']') + 2;
    memmove(start, end, strlen(end) + 1);
    payload->size = strlen(text);
}

static void check_payload(const struct row *row, const struct oms_manifest *manifest,
                          const struct oms_rules *rules)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf golden = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf canonical = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf payload = {.ceiling = SIZE_MAX};
    char path[512];
    struct doc *doc;
    struct jcs jcs;
    struct assay_error err = {0};

    snprintf(path, sizeof path, GOLDEN "payloads/%s", row->name);
    assert_ok(file_read(AT_FDCWD, path, &golden, &err), err);
    assert_ok(doc_read_json(arena, &(struct doc_source){path, buf_bytes(&golden)}, &doc, &err),
              err);
    jcs_init(&jcs, &canonical);
    jcs_doc(&jcs, doc);
    assert_ok(oms_payload_write(manifest, rules, ASSAY_SIGN_REF, row->model, &payload, NULL, &err),
              err);
    drop_ignored(&payload);
    assert_string_equal(buf_string(&payload), buf_string(&canonical));
}

static void check_manifest(const struct row *row, const struct oms_manifest *manifest)
{
    CLEANUP(buf_clear) struct buf golden = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf lines = {.ceiling = SIZE_MAX};
    char path[512];
    struct assay_error err = {0};

    snprintf(path, sizeof path, GOLDEN "manifests/%s", row->manifest);
    assert_ok(file_read(AT_FDCWD, path, &golden, &err), err);
    for (size_t i = 0; i < manifest->count; i++) {
        char hex[2 * SHA256_SIZE + 1];

        hex_encode(bytes_of(manifest->resources[i].digest, SHA256_SIZE), hex);
        buf_printf(&lines, "%s:%s\n", manifest->resources[i].name, hex);
    }
    assert_string_equal(buf_string(&lines), buf_string(&golden));
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(oms_tree_clear) struct oms_tree tree = {0};
    struct folder folder;
    struct oms_rules rules;
    struct assay_signing_rules from = {
        .method = row->shard_size ? ASSAY_SIGN_SHARDS : ASSAY_SIGN_FILES,
        .shard_size = row->shard_size,
        .allow_symlinks = true,
    };
    struct oms_hashing how = {.rules = &rules, .jobs = 2, .single_name = "."};
    struct oms_manifest manifest = {0};
    char path[512];
    struct assay_error err = {0};

    folder_make(&folder);
    row->make(folder.path);
    snprintf(path, sizeof path, "%s/%s", folder.path, row->model);
    assert_ok(oms_tree_open(&tree, path, &err), err);
    assert_ok(oms_rules_make(tree.arena, &from, NULL, &rules, &err), err);
    assert_ok(oms_tree_walk(&tree, &rules, &err), err);
    assert_ok(oms_tree_signable(&tree, &err), err);
    manifest.arena = tree.arena;
    assert_ok(oms_hash(&tree, &how, &manifest, &err), err);
    oms_manifest_sort(&manifest, ASSAY_SIGN_REF);
    check_manifest(row, &manifest);
    check_payload(row, &manifest, &rules);
    folder_remove(&folder);
}

/* A golden payload as a reader takes it; those over no file at all are refused. */
struct read_row {
    const char *name;
    uint64_t files; /* 0: refused */
};

#define READ_ROWS(golden, files, shards)                                                           \
    {golden, files}, {golden "_shard", shards},                                                    \
    {                                                                                              \
        golden "_small_shards", shards                                                             \
    }

static const struct read_row read_rows[] = {
    READ_ROWS("sample_model_file", 1, 1),    READ_ROWS("empty_model_file", 1, 0),
    READ_ROWS("empty_model_folder", 0, 0),   READ_ROWS("sample_model_folder", 10, 10),
    READ_ROWS("deep_model_folder", 4, 4),    READ_ROWS("model_folder_with_empty_file", 1, 0),
    READ_ROWS("symlink_model_folder", 1, 1),
};

static void check_read(void **state)
{
    const struct read_row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    struct assay_error err = {0};
    struct oms_claim claim;
    struct doc *doc;
    char path[512];
    bool legacy;

    snprintf(path, sizeof path, GOLDEN "payloads/%s", row->name);
    assert_ok(file_read(AT_FDCWD, path, &text, &err), err);
    assert_ok(doc_read_json(arena, &(struct doc_source){path, buf_bytes(&text)}, &doc, &err), err);
    assert_ok(oms_payload_kind(doc, path, &legacy, &err), err);
    assert_false(legacy);
    if (row->files == 0) {
        assert_int_equal(oms_payload_read(arena, doc, legacy, path, &claim, &err), ASSAY_ETRUST);
        assert_string_equal(err.id, "signature.resources");
        return;
    }
    assert_ok(oms_payload_read(arena, doc, legacy, path, &claim, &err), err);
    assert_in_range(claim.manifest.count, row->files, 1000); /* a file has one shard at least */
}

/* Of the same folder of nothing nothing is listed; signing it is refused
 * (tests/integration/sign.sh). */
static void test_empty_folder(void **state)
{
    static const char *const manifests[] = {"file/empty_model_folder",
                                            "file_shard/empty_model_folder",
                                            "file_shard/empty_model_folder_small_shards"};
    CLEANUP(oms_tree_clear) struct oms_tree tree = {0};
    CLEANUP(folder_remove) struct folder folder;
    struct assay_signing_rules from = {.method = ASSAY_SIGN_FILES};
    struct oms_rules rules;
    struct assay_error err = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(manifests); i++) {
        CLEANUP(buf_clear) struct buf lines = {.ceiling = SIZE_MAX};
        char path[512];

        snprintf(path, sizeof path, GOLDEN "manifests/%s", manifests[i]);
        assert_ok(file_read(AT_FDCWD, path, &lines, &err), err);
        assert_int_equal(lines.size, 0);
    }
    folder_make(&folder);
    assert_ok(oms_tree_open(&tree, folder.path, &err), err);
    assert_ok(oms_rules_make(tree.arena, &from, NULL, &rules, &err), err);
    assert_ok(oms_tree_walk(&tree, &rules, &err), err);
    assert_int_equal(tree.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_empty_folder)};

    return RUN_CASES(check, rows) + RUN_CASES(check_read, read_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
