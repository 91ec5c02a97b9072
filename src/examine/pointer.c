/*
 * pointer.c - a small file or a link that stands for content kept elsewhere: what it claims is put
 * aside, and looked for when the target was walked (source/stored.h).
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "examine/job.h"
#include "examine/papers/annex.h"
#include "inventory/gaps.h"
#include "source/stored.h"

static ASSAY_RESULT add(struct examine_worker *worker, const struct stored_pointer *pointer,
                        struct assay_error *err)
{
    if (!HAS_ROOM(worker->pointers, worker->pointer_count, worker->pointer_capacity))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for pointers");
    worker->pointers[worker->pointer_count++] = *pointer;
    return ASSAY_OK;
}

/* The name in its folder. */
static struct bytes last_of(const struct assay_path *path)
{
    struct bytes name = bytes_of(path->name, path->size);
    const uint8_t *slash = name.size ? memrchr(name.data, '/', name.size) : NULL;

    return slash ? bytes_from(name, (size_t)(slash - name.data) + 1) : name;
}

static const char *missing_id(enum store store)
{
    switch (store) {
    case STORE_DVC:
        return GAP_POINTER_DVC_MISSING;
    case STORE_ANNEX:
        return GAP_POINTER_ANNEX_MISSING;
    default:
        return GAP_POINTER_LFS_MISSING;
    }
}

enum assay_status pointer_collect(struct job *job, struct assay_error *err)
{
    const struct evidence *evidence = job->level->evidence;
    size_t count = evidence_pointed_count(evidence), all;

    if (count == 0)
        return ASSAY_OK;
    if (job->depth > 0 || !source_stores(job->source)) {
        job_gap(job, missing_id(evidence_pointed_at(evidence, 0)->store), ASSAY_NO_OFFSET,
                "only a pointer is here, and no store belongs to the place where it stands");
        return ASSAY_OK;
    }
    if (ckd_mul(&all, count, job->entry->place_count) || all > LIMIT_POINTED) {
        job_gap(job, GAP_BUNDLE_COUNT_LIMIT, ASSAY_NO_OFFSET,
                "what it stands for is too much at all its places, and was not looked for");
        return ASSAY_OK;
    }
    for (size_t i = 0; i < job->entry->place_count; i++) {
        const struct entry_place *place = &job->entry->places[i];

        for (size_t k = 0; k < count; k++) {
            struct stored_pointer pointer = {.claim = *evidence_pointed_at(evidence, k),
                                             .path = place->path,
                                             .origin = place->origin,
                                             .content = job->content};

            if (pointer.claim.name.size == 0) /* the content of this very name */
                pointer.claim.name = last_of(place->path);
            TRY(add(job->worker, &pointer, err));
        }
    }
    return ASSAY_OK;
}

void pointer_judge_places(const struct job *job)
{
    const struct assay_examination *content = job->content;
    bool pointer = strcmp(content->format, "lfs-pointer") == 0;

    for (size_t i = 0; i < job->entry->place_count; i++) {
        const struct entry_place *place = &job->entry->places[i];

        if (place->filter == FILTER_NONE && pointer)
            inventory_gap(job->part, GAP_POINTER_LFS_STRAY, place->path, ASSAY_NO_OFFSET,
                          "a pointer of git-lfs, and .gitattributes does not send this path to it: "
                          "git checks out the pointer itself");
        else if (place->filter == FILTER_LFS && !pointer && content->size > 0)
            inventory_gap(job->part, GAP_POINTER_LFS_RAW, place->path, ASSAY_NO_OFFSET,
                          ".gitattributes sends this path to git-lfs, and git holds the bytes "
                          "themselves");
    }
}

enum assay_status pointer_of_link(struct job *job, struct assay_error *err)
{
    struct evidence *evidence = job->level->evidence;
    struct annex_key key;

    evidence_start(evidence, inventory_part_arena(job->part));
    TRY(aside_link(job, err));
    if (job->entry->type == ASSAY_ITEM_SYMLINK &&
        annex_key_of_link(bytes_text(job->entry->link), &key)) {
        evidence_kind(evidence, ASSAY_KIND_POINTER);
        evidence_format(evidence, "git-annex");
        annex_tell(&key, evidence);
    }
    TRY(evidence_end(evidence, job->content, err));
    return pointer_collect(job, err);
}
