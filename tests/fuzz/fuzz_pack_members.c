/*
 * fuzz_pack_members.c - any entries as a pack that is a container: those of the input are deflated
 * and put behind a header, so that damage is met in what they say and not in a checksum of zlib.
 * Every member gives the bytes that it says, and one that is named by its id has it.
 */

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "source/outside.h"
#include "source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STORED_MAX = 0xffff, ADLER = 65521 };

/* One block that is stored, wrapped as zlib. */
static void deflate_to(struct buf *out, struct bytes bytes)
{
    uint8_t head[] = {0x78, 1, 1, 0, 0, 0, 0}, tail[4];
    uint32_t a = 1, b = 0;

    for (size_t i = 0; i < bytes.size; i++) {
        a = (a + bytes.data[i]) % ADLER;
        b = (b + a) % ADLER;
    }
    head[3] = (uint8_t)bytes.size;
    head[4] = (uint8_t)(bytes.size >> 8);
    head[5] = (uint8_t)~head[3];
    head[6] = (uint8_t)~head[4];
    tail[0] = (uint8_t)(b >> 8), tail[1] = (uint8_t)b;
    tail[2] = (uint8_t)(a >> 8), tail[3] = (uint8_t)a;
    buf_add(out, head, sizeof head);
    buf_add(out, bytes.data, bytes.size);
    buf_add(out, tail, sizeof tail);
}

/* An entry of the input: a type, how many bytes stand before what is deflated, and how many are;
 * with a bit of the type the size that it claims is another. */
static bool take_entry(struct bytes *rest, struct buf *out)
{
    uint8_t type, before;
    size_t size, claimed;

    if (rest->size < 3)
        return false;
    type = rest->data[0];
    before = rest->data[1] & 63;
    size = rest->data[2] | (size_t)(rest->data[1] >> 6) << 8;
    *rest = bytes_from(*rest, 3);
    claimed = size + (type >> 7);
    buf_byte(out, (uint8_t)((unsigned)(type & 7) << 4 | (unsigned)(claimed & 15) | 0x80));
    buf_byte(out, (uint8_t)(claimed >> 4 & 0x7f));
    buf_add(out, rest->data, bytes_front(*rest, before).size);
    *rest = bytes_from(*rest, before);
    deflate_to(out, bytes_front(*rest, size));
    *rest = bytes_from(*rest, size);
    return true;
}

static void make_pack(struct bytes input, struct buf *out)
{
    uint8_t head[12] = {'P', 'A', 'C', 'K', 0, 0, 0, 2}, sum[DIGEST_SIZE_MAX];
    bool wide = input.size > 0 && (input.data[0] & 1);
    struct digest *digest = digest_new(wide ? DIGEST_SHA256 : DIGEST_SHA1);

    assert(digest);
    buf_add(out, head, sizeof head);
    for (input = bytes_from(input, 1); take_entry(&input, out);)
        out->data[11]++;
    digest_start(digest);
    digest_add(digest, buf_bytes(out));
    buf_add(out, sum, digest_end(digest, sum));
    digest_free(digest);
    assert(out->status == ASSAY_OK);
}

/* "objects/ID" or "objects/ID/...". */
static void check_name(struct bytes name, struct digest *one, struct digest *other)
{
    uint8_t sha1[DIGEST_SIZE_MAX], sha256[DIGEST_SIZE_MAX];
    char hex[2 * DIGEST_SIZE_MAX + 1];

    digest_end(one, sha1);
    digest_end(other, sha256);
    if (!bytes_starts(name, BYTES("objects/")))
        return;
    name = bytes_until(bytes_from(name, 8), '/');
    if (!hex_is_lower(name))
        return; /* a path of a tree */
    hex_encode(bytes_of(sha1, SHA1_SIZE), hex);
    if (name.size == 2 * SHA1_SIZE)
        assert(bytes_equal(name, bytes_text(hex)));
    hex_encode(bytes_of(sha256, SHA256_SIZE), hex);
    if (name.size == 2 * SHA256_SIZE)
        assert(bytes_equal(name, bytes_text(hex)));
}

static void read_member(struct source *source, const struct entry *entry, struct digest *one,
                        struct digest *other)
{
    const struct assay_path *path = entry->places->path;
    CLEANUP(stream_close) struct stream stream = {0};
    struct assay_error err = {0};
    uint64_t total = 0;
    uint8_t block[512];
    char head[32];
    size_t got = 1, used;

    if (entry->type != ASSAY_ITEM_FILE)
        return;
    assert(source_read(source, NULL, entry, &stream, &err) == ASSAY_OK);
    used = (size_t)snprintf(head, sizeof head, "blob %llu", (unsigned long long)entry->size) + 1;
    digest_start(one);
    digest_start(other);
    digest_add(one, bytes_of(head, used));
    digest_add(other, bytes_of(head, used));
    while (got > 0) {
        assert(stream_read(&stream, block, sizeof block, &got, &err) == ASSAY_OK);
        digest_add(one, bytes_of(block, got));
        digest_add(other, bytes_of(block, got));
        total += got;
    }
    assert(total == entry->size);
    check_name(bytes_of(path->name, path->size), one, other);
}

static void read_beside(struct source *source)
{
    struct assay_error err = {0};
    uint8_t block[512];
    size_t got = 0;

    for (unsigned layer = 0; layer < SOURCE_LAYERS; layer++) {
        CLEANUP(outside_clear) struct outside outside = {0};
        uint64_t from = 0, to = 0;

        assert(source_outside(source, layer, &outside, &err) == ASSAY_OK);
        while (outside.in && outside_next(&outside, &from, &to))
            assert(outside_read_at(&outside, from, block, sizeof block, &got, &err) == ASSAY_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct assay_limits limits = {.entries = 200, .expand = 1 << 22, .ratio = 1000};
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(digest_freep) struct digest *one = digest_new(DIGEST_SHA1);
    CLEANUP(digest_freep) struct digest *other = digest_new(DIGEST_SHA256);
    CLEANUP(buf_clear) struct buf pack;
    CLEANUP(source_closep) struct source *source = NULL;
    struct source_budget budget;
    struct stream stream;
    struct assay_error err = {0};
    struct entry entry;
    bool found = true;

    buf_init(&pack, SIZE_MAX);
    make_pack(bytes_of(data, size), &pack);
    source_budget_init(&budget, &limits);
    stream_of_bytes(&stream, buf_bytes(&pack));
    assert(source_open_container(CONTAINER_GIT_PACK, &stream,
                                 inventory_path(part, NULL, BYTES("f")), &budget, &source,
                                 &err) == ASSAY_OK);
    while (found) {
        assert(source_next(source, part, &entry, &found, &err) == ASSAY_OK);
        if (found)
            read_member(source, &entry, one, other);
    }
    read_beside(source);
    assert(source_end(source) <= pack.size);
    stream_close(&stream);
    return 0;
}
