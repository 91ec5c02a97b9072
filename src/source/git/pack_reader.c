/*
 * pack_reader.c - rebuilds objects of packs: down the chain of deltas to what they are made of, and
 * up again, through the cache of bases. A loop over a list, for chains may be long and may lie.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/delta.h"
#include "source/git/object_reader.h"

enum {
    STEP = 1 << 20, /* bytes inflated or copied before pages of large objects are let go */
};

/* ---- one entry ---- */

static enum assay_status inflate_in_steps(struct objects *objects, struct pack *pack,
                                          struct bytes in, struct body *body,
                                          struct assay_error *err)
{
    struct deflated deflated = {.in = in, .left = body->size};
    struct bytes before = in;
    enum assay_status status = ASSAY_OK;
    size_t done = 0;

    TRY(reader_borrow(objects, &deflated.inflater, err));
    do {
        size_t step = body->size - done < STEP ? body->size - done : STEP;

        status = deflated_read_all(&deflated, body->data + done, step, err);
        done += step;
        store_touched(objects->store, pack, (uint64_t)(before.data - pack->bytes.data),
                      before.size - deflated.in.size);
        before = deflated.in;
        body_forget(body);
    } while (status == ASSAY_OK && deflated.left > 0);
    reader_return(objects, deflated.inflater);
    return status;
}

static enum assay_status inflate_at_once(struct objects *objects, struct pack *pack,
                                         uint64_t offset, struct bytes in, uint8_t *to, size_t size,
                                         struct assay_error *err)
{
    size_t used;

    if (libdeflate_zlib_decompress_ex(objects->whole, in.data, in.size, to, size, &used, NULL) !=
        LIBDEFLATE_SUCCESS)
        return fail_pack(pack, offset, "its deflated bytes are damaged, or of another size", err);
    store_touched(objects->store, pack, offset, used);
    return ASSAY_OK;
}

/* The inflated bytes of an entry: an object, or the instructions of a delta. */
static enum assay_status inflate_entry(struct objects *objects, struct pack *pack, uint64_t offset,
                                       const struct pack_entry *entry, struct body **out,
                                       struct assay_error *err)
{
    CLEANUP(body_dropp) struct body *body = NULL;
    struct bytes in = pack_entry_data(pack, entry);

    TRY(body_new(entry->size, &body, err));
    objects->counts.inflated++;
    if (body->spooled)
        TRY(inflate_in_steps(objects, pack, in, body, err));
    else
        TRY(inflate_at_once(objects, pack, offset, in, body->data, body->size, err));
    *out = TAKE(body);
    return ASSAY_OK;
}

/* ---- one delta ---- */

/* The instructions of a delta. Most are few, and have room in the handle; else *large has them. */
static enum assay_status read_instructions(struct objects *objects, const struct chain_link *link,
                                           struct body **large, struct bytes *out,
                                           struct assay_error *err)
{
    const struct pack_entry *entry = &link->entry;

    if (entry->size > sizeof objects->instructions) {
        TRY(inflate_entry(objects, link->pack, link->offset, entry, large, err));
        *out = body_bytes(*large);
        return ASSAY_OK;
    }
    objects->counts.inflated++;
    *out = bytes_of(objects->instructions, (size_t)entry->size);
    return inflate_at_once(objects, link->pack, link->offset, pack_entry_data(link->pack, entry),
                           objects->instructions, out->size, err);
}

static enum assay_status apply(struct objects *objects, const struct chain_link *link,
                               const struct body *base, struct body **out, struct assay_error *err)
{
    CLEANUP(body_dropp) struct body *large = NULL;
    CLEANUP(body_dropp) struct body *result = NULL;
    struct bytes instructions;
    struct delta delta;

    TRY(read_instructions(objects, link, &large, &instructions, err));
    if (!delta_open(instructions, &delta) || delta.base_size != base->size)
        return fail_pack(link->pack, link->offset, "its delta is for an object of another size",
                         err);
    TRY(body_new(delta.size, &result, err));
    objects->counts.deltas++;
    do {
        if (!delta_step(&delta, body_bytes(base), result->data, STEP))
            return fail_pack(link->pack, link->offset, "its delta is damaged", err);
        body_forget(base);
        body_forget(result);
    } while (delta.rest.size > 0);
    result->type = base->type;
    *out = TAKE(result);
    return ASSAY_OK;
}

