/* object_store.c - opens the folders of objects and their packs, and finds objects in them. */

#include "source/git/object_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/order.h"
#include "base/room.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"

/* ---- opening ---- */

static void stored_pack_free(struct stored_pack *stored)
{
    if (!stored)
        return;
    map_clear(&stored->index_map);
    map_clear(&stored->pack.bytes);
    free(stored->pack.windows);
    free(stored->failure);
    free(stored->name);
    free(stored);
}

static void stored_pack_freep(struct stored_pack **stored)
{
    stored_pack_free(*stored);
}

void object_store_free(struct object_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->pack_count; i++)
        stored_pack_free(store->packs[i]);
    for (size_t i = 0; store->pack_folders && i < store->folders.count; i++) {
        map_clear(&store->pack_folders[i].map);
        free(store->pack_folders[i].covered);
        close_cleanup(&store->pack_folders[i].fd);
    }
    free(store->packs);
    free(store->pack_folders);
    object_folders_clear(&store->folders);
    pthread_mutex_destroy(&store->mutex);
    free(store);
}

void object_store_freep(struct object_store **store)
{
    object_store_free(*store);
    *store = NULL;
}

static bool is_lasting(enum assay_status status)
{
    return status != ASSAY_EFORMAT && status != ASSAY_EIO && status != ASSAY_EMISSING;
}

/* Objects of a pack whose index cannot be read are not found, so this is told. */
static void gap_pack(const struct object_store *store, const char *name,
                     const struct assay_error *failure)
{
    char why[640];

    if (!store->part)
        return;
    snprintf(why, sizeof why, "%s: %s", name, failure->text);
    inventory_gap(store->part, GAP_GIT_OBJECT_CORRUPT, NULL, ASSAY_NO_OFFSET, why);
}

static enum assay_status open_index(struct stored_pack *stored, size_t id_size,
                                    struct assay_error *err)
{
    char name[NAME_MAX + 8];
    struct bytes map = {0};
    enum assay_status status;

    snprintf(name, sizeof name, "%s.idx", stored->name);
    TRY(map_file(stored->folder, name, &map, err));
    status = pack_index_open(map, id_size, &stored->pack.index, err);
    if (status == ASSAY_OK)
        stored->index_map = map;
    else
        map_clear(&map);
    return status;
}

