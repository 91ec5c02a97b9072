/*
 * card.h - what the readers of cards share: fields that become declared facts, and those that are
 * missing, hold only a placeholder, or make no sense.
 */

#pragma once

#include "base/buf.h"
#include "doc/doc.h"
#include "examine/inspector.h"

/* How a field is written, and read. */
enum card_shape {
    CARD_WORDS,    /* a text; lists and maps are written as one */
    CARD_NAMES,    /* a list of texts, or of maps that have a `name`, or a map: its keys */
    CARD_COUNT,    /* a whole number */
    CARD_CHOICE,   /* one of a few words */
    CARD_LICENCES, /* one SPDX identifier or expression, or several */
};

enum card_need {
    CARD_OPTIONAL,
    CARD_REQUIRED,
    CARD_IF_PERSONAL, /* required where the data is about people (PII-003, RET-003) */
};

struct card_field {
    const char *name;
    enum card_shape shape;
    enum card_need need;
    enum assay_fact_id fact;
    const char *const *choices; /* of CARD_CHOICE, NULL-terminated */
};

/* A card being read. */
struct card {
    struct evidence *evidence;
    struct doc_source source; /* the text of the file, from its first line */
    uint64_t base;            /* offset of that text in the file */
    bool personal;            /* the data is about people */
};

/* Reads an item whole; `text` lives in `arena`. ASSAY_ELIMIT past LIMIT_CARD. */
ASSAY_RESULT card_text(struct cursor *cursor, struct arena *arena, struct bytes *text);

/* Tells the gap "card.invalid" at a node, or from a failure of doc_read_yaml(). */
void card_invalid(struct card *card, const struct doc *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void card_invalid_yaml(struct card *card, const struct assay_error *failure);

/* Notes a field that is missing, or one that holds a placeholder. */
void card_missing(struct card *card, const char *prefix, const char *name);
void card_placeholder(struct card *card, const char *prefix, const char *name);

/* True for TODO, TBD, n/a, lorem ipsum and kin, and for blanks. */
bool card_is_placeholder(struct bytes text);

/* The same of a person's reason or name: "TODO: drop it with the old fixtures" says something. */
bool card_says_nothing(struct bytes text);

/*
 * Looks at one field of `map`: tells its fact, or that it is missing, a placeholder or wrong.
 * `prefix` stands before its name in messages ("origin."). Returns its node, or NULL where there
 * is nothing of use.
 */
const struct doc *card_read_field(struct card *card, const struct doc *map, const char *prefix,
                                  const struct card_field *field);

/* The days that a card gives, and those that cannot be. */
void card_read_dates(struct card *card, const struct doc *doc);

/* The figures of evaluation under `metrics`, which may be NULL. */
void card_read_figures(struct card *card, const struct doc *metrics);

/* Those of a Hub card's `model-index`, which may be NULL; returns how many there are. */
size_t card_read_results(struct card *card, const struct doc *index);

/* Tells every member of `map` that is none of `known`, with the nearest. */
void card_check_keys(struct card *card, const struct doc *map, const char *what,
                     const char *const *known, size_t count);

/* A card to fill in, made from the same tables that the reader uses: a dataset's, or a model's. */
void card_template(enum assay_kind kind, struct buf *out);
