/*
 * foreign_libarchive.c - 7z, RAR, CAB, LHA, xar, ISO images, cpio and ar by way of libarchive.
 * A new format that it reads is one line in reader_process.c and one in recognise.c.
 */

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/asides.h"
#include "source/content.h"
#include "source/fail.h"
#include "source/feed.h"
#include "source/foreign.h"
#include "source/header_watch.h"
#include "source/reader.h"
#include "source/tail.h"

enum { SLICE = 64 * 1024 };

struct libarchive {
    struct reader *archive;
    struct feed feed;
    enum container_format format;
    struct bytes block;
    size_t done;      /* bytes of it handed out */
    uint64_t at;      /* where the block stands in the member */
    uint64_t end;     /* of what was handed out */
    uint64_t claimed; /* size of the member, or STREAM_SIZE_UNKNOWN */
    bool sparse, content_ended;
    struct header_watch watch;  /* of what comes in order */
    struct asides asides;       /* beside its members, and behind its end */
    struct content content;     /* of what is read by offset */
    bool has_content;           /* it was looked for */
    bool ended;                 /* and nothing but zeros stands behind */
    struct assay_error failure; /* met with the block, told behind it */
};

/* ---- opening ---- */

/* Where the end is by a 7z's own account. Source: 7-Zip, 7zFormat.txt, "Signature Header". */
static enum assay_status check_7z_end(const struct libarchive *reader, uint64_t *behind,
                                      struct assay_error *err)
{
    struct stream *stream = reader->feed.stream;
    struct assay_error ignored;
    struct cursor cursor;
    uint8_t head[32];
    uint64_t offset, size, end;
    size_t got = 0;

    TRY(stream->read_at(stream, 0, head, sizeof head, &got, err));
    cursor_of_bytes(&cursor, bytes_of(head, got), &ignored);
    if (cursor_skip(&cursor, 12) != ASSAY_OK || cursor_u64le(&cursor, &offset) != ASSAY_OK ||
        cursor_u64le(&cursor, &size) != ASSAY_OK || ckd_add(&end, offset, size) ||
        ckd_add(&end, end, sizeof head))
        return ASSAY_OK; /* libarchive tells */
    if (end > stream->size)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_TRUNCATED,
                       "its list of members stands past the end of the file");
    if (end < stream->size)
        *behind = end;
    return ASSAY_OK;
}

static void reader_close(void *state)
{
    struct libarchive *reader = state;

    reader_stop(reader->archive);
    feed_clear(&reader->feed);
    asides_clear(&reader->asides);
    content_clear(&reader->content);
    free(reader);
}

/* libarchive tells of that in words alone. */
static bool names_are_encrypted(const struct libarchive *reader)
{
    const char *text = reader_error(reader->archive);

    return reader->feed.failure.status == ASSAY_OK && strcasestr(text, "header is encrypted");
}

static enum assay_status fail_archive(const struct libarchive *reader, struct assay_error *err)
{
    if (names_are_encrypted(reader))
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_ENCRYPTED_NAMES,
                       "the names of its members are encrypted");
    return feed_fail(&reader->feed, reader_error(reader->archive), err);
}

static enum assay_status start(struct libarchive *reader, enum container_format format,
                               struct stream *in, struct source_budget *budget,
                               struct assay_error *err)
{
    uint64_t behind = ASSAY_NO_OFFSET;

    reader->format = format;
    asides_init(&reader->asides);
    content_init(&reader->content);
    header_watch_start(&reader->watch, format, &reader->asides);
    TRY(feed_init(&reader->feed, in, budget, SLICE, err));
    if (!container_by_offset(format)) { /* whatever the stream can do */
        reader->feed.random = false;
        reader->feed.watch = &reader->watch;
    }
    if (format == CONTAINER_7Z)
        TRY(check_7z_end(reader, &behind, err));
    return reader_start(format, &reader->feed, reader->feed.random, &reader->archive, err);
}

static enum assay_status reader_open(enum container_format format, struct stream *in,
                                     struct source_budget *budget, void **state,
                                     struct assay_error *err)
{
    struct libarchive *reader = calloc(1, sizeof *reader);
    enum assay_status status;

