/* digits.h - whole numbers as digits. */

#pragma once

#include <stdint.h>

/* Digits in front of the end of `to`, 20 at most; returns where they begin. */
static inline char *digits_before(char *to, uint64_t number)
{
    for (; number >= 100; number /= 100) { /* each division waits for the one before */
        const unsigned two = (unsigned)(number % 100);

        *--to = (char)('0' + two % 10);
        *--to = (char)('0' + two / 10);
    }
    *--to = (char)('0' + number % 10);
    if (number >= 10)
        *--to = (char)('0' + number / 10);
    return to;
}
