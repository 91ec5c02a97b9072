/* merkle.c - Merkle trees. Source: RFC 6962 section 2.1, RFC 9162 section 2.1; ledger-formats.md 5.
 */

#include "crypto/merkle.h"

#include <assert.h>

#include "base/kit.h"

void merkle_leaf(struct digest *digest, struct bytes data, struct hash *out)
{
    uint8_t whole[DIGEST_SIZE_MAX];

    digest_start(digest);
    digest_add(digest, bytes_of((const uint8_t[]){MERKLE_LEAF_TAG}, 1));
    digest_add(digest, data);
    digest_end(digest, whole);
    memcpy(out->bytes, whole, sizeof out->bytes);
}

enum { NODE_TAG = 0x01, NODE_SIZE = 1 + 2 * SHA256_SIZE };

static void write_node(uint8_t node[NODE_SIZE], const struct hash *left, const struct hash *right)
{
    node[0] = NODE_TAG;
    memcpy(node + 1, left->bytes, SHA256_SIZE);
    memcpy(node + 1 + SHA256_SIZE, right->bytes, SHA256_SIZE);
}

void merkle_node(struct digest *digest, const struct hash *left, const struct hash *right,
                 struct hash *out)
{
    uint8_t node[NODE_SIZE], whole[DIGEST_SIZE_MAX];

    write_node(node, left, right);
    digest_start(digest);
    digest_add(digest, bytes_of(node, sizeof node));
    digest_end(digest, whole);
    memcpy(out->bytes, whole, sizeof out->bytes);
}

/* Makes `count` nodes in the place of the first of what they stand on. */
static void write_level(struct hash *hashes, size_t count)
{
    enum { TOGETHER = 64 };
    uint8_t nodes[TOGETHER][NODE_SIZE];
    struct digest_message messages[TOGETHER];

    for (size_t from = 0, some; from < count; from += some) {
        some = count - from < TOGETHER ? count - from : TOGETHER;
        for (size_t i = 0; i < some; i++) {
            const struct hash *left = &hashes[2 * (from + i)];

            write_node(nodes[i], left, left + 1);
            messages[i] =
                (struct digest_message){bytes_of(nodes[i], NODE_SIZE), hashes[from + i].bytes};
        }
        sha256_beside(NULL, bytes_of(NULL, 0), messages, some);
    }
}

void merkle_complete(struct hash *leaves, size_t count, struct hash *out)
{
    assert(count > 0 && (count & (count - 1)) == 0);
    while (count > 1)
        write_level(leaves, count /= 2);
    *out = leaves[0];
}

void merkle_init(struct merkle *tree, struct digest *digest)
{
    *tree = (struct merkle){.digest = digest};
}

void merkle_add_subtree(struct merkle *tree, unsigned height, const struct hash *root)
{
    struct hash hash = *root;

    assert(height < MERKLE_HEIGHT_MAX && (tree->size & ((UINT64_C(1) << height) - 1)) == 0);
    for (uint64_t full = tree->size >> height; full & 1; full >>= 1)
        merkle_node(tree->digest, &tree->roots[--tree->count], &hash, &hash);
    tree->roots[tree->count++] = hash;
    tree->size += UINT64_C(1) << height;
}

void merkle_add_hash(struct merkle *tree, const struct hash *leaf)
{
    merkle_add_subtree(tree, 0, leaf);
}

void merkle_add(struct merkle *tree, struct bytes data)
{
    struct hash leaf;

    merkle_leaf(tree->digest, data, &leaf);
    merkle_add_hash(tree, &leaf);
}

void merkle_root(const struct merkle *tree, struct hash *out)
{
    if (tree->count == 0) {
        sha256(bytes_of(NULL, 0), out->bytes);
        return;
    }
    *out = tree->roots[tree->count - 1];
    for (unsigned i = tree->count - 1; i > 0; i--)
        merkle_node(tree->digest, &tree->roots[i - 1], out, out);
}

/* The largest power of two below n, as its exponent; n > 1. */
static unsigned split_height(uint64_t n)
{
    return 63U - (unsigned)__builtin_clzll(n - 1);
}

/*
 * The root over the leaves from `begin` to `end`, where `begin` is a multiple of the first complete
 * subtree's size, as it is for each node of a tree.
 */
static ASSAY_RESULT range_root(const struct merkle_source *source, uint64_t begin, uint64_t end,
                               struct hash *out, struct assay_error *err)
{
    struct merkle tree;

