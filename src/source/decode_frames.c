/*
 * decode_frames.c - a compressed stream: every frame, what is wrong with one told once all bytes
 * before it were handed out, and what stands behind the last.
 *
 * Ours and not libarchive's filters: those say nothing of bytes behind the end (bzip2, lz4, lzip),
 * do not verify the sum (gzip), and lose what came before damage or a cut (gzip, xz, zstd).
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "inventory/gaps.h"
#include "source/asides.h"
#include "source/codec.h"
#include "source/decode_input.h"
#include "source/fail.h"

struct frames {
    const struct codec *codec;
    void *state;
    struct decode_input input;
    uint64_t start; /* of the frame at hand, in the compressed stream */
    uint64_t skip;  /* bytes to come of a frame that decoders skip */
    uint32_t empty; /* frames in a row without a byte out, those that are skipped too */
    bool between;   /* before the first frame, or behind one */
    bool ended;     /* behind the last */
    struct assay_error failure;
};

static enum assay_status fail_cut(const struct frames *frames, struct assay_error *err)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED, "the %s stream is cut short",
                   frames->codec->name);
}

/* What decoders skip, its magic and its size in 4 bytes each. Source: RFC 8878, 3.1.2. */
static bool begins_skipped(const struct codec *codec, struct bytes head)
{
    return codec->skips && head.size >= 4 && head.data[0] >> 4 == 5 &&
           memcmp(head.data + 1, "\x2a\x4d\x18", 3) == 0;
}

static enum assay_status start_skipped(struct frames *frames, struct decoded *decoded,
                                       struct assay_error *err)
{
    enum { HEAD = 8 };
    struct bytes head;

    TRY(decode_input_fill(&frames->input, decoded, HEAD, err));
    head = frames->input.left;
    if (head.size < HEAD)
        return fail_cut(frames, err);
    frames->skip = load_u32le(head.data + 4);
    decode_input_use(&frames->input, decoded, HEAD);
    return ASSAY_OK;
}

static enum assay_status pass_skipped(struct frames *frames, struct decoded *decoded,
                                      struct assay_error *err)
{
    struct bytes piece;

    TRY(decode_input_fill(&frames->input, decoded, 1, err));
    piece = frames->input.left;
    if (piece.size == 0)
        return fail_cut(frames, err);
    if (piece.size > frames->skip)
        piece.size = (size_t)frames->skip;
    asides_add(decoded->asides, decoded->consumed, piece);
    decoded->skipped = true;
    frames->skip -= piece.size;
    decode_input_use(&frames->input, decoded, piece.size);
    return ASSAY_OK;
}

static enum assay_status next_frame(struct frames *frames, struct decoded *decoded,
                                    struct assay_error *err)
{
    TRY(decode_input_skip_zeros(&frames->input, decoded, err)); /* as tape is padded */
    TRY(decode_input_fill(&frames->input, decoded, frames->codec->head, err));
    frames->start = decoded->consumed;
    if (begins_skipped(frames->codec, frames->input.left))
        return start_skipped(frames, decoded, err);
    frames->between = !frames->codec->begins(frames->input.left);
    frames->ended = decoded->ended = frames->between;
    decoded->trailing = frames->between && frames->input.left.size > 0;
    if (!frames->between && !frames->codec->start(frames->state))
        return fail_no_memory(err);
    return ASSAY_OK;
}

static enum assay_status step(struct frames *frames, struct decoded *decoded, struct inflate_io *io,
                              struct assay_error *err)
{
    enum inflate_result result;
    size_t room;

    if (frames->skip > 0)
        return pass_skipped(frames, decoded, err);
    if (frames->between) {
        if (frames->empty++ == LIMIT_EMPTY_FRAMES)
            return fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_COUNT_LIMIT,
                           "more than %u frames in a row hold nothing", LIMIT_EMPTY_FRAMES);
        return next_frame(frames, decoded, err);
    }
    TRY(decode_input_fill(&frames->input, decoded, 1, err));
    io->in = frames->input.left;
    room = io->room;
    result = frames->codec->step(frames->state, io, err);
    if (io->room < room)
        frames->empty = 0;
    decode_input_use(&frames->input, decoded, frames->input.left.size - io->in.size);
    frames->between = result == INFLATE_ENDED;
    if (result == INFLATE_NEEDS_INPUT && frames->input.ended && frames->input.left.size == 0)
        return fail_cut(frames, err);
    if (result == INFLATE_DAMAGED && err->offset != ASSAY_NO_OFFSET)
        err->offset += frames->start;
    return result == INFLATE_DAMAGED ? err->status : ASSAY_OK;
}

static enum assay_status frames_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct decoded *decoded = stream->state;
    struct frames *frames = decoded->decoder;
    struct inflate_io io = {.out = to, .room = size};

    while (io.room > 0 && !frames->ended && frames->failure.status == ASSAY_OK) {
        if (step(frames, decoded, &io, &frames->failure) != ASSAY_OK &&
            frames->failure.offset == ASSAY_NO_OFFSET)
            frames->failure.offset = decoded->consumed;
    }
    *got = size - io.room;
    if (*got == 0 && frames->failure.status != ASSAY_OK) {
        *err = frames->failure;
        return err->status;
    }
    return decoded->paid ? ASSAY_OK : source_budget_bytes(decoded->budget, *got, err);
}

static void frames_free(struct frames *frames)
{
    if (frames->state)
        frames->codec->destroy(frames->state);
    decode_input_clear(&frames->input);
    free(frames);
}

static struct bytes frames_texts(const void *decoder, bool *cut)
{
    const struct frames *frames = decoder;

    return frames->codec->texts(frames->state, cut);
}

/* Keeps what stands behind the last frame; who drains the stream tells what fails there. */
static void frames_rest(void *decoder, struct decoded *decoded)
{
    struct frames *frames = decoder;
    struct bytes *left = &frames->input.left;
    struct assay_error ignored;

    while (frames->ended && asides_has_room(decoded->asides) &&
           decode_input_fill(&frames->input, decoded, 1, &ignored) == ASSAY_OK && left->size > 0) {
        asides_add(decoded->asides, decoded->consumed, *left);
        decode_input_use(&frames->input, decoded, left->size);
    }
}

static void frames_close(struct stream *stream)
{
    struct decoded *decoded = stream->state;

    frames_free(decoded->decoder);
    decoded->decoder = NULL;
}

enum assay_status decode_frames(const struct codec *codec, struct decoded *decoded,
                                struct stream *out, struct assay_error *err)
{
    struct frames *frames = calloc(1, sizeof *frames);

    if (!frames)
        return fail_no_memory(err);
    frames->codec = codec;
    frames->between = true;
    frames->state = codec->create();
    if (!frames->state || decode_input_init(&frames->input, err) != ASSAY_OK) {
        frames_free(frames);
        return fail_no_memory(err);
    }
    decoded->decoder = frames;
    decoded->texts = codec->texts ? frames_texts : NULL;
    decoded->rest = frames_rest;
    out->read = frames_read;
    out->close = frames_close;
    return ASSAY_OK;
}
