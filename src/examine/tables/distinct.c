/* distinct.c - see distinct.h. */

#include "examine/tables/distinct.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void distinct_clear(struct distinct *distinct)
{
    free(distinct->grown);
    *distinct = (struct distinct){0};
}

/* The place of a hash, or the free one where it belongs. */
static uint64_t *find_place(uint64_t *table, size_t places, uint64_t hash)
{
    size_t at = (size_t)hash & (places - 1);

    while (table[at] && table[at] != hash)
        at = (at + 1) & (places - 1);
    return &table[at];
}

/* Moves to a table four times as large; false where there is none. */
static bool grow(struct distinct *distinct, const uint64_t *table, size_t places)
{
    uint64_t *grown;

    if (!distinct->grows || places >= DISTINCT_PLACES_MOST)
        return false;
    grown = calloc(4 * places, sizeof *grown);
    if (!grown)
        return false;
    for (size_t i = 0; i < places; i++)
        if (table[i])
            *find_place(grown, 4 * places, table[i]) = table[i];
    free(distinct->grown);
    distinct->grown = grown;
    distinct->places = 4 * places;
    return true;
}

/* The hashes held are the first that the registers see. */
static void begin_registers(struct distinct *distinct, const uint64_t *table, size_t places)
{
    uint64_t few[DISTINCT_PLACES];

    if (!distinct->grown) {
        memcpy(few, distinct->seen.hashes, sizeof few);
        table = few;
    }
    memset(&distinct->seen, 0, sizeof distinct->seen);
    for (size_t i = 0; i < places; i++)
        if (table[i])
            distinct_add_many(distinct, table[i]);
    free(distinct->grown);
    distinct->grown = NULL;
    distinct->about = true;
}

bool distinct_add_new(struct distinct *distinct, uint64_t hash)
{
    uint64_t *table = distinct->grown ? distinct->grown : distinct->seen.hashes;
    size_t places = distinct->grown ? distinct->places : DISTINCT_PLACES;
    uint64_t *place;

    hash += hash == 0;
    place = find_place(table, places, hash);
    if (*place == hash)
        return false;
    if (distinct->count < places * 3 / 4) {
        *place = hash;
        distinct->count++;
    } else if (grow(distinct, table, places)) {
        *find_place(distinct->grown, distinct->places, hash) = hash;
        distinct->count++;
    } else {
        begin_registers(distinct, table, places);
        distinct_add_many(distinct, hash);
    }
    return true;
}

uint64_t distinct_count(const struct distinct *distinct)
{
    const double registers = DISTINCT_REGISTERS, alpha = 0.7213 / (1 + 1.079 / registers);
    double sum = 0, estimate;
    unsigned zeros = 0;

    if (!distinct->about)
        return distinct->count;
    for (unsigned i = 0; i < DISTINCT_REGISTERS; i++) {
        sum += 1.0 / (double)(UINT64_C(1) << distinct->seen.registers[i]);
        zeros += distinct->seen.registers[i] == 0;
    }
    estimate = alpha * registers * registers / sum;
    if (estimate <= 2.5 * registers && zeros > 0) /* by the registers that nothing fell on */
        estimate = registers * log(registers / zeros);
    return (uint64_t)llround(estimate);
}
