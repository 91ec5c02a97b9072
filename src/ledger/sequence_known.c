/*
 * sequence_known.c - which entries of the spool are in the log already, or wait twice.
 *
 * What makes an entry the same is what its key signed. The envelope has one form, so only the
 * signature could differ, and of that anybody can make one other: ECDSA's (r, n - s). Both are
 * looked for. To demand the lower s instead would refuse every other entry that a program signs
 * which knows of no such rule; to look for the payload would read all entries of the log, not only
 * their hashes.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/sequence.h"
#include "ledger/spool.h"

/* One of the leaves that a waiting entry may be in the log as. */
struct leaf {
    struct hash hash;
    size_t waiting;
};

/* Of (r, s) anybody can make (r, n - s), so that both are one entry. Where the key is not in force
 * the entry is refused by and by. */
static ASSAY_RESULT add_mirrored(const struct assay_ledger *ledger, struct bytes text, size_t at,
                                 struct buf *leaves, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf other = {.ceiling = SIZE_MAX};
    struct key_signature signature;
    struct leaf leaf = {.waiting = at};
    const struct ring_key *signer;
    struct dsse own;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an entry");
    if (!dsse_read_own(arena, text, STATEMENT_TYPE, &own))
        return ASSAY_OK;
    signer = ring_find(&ledger->ring, own.signatures[0].keyid, ledger->log.point.size);
    if (!signer || !key_mirror(signer->key, own.signatures[0].signature, &signature))
        return ASSAY_OK;
    dsse_write(STATEMENT_TYPE, own.payload, own.signatures[0].keyid,
               bytes_of(signature.bytes, signature.size), &other);
    TRY(buf_status(&other, err));
    merkle_leaf(ledger->digest, buf_bytes(&other), &leaf.hash);
    buf_add(leaves, &leaf, sizeof leaf);
    return ASSAY_OK;
}

/* The leaves that a waiting entry would be; none where it cannot be read or is not what its name
 * says, which is told when its turn comes. */
static ASSAY_RESULT add_leaves(const struct assay_ledger *ledger, const struct waiting *waiting,
                               size_t at, struct buf *leaves, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_SPOOLED};
    struct leaf leaf = {.waiting = at};
    uint8_t digest[SHA256_SIZE];
    char name[STORE_NAME_SIZE];

    ledger_spool_name(waiting->sha256, name);
    if (store_read(ledger->store, name, &text, NULL) != ASSAY_OK)
        return ASSAY_OK;
    sha256(buf_bytes(&text), digest);
    if (memcmp(digest, waiting->sha256, sizeof digest) != 0)
        return ASSAY_OK;
    merkle_leaf(ledger->digest, buf_bytes(&text), &leaf.hash);
    buf_add(leaves, &leaf, sizeof leaf);
    return add_mirrored(ledger, buf_bytes(&text), at, leaves, err);
}

static int compare_hashes(const void *left, const void *right)
{
    return memcmp(left, right, SHA256_SIZE); /* the hash is the first member */
}

/* Those of one hash in the order of their entries. */
static int compare_leaves(const void *left, const void *right)
{
    const struct leaf *a = left, *b = right;
    int order = compare_hashes(a, b);

    return order ? order : (a->waiting > b->waiting) - (a->waiting < b->waiting);
}

/* No two files of the spool have one content, so those of one hash are an entry and its mirror. */
static void mark_same(const struct leaf *leaves, size_t count, struct waiting *waiting)
{
    for (size_t i = 1; i < count; i++)
        if (hash_equal(&leaves[i - 1].hash, &leaves[i].hash))
            waiting[leaves[i].waiting].same = leaves[i - 1].waiting;
}

static void mark_leaf(const uint8_t *hash, const struct leaf *leaves, size_t count,
                      struct waiting *waiting)
{
    const struct leaf *end = leaves + count;
    const struct leaf *found = bsearch(hash, leaves, count, sizeof *leaves, compare_hashes);

    while (found && found > leaves && compare_hashes(found - 1, hash) == 0)
        found--;
    for (; found && found < end && compare_hashes(found, hash) == 0; found++)
        waiting[found->waiting].known = true;
}

/* The level 0 tiles hold the hash of every entry. `leaves` are sorted. */
static ASSAY_RESULT mark_known(const struct log *log, const struct leaf *leaves, size_t count,
                               struct waiting *waiting, struct assay_error *err)
{
    uint8_t hashes[TILE_BYTES];
    char name[STORE_NAME_SIZE];

    for (uint64_t tile = 0; tile_width(log->point.size, 0, tile) > 0; tile++) {
        unsigned width = tile_width(log->point.size, 0, tile);

        TRY(log_tile(log, 0, tile, width, hashes, name, err));
        for (unsigned i = 0; i < width; i++)
            mark_leaf(hashes + (size_t)i * SHA256_SIZE, leaves, count, waiting);
    }
    return ASSAY_OK;
}

enum assay_status sequence_find_known(const struct assay_ledger *ledger, struct waiting *waiting,
                                      size_t count, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf found = {.ceiling = SIZE_MAX};
    struct leaf *leaves;
    size_t leaf_count;

    for (size_t i = 0; i < count; i++)
        TRY(add_leaves(ledger, &waiting[i], i, &found, err));
    TRY(buf_status(&found, err));
    leaves = (struct leaf *)(void *)found.data;
    leaf_count = found.size / sizeof *leaves;
    if (leaf_count == 0)
        return ASSAY_OK;
    qsort(leaves, leaf_count, sizeof *leaves, compare_leaves);
    mark_same(leaves, leaf_count, waiting);
    return mark_known(&ledger->log, leaves, leaf_count, waiting, err);
}
