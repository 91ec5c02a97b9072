/*
 * reader.h - libarchive, in a process of its own: what it asks for is answered from a feed, what it
 * tells is taken as hostile as the archive. It may break down or never come back; then the archive
 * has a gap, and the run goes on.
 */

#pragma once

#include "source/feed.h"
#include "source/reader_wire.h"

struct reader;

/* `feed` is borrowed. With `seeks` libarchive may move about in it. */
ASSAY_RESULT reader_start(enum container_format format, struct feed *feed, bool seeks,
                          struct reader **out, struct assay_error *err);
void reader_stop(struct reader *reader); /* NULL is fine */

/* As archive_read_next_header() and archive_read_data_block(); what is handed out is valid until
 * the next call. A reader that is lost has failed fatally, and tells of it by the feed's failure.
 */
int reader_next_header(struct reader *reader, struct wire_entry *entry, struct bytes *name,
                       struct bytes *link);
int reader_next_block(struct reader *reader, struct bytes *block, int64_t *offset);

/* Of the last call: where libarchive stands in the archive, and what is wrong in its words. */
int64_t reader_position(const struct reader *reader);
const char *reader_error(const struct reader *reader);
bool reader_is_rock_ridge(const struct reader *reader);
