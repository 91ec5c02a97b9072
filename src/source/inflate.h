/*
 * inflate.h - deflate data as plain bytes, bare or wrapped as zlib or gzip, step by step.
 *
 * The wrapping is read and its checksums are verified here; what decodes deflate itself is an
 * engine of inflate_engine.h. One inflater reads one stream; inflater_reset() makes it ready for
 * the next, as members of a gzip file and entries of a zip follow one another.
 */

#pragma once

#include <assay/error.h>

#include <stdbool.h>

#include "base/bytes.h"

enum inflate_wrap {
    INFLATE_RAW,  /* deflate alone, RFC 1951 */
    INFLATE_ZLIB, /* RFC 1950: the Adler-32 is verified */
    INFLATE_GZIP, /* RFC 1952, one member: CRC-32, length and the header's own CRC are verified */
};

/* Moved past what was used and what was written. */
struct inflate_io {
    struct bytes in;
    uint8_t *out;
    size_t room;
};

enum inflate_result {
    INFLATE_NEEDS_INPUT, /* all of `in` was used; nothing more to come: the stream is cut short */
    INFLATE_OUTPUT_FULL, /* there is no room left */
    INFLATE_ENDED,       /* what is left of `in` stands behind the stream's end */
    INFLATE_DAMAGED,     /* what was written before stands; `err` tells */
};

struct inflater;

/* NULL when memory ran out. */
struct inflater *inflater_new(enum inflate_wrap wrap);
void inflater_reset(struct inflater *inflater, enum inflate_wrap wrap);
void inflater_free(struct inflater *inflater); /* NULL is fine */

/*
 * Decodes until input, room or the stream ends; after ENDED or DAMAGED only a reset goes on.
 *
 * err  filled on DAMAGED: ASSAY_EFORMAT, the id bundle.checksum or bundle.bad-header, and the
 *      offset in the stream's own bytes; ASSAY_ENOMEM when an engine's memory ran out
 */
enum inflate_result inflate_step(struct inflater *inflater, struct inflate_io *io,
                                 struct assay_error *err);

/* Bytes of input used since the last reset. */
uint64_t inflater_used(const struct inflater *inflater);

/* Names, comments and extra fields of all gzip headers that were read, one behind the other; *cut
 * where there were more than LIMIT_GZIP_TEXTS. Valid until the next step. */
struct bytes inflater_texts(const struct inflater *inflater, bool *cut);

/* The CRC-32 of gzip and zip; 0 for `crc` begins. */
uint32_t inflate_crc32(uint32_t crc, struct bytes bytes);
