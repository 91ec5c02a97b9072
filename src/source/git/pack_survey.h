/*
 * pack_survey.h - what stands where in a pack without an index: each entry is inflated to find its
 * end, where the next one begins.
 * Source: git, gitformat-pack(5), "pack-*.pack files have the following format".
 */

#pragma once

#include "source/git/pack.h"
#include "source/git/pack_read.h"
#include "source/outside.h"

#define PACKED_NONE UINT32_MAX

/* One entry, of 40 bytes whatever its object has. */
struct packed {
    uint64_t at, data;       /* where its head and its deflated bytes begin, in the stream */
    uint64_t size;           /* of what is deflated */
    uint32_t base;           /* what it is a change of, or PACKED_NONE */
    uint32_t child, sibling; /* what is a change of it; of its own base: or PACKED_NONE */
    uint8_t type;            /* enum pack_entry_type */
    bool reached;            /* its object was rebuilt, or why not was told */
};

/* What is a change of an object that is named by its id. */
struct packed_by_id {
    struct object_id base;
    uint32_t entry;
};

struct pack_survey {
    uint64_t start; /* of the pack in the stream */
    size_t id_size; /* 20 or 32; 0 until it is known */
    struct packed *entries;
    size_t count, capacity;
    struct packed_by_id *by_id; /* in the order of `base` */
    size_t by_id_count, by_id_capacity;
    struct extent *extents; /* bytes of entries; the rest of the stream is none's */
    size_t extent_count, extent_capacity;
    uint64_t end;   /* behind the checksum; 0 where the entries break off */
    uint64_t tried; /* bytes inflated behind damage to see whether an entry begins there */
};

/* Where gaps of a pack go, and who pays. */
struct pack_place {
    struct inventory_part *part;
    const struct assay_path *path;
    struct source_budget *budget;
    unsigned *told; /* gaps so far; LIMIT_CONTAINER_GAPS are told one by one */
};
void pack_tell(const struct pack_place *place, const char *id, uint64_t offset, const char *why);
void pack_tell_failure(const struct pack_place *place, const char *what, uint64_t offset,
                       const struct assay_error *failure);

/*
 * Finds the entries of the pack at `survey->start`. What breaks off or is damaged is a gap, and the
 * entries behind it are looked for; only what ends the run fails.
 */
ASSAY_RESULT pack_survey_run(struct pack_survey *survey, struct pack_read *read,
                             const struct pack_place *place, struct assay_error *err);
void pack_survey_clear(struct pack_survey *survey);

/* Where the deflated bytes of an entry end at the latest. */
uint64_t pack_survey_limit(const struct pack_survey *survey, uint32_t entry);
