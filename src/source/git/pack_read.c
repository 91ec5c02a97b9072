/* pack_read.c - a window on a pack, and what is deflated in it. */

#include "source/git/pack_read.h"

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/source.h"

enum {
    WINDOW = 64 * 1024,    /* bytes read at once of what is inflated step by step */
    AT_ONCE = 1024 * 1024, /* bytes of an object up to which it is inflated in one call */
    DEFLATE_SLACK = 128,   /* bytes around what is deflated, and */
    DEFLATE_GROWTH = 64,   /* for each so many one more, as any deflater writes them */
    AHEAD = 256 * 1024,    /* bytes read with those that are wanted, in order */
    DROPPED = AT_ONCE,     /* bytes of scratch */
};

enum assay_status pack_read_open(struct pack_read *read, struct stream *in,
                                 const struct source_budget *budget, struct assay_error *err)
{
    *read = (struct pack_read){.in = in, .budget = budget};
    read->whole = libdeflate_alloc_decompressor();
    read->steps = inflater_new(INFLATE_ZLIB);
    read->scratch = malloc(DROPPED);
    return read->whole && read->steps && read->scratch ? ASSAY_OK : fail_no_memory(err);
}

void pack_read_close(struct pack_read *read)
{
    if (read->whole)
        libdeflate_free_decompressor(read->whole);
    inflater_free(read->steps);
    free(read->scratch);
    free(read->window);
    *read = (struct pack_read){0};
}

static ASSAY_RESULT make_room(struct pack_read *read, size_t size, struct assay_error *err)
{
    uint8_t *grown;

    if (size <= read->capacity)
        return ASSAY_OK;
    grown = realloc(read->window, size);
    if (!grown)
        return fail_no_memory(err);
    read->window = grown;
    read->capacity = size;
    return ASSAY_OK;
}

enum assay_status pack_read_at(struct pack_read *read, uint64_t at, size_t size, size_t ahead,
                               struct bytes *out, struct assay_error *err)
{
    size_t kept = 0, got = 1, want;

    if (at >= read->at && at - read->at <= read->size) {
        size_t skip = (size_t)(at - read->at);

        kept = read->size - skip;
        if (kept >= size) {
            *out = bytes_of(read->window + skip, size);
            return ASSAY_OK;
        }
        if (kept > 0)
            memmove(read->window, read->window + skip, kept);
    }
    read->at = at;
    read->size = kept;
    want = size + ahead;
    TRY(make_room(read, want, err));
    while (read->size < want && got > 0) {
        TRY(read->in->read_at(read->in, at + read->size, read->window + read->size,
                              want - read->size, &got, err));
        read->size += got;
    }
    *out = bytes_of(read->window, read->size < size ? read->size : size);
    return ASSAY_OK;
}

/* ---- step by step ---- */

static ASSAY_RESULT fail_deflated(const char *id, const char *what, struct assay_error *err)
{
    return fail_id(err, ASSAY_EFORMAT, id, "its deflated bytes %s", what);
}

void pack_inflate_start(struct pack_inflate *inflate, struct pack_read *read, uint64_t at,
                        uint64_t size)
{
    inflater_reset(read->steps, INFLATE_ZLIB);
    *inflate = (struct pack_inflate){.read = read, .at = at, .left = size};
}

/* Some bytes, or none where the deflated bytes end. */
static ASSAY_RESULT some(struct pack_inflate *inflate, void *to, size_t size, size_t *got,
                         struct assay_error *err)
{
    *got = 0;
    while (*got == 0 && !inflate->ended) {
        struct assay_error failure = {0};
        enum inflate_result result;
        struct inflate_io io = {.out = to, .room = size};
        size_t given;

        TRY(source_budget_time(inflate->read->budget, err));
        TRY(pack_read_at(inflate->read, inflate->at, WINDOW, 0, &io.in, err));
        given = io.in.size;
        result = inflate_step(inflate->read->steps, &io, &failure);
        inflate->at += given - io.in.size;
        inflate->ended = result == INFLATE_ENDED;
        *got = size - io.room;
        inflate->read->inflated += *got;
        if (result == INFLATE_DAMAGED && failure.status == ASSAY_ENOMEM)
            return fail_no_memory(err);
        if (result == INFLATE_DAMAGED)
            return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT,
                           "its deflated bytes are damaged: %s", failure.text);
        if (result == INFLATE_NEEDS_INPUT && given == 0)
            return fail_deflated(GAP_BUNDLE_TRUNCATED, "are cut short", err);
    }
    return ASSAY_OK;
}

enum assay_status pack_inflate_step(struct pack_inflate *inflate, void *to, size_t size,
                                    size_t *got, struct assay_error *err)
{
    uint8_t more;
    size_t over = 0;

    *got = 0;
    if (inflate->left > 0) {
        TRY(some(inflate, to, size < inflate->left ? size : (size_t)inflate->left, got, err));
        inflate->left -= *got;
        return *got > 0 ? ASSAY_OK
                        : fail_deflated(GAP_GIT_OBJECT_CORRUPT, "hold less than its size", err);
    }
    if (!inflate->ended)
        TRY(some(inflate, &more, 1, &over, err));
    return over == 0 ? ASSAY_OK
                     : fail_deflated(GAP_GIT_OBJECT_CORRUPT, "hold more than its size", err);
}

/* ---- at once ---- */

/* True where it was done; else the steps do it, and tell what is wrong. */
static ASSAY_RESULT at_once(struct pack_read *read, uint64_t at, uint64_t limit, size_t size,
                            uint8_t *to, uint64_t *end, bool *done, struct assay_error *err)
{
    size_t most = size + size / DEFLATE_GROWTH + DEFLATE_SLACK, used = 0;
    struct bytes in;

    if (limit - at < most)
        TRY(pack_read_at(read, at, (size_t)(limit - at), 0, &in, err));
    else
        TRY(pack_read_at(read, at, most, AHEAD, &in, err));
    *done = libdeflate_zlib_decompress_ex(read->whole, in.data, in.size, to, size, &used, NULL) ==
            LIBDEFLATE_SUCCESS;
    *end = at + used;
    read->inflated += *done ? size : 0;
    return ASSAY_OK;
}

enum assay_status pack_inflate_all(struct pack_read *read, uint64_t at, uint64_t limit,
                                   uint64_t size, uint8_t *to, uint64_t *end,
                                   struct assay_error *err)
{
    struct pack_inflate inflate;
    size_t got = 1, done = 0;
    bool whole = false;

    if (size <= AT_ONCE)
        TRY(at_once(read, at, limit, (size_t)size, to ? to : read->scratch, end, &whole, err));
    if (whole)
        return ASSAY_OK;
    pack_inflate_start(&inflate, read, at, size);
    while (got > 0) {
        size_t room = to ? (size_t)size - done : DROPPED;

        TRY(pack_inflate_step(&inflate, to ? to + done : read->scratch, room, &got, err));
        done += to ? got : 0;
    }
    *end = inflate.at;
    return ASSAY_OK;
}
