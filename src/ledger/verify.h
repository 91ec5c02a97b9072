/*
 * verify.h - a verification under way: what was found so far, and how a problem is told.
 *
 * verify.c has the order of things; each other verify_*.c holds one kind of piece against what it
 * must agree with.
 */

#pragma once

#include "ledger/erasures.h"
#include "ledger/ledger.h"
#include "ledger/references.h"
#include "ledger/withheld.h"

/* Entries of a kind that is not known here. */
struct unknown_kind {
    char type[128]; /* "": all that have no line of their own */
    uint64_t count, first;
};
enum { UNKNOWN_KINDS_MAX = 32 };

/* A tree as it grows, with what is needed of it later. */
struct growth {
    struct merkle edge;
    uint8_t last[TILE_BYTES]; /* hashes of the tile that is being filled or was last */
    struct buf roots;         /* of full level 0 tiles: the hashes of level 1 */
};

struct verification {
    const struct assay_ledger *ledger;
    const struct assay_verify_report *report;
    const struct assay_verify_by *by;

    struct ring ring;         /* as of the entry that is looked at */
    struct buf references;    /* struct reference */
    size_t compact_at;        /* bytes of these at which they are compacted */
    struct erasures erasures; /* that a log key signed */
    struct withheld withheld; /* by who made this export, as far as signed entries bear it out */

    struct growth made, said;       /* of entries; of tiles */
    const struct growth *true_tree; /* the one that gives the signed root; else `made` */
    bool hole;              /* a tile and its bundle are both gone: no root can be computed */
    struct buf differences; /* struct difference, the first of each tile */
    struct buf sizes;       /* uint64_t, published, ascending */
    uint64_t entries, tiles, checkpoints;
    struct unknown_kind unknown[UNKNOWN_KINDS_MAX + 1];
    size_t unknown_count;

    uint64_t problems;
    struct assay_error first; /* of the problems */
    enum assay_status fatal;  /* what ended the run itself, told in `err` */
    struct assay_error *err;  /* of the caller */
};

/*
 * True where `status` is ASSAY_OK. Else the failure is told as a problem and the run goes on, or,
 * where memory ran out or assay itself failed, it is kept in `fatal` to end the run.
 */
bool verify_holds(struct verification *v, enum assay_status status,
                  const struct assay_error *failure);

/* ASSAY_ETRUST: what the statement of an entry says does not hold. The file is its bundle. */
ASSAY_RESULT verify_damaged(const struct verification *v, uint64_t index, struct assay_error *err,
                            const char *what);

void verify_checked(const struct verification *v, const char *what, uint64_t count);

/* Finds the sizes that were published; the newest must be one of them. */
void verify_sizes(struct verification *v);
bool verify_published(const struct verification *v, uint64_t size);
ASSAY_RESULT verify_missing_checkpoint(const struct verification *v, uint64_t size,
                                       struct assay_error *err);
/* The checkpoint of the size that both trees have now. */
ASSAY_RESULT verify_checkpoint(struct verification *v, struct assay_error *err);

/* Entry `index`, which stands at `offset` of the piece `name`; entries come in their order. */
ASSAY_RESULT verify_entry(struct verification *v, uint64_t index, struct bytes text,
                          const char *name, uint64_t offset, struct assay_error *err);

/*
 * What can be said of an entry without the others: true where its form is that of its kind, with
 * the role that its key needs and the objects that it names (struct reference). Entries that change
 * what is known, of keys and of erasures, are never judged so, and none of a kind that is not
 * known, which are counted.
 */
bool verify_alone(const struct entry *entry, uint64_t index, enum ledger_role *role,
                  struct buf *references);

/* True where a key, which did sign entry `index`, may do so at that place; in the order of entries.
 */
bool verify_signed(struct verification *v, uint64_t index, const struct assay_key *key,
                   enum ledger_role role);

/* What revoked keys signed, once all keys are known. */
void verify_revoked(struct verification *v);

/* All bundles with their tiles of level 0, then which of the two trees was signed. */
void verify_tree(struct verification *v);

/* The root of a full tile. */
void verify_tile_root(struct digest *digest, const uint8_t *hashes, struct hash *out);

/* The tiles above, and what is kept of earlier sizes. */
void verify_tiles(struct verification *v);

/* Sorts the references and keeps one of those that say the same, so that they grow with the objects
 * of a ledger and not with its entries. */
void verify_compact(struct verification *v);

/* All that is said of an object, once the references are compacted. */
struct named {
    const struct reference *first;
    size_t count;
};
struct named verify_named(const struct verification *v, const uint8_t sha256[32]);

/* The list of what an export was made without, held to the entries; whether a reference that leads
 * nowhere is on it; and how many values were missed and found there. */
void verify_withheld(struct verification *v);
bool verify_is_withheld(struct verification *v, const struct reference *reference);
uint64_t verify_withheld_count(const struct verification *v);

/* The files that an export lays beside the log: all of them are there, and each is what it is a
 * copy of. */
void verify_copies(struct verification *v);

/* ASSAY_ETRUST: an export's list of what was erased is not what entries say. */
ASSAY_RESULT verify_erased(const struct verification *v, struct assay_error *err);

/* What erasure entries say, against the references in their order. */
void verify_erasures(struct verification *v);

/* Every object against its name, and what entries say of objects against these. */
void verify_objects(struct verification *v);
