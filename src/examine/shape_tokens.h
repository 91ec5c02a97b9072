/*
 * shape_tokens.h - what detect_shapes.c calls where a shape ends; each adds a candidate where the
 * token proves to be what its shape says.
 */

#pragma once

#include "examine/detect.h"

struct look {
    const struct view *view;
    struct candidates *out;
};

/* `at` is the '@'. */
void look_email(const struct look *look, uint64_t at);
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
/* `end` is behind a run of twelve digits or more. */
void look_long_run(const struct look *look, uint64_t end);
/* Bare digits: a shape that only a column's name, or a word nearby, makes more of. */
void look_bare_ssn(const struct look *look, uint64_t end);
void look_bare_nanp(const struct look *look, uint64_t end);
