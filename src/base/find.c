/*
 * find.c - words in bytes. All content is searched for some, small members of archives most of all.
 *
 * Three letters of the word are compared at every place of a step; most steps have no place where
 * all of them stand.
 */

#include "base/find.h"

enum { STEP = 128 };

__attribute__((always_inline)) static inline const uint8_t *search(struct bytes text,
                                                                   struct bytes word)
{
    const size_t middle = word.size / 2, last = word.size - 1;
    const uint8_t *found;

    for (; text.size >= STEP + last; text = bytes_from(text, STEP)) {
        unsigned char may = 0;

        for (size_t i = 0; i < STEP; i++) /* compilers make one comparison of many */
            may |= (unsigned char)((text.data[i] == word.data[0]) &
                                   (text.data[i + middle] == word.data[middle]) &
                                   (text.data[i + last] == word.data[last]));
        found = may ? memmem(text.data, STEP + last, word.data, word.size) : NULL;
        if (found)
            return found;
    }
    return text.size ? memmem(text.data, text.size, word.data, word.size) : NULL;
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static const uint8_t *search_wide(struct bytes text,
                                                                  struct bytes word)
{
    return search(text, word);
}

const uint8_t *bytes_find(struct bytes text, struct bytes word)
{
    if (word.size == 0)
        return text.data;
    return __builtin_cpu_supports("avx2") ? search_wide(text, word) : search(text, word);
}
#else
const uint8_t *bytes_find(struct bytes text, struct bytes word)
{
    return word.size == 0 ? text.data : search(text, word);
}
#endif
