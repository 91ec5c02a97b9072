/* decode_input.h - the compressed bytes that a decoder works on, read in blocks and counted. */

#pragma once

#include "source/decode.h"

struct decode_input {
    struct bytes left; /* at hand and not used */
    bool ended;        /* the stream has no more than what is left */
    uint8_t *buffer;
};

/* ASSAY_ENOMEM */
ASSAY_RESULT decode_input_init(struct decode_input *input, struct assay_error *err);
void decode_input_clear(struct decode_input *input);

/* Makes `need` bytes (few) be at hand, unless the stream ends before; checks the deadline. */
ASSAY_RESULT decode_input_fill(struct decode_input *input, const struct decoded *decoded,
                               size_t need, struct assay_error *err);

/* Moves past `size` bytes of what is at hand. */
void decode_input_use(struct decode_input *input, struct decoded *decoded, size_t size);

/* Moves past zeros, which pad what was written to tape. */
ASSAY_RESULT decode_input_skip_zeros(struct decode_input *input, struct decoded *decoded,
                                     struct assay_error *err);