    if (!reader)
        return fail_no_memory(err);
    status = start(reader, format, in, budget, err);
    if (status == ASSAY_OK)
        *state = reader;
    else
        reader_close(reader);
    return status;
}

/* ---- the end ---- */

/* Moves the feed to where libarchive came, which reads ahead; false where that is gone. */
static bool return_to(struct feed *feed, uint64_t end)
{
    if (feed->random) {
        feed->at = end;
        feed->have = feed->taken = 0;
    } else if (end < feed->at && feed->at - end <= feed->taken) {
        feed->taken -= (size_t)(feed->at - end);
        feed->at = end;
    } else if (end < feed->at) {
        return false;
    }
    return true;
}

/* What was met already, as no header stood where one should, is kept once. */
static void keep_behind(struct asides *asides, uint64_t at, struct bytes bytes)
{
    uint64_t before = at < asides->end ? asides->end - at : 0;

    if (before < bytes.size)
        asides_add(asides, at + before, bytes_from(bytes, (size_t)before));
}

/* Where something stands behind `end` that is not zero: zeros fill up a record, of tapes once. */
static enum assay_status look_behind(struct libarchive *reader, int64_t end, uint64_t *at,
                                     struct assay_error *err)
{
    struct feed *feed = &reader->feed;
    const void *slice;
    ssize_t size;

    *at = end >= 0 && !return_to(feed, (uint64_t)end) ? (uint64_t)end : ASSAY_NO_OFFSET;
    while ((size = feed_take(feed, &slice)) > 0) {
        const uint8_t *bytes = slice;

        if (!feed->random)
            keep_behind(&reader->asides, feed->at - (uint64_t)size, bytes_of(bytes, (size_t)size));
        for (ssize_t i = 0; i < size && *at == ASSAY_NO_OFFSET; i++)
            if (bytes[i] != 0)
                *at = feed->at - (uint64_t)(size - i);
    }
    if (size < 0 && err)
        *err = feed->failure;
    return size < 0 ? feed->failure.status : ASSAY_OK;
}

/* An ar has no end mark: libarchive takes zeros behind its last member for a bad header. */
static bool ends_in_zeros(struct libarchive *reader)
{
    enum { AR_HEADER = 60 /* taken already */ };
    int64_t end = reader_position(reader->archive) - AR_HEADER;
    uint64_t at;

    reader->ended = reader->format == CONTAINER_AR && reader->feed.failure.status == ASSAY_OK &&
                    look_behind(reader, end, &at, NULL) == ASSAY_OK && at == ASSAY_NO_OFFSET;
    return reader->ended;
}

/* libarchive writes as many bytes too many as the sum of the list has: the list's first ones. */
static enum assay_status skip_echo(const struct libarchive *reader, int64_t *end,
                                   struct assay_error *err)
{
    enum { XAR_HEADER = 28, SHA1_BYTES = 20, MD5_BYTES = 16 };
    static const size_t sizes[] = {SHA1_BYTES, MD5_BYTES};
    struct stream *stream = reader->feed.stream;
    uint8_t list[SHA1_BYTES], tail[SHA1_BYTES];
    size_t got = 0, also = 0;

    if (*end < 0)
        return ASSAY_OK;
    TRY(stream->read_at(stream, XAR_HEADER, list, sizeof list, &got, err));
    TRY(stream->read_at(stream, (uint64_t)*end, tail, sizeof tail, &also, err));
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        if (got < sizes[i] || also < sizes[i] || memcmp(list, tail, sizes[i]) != 0)
            continue;
        *end += (int64_t)sizes[i];
        break;
    }
    return ASSAY_OK;
}

/* ---- members ---- */

