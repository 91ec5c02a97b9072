/*
 * zip_survey.h - goes through a zip's directory once before anything is unpacked: lays the entries
 * side by side, and learns which of them lie and what is left over.
 */

#pragma once

#include "source/source.h"
#include "source/zip_end.h"

/* What is known of one entry of the directory. */
enum zip_flaw {
    ZIP_OVERLAPS = 1 << 0,  /* shares bytes with one in front of it, or with the directory */
    ZIP_DIFFERS = 1 << 1,   /* from its local header or its descriptor */
    ZIP_NO_LOCAL = 1 << 2,  /* no local header stands where it should */
    ZIP_ELSEWHERE = 1 << 3, /* in another volume */
};

/* The header was not looked at: those before it are longer together than the zip allows. */
enum { ZIP_UNSEEN = ZIP_OVERLAPS | ZIP_NO_LOCAL };

/* Bytes that belong to no entry, the first of them not zero. */
struct zip_hole {
    uint64_t start, stop;
};

struct zip_survey {
    uint8_t *flaws; /* bits of enum zip_flaw, one byte an entry, in the directory's order */
    size_t count;
    bool
        whole; /* false: the directory has more than `most` records, and no holes were looked for */
    struct zip_hole *holes; /* in order */
    size_t hole_count, hole_capacity;
    struct extent *asides; /* texts of records that are content of no entry */
    size_t aside_count, aside_capacity;
};

void zip_survey_clear(struct zip_survey *survey);

/*
 * budget  how many entries are followed, and for how long
 *
 * What is wrong with the directory is noted. Fails as the stream does, with ASSAY_ENOMEM, or with
 * ASSAY_ELIMIT where the time is over.
 */
ASSAY_RESULT zip_survey_take(struct stream *stream, const struct zip_end *end,
                             const struct source_budget *budget, struct zip_survey *out,
                             struct zip_notes *notes, struct assay_error *err);
