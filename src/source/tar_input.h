/* tar_input.h - the bytes of a tar: headers from a buffer, content straight to who wants it. */

#pragma once

#include "source/container.h"

struct tar_input {
    const struct container *container; /* borrowed */
    uint8_t *buffer;
    size_t have, at;       /* bytes in the buffer; those used */
    uint64_t base;         /* offset of the buffer's first byte */
    uint64_t taken_before; /* compressed bytes taken before the buffer was filled */
    bool ended;
    struct assay_error failure; /* of the stream; what came before it is handed out first */
};

/* ASSAY_ENOMEM */
ASSAY_RESULT tar_input_init(struct tar_input *input, const struct container *container,
                            struct assay_error *err);
void tar_input_clear(struct tar_input *input);

/* Offset of the next byte. */
uint64_t tar_input_at(const struct tar_input *input);

/* Bytes of the container's own stream that were taken up to the next byte: where it is compressed,
 * by the share of the buffer that was used. */
uint64_t tar_input_taken(const struct tar_input *input);

/* Up to `size` bytes (a few blocks) without moving; fewer only at the end or before a failure. */
struct bytes tar_input_peek(struct tar_input *input, size_t size);
void tar_input_use(struct tar_input *input, size_t size);

/* Content: *got is 0 at the end only. */
ASSAY_RESULT tar_input_read(struct tar_input *input, void *to, size_t size, size_t *got,
                            struct assay_error *err);

/* Moves past `size` bytes, by offset where the stream can; false where it ends before. */
bool tar_input_skip(struct tar_input *input, uint64_t size);
