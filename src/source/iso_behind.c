/*
 * iso_behind.c - what stands behind the end of an ISO image.
 * Source: ECMA-119, 8.4.8 (volume space size); UEFI 2.10, 5.3.1 (the second copy of a partition
 * table stands in the last sectors of a disk, which hybrid images are).
 */

#include "source/iso_behind.h"

#include <stdlib.h>

#include "base/kit.h"
#include "source/fail.h"

enum {
    BLOCK = 64 * 1024,
    DISK_SECTOR = 512,
    BACKUP_SECTORS = 33, /* of partitions, and the header behind them */
};

/* Where a partition table's second copy begins, or the end of the image. */
static ASSAY_RESULT find_backup(struct stream *in, uint64_t *at, struct assay_error *err)
{
    static const char magic[8] = {'E', 'F', 'I', ' ', 'P', 'A', 'R', 'T'};
    uint8_t head[sizeof magic];
    size_t got = 0;

    *at = in->size;
    if (in->size < (uint64_t)BACKUP_SECTORS * DISK_SECTOR)
        return ASSAY_OK;
    TRY(in->read_at(in, in->size - DISK_SECTOR, head, sizeof head, &got, err));
    if (got == sizeof head && memcmp(head, magic, sizeof magic) == 0)
        *at -= (uint64_t)BACKUP_SECTORS * DISK_SECTOR;
    return ASSAY_OK;
}

static size_t zeros_in(const uint8_t *bytes, size_t size)
{
    size_t zeros = 0;

    while (zeros < size && bytes[zeros] == 0)
        zeros++;
    return zeros;
}

enum assay_status iso_behind(const struct iso_trees *trees, struct stream *in,
                             const struct source_budget *budget, uint64_t *at,
                             struct assay_error *err)
{
    CLEANUP(free_cleanup) uint8_t *block = malloc(BLOCK);
    uint64_t next = iso_trees_end(trees), end;

    *at = ASSAY_NO_OFFSET;
    if (!block)
        return fail_no_memory(err);
    TRY(find_backup(in, &end, err));
    while (next < end && *at == ASSAY_NO_OFFSET) {
        size_t wanted = end - next < BLOCK ? (size_t)(end - next) : BLOCK, got = 0, zeros;

        TRY(source_budget_time(budget, err));
        TRY(in->read_at(in, next, block, wanted, &got, err));
        if (got == 0)
            break;
        zeros = zeros_in(block, got);
        if (zeros < got)
            *at = next + zeros;
        next += got;
    }
    return ASSAY_OK;
}
