/*
 * inflate.c - the wrapping around deflate, the same whatever engine decodes.
 * Source: RFC 1950, section 2.2; RFC 1952, section 2.3.
 */

#include "source/inflate.h"

#include <libdeflate.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/inflate_engine.h"

enum phase {
    FIXED, /* the header's first bytes, which are always there */
    EXTRA_SIZE,
    EXTRA,
    NAME,
    COMMENT,
    HEADER_CRC,
    BODY,
    TRAILER,
    DONE,
    BROKEN,
};

enum {
    GZIP_FIXED = 10,
    GZIP_TRAILER = 8,
    ZLIB_FIXED = 2,
    ZLIB_TRAILER = 4,
    METHOD_DEFLATE = 8,
    FLAG_HEADER_CRC = 1 << 1,
    FLAG_EXTRA = 1 << 2,
    FLAG_NAME = 1 << 3,
    FLAG_COMMENT = 1 << 4,
    FLAGS_RESERVED = 0xe0,
    ZLIB_DICTIONARY = 1 << 5,
    ZLIB_WINDOW_MAX = 7, /* 32 KiB, as log2 less 8 */
};

struct inflater {
    const struct inflate_engine *engine;
    void *state; /* NULL before the first body: up to 170 KiB, and many a header is none */
    enum inflate_wrap wrap;
    enum phase phase;
    uint8_t field[16]; /* a field of fixed size, as far as it came */
    size_t have;
    size_t left;         /* bytes of the extra field, of a name that may still come */
    uint8_t flags;       /* of gzip */
    uint32_t header_crc; /* over the header so far */
    uint32_t sum;        /* over what came out: CRC-32 or Adler-32 */
    uint64_t used, out;
    struct buf texts; /* of gzip headers, since it was made */
};

void inflater_reset(struct inflater *inflater, enum inflate_wrap wrap)
{
    if (inflater->state)
        inflater->engine->reset(inflater->state);
    inflater->wrap = wrap;
    inflater->phase = wrap == INFLATE_RAW ? BODY : FIXED;
    inflater->have = 0;
    inflater->flags = 0;
    inflater->header_crc = 0;
    inflater->sum = wrap == INFLATE_ZLIB ? 1 : 0;
    inflater->used = inflater->out = 0;
}

struct inflater *inflater_over(const struct inflate_engine *engine, enum inflate_wrap wrap)
{
    struct inflater *inflater = calloc(1, sizeof *inflater);

    if (!inflater)
        return NULL;
    inflater->engine = engine;
    buf_init(&inflater->texts, LIMIT_GZIP_TEXTS);
    inflater_reset(inflater, wrap);
    return inflater;
}

struct inflater *inflater_new(enum inflate_wrap wrap)
{
    return inflater_over(inflate_engines[0], wrap);
}

void inflater_free(struct inflater *inflater)
{
    if (!inflater)
        return;
    if (inflater->state)
        inflater->engine->destroy(inflater->state);
    buf_clear(&inflater->texts);
    free(inflater);
}

uint64_t inflater_used(const struct inflater *inflater)
{
    return inflater->used;
}

struct bytes inflater_texts(const struct inflater *inflater, bool *cut)
{
    *cut = inflater->texts.status != ASSAY_OK;
    return bytes_of(inflater->texts.data, inflater->texts.size);
}

static const char *wrap_name(const struct inflater *inflater)
{
    static const char *const names[] = {
        [INFLATE_RAW] = "deflate", [INFLATE_ZLIB] = "zlib", [INFLATE_GZIP] = "gzip"};

    return names[inflater->wrap];
}

static enum inflate_result damaged(struct inflater *inflater, const char *id, const char *why,
                                   struct assay_error *err)
{
    inflater->phase = BROKEN;
    if (fail_id(err, ASSAY_EFORMAT, id, "the %s stream is damaged: %s", wrap_name(inflater), why) &&
        err)
        err->offset = inflater->used;
    return INFLATE_DAMAGED;
}

/* ---- the header ---- */

