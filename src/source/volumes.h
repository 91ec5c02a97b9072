/*
 * volumes.h - archives that were cut into several files, told by their names: `a.7z.001`,
 * `a.tar.gz.aa`, `a.part1.rar`, `a.z01`.
 */

#pragma once

#include "source/source.h"

/* True for the name of one volume; `stem` is what its fellows share, `number` counts from 1. */
bool volume_name(struct bytes name, struct bytes *stem, uint64_t *number);

/* The volumes among a target's own entries. */
struct volumes {
    struct volume {
        const struct assay_path *path;
        struct bytes stem;
        uint64_t number;
    } * list;
    size_t count, capacity;
};

void volumes_clear(struct volumes *volumes);

/* Takes note of an entry where it is a volume; its paths must outlive the volumes. ASSAY_ENOMEM */
ASSAY_RESULT volumes_see(struct volumes *volumes, const struct entry *entry,
                         struct assay_error *err);

/* Tells of each that it is one of several (bundle.multi-volume), and which are not there
 * (bundle.volume-missing). */
void volumes_tell(struct volumes *volumes, struct inventory_part *part);
