/* nearest.h - files held against all that a ledger recorded, under whatever name and in whatever
 * view: for who was handed a release, and not the repository that was recorded. */

#pragma once

#include <assay/ledger.h>

#define ASSAY_NO_ENTRY UINT64_MAX

enum assay_standing {
    ASSAY_STANDS_SAME,    /* name and bytes are those of the record */
    ASSAY_STANDS_RENAMED, /* its bytes, under a name that the record does not have */
    ASSAY_STANDS_CHANGED, /* its name, with other bytes */
    ASSAY_STANDS_MISSING, /* recorded, and not here */
    ASSAY_STANDS_NEW,     /* neither */
    ASSAY_STANDINGS
};

struct assay_held_file {
    enum assay_standing standing;
    const struct assay_item *recorded; /* NULL when NEW */
    const struct assay_item *present;  /* NULL when MISSING */
    uint64_t entry; /* of what is here: the newest that recorded its bytes, or ASSAY_NO_ENTRY */
    const char *known_as; /* the name it gave them, or NULL */
};

/* The record that has most of the files, and how each stands to it. */
struct assay_nearest {
    uint64_t entry;
    uint64_t newer;               /* a later record of the same target, or ASSAY_NO_ENTRY */
    const char *name, *view;      /* of its target, view as in "git/worktree" */
    const char *time;             /* as the entry states it */
    const char *top, *record_top; /* folders that stand for each other: "" or "rel-1.0/" */
    bool lone; /* one file, not a tree: nothing is missing, and its name is not judged */
    const struct assay_inventory *recorded;
    const struct assay_held_file *files; /* in the order of names, what is missing last */
    size_t file_count;
    size_t counts[ASSAY_STANDINGS];
    size_t known, asked; /* files whose bytes the record has, of those that are here */
    size_t aside;        /* below .git in one of both alone: no part of what is handed out */
};

/*
 * Finds the record in which most of the files stand by their bytes; among equals the one with most
 * of their names, then with fewest others, then the newest. Of an archive its members are asked
 * about, where they were examined. What names only a part of a project (a range, what was staged)
 * is no record of a tree.
 *
 * ledger   one that assay_ledger_verify() found whole: signatures are not checked again
 * present  must outlive *out
 * out      the caller's, to release with assay_nearest_free()
 *
 * ASSAY_EMISSING  no entry recorded the bytes of any file
 */
ASSAY_RESULT assay_ledger_nearest(const struct assay_ledger *ledger,
                                  const struct assay_inventory *present, struct assay_nearest **out,
                                  struct assay_error *err);

void assay_nearest_free(struct assay_nearest *nearest);
void assay_nearest_freep(struct assay_nearest **nearest);