/* Moves past `size` bytes of the input, which the gzip header's own CRC covers. */
static void use(struct inflater *inflater, struct inflate_io *io, size_t size)
{
    if (inflater->phase < HEADER_CRC)
        inflater->header_crc = inflate_crc32(inflater->header_crc, bytes_of(io->in.data, size));
    io->in = bytes_from(io->in, size);
    inflater->used += size;
}

/* Gathers a field of `size` bytes; true once it is whole. */
static bool gather(struct inflater *inflater, struct inflate_io *io, size_t size)
{
    size_t take = size - inflater->have < io->in.size ? size - inflater->have : io->in.size;

    if (take > 0)
        memcpy(inflater->field + inflater->have, io->in.data, take);
    use(inflater, io, take);
    inflater->have += take;
    if (inflater->have < size)
        return false;
    inflater->have = 0;
    return true;
}

/* The next part of the header that the flags announce, behind the one that was read. */
static void next_part(struct inflater *inflater)
{
    static const struct {
        enum phase phase;
        uint8_t flag;
    } parts[] = {{EXTRA_SIZE, FLAG_EXTRA},
                 {NAME, FLAG_NAME},
                 {COMMENT, FLAG_COMMENT},
                 {HEADER_CRC, FLAG_HEADER_CRC}};
    enum phase at = inflater->phase;

    inflater->phase = BODY;
    inflater->left = LIMIT_NAME;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i].phase > at && inflater->flags & parts[i].flag) {
            inflater->phase = parts[i].phase;
            return;
        }
    }
}

static const char *judge_gzip(struct inflater *inflater)
{
    const uint8_t *fixed = inflater->field;

    if (fixed[0] != 0x1f || fixed[1] != 0x8b)
        return "its header has not the magic of gzip";
    if (fixed[2] != METHOD_DEFLATE)
        return "its header names an unknown method";
    if (fixed[3] & FLAGS_RESERVED)
        return "its header has flags that are reserved";
    inflater->flags = fixed[3];
    next_part(inflater);
    return NULL;
}

static const char *judge_zlib(struct inflater *inflater)
{
    const uint8_t *fixed = inflater->field;

    if ((fixed[0] * 256 + fixed[1]) % 31 != 0)
        return "its header does not check";
    if ((fixed[0] & 15) != METHOD_DEFLATE || fixed[0] >> 4 > ZLIB_WINDOW_MAX)
        return "its header names an unknown method";
    if (fixed[1] & ZLIB_DICTIONARY)
        return "its header asks for a dictionary that is not there";
    inflater->phase = BODY;
    return NULL;
}

/* The first text stands in what is kept where it stands in the stream. */
static void keep_text(struct inflater *inflater, struct bytes text)
{
    static const uint8_t zeros[GZIP_FIXED + 2];

    if (inflater->texts.size == 0 && inflater->used <= sizeof zeros)
        buf_add(&inflater->texts, zeros, (size_t)inflater->used);
    buf_add(&inflater->texts, text.data, text.size);
}

/* A name or comment: up to its zero byte. */
static const char *read_text(struct inflater *inflater, struct inflate_io *io)
{
    const uint8_t *end = memchr(io->in.data, 0, io->in.size);
    size_t size = end ? (size_t)(end - io->in.data) + 1 : io->in.size;

    if (size > inflater->left)
        return "a text in its header is too long";
    inflater->left -= size;
    keep_text(inflater, bytes_of(io->in.data, size));
    use(inflater, io, size);
    if (end)
        next_part(inflater);
    return NULL;
}

static void read_extra(struct inflater *inflater, struct inflate_io *io)
{
    enum { NOTHING = 16 }; /* what packers in blocks say of each holds no text */
    size_t size = inflater->left < io->in.size ? inflater->left : io->in.size;

    if (load_u16le(inflater->field) > NOTHING)
        keep_text(inflater, bytes_of(io->in.data, size));
    use(inflater, io, size);
    inflater->left -= size;
    if (inflater->left == 0)
        next_part(inflater);
}

