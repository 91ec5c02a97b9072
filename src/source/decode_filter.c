/* decode_filter.c - compress(1) by way of libarchive, the one compression that has no library. */

#include <archive.h>
#include <stdlib.h>

#include "base/kit.h"
#include "source/decode.h"
#include "source/fail.h"
#include "source/feed.h"
#include "source/reader.h"

enum { SLICE = 4096 };

struct filter {
    struct reader *archive;
    struct feed feed;
    struct bytes block;
    size_t at;
    bool started, ended;
};

/* The first read opens the stream, so that its failure belongs to the member's bytes. */
static enum assay_status start(struct filter *filter, struct assay_error *err)
{
    struct wire_entry entry;
    struct bytes name, link;
    int code;

    filter->started = true;
    TRY(reader_start(CONTAINER_COMPRESS, &filter->feed, false, &filter->archive, err));
    code = reader_next_header(filter->archive, &entry, &name, &link);
    filter->ended = code == ARCHIVE_EOF;
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN && code != ARCHIVE_EOF)
        return feed_fail(&filter->feed, reader_error(filter->archive), err);
    return ASSAY_OK;
}

static enum assay_status next_block(struct filter *filter, struct assay_error *err)
{
    int64_t offset;
    int code = reader_next_block(filter->archive, &filter->block, &offset);

    filter->at = 0;
    if (code == ARCHIVE_OK || code == ARCHIVE_WARN)
        return ASSAY_OK;
    filter->block = bytes_of(NULL, 0);
    filter->ended = code == ARCHIVE_EOF;
    return filter->ended ? ASSAY_OK : feed_fail(&filter->feed, reader_error(filter->archive), err);
}

static enum assay_status filter_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct decoded *decoded = stream->state;
    struct filter *filter = decoded->decoder;

    *got = 0;
    if (!filter->started)
        TRY(start(filter, err));
    while (filter->at == filter->block.size && !filter->ended)
        TRY(next_block(filter, err));
    decoded->consumed = filter->feed.handed;
    *got = filter->block.size - filter->at < size ? filter->block.size - filter->at : size;
    if (*got == 0)
        return ASSAY_OK;
    memcpy(to, filter->block.data + filter->at, *got);
    filter->at += *got;
    return source_budget_bytes(decoded->budget, *got, err);
}

static void filter_free(struct filter *filter)
{
    reader_stop(filter->archive);
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
    status = feed_init(&filter->feed, decoded->in, decoded->budget, SLICE, err);
    if (status != ASSAY_OK) {
        filter_free(filter);
        return status;
    }
    decoded->decoder = filter;
    out->read = filter_read;
    out->close = filter_close;
    return ASSAY_OK;
}
