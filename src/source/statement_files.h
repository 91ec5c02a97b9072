/* statement_files.h - the files of attestations/ while they are gathered: from disk here, from git
 * in git/statement_files.c. */

#pragma once

#include <assay/attestations.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/stream.h"

#define STATEMENT_FOLDER "attestations"

struct statement_files {
    struct arena *arena; /* of what is kept */
    struct buf files;    /* struct assay_attestation_file */
    size_t bytes;        /* of their texts */
    bool full;           /* more there are than are kept: the last one tells */
};

/* Keeps what the stream gives, if it may hold a statement: it is called .json or .jsonl, or begins
 * as JSON does. Of any other no more is read than shows that. */
ASSAY_RESULT statement_files_add(struct statement_files *files, const char *path,
                                 struct stream *content, struct assay_error *err);
/* Keeps that it could not be read. */
ASSAY_RESULT statement_files_unread(struct statement_files *files, const char *path,
                                    const char *problem, struct assay_error *err);

/* Gathers those below the folder `root`. */
ASSAY_RESULT statement_files_of_folder(struct statement_files *files, const char *root,
                                       struct assay_error *err);
