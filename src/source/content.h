/*
 * content.h - where the content of members stands in an archive that libarchive reads by offset,
 * by readers of our own. All its other bytes are searched where they stand: comments, fields that
 * packers reserve, what no member owns. So what cannot be followed is no content.
 */

#pragma once

#include "base/buf.h"
#include "source/outside.h"

enum { CONTENT_PACKED = 64 }; /* texts beside members that are unpacked */

struct content {
    struct extent *all; /* in any order */
    size_t count, capacity;
    struct buf texts; /* lists of members that are compressed in the archive, as plain bytes;
                         what else beside members is */
    struct extent packed[CONTENT_PACKED]; /* where that stands */
    size_t packed_count;
    bool cut;            /* there is more of them than could be unpacked */
    const char *unread;  /* what could not be unpacked to be searched, or NULL */
    const char *beyond;  /* what was not looked for, for a limit; or NULL */
    const char *refused; /* why members are not read, where libarchive finds no end; or NULL */
    bool no_memory;
};

void content_init(struct content *content);
void content_clear(struct content *content);

void content_add(struct content *content, uint64_t at, uint64_t size);

/*
 * Each reads `in` by offset and fails where the stream does, or for a limit.
 * ASSAY_ENOMEM
 */
ASSAY_RESULT content_of_cab(struct stream *in, const struct source_budget *budget,
                            struct content *content, struct assay_error *err);
ASSAY_RESULT content_of_lha(struct stream *in, const struct source_budget *budget,
                            struct content *content, struct assay_error *err);
ASSAY_RESULT content_of_xar(struct stream *in, const struct source_budget *budget,
                            struct content *content, struct assay_error *err);
ASSAY_RESULT content_of_7z(struct stream *in, const struct source_budget *budget,
                           struct content *content, struct assay_error *err);

/* Where the content that the list of a xar names stands, whose heap begins at `heap`; false, and
 * nothing added, where the list is not as xar writes it. Nothing is added where it is refused. */
bool content_of_xar_list(struct bytes list, uint64_t heap, struct content *content);

/* What `in` holds at an offset, fewer bytes at its end only. */
ASSAY_RESULT content_read(struct stream *in, uint64_t at, uint8_t *to, size_t size,
                          struct bytes *out, struct assay_error *err);
