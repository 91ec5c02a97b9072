/*
 * members_libarchive.c - members of a tar by way of libarchive: one after the other, each held to
 * the limits as its bytes are read.
 */

#include <archive_entry.h>
#include <locale.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/feed.h"
#include "source/member_name.h"
#include "source/members.h"

enum {
    DECODED_SLICE = 4096, /* what a decoder may hold */
    TAR_SLICE = 64 * 1024,
    TAR_BLOCK = 512,
    BAD_HEADERS_MAX = 1000, /* in a row; then the rest is no container */
};

struct members {
    struct source base;
    struct container container;
    struct archive *archive;
    struct feed feed;
    locale_t utf8; /* libarchive turns names into the thread's locale */
    bool ended;

    struct member_names names;

    /* the member at hand */
    uint64_t serial;
    bool encrypted;
    uint64_t size;          /* claimed, or STREAM_SIZE_UNKNOWN */
    uint64_t out, in_start; /* bytes handed out; taken in before it */
    const uint8_t *block;
    size_t block_size, block_at;
    uint64_t block_offset; /* in the member; holes are in front of it */
    bool blocks_ended, sparse;
    struct assay_error failure; /* to be told once the block was handed out */
};

static uint64_t taken_in(const struct members *members)
{
    return members->container.decoded ? members->container.decoded->consumed : members->feed.handed;
}

static void gap(const struct members *members, struct inventory_part *part, const char *id,
                const char *why)
{
    inventory_gap(part, id, members->container.path, members->feed.at, why);
}

/* ---- the bytes of one member ---- */

static enum assay_status next_block(struct members *members, struct assay_error *err)
{
    const void *block = NULL;
    la_int64_t offset = 0;
    size_t size = 0;
    int code = archive_read_data_block(members->archive, &block, &size, &offset);

    members->block_at = 0;
    members->block_size = 0;
    if (code == ARCHIVE_EOF) {
        members->blocks_ended = true;
        members->block_offset =
            members->sparse && members->size != STREAM_SIZE_UNKNOWN ? members->size : members->out;
        return ASSAY_OK;
    }
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
        return feed_fail(&members->feed, members->archive, err);
    if (offset < 0 || (uint64_t)offset < members->out)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                       "the parts of a sparse member overlap");
    if (code == ARCHIVE_WARN) /* a wrong sum, told with the last block */
        members->failure.status = feed_fail(&members->feed, members->archive, &members->failure);
    members->block = block;
    members->block_size = size;
    members->block_offset = (uint64_t)offset;
    return ASSAY_OK;
}

static enum assay_status charge(struct members *members, size_t size, bool hole,
                                struct assay_error *err)
{
    uint64_t slack = members->container.decoded ? DECODED_SLICE : TAR_SLICE;

    members->out += size;
    if (hole || !members->container.decoded) /* else the decoder has charged them */
        TRY(source_budget_bytes(members->container.budget, size, err));
    if (container_over_ratio(members->container.budget, members->out,
                             taken_in(members) - members->in_start, slack))
        return fail_ratio(members->container.budget, err);
    return source_budget_time(members->container.budget, err);
}

static enum assay_status member_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct members *members = stream->state;
    uint64_t hole;

    *got = 0;
    if (members->failure.status != ASSAY_OK && members->block_at == members->block_size) {
        *err = members->failure;
        return err->status;
    }
    while (members->block_at == members->block_size && !members->blocks_ended) {
        if (next_block(members, &members->failure) != ASSAY_OK ||
            (members->block_size == 0 && members->failure.status != ASSAY_OK)) {
            *err = members->failure;
            return err->status;
        }
    }
    hole = members->block_offset + members->block_at - members->out;
    if (hole > 0) {
        *got = hole < size ? (size_t)hole : size;
        memset(to, 0, *got);
        return charge(members, *got, true, err);
    }
    *got = members->block_size - members->block_at;
    *got = *got < size ? *got : size;
    if (*got == 0)
        return ASSAY_OK;
    memcpy(to, members->block + members->block_at, *got);
    members->block_at += *got;
    return charge(members, *got, false, err);
}

