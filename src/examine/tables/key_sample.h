/*
 * key_sample.h - the different keys of a column: all of them while they are few, then those of a
 * share of all keys, the same one in every table. Whether a key is drawn is told by a hash of it
 * alone, so two tables draw the same of what they share, and that a key is drawn says nothing of
 * who is in the table.
 *
 * Source: Flajolet, "On Adaptive Sampling" (1990), by the zeros that a hash begins with.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KEY_SAMPLE_PLACES = 2048,
    KEY_SAMPLE_MOST = KEY_SAMPLE_PLACES / 2 - 1, /* fewer than a sketch has: those are all */
};

struct key_sample {
    uint64_t largest; /* of the hashes that are drawn */
    unsigned level;   /* one key in 2^level is */
    unsigned count;
    struct key_place {
        uint64_t drawn; /* the hash that it is drawn by; 0: free */
        uint64_t key;   /* and is known again by */
    } places[KEY_SAMPLE_PLACES];
};

struct key_sample *key_sample_new(void); /* NULL when memory ran out; to release with free() */

/* The place of a hash that is drawn, or the free one where it belongs. */
struct key_place *key_sample_find(struct key_sample *sample, uint64_t drawn);

/* Puts a hash into its place, which is free. */
void key_sample_put(struct key_sample *sample, struct key_place *place, uint64_t drawn,
                    uint64_t key);

/* The hashes that keys are known by, each once, in rising order; returns how many they are. */
size_t key_sample_keys(const struct key_sample *sample, uint64_t out[KEY_SAMPLE_MOST]);
