/* worker.c - what all threads of a run share, and what each has of its own. */

#include <stdlib.h>

#include "base/kit.h"
#include "examine/job.h"

static bool copy_globs(char **to, const char *const *globs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = strdup(globs[i]);
        if (!to[i])
            return false;
    }
    return true;
}

enum assay_status examiner_new(const struct examiner_options *options, struct source_budget *budget,
                               struct examiner **out, struct assay_error *err)
{
    CLEANUP(examiner_freep) struct examiner *examiner = calloc(1, sizeof *examiner);
    size_t count = options->dataset_glob_count + options->model_glob_count;

    if (!examiner)
        return out_of_memory(err);
    examiner->options = *options;
    examiner->budget = budget;
    if (!crew_init(&examiner->alone, 1))
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "no more mutexes to be had");
    examiner->has_alone = true;
    examiner->crew = options->crew ? options->crew : &examiner->alone;
    examiner->globs = calloc(count + 1, sizeof *examiner->globs);
    if (!examiner->globs ||
        !copy_globs(examiner->globs, options->dataset_globs, options->dataset_glob_count) ||
        !copy_globs(examiner->globs + options->dataset_glob_count, options->model_globs,
                    options->model_glob_count))
        return out_of_memory(err);
    examiner->options.cache_folder = NULL; /* the detectors have a copy */
    examiner->options.dataset_globs = (const char *const *)examiner->globs;
    examiner->options.model_globs =
        (const char *const *)examiner->globs + options->dataset_glob_count;
    TRY(detectors_new(options->cache_folder, &examiner->detectors, err));
    if (options->patterns)
        TRY(detectors_use(examiner->detectors, options->patterns, false, err));
    *out = TAKE(examiner);
    return ASSAY_OK;
}

void examiner_free(struct examiner *examiner)
{
    if (!examiner)
        return;
    for (char **glob = examiner->globs; glob && *glob; glob++)
        free(*glob);
    free(examiner->globs);
    detectors_free(examiner->detectors);
    if (examiner->has_alone)
        crew_clear(&examiner->alone);
    free(examiner);
}

void examiner_freep(struct examiner **examiner)
{
    examiner_free(*examiner);
    *examiner = NULL;
}

static void level_free(struct level *level)
{
    if (!level)
        return;
    mirror_clear(&level->ring);
    mirror_clear(&level->ring_together);
    digest_free(level->digest);
    digest_free(level->sha512);
    evidence_free(level->evidence);
    watcher_free(level->watcher);
    values_clear(&level->values);
    withhold_clear(&level->withhold);
    spool_clear(&level->spool);
    free(level);
}

enum assay_status worker_level(struct examine_worker *worker, unsigned depth, struct level **out,
                               struct assay_error *err)
{
    struct level *level = worker->levels[depth];

    if (!level) {
        level = calloc(1, sizeof *level);
        if (!level)
            return out_of_memory(err);
        spool_init(&level->spool);
        values_init(&level->values, worker->examiner->detectors);
        withhold_init(&level->withhold);
        level->digest = digest_new(DIGEST_SHA256);
        level->evidence = evidence_new();
        if (!mirror_init(&level->ring, TEE_RING) || !level->digest || !level->evidence) {
            level_free(level);
            return out_of_memory(err);
        }
        evidence_digests(level->evidence, worker->examiner->options.digest_key);
        worker->levels[depth] = level;
    }
    *out = level;
    return ASSAY_OK;
}

enum assay_status worker_watcher(struct examine_worker *worker, struct level *level,
                                 struct watcher **out, struct assay_error *err)
{
    if (!level->watcher)
        TRY(watcher_new(worker->examiner->detectors, &level->watcher, err));
    *out = level->watcher;
    return ASSAY_OK;
}

bool level_ring_together(struct level *level)
{
    return level->ring_together.data || mirror_init(&level->ring_together, TEE_RING_TOGETHER);
}

enum assay_status examine_worker_new(struct examiner *examiner, struct inventory_part *part,
                                     struct examine_worker **out, struct assay_error *err)
{
    struct examine_worker *worker = calloc(1, sizeof *worker);

    if (!worker)
        return out_of_memory(err);
    worker->examiner = examiner;
    worker->part = part;
    *out = worker;
    return ASSAY_OK;
}

void examine_worker_free(struct examine_worker *worker)
{
    if (!worker)
        return;
    for (size_t i = 0; i < ARRAY_LEN(worker->levels); i++)
        level_free(worker->levels[i]);
    free(worker->batch);
    free(worker->pointers);
    free(worker);
}

uint64_t examine_worker_bytes(const struct examine_worker *worker)
{
    return atomic_load_explicit(&worker->bytes, memory_order_relaxed);
}

struct stored_pointer *examine_worker_pointers(struct examine_worker *worker, size_t *count)
{
    *count = worker->pointer_count;
    return worker->pointers;
}
