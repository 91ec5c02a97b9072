/*
 * fuzz_inflate.c - any bytes as deflate, zlib and gzip, in pieces of two sizes: each engine gives
 * the same bytes whatever the pieces, and all engines that end well agree.
 */

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "source/inflate_engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
    enum inflate_result result;
    uint64_t bytes, sum, used;
};

enum { BYTES_MAX = 1 << 20 };

static struct outcome inflate_all(const struct inflate_engine *engine, enum inflate_wrap wrap,
                                  struct bytes data, size_t piece, size_t room)
{
    static uint8_t out[1 << 16];
    struct inflater *inflater = inflater_over(engine, wrap);
    struct inflate_io io = {.in = bytes_of(data.data, piece < data.size ? piece : data.size)};
    size_t given = io.in.size;
    struct outcome outcome = {.result = INFLATE_OUTPUT_FULL};
    struct assay_error err = {0};

    assert(inflater);
    while (outcome.bytes < BYTES_MAX) {
        io.out = out;
        io.room = room;
        outcome.result = inflate_step(inflater, &io, &err);
        for (size_t i = 0; i < room - io.room; i++)
            outcome.sum = outcome.sum * 31 + out[i];
        outcome.bytes += room - io.room;
        if (outcome.result == INFLATE_NEEDS_INPUT) {
            assert(io.in.size == 0);
            if (given == data.size)
                break;
            io.in.data = data.data + given;
            io.in.size = piece < data.size - given ? piece : data.size - given;
            given += io.in.size;
        } else if (outcome.result != INFLATE_OUTPUT_FULL) {
            break;
        }
    }
    assert(outcome.result != INFLATE_DAMAGED || err.id[0]);
    outcome.used = inflater_used(inflater);
    assert(outcome.used <= data.size);
    inflater_free(inflater);
    return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = bytes_of(data, size);

    if (size == 0)
        return 0;
    for (int wrap = INFLATE_RAW; wrap <= INFLATE_GZIP; wrap++) {
        struct outcome first = {0};

        for (size_t e = 0; inflate_engines[e]; e++) {
            struct outcome whole =
                inflate_all(inflate_engines[e], (enum inflate_wrap)wrap, bytes, size, 1 << 16);
            struct outcome pieces =
                inflate_all(inflate_engines[e], (enum inflate_wrap)wrap, bytes, 7, 61);

            if (whole.bytes >= BYTES_MAX || pieces.bytes >= BYTES_MAX)
                return 0;
            assert(whole.result == pieces.result && whole.bytes == pieces.bytes &&
                   whole.sum == pieces.sum);
            if (e == 0)
                first = whole;
            assert(
                first.result != INFLATE_ENDED || whole.result != INFLATE_ENDED ||
                (first.bytes == whole.bytes && first.sum == whole.sum && first.used == whole.used));
        }
    }
    return 0;
}
