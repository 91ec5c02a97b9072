/* audit.h - the pipeline: examines targets with as many threads as asked for. */

#pragma once

#include <assay/cache.h>
#include <assay/inventory.h>
#include <assay/patterns.h>
#include <assay/target.h>
#include <signal.h>

/* What a name alone suggests: all there is to go by where content is kept elsewhere. */
enum assay_kind assay_kind_of_name(const char *path);

struct assay_progress {
    uint64_t bytes, items; /* done so far */
    uint64_t bytes_known;  /* in all, as far as the walker has seen; grows */
    bool walked;           /* the walker is done: bytes_known is final */
};

struct assay_scan_options {
    unsigned threads; /* 0: as many as processors */
    struct assay_limits limits;
    const char *const *dataset_globs; /* `examine: data:` of the config */
    size_t dataset_glob_count;
    const char *const *model_globs;
    size_t model_glob_count;
    /* Kinds of secrets that a person added, or NULL; they must live as long as the inventory. */
    const struct assay_patterns *patterns;
    enum assay_scan_depth depth;
    /* ASSAY_DIGEST_KEY_SIZE bytes for keyed digests of the values that are seen, or NULL: none are
     * made. It must live as long as the scan. */
    const uint8_t *digest_key;
    const char *cache_folder; /* for what can be made again, such as compiled patterns; or NULL */
    const char *login_folder; /* the same, where that lies in what is examined; or NULL */
    const char *cache_path;   /* of the file that keeps results of examination; NULL: none */
    enum assay_cache_mode cache_mode;
    uint64_t cache_limit;              /* bytes of that file; 0: the default of base/limits.h */
    struct assay_cache_use *cache_use; /* told what the cache was good for, or NULL */
    /* Called some ten times a second from the calling thread, or NULL. */
    void (*progress)(void *user, const struct assay_progress *progress);
    void *user;
    const volatile sig_atomic_t *interrupted; /* set by a signal handler to stop, or NULL */
};

/*
 * Examines a target.
 * out  the caller's, to release with assay_inventory_free(). The same target gives the same bytes
 *      for any number of threads.
 *
 * A run that was interrupted or ran out of time gives what was done so far, with the gap
 * "run.interrupted" or "time.limit".
 *
 * Failures are those of the target as a whole (not a repository, unknown revision, nothing to
 * examine); what is wrong with an item is a gap in the inventory.
 */
ASSAY_RESULT assay_scan(const struct assay_target *target, const struct assay_scan_options *options,
                        struct assay_inventory **out, struct assay_error *err);

/*
 * Of a range: the records and cards that it removed or replaced, as they were. Whom they spoke of
 * may miss them.
 * range  what assay_scan() gave for the target; it gains a gap where this scan was cut short, or
 *        where an old version could not be read
 * out    the caller's, to be released before `range`; NULL where there are none
 */
ASSAY_RESULT assay_scan_replaced(const struct assay_target *target,
                                 const struct assay_scan_options *options,
                                 struct assay_inventory *range, struct assay_inventory **out,
                                 struct assay_error *err);

/* Of a part of a project: what stands beside it may have to be looked at. */
bool assay_view_has_whole(enum assay_view view);

/*
 * Examines what stands beside a part: of a range the tree that it ends in, where the range holds a
 * model, a data set, a record or a card, or replaced one of the last two; of what is staged or
 * pushed the records and cards beside it, where it holds a model or a data set.
 *
 * part      what assay_scan() gave for the target; it gains a gap where this scan was cut short,
 * and those of what its records and cards speak of, where that cannot be examined replaced  what
 * assay_scan_replaced() gave, or NULL out       the caller's, to be released before `part`; NULL
 * where there is no need
 */
ASSAY_RESULT assay_scan_whole(const struct assay_target *target,
                              const struct assay_scan_options *options,
                              const struct assay_inventory *replaced, struct assay_inventory *part,
                              struct assay_inventory **out, struct assay_error *err);

/*
 * What a card describes, by its path: a file, or a folder with all that is below it. False where
 * the item is no card of such.
 * subject  borrows from the item's path; empty for the folder of all
 */
bool assay_card_subject(const struct assay_item *item, struct assay_path *subject, bool *folder);
