/*
 * records.h - the kinds of record that a person writes: a file whose first key is `record: KIND`.
 *
 * A new kind is one file policies/schemas/records/KIND.schema.json: its check, its template, its
 * facts and its line in the manual all come from there.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "doc/form.h"

struct shipped_record {
    const char *name; /* "retention" */
    const uint8_t *data;
    size_t size;
};

/* Sorted by name; the table is made from policies/schemas/records/ by cmake/embed.cmake. */
extern const struct shipped_record shipped_records[];
extern const size_t shipped_record_count;

enum { RECORD_BEGIN_MAX = 64 * 1024 }; /* bytes of a text in which it may say that it is a record */

/* Whether a file of that name may hold a record: YAML. */
bool record_is_named(struct bytes name);

/*
 * The word behind `record:` where that is the first key of a text; empty where it is not, or stands
 * behind RECORD_BEGIN_MAX. Behind a byte order mark, directives and comments, in quotes, or as
 * JSON; record_meant_at() finds what is written in other ways.
 */
struct bytes record_kind_at(struct bytes text);

/* The comments and blank lines in front, as far as they are whole. */
size_t record_comments_size(struct bytes text);

/*
 * The kind, where a text that is not read as a record was meant for one: the key stands further
 * down or further in, or key or kind are written in another way; NULL where it was not.
 * `alone`: the key of an outermost map is enough; else a field of that kind has to stand there too.
 */
const struct shipped_record *record_meant_at(struct bytes text, bool alone, uint32_t *line);

/*
 * The kind whose fields the outermost map of a text has, where it does not say that it is a record;
 * NULL where it has too few of any. In a folder that is called "records" less is enough.
 */
const struct shipped_record *record_like(struct bytes text, struct bytes path, uint32_t *line);

/* The kind of that name, or NULL. */
const struct shipped_record *record_find(struct bytes name);

/* The nearest name of a kind, or NULL. */
const char *record_nearest(const char *name);

/* Its form, in `arena`. */
ASSAY_RESULT record_form_read(const struct shipped_record *record, struct arena *arena,
                              const struct form **out, struct assay_error *err);

/* What the file of a record is about, one line, from its schema; in `arena`. */
ASSAY_RESULT record_meaning(const struct shipped_record *record, struct arena *arena,
                            const char **title, const char **meaning, struct assay_error *err);
