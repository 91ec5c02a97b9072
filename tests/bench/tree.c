/*
 * tree.c - trees of many leaves, for tests/bench/run:
 *
 *     bench-tree leaves COUNT THREADS   builds a tree of COUNT leaves of 40 bytes, prints the root
 *     bench-tree proofs FOLDER COUNT    proves COUNT entries of the ledger and checks each proof;
 *                                       prints the milliseconds of one, and the most tiles read
 */

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/codec.h"
#include "base/kit.h"
#include "ledger/ledger.h"

enum { THREADS_MAX = 64, HEIGHT = 16, LEAF_SIZE = 40 };

/* Subtrees of 2^HEIGHT leaves, of which each thread makes every n-th. */
struct building {
    uint64_t leaves, subtrees;
    unsigned threads, number;
    struct hash *roots;
    pthread_t thread;
};

static void leaf(struct digest *digest, uint64_t index, struct hash *out)
{
    char text[LEAF_SIZE + 1];

    memset(text, '0', LEAF_SIZE);
    memcpy(text, &index, sizeof index);
    merkle_leaf(digest, bytes_of((const uint8_t *)text, LEAF_SIZE), out);
}

static void *build(void *user)
{
    const struct building *building = user;
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);

    if (!digest)
        abort();
    for (uint64_t i = building->number; i < building->subtrees; i += building->threads) {
        struct merkle tree;

        merkle_init(&tree, digest);
        for (uint64_t j = 0; j < UINT64_C(1) << HEIGHT; j++) {
            struct hash hash;

            leaf(digest, (i << HEIGHT) + j, &hash);
            merkle_add_hash(&tree, &hash);
        }
        merkle_root(&tree, &building->roots[i]);
    }
    return NULL;
}

static int leaves(uint64_t count, unsigned threads)
{
    struct building building[THREADS_MAX];
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    CLEANUP(free_cleanup) struct hash *roots = calloc((count >> HEIGHT) + 1, sizeof *roots);
    struct merkle tree;
    struct hash hash;
    char hex[2 * SHA256_SIZE + 1];

    if (!digest || !roots || threads == 0 || threads > THREADS_MAX)
        return 2;
    for (unsigned i = 0; i < threads; i++) {
        building[i] = (struct building){count, count >> HEIGHT, threads, i, roots, 0};
        if (i > 0 && pthread_create(&building[i].thread, NULL, build, &building[i]) != 0)
            return 1;
    }
    build(&building[0]);
    merkle_init(&tree, digest);
    for (unsigned i = 1; i < threads; i++)
        pthread_join(building[i].thread, NULL);
    for (uint64_t i = 0; i < count >> HEIGHT; i++)
        merkle_add_subtree(&tree, HEIGHT, &roots[i]);
    for (uint64_t i = tree.size; i < count; i++) {
        leaf(digest, i, &hash);
        merkle_add_hash(&tree, &hash);
    }
    merkle_root(&tree, &hash);
    hex_encode(bytes_of(hash.bytes, SHA256_SIZE), hex);
    puts(hex);
    return 0;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static bool prove_one(const struct assay_ledger *ledger, uint64_t index, unsigned *reads)
{
    CLEANUP(buf_clear) struct buf entry = {.ceiling = 1 << 16};
    struct log_view view = {.log = &ledger->log};
    struct merkle_source source = log_subtrees(&view);
    const struct checkpoint *point = &ledger->log.point;
    struct merkle_proof proof;
    struct hash hash;

    if (merkle_prove_inclusion(&source, index, point->size, &proof, NULL) != ASSAY_OK ||
        log_entry(&ledger->log, index, &entry, NULL) != ASSAY_OK)
        return false;
    merkle_leaf(ledger->digest, buf_bytes(&entry), &hash);
    *reads = view.reads > *reads ? view.reads : *reads;
    return merkle_check_inclusion(ledger->digest, index, point->size, &hash, proof.hashes,
                                  proof.count, &point->root);
}

static int proofs(const char *folder, uint64_t count)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};
    unsigned reads = 0;
    double start;

    if (assay_ledger_open(folder, &ledger, &err) != ASSAY_OK || count == 0) {
        fprintf(stderr, "bench-tree: %s\n", err.text);
        return 1;
    }
    start = now();
    for (uint64_t i = 0; i < count; i++)
        if (!prove_one(ledger, i * UINT64_C(7919191) % ledger->log.point.size, &reads))
            return 1;
    printf("%.3f %u\n", (now() - start) / (double)count, reads);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "leaves") == 0)
        return leaves(strtoull(argv[2], NULL, 10), (unsigned)strtoul(argv[3], NULL, 10));
    if (argc == 4 && strcmp(argv[1], "proofs") == 0)
        return proofs(argv[2], strtoull(argv[3], NULL, 10));
    return 2;
}
