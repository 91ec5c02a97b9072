/* asides.c - bytes of no member, kept with their places. */

#include "source/asides.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "source/fail.h"

enum { LEAST = 6 /* bytes that something worth finding takes: a@b.de */ };

void asides_init(struct asides *asides)
{
    *asides = (struct asides){0};
    buf_init(&asides->bytes, LIMIT_ASIDES);
    member_names_init(&asides->known);
}

void asides_clear(struct asides *asides)
{
    buf_clear(&asides->bytes);
    member_names_clear(&asides->known);
    free(asides->pieces);
    asides->pieces = NULL;
}

static struct bytes trimmed(struct bytes bytes)
{
    if (bytes.size > 0 && bytes.data[0] == 0 &&
        memcmp(bytes.data, bytes.data + 1, bytes.size - 1) == 0)
        return bytes_of(NULL, 0);
    while (bytes.size > 0 && bytes.data[0] == 0)
        bytes = bytes_from(bytes, 1);
    while (bytes.size > 0 && bytes.data[bytes.size - 1] == 0)
        bytes.size--;
    return bytes;
}

static bool goes_on(const struct asides *asides, uint64_t at)
{
    const struct aside *last = asides->count ? &asides->pieces[asides->count - 1] : NULL;

    return last && last->at + last->size == at;
}

static struct aside *new_piece(struct asides *asides, uint64_t at)
{
    if (!HAS_ROOM(asides->pieces, asides->count, asides->capacity)) {
        asides->bytes.status = ASSAY_ENOMEM;
        return NULL;
    }
    asides->pieces[asides->count] = (struct aside){.at = at, .begin = asides->bytes.size};
    return &asides->pieces[asides->count++];
}

static void keep(struct asides *asides, uint64_t at, struct bytes bytes)
{
    size_t room = LIMIT_ASIDES - asides->bytes.size;
    bool cut = bytes.size > room;
    struct aside *piece;

    if (asides->bytes.status != ASSAY_OK || bytes.size == 0)
        return;
    piece = goes_on(asides, at) ? &asides->pieces[asides->count - 1] : new_piece(asides, at);
    if (!piece)
        return;
    if (cut)
        bytes.size = room;
    buf_add(&asides->bytes, bytes.data, bytes.size);
    if (asides->bytes.status == ASSAY_OK)
        piece->size += bytes.size;
    if (cut)
        asides->bytes.status = ASSAY_ELIMIT;
}

void asides_add(struct asides *asides, uint64_t at, struct bytes bytes)
{
    uint64_t end = at + bytes.size;
    struct bytes kept;

    if (!asides)
        return;
    kept = trimmed(bytes);
    if (kept.size == 0)
        return;
    at += (uint64_t)(kept.data - bytes.data);
    if (kept.size < LEAST && !goes_on(asides, at))
        return;
    keep(asides, at, kept);
    if (asides->end < end)
        asides->end = end;
}

void asides_add_once(struct asides *asides, uint64_t at, struct bytes bytes)
{
    bool before = false;

    if (bytes.size < LEAST || asides->bytes.status != ASSAY_OK)
        return;
    if (member_names_add(&asides->known, bytes, &before, NULL) != ASSAY_OK)
        asides->bytes.status = ASSAY_ENOMEM;
    else if (!before)
        asides_add(asides, at, bytes);
}

bool asides_has_room(const struct asides *asides)
{
    return asides->bytes.status == ASSAY_OK;
}

/* ---- read as they stand ---- */

/* The first piece that ends behind `at`. */
static size_t find(const struct asides *asides, uint64_t at)
{
    size_t low = 0, high = asides->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (asides->pieces[middle].at + asides->pieces[middle].size > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static enum assay_status read_at(struct stream *stream, uint64_t at, void *to, size_t size,
                                 size_t *got, struct assay_error *err)
{
    const struct asides *asides = stream->state;
    uint64_t left = stream->size > at ? stream->size - at : 0, end;

    (void)err;
    *got = size < left ? size : (size_t)left;
    end = at + *got;
    memset(to, 0, *got);
    for (size_t i = find(asides, at); i < asides->count && asides->pieces[i].at < end; i++) {
        const struct aside *piece = &asides->pieces[i];
        uint64_t from = piece->at > at ? piece->at : at;
        uint64_t stop = piece->at + piece->size < end ? piece->at + piece->size : end;

        memcpy((uint8_t *)to + (from - at),
               asides->bytes.data + piece->begin + (size_t)(from - piece->at),
               (size_t)(stop - from));
    }
    return ASSAY_OK;
}

static int compare(const void *a, const void *b)
{
    const struct aside *one = a, *other = b;

    return (one->at > other->at) - (one->at < other->at);
}

enum assay_status asides_outside(struct asides *asides, const struct source_budget *budget,
                                 struct outside *out, struct assay_error *err)
{
    CLEANUP(free_cleanup) struct extent *stretches = NULL;
    if (asides->bytes.status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (asides->count == 0)
        return ASSAY_OK;
    qsort(asides->pieces, asides->count, sizeof *asides->pieces, compare);
    stretches = calloc(asides->count, sizeof *stretches);
    if (!stretches)
        return fail_no_memory(err);
    for (size_t i = 0; i < asides->count; i++)
        stretches[i] = (struct extent){.at = asides->pieces[i].at, .size = asides->pieces[i].size};
    asides->stream = (struct stream){.read_at = read_at, .state = asides, .size = asides->end};
    TRY(outside_init_stretches(out, &asides->stream, budget, stretches, asides->count, err));
    out->cut = asides->bytes.status == ASSAY_ELIMIT;
    return ASSAY_OK;
}
