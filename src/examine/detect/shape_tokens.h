/*
 * shape_tokens.h - what detect_shapes.c calls where a shape ends; each adds a candidate where the
 * token proves to be what its shape says.
 */

#pragma once

#include "examine/detect/detect.h"
#include "examine/detect/identifier_tokens.h"

struct look {
    const struct view *view;
    struct candidates *out;
    const struct context_words *words; /* of each identifier */
    const struct token_ends *ends;
};

/* One thing that was seen, for look_add(). */
struct sight {
    uint64_t start, end;
    enum assay_confidence confidence;
    enum proof proof;
    enum rank rank;
    bool weak; /* as in struct hit */
};
void look_add(const struct look *look, enum identifier_id id, const struct sight *sight,
              const char *masked);

/* True where a word of the identifier's stands within 40 characters. */
bool look_near(const struct look *look, uint64_t start, uint64_t end, enum identifier_id id);

/* No letter or digit beside, and no sign that joins more digits: versions, dates, part numbers. */
bool look_stands_alone(const struct look *look, uint64_t start, uint64_t end);
/* A whole number as tables write it that keep numbers with gaps as reals: ".0" follows, and then
 * nothing that joins. */
bool look_is_whole_real(const struct look *look, uint64_t start, uint64_t end);

/* A card's number in [start, end), separators among it or not. */
bool look_prove_card(const struct look *look, uint64_t start, uint64_t end);

/* `at` is the '@', or the last byte of a full-width one. */
void look_email(const struct look *look, uint64_t at);
/* `at` is the second of two digits behind a '%', which are the '@' of a query. */
void look_escaped_email(const struct look *look, uint64_t at);
/* `at` is the first digit behind '+'. */
void look_e164(const struct look *look, uint64_t at);
/* `at` is the fourth character: two letters and two digits were seen, nothing joined before. */
void look_iban(const struct look *look, uint64_t at);
/* `end` is behind `ddd-dddd`. */
void look_nanp(const struct look *look, uint64_t end);
/* `end` is behind `ddd-dd-dddd`. */
void look_ssn(const struct look *look, uint64_t end);
/* `end` is behind the third group of a card's number: 4-4-4, 4-6-5 or 4-6-4. */
void look_card_groups(const struct look *look, uint64_t end);
/* `end` is behind a run of eight capitals and digits or more. */
void look_code(const struct look *look, uint64_t end);
/* `end` is behind groups of digits and letters with a blank or sign between them. */
void look_grouped(const struct look *look, uint64_t end);
/* `end` is behind a date. */
void look_date(const struct look *look, uint64_t end);
/* `end` is behind `d.d.d`, the first dot of which may be the last one of more. */
void look_ipv4(const struct look *look, uint64_t end);
/* `at` is the second colon of two, or the last of three with four characters between them. */
void look_ipv6(const struct look *look, uint64_t at);
/* `at` is the last sign of six octets, or the second dot of three groups. */
void look_mac(const struct look *look, uint64_t at);
/* `end` is behind eight capitals or more, and no other stands there. */
void look_bic(const struct look *look, uint64_t end);
/* `end` is behind three capitals. */
void look_mrn(const struct look *look, uint64_t end);