static enum assay_status members_read(struct source *source, struct source_session *session,
                                      const struct entry *entry, struct stream *stream,
                                      struct assay_error *err)
{
    struct members *members = (struct members *)source;

    (void)session;
    if (entry->handle != members->serial)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                          "members are read one after the other");
    if (members->encrypted)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_ENCRYPTED, "the member is encrypted");
    *stream = (struct stream){.read = member_read, .state = members, .size = members->size};
    return ASSAY_OK;
}

/* ---- names ---- */

/* libarchive gives NULL where it cannot turn a name into the locale; UTF-8 it then still has. */
static struct bytes name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);

    if (!name)
        name = archive_entry_pathname_utf8(entry);
    return name ? bytes_text(name) : bytes_of(NULL, 0);
}

static const char *link_of(struct archive_entry *entry, bool hard)
{
    const char *link = hard ? archive_entry_hardlink(entry) : archive_entry_symlink(entry);

    if (!link)
        link = hard ? archive_entry_hardlink_utf8(entry) : archive_entry_symlink_utf8(entry);
    return link;
}

/* ---- one member ---- */

static enum assay_item_type type_of(struct archive_entry *entry, bool *folder)
{
    bool content = archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0;

    *folder = false;
    if (link_of(entry, true))
        return content ? ASSAY_ITEM_FILE : ASSAY_ITEM_HARDLINK;
    switch (archive_entry_filetype(entry)) {
    case AE_IFDIR:
        *folder = !content; /* a folder with bytes in it hides them */
        return ASSAY_ITEM_FILE;
    case AE_IFLNK:
        return ASSAY_ITEM_SYMLINK;
    case AE_IFCHR:
    case AE_IFBLK:
    case AE_IFIFO:
    case AE_IFSOCK:
        return ASSAY_ITEM_SPECIAL;
    default:
        return ASSAY_ITEM_FILE;
    }
}

static void start_member(struct members *members, struct archive_entry *entry)
{
    members->serial++;
    members->encrypted =
        archive_entry_is_data_encrypted(entry) || archive_entry_is_metadata_encrypted(entry);
    members->size = archive_entry_size_is_set(entry) && archive_entry_size(entry) >= 0
                        ? (uint64_t)archive_entry_size(entry)
                        : STREAM_SIZE_UNKNOWN;
    members->sparse = archive_entry_sparse_count(entry) > 0;
    members->out = 0;
    members->in_start = taken_in(members);
    members->block = NULL;
    members->block_size = members->block_at = 0;
    members->block_offset = 0;
    members->blocks_ended = false;
    members->failure = (struct assay_error){0};
}

static enum assay_status yield(struct members *members, struct inventory_part *part,
                               struct archive_entry *header, struct entry *entry, bool *found,
                               struct assay_error *err)
{
    struct bytes name = name_of(header);
    const struct assay_path *path;
    const char *link;
    bool folder, before = false;
    enum assay_item_type type = type_of(header, &folder);

    if (name.size > LIMIT_NAME)
        name.size = LIMIT_NAME;
    if (folder && !member_name_is_unsafe(name))
        return ASSAY_OK;
    path = inventory_path(part, members->container.path, name);
    if (!folder)
        TRY(member_names_add(&members->names, name, &before, err));
    *entry = (struct entry){.type = type, .size = members->size, .handle = members->serial};
    link = type == ASSAY_ITEM_SYMLINK || type == ASSAY_ITEM_HARDLINK
               ? link_of(header, type == ASSAY_ITEM_HARDLINK)
               : NULL;
    if (link)
        entry->link = arena_text(inventory_part_arena(part), link);
    member_judge(part, path, entry, members->feed.at, before);
    if (folder)
        return ASSAY_OK;
    *found = true;
    return entry_place_one(entry, part, path, NULL) ? ASSAY_OK : fail_no_memory(err);
}

/* ---- the walk ---- */

