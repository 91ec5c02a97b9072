/*
 * stores.h - where content that pointers stand for is kept on this machine: the store of Git LFS,
 * the caches of DVC, the objects of git-annex. Nothing is fetched.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "base/arena.h"
#include "source/annex_key.h"

/* What belongs to one target. Unchanging once it is filled; the texts are absolute paths. */
struct stores {
    struct arena *arena;
    const char **lfs; /* folders of objects, "aa/bb/OID" below each, in the order to ask */
    size_t lfs_count;
    const char *annex; /* the folder of objects, there or not; NULL outside a repository */
    const char *root;  /* top of the files on disk; NULL in a bare repository */
    bool on_disk;      /* what is examined are the files below `root`, not objects of git */
};

/* ASSAY_ENOMEM. `root` may be NULL; all texts are copied. */
ASSAY_RESULT stores_init(struct stores *stores, const char *root, bool on_disk,
                         struct assay_error *err);
ASSAY_RESULT stores_add_lfs(struct stores *stores, const char *folder, struct assay_error *err);
/* A copy of `from`; and the folders of git-lfs of `from` added. `from` may be NULL: nothing. */
ASSAY_RESULT stores_copy(struct stores *stores, const struct stores *from, struct assay_error *err);
ASSAY_RESULT stores_join(struct stores *stores, const struct stores *from, struct assay_error *err);
void stores_clear(struct stores *stores);

/* The regular file that holds the content, its path in `arena`; NULL where there is none, or no
 * memory for it. */
const char *store_lfs_find(const struct stores *stores, const char *oid, struct arena *arena);
const char *store_annex_find(const struct stores *stores, const struct annex_key *key,
                             struct arena *arena);

/*
 * The cache that a DVC file at `pointer` (relative to `root`) means: `cache.dir` of the nearest
 * `.dvc` folder upwards, else the "cache" in it. NULL where no such folder is, or no memory.
 * Source: DVC, "dvc config", "cache".
 */
const char *store_dvc_cache(const struct stores *stores, const char *pointer, struct arena *arena);

/* The file of a cache: "files/md5/aa/rest" in it, or "aa/rest" as versions before 3 had it. `md5`
 * is hex, with ".dir" behind that of a list. NULL as above. */
const char *store_dvc_find(const char *cache, const char *md5, bool legacy, struct arena *arena);

/* True where a regular file, not a link to one, stands at `path`. */
bool store_is_file(const char *path);
