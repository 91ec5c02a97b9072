/* magnitude.c - sizes of models as people write them. */

#include "examine/words/magnitude.h"

#include "base/kit.h"

static uint64_t unit_of(uint8_t letter)
{
    switch (letter | 0x20) {
    case 'k':
        return 1000;
    case 'm':
        return 1000000;
    case 'b':
        return 1000000000;
    case 't':
        return UINT64_C(1000000000000);
    default:
        return 0;
    }
}

/* Digits, with a fraction or without, and a unit; nothing else. */
static bool read_size(struct bytes text, struct magnitude *out)
{
    uint64_t unit = text.size > 1 ? unit_of(text.data[text.size - 1]) : 0, value = 0;
    bool fraction = false, digit = false;

    for (size_t i = 0; unit > 0 && i + 1 < text.size; i++) {
        uint8_t byte = text.data[i];

        if (byte == '.' && digit && !fraction) {
            fraction = true;
            digit = false;
            continue;
        }
        if (byte < '0' || byte > '9' || value > 1000000)
            return false;
        if (fraction)
            unit /= 10;
        value = value * 10 + (byte - '0');
        digit = true;
    }
    if (unit == 0 || !digit || value == 0)
        return false;
    out->step = unit;
    return !ckd_mul(&out->value, value, unit);
}

/* "8x7B": experts that share what is not theirs, so that the product is the most there can be. */
bool magnitude_read(struct bytes text, struct magnitude *out)
{
    const uint8_t *times = text.size ? memchr(text.data, 'x', text.size) : NULL;
    uint64_t experts = 0;

    if (!times)
        return read_size(text, out);
    for (const uint8_t *digit = text.data; digit < times; digit++) {
        if (*digit < '0' || *digit > '9' || experts > 1000)
            return false;
        experts = experts * 10 + (*digit - '0');
    }
    return experts > 0 && read_size(bytes_from(text, (size_t)(times - text.data) + 1), out) &&
           !ckd_mul(&out->value, out->value, experts) && !ckd_mul(&out->step, out->step, experts);
}

bool magnitude_in_name(struct bytes name, struct magnitude *out)
{
    bool found = false;

    for (size_t start = 0, i = 0; i <= name.size; i++) {
        struct magnitude size;

        if (i < name.size && !bytes_has(BYTES("-_/ "), name.data[i]))
            continue;
        if (magnitude_read(bytes_of(name.data + start, i - start), &size)) {
            *out = size;
            found = true;
        }
        start = i + 1;
    }
    return found;
}

bool magnitude_fits(const struct magnitude *size, uint64_t parameters)
{
    uint64_t share = size->value / 10 * 3, half = size->step / 2;
    uint64_t apart = size->value > parameters ? size->value - parameters : parameters - size->value;

    return apart <= (share > half ? share : half);
}
