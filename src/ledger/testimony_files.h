/* testimony_files.h - reading the files of attestations/: what their two parts share. */

#pragma once

#include "ledger/dsse.h"
#include "ledger/testimony.h"

struct filing {
    const struct assay_testimony_files *files;
    struct arena *arena;  /* of the testimony */
    struct buf told;      /* struct assay_attestation */
    struct buf withdrawn; /* struct assay_withdrawal */
    struct buf unread;    /* struct assay_unread_statement */
    bool kept;            /* of files->kept: withdrawals alone */
    struct assay_error *err;
};

/* One envelope of a file, and the statement in it. */
struct filed {
    const char *where; /* the file; lives as long as the testimony */
    struct dsse envelope;
    struct statement statement;
};

/* Takes in what it says, if it is of a kind that is read from files (testimony_filed.c). */
ASSAY_RESULT testimony_filed(struct filing *filing, const struct filed *filed);

/* Something that may hide a withdrawal; and something that hides none. */
ASSAY_RESULT filing_unread(struct filing *filing, const char *where, const char *why);
void filing_note(const struct filing *filing, const char *where, const char *why);
