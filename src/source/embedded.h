/*
 * embedded.h - containers that begin behind other bytes: a 7z behind a program or an image, a
 * compressed tar behind a script that unpacks itself. Where one may begin is told while bytes pass
 * by; whether one does, once they can be read again.
 */

#pragma once

#include "source/source.h"

enum {
    EMBEDDED_MAX = 64,    /* places of one item that are looked at again */
    EMBEDDED_AHEAD = 512, /* bytes behind a place that tell, where there are as many */
};

struct embedded {
    uint64_t at;
    enum container_format format; /* CONTAINER_NONE: one that nobody reads here, `unread` */
    const char *unread;
};

/* Places that were met, in order. */
struct embedded_places {
    struct embedded all[EMBEDDED_MAX];
    size_t count;
    unsigned tries; /* places that needed a closer look */
    bool more;      /* there were more than are looked at */
    uint64_t zip;   /* where the first entry of a zip may begin, or ASSAY_NO_OFFSET */
};

void embedded_start(struct embedded_places *places);

/* The magics that are looked for among the patterns of secrets, which costs nothing beside these;
 * each ends embedded_magic_end() bytes behind where its container begins. */
extern const size_t embedded_format_count;
struct bytes embedded_magic(size_t format);
size_t embedded_magic_end(size_t format);

/* One was met: `head` is what begins at `at` in the item, as far as it is at hand. */
void embedded_meet(struct embedded_places *places, size_t format, struct bytes head, uint64_t at);

/* Whether a container begins at the start of `stream`, which is read by offset. What fails is the
 * stream's or the run's. */
ASSAY_RESULT embedded_holds(const struct embedded *place, struct stream *stream,
                            struct source_budget *budget, bool *holds, struct assay_error *err);

/*
 * Where a program ends by its own account, of an item of `size` bytes or STREAM_SIZE_UNKNOWN that
 * begins with `head`; 0 where it is none. In front of it containers are a program's own data, which
 * it unpacks itself: many hold some.
 */
uint64_t embedded_program_end(struct bytes head, uint64_t size);
