/* decode_filter.c - compress(1) by way of libarchive, the one compression that has no library. */

#include <archive_entry.h>
#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/decode.h"
#include "source/fail.h"
#include "source/feed.h"

enum { SLICE = 4096 };

struct filter {
    struct archive *archive;
    struct feed feed;
    const uint8_t *block;
    size_t size, at;
    bool started, ended;
};

/* The first read opens the stream, so that its failure belongs to the member's bytes. */
static enum assay_status start(struct filter *filter, struct assay_error *err)
{
    struct archive_entry *entry;
    int code;

    filter->started = true;
    if (feed_open(&filter->feed, filter->archive, false) != ARCHIVE_OK)
        return feed_fail(&filter->feed, filter->archive, err);
    code = archive_read_next_header(filter->archive, &entry);
    filter->ended = code == ARCHIVE_EOF;
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN && code != ARCHIVE_EOF)
        return feed_fail(&filter->feed, filter->archive, err);
    return ASSAY_OK;
}

static enum assay_status next_block(struct filter *filter, struct assay_error *err)
{
    const void *block;
    la_int64_t offset;
    int code = archive_read_data_block(filter->archive, &block, &filter->size, &offset);

    filter->at = 0;
    if (code == ARCHIVE_EOF) {
        filter->ended = true;
        filter->size = 0;
        return ASSAY_OK;
    }
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
        filter->size = 0;
        return feed_fail(&filter->feed, filter->archive, err);
    }
    filter->block = block;
    return ASSAY_OK;
}

static enum assay_status filter_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct decoded *decoded = stream->state;
    struct filter *filter = decoded->decoder;

    *got = 0;
    if (!filter->started)
        TRY(start(filter, err));
    while (filter->at == filter->size && !filter->ended)
        TRY(next_block(filter, err));
    decoded->consumed = filter->feed.handed;
    *got = filter->size - filter->at < size ? filter->size - filter->at : size;
    if (*got == 0)
        return ASSAY_OK;
    memcpy(to, filter->block + filter->at, *got);
    filter->at += *got;
    return source_budget_bytes(decoded->budget, *got, err);
}

static void filter_free(struct filter *filter)
{
    archive_read_free(filter->archive);
    feed_clear(&filter->feed);
    free(filter);
}

static void filter_close(struct stream *stream)
{
    struct decoded *decoded = stream->state;

    filter_free(decoded->decoder);
    decoded->decoder = NULL;
}

enum assay_status decode_filter(struct decoded *decoded, struct stream *out,
                                struct assay_error *err)
{
    struct filter *filter = calloc(1, sizeof *filter);
    enum assay_status status;

    if (!filter)
        return fail_no_memory(err);
    filter->archive = archive_read_new();
    status = filter->archive ? feed_init(&filter->feed, decoded->in, decoded->budget, SLICE, err)
                             : fail_no_memory(err);
    if (status == ASSAY_OK &&
        (archive_read_support_filter_compress(filter->archive) != ARCHIVE_OK ||
         archive_read_support_format_raw(filter->archive) != ARCHIVE_OK))
        status = fail_id(err, ASSAY_EFORMAT, GAP_BUNDLE_METHOD_UNSUPPORTED,
                         "this build of libarchive has no compress");
    if (status != ASSAY_OK) {
        filter_free(filter);
        return status;
    }
    decoded->decoder = filter;
    out->read = filter_read;
    out->close = filter_close;
    return ASSAY_OK;
}
