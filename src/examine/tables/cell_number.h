/* cell_number.h - numbers in the text of a cell, by value: cell_value.h. */

#pragma once

#include "examine/tables/cell_value.h"

/*
 * Sets type, text and number where the cell, which has no blanks around it and is of CELL_SIZE_MAX
 * bytes at most, is a number; else leaves them and returns false. Integers keep all digits, other
 * numbers 15: what a double holds of any decimal.
 */
bool cell_read_number(struct bytes cell, struct cell_value *out);

/*
 * The usual cell: at most eight bytes, digits with a point among them or none, and written as
 * cell_read_number() would; false for all others. `word`: the cell in little-endian order, zeros
 * behind it.
 */
static inline bool cell_read_short(uint64_t word, size_t size, enum cell_type *type, double *number)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t dots = word ^ ones * '.';
    const uint64_t found = (dots - ones) & ~dots & ones * 0x80;
    static const double tens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
    unsigned fraction = 0;
    uint64_t value;

    if (found) {
        unsigned whole = (unsigned)__builtin_ctzll(found) / 8;
        uint64_t below = (UINT64_C(1) << 8 * whole) - 1;

        if (whole == 0 || whole + 1 >= size || word >> 8 * (size - 1) == '0' ||
            ((word & 0xff) == '0' && whole > 1))
            return false;
        fraction = (unsigned)size - whole - 1;
        word = (word & below) | (word >> 8 & ~below);
        size--;
    } else if ((word & 0xff) == '0' && size > 1) {
        return false;
    }
    value = size == 8 ? word : word << (64 - 8 * size) | (ones * '0') >> 8 * size;
    if (((value + ones * 0x46) | (value - ones * '0')) & ones * 0x80)
        return false;
    value -= ones * '0'; /* eight digits in three multiplications */
    value = value * 10 + (value >> 8);
    value = ((value & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064) +
             ((value >> 16) & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >>
            32;
    *type = fraction ? CELL_NUMBER : CELL_INTEGER;
    *number = (double)value;
    if (fraction)
        *number /= tens[fraction];
    return true;
}
