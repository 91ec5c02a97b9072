/* decode_input.c - the compressed bytes that a decoder works on. */

#include "source/decode_input.h"

#include <stdlib.h>

#include "base/kit.h"
#include "source/fail.h"

enum { INPUT_SIZE = 128 * 1024 };

enum assay_status decode_input_init(struct decode_input *input, struct assay_error *err)
{
    *input = (struct decode_input){.buffer = malloc(INPUT_SIZE)};
    return input->buffer ? ASSAY_OK : fail_no_memory(err);
}

void decode_input_clear(struct decode_input *input)
{
    free(input->buffer);
    *input = (struct decode_input){0};
}

enum assay_status decode_input_fill(struct decode_input *input, const struct decoded *decoded,
                                    size_t need, struct assay_error *err)
{
    if (input->left.size >= need || input->ended)
        return ASSAY_OK;
    TRY(source_budget_time(decoded->budget, err));
    if (input->left.size > 0)
        memmove(input->buffer, input->left.data, input->left.size);
    input->left.data = input->buffer;
    while (input->left.size < need && !input->ended) {
        size_t got = 0;

        TRY(stream_read(decoded->in, input->buffer + input->left.size,
                        INPUT_SIZE - input->left.size, &got, err));
        input->ended = got == 0;
        input->left.size += got;
    }
    return ASSAY_OK;
}

void decode_input_use(struct decode_input *input, struct decoded *decoded, size_t size)
{
    input->left = bytes_from(input->left, size);
    decoded->consumed += size;
}

enum assay_status decode_input_skip_zeros(struct decode_input *input, struct decoded *decoded,
                                          struct assay_error *err)
{
    for (;;) {
        size_t zeros = 0;

        TRY(decode_input_fill(input, decoded, 1, err));
        while (zeros < input->left.size && input->left.data[zeros] == 0)
            zeros++;
        decode_input_use(input, decoded, zeros);
        if (input->left.size > 0 || input->ended)
            return ASSAY_OK;
    }
}
