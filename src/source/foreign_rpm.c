/*
 * foreign_rpm.c - a package of RPM: headers, whose texts are searched (scripts that run when it is
 * installed, the description, who changed what), and a cpio behind them, compressed.
 *
 * libarchive passes over the headers, and says nothing of what stands behind the cpio.
 * Source: Linux Standard Base 5.0 Core, 22.2 "RPM Package File Format"; rpm, lib/header.c.
 */

#include <stdlib.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/asides.h"
#include "source/decode.h"
#include "source/fail.h"
#include "source/foreign.h"

enum {
    LEAD = 96,
    INTRO = 16, /* of a header: magic, reserved, entries, bytes of their store */
    ENTRY = 16,
    SIGNATURE_ALIGN = 8,
    ENTRIES_MAX = 0xffff, /* as rpm has them */
    STORE_MAX = 0x0fffffff,
    HEAD = 10240 + 512, /* of the payload, to tell how it is compressed */
};

struct rpm {
    struct stream *in;
    struct source_budget *budget;
    uint64_t at; /* bytes of the package that were taken */
    struct asides asides;
    struct stream payload; /* `head`, then the rest of `in` */
    uint8_t head[HEAD];
    size_t head_size, head_at;
    bool compressed;
    struct decoded decoded;
    struct stream plain; /* the cpio */
    void *cpio;          /* of foreign_libarchive, NULL until it is open */
};

static void rpm_close(void *state)
{
    struct rpm *rpm = state;

    if (rpm->cpio)
        foreign_libarchive.close(rpm->cpio);
    stream_close(&rpm->plain);
    asides_clear(&rpm->asides);
    free(rpm);
}

/* ---- the headers ---- */

static ASSAY_RESULT take(struct rpm *rpm, uint8_t *to, size_t size, size_t *have,
                         struct assay_error *err)
{
    size_t got = 1;

    for (*have = 0; *have < size && got > 0; *have += got)
        TRY(stream_read(rpm->in, to + *have, size - *have, &got, err));
    return ASSAY_OK;
}

/* Bytes that are searched, whatever they are. */
static ASSAY_RESULT keep(struct rpm *rpm, uint64_t size, struct assay_error *err)
{
    uint8_t piece[4096];
    size_t have;

    while (size > 0) {
        size_t wanted = size < sizeof piece ? (size_t)size : sizeof piece;

        TRY(source_budget_time(rpm->budget, err));
        TRY(take(rpm, piece, wanted, &have, err));
        asides_add(&rpm->asides, rpm->at, bytes_of(piece, have));
        rpm->at += have;
        size -= have;
        if (have < wanted)
            return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED,
                           "the package is cut short in its headers");
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_header(struct rpm *rpm, uint64_t *size, struct assay_error *err)
{
    uint8_t intro[INTRO];
    struct assay_error ignored;
    struct cursor cursor;
    uint32_t entries = 0, store = 0;
    size_t have;

    TRY(take(rpm, intro, sizeof intro, &have, err));
    cursor_of_bytes(&cursor, bytes_of(intro, have), &ignored);
    if (cursor_expect(&cursor, "\x8e\xad\xe8\1", 4) != ASSAY_OK ||
        cursor_skip(&cursor, 4) != ASSAY_OK || cursor_u32be(&cursor, &entries) != ASSAY_OK ||
        cursor_u32be(&cursor, &store) != ASSAY_OK || entries > ENTRIES_MAX || store > STORE_MAX)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                       "at byte %llu a header of the package cannot be read",
                       (unsigned long long)rpm->at);
    rpm->at += INTRO;
    *size = (uint64_t)ENTRY * entries + store;
    return keep(rpm, *size, err);
}

static ASSAY_RESULT read_headers(struct rpm *rpm, struct assay_error *err)
{
    uint64_t size = 0;

    TRY(keep(rpm, LEAD, err));
    TRY(read_header(rpm, &size, err));
    TRY(keep(rpm, (SIGNATURE_ALIGN - size % SIGNATURE_ALIGN) % SIGNATURE_ALIGN, err));
    return read_header(rpm, &size, err);
}

/* ---- the cpio ---- */

static enum assay_status payload_read(struct stream *stream, void *to, size_t size, size_t *got,
                                      struct assay_error *err)
{
    struct rpm *rpm = stream->state;
    size_t left = rpm->head_size - rpm->head_at;

