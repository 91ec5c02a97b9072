/*
 * foreign_libarchive.c - 7z, RAR, CAB, LHA, xar, ISO images, cpio and ar by way of libarchive.
 * A new format that it reads is one line here and one in recognise.c.
 */

#include <archive_entry.h>
#include <locale.h>
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
#include "source/tail.h"

enum { SLICE = 64 * 1024 };

struct libarchive {
    struct archive *archive;
    struct feed feed;
    enum container_format format;
    locale_t utf8; /* libarchive turns names into the thread's locale */
    const uint8_t *block;
    size_t size, done; /* of the block; bytes of it handed out */
    uint64_t at;       /* where the block stands in the member */
    uint64_t end;      /* of what was handed out */
    uint64_t claimed;  /* size of the member, or STREAM_SIZE_UNKNOWN */
    bool sparse, content_ended;
    struct header_watch watch;  /* of what comes in order */
    struct asides asides;       /* beside its members, and behind its end */
    struct content content;     /* of what is read by offset, once the members were read */
    bool ended;                 /* and nothing but zeros stands behind */
    struct assay_error failure; /* met with the block, told behind it */
};

/* ---- opening ---- */

static int support(struct archive *archive, enum container_format format)
{
    switch (format) {
    case CONTAINER_7Z:
        return archive_read_support_format_7zip(archive);
    case CONTAINER_RAR:
        archive_read_support_format_rar5(archive);
        return archive_read_support_format_rar(archive);
    case CONTAINER_CAB:
        return archive_read_support_format_cab(archive);
    case CONTAINER_LHA:
        return archive_read_support_format_lha(archive);
    case CONTAINER_XAR:
        return archive_read_support_format_xar(archive);
    case CONTAINER_ISO: /* foreign_iso.c reads Joliet, and has to know what is read here */
        return archive_read_support_format_iso9660(archive) == ARCHIVE_FATAL
                   ? ARCHIVE_FATAL
                   : archive_read_set_format_option(archive, "iso9660", "joliet", NULL);
    case CONTAINER_AR:
        return archive_read_support_format_ar(archive);
    default:
        return archive_read_support_format_cpio(archive);
    }
}

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

    archive_read_free(reader->archive);
    feed_clear(&reader->feed);
    asides_clear(&reader->asides);
    content_clear(&reader->content);
    if (reader->utf8)
        freelocale(reader->utf8);
    free(reader);
}

/* libarchive tells of names that are encrypted in words alone. */
static enum assay_status fail_archive(const struct libarchive *reader, struct assay_error *err)
{
    const char *text = archive_error_string(reader->archive);

    if (reader->feed.failure.status == ASSAY_OK && text && strcasestr(text, "header is encrypted"))
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_ENCRYPTED_NAMES,
                       "the names of its members are encrypted");
    return feed_fail(&reader->feed, reader->archive, err);
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
    reader->archive = archive_read_new();
    reader->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!reader->archive || !reader->utf8)
        return fail_no_memory(err);
    TRY(feed_init(&reader->feed, in, budget, SLICE, err));
    if (!container_by_offset(format)) { /* whatever the stream can do */
        reader->feed.random = false;
        reader->feed.watch = &reader->watch;
    }
    if (format == CONTAINER_7Z)
        TRY(check_7z_end(reader, &behind, err));
    if (support(reader->archive, format) == ARCHIVE_FATAL)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                       "this build of libarchive has no %s", container_format_name(format));
    if (feed_open(&reader->feed, reader->archive, reader->feed.random) != ARCHIVE_OK)
        return fail_archive(reader, err);
    return ASSAY_OK;
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
    int64_t end = archive_filter_bytes(reader->archive, 0) - AR_HEADER;
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

/* NULL where a name cannot be turned into the locale; UTF-8 it then still has. */
static struct bytes either(const char *text, const char *utf8)
{
    if (!text)
        text = utf8;
    return text ? bytes_text(text) : bytes_of(NULL, 0);
}

