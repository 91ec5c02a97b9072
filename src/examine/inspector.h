/*
 * inspector.h - what a format must offer to be inspected, and where it puts what it finds.
 *
 * A new format is one file inspect_<format>.c and one line in inspectors.c.
 */

#pragma once

#include <assay/inventory.h>

#include "base/bytes.h"
#include "base/cursor.h"

/* What is known before an inspector is chosen. */
struct shared_texts;
struct subject {
    struct bytes head;           /* the first bytes: all, or at least 4 KiB */
    struct bytes name;           /* the last part of the path, after the last '/' */
    struct bytes path;           /* the innermost path */
    uint64_t size;               /* or STREAM_SIZE_UNKNOWN */
    struct shared_texts *shared; /* that members of its container share, or NULL */
};

/* Where a fact comes from: read off the bytes, or claimed in them. */
enum fact_origin { MEASURED, DECLARED };

/* What an inspector finds. A writer: it keeps its first failure until the pipeline asks. */
struct evidence;
struct inspector;

void evidence_int(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                  uint64_t value);
void evidence_bool(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                   bool value);
/* Cut at LIMIT_FACT_TEXT; bytes that are not UTF-8 are shown escaped. */
void evidence_text(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                   struct bytes value);
/* Whole, however long: a document in a canonical form, UTF-8 without NUL. */
void evidence_document(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                       struct bytes document);
/* Adds one element to a list fact; past LIMIT_FACT_LIST elements are dropped and a last one says
 * how many ("... 12 more"). */
void evidence_list(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                   struct bytes element);
/* As above, unless the list holds it already; the list is sorted at the end. */
void evidence_set(struct evidence *evidence, enum assay_fact_id id, enum fact_origin origin,
                  struct bytes element);

void evidence_kind(struct evidence *evidence, enum assay_kind kind);
void evidence_format(struct evidence *evidence, const char *format); /* a literal */
void evidence_load(struct evidence *evidence, enum assay_load load); /* only ever rises */
/* What was not read to its end is never clean: a model, or anything that was called clean. */
void evidence_unfinished(struct evidence *evidence, const struct inspector *inspector);

/* What is told of the item is not all, as memory ran out: evidence_end() fails. */
void evidence_no_memory(struct evidence *evidence);

/* There is more in the item than its inspector can read: `further` of struct inspector reads it
 * from the beginning, where its bytes are still to be had, and what was found so far is dropped. Of
 * one that may ask `again` it stays. */
void evidence_ask_further(struct evidence *evidence);

/* The item is not what its name said: it stays what it would be without an inspector. Facts and
 * sightings so far stay too, but for facts on columns. */
void evidence_decline(struct evidence *evidence);

/* Adds one sighting; those of the same class and detail are counted together. */
void evidence_observe(struct evidence *evidence, const char *class_name,
                      enum assay_confidence confidence, const struct assay_place *place,
                      struct bytes detail);

/* Something in the item that was not examined or does not hold; the rest goes on. */
void evidence_gap(struct evidence *evidence, const char *id, uint64_t offset, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));

/*
 * One thing that the document says of other content (assay/inventory.h); what it points to is
 * copied, and holds no NUL. Past LIMIT_CLAIMS claims are dropped, which is a gap.
 */
struct claim_words {
    enum assay_claim_role role;
    bool elsewhere;
    struct bytes name, digest, media_type, title;
    uint64_t size, offset;
};
void evidence_claim(struct evidence *evidence, const struct claim_words *words);

/*
 * Tables: tells that a cell of `column` (from 0) ended before the byte at `end`, so that what
 * detectors saw in it counts for that column. Cheap where nothing was seen.
 */
void evidence_cell(struct evidence *evidence, uint32_t column, uint64_t end);
/* Cells may follow: from here on what is seen waits for the one that it stands in. */
void evidence_tables_follow(struct evidence *evidence);
/* Of what waits, the places of personal data that begin in [from, to). */
size_t evidence_people_wait(const struct evidence *evidence, uint64_t from, uint64_t to);
void evidence_column(struct evidence *evidence, uint32_t column, struct bytes name);
/* The same with the cell's text, without quotes, so that bare numbers, dates and names are told by
 * their column; `place` is that of the text. */
void evidence_cell_text(struct evidence *evidence, uint32_t column, uint64_t end, struct bytes text,
                        const struct assay_place *place);
