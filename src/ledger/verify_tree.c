/*
 * verify_tree.c - entries against the hashes of level 0, and both against the signed roots.
 *
 * Where an entry and its hash differ, the signed root decides which file is the wrong one, so two
 * trees grow side by side: one made of the entries, one of what the level 0 tiles say.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "ledger/verify_ahead.h"

enum { COMPACT_LEAST = 4 << 20 }; /* bytes of references: some 40,000 */

/* An entry that does not give the hash its tile has. */
struct difference {
    uint64_t index;  /* of the entry */
    uint64_t offset; /* in its bundle */
};

static void add_hash(struct growth *tree, const struct hash *hash)
{
    size_t at = tree->edge.size % TILE_WIDTH;

    memcpy(tree->last + at * SHA256_SIZE, hash->bytes, SHA256_SIZE);
    merkle_add_hash(&tree->edge, hash);
}

void verify_tile_root(struct digest *digest, const uint8_t *hashes, struct hash *out)
{
    struct merkle tile;

    merkle_init(&tile, digest);
    for (size_t i = 0; i < TILE_WIDTH; i++) {
        struct hash hash;

        memcpy(hash.bytes, hashes + i * SHA256_SIZE, SHA256_SIZE);
        merkle_add_hash(&tile, &hash);
    }
    merkle_root(&tile, out);
}

static void end_tile(struct verification *v, struct growth *tree)
{
    struct hash root;

    verify_tile_root(v->ledger->log.digest, tree->last, &root);
    buf_add(&tree->roots, root.bytes, sizeof root.bytes);
}

/* A bundle and its tile as they go into the two trees. */
struct pair {
    const struct ahead_bundle *from;
    bool has_bundle, has_tile, differs;
    size_t at;         /* in the bundle */
    size_t references; /* of the bundle that were taken */
};

/* What was said of an entry ahead of its turn is confirmed, or it is judged now. */
static void judge_entry(struct verification *v, struct pair *pair, uint64_t index,
                        struct bytes text, uint64_t offset)
{
    const struct ahead_bundle *from = pair->from;
    const struct ahead_entry *ahead = &from->entries[index % TILE_WIDTH];
    struct assay_error failure = {0};
    size_t references = pair->references;

    pair->references = ahead->references;
    if (ahead->key && verify_signed(v, index, ahead->key, ahead->role))
        buf_add(&v->references, from->references.data + references, ahead->references - references);
    else
        verify_holds(v, verify_entry(v, index, text, from->bundle_name, offset, &failure),
                     &failure);
}

/* Entry `index` into both trees. */
static void take_entry(struct verification *v, struct pair *pair, uint64_t index)
{
    const struct ahead_bundle *from = pair->from;
    struct assay_error failure = {0};
    struct hash made = {0}, said = {0};
    uint64_t offset = pair->at;
    struct bytes text;

    if (pair->has_bundle && !bundle_next(buf_bytes(&from->bundle), &pair->at, &text)) {
        pair->has_bundle = false;
        verify_holds(v,
                     store_damaged(v->ledger->store, from->bundle_name, offset, &failure,
                                   "it ends inside entry %" PRIu64, index),
                     &failure);
    }
    if (pair->has_tile)
        memcpy(said.bytes, from->hashes + index % TILE_WIDTH * SHA256_SIZE, SHA256_SIZE);
    if (pair->has_bundle) {
        made = from->entries[index % TILE_WIDTH].leaf;
        v->entries++;
        judge_entry(v, pair, index, text, offset);
    }
    v->hole |= !pair->has_bundle && !pair->has_tile;
    if (pair->has_bundle && pair->has_tile && !pair->differs && !hash_equal(&made, &said)) {
        buf_add(&v->differences, &(struct difference){index, offset}, sizeof(struct difference));
        pair->differs = true;
    }
    add_hash(&v->made, pair->has_bundle ? &made : &said);
    add_hash(&v->said, pair->has_tile ? &said : &made);
    if (verify_published(v, index + 1))
        verify_holds(v, verify_checkpoint(v, &failure), &failure);
}

