/* makers.h - who works on a git repository, as commits and tags say it: what rules about four eyes
 * and releases ask. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>

/* The authors of the commits that changed one path, sorted. */
struct assay_path_makers {
    const char *path;
    const char *const *authors; /* "Name <email>", each once */
    size_t count;
};

/* Plain data in its own memory. */
struct assay_makers {
    const char *author;      /* of the commit in question, "Name <email>" */
    const char *committer;   /* who wrote it, and may name another as its author */
    const char *message;     /* its message, and those of the tags at it */
    const char *const *tags; /* names, without refs/tags/, sorted */
    size_t tag_count;
    const char *const *signed_tags; /* those whose signature holds, by somebody listed */
    size_t signed_tag_count;
    bool tags_judged;                      /* somebody said who may sign */
    const struct assay_path_makers *paths; /* of those asked for that stand in the commit */
    size_t path_count;
};

struct assay_makers_question {
    const char *repository;   /* a folder of it */
    const char *commit;       /* its id, or another word for it such as HEAD */
    const char *signers;      /* file of allowed signers, or NULL: tags are not judged */
    const char *const *paths; /* whose authors are asked for; of files in the commit's tree */
    size_t path_count;
};

/*
 * Reads the commit, the tags at it, and for `paths` its ancestors. Where history is cut (a shallow
 * clone, a missing commit) authors are told of no path: one of them might be left out.
 * out  the caller's, to release with assay_makers_free()
 */
ASSAY_RESULT assay_makers_read(const struct assay_makers_question *question,
                               struct assay_makers **out, struct assay_error *err);
void assay_makers_free(struct assay_makers *makers);
void assay_makers_freep(struct assay_makers **makers);
