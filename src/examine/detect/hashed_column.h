/*
 * hashed_column.h - columns of bare digests under the name of what identifies a person. A digest of
 * an address or a number is undone by trying them all: such data is pseudonymous, not anonymous
 * (GDPR recital 26, EDPB guidelines 01/2025; 45 CFR 164.514(c)(1)).
 */

#pragma once

#include "examine/detect/identifier_table.h"
#include "examine/evidence_part.h"

/* Beside identifiers[]: its cells prove nothing by themselves, so it is no bit of a set. */
extern const struct identifier hashed_identifier;

/* True where `words` (column_proof.h) name what is hashed; `named` are the identifiers that they
 * speak for, a bit each. */
struct column_words;
bool hashed_column_is_named(const struct column_words *words, uint64_t named);

/* True for hex or base64 of as many bytes as a digest has, and no UUID. */
bool hashed_column_is_digest(struct bytes text);

/* Counts a whole cell of a column so named. */
void hashed_column_cell(struct evidence *evidence, uint32_t column, struct bytes text,
                        const struct assay_place *place);

/* What all cells of one come to. */
void hashed_column_judge(const struct evidence *evidence, struct tally *tally);
