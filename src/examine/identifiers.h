/*
 * identifiers.h - proofs: whether a token that has the shape of an identifier is one.
 *
 * Each takes the token without separators, as the caller cut it out; boundaries and context are
 * the caller's. Source: docs/reference/detectors.md; `chance` of each type stands in
 * shape_tokens.c.
 */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

enum proof {
    PROOF_FAILS,
    PROOF_SAMPLE, /* holds, but is a placeholder or a published example */
    PROOF_HOLDS
};

/* 12 to 19 digits: prefix and length of an issuer, and the sum of Luhn (ISO/IEC 7812-1). */
enum proof identifier_card(struct bytes digits);

/* A whole address: local part, '@', domain. */
enum proof identifier_email(struct bytes text);

/* Without blanks: country, length, alphabet and mod 97 (ISO 13616, ISO 7064). */
enum proof identifier_iban(struct bytes text);
/* Characters of an IBAN of this country; 0 where it has none. */
size_t identifier_iban_length(uint8_t first, uint8_t second);

/* Ten digits of the North American plan. */
enum proof identifier_nanp(struct bytes digits);
/* The digits behind '+': a country code that exists, and a length that it allows. */
enum proof identifier_e164(struct bytes digits);
/* The most digits, country code included, that a number with this country code has; 0: no such
 * code. `digits` are those at hand, at least 3. */
size_t identifier_e164_longest(struct bytes digits);

/* Nine digits of a US social security number. */
enum proof identifier_ssn(struct bytes digits);

/* True for digits that are all equal, or that count up or down. */
bool identifier_is_run(struct bytes digits);
