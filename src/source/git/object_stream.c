/*
 * object_stream.c - blobs as streams: large ones that are no deltas are inflated as they are read,
 * all others are made whole first.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/object_reader.h"

enum { WHOLE_MAX = 4 << 20 }; /* bytes up to which a blob is made whole whatever it is */

struct object_source {
    struct objects *objects;
    struct object_id id;
    struct body *body; /* made whole, or NULL */
    size_t at;
    struct loose loose;       /* of a loose one that is inflated as it is read */
    struct deflated deflated; /* or of a packed one */
    struct deflated *from;    /* which of both */
    struct pack *pack;        /* of a packed one */
    enum object_type type;
    /* To hold it to its id: a digest of its own, for streams may overlap, */
    struct digest *digest;
    /* or, of a body in memory, the sum of all of it. */
    bool is_whole, is_summed;
    uint8_t sum[DIGEST_SIZE_MAX];
    struct object_source *next; /* in the handle's list, until it is summed */
    bool held;                  /* it was */
    bool attested;              /* and it is what its id says */
};

/* ---- ids ---- */

static void take_out(struct object_source *source)
{
    struct object_source **link = &source->objects->whole_ones;

    while (*link && *link != source)
        link = &(*link)->next;
    if (*link)
        *link = source->next;
}

/* Two cost little more than one: others that wait are summed beside it. */
static void sum_whole(struct object_source *source)
{
    struct object_source *all[HASHED_TOGETHER] = {source};
    uint8_t sums[HASHED_TOGETHER][DIGEST_SIZE_MAX];
    struct body *bodies[HASHED_TOGETHER];
    size_t count = 1;

    take_out(source);
    while (count < HASHED_TOGETHER && source->objects->whole_ones)
        take_out(all[count++] = source->objects->whole_ones);
    for (size_t i = 0; i < count; i++)
        bodies[i] = all[i]->body;
    reader_hash_bodies(source->objects, bodies, count, sums);
    for (size_t i = 0; i < count; i++) {
        memcpy(all[i]->sum, sums[i], sizeof sums[i]);
        all[i]->is_summed = true;
    }
}

static ASSAY_RESULT start_sum(struct object_source *source, uint64_t size, struct assay_error *err)
{
    struct objects *objects = source->objects;

    source->is_whole = source->body && !source->body->spooled;
    if (source->is_whole) {
        source->next = objects->whole_ones;
        objects->whole_ones = source;
        return ASSAY_OK;
    }
    source->digest = TAKE(objects->spare);
    if (!source->digest)
        source->digest = digest_new(reader_hash_kind(objects));
    if (!source->digest)
        return fail_no_memory(err);
    reader_hash_start(objects, source->digest, source->type, size);
    return ASSAY_OK;
}

static void source_free(struct object_source *source)
{
    if (!source)
        return;
    if (source->is_whole && !source->is_summed)
        take_out(source);
    body_drop(source->body);
    if (source->deflated.inflater)
        reader_return(source->objects, source->deflated.inflater);
    loose_close(&source->loose);
    if (source->digest) {
        digest_free(source->objects->spare);
        source->objects->spare = source->digest;
    }
    free(source);
}

static void source_freep(struct object_source **source)
{
    source_free(*source);
}

static void close_source(struct stream *stream)
{
    source_free(stream->state);
}

/* What the id does not name is told when all of it was read. */
static enum assay_status check_read(struct object_source *source, struct bytes read,
                                    struct assay_error *err)
{
    struct assay_error failure;
    enum assay_status status;

    if ((!source->digest && !source->is_whole) || source->held)
        return ASSAY_OK;
    if (read.size > 0) {
        if (source->digest)
            digest_add(source->digest, read);
        return ASSAY_OK;
    }
    if (source->digest)
        digest_end(source->digest, source->sum);
    else if (!source->is_summed)
        sum_whole(source);
    status = reader_hash_check(source->objects, source->sum, &source->id, &failure);
    source->held = true;
    source->attested = status == ASSAY_OK;
    if (status == ASSAY_OK || !source->objects->store->verify)
        return ASSAY_OK; /* nobody asked for more than to know it */
    *err = failure;
    return status;
}

static enum assay_status whole_read_at(struct stream *stream, uint64_t offset, void *to,
                                       size_t size, size_t *got, struct assay_error *err)
{
    const struct object_source *source = stream->state;
    struct bytes rest = {0};

    (void)err;
    if (offset < source->body->size)
        rest = bytes_from(body_bytes(source->body), (size_t)offset);
    *got = rest.size < size ? rest.size : size;
    if (*got)
        memcpy(to, rest.data, *got);
    body_forget(source->body);
    return ASSAY_OK;
}

static enum assay_status whole_read(struct stream *stream, void *to, size_t size, size_t *got,
                                    struct assay_error *err)
{
    struct object_source *source = stream->state;

    TRY(whole_read_at(stream, source->at, to, size, got, err));
    source->at += *got;
    return check_read(source, bytes_of(to, *got), err);
}

static enum assay_status stepwise_read(struct stream *stream, void *to, size_t size, size_t *got,
                                       struct assay_error *err)
{
    struct object_source *source = stream->state;
    const uint8_t *before = source->from->in.data;
    struct assay_error failure = {0};
    enum assay_status status = deflated_read(source->from, to, size, got, &failure);

    if (source->pack)
        store_touched(source->objects->store, source->pack,
                      (uint64_t)(before - source->pack->bytes.data),
                      (size_t)(source->from->in.data - before));
    if (status != ASSAY_OK)
        return fail_object(&source->id, &failure, err);
    return check_read(source, bytes_of(to, *got), err);
}

