/*
 * fuzz_container.c - any bytes as a container: members come or a gap does, within the limits, and
 * every failure carries an id; then what belongs to no member is read where it stands.
 */

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/kit.h"
#include "source/outside.h"
#include "source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_gap(enum assay_status status)
{
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT || status == ASSAY_EIO ||
           status == ASSAY_EMISSING;
}

static void read_member(struct source *source, const struct entry *entry)
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
    }
    assert(status == ASSAY_OK || (is_gap(status) && err.id[0]));
    stream_close(&stream);
}

static void read_beside(struct source *source)
{
    struct assay_error err = {0};
    uint8_t block[4096];
    size_t got = 0;
    bool cut;

    for (unsigned layer = 0; layer < SOURCE_LAYERS; layer++) {
        CLEANUP(outside_clear) struct outside outside = {0};
        uint64_t from = 0, to = 0, before = 0;
        enum assay_status status = source_outside(source, layer, &outside, &err);

        assert(status == ASSAY_OK || (is_gap(status) && err.id[0]));
        while (outside.in && outside_next(&outside, &from, &to)) {
            assert(from >= before && to > from && to <= outside.in->size);
            before = to;
            status = outside_read_at(&outside, from, block, sizeof block, &got, &err);
            assert(status == ASSAY_OK || is_gap(status));
        }
    }
    (void)source_texts(source, &cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct assay_limits limits = {
        .depth = 1, .entries = 200, .expand = 1 << 22, .ratio = 100};
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(source_closep) struct source *source = NULL;
    enum container_format format = container_recognise(bytes_of(data, size));
    struct source_budget budget;
    struct stream stream;
    struct assay_error err = {0};
    struct entry entry;
    enum assay_status status;
    bool found = true;

    if (format == CONTAINER_NONE)
        return 0;
    source_budget_init(&budget, &limits);
    stream_of_bytes(&stream, bytes_of(data, size));
    status = source_open_container(format, &stream, inventory_path(part, NULL, BYTES("f")), &budget,
                                   &source, &err);
    assert(status == ASSAY_OK || (is_gap(status) && err.id[0]));
    while (status == ASSAY_OK && found) {
        status = source_next(source, part, &entry, &found, &err);
        assert(status == ASSAY_OK);
        if (found && entry.type == ASSAY_ITEM_FILE)
            read_member(source, &entry);
    }
    if (source)
        read_beside(source);
    source_closep(&source); /* before the stream that it reads */
    stream_close(&stream);
    return 0;
}
