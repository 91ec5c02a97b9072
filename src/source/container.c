/*
 * container.c - opens containers: archives as they are, a compressed stream as what is in it, a
 * tar's members or one file.
 */

#include "source/container.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "inventory/gaps.h"
#include "source/asides.h"
#include "source/fail.h"
#include "source/foreign.h"
#include "source/git/loose_member.h"
#include "source/git/pack_members.h"
#include "source/zip_end.h"

bool container_over_ratio(const struct source_budget *budget, uint64_t out, uint64_t in,
                          uint64_t slack)
{
    uint64_t allowed;

    return out > LIMIT_RATIO_FREE && !ckd_mul(&allowed, in + slack, budget->limits.ratio) &&
           out > allowed;
}

enum assay_status fail_ratio(const struct source_budget *budget, struct assay_error *err)
{
    return fail_id(err, ASSAY_ELIMIT, GAP_BUNDLE_RATIO_LIMIT,
                   "more than %llu bytes come out for each byte in (--max-ratio)",
                   (unsigned long long)budget->limits.ratio);
}

/* ---- a compressed stream ---- */

enum {
    HEAD_SIZE = 10240 + 512, /* a record of a tape, and the header behind it */
    HEAD_STEP = 1024,
};

struct compressed {
    struct source base;
    const struct assay_path *path;
    struct source_budget *budget;
    struct decoded decoded;
    struct asides asides; /* what is no part of the plain bytes */
    struct stream plain;  /* out of the decoder */
    struct stream joined; /* the head that was looked at, then `plain` */
    size_t head_size, head_at;
    struct assay_error head_failure; /* met while looking; told behind the head */
    struct source *members;          /* of a tar; NULL where the content is one file */
    struct digest *plain_digest;     /* of a layer's tar, while it is read; else NULL */
    uint64_t out;
    uint64_t end; /* of the compressed data, where `told` */
    bool yielded, told;
    uint8_t head[HEAD_SIZE];
};

static enum assay_status joined_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct compressed *source = stream->state;
    size_t left = source->head_size - source->head_at;

    if (left == 0 && source->head_failure.status != ASSAY_OK) {
        *err = source->head_failure;
        return err->status;
    }
    if (left == 0) {
        TRY(stream_read(&source->plain, to, size, got, err));
    } else {
        *got = left < size ? left : size;
        memcpy(to, source->head + source->head_at, *got);
        source->head_at += *got;
    }
    if (source->plain_digest)
        digest_add(source->plain_digest, bytes_of(to, *got));
    return ASSAY_OK;
}

/* The bytes of the one file: those that were looked at, the rest, and the ratio held. */
static enum assay_status member_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct compressed *source = stream->state;

    TRY(joined_read(stream, to, size, got, err));
    source->out += *got;
    if (container_over_ratio(source->budget, source->out, source->decoded.consumed,
                             CONTAINER_SLACK))
        return fail_ratio(source->budget, err);
    return ASSAY_OK;
}

static void read_head(struct compressed *source)
{
    size_t got = 1;

    while (source->head_size < HEAD_SIZE && got > 0) {
        size_t left = HEAD_SIZE - source->head_size;

        /* by the piece, so that what fits the budget is kept where the rest does not */
        if (stream_read(&source->plain, source->head + source->head_size,
                        left < HEAD_STEP ? left : HEAD_STEP, &got,
                        &source->head_failure) != ASSAY_OK)
            return;
        source->head_size += got;
    }
}

/* The container's own name without its folders and without the compression's suffix. */
static struct bytes member_name(const struct assay_path *path)
{
    static const char *const suffixes[] = {".gz",  ".zst",  ".xz", ".bz2",
                                           ".lz4", ".lzma", ".lz", ".Z"};
    struct bytes name = bytes_of(path->name, path->size);
    const uint8_t *slash = name.size ? memrchr(name.data, '/', name.size) : NULL;

    if (slash)
        name = bytes_from(name, (size_t)(slash - name.data) + 1);
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        struct bytes suffix = bytes_text(suffixes[i]);

        if (name.size > suffix.size && bytes_ends(name, suffix))
            return bytes_of(name.data, name.size - suffix.size);
    }
    return name;
}

static enum assay_status next_member(struct compressed *source, struct inventory_part *part,
                                     struct entry *entry, bool *found, struct assay_error *err)
{
    struct assay_error failure;

