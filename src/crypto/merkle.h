/* merkle.h - Merkle trees of RFC 6962 over SHA-256: roots, proofs, and checking proofs. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/digest.h"

enum { MERKLE_HEIGHT_MAX = 64, MERKLE_PROOF_MAX = 64 };

struct hash {
    uint8_t bytes[SHA256_SIZE];
};

static inline bool hash_equal(const struct hash *a, const struct hash *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

void merkle_leaf(struct digest *digest, struct bytes data, struct hash *out);
void merkle_node(struct digest *digest, const struct hash *left, const struct hash *right,
                 struct hash *out);

/* What is hashed of a leaf is its data behind this byte. */
#define MERKLE_LEAF_TAG 0x00

/* The root of a complete tree, two hashes at a time: `count` leaves, a power of two, which are
 * written over. */
void merkle_complete(struct hash *leaves, size_t count, struct hash *out);

/*
 * A tree as it grows: the roots of its complete subtrees, one for each bit that is set in `size`,
 * the largest first. `digest` is borrowed.
 */
struct merkle {
    struct digest *digest;
    uint64_t size; /* leaves */
    unsigned count;
    struct hash roots[MERKLE_HEIGHT_MAX];
};

void merkle_init(struct merkle *tree, struct digest *digest);
void merkle_add(struct merkle *tree, struct bytes data);
void merkle_add_hash(struct merkle *tree, const struct hash *leaf);
/* A complete subtree of 2^height leaves; the tree's size is a multiple of that. */
void merkle_add_subtree(struct merkle *tree, unsigned height, const struct hash *root);
void merkle_root(const struct merkle *tree, struct hash *out);

/* Where a maker of proofs finds the root of the complete subtree `index` of 2^height leaves. */
struct merkle_source {
    enum assay_status (*subtree)(void *user, unsigned height, uint64_t index, struct hash *out,
                                 struct assay_error *err);
    void *user;
    struct digest *digest;
};

struct merkle_proof {
    unsigned count;
    struct hash hashes[MERKLE_PROOF_MAX];
};

/* That leaf `index` is in the tree of `size` leaves; index < size. */
ASSAY_RESULT merkle_prove_inclusion(const struct merkle_source *source, uint64_t index,
                                    uint64_t size, struct merkle_proof *out,
                                    struct assay_error *err);
/* That the tree of `old` leaves begins the one of `size`; 0 < old <= size. */
ASSAY_RESULT merkle_prove_consistency(const struct merkle_source *source, uint64_t old,
                                      uint64_t size, struct merkle_proof *out,
                                      struct assay_error *err);

/* The root over the first `size` leaves. */
ASSAY_RESULT merkle_prefix_root(const struct merkle_source *source, uint64_t size, struct hash *out,
                                struct assay_error *err);

/* True when the proof shows what it claims. `hashes` are from whoever proves. */
bool merkle_check_inclusion(struct digest *digest, uint64_t index, uint64_t size,
                            const struct hash *leaf, const struct hash *hashes, size_t count,
                            const struct hash *root);
bool merkle_check_consistency(struct digest *digest, uint64_t old, uint64_t size,
                              const struct hash *hashes, size_t count, const struct hash *old_root,
                              const struct hash *root);
