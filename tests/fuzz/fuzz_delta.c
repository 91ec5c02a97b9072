/* fuzz_delta.c - any bytes as a delta over a base: it is refused, or fills its result and no more.
 * The first byte is the size of the base, which follows. */

#include <assert.h>
#include <stdlib.h>

#include "source/git/delta.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RESULT_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct delta delta;
    struct bytes base, rest;
    uint8_t *to;
    bool held = true;

    if (size == 0 || size - 1 < data[0])
        return 0;
    base = bytes_of(data + 1, data[0]);
    rest = bytes_from(bytes_of(data, size), (size_t)1 + data[0]);
    if (!delta_open(rest, &delta) || delta.base_size != base.size || delta.size > RESULT_MAX)
        return 0;
    to = malloc((size_t)delta.size + DELTA_SLACK);
    assert(to);
    while (held && delta.rest.size > 0) {
        held = delta_step(&delta, base, to, 7);
        assert(!held || delta.written <= delta.size);
    }
    free(to);
    return 0;
}
