/*
 * header_watch.h - what the headers of a cpio or of a linker's archive (ar) hold beside names and
 * sizes of members, and what stands between these: kept as the bytes pass by on their way to
 * libarchive, which passes over it.
 */

#pragma once

#include "source/asides.h"

enum header_part { HEADER_FIRST, HEADER_NAME, HEADER_CONTENT, HEADER_PAD, HEADER_LOST, HEADER_END };

enum { HEADER_NAME_MAX = 8 << 20 }; /* libarchive takes memory for all of one */

struct header_watch {
    struct asides *asides;
    enum container_format format; /* CONTAINER_CPIO or CONTAINER_AR; any other is not watched */
    enum header_part part;
    uint64_t at;   /* of the next byte */
    uint64_t left; /* bytes of the part that are to come */
    uint64_t content;
    unsigned align, content_pad; /* of the member at hand */
    uint8_t head[128];           /* of the header, or of the name */
    size_t have;
    bool name_ended; /* what is to come of the field stands behind the name */
    uint64_t lost;   /* where no header stands that should, or ASSAY_NO_OFFSET */
    bool refused;    /* a name, or a table of them, is too long to be given to libarchive */
};

void header_watch_start(struct header_watch *watch, enum container_format format,
                        struct asides *asides);

/* The bytes that follow those before. */
void header_watch_pass(struct header_watch *watch, struct bytes bytes);
