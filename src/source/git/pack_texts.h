/*
 * pack_texts.h - what a pack says beside its contents: commits, tags and the names in its trees, as
 * one text to be searched. Memory first, then a file without a name.
 */

#pragma once

#include "base/buf.h"
#include "base/stream.h"

struct pack_texts {
    struct buf memory; /* what was not written yet */
    int fd;            /* or -1 */
    uint64_t written;  /* bytes of the file */
    bool cut;          /* no file could be had for all of it */
    struct stream stream;
};

void pack_texts_init(struct pack_texts *texts);
void pack_texts_clear(struct pack_texts *texts);

/* One text, ended by a line feed. */
void pack_texts_add(struct pack_texts *texts, struct bytes text);

/* All of them as a stream that is read by offset; NULL where there are none. */
struct stream *pack_texts_stream(struct pack_texts *texts);
