/* pack.c - reads pack headers and entry headers; no number of theirs is used before it was held to
 * what is there. */

#include "source/git/pack.h"

#include "base/kit.h"
#include "base/load.h"
#include "base/map.h"
#include "crypto/digest.h"
#include "inventory/gaps.h"
#include "source/fail.h"

enum {
    CHECK_STEP = 16 << 20,
    DEFLATE_RATIO = 1032, /* most bytes out for each byte in. Source: zlib, "Technical Details" */
};

enum assay_status fail_pack(const struct pack *pack, uint64_t offset, const char *what,
                            struct assay_error *err)
{
    return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "%s at byte %llu: %s", pack->name,
                   (unsigned long long)offset, what);
}

enum assay_status pack_open(struct pack *pack, struct assay_error *err)
{
    struct bytes bytes = pack->bytes, trailer;
    uint32_t version;

    if (bytes.size < PACK_HEADER + pack->id_size || !bytes_starts(bytes, BYTES("PACK")))
        return fail_pack(pack, 0, "it does not begin as a pack", err);
    version = load_u32be(bytes.data + 4);
    if (version != 2 && version != 3) /* the same, as git has it */
        return fail_pack(pack, 4, "its version is not one that git reads", err);
    pack->count = load_u32be(bytes.data + 8);
    pack->end = bytes.size - pack->id_size;
    if (!pack->index.bytes.data)
        return ASSAY_OK;
    if (pack->count != pack->index.ids.count)
        return fail_pack(pack, 8, "its index counts other objects", err);
    trailer = bytes_from(bytes, pack->end);
    if (!bytes_equal(trailer, pack_index_pack_checksum(&pack->index)))
        return fail_pack(pack, pack->end, "its index was made for another pack", err);
    return ASSAY_OK;
}

bool pack_checksum_holds(struct bytes file, size_t id_size, struct digest *digest)
{
    uint8_t found[DIGEST_SIZE_MAX];
    struct bytes rest = file;

    if (file.size < id_size)
        return false;
    rest.size -= id_size;
    digest_start(digest);
    while (rest.size > 0) { /* so much at a time that its pages count for little */
        struct bytes part = bytes_front(rest, CHECK_STEP);

        digest_add(digest, part);
        rest = bytes_from(rest, part.size);
        map_forget(file);
    }
    return digest_end(digest, found) == id_size &&
           memcmp(found, file.data + file.size - id_size, id_size) == 0;
}

/* Type and size: three bits and four, then groups of seven bits, the lowest first. */
static bool take_head(struct bytes *rest, unsigned *type, uint64_t *size)
{
    uint8_t byte;
    unsigned shift = 4;

    if (rest->size == 0)
        return false;
    byte = rest->data[0];
    *type = (byte >> 4) & 7;
    *size = byte & 15;
    *rest = bytes_from(*rest, 1);
    while (byte & 0x80) {
        if (rest->size == 0 || shift > 57)
            return false;
        byte = rest->data[0];
        *size |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
        *rest = bytes_from(*rest, 1);
    }
    return true;
}

/* How far back the base begins: groups of seven bits, the highest first, each with one added. */
static bool take_distance(struct bytes *rest, uint64_t *distance)
{
    uint64_t value = 0;

    for (bool first = true; rest->size > 0; first = false) {
        uint8_t byte = rest->data[0];

        if (!first && ckd_add(&value, value, 1))
            return false;
        if (value > UINT64_MAX >> 7)
            return false;
        value = value << 7 | (byte & 0x7f);
        *rest = bytes_from(*rest, 1);
        if (!(byte & 0x80)) {
            *distance = value;
            return true;
        }
    }
    return false;
}

/* Where the base stands, or what is wrong with it. */
static const char *take_base(struct bytes *rest, uint64_t offset, size_t id_size,
                             struct pack_entry *entry)
{
    uint64_t distance;

    switch ((int)entry->type) {
    case PACK_OFFSET_DELTA:
        if (!take_distance(rest, &distance) || distance == 0 || distance > offset - PACK_HEADER)
            return "its base would begin outside the pack";
        entry->base = offset - distance;
        return NULL;
    case PACK_ID_DELTA:
        if (rest->size < id_size)
            return "it is cut short";
        object_id_of(&entry->base_id, rest->data, id_size);
        *rest = bytes_from(*rest, id_size);
        return NULL;
    case PACK_COMMIT:
    case PACK_TREE:
    case PACK_BLOB:
    case PACK_TAG:
        return NULL;
    default:
        return "an entry of a type that git does not write";
    }
}

const char *pack_entry_parse(struct bytes bytes, uint64_t offset, size_t id_size,
                             struct pack_entry *out)
{
    struct pack_entry entry = {0};
    struct bytes rest = bytes;
    const char *wrong;
    unsigned type;

    if (!take_head(&rest, &type, &entry.size))
        return "its size is cut short or too large";
    entry.type = (enum pack_entry_type)type;
    wrong = take_base(&rest, offset, id_size, &entry);
    if (wrong)
        return wrong;
    entry.data = offset + (bytes.size - rest.size);
    *out = entry;
    return NULL;
}

bool pack_entry_may_begin(struct bytes bytes, uint64_t offset, size_t id_size)
{
    struct pack_entry entry;
    struct bytes rest;

    if (pack_entry_parse(bytes, offset, id_size, &entry))
        return false;
    rest = bytes_from(bytes, (size_t)(entry.data - offset));
    return rest.size > 1 && (rest.data[0] & 0x8f) == 0x08 &&
           (rest.data[0] << 8 | rest.data[1]) % 31 == 0;
}

bool pack_entry_can_hold(const struct pack_entry *entry, uint64_t packed)
{
    return entry->size / DEFLATE_RATIO <= packed;
}

enum assay_status pack_entry_read(const struct pack *pack, uint64_t offset, struct pack_entry *out,
                                  struct assay_error *err)
{
    struct pack_entry entry;
    const char *wrong;

    if (offset < PACK_HEADER || offset >= pack->end)
        return fail_pack(pack, offset, "the index leads outside the pack", err);
    wrong = pack_entry_parse(bytes_of(pack->bytes.data + offset, pack->end - (size_t)offset),
                             offset, pack->id_size, &entry);
    if (wrong)
        return fail_pack(pack, offset, wrong, err);
    if (!pack_entry_can_hold(&entry, pack->end - entry.data))
        return fail_pack(pack, offset, "it claims more bytes than the pack can hold", err);
    *out = entry;
    return ASSAY_OK;
}

struct bytes pack_entry_data(const struct pack *pack, const struct pack_entry *entry)
{
    return bytes_of(pack->bytes.data + entry->data, pack->end - entry->data);
}

bool pack_entry_is_delta(const struct pack_entry *entry)
{
    return entry->type == PACK_OFFSET_DELTA || entry->type == PACK_ID_DELTA;
}

enum object_type pack_entry_object(const struct pack_entry *entry)
{
    switch (entry->type) {
    case PACK_COMMIT:
        return OBJECT_COMMIT;
    case PACK_TREE:
        return OBJECT_TREE;
    case PACK_TAG:
        return OBJECT_TAG;
    default:
        return OBJECT_BLOB;
    }
}
