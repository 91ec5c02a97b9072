/* tar_input.c - the bytes of a tar. */

#include "source/tar_input.h"

#include <stdlib.h>

#include "base/kit.h"
#include "source/fail.h"

enum { BUFFER = 128 * 1024 };

enum assay_status tar_input_init(struct tar_input *input, const struct container *container,
                                 struct assay_error *err)
{
    *input = (struct tar_input){.container = container, .buffer = malloc(BUFFER)};
    return input->buffer ? ASSAY_OK : fail_no_memory(err);
}

void tar_input_clear(struct tar_input *input)
{
    free(input->buffer);
    *input = (struct tar_input){0};
}

uint64_t tar_input_at(const struct tar_input *input)
{
    return input->base + input->at;
}

static uint64_t taken(const struct tar_input *input)
{
    return input->container->decoded ? input->container->decoded->consumed
                                     : input->base + input->have;
}

uint64_t tar_input_taken(const struct tar_input *input)
{
    uint64_t of_buffer = taken(input) - input->taken_before;

    if (!input->container->decoded)
        return tar_input_at(input);
    return input->have ? input->taken_before + of_buffer * input->at / input->have : taken(input);
}

/* Reads at the end of what is at hand, wherever that goes; a failure is kept. */
static size_t pull(struct tar_input *input, void *to, size_t size)
{
    struct stream *stream = input->container->plain;
    uint64_t at = input->base + input->have;
    enum assay_status status = source_budget_time(input->container->budget, &input->failure);
    size_t got = 0;

    if (status == ASSAY_OK)
        status = stream->read_at ? stream->read_at(stream, at, to, size, &got, &input->failure)
                                 : stream_read(stream, to, size, &got, &input->failure);
    if (status != ASSAY_OK) {
        input->failure.status = status;
        got = 0;
    }
    input->ended = got == 0;
    return got;
}

/* Lets go of what was used. */
static void compact(struct tar_input *input)
{
    if (input->at == 0)
        return;
    memmove(input->buffer, input->buffer + input->at, input->have - input->at);
    input->base += input->at;
    input->have -= input->at;
    input->at = 0;
    input->taken_before = taken(input);
}

struct bytes tar_input_peek(struct tar_input *input, size_t size)
{
    if (input->have - input->at < size && !input->ended)
        compact(input);
    while (input->have - input->at < size && !input->ended)
        input->have += pull(input, input->buffer + input->have, BUFFER - input->have);
    if (size > input->have - input->at)
        size = input->have - input->at;
    return bytes_of(input->buffer + input->at, size);
}

void tar_input_use(struct tar_input *input, size_t size)
{
    input->at += size;
}

enum assay_status tar_input_read(struct tar_input *input, void *to, size_t size, size_t *got,
                                 struct assay_error *err)
{
    if (input->at == input->have && !input->ended && size < BUFFER)
        (void)tar_input_peek(input, 1); /* small members share one read */
    *got = input->have - input->at < size ? input->have - input->at : size;
    if (*got > 0) {
        memcpy(to, input->buffer + input->at, *got);
        input->at += *got;
        return ASSAY_OK;
    }
    if (!input->ended) {
        compact(input); /* empties it */
        *got = pull(input, to, size);
        input->base += *got;
        input->taken_before = taken(input);
    }
    if (*got == 0 && input->failure.status != ASSAY_OK) {
        *err = input->failure;
        return err->status;
    }
    return ASSAY_OK;
}

bool tar_input_skip(struct tar_input *input, uint64_t size)
{
    const struct stream *stream = input->container->plain;
    uint64_t at_hand = input->have - input->at;

    if (size <= at_hand) {
        input->at += (size_t)size;
        return true;
    }
    size -= at_hand;
    input->at = input->have;
    if (stream->read_at && stream->size != STREAM_SIZE_UNKNOWN) {
        uint64_t at = tar_input_at(input);
        bool fits = at <= stream->size && size <= stream->size - at;

        input->base = fits ? at + size : stream->size;
        input->have = input->at = 0;
        return fits;
    }
    while (size > 0) {
        struct bytes next = tar_input_peek(input, size < BUFFER ? (size_t)size : BUFFER);

        if (next.size == 0)
            return false;
        input->at += next.size;
        size -= next.size;
    }
    return true;
}
