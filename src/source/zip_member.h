/*
 * zip_member.h - the bytes of one entry of a zip, its sum and its sizes verified.
 *
 * A reader opens one entry after the other, for one thread; any number of readers share a stream.
 */

#pragma once

#include "source/source.h"
#include "source/zip_record.h"

/* What must be known of an entry to read it; nothing of it changes. */
struct zip_place {
    uint64_t local;         /* of its local header */
    uint64_t packed, plain; /* STREAM_SIZE_UNKNOWN for `plain` where nothing tells it */
    uint32_t sum;
    uint16_t method, flags;
    bool encrypted;
    bool elsewhere; /* in another volume */
    bool measured;  /* sizes and sum are known; else the data tells its own end */
    uint64_t paid;  /* plain bytes that the budget has granted */
};

/* `encrypted` and all that does not depend on where it was found. */
struct zip_place zip_place_of(const struct zip_record *record);

/*
 * Takes what the entry will unpack to from the budget, as far as its sizes can be true in a zip of
 * `size` bytes. To be called in the order of the entries: what is refused does not depend on which
 * thread reads first then. What cannot be read, or does not tell its size, is charged as it is
 * read.
 */
void zip_place_pay(struct zip_place *place, uint64_t size, struct source_budget *budget);

struct zip_reader;

/* Reads through `stream`, which has read_at and stays the caller's. NULL when memory ran out. */
struct zip_reader *zip_reader_new(struct stream *stream, struct source_budget *budget);
void zip_reader_free(struct zip_reader *reader); /* NULL is fine */

/*
 * Opens an entry; the stream reads through the reader until it is closed or the next one is opened.
 * With `own` the reader is freed when the stream is closed.
 *
 * ASSAY_EFORMAT  ids bundle.encrypted, bundle.volume-missing, bundle.method-unsupported,
 *     bundle.bad-header; from the stream bundle.truncated, .checksum, .header-mismatch,
 *     .trailing-data and the limits. Bytes that were read before it failed stand.
 */
ASSAY_RESULT zip_reader_open(struct zip_reader *reader, const struct zip_place *place, bool own,
                             struct stream *out, struct assay_error *err);
