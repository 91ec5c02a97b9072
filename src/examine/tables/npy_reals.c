/* npy_reals.c - see npy_reals.h. */

#include "examine/tables/npy_reals.h"

#include <math.h>
#include <stdio.h>

#include "base/kit.h"
#include "examine/detect/column_proof.h"
#include "examine/detect/identifier_table.h"

bool npy_reals_are_named(struct bytes name, uint64_t across)
{
    enum { ACROSS_MOST = 3 /* with a height */ };
    char text[64];

    snprintf(text, sizeof text, "%.*s", (int)(name.size < sizeof text ? name.size : sizeof text),
             (const char *)name.data);
    return across <= ACROSS_MOST && column_is_named(text, identifiers[ID_COORDINATES].what.headers);
}

/* A real of 8 bytes: one of 4 holds no more than seven digits. */
static double real_of(const struct npy_field *field, const uint8_t *bytes)
{
    uint64_t bits = 0;
    double value;

    for (size_t i = 0; i < sizeof bits; i++)
        bits = bits << 8 | bytes[field->big ? i : sizeof bits - 1 - i];
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool npy_reals_are_long(const struct npy_field *field, struct bytes values, uint64_t across,
                        uint64_t column)
{
    enum { SAMPLE = 256 };
    const double least = 1e6, most = 9007199254740992.0; /* exact up to here */
    size_t finite = 0, whole = 0;
    uint64_t step, at;

    if (field->unit != sizeof(double) || ckd_mul(&step, across, sizeof(double)))
        return false;
    for (at = column * sizeof(double);
         at < values.size && values.size - at >= sizeof(double) && finite < SAMPLE; at += step) {
        const double value = fabs(real_of(field, values.data + at));

        finite += isfinite(value) != 0;
        whole += value >= least && value <= most && value == floor(value);
    }
    return whole > 0 && whole >= finite - finite / 10;
}
