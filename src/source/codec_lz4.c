/* codec_lz4.c - frames of LZ4, skippable ones among them, their checksums verified.
 * Source: lz4, doc/lz4_Frame_format.md. */

#include <lz4frame.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/codec.h"
#include "source/fail.h"

static bool begins(struct bytes head)
{
    return bytes_starts(head, BYTES("\x04\x22\x4d\x18")) ||
           (head.size >= 4 && head.data[0] >> 4 == 5 && /* to be skipped */
            memcmp(head.data + 1, "\x2a\x4d\x18", 3) == 0);
}

static void *create(void)
{
    LZ4F_dctx *context = NULL;

    return LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) ? NULL : context;
}

static bool start(void *state)
{
    LZ4F_resetDecompressionContext(state);
    return true;
}

static enum assay_status fail_lz4(size_t code, struct assay_error *err)
{
    const char *why = LZ4F_getErrorName(code);

    if (strstr(why, "allocation"))
        return fail_no_memory(err);
    return fail_id(err, ASSAY_EFORMAT,
                   strstr(why, "header") ? GAP_BUNDLE_BAD_HEADER : GAP_BUNDLE_CHECKSUM,
                   "the lz4 stream is damaged: %s", why);
}

static enum inflate_result step(void *state, struct inflate_io *io, struct assay_error *err)
{
    for (;;) {
        size_t in = io->in.size, room = io->room;
        size_t code = LZ4F_decompress(state, io->out, &room, io->in.data, &in, NULL);

        if (LZ4F_isError(code) && fail_lz4(code, err) != ASSAY_OK)
            return INFLATE_DAMAGED;
        io->in = bytes_from(io->in, in);
        io->out += room;
        io->room -= room;
        if (code == 0)
            return INFLATE_ENDED;
        if (io->room == 0)
            return INFLATE_OUTPUT_FULL;
        if (io->in.size == 0)
            return INFLATE_NEEDS_INPUT;
    }
}

static void destroy(void *state)
{
    LZ4F_freeDecompressionContext(state);
}

const struct codec codec_lz4 = {.name = "lz4",
                                .head = 4,
                                .skips = true,
                                .begins = begins,
                                .create = create,
                                .start = start,
                                .step = step,
                                .destroy = destroy};
