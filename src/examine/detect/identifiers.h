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
/* The digits behind '+': a country code that exists, and a length that it allows, which is
 * IDENTIFIER_E164_LEAST or more. */
enum { IDENTIFIER_E164_LEAST = 9 };
enum proof identifier_e164(struct bytes digits);
/* The most digits, country code included, that a number with this country code has; 0: no such
 * code. `digits` are those at hand, at least 3. */
size_t identifier_e164_longest(struct bytes digits);

/* Nine digits of a US social security number. */
enum proof identifier_ssn(struct bytes digits);

/* Banks: ISO 9362, in capitals; nine digits of a US routing number. */
enum proof identifier_bic(struct bytes text);
enum proof identifier_aba(struct bytes digits);

/* Papers and firms, in capitals. */
enum proof identifier_cusip(struct bytes text);
enum proof identifier_isin(struct bytes text);
enum proof identifier_lei(struct bytes text);

/* United States: nine digits of a taxpayer and of an employer, ten of a provider of health care;
 * a prescriber and a beneficiary in capitals. */
enum proof identifier_itin(struct bytes digits);
enum proof identifier_ein(struct bytes digits);
enum proof identifier_npi(struct bytes digits);
enum proof identifier_dea(struct bytes text);
enum proof identifier_mbi(struct bytes text);

/* United Kingdom. */
enum proof identifier_nhs(struct bytes digits);
enum proof identifier_nino(struct bytes text);

/* Germany, Spain, the Netherlands, Poland, France, Italy. */
enum proof identifier_kvnr(struct bytes text);
enum proof identifier_de_tax(struct bytes digits);
enum proof identifier_dni(struct bytes text);
enum proof identifier_bsn(struct bytes digits);
enum proof identifier_pesel(struct bytes digits);
enum proof identifier_nir(struct bytes text);
enum proof identifier_fiscale(struct bytes text);

/* India, Brazil. */
enum proof identifier_aadhaar(struct bytes digits);
enum proof identifier_in_pan(struct bytes text);
enum proof identifier_cpf(struct bytes digits);
enum proof identifier_cnpj(struct bytes text);

/* Machines, as they are written; addresses that are nobody's own are samples. */
enum proof identifier_ipv4(struct bytes text);
enum proof identifier_ipv6(struct bytes text);
enum proof identifier_mac(struct bytes text);
enum proof identifier_imei(struct bytes digits);
enum proof identifier_vin(struct bytes text);

/* A whole line of 30, 36 or 44 characters: the one with dates and check digits. */
enum proof identifier_mrz(struct bytes text);

bool date_exists(unsigned year, unsigned month, unsigned day);
/* The year of a date as people write it, a time behind it or not; 0 where it is none. */
unsigned date_year(struct bytes text);

/* True for digits that are all equal, or that count up or down. */
bool identifier_is_run(struct bytes digits);
