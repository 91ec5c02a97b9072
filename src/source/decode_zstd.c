/*
 * decode_zstd.c - Zstandard: every frame, skippable ones passed over, checksums verified, and what
 * stands behind the last frame. Source: RFC 8878, section 3.1.
 */

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/decode_input.h"
#include "source/fail.h"

struct zstd {
    ZSTD_DCtx *context;
    struct decode_input input;
    bool between;               /* behind a frame's end, or before the first */
    bool ended;                 /* behind the last */
    struct assay_error failure; /* to be told once all bytes before it were handed out */
};

/* A frame, or one to be skipped. */
static bool is_frame(struct bytes head)
{
    return bytes_starts(head, BYTES("\x28\xb5\x2f\xfd")) ||
           (head.size >= 4 && head.data[0] >> 4 == 5 &&
            memcmp(head.data + 1, "\x2a\x4d\x18", 3) == 0);
}

static enum assay_status look_behind(struct zstd *zstd, struct decoded *decoded,
                                     struct assay_error *err)
{
    TRY(decode_input_fill(&zstd->input, decoded, 4, err));
    if (is_frame(zstd->input.left)) {
        zstd->between = false;
        return ASSAY_OK;
    }
    TRY(decode_input_skip_zeros(&zstd->input, decoded, err)); /* as tape is padded */
    decoded->trailing = zstd->input.left.size > 0;
    zstd->ended = true;
    return ASSAY_OK;
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

static enum assay_status step(struct zstd *zstd, struct decoded *decoded, ZSTD_outBuffer *out,
                              struct assay_error *err)
{
    size_t before = out->pos, code;
    ZSTD_inBuffer in;

    if (zstd->between)
        return look_behind(zstd, decoded, err);
    TRY(decode_input_fill(&zstd->input, decoded, 1, err));
    in = (ZSTD_inBuffer){.src = zstd->input.left.data, .size = zstd->input.left.size};
    code = ZSTD_decompressStream(zstd->context, out, &in);
    decode_input_use(&zstd->input, decoded, in.pos);
    if (ZSTD_isError(code))
        return fail_zstd(code, err);
    zstd->between = code == 0;
    if (code != 0 && in.pos == 0 && out->pos == before && zstd->input.ended)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED, "the zstd stream is cut short");
    return ASSAY_OK;
}

static enum assay_status zstd_read(struct stream *stream, void *to, size_t size, size_t *got,
                                   struct assay_error *err)
{
    struct decoded *decoded = stream->state;
    struct zstd *zstd = decoded->decoder;
    ZSTD_outBuffer out = {.dst = to, .size = size};

    while (out.pos < size && !zstd->ended && zstd->failure.status == ASSAY_OK) {
        if (step(zstd, decoded, &out, &zstd->failure) != ASSAY_OK &&
            zstd->failure.offset == ASSAY_NO_OFFSET)
            zstd->failure.offset = decoded->consumed;
    }
    *got = out.pos;
    if (*got == 0 && zstd->failure.status != ASSAY_OK) {
        *err = zstd->failure;
        return err->status;
    }
    return source_budget_bytes(decoded->budget, *got, err);
}

static void zstd_free(struct zstd *zstd)
{
    ZSTD_freeDCtx(zstd->context);
    decode_input_clear(&zstd->input);
    free(zstd);
}

static void zstd_close(struct stream *stream)
{
    struct decoded *decoded = stream->state;

    zstd_free(decoded->decoder);
    decoded->decoder = NULL;
}

enum assay_status decode_zstd(struct decoded *decoded, struct stream *out, struct assay_error *err)
{
    struct zstd *zstd = calloc(1, sizeof *zstd);

    if (!zstd)
        return fail_no_memory(err);
    zstd->context = ZSTD_createDCtx();
    if (!zstd->context || decode_input_init(&zstd->input, err) != ASSAY_OK) {
        zstd_free(zstd);
        return fail_no_memory(err);
    }
    (void)ZSTD_DCtx_setParameter(zstd->context, ZSTD_d_windowLogMax, LIMIT_ZSTD_WINDOW);
    zstd->between = true;
    decoded->decoder = zstd;
    out->read = zstd_read;
    out->close = zstd_close;
    return ASSAY_OK;
}
