/*
 * codec_zstd.c - frames of Zstandard, skippable ones among them, their checksums verified.
 * Source: RFC 8878, section 3.1.
 */

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/codec.h"
#include "source/fail.h"

static bool begins(struct bytes head)
{
    return bytes_starts(head, BYTES("\x28\xb5\x2f\xfd")) ||
           (head.size >= 4 && head.data[0] >> 4 == 5 && /* to be skipped */
            memcmp(head.data + 1, "\x2a\x4d\x18", 3) == 0);
}

struct zstd {
    ZSTD_DCtx *context;
    size_t hint; /* what the next call wants: a block, or the sum behind the last */
    bool full;   /* the last call left decoded bytes behind */
};

enum { FIRST = 5 /* bytes that tell how long the frame's header is */ };

static void *create(void)
{
    struct zstd *zstd = calloc(1, sizeof *zstd);

    if (!zstd)
        return NULL;
    zstd->context = ZSTD_createDCtx();
    if (!zstd->context) {
        free(zstd);
        return NULL;
    }
    (void)ZSTD_DCtx_setParameter(zstd->context, ZSTD_d_windowLogMax, LIMIT_ZSTD_WINDOW);
    return zstd;
}

static bool start(void *state)
{
    struct zstd *zstd = state;

    zstd->hint = FIRST;
    zstd->full = false;
    return !ZSTD_isError(ZSTD_DCtx_reset(zstd->context, ZSTD_reset_session_only));
}

static enum assay_status fail_zstd(size_t code, struct assay_error *err)
{
    const char *why = ZSTD_getErrorName(code);

    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_memory_allocation:
        return fail_no_memory(err);
    case ZSTD_error_checksum_wrong:
    case ZSTD_error_corruption_detected:
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_CHECKSUM, "the zstd stream is damaged: %s",
                       why);
    case ZSTD_error_frameParameter_windowTooLarge:
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                       "its zstd window is larger than %u MiB", (1U << LIMIT_ZSTD_WINDOW) >> 20);
    case ZSTD_error_dictionary_wrong:
    case ZSTD_error_dictionary_corrupted:
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                       "the zstd stream needs a dictionary that is not here");
    default:
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                       "the zstd stream cannot be read: %s", why);
    }
}

/* One block a call, and none where bytes of the one before are to be had: a call that fails does
 * not say what it wrote. */
static enum inflate_result step(void *state, struct inflate_io *io, struct assay_error *err)
{
    struct zstd *zstd = state;

    for (;;) {
        size_t most = zstd->full ? 0 : zstd->hint;
        ZSTD_inBuffer in = {.src = io->in.data, .size = io->in.size < most ? io->in.size : most};
        ZSTD_outBuffer out = {.dst = io->out, .size = io->room};
        size_t code = ZSTD_decompressStream(zstd->context, &out, &in);

        io->in = bytes_from(io->in, in.pos);
        io->out += out.pos;
        io->room -= out.pos;
        if (code == 0)
            return INFLATE_ENDED;
        if (ZSTD_isError(code) && fail_zstd(code, err) != ASSAY_OK)
            return INFLATE_DAMAGED;
        zstd->hint = code;
        zstd->full = io->room == 0;
        if (zstd->full)
            return INFLATE_OUTPUT_FULL;
        if (io->in.size == 0 && out.pos == 0)
            return INFLATE_NEEDS_INPUT;
    }
}

static void destroy(void *state)
{
    struct zstd *zstd = state;

    ZSTD_freeDCtx(zstd->context);
    free(zstd);
}

const struct codec codec_zstd = {.name = "zstd",
                                 .head = 4,
                                 .skips = true,
                                 .begins = begins,
                                 .create = create,
                                 .start = start,
                                 .step = step,
                                 .destroy = destroy};