/* One part of the header, as far as the input goes; why it cannot be read, or NULL. */
static const char *read_header(struct inflater *inflater, struct inflate_io *io)
{
    bool gzip = inflater->wrap == INFLATE_GZIP;

    switch (inflater->phase) {
    case FIXED:
        if (!gather(inflater, io, gzip ? GZIP_FIXED : ZLIB_FIXED))
            return NULL;
        return gzip ? judge_gzip(inflater) : judge_zlib(inflater);
    case EXTRA_SIZE:
        if (gather(inflater, io, 2)) {
            inflater->phase = EXTRA;
            inflater->left = load_u16le(inflater->field);
            read_extra(inflater, io);
        }
        return NULL;
    case EXTRA:
        read_extra(inflater, io);
        return NULL;
    case NAME:
    case COMMENT:
        return read_text(inflater, io);
    default:
        if (gather(inflater, io, 2)) {
            if (load_u16le(inflater->field) != (inflater->header_crc & 0xffff))
                return "its header has another CRC than it states";
            next_part(inflater);
        }
        return NULL;
    }
}

/* ---- the body and what follows it ---- */

static void add_sum(struct inflater *inflater, struct bytes out)
{
    inflater->out += out.size;
    if (out.size == 0)
        return;
    if (inflater->wrap == INFLATE_GZIP)
        inflater->sum = inflate_crc32(inflater->sum, out);
    else if (inflater->wrap == INFLATE_ZLIB)
        inflater->sum = libdeflate_adler32(inflater->sum, out.data, out.size);
}

static enum inflate_result read_body(struct inflater *inflater, struct inflate_io *io,
                                     struct assay_error *err)
{
    const uint8_t *start = io->out;
    size_t before = io->in.size;
    const char *why = NULL;
    enum inflate_result result = INFLATE_DAMAGED;

    if (io->room == 0)
        return INFLATE_OUTPUT_FULL;
    if (!inflater->state)
        inflater->state = inflater->engine->create();
    if (inflater->state)
        result = inflater->engine->step(inflater->state, io, &why);
    inflater->used += before - io->in.size;
    add_sum(inflater, bytes_of(start, (size_t)(io->out - start)));
    if (result == INFLATE_ENDED)
        inflater->phase = inflater->wrap == INFLATE_RAW ? DONE : TRAILER;
    if (result == INFLATE_DAMAGED && why)
        return damaged(inflater, GAP_BUNDLE_CHECKSUM, why, err);
    if (result == INFLATE_DAMAGED && fail_no_memory(err) != ASSAY_OK)
        inflater->phase = BROKEN;
    return result;
}

static const char *judge_trailer(const struct inflater *inflater)
{
    const uint8_t *field = inflater->field;

    if (inflater->wrap == INFLATE_ZLIB) {
        return load_u32be(field) == inflater->sum
                   ? NULL
                   : "its bytes have another Adler-32 than it states";
    }
    if (load_u32le(field) != inflater->sum)
        return "its bytes have another CRC-32 than it states";
    if (load_u32le(field + 4) != (uint32_t)inflater->out) /* modulo 2^32, as it is stored */
        return "it holds another number of bytes than it states";
    return NULL;
}

static enum inflate_result read_trailer(struct inflater *inflater, struct inflate_io *io,
                                        struct assay_error *err)
{
    const char *why;

    if (!gather(inflater, io, inflater->wrap == INFLATE_GZIP ? GZIP_TRAILER : ZLIB_TRAILER))
        return INFLATE_NEEDS_INPUT;
    why = judge_trailer(inflater);
    if (why)
        return damaged(inflater, GAP_BUNDLE_CHECKSUM, why, err);
    inflater->phase = DONE;
    return INFLATE_ENDED;
}

enum inflate_result inflate_step(struct inflater *inflater, struct inflate_io *io,
                                 struct assay_error *err)
{
    while (inflater->phase < BODY) {
        const char *why;

        if (io->in.size == 0)
            return INFLATE_NEEDS_INPUT;
        why = read_header(inflater, io);
        if (why)
            return damaged(inflater, GAP_BUNDLE_BAD_HEADER, why, err);
    }
    if (inflater->phase == BODY) {
        enum inflate_result result = read_body(inflater, io, err);

        if (result != INFLATE_ENDED)
            return result;
    }
    if (inflater->phase == TRAILER)
        return read_trailer(inflater, io, err);
    if (inflater->phase == DONE)
        return INFLATE_ENDED;
    return damaged(inflater, GAP_BUNDLE_CHECKSUM, "it was damaged before", err);
}