static enum assay_status add_pack(struct object_store *store, int folder, struct bytes name,
                                  bool covered, struct assay_error *err)
{
    CLEANUP(stored_pack_freep) struct stored_pack *stored = calloc(1, sizeof *stored);
    struct assay_error failure = {0};
    enum assay_status status = ASSAY_OK;

    if (!stored)
        return fail_no_memory(err);
    stored->name = strndup((const char *)name.data, name.size);
    if (!stored->name)
        return fail_no_memory(err);
    stored->folder = folder;
    stored->covered = covered;
    stored->pack.id_size = store->id_size;
    stored->pack.name = stored->name;
    stored->pack.indexed = !covered;
    if (!covered)
        status = open_index(stored, store->id_size, &failure);
    if (status != ASSAY_OK && is_lasting(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK) {
        gap_pack(store, stored->name, &failure);
        return ASSAY_OK;
    }
    if (!HAS_ROOM(store->packs, store->pack_count, store->pack_capacity))
        return fail_no_memory(err);
    stored->pack.number = (uint32_t)store->pack_count;
    store->packs[store->pack_count++] = TAKE(stored);
    return ASSAY_OK;
}

/* Adds the packs that the folder's multi-pack-index names, where it has one that can be read. */
static enum assay_status add_multi(struct object_store *store, struct pack_folder *folder,
                                   struct assay_error *err)
{
    struct bytes names;
    const char *name;
    uint32_t count = 0;

    if (map_file(folder->fd, "multi-pack-index", &folder->map, NULL) != ASSAY_OK)
        return ASSAY_OK;
    if (multi_pack_index_open(folder->map, store->id_size, &folder->multi, NULL) != ASSAY_OK) {
        map_clear(&folder->map); /* the packs' own indexes say the same */
        return ASSAY_OK;
    }
    folder->covered = calloc(folder->multi.pack_count + (size_t)1, sizeof *folder->covered);
    if (!folder->covered)
        return fail_no_memory(err);
    names = folder->multi.names;
    for (uint32_t i = 0; i < folder->multi.pack_count; i++)
        folder->covered[i] = UINT32_MAX;
    while (count < folder->multi.pack_count && multi_pack_index_name(&names, &name)) {
        struct bytes stem = bytes_text(name);

        if (!bytes_ends(stem, BYTES(".idx")) || memchr(name, '/', stem.size))
            break;
        stem.size -= 4;
        folder->covered[count++] = (uint32_t)store->pack_count;
        TRY(add_pack(store, folder->fd, stem, true, err));
    }
    return ASSAY_OK;
}

static bool is_covered(const struct object_store *store, int folder, struct bytes stem)
{
    for (size_t i = 0; i < store->pack_count; i++)
        if (store->packs[i]->folder == folder &&
            bytes_equal(bytes_text(store->packs[i]->name), stem))
            return true;
    return false;
}

struct names {
    char **names;
    size_t count, capacity;
};

static void names_clear(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
}

static enum assay_status names_add(struct names *names, struct bytes name, struct assay_error *err)
{
    if (!HAS_ROOM(names->names, names->count, names->capacity))
        return fail_no_memory(err);
    names->names[names->count] = strndup((const char *)name.data, name.size);
    if (!names->names[names->count])
        return fail_no_memory(err);
    names->count++;
    return ASSAY_OK;
}

static void names_sort(struct names *names)
{
    if (names->count > 1)
        qsort(names->names, names->count, sizeof *names->names, order_texts);
}

static bool names_have(const struct names *names, const char *name)
{
    return names->count > 0 &&
           bsearch(&name, names->names, names->count, sizeof *names->names, order_texts) != NULL;
}

/* The stems of the folder's index files and packs; of its packs' promises it keeps that there are
 * any. */
static enum assay_status list_packs(struct object_store *store, int folder, struct names *indexes,
                                    struct names *packs, struct assay_error *err)
{
    int fd = dup(folder);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    enum assay_status status = ASSAY_OK;
    const struct dirent *entry;

    if (!stream) {
        close_cleanup(&fd);
        return fail_no_memory(err);
    }
    while (status == ASSAY_OK && (entry = readdir(stream)) != NULL) {
        struct bytes name = bytes_text(entry->d_name);

        store->promisor |= bytes_ends(name, BYTES(".promisor"));
        if (bytes_ends(name, BYTES(".idx")))
            status = names_add(indexes, bytes_of(name.data, name.size - 4), err);
        else if (bytes_ends(name, BYTES(".pack")))
            status = names_add(packs, bytes_of(name.data, name.size - 5), err);
    }
    closedir(stream);
    names_sort(indexes);
    names_sort(packs);
    return status;
}

/* Nothing in such a pack can be found; a view that promises all there is must not pass over it. */
static void gap_unindexed(const struct object_store *store, int folder, const struct names *indexes,
                          const struct names *packs)
{
    for (size_t i = 0; store->part && store->every_pack && i < packs->count; i++) {
        const char *stem = packs->names[i];
        char why[2 * NAME_MAX + 160];

        if (names_have(indexes, stem) || is_covered(store, folder, bytes_text(stem)))
            continue;
        snprintf(why, sizeof why,
                 "%s.pack has no index, so what is in it was not examined: git index-pack "
                 "objects/pack/%s.pack writes one",
                 stem, stem);
        inventory_gap(store->part, GAP_GIT_OBJECT_CORRUPT, NULL, ASSAY_NO_OFFSET, why);
    }
}

static enum assay_status open_packs(struct object_store *store, size_t number,
                                    struct assay_error *err)
{
    CLEANUP(names_clear) struct names names = {0};
    CLEANUP(names_clear) struct names packs = {0};
    struct pack_folder *folder = &store->pack_folders[number];

    folder->fd =
        openat(store->folders.folders[number].fd, "pack", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd < 0)
        return ASSAY_OK;
    TRY(list_packs(store, folder->fd, &names, &packs, err));
    TRY(add_multi(store, folder, err));
    for (size_t i = 0; i < names.count; i++) {
        struct bytes stem = bytes_text(names.names[i]);

        if (!folder->map.size || !is_covered(store, folder->fd, stem))
            TRY(add_pack(store, folder->fd, stem, false, err));
    }
    gap_unindexed(store, folder->fd, &names, &packs);
    return ASSAY_OK;
}

/* ---- packs that are opened when they are needed ---- */

static struct stored_pack *stored_of(struct pack *pack)
{
    return (struct stored_pack *)pack; /* its first member */
}

static enum assay_status map_pack(struct stored_pack *stored, struct assay_error *err)
{
    char name[NAME_MAX + 8];

    snprintf(name, sizeof name, "%s.pack", stored->name);
    TRY(map_file(stored->folder, name, &stored->pack.bytes, err));
    stored->pack.windows = calloc(stored->pack.bytes.size / PACK_WINDOW + 1, 1);
    if (!stored->pack.windows)
        return fail_no_memory(err);
    return pack_open(&stored->pack, err);
}

/* With the mutex held. How it went is kept, so that each object of a broken pack tells the same. */
static enum assay_status open_pack_once(struct stored_pack *stored, struct assay_error *err)
{
    enum assay_status status;

    if (!stored->tried) {
        stored->failure = calloc(1, sizeof *stored->failure);
        if (!stored->failure)
            return fail_no_memory(err);
        stored->tried = true;
        status = map_pack(stored, stored->failure);
        stored->failure->status = status;
        if (status == ASSAY_EMISSING || status == ASSAY_EIO)
            stored->failure->status = ASSAY_EFORMAT; /* the index says that it is there */
        assay_error_id(stored->failure, GAP_GIT_OBJECT_CORRUPT);
        if (status == ASSAY_OK)
            atomic_store(&stored->open, &stored->pack);
    }
    *err = *stored->failure;
    return err->status;
}

static enum assay_status open_pack(struct object_store *store, struct stored_pack *stored,
                                   struct pack **out, struct assay_error *err)
{
    struct assay_error failure = {0};
    enum assay_status status = ASSAY_OK;

    *out = atomic_load_explicit(&stored->open, memory_order_acquire);
    if (*out)
        return ASSAY_OK;
    pthread_mutex_lock(&store->mutex);
    status = open_pack_once(stored, &failure);
    pthread_mutex_unlock(&store->mutex);
    *out = &stored->pack;
    if (status != ASSAY_OK && err)
        *err = failure;
    return status;
}

const struct pack_index *store_index(struct object_store *store, struct pack *pack)
{
    struct stored_pack *stored = stored_of(pack);
    bool open = true;

    if (pack->indexed)
        return &pack->index;
    pthread_mutex_lock(&store->mutex);
    if (!stored->index_map.size)
        open = open_index(stored, store->id_size, NULL) == ASSAY_OK;
    pthread_mutex_unlock(&store->mutex);
    return open ? &pack->index : NULL;
}

/* ---- checksums ---- */

static void check(const struct object_store *store, struct digest *digest, struct bytes file,
                  const char *name, const char *what)
{
    char why[NAME_MAX + 64];

    if (file.size == 0 || pack_checksum_holds(file, store->id_size, digest) || !store->part)
        return;
    snprintf(why, sizeof why, "%s%s: its bytes do not have the checksum at its end", name, what);
    inventory_gap(store->part, GAP_GIT_OBJECT_CORRUPT, NULL, ASSAY_NO_OFFSET, why);
}

static enum assay_status check_all(struct object_store *store, struct assay_error *err)
{
    CLEANUP(digest_freep)
    struct digest *digest = digest_new(store->id_size == SHA1_SIZE ? DIGEST_SHA1 : DIGEST_SHA256);

    if (!digest)
        return fail_no_memory(err);
    for (size_t i = 0; i < store->folders.count; i++)
        check(store, digest, store->pack_folders[i].map, "multi-pack-index", "");
    for (size_t i = 0; i < store->pack_count; i++) {
        struct stored_pack *stored = store->packs[i];
        struct pack *pack;

        if (open_pack(store, stored, &pack, NULL) == ASSAY_OK)
            check(store, digest, pack->bytes, stored->name, ".pack");
        store_index(store, &stored->pack);
        check(store, digest, stored->index_map, stored->name, ".idx");
    }
    return ASSAY_OK;
}

enum assay_status object_store_open(const struct object_store_options *options,
                                    struct inventory_part *part, struct object_store **out,
                                    struct assay_error *err)
{
    CLEANUP(object_store_freep) struct object_store *store = calloc(1, sizeof *store);

    if (!store)
        return fail_no_memory(err);
    if (pthread_mutex_init(&store->mutex, NULL) != 0) {
        free(TAKE(store));
        return fail_no_memory(err);
    }
    store->id_size = options->id_size;
    store->verify = options->verify_objects;
    store->verify_packs = options->verify_packs;
    store->every_pack = options->every_pack;
    store->part = part;
    TRY(object_folders_open(options->folder, options->borrowed, options->borrowed_count, part,
                            &store->folders, err));
    store->pack_folders = calloc(store->folders.count, sizeof *store->pack_folders);
    if (!store->pack_folders)
        return fail_no_memory(err);
    for (size_t i = 0; i < store->folders.count; i++)
        store->pack_folders[i].fd = -1;
    for (size_t i = 0; i < store->folders.count; i++)
        TRY(open_packs(store, i, err));
    if (store->verify_packs)
        TRY(check_all(store, err));
    store->part = NULL;
    *out = TAKE(store);
    return ASSAY_OK;
}

/* ---- finding ---- */

bool store_find_in(struct object_store *store, struct pack *pack, const struct object_id *id,
                   uint64_t *offset)
{
    const struct pack_index *index = store_index(store, pack);
    uint32_t position;

    if (!index || !id_table_find(&index->ids, id, &position))
        return false;
    *offset = pack_index_offset(index, position);
    return true;
}

/* Steps: each folder's multi-pack-index, then each pack that has none, then each folder's loose
 * objects. */
static enum assay_status look_in_multi(struct object_store *store, size_t folder,
                                       const struct object_id *id, struct place_of_object *out,
                                       bool *found, struct assay_error *err)
{
    const struct pack_folder *packs = &store->pack_folders[folder];
    uint32_t position, number;

    if (!packs->map.size || !id_table_find(&packs->multi.ids, id, &position))
        return ASSAY_OK;
    if (!multi_pack_index_get(&packs->multi, position, &number, &out->offset) ||
        packs->covered[number] == UINT32_MAX)
        return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT,
                       "the multi-pack-index names a pack that it does not list");
    *found = true;
    return open_pack(store, store->packs[packs->covered[number]], &out->pack, err);
}

