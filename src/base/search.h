/* search.h - where something stands in what is sorted. */

#pragma once

#include <stddef.h>

/*
 * The first element that is not before `key`; `count` where all are.
 * order  as that of bsearch(): the key, then an element of `all`, which has `each` bytes
 */
static inline size_t search_first(const void *key, const void *all, size_t count, size_t each,
                                  int (*order)(const void *key, const void *element))
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (order(key, (const char *)all + middle * each) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
