/*
 * loose_member.c - inflates a loose object, and holds it to the id that its file is named by. That
 * it has another is told when all of it was read: its bytes are content all the same.
 */

#include "source/git/loose_member.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "inventory/gaps.h"
#include "source/decode.h"
#include "source/fail.h"
#include "source/git/loose.h"

struct loose_member {
    struct source base;
    struct container container;
    struct decoded decoded;
    struct stream plain;
    uint8_t head[LOOSE_HEAD]; /* inflated first; what is behind the header is content */
    struct bytes rest;        /* of it */
    struct object_id id;      /* that the file is named by; of size 0: by none */
    struct digest *digest;    /* of all that is inflated, NULL: there is no id */
    uint64_t size, out;       /* of the content, as the header says; bytes that were read */
    bool yielded, ended, told;
};

/* "ab/cdef...", as the end of the path. */
static bool id_of_path(const struct assay_path *path, struct object_id *id)
{
    static const size_t sizes[] = {SHA256_SIZE, SHA1_SIZE};

    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        size_t digits = 2 * sizes[i], size = digits + 1;
        struct bytes name = bytes_of(path->name, path->size);
        char hex[OBJECT_HEX_MAX];

        if (name.size < size || (name.size > size && name.data[name.size - size - 1] != '/'))
            continue;
        name = bytes_from(name, name.size - size);
        if (name.data[2] != '/')
            continue;
        memcpy(hex, name.data, 2);
        memcpy(hex + 2, name.data + 3, digits - 2);
        if (object_id_parse(bytes_of(hex, digits), id))
            return true;
    }
    return false;
}

static ASSAY_RESULT read_head(struct loose_member *member, struct assay_error *err)
{
    struct bytes head = bytes_of(member->head, 0);
    enum object_type type;
    size_t got = 1;

    while (head.size < LOOSE_HEAD && got > 0) {
        TRY(stream_read(&member->plain, member->head + head.size, LOOSE_HEAD - head.size, &got,
                        err));
        head.size += got;
    }
    member->rest = head;
    if (!loose_take_head(&member->rest, &type, &member->size))
        return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT,
                       "its header is none that git writes");
    if (member->digest) {
        digest_start(member->digest);
        digest_add(member->digest, bytes_of(head.data, head.size - member->rest.size));
    }
    return ASSAY_OK;
}

static enum assay_status member_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct loose_member *member = stream->state;

    if (member->rest.size > 0) {
        *got = member->rest.size < size ? member->rest.size : size;
        memcpy(to, member->rest.data, *got);
        member->rest = bytes_from(member->rest, *got);
    } else {
        TRY(stream_read(&member->plain, to, size, got, err));
    }
    member->ended = *got == 0;
    member->out += *got;
    if (member->digest)
        digest_add(member->digest, bytes_of(to, *got));
    if (container_over_ratio(member->container.budget, member->out, member->decoded.consumed,
                             CONTAINER_SLACK))
        return fail_ratio(member->container.budget, err);
    return ASSAY_OK;
}

static enum assay_status loose_read(struct source *source, struct source_session *session,
                                    const struct entry *entry, struct stream *stream,
                                    struct assay_error *err)
{
    (void)session, (void)entry, (void)err;
    *stream = (struct stream){.read = member_read, .state = source, .size = STREAM_SIZE_UNKNOWN};
    return ASSAY_OK;
}

/* What its name and its header say, once it was read. */
static void tell(struct loose_member *member, struct inventory_part *part)
{
    const struct assay_path *path = member->container.path;
    uint8_t sum[DIGEST_SIZE_MAX];
    char why[OBJECT_HEX_MAX + 96];

    if (member->decoded.trailing)
        inventory_gap(part, GAP_BUNDLE_TRAILING_DATA, path, member->decoded.consumed,
                      "bytes stand behind the end of the object");
    if (member->out != member->size) {
        snprintf(why, sizeof why, "its header says %" PRIu64 " bytes, and %" PRIu64 " are in it",
                 member->size, member->out);
        inventory_gap(part, GAP_GIT_OBJECT_CORRUPT, path, ASSAY_NO_OFFSET, why);
    }
    if (!member->digest)
        return;
    digest_end(member->digest, sum);
    if (memcmp(sum, member->id.bytes, member->id.size) != 0) {
        char hex[OBJECT_HEX_MAX + 1];

        hex_encode(bytes_of(sum, member->id.size), hex);
        snprintf(why, sizeof why, "it is object %s, and its name says another", hex);
        inventory_gap(part, GAP_GIT_OBJECT_MISMATCH, path, ASSAY_NO_OFFSET, why);
    }
}

static enum assay_status loose_next(struct source *source, struct inventory_part *part,
                                    struct entry *entry, bool *found, struct assay_error *err)
{
    struct loose_member *member = (struct loose_member *)source;
    const struct assay_path *path = member->container.path;
    struct bytes name = bytes_of(path->name, path->size);
    const uint8_t *slash = name.size ? memrchr(name.data, '/', name.size) : NULL;
    char hex[OBJECT_HEX_MAX + 1];
    struct assay_error failure;

    *found = !member->yielded;
    if (!*found) {
        if (member->ended && !member->told)
            tell(member, part);
        member->told = true;
        return ASSAY_OK;
    }
    member->yielded = true;
    if (source_budget_entry(member->container.budget, &failure) != ASSAY_OK) {
        gap_from(part, path, &failure);
        *found = false;
        return ASSAY_OK;
    }
    if (member->id.size > 0) {
        object_id_text(&member->id, hex);
        name = bytes_text(hex);
    } else if (slash) {
        name = bytes_from(name, (size_t)(slash - name.data) + 1);
    }
    *entry = (struct entry){.type = ASSAY_ITEM_FILE, .size = STREAM_SIZE_UNKNOWN};
    return entry_place_one(entry, part, inventory_path(part, path, name), NULL)
               ? ASSAY_OK
               : fail_no_memory(err);
}

static uint64_t loose_end(const struct source *source)
{
    const struct decoded *decoded = &((const struct loose_member *)source)->decoded;

    return decoded->ended ? decoded->consumed : 0;
}

static void loose_close_member(struct source *source)
{
    struct loose_member *member = (struct loose_member *)source;

    stream_close(&member->plain);
    digest_free(member->digest);
    free(member);
}

static const struct source_class loose_class = {
    .sequential = true,
    .next = loose_next,
    .read = loose_read,
    .end = loose_end,
    .close = loose_close_member,
};

enum assay_status loose_open_member(const struct container *container, struct source **out,
                                    struct assay_error *err)
{
    CLEANUP(source_closep) struct source *source = NULL;
    struct loose_member *member = calloc(1, sizeof *member);

    if (!member)
        return fail_no_memory(err);
    source = &member->base;
    source->class = &loose_class;
    member->container = *container;
    if (id_of_path(container->path, &member->id)) {
        member->digest = digest_new(member->id.size == SHA256_SIZE ? DIGEST_SHA256 : DIGEST_SHA1);
        if (!member->digest)
            return fail_no_memory(err);
    }
    TRY(decode_open(CONTAINER_ZLIB, container->plain, container->budget, &member->decoded,
                    &member->plain, err));
    TRY(read_head(member, err));
    *out = TAKE(source);
    return ASSAY_OK;
}
