/*
 * identifier_table.h - every identifier that is looked for: what names it, what proves it, how a
 * column of it is judged, and which class of the HIPAA safe harbor it belongs to.
 *
 * A new identifier is a line of identifiers.def, a proof in a file identifier_<what>.c with its
 * vectors in tests/unit/test_identifiers.c, and a row of identifier_tokens.c where its form is
 * plain. docs/reference/detectors.md shows the table; a test holds it to that.
 */

#pragma once

#include "examine/detect/identifier_cells.h"
#include "examine/detect/identifiers.h"
#include "examine/evidence.h"

/* How the cells of a column are judged. */
enum column_rule {
    RULE_PROOF,  /* by the proof and its chance, or by proof and the column's name */
    RULE_FORM,   /* the same, but without a name never sure: there is no check digit */
    RULE_HEADER, /* no form of its own: the column's name, and that cells are not at odds with it */
    RULE_BIRTH,  /* dates of people: of past years, most of them not of the latest */
    RULE_RARE,   /* by the column's name; of its values only those that few people share */
    RULE_PLACE,  /* latitude and longitude in two columns, or in one */
    RULE_PERSON, /* names: by the column's name, or by a list of given names */
    RULE_DIGEST, /* digests of identifiers, by the column's name and their form */
};

enum identifier_id {
#define IDENTIFIER(id, class_name, rule, chance, cell, harbor, words, unless, shape, proof) ID_##id,
#include "examine/detect/identifiers.def"
#undef IDENTIFIER
    IDENTIFIERS
};
_Static_assert(IDENTIFIERS <= 64, "sets of them are bits of a uint64_t");

struct identifier {
    struct detected what; /* its headers are words of a column's name, and of context in text */
    enum column_rule rule;
    /* How well a cell, as it is written, goes with the column's name; NULL for RULE_PROOF, whose
     * cells identifier_tokens.c knows. */
    enum cell_fit (*cell)(struct bytes text);
    const char *const *unless; /* words of a column's name that speak against it, or NULL */
    const char *harbor;        /* letters of 45 CFR 164.514(b)(2)(i), or "" */
    const char *shape, *proof; /* for the reader of docs/reference/detectors.md */
};

extern const struct identifier identifiers[IDENTIFIERS];

/* The line of what was detected, or NULL where it is in no line (secrets). */
const struct identifier *identifier_of(const struct detected *what);
