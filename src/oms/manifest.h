/* manifest.h - the digests of a model's files or of pieces of them: what a signature is over. */

#pragma once

#include "oms/tree.h"

struct oms_resource {
    struct bytes file;   /* its name in the model */
    uint64_t start, end; /* of a shard, END exclusive */
    const char *name;    /* as listed: the file's, or "file:START:END" */
    uint8_t digest[DIGEST_SIZE_MAX];
};

/* Resources in the order in which they are listed; zeroed by the caller. */
struct oms_manifest {
    struct arena *arena; /* borrowed: holds names and resources */
    struct oms_resource *resources;
    size_t count;
    const char *const *empty; /* files that have no shard, by name */
    size_t empty_count;
    uint64_t files, bytes;
};

struct oms_hashing {
    const struct oms_rules *rules;
    unsigned jobs;                               /* 0: all processors */
    const volatile sig_atomic_t *interrupted;    /* or NULL */
    const char *single_name;                     /* of a model that is one file, or NULL: its own */
    bool (*wants)(void *user, const char *name); /* what is hashed at all; NULL: everything */
    void *user;
};

/*
 * Hashes all FILEs of a tree, each byte once, on several threads; the resources come in order of
 * their files.
 *
 * ASSAY_EIO  a file cannot be read ("file.unreadable") or changed ("file.changed-while-reading")
 */
ASSAY_RESULT oms_hash(const struct oms_tree *tree, const struct oms_hashing *how,
                      struct oms_manifest *out, struct assay_error *err);

/* Puts them in the order that a dialect lists them in. */
void oms_manifest_sort(struct oms_manifest *manifest, enum assay_signing_dialect dialect);

/* SHA-256 over the digests in their order. */
ASSAY_RESULT oms_manifest_root(const struct oms_manifest *manifest, enum assay_signing_hash hash,
                               uint8_t out[SHA256_SIZE], struct assay_error *err);

/* "file:START:END" taken apart; false where it is none. */
bool oms_shard_parse(struct bytes name, struct bytes *file, uint64_t *start, uint64_t *end);
