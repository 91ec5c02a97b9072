/*
 * decode_gzip.c - gzip framing around deflate: every member, its checksum, and what stands behind
 * the last one. Source: RFC 1952.
 *
 * Ours and not libarchive's, which neither checks the sum nor tells of bytes behind the end, and
 * loses the last block of a stream that was cut short.
 */

#include <stdlib.h>
#include <zlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/decode.h"
#include "source/fail.h"

enum { INPUT_SIZE = 64 * 1024, WINDOW_BITS = 15, GZIP_WRAPPER = 16 };

struct gzip {
    z_stream z;
    bool between; /* behind a member's end: another may follow */
    bool ended;   /* behind the last */
    bool input_ended;
    struct assay_error failure; /* to be told once all bytes before it were handed out */
    uint8_t input[INPUT_SIZE];
};

static enum assay_status fill(struct decoded *decoded, struct assay_error *err)
{
    struct gzip *gzip = decoded->decoder;
    size_t got = 0;

    if (gzip->z.avail_in > 0 || gzip->input_ended)
        return ASSAY_OK;
    TRY(source_budget_time(decoded->budget, err));
    TRY(stream_read(decoded->in, gzip->input, sizeof gzip->input, &got, err));
    gzip->input_ended = got == 0;
    gzip->z.next_in = gzip->input;
    gzip->z.avail_in = (uInt)got;
    return ASSAY_OK;
}

/* Zeros pad what was written to tape; another member begins with its magic. */
static enum assay_status look_behind(struct decoded *decoded, struct assay_error *err)
{
    struct gzip *gzip = decoded->decoder;

    for (;;) {
        TRY(fill(decoded, err));
        if (gzip->z.avail_in == 0) {
            gzip->ended = true;
            return ASSAY_OK;
        }
        if (*gzip->z.next_in != 0)
            break;
        gzip->z.next_in++;
        gzip->z.avail_in--;
        decoded->consumed++;
    }
    if (*gzip->z.next_in != 0x1f) {
        decoded->trailing = true;
        gzip->ended = true;
        return ASSAY_OK;
    }
    gzip->between = false;
    return inflateReset(&gzip->z) == Z_OK
               ? ASSAY_OK
               : assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "zlib cannot start over");
}

static enum assay_status fail_inflate(const struct decoded *decoded, int code,
                                      struct assay_error *err)
{
    const struct gzip *gzip = decoded->decoder;
    const char *text = gzip->z.msg ? gzip->z.msg : "damaged data";
    bool header = strstr(text, "header") != NULL;
    enum assay_status status;

    if (code == Z_MEM_ERROR)
        return fail_no_memory(err);
    if (code == Z_BUF_ERROR)
        status = fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED, "the gzip stream is cut short");
    else
        status = fail_id(err, ASSAY_EFORMAT, header ? GAP_BUNDLE_BAD_HEADER : GAP_BUNDLE_CHECKSUM,
                         "the gzip stream is damaged: %s", text);
    if (err)
        err->offset = decoded->consumed;
    return status;
}

/* One call of the decoder; a failure is kept for when its output was handed out. */
static enum assay_status step(struct decoded *decoded, struct assay_error *err)
{
    struct gzip *gzip = decoded->decoder;
    uInt before;
    int code;

    if (gzip->between)
        return look_behind(decoded, err);
    TRY(fill(decoded, err));
    before = gzip->z.avail_in;
    code = inflate(&gzip->z, Z_NO_FLUSH);
    decoded->consumed += before - gzip->z.avail_in;
    if (code == Z_STREAM_END)
        gzip->between = true;
    else if (code != Z_OK && !(code == Z_BUF_ERROR && !gzip->input_ended))
        return fail_inflate(decoded, code, err);
    return ASSAY_OK;
}

static enum assay_status gzip_read(struct stream *stream, void *to, size_t size, size_t *got,
                                   struct assay_error *err)
{
    struct decoded *decoded = stream->state;
    struct gzip *gzip = decoded->decoder;
    uInt room = size > INT32_MAX ? INT32_MAX : (uInt)size;

    gzip->z.next_out = to;
    gzip->z.avail_out = room;
    while (gzip->z.avail_out > 0 && !gzip->ended && gzip->failure.status == ASSAY_OK) {
        if (step(decoded, &gzip->failure) != ASSAY_OK)
            break;
    }
    *got = room - gzip->z.avail_out;
    if (*got == 0 && gzip->failure.status != ASSAY_OK) {
        *err = gzip->failure;
        return err->status;
    }
    return source_budget_bytes(decoded->budget, *got, err);
}

static void gzip_close(struct stream *stream)
{
    struct decoded *decoded = stream->state;
    struct gzip *gzip = decoded->decoder;

    inflateEnd(&gzip->z);
    free(gzip);
    decoded->decoder = NULL;
}

enum assay_status decode_gzip(struct decoded *decoded, struct stream *out, struct assay_error *err)
{
    struct gzip *gzip = calloc(1, sizeof *gzip);

    if (!gzip)
        return fail_no_memory(err);
    if (inflateInit2(&gzip->z, WINDOW_BITS + GZIP_WRAPPER) != Z_OK) {
        free(gzip);
        return fail_no_memory(err);
    }
    decoded->decoder = gzip;
    out->read = gzip_read;
    out->close = gzip_close;
    return ASSAY_OK;
}