static enum assay_item_type type_of(const struct wire_entry *entry, bool content)
{
    if (content)
        return ASSAY_ITEM_FILE;
    if (entry->hardlink)
        return ASSAY_ITEM_HARDLINK;
    switch (entry->file_type) {
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

/* Symbols and long names, in the archives of linkers. Source: GNU binutils, include/aout/ar.h. */
static bool is_ar_table(struct bytes name)
{
    return bytes_equal(name, BYTES("/")) || bytes_equal(name, BYTES("//")) ||
           bytes_equal(name, BYTES("/SYM64/"));
}

static void describe(struct libarchive *reader, const struct wire_entry *entry,
                     struct foreign_member *member)
{
    uint64_t size = entry->sized && entry->size >= 0 ? (uint64_t)entry->size : STREAM_SIZE_UNKNOWN;
    bool link = entry->file_type == AE_IFLNK;
    bool folder = entry->file_type == AE_IFDIR;

    member->type = type_of(entry, size != STREAM_SIZE_UNKNOWN && size > 0 && !link);
    member->folder = folder;
    member->encrypted = entry->encrypted;
    member->size = folder && reader->format == CONTAINER_ISO ? 0 : size; /* its list of members */
    member->table = reader->format == CONTAINER_AR && is_ar_table(member->name);
    if (member->type != ASSAY_ITEM_SYMLINK && member->type != ASSAY_ITEM_HARDLINK)
        member->link = bytes_of(NULL, 0);
    reader->claimed = size;
    reader->sparse = entry->sparse;
    reader->block = bytes_of(NULL, 0);
    reader->done = 0;
    reader->at = reader->end = 0;
    reader->content_ended = false;
    reader->failure = (struct assay_error){0};
}

/* What members own, as far as it was not met on the way to the end. */
static ASSAY_RESULT find_content(struct libarchive *reader, struct assay_error *err)
{
    struct stream *in = reader->feed.stream;
    const struct source_budget *budget = reader->feed.budget;

    if (reader->has_content)
        return ASSAY_OK;
    reader->has_content = true;
    switch (reader->format) {
    case CONTAINER_7Z:
        return content_of_7z(in, budget, &reader->content, err);
    case CONTAINER_CAB:
        return content_of_cab(in, budget, &reader->content, err);
    case CONTAINER_LHA:
        return content_of_lha(in, budget, &reader->content, err);
    case CONTAINER_XAR:
        return content_of_xar(in, budget, &reader->content, err);
    default:
        return ASSAY_OK;
    }
}

/* Before libarchive reads it, which follows the links of such a list for ever. */
static ASSAY_RESULT check_list(struct libarchive *reader, struct assay_error *err)
{
    if (reader->format != CONTAINER_XAR)
        return ASSAY_OK;
    TRY(find_content(reader, err));
    if (!reader->content.refused)
        return ASSAY_OK;
    return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER, "%s: its members are not read",
                   reader->content.refused);
}

static enum assay_status reader_next(void *state, struct foreign_member *member, bool *found,
                                     bool *again, struct assay_error *err)
{
    struct libarchive *reader = state;
    struct wire_entry entry;
    int code;

    *found = *again = false;
    TRY(check_list(reader, err));
    code = reader_next_header(reader->archive, &entry, &member->name, &member->link);
    *found = code == ARCHIVE_OK || code == ARCHIVE_WARN;
    *again = code != ARCHIVE_FATAL;
    if (*found)
        describe(reader, &entry, member);
    if (code == ARCHIVE_FATAL && ends_in_zeros(reader))
        return ASSAY_OK;
    return *found || code == ARCHIVE_EOF ? ASSAY_OK : fail_archive(reader, err);
}

/* ---- content ---- */

static enum assay_status next_block(struct libarchive *reader)
{
    int64_t offset = 0;
    int code = reader_next_block(reader->archive, &reader->block, &offset);

    reader->done = 0;
    if (code == ARCHIVE_OK || code == ARCHIVE_WARN) {
        reader->at = offset < 0 ? 0 : (uint64_t)offset;
        if (code == ARCHIVE_WARN) /* a wrong sum, told with the last block */
            reader->failure.status = fail_archive(reader, &reader->failure);
        return ASSAY_OK;
    }
    reader->block = bytes_of(NULL, 0);
    reader->content_ended = code == ARCHIVE_EOF;
    reader->at =
        reader->sparse && reader->claimed != STREAM_SIZE_UNKNOWN ? reader->claimed : reader->end;
    return reader->content_ended ? ASSAY_OK : fail_archive(reader, &reader->failure);
}

static enum assay_status reader_read(void *state, void *to, size_t size, uint64_t *at, size_t *got,
                                     struct assay_error *err)
{
    struct libarchive *reader = state;

