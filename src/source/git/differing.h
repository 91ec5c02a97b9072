/*
 * differing.h - how many files of a work tree are not what the commit that is checked out has.
 *
 * As git does it: a file whose stat(2) is that of its index entry is what the index says, and is
 * not looked into. Of any other the bytes tell: they are hashed while they are examined, so that no
 * file is read twice for it; only what the cache knew, or what git converts, is read here. No
 * filter is run: what only one could tell is undecided.
 */

#pragma once

#include "source/git/index.h"
#include "source/git/repository.h"
#include "source/source.h"

struct differing;

/* Borrows both; the index is that of the work tree. */
ASSAY_RESULT differing_open(const struct repository *repository, const struct index *index,
                            struct differing **out, struct assay_error *err);
void differing_free(struct differing *differing); /* NULL is fine */

/* The walker takes a file: its number for what follows, 0 where git does not track it. */
uint64_t differing_meet(struct differing *differing, struct bytes path, enum assay_item_type type);

/* What a file of that number is like on disk; true where its bytes are wanted. From any thread, as
 * the following are; of one number one at a time. */
bool differing_look(struct differing *differing, uint64_t number,
                    const struct file_identity *identity);
/* The id that its bytes have, where they were wanted. */
void differing_hashed(struct differing *differing, uint64_t number, const struct object_id *id);
/* The same of one that was hashed before: of no use where stat(2) has told already. */
void differing_known(struct differing *differing, uint64_t number, const struct object_id *id);
/* What it was found to be; kept until differing_tell(). */
void differing_examined(struct differing *differing, uint64_t number,
                        const struct assay_examination *content);

/* When all was walked and examined. Nothing is told where there is no commit, HEAD or its trees
 * cannot be read, or time runs out, which is a gap of the part. Texts live there. ASSAY_ENOMEM is
 * the one failure. */
ASSAY_RESULT differing_tell(struct differing *differing, const struct source_budget *budget,
                            struct inventory_part *part, struct assay_checked_out *out,
                            struct assay_error *err);