/* ---- opening ---- */

static enum assay_status open_packed(struct object_source *source, struct pack *pack,
                                     uint64_t offset, struct assay_error *err)
{
    struct pack_entry entry;

    TRY(pack_entry_read(pack, offset, &entry, err));
    if (pack_entry_is_delta(&entry) || entry.size <= WHOLE_MAX)
        return reader_rebuild(source->objects, pack, offset, &source->body, err);
    TRY(reader_borrow(source->objects, &source->deflated.inflater, err));
    source->objects->counts.inflated++;
    source->deflated.in = pack_entry_data(pack, &entry);
    source->deflated.left = entry.size;
    source->from = &source->deflated;
    source->pack = pack;
    source->type = pack_entry_object(&entry);
    return ASSAY_OK;
}

static enum assay_status open_loose(struct object_source *source, size_t folder,
                                    struct assay_error *err)
{
    struct objects *objects = source->objects;
    struct inflater *inflater;
    bool found = false;

    TRY(reader_borrow(objects, &inflater, err));
    source->deflated.inflater = inflater; /* returned with the source */
    TRY(loose_open(objects->store->folders.folders[folder].fd, &source->id, inflater,
                   &source->loose, &found, err));
    if (!found) {
        reader_return(objects, TAKE(source->deflated.inflater));
        return ASSAY_OK;
    }
    objects->counts.inflated++;
    source->type = source->loose.type;
    source->from = &source->loose.deflated;
    return ASSAY_OK;
}

/* A small one is made whole at once, so that its bytes can be read anywhere. */
static enum assay_status make_whole(struct object_source *source, struct assay_error *err)
{
    CLEANUP(body_dropp) struct body *body = NULL;

    if (!source->from || source->from->left > WHOLE_MAX)
        return ASSAY_OK;
    TRY(body_new(source->from->left, &body, err));
    TRY(deflated_read_all(source->from, body->data, body->size, err));
    body->type = source->type;
    source->body = TAKE(body);
    return ASSAY_OK;
}

static void start_over(struct object_source *source)
{
    if (source->deflated.inflater)
        reader_return(source->objects, TAKE(source->deflated.inflater));
    loose_close(&source->loose);
    source->from = NULL;
    source->pack = NULL;
}

/* The first place where the object stands decides how it is read: `place`, where that is in a pack
 * and known. Damage there is met by reading it whole, which tries them all. */
static enum assay_status open_source(struct object_source *source, struct place_of_object place,
                                     struct assay_error *err)
{
    struct assay_error failure = {0};
    enum assay_status status = ASSAY_OK;
    size_t step = 0;
    bool found = place.pack != NULL;

    do {
        if (!place.pack)
            status = store_next_place(source->objects->store, &source->id, &step, &place, &found,
                                      &failure);
        if (status == ASSAY_OK && found && place.pack)
            status = open_packed(source, place.pack, place.offset, &failure);
        else if (status == ASSAY_OK && found)
            status = open_loose(source, place.folder, &failure);
    } while (status == ASSAY_OK && found && !source->from && !source->body);
    if (status == ASSAY_OK && !place.pack)
        status = make_whole(source, &failure);
    if (status == ASSAY_OK && (source->from || source->body))
        return ASSAY_OK;
    if (status != ASSAY_OK && status != ASSAY_EFORMAT && status != ASSAY_EIO)
        return fail_object(&source->id, &failure, err);
    start_over(source);
    return reader_read(source->objects, &source->id, &source->body, err);
}

/* An entry that says file and names something else: git cannot check it out. */
static enum assay_status fail_no_blob(const struct object_source *source, struct assay_error *err)
{
    static const char *const words[] = {[OBJECT_COMMIT] = "commit",
                                        [OBJECT_TREE] = "tree",
                                        [OBJECT_BLOB] = "blob",
                                        [OBJECT_TAG] = "tag"};
    char hex[OBJECT_HEX_MAX + 1];

    object_id_text(&source->id, hex);
    return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT,
                   "object %s is a %s, where a file is wanted", hex, words[source->type]);
}

enum assay_status object_stream(struct objects *objects, const struct object_id *id,
                                struct stream *stream, struct assay_error *err)
{
    return object_stream_at(objects, id, NULL, 0, stream, err);
}

enum assay_status object_stream_at(struct objects *objects, const struct object_id *id,
                                   struct pack *pack, uint64_t offset, struct stream *stream,
                                   struct assay_error *err)
{
    CLEANUP(source_freep) struct object_source *source = calloc(1, sizeof *source);
    struct stream out = {.read = whole_read, .read_at = whole_read_at, .close = close_source};

    if (!source)
        return fail_no_memory(err);
    source->objects = objects;
    source->id = *id;
    TRY(open_source(source, (struct place_of_object){.pack = pack, .offset = offset}, err));
    if (source->body) {
        source->type = source->body->type;
        out.size = source->body->size;
        out.in_memory = !source->body->spooled;
    } else if (source->from) {
        out.read = stepwise_read;
        out.read_at = NULL;
        out.size = source->from->left;
    }
    if (source->type != OBJECT_BLOB)
        return fail_no_blob(source, err);
    if (objects->store->verify || objects->store->attest)
        TRY(start_sum(source, out.size, err));
    out.state = TAKE(source);
    *stream = out;
    return ASSAY_OK;
}

bool object_stream_attested(const struct stream *stream)
{
    const struct object_source *source = stream->state;

    return (stream->read == whole_read || stream->read == stepwise_read) && source->attested;
}
