/* checkpoint.h - the text of a note that names a log, its size and its root (ledger-formats.md 7).
 */

#pragma once

#include "crypto/merkle.h"
#include "ledger/note.h"

struct checkpoint {
    char origin[NOTE_NAME_MAX + 1];
    uint64_t size; /* entries */
    struct hash root;
};

/* Further lines are allowed and ignored. ASSAY_EFORMAT where it is none. */
ASSAY_RESULT checkpoint_read(struct bytes text, const char *path, struct checkpoint *out,
                             struct assay_error *err);

void checkpoint_write(const struct checkpoint *checkpoint, struct buf *out);
