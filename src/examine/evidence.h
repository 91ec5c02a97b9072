/*
 * evidence.h - the pipeline's side of `struct evidence`: start, what detectors saw, and the result.
 *
 * Inspectors see only the calls of inspector.h.
 */

#pragma once

#include "base/arena.h"
#include "examine/detect/coded_spans.h"
#include "examine/inspector.h"

enum { MASKED_SIZE = 28 };

/*
 * A class of thing that detectors look for, and how a column of it is told from chance
 * (docs/reference/detectors.md, "How sure is sure").
 */
struct detected {
    const char *class_name;
    double chance; /* share of random cells that pass; 0 where a column proves nothing */
    const char *const *headers; /* words in a column's name that name the type, NULL-terminated */
};

/* One thing that a detector saw, final: no later byte changes it. */
struct hit {
    const struct detected *what;
    uint64_t start, end;        /* offsets in the item */
    uint32_t line, column;      /* from 1 */
    uint32_t mark;              /* a digest of the value, which tells different ones apart */
    uint16_t value, value_size; /* the value alone, from `start`; size 0: all of the hit is it */
    uint8_t confidence;         /* an assay_confidence */
    bool sample; /* a placeholder or published example: low, whatever its column says */
    bool weak;   /* a bare shape: counts only in a column whose name tells the type */
    char masked[MASKED_SIZE];
    struct assay_value_digest digest;
};

/* NULL when memory ran out. Reused for any number of items. */
struct evidence *evidence_new(void);
void evidence_free(struct evidence *evidence);
void evidence_freep(struct evidence **evidence);

/* From here on places tell which values are the same, by digests with `key` (value_digest.h);
 * NULL: they do not. */
void evidence_digests(struct evidence *evidence, const uint8_t *key);
const uint8_t *evidence_digest_key(const struct evidence *evidence); /* or NULL */
/* The digest of a value, or that there is none. */
void evidence_digest(const struct evidence *evidence, struct bytes value,
                     struct assay_value_digest *out);

/* Forgets the last item; what is found from here on lives in `arena`. */
void evidence_start(struct evidence *evidence, struct arena *arena);

/*
 * Values that an inspector decoded go to a sink, which looks at some of them together: between
 * evidence_values_looked(true) and (false) hits are those in values, and evidence_value_seen()
 * tells for each value, in order, that it ended before `end` of what was looked at. Without a sink
 * values are only counted.
 */
struct value {
    uint32_t column;
    struct assay_place place;
    bool lines; /* of a text in no table that begins at `place`: its line feeds end lines there */
    struct bytes text;
    struct bytes raw; /* what the text was written as, with escapes, from `place` on; or empty */
    enum encoded_as encoded; /* how that is, which may take several lines */
};
struct value_sink {
    void (*take)(struct value_sink *sink, const struct value *value);
    bool (*pass)(struct value_sink *sink, uint32_t column); /* NULL: never; see inspector.h */
};
void evidence_values_to(struct evidence *evidence, struct value_sink *sink);
void evidence_values_looked(struct evidence *evidence, bool are);
void evidence_value_seen(struct evidence *evidence, const struct value *value, uint64_t end);
/* The same of one in no column and without escapes, where nothing is left that was seen; false
 * where something is. */
bool evidence_value_unseen(struct evidence *evidence);
/* The same of one that nothing is ever seen in; false where its column's name asks for it. */
bool evidence_value_idle(struct evidence *evidence, uint32_t column);

/*
 * Text with escapes in it that begins at `place` and goes on in its line; copied. It is searched as
 * it reads, once the inspector has read past it: at the latest by evidence_escapes_end().
 */
void evidence_escaped(struct evidence *evidence, const struct assay_place *place, struct bytes raw);
/* The same of base64, or hexadecimal. */
void evidence_encoded(struct evidence *evidence, const struct assay_place *place, struct bytes raw,
                      enum encoded_as as);
/* The next piece of a value in base64 of what is packed, or `first` of all of it: once it is whole,
 * it is a value that may hold something (unwrapped.h). */
void evidence_packed(struct evidence *evidence, const struct assay_place *place, struct bytes raw,
                     bool first);
void evidence_escapes_read_past(struct evidence *evidence, uint64_t offset);
/* All was read: hands on what waits. */
void evidence_escapes_end(struct evidence *evidence);

/* From here on hits of a class that was seen in this item already are left out: what was decoded is
 * searched once more as it stands there, and would be counted twice. */
void evidence_only_unseen(struct evidence *evidence);

/* Hands over hits in order of their offset; they wait for the cell or the text they stand in. */
void evidence_hits(struct evidence *evidence, const struct hit *hits, size_t count);

/* Tells that text before `offset` was read: waiting hits there stand in no cell, unless the item
 * is a table, where only evidence_cell() can know. */
void evidence_read_past(struct evidence *evidence, uint64_t offset);

/* Takes over a fact of another item whose memory lives as long (a member of this container). */
void evidence_lift(struct evidence *evidence, const struct assay_fact *fact);

/* A text fact that was found so far, or NULL. */
const char *evidence_found_text(const struct evidence *evidence, enum assay_fact_id id,
                                enum fact_origin origin);

/* True once evidence_decline() was called. */
/* As evidence_ask_further() told. */
bool evidence_asks_further(const struct evidence *evidence);

bool evidence_is_declined(const struct evidence *evidence);

/* True once evidence_format() named one. */
bool evidence_has_format(const struct evidence *evidence);

/* True once evidence_no_more_text() was called. */
bool evidence_is_text_over(const struct evidence *evidence);

/*
 * Fills kind, format, load, facts and observations of `content`; its size and digest are the
 * pipeline's. The kind and format are left alone where the inspector did not change them.
 * ASSAY_ENOMEM is the one failure.
 */
ASSAY_RESULT evidence_end(struct evidence *evidence, struct assay_examination *content,
                          struct assay_error *err);

/* What was not examined, in the order it was told; after evidence_end(). */
struct evidence_gap {
    const char *id, *why;
    uint64_t offset;
};

size_t evidence_gap_count(const struct evidence *evidence);
const struct evidence_gap *evidence_gap_at(const struct evidence *evidence, size_t index);

/*
 * What the item stands for, by its own words; the texts live in the arena. Where there is any, the
 * result depends on more than the item's bytes (POINTER_RESOLVED is set later): it must not be kept
 * in a cache under the bytes alone.
 */
size_t evidence_pointed_count(const struct evidence *evidence);
const struct stored_claim *evidence_pointed_at(const struct evidence *evidence, size_t index);
