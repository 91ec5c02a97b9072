/*
 * decode_gzip.c - gzip framing: every member, its checksum, and what stands behind the last one.
 * Source: RFC 1952.
 *
 * Ours and not libarchive's, which neither checks the sum nor tells of bytes behind the end, and
 * loses the last block of a stream that was cut short.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/decode_input.h"
#include "source/fail.h"
#include "source/inflate.h"

struct gzip {
    struct inflater *inflater;
    struct decode_input input;
    uint64_t start;             /* of the member at hand, in the compressed stream */
    bool between;               /* behind a member's end: another may follow */
    bool ended;                 /* behind the last */
    struct assay_error failure; /* to be told once all bytes before it were handed out */
};

/* Another member begins with its magic; zeros pad, and anything else is no part of the format. */
static enum assay_status look_behind(struct gzip *gzip, struct decoded *decoded,
                                     struct assay_error *err)
{
    TRY(decode_input_skip_zeros(&gzip->input, decoded, err));
    TRY(decode_input_fill(&gzip->input, decoded, 2, err));
    if (bytes_starts(gzip->input.left, BYTES("\x1f\x8b"))) {
        inflater_reset(gzip->inflater, INFLATE_GZIP);
        gzip->start = decoded->consumed;
        gzip->between = false;
        return ASSAY_OK;
    }
    decoded->trailing = gzip->input.left.size > 0;
    gzip->ended = true;
    return ASSAY_OK;
}

/* One call of the inflater; a failure is kept for when its output was handed out. */
static enum assay_status step(struct gzip *gzip, struct decoded *decoded, struct inflate_io *io,
                              struct assay_error *err)
{
    enum inflate_result result;

    if (gzip->between)
        return look_behind(gzip, decoded, err);
    TRY(decode_input_fill(&gzip->input, decoded, 1, err));
    io->in = gzip->input.left;
    result = inflate_step(gzip->inflater, io, err);
    decode_input_use(&gzip->input, decoded, gzip->input.left.size - io->in.size);
    switch (result) {
    case INFLATE_ENDED:
        gzip->between = true;
        return ASSAY_OK;
    case INFLATE_DAMAGED:
        if (err->offset != ASSAY_NO_OFFSET)
            err->offset += gzip->start;
        return err->status;
    case INFLATE_NEEDS_INPUT:
        if (gzip->input.ended && gzip->input.left.size == 0) {
            TRY(fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED, "the gzip stream is cut short"));
        }
        return ASSAY_OK;
    default:
        return ASSAY_OK;
    }
}

static enum assay_status gzip_read(struct stream *stream, void *to, size_t size, size_t *got,
                                   struct assay_error *err)
{
    struct decoded *decoded = stream->state;
    struct gzip *gzip = decoded->decoder;
    struct inflate_io io = {.out = to, .room = size};

    while (io.room > 0 && !gzip->ended && gzip->failure.status == ASSAY_OK) {
        if (step(gzip, decoded, &io, &gzip->failure) != ASSAY_OK &&
            gzip->failure.offset == ASSAY_NO_OFFSET)
            gzip->failure.offset = decoded->consumed;
    }
    *got = size - io.room;
    if (*got == 0 && gzip->failure.status != ASSAY_OK) {
        *err = gzip->failure;
        return err->status;
    }
    return source_budget_bytes(decoded->budget, *got, err);
}

static void gzip_free(struct gzip *gzip)
{
    inflater_free(gzip->inflater);
    decode_input_clear(&gzip->input);
    free(gzip);
}

static void gzip_close(struct stream *stream)
{
    struct decoded *decoded = stream->state;

    gzip_free(decoded->decoder);
    decoded->decoder = NULL;
}

enum assay_status decode_gzip(struct decoded *decoded, struct stream *out, struct assay_error *err)
{
    struct gzip *gzip = calloc(1, sizeof *gzip);

    if (!gzip)
        return fail_no_memory(err);
    gzip->inflater = inflater_new(INFLATE_GZIP);
    if (!gzip->inflater || decode_input_init(&gzip->input, err) != ASSAY_OK) {
        gzip_free(gzip);
        return fail_no_memory(err);
    }
    decoded->decoder = gzip;
    out->read = gzip_read;
    out->close = gzip_close;
    return ASSAY_OK;
}