static enum assay_item_type type_of(struct archive_entry *entry, bool content)
{
    if (content)
        return ASSAY_ITEM_FILE;
    if (archive_entry_hardlink(entry) || archive_entry_hardlink_utf8(entry))
        return ASSAY_ITEM_HARDLINK;
    switch (archive_entry_filetype(entry)) {
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

static void describe(struct libarchive *reader, struct archive_entry *entry,
                     struct foreign_member *member)
{
    bool sized = archive_entry_size_is_set(entry) && archive_entry_size(entry) >= 0;
    uint64_t size = sized ? (uint64_t)archive_entry_size(entry) : STREAM_SIZE_UNKNOWN;
    bool link = archive_entry_filetype(entry) == AE_IFLNK;
    bool folder = archive_entry_filetype(entry) == AE_IFDIR;
    enum assay_item_type type = type_of(entry, sized && size > 0 && !link);

    *member = (struct foreign_member){
        .name = either(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry)),
        .type = type,
        .folder = folder,
        .encrypted = archive_entry_is_data_encrypted(entry) > 0 ||
                     archive_entry_is_metadata_encrypted(entry) > 0,
        .size = folder && reader->format == CONTAINER_ISO ? 0 : size, /* its list of members */
    };
    member->table = reader->format == CONTAINER_AR && is_ar_table(member->name);
    if (type == ASSAY_ITEM_SYMLINK)
        member->link = either(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry));
    else if (type == ASSAY_ITEM_HARDLINK)
        member->link = either(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry));
    reader->claimed = size;
    reader->sparse = archive_entry_sparse_count(entry) > 0;
    reader->size = reader->done = 0;
    reader->at = reader->end = 0;
    reader->content_ended = false;
    reader->failure = (struct assay_error){0};
}

static enum assay_status reader_next(void *state, struct foreign_member *member, bool *found,
                                     bool *again, struct assay_error *err)
{
    struct libarchive *reader = state;
    struct archive_entry *entry = NULL;
    locale_t before = uselocale(reader->utf8);
    int code = archive_read_next_header(reader->archive, &entry);

    if (code == ARCHIVE_OK || code == ARCHIVE_WARN)
        describe(reader, entry, member);
    uselocale(before);
    *found = code == ARCHIVE_OK || code == ARCHIVE_WARN;
    *again = code != ARCHIVE_FATAL;
    if (code == ARCHIVE_FATAL && ends_in_zeros(reader))
        return ASSAY_OK;
    return *found || code == ARCHIVE_EOF ? ASSAY_OK : fail_archive(reader, err);
}

/* ---- content ---- */

static enum assay_status next_block(struct libarchive *reader)
{
    const void *block = NULL;
    la_int64_t offset = 0;
    int code = archive_read_data_block(reader->archive, &block, &reader->size, &offset);

    reader->done = 0;
    if (code == ARCHIVE_OK || code == ARCHIVE_WARN) {
        reader->block = block;
        reader->at = offset < 0 ? 0 : (uint64_t)offset;
        if (code == ARCHIVE_WARN) /* a wrong sum, told with the last block */
            reader->failure.status = fail_archive(reader, &reader->failure);
        return ASSAY_OK;
    }
    reader->size = 0;
    reader->content_ended = code == ARCHIVE_EOF;
    reader->at =
        reader->sparse && reader->claimed != STREAM_SIZE_UNKNOWN ? reader->claimed : reader->end;
    return reader->content_ended ? ASSAY_OK : fail_archive(reader, &reader->failure);
}

static enum assay_status reader_read(void *state, void *to, size_t size, uint64_t *at, size_t *got,
                                     struct assay_error *err)
{
    struct libarchive *reader = state;

    while (reader->done == reader->size && !reader->content_ended) {
        if (reader->failure.status == ASSAY_OK && next_block(reader) == ASSAY_OK)
            continue;
        *err = reader->failure;
        return err->status;
    }
    *got = reader->size - reader->done < size ? reader->size - reader->done : size;
    *at = reader->at + reader->done;
    if (*got > 0)
        memcpy(to, reader->block + reader->done, *got);
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

    *end = archive_filter_bytes(reader->archive, 0);
    switch (reader->format) {
    case CONTAINER_AR:
    case CONTAINER_CPIO:
    case CONTAINER_LHA:
        return ASSAY_OK;
    case CONTAINER_XAR:
        return skip_echo(reader, end, err);
    case CONTAINER_7Z:
        TRY(check_7z_end(reader, &own, err));
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

/* What members own, as far as it was not met on the way to the end. */
static ASSAY_RESULT find_content(struct libarchive *reader, struct assay_error *err)
{
    struct stream *in = reader->feed.stream;
    const struct source_budget *budget = reader->feed.budget;

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

/* What is wrong beside the members, and with none of them. */
static ASSAY_RESULT check_beside(const struct libarchive *reader, struct assay_error *err)
{
    enum assay_status status = ASSAY_OK;

    if (reader->content.unread)
        return fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED, "%s",
                       reader->content.unread);
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

    *cut = reader->content.texts.status == ASSAY_ELIMIT;
    return buf_bytes(&reader->content.texts);
}

bool foreign_libarchive_is_rock_ridge(const void *state)
{
    const char *name = archive_format_name(((const struct libarchive *)state)->archive);

    return name && strcasestr(name, "rockridge");
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