    if (source->members) {
        TRY(source_next(source->members, part, entry, found, err));
        return ASSAY_OK;
    }
    *found = !source->yielded;
    if (source->yielded)
        return ASSAY_OK;
    source->yielded = true;
    if (source_budget_entry(source->budget, &failure) != ASSAY_OK) {
        gap_from(part, source->path, &failure);
        *found = false;
        return ASSAY_OK;
    }
    *entry = (struct entry){.type = ASSAY_ITEM_FILE, .size = STREAM_SIZE_UNKNOWN};
    return entry_place_one(entry, part,
                           inventory_path(part, source->path, member_name(source->path)), NULL)
               ? ASSAY_OK
               : fail_no_memory(err);
}

static enum assay_status compressed_next(struct source *base, struct inventory_part *part,
                                         struct entry *entry, bool *found, struct assay_error *err)
{
    struct compressed *source = (struct compressed *)base;

    TRY(next_member(source, part, entry, found, err));
    if (!*found && source->decoded.trailing && !source->told) {
        source->told = true;
        source->end = source->decoded.consumed;
        inventory_gap(part, GAP_BUNDLE_TRAILING_DATA, source->path, source->decoded.consumed,
                      "bytes stand behind the end of the compressed data");
        decode_rest(&source->decoded);
    }
    return ASSAY_OK;
}

static enum assay_status compressed_read(struct source *base, struct source_session *session,
                                         const struct entry *entry, struct stream *stream,
                                         struct assay_error *err)
{
    struct compressed *source = (struct compressed *)base;

    if (source->members)
        return source_read(source->members, session, entry, stream, err);
    *stream = (struct stream){.read = member_read, .state = source, .size = STREAM_SIZE_UNKNOWN};
    return ASSAY_OK;
}

/* An image's configuration names its layers by their plain bytes; nothing else does, so nothing
 * else pays for that digest. */
static bool is_layout_blob(const struct assay_path *path)
{
    static const char folder[] = "blobs/sha256/";
    enum { HEX = 64, WHOLE = sizeof folder - 1 + HEX };
    const char *at;

    if (path->size < WHOLE)
        return false;
    at = path->name + path->size - WHOLE;
    return (path->size == WHOLE || at[-1] == '/') && memcmp(at, folder, sizeof folder - 1) == 0 &&
           strspn(at + sizeof folder - 1, "0123456789abcdef") >= HEX;
}

/* The reader of the tar may stop at the end of what it knows; the digest is over all bytes. */
static bool compressed_plain_sha256(struct source *base, uint8_t out[SHA256_SIZE])
{
    struct compressed *source = (struct compressed *)base;
    uint8_t rest[HEAD_SIZE], digest[DIGEST_SIZE_MAX];
    struct assay_error ignored;
    size_t got = 1;

    if (!source->plain_digest)
        return false;
    while (got > 0)
        if (stream_read(&source->joined, rest, sizeof rest, &got, &ignored) != ASSAY_OK)
            return false;
    digest_end(source->plain_digest, digest);
    digest_free(TAKE(source->plain_digest));
    memcpy(out, digest, SHA256_SIZE);
    return true;
}

static struct bytes compressed_texts(const struct source *base, bool *cut)
{
    return decode_texts(&((const struct compressed *)base)->decoded, cut);
}

static uint64_t compressed_end(const struct source *base)
{
    const struct compressed *source = (const struct compressed *)base;

    if (source->told)
        return source->end;
    return source->decoded.ended ? source->decoded.consumed : 0;
}

static enum assay_status compressed_outside(struct source *base, unsigned layer,
                                            struct outside *out, struct assay_error *err)
{
    struct compressed *source = (struct compressed *)base;

    if (layer == 0)
        return asides_outside(&source->asides, source->budget, out, err);
    return source->members ? source_outside(source->members, layer - 1, out, err) : ASSAY_OK;
}

static void compressed_close(struct source *base)
{
    struct compressed *source = (struct compressed *)base;

    source_close(source->members);
    stream_close(&source->plain);
    asides_clear(&source->asides);
    digest_free(source->plain_digest);
    free(source);
}

static const struct source_class compressed_class = {
    .sequential = true,
    .next = compressed_next,
    .read = compressed_read,
    .plain_sha256 = compressed_plain_sha256,
    .texts = compressed_texts,
    .end = compressed_end,
    .outside = compressed_outside,
    .close = compressed_close,
};

