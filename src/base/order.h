/* order.h - the two orders that qsort() and bsearch() are asked for most. */

#pragma once

#include <stdint.h>
#include <string.h>

/* Of uint64_t; what is sorted may begin with one. */
static inline int order_u64(const void *a, const void *b)
{
    uint64_t left, right;

    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    return (left > right) - (left < right);
}

/* Of `const char *`, by their bytes. */
static inline int order_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}
