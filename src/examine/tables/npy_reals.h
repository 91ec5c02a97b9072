/*
 * npy_reals.h - which columns of an array of real numbers may hold what persons are known by.
 *
 * Reals are weights, pictures and measurements, of which nothing is looked for: it would cost much
 * and find nothing. But degrees are reals, and tables with gaps keep whole numbers as reals, as
 * pandas does with a phone's number or a card's. So the first values tell.
 */

#pragma once

#include "base/bytes.h"
#include "examine/tables/npy_header.h"

/* An array of `across` columns whose name says that degrees stand in it. */
bool npy_reals_are_named(struct bytes name, uint64_t across);

/* Whether column `column` may: `values` are those of all columns, the first of them that of column
 * 0, `across` apart. */
bool npy_reals_are_long(const struct npy_field *field, struct bytes values, uint64_t across,
                        uint64_t column);