/* What stands behind the end of a tar, and whether what it was compressed with ends well. */
static void look_behind(struct members *members, struct inventory_part *part)
{
    int64_t end = archive_filter_bytes(members->archive, 0);
    const void *slice;
    ssize_t size;

    if (end < 0)
        return;
    if (members->feed.ended && members->feed.zeros < TAR_BLOCK) {
        gap(members, part, GAP_BUNDLE_TRUNCATED, "the tar has no end mark: members may be missing");
        return;
    }
    if ((uint64_t)end < members->feed.at &&
        members->feed.at - (uint64_t)end <= members->feed.taken) {
        members->feed.taken -= (size_t)(members->feed.at - (uint64_t)end);
        members->feed.at = (uint64_t)end;
    }
    while ((size = feed_take(&members->feed, &slice)) > 0) {
        const uint8_t *bytes = slice;

        for (ssize_t i = 0; i < size; i++) {
            if (bytes[i] != 0) {
                gap(members, part, GAP_BUNDLE_TRAILING_DATA,
                    "bytes stand behind the end of the tar");
                return;
            }
        }
    }
    if (size < 0)
        gap_from(part, members->container.path, &members->feed.failure);
}

/* Deals with a header that could not be read; *again says whether to try the next. */
static enum assay_status header_failed(const struct members *members, struct inventory_part *part,
                                       int code, unsigned *bad, bool *again,
                                       struct assay_error *err)
{
    struct assay_error failure;

    *again = false;
    if (feed_fail(&members->feed, members->archive, &failure) == ASSAY_OK)
        return ASSAY_OK;
    if (failure.status == ASSAY_ENOMEM || failure.status == ASSAY_EINTERRUPTED) {
        *err = failure;
        return failure.status;
    }
    gap_from(part, members->container.path, &failure);
    *again = code != ARCHIVE_FATAL && ++*bad < BAD_HEADERS_MAX;
    return ASSAY_OK;
}

static int next_header(struct members *members, struct archive_entry **header)
{
    locale_t before = uselocale(members->utf8);
    int code = archive_read_next_header(members->archive, header);

    uselocale(before);
    return code;
}

static enum assay_status members_next(struct source *source, struct inventory_part *part,
                                      struct entry *entry, bool *found, struct assay_error *err)
{
    struct members *members = (struct members *)source;
    unsigned bad = 0;

    *found = false;
    while (!members->ended && !*found) {
        struct archive_entry *header = NULL;
        struct assay_error failure;
        int code = next_header(members, &header);

        if (code == ARCHIVE_EOF) {
            members->ended = true;
            look_behind(members, part);
        } else if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
            bool again;

            TRY(header_failed(members, part, code, &bad, &again, err));
            members->ended = !again;
        } else if (source_budget_entry(members->container.budget, &failure) != ASSAY_OK) {
            gap_from(part, members->container.path, &failure);
            members->ended = true;
        } else {
            locale_t before = uselocale(members->utf8);
            enum assay_status status;

            start_member(members, header);
            status = yield(members, part, header, entry, found, err);
            uselocale(before);
            TRY(status);
        }
    }
    return ASSAY_OK;
}

static void members_close(struct source *source)
{
    struct members *members = (struct members *)source;

    archive_read_free(members->archive);
    feed_clear(&members->feed);
    if (members->utf8)
        freelocale(members->utf8);
    member_names_clear(&members->names);
    free(members);
}

static const struct source_class members_class = {
    .sequential = true,
    .next = members_next,
    .read = members_read,
    .close = members_close,
};

/* ---- opening ---- */

static enum assay_status open_tar(struct members *members, struct assay_error *err)
{
    if (archive_read_support_format_tar(members->archive) == ARCHIVE_OK &&
        feed_open(&members->feed, members->archive, false) == ARCHIVE_OK)
        return ASSAY_OK;
    return feed_fail(&members->feed, members->archive, err);
}

enum assay_status members_open(const struct container *container, struct source **out,
                               struct assay_error *err)
{
    CLEANUP(source_closep) struct source *source = NULL;
    struct members *members = calloc(1, sizeof *members);

    if (!members)
        return fail_no_memory(err);
    source = &members->base;
    source->class = &members_class;
    members->container = *container;
    member_names_init(&members->names);
    members->archive = archive_read_new();
    members->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!members->archive || !members->utf8)
        return fail_no_memory(err);
    TRY(feed_init(&members->feed, container->plain, container->budget, TAR_SLICE, err));
    TRY(open_tar(members, err));
    *out = TAKE(source);
    return ASSAY_OK;
}
