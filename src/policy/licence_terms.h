/* licence_terms.h - what the commonest licences of data and models ask: the table, and its words.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "policy/licences.h"

struct buf;

/* How far a work may be used; of several the last binds. */
enum licence_class {
    LICENCE_CLASS_PUBLIC_DOMAIN,
    LICENCE_CLASS_PERMISSIVE,
    LICENCE_CLASS_ATTRIBUTION,
    LICENCE_CLASS_SHARE_ALIKE,
    LICENCE_CLASS_BEHAVIOURAL,
    LICENCE_CLASS_COMMUNITY,
    LICENCE_CLASS_NO_DERIVATIVES,
    LICENCE_CLASS_NON_COMMERCIAL,
    LICENCE_CLASS_RESEARCH_ONLY,
    LICENCE_CLASSES
};

/* What is owed by who passes the work on, or something made from it. */
enum licence_duty {
    LICENCE_DUTY_COPY = 1,
    LICENCE_DUTY_NOTICE = 2,
    LICENCE_DUTY_CREDIT = 4,
    LICENCE_DUTY_CHANGES = 8,
    LICENCE_DUTY_ALIKE = 16,
    LICENCE_DUTY_USE = 32,
    LICENCE_DUTY_NAME = 64,
    LICENCE_DUTY_USERS = 128,
    LICENCE_DUTY_REVENUE = 256,
    LICENCE_DUTY_PLACE = 512,
    LICENCE_DUTY_FIELD = 1024,
};
enum { LICENCE_DUTIES = 11 };

/* Beside duties: nothing of that is owed by what a computation yields from the data, a model too.
 */
enum { LICENCE_FREES_RESULTS = 1 << LICENCE_DUTIES };

struct licence_terms_of {
    const char *id;
    enum licence_class class;
    unsigned duties;
    const char *alike;  /* ids with blanks between */
    const char *phrase; /* phrases with `|` between, wordings of one with ` / ` */
    const char *brand;
    const char *limits;
    bool compared; /* with the licence's own text */
};

extern const struct licence_terms_of licence_table[];
extern const size_t licence_table_count;

/* NULL where the table has no such licence. */
const struct licence_terms_of *licence_terms_find(const char *id);

/* Of the n-th bit, from 0: "copy". */
const char *licence_duty_word(size_t n);

/*
 * The bits of enum licence_duty that are owed to the licences by a thing of one kind ("dataset",
 * "model") that was made from one of another kind, or of the same.
 */
unsigned licence_owed(const struct licence_parts *parts, const char *from, const char *made);

/* True where one of the licences owes one of these duties. */
bool licence_asks(const struct licence_parts *parts, unsigned duties);

/*
 * True where a work made from one under `source` may be passed on under `target`: each share-alike
 * licence of the first lists each licence of the second.
 */
bool licence_is_compatible(const struct licence_parts *source, const struct licence_parts *target);

/* The table and its words, as text or as Markdown for the manual. */
void licence_terms_show(struct buf *out, bool markdown);