    while (reader->done == reader->block.size && !reader->content_ended) {
        if (reader->failure.status == ASSAY_OK && next_block(reader) == ASSAY_OK)
            continue;
        *err = reader->failure;
        return err->status;
    }
    *got = reader->block.size - reader->done < size ? reader->block.size - reader->done : size;
    *at = reader->at + reader->done;
    if (*got > 0)
        memcpy(to, reader->block.data + reader->done, *got);
    reader->done += *got;
    reader->end = *at + *got;
    return ASSAY_OK;
}

/* ---- behind the last member ---- */

/* Where the container ends, or less than 0 where that is not known. */
static ASSAY_RESULT find_end(struct libarchive *reader, int64_t *end, struct assay_error *err)
{
    struct stream *in = reader->feed.stream;
    uint64_t own = ASSAY_NO_OFFSET;

    *end = reader_position(reader->archive);
    switch (reader->format) {
    case CONTAINER_AR:
    case CONTAINER_CPIO:
    case CONTAINER_LHA:
        return ASSAY_OK;
    case CONTAINER_XAR:
        return skip_echo(reader, end, err);
    case CONTAINER_7Z:
        TRY(check_7z_end(reader, &own, err));
        if (reader->feed.random)
            TRY(find_content(reader, err));
        break;
    case CONTAINER_CAB:
        TRY(tail_of_cab(in, &own, err));
        break;
    case CONTAINER_RAR:
        TRY(tail_of_rar(in, reader->feed.budget, &reader->content, &own, err));
        break;
    default:
        break;
    }
    *end = own > INT64_MAX ? -1 : (int64_t)own;
    return ASSAY_OK;
}

/* What is wrong beside the members, and with none of them. */
static ASSAY_RESULT check_beside(const struct libarchive *reader, struct assay_error *err)
{
    enum assay_status status = ASSAY_OK;

    if (reader->content.unread)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED, "%s",
                       reader->content.unread);
    if (reader->content.beyond)
        return fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_SIZE_LIMIT, "%s", reader->content.beyond);
    if (reader->format == CONTAINER_CPIO && reader->watch.lost != ASSAY_NO_OFFSET) {
        status = fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                         "behind a member stands no header: programs differ in which members they "
                         "take from there on");
        err->offset = reader->watch.lost;
    }
    return status;
}

static enum assay_status reader_behind(void *state, uint64_t *at, struct assay_error *err)
{
    struct libarchive *reader = state;
    int64_t end;

    *at = ASSAY_NO_OFFSET;
    if (reader->ended)
        return ASSAY_OK;
    TRY(find_end(reader, &end, err));
    if (end >= 0)
        TRY(look_behind(reader, end, at, err));
    return check_beside(reader, err);
}

static enum assay_status reader_outside(void *state, unsigned layer, struct outside *out,
                                        struct assay_error *err)
{
    struct libarchive *reader = state;
    struct content *content = &reader->content;

    if (layer != 0)
        return ASSAY_OK;
    if (!reader->feed.random)
        return asides_outside(&reader->asides, reader->feed.budget, out, err);
    TRY(find_content(reader, err));
    if (content->no_memory || content->texts.status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    outside_init(out, reader->feed.stream, reader->feed.budget, TAKE(content->all), content->count);
    return ASSAY_OK;
}

static struct bytes reader_texts(void *state, bool *cut)
{
    const struct libarchive *reader = state;

    *cut = (reader->content.cut && !names_are_encrypted(reader)) ||
           reader->content.texts.status == ASSAY_ELIMIT;
    return buf_bytes(&reader->content.texts);
}

bool foreign_libarchive_is_rock_ridge(const void *state)
{
    return reader_is_rock_ridge(((const struct libarchive *)state)->archive);
}

static uint64_t reader_taken(const void *state)
{
    return ((const struct libarchive *)state)->feed.handed;
}

const struct foreign_reader foreign_libarchive = {.name = "libarchive",
                                                  .open = reader_open,
                                                  .next = reader_next,
                                                  .read = reader_read,
                                                  .behind = reader_behind,
                                                  .outside = reader_outside,
                                                  .texts = reader_texts,
                                                  .taken = reader_taken,
                                                  .close = reader_close};
