/*
 * stored.h - content that pointers stand for, as a source of its own.
 *
 * While the target is walked, workers collect what its pointers claim. Then the stores are walked:
 * each stored file is read once, wherever it is pointed to from, and stands below each pointer as
 * a member stands below its container: "weights.bin!/weights.bin". So what an examination says of
 * a pointer depends on the pointer's bytes alone; only POINTER_RESOLVED is set when all is read.
 */

#pragma once

#include "source/source.h"
#include "source/stores.h"

enum store { STORE_LFS, STORE_DVC, STORE_ANNEX };

/* How the content was named. */
enum claim_hash {
    CLAIM_SHA256,
    CLAIM_DIGEST,     /* by `kind` */
    CLAIM_DVC_TEXT,   /* MD5 as DVC made it before version 3: of text, with CRLF taken as LF */
    CLAIM_UNVERIFIED, /* not by a digest: only the size can be compared */
};

/* Whether `name` tells where the content stands on disk as well, in the pointer's folder. */
enum beside {
    BESIDE_NOT,
    BESIDE_LAST,  /* it may: taken where the store has nothing, and the size is right */
    BESIDE_FIRST, /* it does: that is what the target holds, and what must be as the pointer says */
};

/* One content that a pointer stands for. What it points to lives in the part's arena. */
struct stored_claim {
    enum store store;
    enum claim_hash hash;
    enum digest_kind kind;
    const char *digest; /* lower-case hex, "" where unverified; NULL: kept on no disk (`elsewhere`)
                         */
    struct bytes key;   /* of git-annex */
    struct bytes name;  /* of the content in the pointer's folder: "train/a.csv" */
    uint64_t size;      /* bytes, or STREAM_SIZE_UNKNOWN */
    uint64_t files;     /* in the folder that this is, or STREAM_SIZE_UNKNOWN */
    bool folder;        /* a list of DVC: its digest is that of the list */
    bool optional;      /* what a stage reads, or keeps in git: not in the cache is no gap */
    enum beside beside;
};

/* A pointer that was met, and one of its claims. */
struct stored_pointer {
    struct stored_claim claim;
    const struct assay_path *path;
    const struct assay_origin *origin; /* NULL outside git */
    struct assay_examination *content; /* of the pointer, shared by its places */
};

/*
 * Opens the stores for walking; takes the pointers over, and looks each claim up. *out is NULL
 * where there are none. Gaps are told by source_stored_end().
 */
ASSAY_RESULT source_open_stored(const struct stores *stores, struct stored_pointer *pointers,
                                size_t count, struct inventory_part *part, struct source **out,
                                struct assay_error *err);

/*
 * Once every entry was examined: what was missing or was not what a pointer names becomes gaps at
 * the pointers, and their POINTER_RESOLVED is set.
 */
ASSAY_RESULT source_stored_end(struct source *source, struct inventory_part *part,
                               struct assay_error *err);