/* The same of all cells of plain rows, whose columns are the first of the item; false, and nothing
 * is done, where memory ran out. */
struct plain_rows;
bool evidence_plain_rows(struct evidence *evidence, const struct plain_rows *rows);
/* The same of a text that stands from `start` on, escaped so that its bytes do not show it: it is
 * searched in their place. */
void evidence_cell_escaped(struct evidence *evidence, uint32_t column, uint64_t start, uint64_t end,
                           struct bytes text, const struct assay_place *place);

/*
 * Hands on one decoded value, so that detectors look at it; what they see counts for its column.
 *
 * column  from 0, or EVIDENCE_NO_COLUMN: a text that stands in no table (a title, a comment)
 * row     from 0; shown as a line
 * offset  where in the item the page, record or value stands
 * text    UTF-8; only looked at during the call
 */
#define EVIDENCE_NO_COLUMN UINT32_MAX
void evidence_value(struct evidence *evidence, uint32_t column, uint64_t row, uint64_t offset,
                    struct bytes text);

/* True where a whole number of NUMBER_IDLE_DIGITS or fewer need not be handed on as its text: so
 * many came before that it is next to no other value, and it was counted. */
bool evidence_pass_number(struct evidence *evidence, uint32_t column);

/* As evidence_value(), of a cell that begins at `place`. */
void evidence_value_at(struct evidence *evidence, uint32_t column, const struct assay_place *place,
                       struct bytes text);

/* The same of a text in no table, in place of the bytes of the item that it stands in: what is next
 * to it there is no part of it, and could be taken for one. */
void evidence_value_over(struct evidence *evidence, uint64_t start, uint64_t end,
                         struct bytes text);

/* The same of a text in no table that begins at `place` and goes on there as it is, but for
 * escapes: what is seen further on in it is told so much further on. `lines`: its line feeds end
 * lines of the item; else all of it stands in one. */
void evidence_text_at(struct evidence *evidence, const struct assay_place *place, bool lines,
                      struct bytes text);

/*
 * What a table's reader (data_table.h) tells at its end, and is withheld where personal data or a
 * secret was seen in the column: the least and most of its values, and a line on one of its labels.
 * Bounds are told of each column in order, empty ones too, and where it stands: `part` is that of
 * its cells in a row (row_sketch.h), ROW_PARTS where it has several; `table` any number, another
 * for each table of the item.
 */
struct column_bounds {
    struct bytes least, most; /* copied; empty: none */
    bool time;
    unsigned part;
    uint32_t table;
};
void evidence_bounds(struct evidence *evidence, uint32_t column,
                     const struct column_bounds *bounds);
void evidence_label(struct evidence *evidence, uint32_t column, struct bytes line);

/* From here on the item holds no text: detectors need not look (tensor data). */
void evidence_no_more_text(struct evidence *evidence);

/* The item is a pointer and stands for this content, which is looked for when all is walked. Its
 * texts are copied. */
struct stored_claim;
void evidence_stands_for(struct evidence *evidence, const struct stored_claim *claim);

struct inspector {
    const char *format;
    enum assay_kind kind;
    bool text;  /* lines are counted, and all detectors look */
    bool seeks; /* reads by offset: the item was read to its end before, and its size is known */
    /* Its texts are compressed or encoded, and handed on by evidence_value(): the bytes as they are
     * are searched only where reading them fails. Reads by offset. */
    bool packed;
    bool again; /* may ask for a second reading (also_tags.c) */
    bool apart; /* packed, and all its texts are handed on or told elsewhere: no second look */
    const struct inspector *further; /* reads by offset what evidence_ask_further() was said of */
    const char *gap;                 /* id where read() fails; NULL: one that fits the kind */

    /* How sure the format is of these bytes: the bits of the head that had to match, 0 for none.
     * A name alone is worth at most 8; ties go to the earlier line in inspectors.c. */
    unsigned (*bid)(const struct subject *subject);

    /*
     * Reads the item through the cursor, as far as it wants; the rest is drained by the pipeline.
     * A failure becomes a gap at the cursor's offset; what was found before it stays.
     */
    enum assay_status (*read)(struct cursor *cursor, const struct subject *subject,
                              struct evidence *evidence);
};

extern const struct inspector *const inspectors[];
extern const size_t inspector_count;
