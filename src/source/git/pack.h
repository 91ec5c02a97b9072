/*
 * pack.h - one pack: its file mapped, its entries' headers read.
 * Source: git, gitformat-pack(5), "pack-*.pack files have the following format".
 */

#pragma once

#include <assay/error.h>
#include <stdatomic.h>

#include "source/git/objects.h"
#include "source/git/pack_index.h"

struct pack {
    uint32_t number;    /* in its store */
    const char *name;   /* of the file, for people */
    struct bytes bytes; /* the whole file */
    size_t end;         /* where the entries end */
    uint32_t count;     /* of entries, as the header says */
    size_t id_size;
    struct pack_index index;
    bool indexed;             /* `index` was there from the start */
    _Atomic uint8_t *windows; /* one a PACK_WINDOW: 1 where it was read since pages were let go */
};

enum {
    PACK_HEADER = 12,    /* bytes: magic, version, count */
    PACK_ENTRY_HEAD = 64 /* bytes before the deflated ones of an entry, at most */
};

/* What the system maps at once around a place that is read. */
enum { PACK_WINDOW = 1 << 16 };

enum pack_entry_type {
    PACK_COMMIT = 1,
    PACK_TREE = 2,
    PACK_BLOB = 3,
    PACK_TAG = 4,
    PACK_OFFSET_DELTA = 6,
    PACK_ID_DELTA = 7,
};

struct pack_entry {
    enum pack_entry_type type;
    uint64_t size;            /* of what is deflated; of a delta, of its instructions */
    uint64_t data;            /* where the deflated bytes begin */
    uint64_t base;            /* of OFFSET_DELTA: where the base's entry begins, before this one */
    struct object_id base_id; /* of ID_DELTA */
};

/* Reads the pack's header and trailer, and holds them to the index, if there is one.
 * ASSAY_EFORMAT, id "git.object-corrupt". */
ASSAY_RESULT pack_open(struct pack *pack, struct assay_error *err);

/* True where the file, a pack or an index of packs, ends with the digest of what stands before. */
struct digest;
bool pack_checksum_holds(struct bytes file, size_t id_size, struct digest *digest);

/* Reads the head of an entry: `bytes` are those that stand at `offset`, PACK_ENTRY_HEAD of them
 * where there are as many. NULL, or what is wrong with it. */
const char *pack_entry_parse(struct bytes bytes, uint64_t offset, size_t id_size,
                             struct pack_entry *out);
/* Whether an entry may begin there: its head holds, and that of the deflated bytes behind it. */
bool pack_entry_may_begin(struct bytes bytes, uint64_t offset, size_t id_size);
/* Whether so many deflated bytes can hold what it claims. */
bool pack_entry_can_hold(const struct pack_entry *entry, uint64_t packed);

/* Reads the entry that begins at `offset`, any number. ASSAY_EFORMAT, id "git.object-corrupt". */
ASSAY_RESULT pack_entry_read(const struct pack *pack, uint64_t offset, struct pack_entry *out,
                             struct assay_error *err);

/* The deflated bytes of an entry, and all that follows them. */
struct bytes pack_entry_data(const struct pack *pack, const struct pack_entry *entry);

bool pack_entry_is_delta(const struct pack_entry *entry);
/* Of an entry that is none. */
enum object_type pack_entry_object(const struct pack_entry *entry);

ASSAY_RESULT fail_pack(const struct pack *pack, uint64_t offset, const char *what,
                       struct assay_error *err);