static enum assay_status look_in_pack(struct object_store *store, struct stored_pack *stored,
                                      const struct object_id *id, struct place_of_object *out,
                                      bool *found, struct assay_error *err)
{
    uint32_t position;

    if (stored->covered || !id_table_find(&stored->pack.index.ids, id, &position))
        return ASSAY_OK;
    out->offset = pack_index_offset(&stored->pack.index, position);
    *found = true;
    return open_pack(store, stored, &out->pack, err);
}

enum assay_status store_next_place(struct object_store *store, const struct object_id *id,
                                   size_t *step, struct place_of_object *out, bool *found,
                                   struct assay_error *err)
{
    size_t folders = store->folders.count, packs = store->pack_count;

    *found = false;
    *out = (struct place_of_object){0};
    while (!*found && *step < folders + packs + folders) {
        size_t at = (*step)++;

        if (at < folders) {
            TRY(look_in_multi(store, at, id, out, found, err));
        } else if (at < folders + packs) {
            TRY(look_in_pack(store, store->packs[at - folders], id, out, found, err));
        } else {
            out->folder = at - folders - packs;
            *found = true;
        }
    }
    return ASSAY_OK;
}

/* ---- memory ---- */

static void forget(struct object_store *store)
{
    pthread_mutex_lock(&store->mutex);
    if (atomic_load(&store->touched) >= LIMIT_GIT_PACK_PAGES) {
        atomic_store(&store->touched, 0);
        for (size_t i = 0; i < store->pack_count; i++) {
            struct pack *pack = &store->packs[i]->pack;

            for (size_t at = 0; at * PACK_WINDOW < pack->bytes.size && pack->windows; at++)
                atomic_store_explicit(&pack->windows[at], 0, memory_order_relaxed);
            map_forget(pack->bytes);
        }
    }
    pthread_mutex_unlock(&store->mutex);
}

void store_touched(struct object_store *store, struct pack *pack, uint64_t offset, size_t size)
{
    size_t first = (size_t)(offset / PACK_WINDOW), last = (size_t)((offset + size) / PACK_WINDOW);
    size_t fresh = 0;

    for (size_t at = first; at <= last && at * PACK_WINDOW < pack->bytes.size; at++) {
        if (atomic_load_explicit(&pack->windows[at], memory_order_relaxed))
            continue;
        atomic_store_explicit(&pack->windows[at], 1, memory_order_relaxed);
        fresh += PACK_WINDOW;
    }
    if (fresh > 0 &&
        atomic_fetch_add_explicit(&store->touched, fresh, memory_order_relaxed) + fresh >=
            LIMIT_GIT_PACK_PAGES)
        forget(store);
}

void object_store_attest(struct object_store *store)
{
    store->attest = true;
}
