/* test_tiles.c - names and widths of tiles, and a log that another program wrote. */

#include "ledger/tiles.h"

#include <fcntl.h>

#include "base/file.h"
#include "base/kit.h"
#include "ledger/log.h"
#include "rows.h"

struct name_row {
    const char *name; /* what is wanted */
    int level;
    uint64_t index;
    unsigned width;
};

static const struct name_row name_rows[] = {
    {"tile/0/005", 0, 5, 256},
    {"tile/0/000.p/1", 0, 0, 1},
    {"tile/1/x001/x234/067", 1, 1234067, 256},
    {"tile/entries/x001/000.p/255", BUNDLE_LEVEL, 1000, 255},
    {"tile/7/999", 7, 999, 256},
    {"tile/0/x072/x057/x594/x037/x927/935", 0, UINT64_MAX / 256, 256},
};

static void check_name(void **state)
{
    const struct name_row *row = *state;
    char name[STORE_NAME_SIZE];

    tile_name(row->level, row->index, row->width, name);
    assert_string_equal(name, row->name);
}

struct width_row {
    const char *name;
    uint64_t size;
    int level;
    uint64_t index;
    unsigned width;
};

static const struct width_row width_rows[] = {
    {"empty log", 0, 0, 0, 0},
    {"one entry", 1, 0, 0, 1},
    {"a full tile", 256, 0, 0, 256},
    {"nothing behind a full tile", 256, 0, 1, 0},
    {"one hash above it", 256, 1, 0, 1},
    {"none above before that", 255, 1, 0, 0},
    {"70000: last of level 0", 70000, 0, 273, 112},
    {"70000: first of level 1", 70000, 1, 0, 256},
    {"70000: second of level 1", 70000, 1, 1, 17},
    {"70000: level 2", 70000, 2, 0, 1},
    {"70000: level 3", 70000, 3, 0, 0},
    {"70000: bundles", 70000, BUNDLE_LEVEL, 273, 112},
};

static void check_width(void **state)
{
    const struct width_row *row = *state;

    assert_int_equal(tile_width(row->size, row->level, row->index), row->width);
}

static void test_bundle(void **state)
{
    struct bytes bundle = BYTES("\0\3abc\0\0\0\1x"), entry;
    size_t at = 0;

    (void)state;
    assert_true(bundle_next(bundle, &at, &entry) && bytes_equal(entry, BYTES("abc")));
    assert_true(bundle_next(bundle, &at, &entry) && entry.size == 0);
    assert_true(bundle_next(bundle, &at, &entry) && bytes_equal(entry, BYTES("x")));
    assert_false(bundle_next(bundle, &at, &entry));
    at = 0;
    assert_false(bundle_next(BYTES("\0\4abc"), &at, &entry));
    assert_false(bundle_next(BYTES("\0"), &at, &entry));
}

/* Reads a file of the foreign log whole. */
static struct bytes read_whole(struct arena *arena, const char *name)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1 << 16};
    struct assay_error err = {0};
    char path[512];

    snprintf(path, sizeof path, TEST_DATA "/tlog/%s", name);
    assert_ok(file_read(AT_FDCWD, path, &text, &err), err);
    return bytes_of(arena_copy(arena, buf_bytes(&text)), text.size);
}

/* The bundle of a size against the tile of it, entry by entry; each is proved to be in the log. */
static void check_entries(const struct log *log, const struct merkle_source *source)
{
    CLEANUP(buf_clear) struct buf bundle = {.ceiling = BUNDLE_BYTES};
    unsigned size = (unsigned)log->point.size;
    char name[STORE_NAME_SIZE], wanted[STORE_NAME_SIZE];
    uint8_t hashes[TILE_BYTES];
    struct assay_error err = {0};
    size_t at = 0;

    assert_ok(log_bundle(log, 0, size, &bundle, name, &err), err);
    snprintf(wanted, sizeof wanted, "tile/entries/000.p/%u", size);
    assert_string_equal(name, wanted);
    assert_ok(log_tile(log, 0, 0, size, hashes, name, &err), err);
    snprintf(wanted, sizeof wanted, "tile/0/000.p/%u", size);
    assert_string_equal(name, wanted);
    for (unsigned i = 0; i < size; i++) {
        struct merkle_proof proof;
        struct bytes entry;
        struct hash leaf;

        assert_true(bundle_next(buf_bytes(&bundle), &at, &entry));
        merkle_leaf(log->digest, entry, &leaf);
        assert_memory_equal(leaf.bytes, hashes + (size_t)i * SHA256_SIZE, SHA256_SIZE);
        assert_ok(merkle_prove_inclusion(source, i, size, &proof, &err), err);
        assert_true(merkle_check_inclusion(log->digest, i, size, &leaf, proof.hashes, proof.count,
                                           &log->point.root));
    }
    assert_int_equal(at, bundle.size);
}

