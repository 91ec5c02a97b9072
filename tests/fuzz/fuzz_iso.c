/*
 * fuzz_iso.c - any bytes behind the system area of an ISO image: its trees are walked within the
 * limits, and every file of them is told with a name and a place.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "base/limits.h"
#include "source/iso_udf.h"

enum { SYSTEM_AREA = 16 * 2048, INPUT_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t walk(struct iso_trees *trees, bool primary)
{
    struct iso_file file;
    size_t count = 0;

    for (; iso_trees_next(trees, primary, &file); count++)
        assert(file.name.data && file.name.size <= LIMIT_NAME);
    return count;
}

static void read_image(struct stream *stream)
{
    static const struct assay_limits limits = {
        .depth = 1, .entries = 500, .expand = 1 << 22, .ratio = 1000};
    struct iso_trees *trees = NULL;
    struct source_budget budget;
    struct assay_error err = {0};
    uint64_t at;

    source_budget_init(&budget, &limits);
    if (iso_trees_read(stream, &budget, &trees, &err) != ASSAY_OK) {
        assert(err.id[0]);
        return;
    }
    (void)walk(trees, true);
    if (iso_udf(trees, stream, &budget, &at, &err) != ASSAY_OK)
        assert(err.text[0]);
    iso_trees_free(trees);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(free_cleanup) uint8_t *image = calloc(1, SYSTEM_AREA + size);
    struct stream stream;

    if (!image || size > INPUT_MAX)
        return 0;
    if (size > 0)
        memcpy(image + SYSTEM_AREA, data, size);
    stream_of_bytes(&stream, bytes_of(image, SYSTEM_AREA + size));
    read_image(&stream);
    stream_close(&stream);
    return 0;
}
