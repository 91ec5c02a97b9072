/* record.h - the statement that an inventory was made: predicate PREDICATE_INVENTORY. */

#pragma once

#include <assay/inventory.h>

#include "ledger/entry.h"

/* What such an entry says, as far as assay comes back to it; texts are borrowed. */
struct record {
    struct assay_target_facts target;
    uint8_t inventory[32], manifest[32]; /* digests of the two objects */
    uint8_t root[32];                    /* of the manifest's tree */
    uint64_t lines;
};

/* How the first subject of an inventory is called: "directory", "git/worktree". */
enum { RECORD_FORM_SIZE = 64 };
void record_form(const struct assay_target_facts *target, char out[RECORD_FORM_SIZE]);

/* False where the predicate is not of that form. */
bool record_read(const struct statement *statement, struct record *out);

/* True when it is about that target; `facts` NULL means any, and so does a name that is NULL. */
bool record_is_about(const struct record *record, const struct assay_target_facts *facts);

/*
 * True when it names all of the project that `facts` describes, in whatever view: a record of the
 * work tree is one of HEAD too, as far as their bytes are the same. What was recorded of a range or
 * of what was staged names a part alone, and counts where that part is asked about; a range does
 * not, for it is judged in the tree that it ends in. A name that is NULL means any.
 */
bool record_is_of_project(const struct record *record, const struct assay_target_facts *facts);
