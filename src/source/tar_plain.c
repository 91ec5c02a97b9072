/*
 * tar_plain.c - headers of a tar that have no magic, behind other bytes.
 *
 * Six fields of octal digits stand in a row: 56 bytes with nothing else in them. That is rare in
 * any content, and then each field has to hold, and the sum of the block.
 * Source: Unix V7, tar(5).
 */

#include "source/tar_plain.h"

#include "source/tar_header.h"

enum {
    NUMBERS = 100,
    NUMBERS_SIZE = 56,
    SUM = 148,
    SUM_SIZE = 8,
    TYPE = 156,
    CHUNK = 16, /* one of these at a multiple of STRIDE is in any row of numbers */
    STRIDE = 32,
    SUM_LEAST = 8 * ' ' + 1,
};

static const struct field {
    uint8_t at, size;
} fields[] = {{100, 8}, {108, 8}, {116, 8}, {124, 12}, {136, 12}, {148, 8}};

static bool is_of_number(uint8_t byte)
{
    return byte == 0 || byte == ' ' || (byte >= '0' && byte <= '7');
}

/* Some byte of the eight is greater than '7'. Where an addition carries, the byte it comes from has
 * its highest bit set, and is. */
static bool has_greater(const uint8_t *bytes)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return ((word | (word + each * (0x7f - '7'))) & each * 0x80) != 0;
}

/* Most content is text: its first eight bytes hold a letter. */
static bool may_be_numbers(const uint8_t *bytes)
{
    if (has_greater(bytes) || has_greater(bytes + CHUNK / 2))
        return false;
    for (size_t i = 0; i < CHUNK; i++)
        if (!is_of_number(bytes[i]))
            return false;
    return true;
}

/* Blanks, digits, and nothing behind them but what ends a field. */
static bool is_number(const uint8_t *field, size_t size)
{
    size_t at = 0, digits;

    while (at < size && field[at] == ' ')
        at++;
    for (digits = at; digits < size && field[digits] >= '0';)
        digits++;
    if (digits == at)
        return false;
    for (at = digits; at < size; at++)
        if (field[at] >= '0')
            return false;
    return true;
}

static bool is_header(const uint8_t *block)
{
    uint64_t sum;

    if (block[0] == 0 || !(block[TYPE] == 0 || (block[TYPE] >= '0' && block[TYPE] <= '7')) ||
        !tar_number(bytes_of(block + SUM, SUM_SIZE), &sum) || sum < SUM_LEAST)
        return false;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (!is_number(block + fields[i].at, fields[i].size))
            return false;
    return tar_header_checks(block);
}

static bool has_digit(const uint8_t *bytes, size_t size)
{
    unsigned char digits = 0;

    for (size_t i = 0; i < size; i++)
        digits |= (bytes[i] >= '1') & (bytes[i] <= '7');
    return digits;
}

/* The first header whose numbers lie in [from, to) of `head`, which holds nothing else. */
static size_t find_in(struct bytes head, size_t from, size_t to)
{
    if (to - from < NUMBERS_SIZE || !has_digit(head.data + from, to - from))
        return 0;
    for (size_t at = from > NUMBERS ? from - NUMBERS : 1;
         at + NUMBERS + NUMBERS_SIZE <= to && at + TAR_BLOCK <= head.size; at++)
        if (at + NUMBERS >= from && is_header(head.data + at))
            return at;
    return 0;
}

size_t tar_plain_behind(struct bytes head)
{
    for (size_t at = 0; at + CHUNK <= head.size; at += STRIDE) {
        size_t from = at, to = at + CHUNK, found;

        if (!may_be_numbers(head.data + at))
            continue;
        while (from > 0 && is_of_number(head.data[from - 1]))
            from--;
        while (to < head.size && is_of_number(head.data[to]))
            to++;
        found = find_in(head, from, to);
        if (found > 0)
            return found;
        at = to - to % STRIDE; /* the row was looked at to its end */
    }
    return 0;
}
