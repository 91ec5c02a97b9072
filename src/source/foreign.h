/*
 * foreign.h - containers that are read by code which is not ours: bytes in, members out.
 *
 * The table is all that stands between foreign.c, which judges members and holds them to the
 * limits, and a library that parses hostile bytes. It hands over plain values and no pointers into
 * the library but for names, so that a reader can be moved into a process of its own.
 */

#pragma once

#include "source/container.h"
#include "source/outside.h"

struct foreign_member {
    struct bytes name, link; /* as they stand in the container; valid until the next call */
    enum assay_item_type type;
    bool folder, encrypted;
    bool cut;           /* a longer name than LIMIT_NAME, of which `name` is what fits */
    bool table;         /* of the archive itself, which no program unpacks */
    uint64_t size;      /* or STREAM_SIZE_UNKNOWN */
    const char *hidden; /* why most programs do not show it, or NULL */
};

struct foreign_reader {
    const char *name;

    /* `in` stays the caller's; it is read by offset where container_by_offset() says so. */
    enum assay_status (*open)(enum container_format format, struct stream *in,
                              struct source_budget *budget, void **state, struct assay_error *err);

    /* *found is false at the end. After a failure, which carries its id, *again says whether the
     * next call may find more. */
    enum assay_status (*next)(void *state, struct foreign_member *member, bool *found, bool *again,
                              struct assay_error *err);

    /* Content of the member at hand, in order: *got bytes that stand at *at in it, with a hole in
     * front where *at lies past what was read; 0 at the end, where *at is the size. */
    enum assay_status (*read)(void *state, void *to, size_t size, uint64_t *at, size_t *got,
                              struct assay_error *err);

    /* After the end, whose failures are told: *at is where bytes stand that belong to no member, or
     * ASSAY_NO_OFFSET. NULL: all that is left belongs to some member, or is outside(). */
    enum assay_status (*behind)(void *state, uint64_t *at, struct assay_error *err);

    /* After the end: as source_outside(). NULL: there is nothing that is not told by behind(). */
    enum assay_status (*outside)(void *state, unsigned layer, struct outside *out,
                                 struct assay_error *err);

    /* After the end: as source_texts(). NULL: there are none. */
    struct bytes (*texts)(void *state, bool *cut);

    uint64_t (*taken)(const void *state); /* bytes of `in` taken so far */
    void (*close)(void *state);
};

extern const struct foreign_reader foreign_libarchive, foreign_iso, foreign_mail, foreign_mbox,
    foreign_pg_dump, foreign_rpm;

/* Whether names of an ISO image are those of Rock Ridge; after the first member was asked for. */
bool foreign_libarchive_is_rock_ridge(const void *state);

/* Members of a container by way of that reader. `container` is copied. */
ASSAY_RESULT foreign_open(const struct foreign_reader *reader, enum container_format format,
                          const struct container *container, struct source **out,
                          struct assay_error *err);
