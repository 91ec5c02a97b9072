/*
 * fuzz_zip.c - any bytes as a zip: entries come or a gap does, within the limits; every failure
 * carries an id, and an entry read a second time gives the same bytes, whoever reads it.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/kit.h"
#include "source/inflate.h"
#include "source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* assert() does nothing where the corpus is replayed by a release. */
static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool is_gap(enum assay_status status)
{
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT;
}

/* What came of an entry, in one number. */
static uint64_t read_entry(struct source *source, struct source_session *session,
                           const struct entry *entry, size_t step)
{
    struct stream stream = {0};
    struct assay_error err = {0};
    uint8_t block[8192];
    size_t got = 0;
    uint32_t sum = 0;
    uint64_t count = 0;
    enum assay_status status = source_read(source, session, entry, &stream, &err);

    while (status == ASSAY_OK) {
        status = stream_read(&stream, block, step, &got, &err);
        if (status != ASSAY_OK || got == 0)
            break;
        sum = inflate_crc32(sum, bytes_of(block, got));
        count += got;
    }
    must(status == ASSAY_OK || (is_gap(status) && err.id[0]));
    stream_close(&stream);
    return status == ASSAY_ELIMIT ? 0 : count << 32 | sum;
}

static void walk(struct source *source, struct inventory_part *part)
{
    struct source_session *session = NULL;
    struct assay_error err = {0};
    struct entry entry;
    bool found = true;

    must(source_session_open(source, &session, &err) == ASSAY_OK);
    while (found) {
        enum assay_status status = source_next(source, part, &entry, &found, &err);

        must(status == ASSAY_OK);
        if (found && entry.type == ASSAY_ITEM_FILE) {
            uint64_t first = read_entry(source, session, &entry, 8192);
            uint64_t second = read_entry(source, NULL, &entry, 8192);

            must(first == 0 || second == 0 || first == second);
        }
    }
    source_session_close(source, session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct assay_limits limits = {
        .depth = 1, .entries = 200, .expand = 1 << 22, .ratio = 100};
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(source_closep) struct source *source = NULL;
    struct source_budget budget;
    struct stream stream;
    struct assay_error err = {0};
    bool is_zip;

    source_budget_init(&budget, &limits);
    stream_of_bytes(&stream, bytes_of(data, size));
    if (container_may_end(bytes_of(data, size), size, BEHIND_ANYWHERE))
        must(container_ends(&stream, BEHIND_ANYWHERE, &budget, &is_zip, &err) == ASSAY_OK);
    must(source_open_container(CONTAINER_ZIP, &stream, inventory_path(part, NULL, BYTES("f")),
                               &budget, &source, &err) == ASSAY_OK);
    walk(source, part);
    source_closep(&source); /* before the stream that it reads */
    stream_close(&stream);
    return 0;
}