static void compact(struct verification *v)
{
    if (v->references.size < v->compact_at)
        return;
    verify_compact(v);
    v->compact_at = 2 * v->references.size < COMPACT_LEAST ? COMPACT_LEAST : 2 * v->references.size;
}

static void check_bundle_end(struct verification *v, const struct pair *pair)
{
    const struct ahead_bundle *from = pair->from;
    struct assay_error failure = {0};
    char own[STORE_NAME_SIZE];

    tile_name(BUNDLE_LEVEL, from->tile, from->width, own);
    if (pair->has_bundle && pair->at != from->bundle.size && strcmp(own, from->bundle_name) == 0)
        verify_holds(v,
                     store_damaged(v->ledger->store, own, pair->at, &failure,
                                   "it goes on behind its last entry"),
                     &failure);
}

static void check_pair(struct verification *v, const struct ahead_bundle *from)
{
    struct pair pair = {.from = from};

    pair.has_bundle = verify_holds(v, from->bundle_status, &from->bundle_failure);
    pair.has_tile = verify_holds(v, from->tile_status, &from->tile_failure);
    v->tiles++;
    for (unsigned i = 0; i < from->width && !v->fatal; i++)
        take_entry(v, &pair, from->tile * TILE_WIDTH + i);
    check_bundle_end(v, &pair);
    compact(v);
    if (from->width == TILE_WIDTH) {
        end_tile(v, &v->made);
        end_tile(v, &v->said);
    }
}

/* Which of the two trees was signed, and so which file of each difference is wrong. */
static void judge(struct verification *v)
{
    const struct log *log = &v->ledger->log;
    struct assay_error failure = {0};
    struct hash made, said;
    bool made_holds, said_holds;

    merkle_root(&v->made.edge, &made);
    merkle_root(&v->said.edge, &said);
    made_holds = hash_equal(&made, &log->point.root);
    said_holds = hash_equal(&said, &log->point.root);
    if (!made_holds && said_holds)
        v->true_tree = &v->said;
    if (!made_holds && !said_holds && !v->hole)
        verify_holds(v,
                     store_damaged(log->store, "checkpoint", ASSAY_NO_OFFSET, &failure,
                                   "its root is not that of the %" PRIu64 " entries",
                                   log->point.size),
                     &failure);
    for (size_t i = 0; i < v->differences.size / sizeof(struct difference); i++) {
        struct difference difference;
        uint64_t tile;
        char name[STORE_NAME_SIZE];
        enum assay_status status;

        memcpy(&difference, v->differences.data + i * sizeof difference, sizeof difference);
        tile = difference.index / TILE_WIDTH;
        if (made_holds) {
            tile_name(0, tile, tile_width(log->point.size, 0, tile), name);
            status = store_damaged(log->store, name, difference.index % TILE_WIDTH * SHA256_SIZE,
                                   &failure, "it does not hold the hash of entry %" PRIu64,
                                   difference.index);
        } else {
            tile_name(BUNDLE_LEVEL, tile, tile_width(log->point.size, 0, tile), name);
            status = store_damaged(log->store, name, difference.offset, &failure,
                                   "entry %" PRIu64 " does not give the hash that was signed",
                                   difference.index);
        }
        verify_holds(v, status, &failure);
    }
}

void verify_tree(struct verification *v)
{
    CLEANUP(ahead_freep) struct ahead *ahead = NULL;
    struct assay_error failure = {0};
    const struct ahead_bundle *next;

    v->fatal = ahead_new(v->ledger, v->by->threads, &ahead, v->err);
    while (!v->fatal && (next = ahead_next(ahead)))
        check_pair(v, next);
    verify_holds(v, buf_status(&v->made.roots, &failure), &failure);
    verify_holds(v, buf_status(&v->said.roots, &failure), &failure);
    if (!v->fatal)
        judge(v);
}