    merkle_init(&tree, source->digest);
    while (begin < end) {
        unsigned height = 63U - (unsigned)__builtin_clzll(end - begin);
        struct hash hash;

        TRY(source->subtree(source->user, height, begin >> height, &hash, err));
        merkle_add_subtree(&tree, height, &hash);
        begin += UINT64_C(1) << height;
    }
    merkle_root(&tree, out);
    return ASSAY_OK;
}

enum assay_status merkle_prefix_root(const struct merkle_source *source, uint64_t size,
                                     struct hash *out, struct assay_error *err)
{
    return range_root(source, 0, size, out, err);
}

/* The paths of the RFC are written from the leaf up; going down from the root gives them reversed.
 */
static void reverse(struct merkle_proof *proof)
{
    for (unsigned i = 0; i < proof->count / 2; i++) {
        struct hash swap = proof->hashes[i];

        proof->hashes[i] = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = swap;
    }
}

enum assay_status merkle_prove_inclusion(const struct merkle_source *source, uint64_t index,
                                         uint64_t size, struct merkle_proof *out,
                                         struct assay_error *err)
{
    uint64_t begin = 0, end = size;

    assert(index < size);
    out->count = 0;
    while (end - begin > 1) {
        uint64_t middle = begin + (UINT64_C(1) << split_height(end - begin));
        struct hash *next = &out->hashes[out->count++];

        if (index < middle) {
            TRY(range_root(source, middle, end, next, err));
            end = middle;
        } else {
            TRY(range_root(source, begin, middle, next, err));
            begin = middle;
        }
    }
    reverse(out);
    return ASSAY_OK;
}

enum assay_status merkle_prove_consistency(const struct merkle_source *source, uint64_t old,
                                           uint64_t size, struct merkle_proof *out,
                                           struct assay_error *err)
{
    uint64_t begin = 0, end = size;
    bool known = true; /* the checker has this subtree's root: it is the old tree's */

    assert(old > 0 && old <= size);
    out->count = 0;
    while (end != old) {
        uint64_t middle = begin + (UINT64_C(1) << split_height(end - begin));
        struct hash *next = &out->hashes[out->count++];

        if (old <= middle) {
            TRY(range_root(source, middle, end, next, err));
            end = middle;
        } else {
            TRY(range_root(source, begin, middle, next, err));
            begin = middle;
            known = false;
        }
    }
    if (!known)
        TRY(range_root(source, begin, end, &out->hashes[out->count++], err));
    reverse(out);
    return ASSAY_OK;
}

/* One step up from the node `fn` of a level whose last node is `sn`. */
static void step_up(uint64_t *fn, uint64_t *sn, bool was_right)
{
    if (was_right)
        while ((*fn & 1) == 0 && *fn != 0) {
            *fn >>= 1;
            *sn >>= 1;
        }
    *fn >>= 1;
    *sn >>= 1;
}

bool merkle_check_inclusion(struct digest *digest, uint64_t index, uint64_t size,
                            const struct hash *leaf, const struct hash *hashes, size_t count,
                            const struct hash *root)
{
    uint64_t fn = index, sn = size - 1;
    struct hash hash = *leaf;

    if (index >= size)
        return false;
    for (size_t i = 0; i < count; i++) {
        bool right = (fn & 1) || fn == sn;

        if (sn == 0)
            return false;
        if (right)
            merkle_node(digest, &hashes[i], &hash, &hash);
        else
            merkle_node(digest, &hash, &hashes[i], &hash);
        step_up(&fn, &sn, right);
    }
    return sn == 0 && hash_equal(&hash, root);
}

bool merkle_check_consistency(struct digest *digest, uint64_t old, uint64_t size,
                              const struct hash *hashes, size_t count, const struct hash *old_root,
                              const struct hash *root)
{
    uint64_t fn = old - 1, sn = size - 1;
    struct hash fr, sr;
    size_t i = 0;

    if (old == 0 || old > size)
        return false;
    if (old == size)
        return count == 0 && hash_equal(old_root, root);
    if (count == 0)
        return false;
    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    fr = (old & (old - 1)) == 0 ? *old_root : hashes[i++];
    sr = fr;
    for (; i < count; i++) {
        bool right = (fn & 1) || fn == sn;

        if (sn == 0)
            return false;
        if (right) {
            merkle_node(digest, &hashes[i], &fr, &fr);
            merkle_node(digest, &hashes[i], &sr, &sr);
        } else {
            merkle_node(digest, &sr, &hashes[i], &sr);
        }
        step_up(&fn, &sn, right);
    }
    return sn == 0 && hash_equal(&fr, old_root) && hash_equal(&sr, root);
}
