/* pack_index.c - reads .idx files; every table is held to the size of the file once, at the start.
 */

#include "source/git/pack_index.h"

#include "base/kit.h"
#include "base/load.h"
#include "inventory/gaps.h"
#include "source/fail.h"

enum {
    HEADER = 8, /* magic and version, of version 2 */
    SMALL_OFFSET = 4,
    LARGE_OFFSET = 8,
    CHECKSUM = 4, /* CRC-32 of an entry's bytes */
};
#define IS_LARGE UINT32_C(0x80000000)

static const uint8_t magic[4] = {0xff, 't', 'O', 'c'};

static enum assay_status fail_index(struct assay_error *err, const char *what)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "the pack's index is damaged: %s",
                   what);
}

/* Entries of offset and id, one after the other. */
static bool lay_out_1(struct pack_index *index)
{
    uint64_t each = SMALL_OFFSET + index->id_size;

    index->offsets = index->bytes.data + FANOUT_SIZE;
    index->ids.ids = index->offsets + SMALL_OFFSET;
    index->ids.stride = each;
    return FANOUT_SIZE + index->ids.count * each + 2 * index->id_size == index->bytes.size;
}

/* One table after the other: ids, checksums, small offsets, large ones. */
static bool lay_out_2(struct pack_index *index)
{
    uint64_t each = index->id_size + CHECKSUM + SMALL_OFFSET;
    uint64_t least = HEADER + FANOUT_SIZE + index->ids.count * each + 2 * index->id_size;
    uint64_t more = index->bytes.size - least;

    if (index->bytes.size < least || more % LARGE_OFFSET != 0 ||
        more / LARGE_OFFSET > index->ids.count)
        return false;
    index->ids.ids = index->bytes.data + HEADER + FANOUT_SIZE;
    index->ids.stride = index->id_size;
    index->offsets = index->ids.ids + index->ids.count * (index->id_size + CHECKSUM);
    index->large = index->offsets + (size_t)index->ids.count * SMALL_OFFSET;
    index->large_count = (size_t)(more / LARGE_OFFSET);
    return true;
}

enum assay_status pack_index_open(struct bytes bytes, size_t id_size, struct pack_index *out,
                                  struct assay_error *err)
{
    struct pack_index index = {.bytes = bytes, .version = 1, .id_size = id_size};
    size_t header = 0;

    index.ids.id_size = id_size;
    if (bytes_starts(bytes, bytes_of(magic, sizeof magic)) && bytes.size >= HEADER) {
        index.version = load_u32be(bytes.data + sizeof magic);
        header = HEADER;
    }
    if (header && index.version != 2)
        return fail_index(err, "it is of a version that git does not write");
    if (bytes.size < header + FANOUT_SIZE)
        return fail_index(err, "it is cut short");
    if (!id_table_open(&index.ids, bytes.data + header))
        return fail_index(err, "its counts do not grow");
    if (!(header ? lay_out_2(&index) : lay_out_1(&index)))
        return fail_index(err, "its size is not that of the objects that it counts");
    *out = index;
    return ASSAY_OK;
}

uint64_t pack_index_offset(const struct pack_index *index, uint32_t position)
{
    size_t stride = index->version == 1 ? index->ids.stride : SMALL_OFFSET;
    uint32_t small = load_u32be(index->offsets + position * stride);

    if (index->version == 1 || !(small & IS_LARGE))
        return small;
    small &= ~IS_LARGE;
    return small < index->large_count ? load_u64be(index->large + (size_t)small * LARGE_OFFSET)
                                      : UINT64_MAX;
}

struct bytes pack_index_pack_checksum(const struct pack_index *index)
{
    return bytes_of(index->bytes.data + index->bytes.size - 2 * index->id_size, index->id_size);
}
