/*
 * object_store.h - inside the store: its packs and folders, and where in them an object stands.
 */

#pragma once

#include <pthread.h>

#include "source/git/alternates.h"
#include "source/git/multi_pack_index.h"
#include "source/git/pack.h"

/* One pack of the store; its file is mapped when first an object in it is asked for. */
struct stored_pack {
    struct pack pack;
    struct bytes index_map; /* empty where a multi-pack-index serves and its own was not needed */
    char *name;             /* "pack-....", without suffix */
    int folder;             /* the "pack" folder, borrowed */
    bool covered;           /* by a multi-pack-index */
    bool tried;             /* `failure` says how mapping it went */
    struct assay_error *failure;
    _Atomic(struct pack *) open; /* `pack`, once it is mapped */
};

/* One "pack" folder. */
struct pack_folder {
    int fd;
    struct bytes map; /* of the multi-pack-index, or empty */
    struct multi_pack_index multi;
    uint32_t *covered; /* the store's numbers of its packs; UINT32_MAX: not there */
};

struct object_store {
    struct object_folders folders;
    struct pack_folder *pack_folders; /* one a folder; fd -1 where it has none */
    struct stored_pack **packs;
    size_t pack_count, pack_capacity;
    size_t id_size;
    bool verify, verify_packs, every_pack, promisor;
    bool attest;                 /* streams find out whether they are what their ids say */
    struct inventory_part *part; /* while it is opened */
    pthread_mutex_t mutex;       /* for what is opened later */
    _Atomic size_t touched;      /* bytes of packs that were read since their pages were let go */
};

/* Where an object may be read. */
struct place_of_object {
    struct pack *pack; /* NULL: loose, in `folder` */
    uint64_t offset;
    size_t folder;
};

/*
 * Finds the next place of an object, beginning at *step, which is 0 at first and moves on: damage
 * at one place is no reason not to look at the next. A loose place is a guess that reading proves.
 *
 * ASSAY_EFORMAT  a place is known and cannot be read
 */
ASSAY_RESULT store_next_place(struct object_store *store, const struct object_id *id, size_t *step,
                              struct place_of_object *out, bool *found, struct assay_error *err);

/* Where in this pack an object stands; false where it is not there or its index cannot be read. */
bool store_find_in(struct object_store *store, struct pack *pack, const struct object_id *id,
                   uint64_t *offset);

/* The pack's own index, opened if need be; NULL where it cannot be read. */
const struct pack_index *store_index(struct object_store *store, struct pack *pack);

/* Notes that bytes of a pack were read; lets go of all pages from time to time. */
void store_touched(struct object_store *store, struct pack *pack, uint64_t offset, size_t size);
