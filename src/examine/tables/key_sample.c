/* key_sample.c - see key_sample.h. */

#include "examine/tables/key_sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/order.h"

struct key_sample *key_sample_new(void)
{
    struct key_sample *sample = calloc(1, sizeof *sample);

    if (sample)
        sample->largest = UINT64_MAX;
    return sample;
}

struct key_place *key_sample_find(struct key_sample *sample, uint64_t drawn)
{
    size_t at = (size_t)drawn % KEY_SAMPLE_PLACES;

    while (sample->places[at].drawn && sample->places[at].drawn != drawn)
        at = (at + 1) % KEY_SAMPLE_PLACES;
    return &sample->places[at];
}

/* Draws half as many. */
static void thin(struct key_sample *sample)
{
    struct key_place held[KEY_SAMPLE_MOST];
    size_t count = 0;

    sample->level++;
    sample->largest >>= 1;
    for (size_t i = 0; i < KEY_SAMPLE_PLACES; i++)
        if (sample->places[i].drawn && sample->places[i].drawn <= sample->largest)
            held[count++] = sample->places[i];
    memset(sample->places, 0, sizeof sample->places);
    for (size_t i = 0; i < count; i++)
        *key_sample_find(sample, held[i].drawn) = held[i];
    sample->count = (unsigned)count;
}

void key_sample_put(struct key_sample *sample, struct key_place *place, uint64_t drawn,
                    uint64_t key)
{
    while (sample->count == KEY_SAMPLE_MOST && drawn <= sample->largest) {
        thin(sample);
        place = key_sample_find(sample, drawn);
    }
    if (drawn > sample->largest)
        return;
    *place = (struct key_place){drawn, key};
    sample->count++;
}

size_t key_sample_keys(const struct key_sample *sample, uint64_t out[KEY_SAMPLE_MOST])
{
    size_t count = 0, once = 0;

    for (size_t i = 0; i < KEY_SAMPLE_PLACES; i++)
        if (sample->places[i].drawn)
            out[count++] = sample->places[i].key;
    qsort(out, count, sizeof *out, order_u64);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || out[i] != out[i - 1])
            out[once++] = out[i];
    return once;
}
