/* digits.h - whole numbers as digits. */

#pragma once

#include <stdint.h>

/* Digits in front of the end of `to`, 20 at most; returns where they begin. */
static inline char *digits_before(char *to, uint64_t number)
{
    do
        *--to = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    return to;
}