/* ---- chains ---- */

static enum assay_status push(struct objects *objects, const struct chain_link *link,
                              struct assay_error *err)
{
    if (objects->chain_size == LIMIT_GIT_DELTA_CHAIN)
        return fail_pack(link->pack, link->offset, "its deltas go in circles, or on for too long",
                         err);
    if (!HAS_ROOM(objects->chain, objects->chain_size, objects->chain_capacity))
        return fail_no_memory(err);
    objects->chain[objects->chain_size++] = *link;
    return ASSAY_OK;
}

/* Where the base of a delta named by its id stands: in the same pack, as git writes them, else
 * anywhere. A base that is loose is in no pack: it comes whole, as *body. */
static enum assay_status find_base(struct objects *objects, const struct chain_link *link,
                                   struct place_of_object *place, struct body **body,
                                   struct assay_error *err)
{
    const struct object_id *id = &link->entry.base_id;
    struct assay_error first = {0};
    size_t step = 0;
    bool found = true;

    place->pack = link->pack;
    if (store_find_in(objects->store, link->pack, id, &place->offset))
        return ASSAY_OK;
    while (found) {
        struct assay_error failure = {0};
        enum assay_status status =
            store_next_place(objects->store, id, &step, place, &found, &failure);

        if (status == ASSAY_OK && found && !place->pack)
            status = reader_loose(objects, place->folder, id, body, &failure);
        if (status == ASSAY_OK && found && (place->pack || *body))
            return ASSAY_OK;
        if (status != ASSAY_OK && first.status == ASSAY_OK)
            first = failure;
        if (status != ASSAY_OK && !reader_may_go_on(status))
            break;
        found = found || status != ASSAY_OK;
    }
    if (first.status == ASSAY_OK)
        return fail_pack(link->pack, link->offset, "the object that it changes is missing", err);
    if (err)
        *err = first;
    return first.status;
}

/* Follows deltas down to a body: from the cache, or the first object that is no delta. */
static enum assay_status descend(struct objects *objects, struct pack *pack, uint64_t offset,
                                 struct body **out, struct assay_error *err)
{
    for (;;) {
        struct chain_link link = {.pack = pack, .offset = offset};
        struct body *cached = base_cache_find(objects->cache, pack, offset);
        struct place_of_object base = {0};

        if (cached) {
            *out = body_hold(cached);
            return ASSAY_OK;
        }
        TRY(pack_entry_read(pack, offset, &link.entry, err));
        if (!pack_entry_is_delta(&link.entry)) {
            TRY(inflate_entry(objects, pack, offset, &link.entry, out, err));
            (*out)->type = pack_entry_object(&link.entry);
            if (link.entry.type != PACK_COMMIT || objects->chain_size > 0) /* few change a commit */
                base_cache_add(objects->cache, pack, offset, *out);
            return ASSAY_OK;
        }
        TRY(push(objects, &link, err));
        offset = link.entry.base;
        if (link.entry.type == PACK_ID_DELTA) {
            TRY(find_base(objects, &link, &base, out, err));
            if (*out)
                return ASSAY_OK;
            pack = base.pack;
            offset = base.offset;
        }
    }
}

enum assay_status reader_rebuild(struct objects *objects, struct pack *pack, uint64_t offset,
                                 struct body **out, struct assay_error *err)
{
    CLEANUP(body_dropp) struct body *body = NULL;

    objects->chain_size = 0;
    TRY(descend(objects, pack, offset, &body, err));
    while (body && objects->chain_size > 0) {
        const struct chain_link *link = &objects->chain[--objects->chain_size];
        struct body *made = NULL;

        TRY(apply(objects, link, body, &made, err));
        body_drop(body);
        body = made;
        base_cache_add(objects->cache, link->pack, link->offset, body);
    }
    *out = TAKE(body);
    return ASSAY_OK;
}