/* Before its first entry, and as it is now. */
static void check_ends(struct arena *arena, const struct note_verifier *known)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    struct assay_error err = {0};
    struct checkpoint point;
    struct merkle nothing;
    struct hash root;
    struct note note;

    assert_ok(note_read(arena, read_whole(arena, "checkpoint.0"), "checkpoint.0", &note, &err),
              err);
    assert_ok(note_verify(&note, known, 1, "checkpoint.0", &err), err);
    assert_ok(checkpoint_read(note.text, "checkpoint.0", &point, &err), err);
    merkle_init(&nothing, digest);
    merkle_root(&nothing, &root);
    assert_int_equal(point.size, 0);
    assert_true(hash_equal(&point.root, &root));
    assert_true(bytes_equal(read_whole(arena, "checkpoint"), read_whole(arena, "checkpoint.15")));
}

/* Each of its sizes: signature, tiles against entries, root, and consistency with the first. */
static void test_foreign_log(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(store_freep) struct store *store = NULL;
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct note_verifier known = {0};
    struct bytes vkey = read_whole(arena, "vkey");
    struct assay_error err = {0};
    struct hash first = {{0}};

    (void)state;
    while (vkey.size > 0 && vkey.data[vkey.size - 1] == '\n')
        vkey.size--;
    assert_ok(note_verifier_read(arena, vkey, &known, &key, &err), err);
    check_ends(arena, &known);
    assert_ok(store_folder_open(TEST_DATA "/tlog", false, &store, &err), err);
    for (uint64_t size = 1; size <= 15; size++) {
        struct log log = {.store = store, .digest = digest};
        struct log_view view = {.log = &log};
        struct merkle_source source = log_subtrees(&view);
        struct merkle_proof proof;
        char name[32];
        struct note note;

        snprintf(name, sizeof name, "checkpoint.%u", (unsigned)size);
        assert_ok(note_read(arena, read_whole(arena, name), name, &note, &err), err);
        assert_ok(note_verify(&note, &known, 1, name, &err), err);
        assert_ok(checkpoint_read(note.text, name, &log.point, &err), err);
        assert_int_equal(log.point.size, size);
        assert_ok(log_open_edge(&log, &err), err);
        check_entries(&log, &source);
        if (size == 1)
            first = log.point.root;
        assert_ok(merkle_prove_consistency(&source, 1, size, &proof, &err), err);
        assert_true(merkle_check_consistency(digest, 1, size, proof.hashes, proof.count, &first,
                                             &log.point.root));
    }
}

/* A store of tiles that nobody wrote, which counts how many are opened. */
static unsigned opened;

static enum assay_status open_any(struct store *store, const char *name, struct stream *out,
                                  struct assay_error *err)
{
    static const uint8_t zeros[TILE_BYTES];
    const char *partial = strstr(name, ".p/");
    size_t width = partial ? strtoul(partial + 3, NULL, 10) : TILE_WIDTH;

    (void)store;
    (void)err;
    opened++;
    stream_of_bytes(out, bytes_of(zeros, width * SHA256_SIZE));
    return ASSAY_OK;
}

/* A proof in a log of ten million entries reads a dozen tiles at most, wherever its entry is. */
static void test_reads_of_a_proof(void **state)
{
    static const struct store_kind kind = {.open = open_any};
    static const uint64_t indexes[] = {0, 1, 255, 256, 65535, 5000000, 9999871, 9999999};
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    struct store store = {&kind, "counted"};
    struct log log = {.store = &store, .digest = digest, .point.size = 10000000};
    struct assay_error err = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(indexes); i++) {
        struct log_view view = {.log = &log};
        struct merkle_source source = log_subtrees(&view);
        struct merkle_proof proof;

        opened = 0;
        assert_ok(merkle_prove_inclusion(&source, indexes[i], log.point.size, &proof, &err), err);
        assert_in_range(proof.count, 10, 24);
        assert_in_range(opened, 1, 12);
        opened = 0;
        if (indexes[i] > 0)
            assert_ok(merkle_prove_consistency(&source, indexes[i], log.point.size, &proof, &err),
                      err);
        assert_in_range(opened, 0, 12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bundle),
        cmocka_unit_test(test_foreign_log),
        cmocka_unit_test(test_reads_of_a_proof),
    };

    return RUN_CASES(check_name, name_rows) + RUN_CASES(check_width, width_rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
