/* since.h - a ledger held to checkpoints that were kept elsewhere, wherever that is. */

#pragma once

#include "ledger/ledger.h"

/* What was compared so far. */
struct comparing {
    const struct assay_ledger *ledger;
    struct ring ring; /* all keys */
    const char *path; /* of what was kept */
    uint64_t kept, newest;
    uint64_t agrees;                 /* the largest kept size that is a beginning of the ledger */
    uint64_t parts;                  /* the smallest that is none, or UINT64_MAX */
    struct hash kept_root, own_root; /* at `parts` */
    struct assay_error *err;
};

ASSAY_RESULT comparing_open(struct comparing *c, const struct assay_ledger *ledger,
                            const char *path, struct assay_error *err);
void comparing_clear(struct comparing *c);

/* One checkpoint; whether it fits is told at the end. */
ASSAY_RESULT comparing_take(struct comparing *c, struct bytes text, const char *path);

/* ASSAY_ETRUST "ledger.fork" where one did not fit; `copy`: c->path holds the entries too. */
ASSAY_RESULT comparing_end(const struct comparing *c, bool copy);
