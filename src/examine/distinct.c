/* distinct.c - see distinct.h. */

#include "examine/distinct.h"

#include <math.h>
#include <string.h>

/* The table is full: its hashes are the first that the registers see. */
static void begin_registers(struct distinct *distinct)
{
    uint64_t hashes[DISTINCT_PLACES];

    memcpy(hashes, distinct->seen.hashes, sizeof hashes);
    memset(&distinct->seen, 0, sizeof distinct->seen);
    for (unsigned i = 0; i < DISTINCT_PLACES; i++)
        if (hashes[i])
            distinct_add_many(distinct, hashes[i]);
}

void distinct_add_new(struct distinct *distinct, uint64_t hash)
{
    unsigned place;

    hash += hash == 0;
    place = (unsigned)(hash % DISTINCT_PLACES);
    while (distinct->seen.hashes[place] && distinct->seen.hashes[place] != hash)
        place = (place + 1) % DISTINCT_PLACES;
    if (distinct->seen.hashes[place] == hash)
        return;
    if (distinct->few++ < DISTINCT_FEW) {
        distinct->seen.hashes[place] = hash;
        return;
    }
    begin_registers(distinct);
    distinct_add_many(distinct, hash);
}

uint64_t distinct_count(const struct distinct *distinct)
{
    const double registers = DISTINCT_REGISTERS, alpha = 0.7213 / (1 + 1.079 / registers);
    double sum = 0, estimate;
    unsigned zeros = 0;

    if (distinct->few <= DISTINCT_FEW)
        return distinct->few;
    for (unsigned i = 0; i < DISTINCT_REGISTERS; i++) {
        sum += 1.0 / (double)(UINT64_C(1) << distinct->seen.registers[i]);
        zeros += distinct->seen.registers[i] == 0;
    }
    estimate = alpha * registers * registers / sum;
    if (estimate <= 2.5 * registers && zeros > 0) /* by the registers that nothing fell on */
        estimate = registers * log(registers / zeros);
    return (uint64_t)llround(estimate);
}
