/* decode.h - the plain bytes of a compressed stream. */

#pragma once

#include "source/source.h"

struct asides;

/* Told by its owner, for the struct is the decoded stream's state. */
struct decoded {
    struct stream *in; /* borrowed */
    struct source_budget *budget;
    uint64_t consumed;     /* compressed bytes taken so far */
    bool paid;             /* what comes out is charged by who reads it */
    bool ended;            /* behind the last frame, which held */
    bool trailing;         /* bytes that are no part of the format stand behind its end */
    bool skipped;          /* frames that decoders skip hold something */
    struct asides *asides; /* where what is no part of the plain bytes is kept, or NULL */
    void *decoder;
    struct bytes (*texts)(const void *decoder, bool *cut); /* NULL: there are none */
    void (*rest)(void *decoder, struct decoded *decoded);  /* NULL: nothing tells the end */
};

/*
 * Opens `in`, which stays the caller's and must outlive `out`. Bytes are charged to the budget as
 * they are decoded. `decoded` lives as long as `out` does; it is what `out` reports its state in.
 *
 * The stream fails with an id of gaps.h: bundle.truncated, bundle.checksum, bundle.bad-header,
 * bundle.size-limit, time.limit; what came before stands.
 */
ASSAY_RESULT decode_open(enum container_format format, struct stream *in,
                         struct source_budget *budget, struct decoded *decoded, struct stream *out,
                         struct assay_error *err);

/* Texts that stand in the headers of what was decoded so far, and whether there were too many. */
struct bytes decode_texts(const struct decoded *decoded, bool *cut);

/* Reads what stands behind the end into `asides`; when all plain bytes were read. */
void decode_rest(struct decoded *decoded);

/* compress(1), which has neither sum nor end; called by decode_open(). */
ASSAY_RESULT decode_filter(struct decoded *decoded, struct stream *out, struct assay_error *err);
