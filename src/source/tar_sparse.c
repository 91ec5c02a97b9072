/* tar_sparse.c - where the stored parts of a sparse member belong. */

#include "source/tar_sparse.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/fail.h"

/* The old format: pairs of offset and size, each a number of 12 bytes. */
enum {
    NUMBER = 12,
    PAIR = 2 * NUMBER,
    FIRST_PAIRS = 386,
    FIRST_COUNT = 4,
    FIRST_GOES_ON = 482,
    REAL_SIZE = 483,
    NEXT_COUNT = 21,
    NEXT_GOES_ON = 504,
    DIGITS_MAX = 20, /* of one number of a PAX 1.0 map */
};

void tar_sparse_clear(struct tar_sparse *sparse)
{
    free(sparse->parts);
    *sparse = (struct tar_sparse){0};
}

static enum assay_status fail_map(struct assay_error *err)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                   "the map of a sparse member cannot be read");
}

enum assay_status tar_sparse_add(struct tar_sparse *sparse, uint64_t at, uint64_t size,
                                 struct assay_error *err)
{
    if (sparse->count >= LIMIT_SPARSE_PARTS)
        return fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_BAD_HEADER,
                       "the map of a sparse member has more than %u parts", LIMIT_SPARSE_PARTS);
    if (!HAS_ROOM(sparse->parts, sparse->count, sparse->capacity))
        return fail_no_memory(err);
    sparse->parts[sparse->count++] = (struct tar_part){at, size};
    return ASSAY_OK;
}

bool tar_sparse_holds(const struct tar_sparse *sparse, uint64_t stored)
{
    uint64_t end = 0, sum = 0;

    for (size_t i = 0; i < sparse->count; i++) {
        const struct tar_part *part = &sparse->parts[i];

        if (part->at < end || ckd_add(&end, part->at, part->size))
            return false;
        sum += part->size; /* at most `end` */
    }
    return end <= sparse->size && sum == stored;
}

/* ---- the old format ---- */

static enum assay_status add_pairs(struct tar_sparse *sparse, const uint8_t *from, size_t count,
                                   struct assay_error *err)
{
    for (size_t i = 0; i < count; i++, from += PAIR) {
        uint64_t at, size;

        if (from[0] == 0) /* the rest is not used */
            return ASSAY_OK;
        if (!tar_number(bytes_of(from, NUMBER), &at) ||
            !tar_number(bytes_of(from + NUMBER, NUMBER), &size))
            return fail_map(err);
        TRY(tar_sparse_add(sparse, at, size, err));
    }
    return ASSAY_OK;
}

enum assay_status tar_sparse_read_old(struct tar_sparse *sparse, const uint8_t block[TAR_BLOCK],
                                      struct tar_input *input, struct assay_error *err)
{
    bool more = block[FIRST_GOES_ON] != 0;

    if (!tar_number(bytes_of(block + REAL_SIZE, NUMBER), &sparse->size))
        return fail_map(err);
    TRY(add_pairs(sparse, block + FIRST_PAIRS, FIRST_COUNT, err));
    while (more) {
        struct bytes next = tar_input_peek(input, TAR_BLOCK);

        if (next.size < TAR_BLOCK)
            return fail_map(err);
        more = next.data[NEXT_GOES_ON] != 0;
        TRY(add_pairs(sparse, next.data, NEXT_COUNT, err));
        tar_input_use(input, TAR_BLOCK);
    }
    return ASSAY_OK;
}

/* ---- PAX 1.0 ---- */

/* One number and its line's end. */
static enum assay_status take_number(struct tar_input *input, uint64_t *left, uint64_t *value,
                                     struct assay_error *err)
{
    struct bytes text =
        tar_input_peek(input, *left < DIGITS_MAX + 1 ? (size_t)*left : DIGITS_MAX + 1);
    const uint8_t *end = text.size ? memchr(text.data, '\n', text.size) : NULL;
    size_t size = end ? (size_t)(end - text.data) : 0;

    if (!end || !text_u64(bytes_of(text.data, size), value))
        return fail_map(err);
    tar_input_use(input, size + 1);
    *left -= size + 1;
    return ASSAY_OK;
}

enum assay_status tar_sparse_read_map(struct tar_sparse *sparse, struct tar_input *input,
                                      uint64_t stored, uint64_t *used, struct assay_error *err)
{
    uint64_t left = stored, count = 0, padding;

    TRY(take_number(input, &left, &count, err));
    for (uint64_t i = 0; i < count; i++) {
        uint64_t at = 0, size = 0;

        TRY(take_number(input, &left, &at, err));
        TRY(take_number(input, &left, &size, err));
        TRY(tar_sparse_add(sparse, at, size, err));
    }
    padding = (TAR_BLOCK - (stored - left) % TAR_BLOCK) % TAR_BLOCK;
    if (padding > left || !tar_input_skip(input, padding))
        return fail_map(err);
    *used = stored - left + padding;
    return ASSAY_OK;
}
