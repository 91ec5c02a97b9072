/*
 * hash.c - digests of a model's files on several threads: units of work, a file or a shard, are
 * taken in turn, the largest first, and each result has its place from the start.
 */

#include <assay/target.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/limits.h"
#include "oms/manifest.h"

enum {
    THREADS_MAX = ASSAY_THREADS_MAX,
    BLOCK = 256 * 1024, /* bytes of one read: fits in a cache beside the digest's state */
};

struct unit {
    const struct oms_entry *entry;
    uint64_t start, size;
    struct oms_resource *resource;
};

struct hashing {
    const struct oms_tree *tree;
    const struct oms_hashing *how;
    struct unit *units;
    size_t count;
    _Atomic size_t next;
    atomic_bool stopped;
    pthread_mutex_t mutex; /* of the two below */
    const struct oms_entry *failed;
    struct assay_error failure;
};

static bool is_interrupted(const struct hashing *hashing)
{
    return hashing->how->interrupted && *hashing->how->interrupted;
}

static ASSAY_RESULT fail_changed(const struct unit *unit, struct assay_error *err)
{
    enum assay_status status = oms_fail(err, ASSAY_EIO, "file.changed-while-reading",
                                        unit->entry->name, "the file changed while it was read");

    assay_error_do(err, "let whoever writes to the model end, then do it again");
    return status;
}

static ASSAY_RESULT read_unit(const struct hashing *hashing, const struct unit *unit,
                              struct stream *stream, struct digest *digest, uint8_t *block,
                              struct assay_error *err)
{
    uint64_t at = unit->start, end = unit->start + unit->size;

    digest_start(digest);
    while (at < end) {
        size_t want = end - at < BLOCK ? (size_t)(end - at) : BLOCK, got;

        if (is_interrupted(hashing))
            return assay_fail(err, ASSAY_EINTERRUPTED, ASSAY_NO_OFFSET, "interrupted");
        TRY(stream->read_at(stream, at, block, want, &got, err));
        if (got == 0)
            return fail_changed(unit, err);
        digest_add(digest, bytes_of(block, got));
        at += got;
    }
    digest_end(digest, unit->resource->digest);
    return ASSAY_OK;
}

/* What is hashed is what the walk met: the same file, and nobody wrote to it meanwhile. */
static ASSAY_RESULT hash_unit(const struct hashing *hashing, const struct unit *unit,
                              struct digest *digest, uint8_t *block, struct assay_error *err)
{
    struct stream stream = {0};
    struct file_identity identity;
    enum assay_status status;

    TRY(disk_file_open(hashing->tree->root, unit->entry->path, &stream, err));
    status = read_unit(hashing, unit, &stream, digest, block, err);
    if (status == ASSAY_OK && (!disk_file_identity(&stream, &identity) ||
                               !file_identity_equal(&identity, &unit->entry->identity)))
        status = fail_changed(unit, err);
    stream_close(&stream);
    return status;
}

/* Of several failures the first by name is told, whichever thread met it. */
static void keep_failure(struct hashing *hashing, const struct unit *unit,
                         const struct assay_error *err)
{
    pthread_mutex_lock(&hashing->mutex);
    if (!hashing->failed || unit->entry < hashing->failed) {
        hashing->failed = unit->entry;
        hashing->failure = *err;
        assay_error_path(&hashing->failure, unit->entry->name);
    }
    pthread_mutex_unlock(&hashing->mutex);
    atomic_store(&hashing->stopped, true);
}

static void *work(void *user)
{
    struct hashing *hashing = user;
    CLEANUP(digest_freep) struct digest *digest = digest_new(oms_digest(hashing->how->rules->hash));
    CLEANUP(free_cleanup) uint8_t *block = malloc(BLOCK);
    struct assay_error err = {0};

    while (!atomic_load(&hashing->stopped)) {
        size_t index = atomic_fetch_add(&hashing->next, 1);
        const struct unit *unit;

        if (index >= hashing->count)
            break;
        unit = &hashing->units[index];
        if ((digest && block ? hash_unit(hashing, unit, digest, block, &err)
                             : oms_fail_memory(&err)) != ASSAY_OK)
            keep_failure(hashing, unit, &err);
    }
    return NULL;
}

static ASSAY_RESULT hash_all(struct hashing *hashing, struct assay_error *err)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t most = hashing->how->jobs ? hashing->how->jobs : processors > 0 ? (size_t)processors : 1;
    pthread_t threads[THREADS_MAX];
    size_t started = 0;

    if (most > THREADS_MAX)
        most = THREADS_MAX;
    if (most > hashing->count)
        most = hashing->count;
    while (started + 1 < most && /* the caller's own thread is one */
           pthread_create(&threads[started], NULL, work, hashing) == 0)
        started++;
    work(hashing);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    if (!hashing->failed)
        return ASSAY_OK;
    if (err)
        *err = hashing->failure;
    return hashing->failure.status;
}

