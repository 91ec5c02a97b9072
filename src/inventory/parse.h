/*
 * parse.h - the members of assay.inventory/1 one at a time, as parse.c reads the document back.
 *
 * All give ASSAY_EFORMAT for a member that is not what it should be, and ASSAY_ENOMEM. Texts and
 * arrays live in the arena of the part.
 */

#pragma once

#include "base/buf.h"
#include "doc/doc.h"
#include "inventory/build.h"

struct reader {
    struct inventory_part *part;
    struct arena *arena;           /* of the part */
    const struct assay_path *last; /* the path before, whose containers are used again */
    struct buf scratch;
    const char *list; /* "items" or "gaps" and the element being read, for errors; or NULL */
    size_t index;
    struct assay_error *err;
};

/* Says what is wrong with a member, and in which element of which list. */
ASSAY_RESULT parse_wrong(const struct reader *reader, const char *member, const char *what);

/* `out` is the address of a pointer of the caller's type. */
ASSAY_RESULT parse_array(struct reader *reader, size_t count, size_t size, void *out);

ASSAY_RESULT parse_copy(struct reader *reader, const struct doc *node, const char *member,
                        const char **out);
ASSAY_RESULT parse_text(struct reader *reader, const struct doc *map, const char *member,
                        const char **out);

/* Ids and classes are shown as they are, so they are small letters, digits, dots and dashes. */
ASSAY_RESULT parse_id(struct reader *reader, const struct doc *map, const char *member,
                      const char **out);

ASSAY_RESULT parse_u64(struct reader *reader, const struct doc *map, const char *member,
                       uint64_t *out);
ASSAY_RESULT parse_u32(struct reader *reader, const struct doc *map, const char *member,
                       uint32_t *out);
ASSAY_RESULT parse_bool(struct reader *reader, const struct doc *map, const char *member,
                        bool *out);
ASSAY_RESULT parse_digest(struct reader *reader, const struct doc *map, const char *member,
                          uint8_t out[32]);

/* Those that follow may be absent: those that say nothing else leave *out alone then. */

ASSAY_RESULT parse_optional(struct reader *reader, const struct doc *map, const char *member,
                            const char **out);

/* An object id of git, 20 or 32 bytes. */
ASSAY_RESULT parse_object_id(struct reader *reader, const struct doc *map, const char *member,
                             uint8_t out[32], uint8_t *size);

/* One of `count` words; one that is `needed` must be there. */
ASSAY_RESULT parse_word(struct reader *reader, const struct doc *map, const char *member,
                        const char *(*word)(unsigned value), unsigned count, bool needed,
                        unsigned *out);

/* Absent: a list of none. */
ASSAY_RESULT parse_list(struct reader *reader, const struct doc *map, const char *member,
                        const struct doc **items, size_t *count);

/* A name a level, or the bytes of each where one of them is not UTF-8. */
ASSAY_RESULT parse_path(struct reader *reader, const struct doc *map, const char *member,
                        const char *member_b64, const struct assay_path **out);

/* The same of one level, as a text. */
ASSAY_RESULT parse_plain_name(struct reader *reader, const struct doc *map, const char *key,
                              const char *key_b64, const char **out);

/* Absent: INT64_MIN, a time that no calendar has, so that it is not written again either. */
ASSAY_RESULT parse_time(struct reader *reader, const struct doc *map, const char *key,
                        int64_t *out);
