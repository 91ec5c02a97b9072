/* key_index.c - a sorted array of keys, searched by halves. */

#include "base/key_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/kit.h"

static const struct key_place *place_at(const struct key_index *index, size_t i)
{
    return &((const struct key_place *)(const void *)index->places.data)[i];
}

static size_t place_count(const struct key_index *index)
{
    return index->places.size / sizeof(struct key_place);
}

void key_index_init(struct key_index *index)
{
    buf_init(&index->places, SIZE_MAX);
}

void key_index_clear(struct key_index *index)
{
    buf_clear(&index->places);
}

void key_index_add(struct key_index *index, struct bytes key, size_t at)
{
    const struct key_place place = {key, at};

    buf_add(&index->places, &place, sizeof place);
}

static int order_places(const void *a, const void *b)
{
    const struct key_place *left = a, *right = b;
    int order = bytes_compare(left->key, right->key);

    return order ? order : (left->at > right->at) - (left->at < right->at);
}

enum assay_status key_index_sort(struct key_index *index, struct assay_error *err)
{
    TRY(buf_status(&index->places, err));
    if (index->places.size > 0)
        qsort(index->places.data, place_count(index), sizeof(struct key_place), order_places);
    return ASSAY_OK;
}

const struct key_place *key_index_find(const struct key_index *index, struct bytes key,
                                       size_t *count)
{
    size_t low = 0, high = place_count(index), all = high;

    *count = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (bytes_compare(place_at(index, middle)->key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + *count < all && bytes_equal(place_at(index, low + *count)->key, key))
        ++*count;
    return *count ? place_at(index, low) : NULL;
}
