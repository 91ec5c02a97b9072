/*
 * members_fuzz.h - any bytes to one reader of containers, at once and in pieces: both find the
 * same, within the limits, and every failure carries an id.
 */

#pragma once

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/kit.h"
#include "source/container.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef enum assay_status open_members(const struct container *container, struct source **out,
                                       struct assay_error *err);

/* Bytes that came and members that were found, as one number each. */
struct sums {
    uint64_t members, bytes, failures;
};

static inline enum assay_status read_in_order(struct stream *stream, void *to, size_t size,
                                              size_t *got, struct assay_error *err)
{
    return stream_read(stream->state, to, size < 700 ? size : 700, got, err);
}

static inline void read_member(struct source *source, const struct entry *entry, struct sums *sums)
{
    struct stream stream = {0};
    struct assay_error err = {0};
    uint8_t block[4096];
    size_t got = 0;
    enum assay_status status = source_read(source, NULL, entry, &stream, &err);

    while (status == ASSAY_OK) {
        status = stream_read(&stream, block, sizeof block, &got, &err);
        if (status == ASSAY_OK && got == 0)
            break;
        for (size_t i = 0; i < got; i++)
            sums->bytes = sums->bytes * 31 + block[i];
    }
    assert(status == ASSAY_OK || err.id[0]);
    sums->failures += status != ASSAY_OK;
    stream_close(&stream);
}

static inline struct sums walk_members(open_members *open, struct stream *stream)
{
    static const struct assay_limits limits = {
        .depth = 1, .entries = 200, .expand = 1 << 22, .ratio = 1000};
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(source_closep) struct source *source = NULL;
    struct source_budget budget;
    struct container container = {
        .path = inventory_path(part, NULL, BYTES("f")), .budget = &budget, .plain = stream};
    struct assay_error err = {0};
    struct sums sums = {0};
    struct entry entry;
    bool found = true;

    source_budget_init(&budget, &limits);
    assert(open(&container, &source, &err) == ASSAY_OK);
    while (found) {
        assert(source_next(source, part, &entry, &found, &err) == ASSAY_OK);
        sums.members += found;
        if (found && entry.type == ASSAY_ITEM_FILE)
            read_member(source, &entry, &sums);
    }
    return sums;
}

static inline int fuzz_members(open_members *open, const uint8_t *data, size_t size)
{
    struct stream stream;
    struct stream in_order = {.read = read_in_order, .state = &stream, .size = STREAM_SIZE_UNKNOWN};
    struct sums at_once, in_pieces;

    stream_of_bytes(&stream, bytes_of(data, size));
    at_once = walk_members(open, &stream);
    stream_close(&stream);
    stream_of_bytes(&stream, bytes_of(data, size));
    in_pieces = walk_members(open, &in_order);
    stream_close(&stream);
    assert(at_once.members == in_pieces.members);
    assert(at_once.failures == in_pieces.failures);
    assert(at_once.failures > 0 || at_once.bytes == in_pieces.bytes);
    return 0;
}
