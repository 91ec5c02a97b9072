/*
 * word_list.h - whether a word stands in a sorted list of short ones, by a few comparisons of
 * numbers.
 *
 * A list is an array of arrays of characters, at least one zero behind each word, in the order of
 * strcmp():
 *
 *     static const char list[][8] = {"ave", "rd", "st"};
 *     words_have(list, word)
 */

#pragma once

#include <endian.h>

#include "base/bytes.h"

enum { WORD_MOST = 16 };

/* What is looked for; zeros behind it. */
struct word {
    char text[WORD_MOST];
};

/* Eight characters as a number that is in their order. */
static inline uint64_t word_front(const char *text)
{
    uint64_t front;

    memcpy(&front, text, sizeof front);
    return be64toh(front);
}

/* `width`: bytes of an entry, 8 to WORD_MOST. The list is halved without jumps; words of the same
 * first eight characters stand beside each other. */
static inline bool words_have_in(const char *list, size_t width, size_t count,
                                 const struct word *word)
{
    const uint64_t front = word_front(word->text);
    const char *at = list;

    for (size_t left = count; left > 1;) {
        size_t half = left / 2;

        at += word_front(at + (half - 1) * width) < front ? half * width : 0;
        left -= half;
    }
    for (; at < list + count * width && word_front(at) <= front; at += width)
        if (memcmp(at, word->text, width) == 0)
            return true;
    return false;
}

#define words_have(list, word)                                                                     \
    words_have_in((list)[0], sizeof(list)[0], sizeof(list) / sizeof(list)[0], (word))
