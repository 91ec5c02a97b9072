/*
 * codec.h - what one compression is to decode_frames.c: a frame is decoded step by step, and frames
 * follow one another. A new compression is one file here and one line in decode.c.
 */

#pragma once

#include "source/decode.h"
#include "source/inflate.h"

struct codec {
    const char *name; /* "the NAME stream is cut short" */
    size_t head;      /* bytes by which the start of a frame is told */
    bool skips;       /* frames that decoders skip may stand between, as LZ4 and zstd have them */
    bool (*begins)(struct bytes head);
    void *(*create)(void); /* NULL when memory ran out */
    bool (*start)(void *); /* makes ready for the next frame; false when memory ran out */
    /* As inflate_step(): DAMAGED with `err` filled, its offset that of the frame or none. */
    enum inflate_result (*step)(void *state, struct inflate_io *io, struct assay_error *err);
    void (*destroy)(void *state);
    /* Texts of the headers that were read; NULL: there are none. */
    struct bytes (*texts)(const void *state, bool *cut);
};

extern const struct codec codec_gzip, codec_zstd, codec_xz, codec_lzma, codec_lzip, codec_bzip2,
    codec_lz4, codec_zlib, codec_zlib_old;

/* True where the head is that of LZMA alone as most packers make it, or could be one and decodes.
 */
bool codec_lzma_holds(struct bytes head);

/* True where the head is that of a zlib stream, and the beginning decodes; nothing else tells it.
 */
bool codec_zlib_holds(struct bytes head);
/* True where it is damaged or ends too early, and what comes of it is text in ASCII. */
bool codec_zlib_holds_text(struct bytes head);
/* The same behind the mark and length of joblib before 0.10. */
bool codec_zlib_holds_old(struct bytes head);

/* The stream of all frames, zeros between and behind them skipped; see decode_open(). */
ASSAY_RESULT decode_frames(const struct codec *codec, struct decoded *decoded, struct stream *out,
                           struct assay_error *err);
