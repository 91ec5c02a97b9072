/* objects.c - a thread's handle: reads objects whole, from the first place where they are sound. */

#include "source/git/objects.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/object_reader.h"

void objects_closep(struct objects **objects)
{
    objects_close(*objects);
    *objects = NULL;
}

enum assay_status objects_open(struct object_store *store, struct objects **out,
                               struct assay_error *err)
{
    CLEANUP(objects_closep) struct objects *objects = calloc(1, sizeof *objects);

    if (!objects)
        return fail_no_memory(err);
    objects->store = store;
    objects->cache = base_cache_new(LIMIT_GIT_BASES);
    objects->whole = libdeflate_alloc_decompressor();
    objects->digest = store->verify ? digest_new(reader_hash_kind(objects)) : NULL;
    if (!objects->cache || !objects->whole || (store->verify && !objects->digest))
        return fail_no_memory(err);
    *out = TAKE(objects);
    return ASSAY_OK;
}

enum assay_status objects_open_beside(const struct objects *objects, struct objects **out,
                                      struct assay_error *err)
{
    return objects_open(objects->store, out, err);
}

void objects_close(struct objects *objects)
{
    if (!objects)
        return;
    base_cache_free(objects->cache);
    if (objects->whole)
        libdeflate_free_decompressor(objects->whole);
    inflater_free(objects->steps);
    digest_free(objects->digest);
    digest_free(objects->spare);
    free(objects->chain);
    free(objects);
}

void objects_rest(struct objects *objects)
{
    base_cache_clear(objects->cache);
}

size_t objects_id_size(const struct objects *objects)
{
    return objects->store->id_size;
}

const struct objects_counts *objects_counts(const struct objects *objects)
{
    return &objects->counts;
}

/* ---- inflaters ---- */

enum assay_status reader_borrow(struct objects *objects, struct inflater **out,
                                struct assay_error *err)
{
    if (!objects->steps_lent && objects->steps) {
        *out = objects->steps;
        inflater_reset(*out, INFLATE_ZLIB);
    } else {
        *out = inflater_new(INFLATE_ZLIB);
        if (!*out)
            return fail_no_memory(err);
        if (!objects->steps)
            objects->steps = *out;
    }
    if (*out == objects->steps)
        objects->steps_lent = true;
    return ASSAY_OK;
}

void reader_return(struct objects *objects, struct inflater *inflater)
{
    if (inflater == objects->steps)
        objects->steps_lent = false;
    else
        inflater_free(inflater);
}

/* ---- ids ---- */

enum digest_kind reader_hash_kind(const struct objects *objects)
{
    return objects->store->id_size == SHA1_SIZE ? DIGEST_SHA1 : DIGEST_SHA256;
}

void reader_hash_start(struct objects *objects, struct digest *digest, enum object_type type,
                       uint64_t size)
{
    char head[BODY_HEAD];

    objects->counts.hashed++;
    digest_start(digest);
    digest_add(digest, bytes_of(head, body_head(type, size, head)));
}

void reader_hash_bodies(struct objects *objects, struct body *const *bodies, size_t count,
                        uint8_t (*sums)[DIGEST_SIZE_MAX])
{
    struct digest_message messages[HASHED_TOGETHER];

    for (size_t i = 0; i < count; i++)
        messages[i] = (struct digest_message){body_with_head(bodies[i]), sums[i]};
    objects->counts.hashed += count;
    digest_messages(reader_hash_kind(objects), messages, count);
}

enum assay_status reader_hash_check(const struct objects *objects,
                                    const uint8_t sum[DIGEST_SIZE_MAX], const struct object_id *id,
                                    struct assay_error *err)
{
    struct object_id is;
    char wanted[OBJECT_HEX_MAX + 1], hex[OBJECT_HEX_MAX + 1];

    object_id_of(&is, sum, objects->store->id_size);
    if (object_id_equal(&is, id))
        return ASSAY_OK;
    object_id_text(id, wanted);
    object_id_text(&is, hex);
    return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_MISMATCH,
                   "object %s is not what its id says: its bytes have the id %s", wanted, hex);
}

enum assay_status fail_object(const struct object_id *id, const struct assay_error *failure,
                              struct assay_error *err)
{
    char hex[OBJECT_HEX_MAX + 1];
    struct assay_error cause = *failure; /* may be *err */

