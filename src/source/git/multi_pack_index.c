/* multi_pack_index.c - reads a multi-pack-index; each chunk is held to the size that it must have.
 */

#include "source/git/multi_pack_index.h"

#include "base/kit.h"
#include "base/load.h"
#include "crypto/digest.h"
#include "inventory/gaps.h"
#include "source/fail.h"

enum {
    HEADER = 12,
    CHUNK_ENTRY = 12, /* id and offset */
    OFFSET_ENTRY = 8, /* number of the pack, and offset */
    LARGE_OFFSET = 8,
};
#define IS_LARGE UINT32_C(0x80000000)

static enum assay_status fail_index(struct assay_error *err, const char *what)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT,
                   "the multi-pack-index is damaged: %s", what);
}

/* The bytes of a chunk, to where the next one begins; empty where there is none of that id. */
static struct bytes find_chunk(struct bytes bytes, const char id[4])
{
    uint32_t chunks = bytes.data[6];

    for (uint32_t i = 0; i < chunks; i++) {
        const uint8_t *entry = bytes.data + HEADER + (size_t)i * CHUNK_ENTRY;
        uint64_t from = load_u64be(entry + 4), to = load_u64be(entry + CHUNK_ENTRY + 4);

        if (memcmp(entry, id, 4) == 0)
            return from <= to && to <= bytes.size ? bytes_of(bytes.data + from, to - from)
                                                  : (struct bytes){0};
    }
    return (struct bytes){0};
}

static enum assay_status read_header(struct bytes bytes, size_t id_size, struct assay_error *err)
{
    if (bytes.size < HEADER || !bytes_starts(bytes, BYTES("MIDX")))
        return fail_index(err, "it does not begin as one");
    if (bytes.data[4] != 1 || bytes.data[5] != (id_size == SHA1_SIZE ? 1 : 2))
        return fail_index(err, "it is of another version, or for other ids");
    if (bytes.size < HEADER + ((size_t)bytes.data[6] + 1) * CHUNK_ENTRY + id_size)
        return fail_index(err, "it is cut short");
    return ASSAY_OK;
}

enum assay_status multi_pack_index_open(struct bytes bytes, size_t id_size,
                                        struct multi_pack_index *out, struct assay_error *err)
{
    struct multi_pack_index index = {.bytes = bytes};
    struct bytes fanout, ids, offsets, large;

    TRY(read_header(bytes, id_size, err));
    index.pack_count = load_u32be(bytes.data + 8);
    index.names = find_chunk(bytes, "PNAM");
    fanout = find_chunk(bytes, "OIDF");
    ids = find_chunk(bytes, "OIDL");
    offsets = find_chunk(bytes, "OOFF");
    large = find_chunk(bytes, "LOFF");
    if (fanout.size != FANOUT_SIZE || !id_table_open(&index.ids, fanout.data))
        return fail_index(err, "its counts do not grow");
    if (index.pack_count > index.names.size)
        return fail_index(err, "it counts more packs than it names");
    if (ids.size != index.ids.count * (uint64_t)id_size ||
        offsets.size != index.ids.count * (uint64_t)OFFSET_ENTRY)
        return fail_index(err, "a chunk has not the size of the objects that it counts");
    index.ids.ids = ids.data;
    index.ids.stride = index.ids.id_size = id_size;
    index.offsets = offsets.data;
    index.large = large.data;
    index.large_count = large.size / LARGE_OFFSET;
    *out = index;
    return ASSAY_OK;
}

bool multi_pack_index_get(const struct multi_pack_index *index, uint32_t position, uint32_t *pack,
                          uint64_t *offset)
{
    const uint8_t *entry = index->offsets + (size_t)position * OFFSET_ENTRY;
    uint32_t small = load_u32be(entry + 4);

    *pack = load_u32be(entry);
    *offset = small;
    if ((small & IS_LARGE) && index->large_count > 0) {
        small &= ~IS_LARGE;
        if (small >= index->large_count)
            return false;
        *offset = load_u64be(index->large + (size_t)small * LARGE_OFFSET);
    }
    return *pack < index->pack_count;
}

bool multi_pack_index_name(struct bytes *names, const char **name)
{
    const uint8_t *end = names->size ? memchr(names->data, 0, names->size) : NULL;

    if (!end || end == names->data)
        return false;
    *name = (const char *)names->data;
    *names = bytes_from(*names, (size_t)(end - names->data) + 1);
    return true;
}
