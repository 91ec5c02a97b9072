/* test_log_append.c - a batch gives the log that its entries give one by one. */

#include <sys/stat.h>

#include "ledger.h"
#include "ledger/log.h"

struct row {
    const char *name;
    size_t batches[6]; /* sizes, ended by 0 */
};

static const struct row rows[] = {
    {"one", {1}},
    {"a full tile", {256}},
    {"one more than a tile", {257}},
    {"up to the edge and on", {255, 1, 1}},
    {"over the edge", {200, 100}},
    {"over several edges", {100, 1000, 3}},
    {"a level above full", {65536, 1}},
};

struct made {
    struct folder folder;
    struct store *store;
    struct digest *digest;
    struct assay_key *key;
    struct log log;
};

static void made_clear(struct made *made)
{
    digest_free(made->digest);
    store_free(made->store);
    folder_remove(&made->folder);
}

static void make(struct made *made, struct assay_key *key)
{
    struct assay_error err = {0};

    memset(made, 0, sizeof *made);
    folder_make(&made->folder);
    assert_ok(store_folder_open(made->folder.path, true, &made->store, &err), err);
    assert_ok(made->store->kind->lock(made->store, &err), err);
    made->digest = digest_new(DIGEST_SHA256);
    made->key = key;
    made->log = (struct log){.store = made->store, .digest = made->digest};
    snprintf(made->log.point.origin, sizeof made->log.point.origin, "log.example");
    assert_ok(log_open_edge(&made->log, &err), err);
}

static void entry_of(uint64_t index, char out[32], struct bytes *entry)
{
    *entry = bytes_of(out, (size_t)snprintf(out, 32, "entry %llu", (unsigned long long)index));
}

static void append(struct made *made, size_t count)
{
    struct bytes *entries = calloc(count, sizeof *entries);
    char(*texts)[32] = calloc(count, sizeof *texts);
    struct assay_error err = {0};

    assert_non_null(entries);
    assert_non_null(texts);
    for (size_t i = 0; i < count; i++)
        entry_of(made->log.point.size + i, texts[i], &entries[i]);
    assert_ok(log_append(&made->log, made->key, entries, count, &err), err);
    free(entries);
    free(texts);
}

/* Every entry where it belongs, and the root that the entries give. */
static void check_log(const struct made *made, uint64_t size)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    struct assay_error err = {0};
    struct log reader = made->log;
    struct merkle tree;
    struct hash root;

    assert_int_equal(made->log.point.size, size);
    merkle_init(&tree, made->digest);
    for (uint64_t i = 0; i < size; i++) {
        struct bytes entry;
        struct hash leaf;
        char wanted[32];

        entry_of(i, wanted, &entry);
        merkle_leaf(made->digest, entry, &leaf);
        merkle_add_hash(&tree, &leaf);
        if (i % 97 == 0 || i + 1 == size) {
            buf_reset(&text);
            assert_ok(log_entry(&reader, i, &text, &err), err);
            assert_true(bytes_equal(buf_bytes(&text), entry));
        }
    }
    merkle_root(&tree, &root);
    assert_true(hash_equal(&root, &made->log.point.root));
    assert_ok(log_open_edge(&reader, &err), err); /* the tiles give the root as well */
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(made_clear) struct made made;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct assay_error err = {0};
    uint64_t size = 0;

    assert_ok(key_make(ASSAY_KEY_ED25519, &key, &err), err);
    make(&made, key);
    for (const size_t *batch = row->batches; *batch; batch++) {
        append(&made, *batch);
        size += *batch;
    }
    check_log(&made, size);
}

static bool exists(const struct made *made, const char *name)
{
    char path[256];
    struct stat status;

    snprintf(path, sizeof path, "%s/%s", made->folder.path, name);
    return stat(path, &status) == 0;
}

/* A batch that was stopped leaves several tiles; the next writer drops all of them. */
static void test_drop_beyond(void **state)
{
    CLEANUP(made_clear) struct made made;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct assay_error err = {0};
    struct checkpoint before;

    (void)state;
    assert_ok(key_make(ASSAY_KEY_ED25519, &key, &err), err);
    make(&made, key);
    append(&made, 10);
    before = made.log.point;
    append(&made, 1000);
    made.log.point = before; /* as if the checkpoint had not been written */
    assert_ok(log_drop_beyond(&made.log, &err), err);
    assert_false(exists(&made, "tile/entries/000"));
    assert_false(exists(&made, "tile/entries/001"));
    assert_false(exists(&made, "tile/entries/002"));
    assert_false(exists(&made, "tile/0/003.p/242"));
    assert_false(exists(&made, "tile/1/000.p/3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_drop_beyond)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
