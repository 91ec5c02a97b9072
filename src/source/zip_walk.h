/*
 * zip_walk.h - what the files of a zip's walk share: what is named, what is not, and what is told.
 */

#pragma once

#include "inventory/build.h"
#include "source/container.h"
#include "source/members.h"
#include "source/zip_entry.h"
#include "source/zip_scan.h"
#include "source/zip_survey.h"

/* What is told of many entries, and told one by one for the first of them only. */
enum zip_told {
    ZIP_TOLD_OVERLAP,
    ZIP_TOLD_MISMATCH,
    ZIP_TOLD_HIDDEN,
    ZIP_TOLD_HOLE,
    ZIP_TOLD_TRAILING,
    ZIP_TOLDS
};

struct zip {
    struct source base;
    struct container container;
    struct zip_end end;
    struct zip_survey survey;
    struct zip_notes notes;
    size_t noted; /* of them, that were told */
    uint64_t told[ZIP_TOLDS];
    struct member_names names;
    uint64_t shared_left; /* packed bytes that entries which overlap may still be read from */

    /* the walk */
    struct zip_window records, locals;
    struct zip_reader *links; /* reads symbolic links */
    uint64_t at;              /* the next record of the directory */
    size_t index;             /* its number */
    uint64_t twin;            /* where an entry stands whose header tells another one; or NONE */
    uint64_t twin_packed;     /* its packed size as the directory has it */
    size_t hole;              /* the next */
    bool in_hole;             /* the one before it is looked through */
    uint64_t expected;        /* where in it the next entry should begin */
    struct zip_scan scan;
    bool ended;
};

/* The next entry of the directory; the one before it as its own header has it; the next hole; the
 * next entry in it. *found stays false where there is none to yield, and the walk goes on. */
ASSAY_RESULT zip_next_named(struct zip *zip, struct inventory_part *part, struct entry *entry,
                            bool *found, struct assay_error *err);
ASSAY_RESULT zip_next_twin(struct zip *zip, struct inventory_part *part, struct entry *entry,
                           bool *found, struct assay_error *err);
ASSAY_RESULT zip_start_hole(struct zip *zip, struct assay_error *err);
ASSAY_RESULT zip_next_unnamed(struct zip *zip, struct inventory_part *part, struct entry *entry,
                              bool *found, struct assay_error *err);

/* ---- zip_yield.c ---- */

/* Takes one entry from the budget; the walk ends where there is none left. */
bool zip_count_entry(struct zip *zip, struct inventory_part *part);

/* Entries that share bytes are read as far as all of them together are no longer than the zip:
 * a few bytes that thousands of entries point to are not unpacked thousands of times. */
bool zip_may_share(struct zip *zip, uint64_t packed);

/* Fills `entry`; the name must not come from a window that reading a link would move.
 * again  the same entry in another guise: no name that came before */
ASSAY_RESULT zip_yield(struct zip *zip, const struct zip_record *record,
                       const struct zip_place *place, bool again, struct inventory_part *part,
                       struct entry *entry, struct assay_error *err);

/* Tells what is wrong with an entry, or with the zip where `record` is NULL. A hostile zip has
 * millions of such entries: the first LIMIT_CONTAINER_GAPS of a kind are told, the others counted.
 */
void zip_tell(struct zip *zip, struct inventory_part *part, enum zip_told told,
              const struct zip_record *record, uint64_t at, const char *why);
/* Tells the counts, at the end of the walk. */
void zip_tell_counts(const struct zip *zip, struct inventory_part *part);
