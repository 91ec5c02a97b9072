/* feed.c - what libarchive's callbacks ask of a stream, and its failures translated. */

#include "source/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/header_watch.h"

enum assay_status feed_init(struct feed *feed, struct stream *stream, struct source_budget *budget,
                            size_t slice, struct assay_error *err)
{
    *feed = (struct feed){
        .stream = stream,
        .budget = budget,
        .random = stream->read_at != NULL,
        .slice = slice,
        .buffer = malloc(FEED_KEPT + FEED_BUFFER),
    };
    return feed->buffer ? ASSAY_OK : fail_no_memory(err);
}

void feed_clear(struct feed *feed)
{
    free(feed->buffer);
    feed->buffer = NULL;
}

/* Behind the last of the bytes at hand where they come in order: whoever looks for the end of a
 * container goes back to it. */
static size_t keep_last(struct feed *feed)
{
    size_t kept = feed->random ? 0 : feed->have;

    if (kept > FEED_KEPT)
        kept = FEED_KEPT;
    if (kept > 0)
        memmove(feed->buffer, feed->buffer + feed->have - kept, kept);
    return kept;
}

static enum assay_status refill(struct feed *feed)
{
    size_t kept = keep_last(feed), got = 0;

    if (source_budget_time(feed->budget, &feed->failure) != ASSAY_OK)
        return feed->failure.status;
    feed->have = feed->taken = kept;
    TRY(feed->random
            ? feed->stream->read_at(feed->stream, feed->at, feed->buffer, FEED_BUFFER, &got,
                                    &feed->failure)
            : stream_read(feed->stream, feed->buffer + kept, FEED_BUFFER, &got, &feed->failure));
    if (feed->watch)
        header_watch_pass(feed->watch, bytes_of(feed->buffer + kept, got));
    if (feed->watch && feed->watch->refused)
        return fail_id(&feed->failure, ASSAY_EFORMAT, GAP_BUNDLE_BAD_HEADER,
                       "a name is said to be longer than %d MiB", HEADER_NAME_MAX >> 20);
    feed->have += got;
    return ASSAY_OK;
}

ssize_t feed_take(struct feed *feed, const void **slice)
{
    size_t size;

    if (feed->failure.status != ASSAY_OK)
        return -1;
    if (feed->taken == feed->have) {
        if (refill(feed) != ASSAY_OK)
            return -1;
        feed->ended = feed->taken == feed->have;
    }
    size = feed->have - feed->taken < feed->slice ? feed->have - feed->taken : feed->slice;
    *slice = feed->buffer + feed->taken;
    feed->taken += size;
    feed->at += size;
    feed->handed += size;
    return (ssize_t)size;
}

/* Moves the next byte to be handed out; only where the stream is read by offset. */
static void move(struct feed *feed, uint64_t to)
{
    uint64_t start = feed->at - feed->taken; /* of the buffer */

    if (to >= start && to - start <= feed->have) {
        feed->taken = (size_t)(to - start);
    } else {
        feed->have = 0;
        feed->taken = 0;
    }
    feed->at = to;
}

int64_t feed_skip(struct feed *feed, int64_t request)
{
    if (!feed->random || request <= 0)
        return 0;
    if (feed->stream->size != STREAM_SIZE_UNKNOWN &&
        (feed->at >= feed->stream->size || (uint64_t)request > feed->stream->size - feed->at))
        return 0; /* past the end: reading up to it tells the truth */
    move(feed, feed->at + (uint64_t)request);
    return request;
}

int64_t feed_seek(struct feed *feed, int64_t offset, int whence)
{
    int64_t base = whence == SEEK_SET   ? 0
                   : whence == SEEK_CUR ? (int64_t)feed->at
                                        : (int64_t)feed->stream->size;
    int64_t to;

    if (!feed->random || ckd_add(&to, base, offset) || to < 0)
        return -1;
    if ((uint64_t)to > feed->stream->size)
        to = (int64_t)feed->stream->size;
    move(feed, (uint64_t)to);
    return to;
}

/* libarchive tells what went wrong in words alone. */
static const char *id_of(const char *text)
{
    static const struct {
        const char *word, *id;
    } words[] = {
        {"allocate memory", GAP_BUNDLE_READER_FAILED}, /* more than a reader may have */
        {"truncated", GAP_BUNDLE_TRUNCATED},
        {"unexpected eof", GAP_BUNDLE_TRUNCATED},
        {"unexpected end", GAP_BUNDLE_TRUNCATED},
        {"premature", GAP_BUNDLE_TRUNCATED},
        {"failed (-5)", GAP_BUNDLE_TRUNCATED}, /* Z_BUF_ERROR: zlib wants more */
        {"encrypt", GAP_BUNDLE_ENCRYPTED},
        {"passphrase", GAP_BUNDLE_ENCRYPTED},
        {"unsupported", GAP_BUNDLE_METHOD_UNSUPPORTED},
        {"crc", GAP_BUNDLE_CHECKSUM},
        {"checksum", GAP_BUNDLE_CHECKSUM},
        {"decompression failed", GAP_BUNDLE_CHECKSUM},
        {"corrupted", GAP_BUNDLE_CHECKSUM},
        {"data error", GAP_BUNDLE_CHECKSUM},
        {"bad data", GAP_BUNDLE_CHECKSUM},
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (strcasestr(text, words[i].word))
            return words[i].id;
    }
    return GAP_BUNDLE_BAD_HEADER;
}

enum assay_status feed_fail(const struct feed *feed, const char *text, struct assay_error *err)
{
    enum assay_status status;

    if (feed->failure.status != ASSAY_OK) {
        if (err)
            *err = feed->failure;
        return feed->failure.status;
    }
    if (!text[0])
        text = "the container cannot be read";
    status = fail_id(err, ASSAY_EFORMAT, id_of(text), "%s", text);
    if (err)
        err->offset = feed->at;
    return status;
}