    object_id_text(id, hex);
    return fail_id(err, cause.status, cause.id, "object %s cannot be read: %s", hex, cause.text);
}

static enum assay_status fail_missing(const struct objects *objects, const struct object_id *id,
                                      struct assay_error *err)
{
    char hex[OBJECT_HEX_MAX + 1];

    object_id_text(id, hex);
    if (objects->store->promisor)
        return fail_id(err, ASSAY_EMISSING, GAP_GIT_OBJECT_PROMISED,
                       "object %s was left with the remote by a partial clone", hex);
    return fail_id(err, ASSAY_EMISSING, GAP_GIT_OBJECT_MISSING,
                   "object %s is not in the repository", hex);
}

/* ---- reading ---- */

enum assay_status reader_loose(struct objects *objects, size_t folder, const struct object_id *id,
                               struct body **out, struct assay_error *err)
{
    CLEANUP(body_dropp) struct body *body = NULL;
    struct inflater *inflater;
    struct loose loose = {0};
    enum assay_status status;
    bool found = false;

    *out = NULL;
    TRY(reader_borrow(objects, &inflater, err));
    status =
        loose_open(objects->store->folders.folders[folder].fd, id, inflater, &loose, &found, err);
    if (status == ASSAY_OK && found) {
        objects->counts.inflated++;
        status = body_new(loose.size, &body, err);
        if (status == ASSAY_OK)
            status = deflated_read_all(&loose.deflated, body->data, body->size, err);
    }
    reader_return(objects, inflater);
    if (status == ASSAY_OK && found) {
        body->type = loose.type;
        *out = TAKE(body);
    }
    loose_close(&loose);
    return status;
}

static enum assay_status read_place(struct objects *objects, const struct place_of_object *place,
                                    const struct object_id *id, struct body **out,
                                    struct assay_error *err)
{
    if (!place->pack)
        return reader_loose(objects, place->folder, id, out, err);
    return reader_rebuild(objects, place->pack, place->offset, out, err);
}

bool reader_may_go_on(enum assay_status status)
{
    return status == ASSAY_EFORMAT || status == ASSAY_EIO;
}

enum assay_status reader_read(struct objects *objects, const struct object_id *id,
                              struct body **out, struct assay_error *err)
{
    struct assay_error first = {0};
    size_t step = 0;
    bool found = id->size == objects->store->id_size;

    while (found) {
        struct place_of_object place = {0};
        struct assay_error failure = {0};
        enum assay_status status;

        status = store_next_place(objects->store, id, &step, &place, &found, &failure);
        if (status == ASSAY_OK && found)
            status = read_place(objects, &place, id, out, &failure);
        if (status == ASSAY_OK && *out)
            return ASSAY_OK;
        if (status != ASSAY_OK && !reader_may_go_on(status))
            return fail_object(id, &failure, err);
        if (status != ASSAY_OK && first.status == ASSAY_OK)
            first = failure;
        found = found || status != ASSAY_OK;
    }
    return first.status != ASSAY_OK ? fail_object(id, &first, err) : fail_missing(objects, id, err);
}

static enum assay_status check_body(struct objects *objects, struct body *body,
                                    const struct object_id *id, struct assay_error *err)
{
    uint8_t sum[1][DIGEST_SIZE_MAX];

    if (!body->spooled) {
        reader_hash_bodies(objects, &body, 1, sum);
    } else {
        reader_hash_start(objects, objects->digest, body->type, body->size);
        digest_add(objects->digest, body_bytes(body));
        digest_end(objects->digest, sum[0]);
    }
    return reader_hash_check(objects, sum[0], id, err);
}

enum assay_status object_read(struct objects *objects, const struct object_id *id,
                              struct object *out, struct assay_error *err)
{
    CLEANUP(body_dropp) struct body *body = NULL;

    TRY(reader_read(objects, id, &body, err));
    if (!body) /* for the analyzer, which cannot see that it is always there */
        return fail_missing(objects, id, err);
    if (objects->store->verify)
        TRY(check_body(objects, body, id, err));
    *out = (struct object){.type = body->type, .bytes = body_bytes(body), .held = body};
    body = NULL;
    return ASSAY_OK;
}

void object_release(struct object *object)
{
    body_drop(object->held);
    *object = (struct object){0};
}
