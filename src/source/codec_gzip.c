/* codec_gzip.c - members of a gzip file, their sums verified. Source: RFC 1952. */

#include "source/codec.h"

static bool begins(struct bytes head)
{
    return bytes_starts(head, BYTES("\x1f\x8b"));
}

static void *create(void)
{
    return inflater_new(INFLATE_GZIP);
}

static bool start(void *state)
{
    inflater_reset(state, INFLATE_GZIP);
    return true;
}

static enum inflate_result step(void *state, struct inflate_io *io, struct assay_error *err)
{
    return inflate_step(state, io, err);
}

static void destroy(void *state)
{
    inflater_free(state);
}

static struct bytes texts(const void *state, bool *cut)
{
    return inflater_texts(state, cut);
}

const struct codec codec_gzip = {.name = "gzip",
                                 .head = 2,
                                 .begins = begins,
                                 .create = create,
                                 .start = start,
                                 .step = step,
                                 .destroy = destroy,
                                 .texts = texts};