    if (left == 0)
        return stream_read(rpm->in, to, size, got, err);
    *got = left < size ? left : size;
    memcpy(to, rpm->head + rpm->head_at, *got);
    rpm->head_at += *got;
    return ASSAY_OK;
}

static ASSAY_RESULT open_payload(struct rpm *rpm, struct assay_error *err)
{
    enum container_format format;

    TRY(take(rpm, rpm->head, sizeof rpm->head, &rpm->head_size, err));
    rpm->payload = (struct stream){.read = payload_read, .state = rpm, .size = STREAM_SIZE_UNKNOWN};
    format = container_recognise(bytes_of(rpm->head, rpm->head_size));
    if (format == CONTAINER_CPIO)
        return foreign_libarchive.open(CONTAINER_CPIO, &rpm->payload, rpm->budget, &rpm->cpio, err);
    if (format < CONTAINER_GZIP || format > CONTAINER_LZIP)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                       "how the package is compressed is not known");
    rpm->compressed = true;
    TRY(decode_open(format, &rpm->payload, rpm->budget, &rpm->decoded, &rpm->plain, err));
    rpm->decoded.paid = true; /* by who reads the members */
    rpm->decoded.consumed = rpm->at;
    rpm->decoded.asides = &rpm->asides;
    return foreign_libarchive.open(CONTAINER_CPIO, &rpm->plain, rpm->budget, &rpm->cpio, err);
}

/* ---- members ---- */

static enum assay_status rpm_open(enum container_format format, struct stream *in,
                                  struct source_budget *budget, void **state,
                                  struct assay_error *err)
{
    struct rpm *rpm = calloc(1, sizeof *rpm);

    (void)format;
    if (!rpm)
        return fail_no_memory(err);
    rpm->in = in;
    rpm->budget = budget;
    asides_init(&rpm->asides);
    *state = rpm;
    return ASSAY_OK;
}

/* With the first member, so that headers are searched even where what follows cannot be read. */
static enum assay_status rpm_next(void *state, struct foreign_member *member, bool *found,
                                  bool *again, struct assay_error *err)
{
    struct rpm *rpm = state;

    *found = *again = false;
    if (!rpm->cpio) {
        TRY(read_headers(rpm, err));
        TRY(open_payload(rpm, err));
    }
    return foreign_libarchive.next(rpm->cpio, member, found, again, err);
}

static enum assay_status rpm_read(void *state, void *to, size_t size, uint64_t *at, size_t *got,
                                  struct assay_error *err)
{
    return foreign_libarchive.read(((struct rpm *)state)->cpio, to, size, at, got, err);
}

/* ---- the end ---- */

static enum assay_status rpm_behind(void *state, uint64_t *at, struct assay_error *err)
{
    struct rpm *rpm = state;
    uint64_t inner = ASSAY_NO_OFFSET;

    *at = ASSAY_NO_OFFSET;
    TRY(foreign_libarchive.behind(rpm->cpio, &inner, err));
    if (rpm->compressed && rpm->decoded.trailing) {
        *at = rpm->decoded.consumed;
        decode_rest(&rpm->decoded);
    } else if (rpm->compressed && inner != ASSAY_NO_OFFSET) {
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRAILING_DATA,
                       "bytes stand behind the end of what the package holds");
    } else if (inner != ASSAY_NO_OFFSET) {
        *at = rpm->at + inner;
    }
    return ASSAY_OK;
}

/* The headers first, then what the cpio has beside its members. */
static enum assay_status rpm_outside(void *state, unsigned layer, struct outside *out,
                                     struct assay_error *err)
{
    struct rpm *rpm = state;

    if (layer == 0)
        return asides_outside(&rpm->asides, rpm->budget, out, err);
    return rpm->cpio ? foreign_libarchive.outside(rpm->cpio, layer - 1, out, err) : ASSAY_OK;
}

static struct bytes rpm_texts(void *state, bool *cut)
{
    return decode_texts(&((struct rpm *)state)->decoded, cut);
}

static uint64_t rpm_taken(const void *state)
{
    const struct rpm *rpm = state;

    if (rpm->compressed)
        return rpm->decoded.consumed;
    return rpm->at + (rpm->cpio ? foreign_libarchive.taken(rpm->cpio) : 0);
}

const struct foreign_reader foreign_rpm = {.name = "rpm",
                                           .open = rpm_open,
                                           .next = rpm_next,
                                           .read = rpm_read,
                                           .behind = rpm_behind,
                                           .outside = rpm_outside,
                                           .texts = rpm_texts,
                                           .taken = rpm_taken,
                                           .close = rpm_close};
