/*
 * tree_scan.h - reads versions of one folder and notes what is new in each; it knows nothing of the
 * catalogue, so that any thread may do it.
 */

#pragma once

#include "base/buf.h"
#include "source/git/tree_diff.h"
#include "source/git/trees.h"

enum scan_note_kind {
    NOTE_ENTRY,
    NOTE_BROKEN, /* the version cannot be read, or is no tree */
    NOTE_CUT,    /* the version cannot be read to its end */
};

/* What was met in a version, in order. */
struct scan_note {
    size_t at;          /* of the name, in `names`; of NOTE_BROKEN, in `failures` */
    uint32_t name_size; /* a tree has 2 GiB at most */
    uint32_t commit;    /* of the version */
    uint8_t kind, type; /* enum scan_note_kind, enum entry_type */
    bool odd;
    bool twice; /* the entry before it has the same name */
    struct object_id id;
};

struct tree_scan {
    /* Filled in by whoever wants it. */
    struct tree_version *versions;
    size_t count;
    struct object_id before; /* the version before the first, where there is one */
    bool has_before;
    /* The answer. */
    struct scan_note *notes;
    size_t note_count, note_capacity;
    struct buf names;
    struct assay_error *failures;
    size_t failure_count, failure_capacity;
    enum assay_status status; /* of memory that ran out */
    /* Where it waits (tree_crew.h). */
    struct tree_scan *next; /* of the same folder */
    size_t folder, number;  /* folders of a higher number are wanted first, then lower numbers */
    enum scan_state { SCAN_WAITING, SCAN_TAKEN, SCAN_DONE } state;
    struct tree_scan *waiting; /* the next one that waits */
};

/* For up to `count` versions. NULL when memory ran out. */
struct tree_scan *tree_scan_new(size_t count);
void tree_scan_free(struct tree_scan *scan); /* NULL is fine */

/* Fills in the answer. */
void tree_scan_run(struct tree_scan *scan, struct objects *objects, struct tree_diff *diff);

/* The entry of a note, its name borrowed from the scan. */
struct tree_entry tree_scan_entry(const struct tree_scan *scan, const struct scan_note *note);

/* Bytes of memory that the answer takes. */
size_t tree_scan_memory(const struct tree_scan *scan);
