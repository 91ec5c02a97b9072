/* as_kept.h - whether a file on disk is what git keeps of it, by its bytes and what git would make
 * of them. Reads files that the walk did not. */

#pragma once

#include <assay/inventory.h>

#include "source/git/catalogue.h"
#include "source/git/repository.h"
#include "source/source.h"

/* What a commit has at a path. */
struct file_version {
    struct object_id id;
    enum entry_type type; /* never ENTRY_TREE */
    bool executable;
};

enum kept_verdict { KEPT_SAME, KEPT_DIFFERS, KEPT_UNDECIDED };

struct as_kept;

/* Of the repository's work tree. Borrows all three; a file at which the budget's time ends counts
 * as one that cannot be read. */
ASSAY_RESULT as_kept_open(const struct repository *repository, struct objects *objects,
                          const struct source_budget *budget, struct as_kept **out,
                          struct assay_error *err);
void as_kept_freep(struct as_kept **kept);

/* Whether anything stands at the path. */
bool as_kept_is_there(const struct as_kept *kept, struct bytes path);
/* Whether nothing of that type can stand there: neither does anything, or a folder does. False
 * where that cannot be found out. */
bool as_kept_is_gone(const struct as_kept *kept, struct bytes path, enum entry_type type);

struct kept_question {
    struct bytes path; /* ended by NUL */
    const struct file_version *version;
    bool bytes_are, bytes_differ;            /* it is known that its bytes are those of the version,
                                              * or are not, as they stand on disk */
    const struct assay_examination *content; /* what it was found to be, or NULL */
};

/* A file that cannot be read is undecided. ASSAY_ENOMEM is the one failure. */
ASSAY_RESULT as_kept_ask(struct as_kept *kept, const struct kept_question *question,
                         enum kept_verdict *out, struct assay_error *err);