static enum assay_status compressed_open(enum container_format format,
                                         const struct container *container, struct source **out,
                                         struct assay_error *err)
{
    CLEANUP(source_closep) struct source *base = NULL;
    struct compressed *source = calloc(1, sizeof *source);
    struct container inner = *container;

    if (!source)
        return fail_no_memory(err);
    base = &source->base;
    base->class = &compressed_class;
    source->path = container->path;
    source->budget = container->budget;
    asides_init(&source->asides);
    TRY(decode_open(format, container->plain, container->budget, &source->decoded, &source->plain,
                    err));
    source->decoded.asides = &source->asides;
    read_head(source);
    if (container_recognise(bytes_of(source->head, source->head_size)) == CONTAINER_TAR) {
        source->joined =
            (struct stream){.read = joined_read, .state = source, .size = STREAM_SIZE_UNKNOWN};
        if (is_layout_blob(source->path)) {
            source->plain_digest = digest_new(DIGEST_SHA256);
            if (!source->plain_digest)
                return fail_no_memory(err);
            digest_start(source->plain_digest);
        }
        inner.plain = &source->joined;
        inner.decoded = &source->decoded;
        TRY(tar_open(&inner, &source->members, err));
    }
    *out = TAKE(base);
    return ASSAY_OK;
}

/* ---- the door ---- */

enum container_behind container_behind(enum container_format format)
{
    switch (format) {
    case CONTAINER_NONE:
    case CONTAINER_RAR:
    case CONTAINER_CAB:
    case CONTAINER_LHA:
    case CONTAINER_XAR:
    case CONTAINER_ISO:
    case CONTAINER_RPM:
        return BEHIND_ANYWHERE;
    case CONTAINER_ZSTD: /* in a frame that is skipped */
    case CONTAINER_LZ4:
    case CONTAINER_COMPRESS:
    case CONTAINER_AR:
        return BEHIND_LAST;
    default: /* their readers tell of bytes behind the end */
        return BEHIND_NOWHERE;
    }
}

bool container_may_end(struct bytes tail, uint64_t size, enum container_behind where)
{
    return where != BEHIND_NOWHERE && zip_end_may_be(tail, size, where == BEHIND_LAST);
}

enum assay_status container_ends(struct stream *stream, enum container_behind where,
                                 const struct source_budget *budget, bool *is_zip,
                                 struct assay_error *err)
{
    struct zip_notes notes = {0};
    struct zip_end end;

    TRY(zip_end_find(stream, budget, &end, &notes, err));
    *is_zip = where == BEHIND_LAST ? end.holds_last : where == BEHIND_ANYWHERE && end.holds;
    return ASSAY_OK;
}

enum assay_status source_open_container(enum container_format format, struct stream *stream,
                                        const struct assay_path *path, struct source_budget *budget,
                                        struct source **out, struct assay_error *err)
{
    const struct container container = {.path = path, .budget = budget, .plain = stream};

    if (!path->container && stream->size != STREAM_SIZE_UNKNOWN)
        source_budget_taken(budget, stream->size);
    if (container_by_offset(format) && !stream->read_at)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                          "a %s is read by offset; its stream must be spooled",
                          container_format_name(format));
    if (format == CONTAINER_TAR)
        return tar_open(&container, out, err);
    if (format == CONTAINER_ZIP)
        return zip_open(&container, out, err);
    if (format >= CONTAINER_GZIP && format <= CONTAINER_COMPRESS)
        return compressed_open(format, &container, out, err);
    if (format == CONTAINER_GIT_OBJECT)
        return loose_open_member(&container, out, err);
    if (format == CONTAINER_GIT_PACK || format == CONTAINER_GIT_BUNDLE)
        return pack_open_members(&container, format == CONTAINER_GIT_BUNDLE, out, err);
    if (format >= CONTAINER_7Z && format < CONTAINER_FORMATS)
        return foreign_open(format == CONTAINER_ISO       ? &foreign_iso
                            : format == CONTAINER_RPM     ? &foreign_rpm
                            : format == CONTAINER_PG_DUMP ? &foreign_pg_dump
                            : format == CONTAINER_MAIL    ? &foreign_mail
                            : format == CONTAINER_MBOX    ? &foreign_mbox
                                                          : &foreign_libarchive,
                            format, &container, out, err);
    return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "not a container");
}
