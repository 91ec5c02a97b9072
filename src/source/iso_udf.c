/*
 * iso_udf.c - what an image holds for UDF alone.
 * Source: ECMA-167, 3/7.2 (descriptor tag), 4/14.4 (file identifiers), 4/14.9 (file entry).
 */

#include "source/iso_udf.h"

#include "base/kit.h"
#include "base/load.h"
#include "source/fail.h"

enum {
    TAG_SIZE = 16,
    TAG_FILE_IDENTIFIER = 257, /* a folder is a row of them */
    TAG_FILE_ENTRY = 261,
    TAG_EXTENDED_ENTRY = 266,
};

/* What a look needs at hand. */
struct look {
    struct stream *stream;
    const struct source_budget *budget;
    struct assay_error *err;
};

/* What describes UDF itself begins with such a tag. */
static uint16_t tag_of(const uint8_t *bytes)
{
    uint16_t id = load_u16le(bytes);
    uint8_t sum = 0;

    for (size_t i = 0; i < TAG_SIZE; i++)
        sum = (uint8_t)(sum + (i == 4 ? 0 : bytes[i]));
    return sum == bytes[4] && ((id >= 1 && id <= 9) || (id >= 256 && id <= 266)) ? id : 0;
}

/* A file entry whose content stands in itself. */
static bool holds_content(const uint8_t *sector, uint16_t tag)
{
    return (tag == TAG_FILE_ENTRY || tag == TAG_EXTENDED_ENTRY) && sector[27] == 5 &&
           (sector[34] & 7) == 3 && load_u32le(sector + 56) > 0;
}

/* Behind the records of a folder that begin at `at`. */
static enum assay_status behind_records(struct stream *stream, uint64_t at, uint64_t *end,
                                        struct assay_error *err)
{
    uint8_t record[38];
    size_t got = sizeof record;

    for (*end = at; got == sizeof record;) {
        TRY(stream->read_at(stream, *end, record, sizeof record, &got, err));
        if (got < sizeof record || tag_of(record) != TAG_FILE_IDENTIFIER)
            break;
        *end += (38U + record[19] + (uint64_t)load_u16le(record + 36) + 3) & ~UINT64_C(3);
    }
    return ASSAY_OK;
}

static bool is_empty(const uint8_t sector[ISO_SECTOR])
{
    for (size_t i = 0; i < ISO_SECTOR; i++)
        if (sector[i] != 0)
            return false;
    return true;
}

/* Looks at the sectors from `at` to `end`; *found is where content is, or ASSAY_NO_OFFSET. */
static enum assay_status look_between(struct look *look, uint64_t at, uint64_t end, uint64_t *found)
{
    uint8_t sector[ISO_SECTOR];
    bool there = true;

    while (at < end && *found == ASSAY_NO_OFFSET) {
        uint64_t next = at + ISO_SECTOR;
        uint16_t tag;

        TRY(source_budget_time(look->budget, look->err));
        TRY(iso_read_sector(look->stream, at, sector, &there, look->err));
        if (!there)
            return ASSAY_OK;
        tag = tag_of(sector);
        if (holds_content(sector, tag) || (tag == 0 && !is_empty(sector)))
            *found = at;
        if (tag == TAG_FILE_IDENTIFIER)
            TRY(behind_records(look->stream, at, &next, look->err));
        at = next + (ISO_SECTOR - next % ISO_SECTOR) % ISO_SECTOR;
    }
    return ASSAY_OK;
}

enum assay_status iso_udf(const struct iso_trees *trees, struct stream *stream,
                          const struct source_budget *budget, uint64_t *at, struct assay_error *err)
{
    CLEANUP(free_cleanup) struct extent *all = NULL;
    struct look look = {stream, budget, err};
    uint64_t end = 0;
    size_t count;

    *at = ASSAY_NO_OFFSET;
    if (!iso_trees_has_udf(trees))
        return ASSAY_OK;
    all = iso_trees_covered(trees, &count);
    if (!all)
        return fail_no_memory(err);
    for (size_t i = 0; i < count && *at == ASSAY_NO_OFFSET; i++) {
        uint64_t stop = all[i].at + all[i].size;

        TRY(look_between(&look, end, all[i].at, at));
        stop += (ISO_SECTOR - stop % ISO_SECTOR) % ISO_SECTOR;
        end = stop > end ? stop : end;
    }
    return *at == ASSAY_NO_OFFSET ? look_between(&look, end, stream->size, at) : ASSAY_OK;
}