static int by_size(const void *a, const void *b)
{
    const struct unit *left = a, *right = b;

    if (left->size != right->size)
        return left->size < right->size ? 1 : -1;
    if (left->entry != right->entry)
        return left->entry < right->entry ? -1 : 1;
    return (left->start > right->start) - (left->start < right->start);
}

static bool is_wanted(const struct oms_hashing *how, const struct oms_entry *entry)
{
    return entry->type == OMS_FILE && (!how->wants || how->wants(how->user, entry->name));
}

static uint64_t units_of(const struct oms_hashing *how, const struct oms_entry *entry)
{
    uint64_t size = entry->identity.size;

    if (how->rules->method == ASSAY_SIGN_FILES)
        return 1;
    return size / how->rules->shard_size + (size % how->rules->shard_size != 0);
}

static ASSAY_RESULT count_units(const struct oms_tree *tree, const struct oms_hashing *how,
                                struct oms_manifest *out, struct assay_error *err)
{
    uint64_t count = 0;

    for (size_t i = 0; i < tree->count; i++) {
        if (!is_wanted(how, &tree->entries[i]))
            continue;
        out->files++;
        out->bytes += tree->entries[i].identity.size;
        out->empty_count += units_of(how, &tree->entries[i]) == 0;
        count += units_of(how, &tree->entries[i]);
        if (count > LIMIT_MODEL_FILES) {
            enum assay_status status =
                oms_fail(err, ASSAY_ELIMIT, "signature.too-large", tree->where,
                         "the model has more than %u pieces", (unsigned)LIMIT_MODEL_FILES);

            assay_error_do(err, "take larger shards: --shard-size 1G");
            return status;
        }
    }
    out->count = (size_t)count;
    return ASSAY_OK;
}

static ASSAY_RESULT name_unit(const struct oms_hashing *how, const char *name, struct unit *unit,
                              struct arena *arena, struct assay_error *err)
{
    struct oms_resource *resource = unit->resource;

    resource->file = bytes_text(name);
    resource->name = name;
    if (how->rules->method == ASSAY_SIGN_FILES)
        return ASSAY_OK;
    resource->start = unit->start;
    resource->end = unit->start + unit->size;
    resource->name =
        arena_printf(arena, "%s:%" PRIu64 ":%" PRIu64, name, resource->start, resource->end);
    return resource->name ? ASSAY_OK : oms_fail_memory(err);
}

static ASSAY_RESULT make_units(const struct oms_tree *tree, const struct oms_hashing *how,
                               struct oms_manifest *out, struct unit *units,
                               struct assay_error *err)
{
    const char **empty = arena_array(out->arena, out->empty_count + 1, sizeof *empty);
    size_t at = 0;

    if (!empty)
        return oms_fail_memory(err);
    out->empty = empty;

    for (size_t i = 0; i < tree->count; i++) {
        const struct oms_entry *entry = &tree->entries[i];
        const char *name = tree->single && how->single_name ? how->single_name : entry->name;
        uint64_t count = units_of(how, entry);
        uint64_t most =
            how->rules->method == ASSAY_SIGN_FILES ? UINT64_MAX : how->rules->shard_size;

        if (!is_wanted(how, entry))
            continue;
        if (count == 0)
            *empty++ = name;
        for (uint64_t start = 0; count > 0; count--, start += most, at++) {
            uint64_t left = entry->identity.size - start;

            units[at] = (struct unit){entry, start, left < most ? left : most, &out->resources[at]};
            TRY(name_unit(how, name, &units[at], out->arena, err));
        }
    }
    return ASSAY_OK;
}

enum assay_status oms_hash(const struct oms_tree *tree, const struct oms_hashing *how,
                           struct oms_manifest *out, struct assay_error *err)
{
    struct hashing hashing = {.tree = tree, .how = how, .mutex = PTHREAD_MUTEX_INITIALIZER};
    CLEANUP(free_cleanup) struct unit *units = NULL;

    TRY(count_units(tree, how, out, err));
    units = calloc(out->count + 1, sizeof *units);
    out->resources = arena_array(out->arena, out->count + 1, sizeof *out->resources);
    if (!units || !out->resources)
        return oms_fail_memory(err);
    TRY(make_units(tree, how, out, units, err));
    if (out->count)
        qsort(units, out->count, sizeof *units, by_size);
    hashing.units = units;
    hashing.count = out->count;
    return hash_all(&hashing, err);
}
