/* scan_cache.c - where results of earlier runs may be taken from, and where not. */

#include "audit/scan_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"

/* True for a file below a folder, and for the folder itself. */
static bool is_below(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    return strncmp(path, folder, size) == 0 &&
           (path[size] == '/' || path[size] == 0 || (size > 0 && folder[size - 1] == '/'));
}

static bool reads_objects(const struct assay_target_facts *facts)
{
    return strcmp(facts->type, "git") == 0 &&
           strcmp(facts->view, assay_view_name(ASSAY_VIEW_WORKTREE)) != 0 &&
           strcmp(facts->view, assay_view_name(ASSAY_VIEW_LISTED)) != 0;
}

/* A cache that lies where the walk goes would be found, and be another file in every run. */
static bool lies_in_target(const char *folder, const struct assay_target *target,
                           const struct assay_target_facts *facts)
{
    CLEANUP(free_cleanup) char *above = strdup(folder);
    CLEANUP(free_cleanup) char *root = realpath(target->path, NULL);
    char *slash = above;

    if (!above || !root)
        return true;
    if (reads_objects(facts)) /* no file is walked */
        return false;
    while (slash) { /* folders that are not there yet are no links */
        CLEANUP(free_cleanup) char *real = realpath(above, NULL);

        if (real)
            return is_below(real, root);
        slash = strrchr(above, '/');
        if (slash)
            *slash = 0;
    }
    return true;
}

static bool file_lies_in_target(const char *path, const struct assay_target *target,
                                const struct assay_target_facts *facts)
{
    const char *slash = strrchr(path, '/');
    CLEANUP(free_cleanup) char *folder = slash ? strndup(path, (size_t)(slash - path)) : NULL;

    return !folder || lies_in_target(folder, target, facts);
}

const char *scan_cache_folder(const struct assay_scan_options *options,
                              const struct assay_target *target,
                              const struct assay_target_facts *facts)
{
    const char *const folders[] = {options->cache_folder, options->login_folder};

    for (size_t i = 0; i < ARRAY_LEN(folders); i++)
        if (folders[i] && !lies_in_target(folders[i], target, facts))
            return folders[i];
    return NULL;
}

/* "" where the run may have a cache. */
static const char *reason_against(const struct assay_scan_options *options,
                                  const struct assay_target *target,
                                  const struct assay_target_facts *facts)
{
    if (!options->cache_path)
        return "there is no place for a cache";
    return file_lies_in_target(options->cache_path, target, facts)
               ? "the cache lies in what is examined"
               : "";
}

static void tell(const struct assay_scan_options *options, const char *why)
{
    if (options->cache_use)
        text_copy(options->cache_use->why, sizeof options->cache_use->why, why);
}

struct cache *scan_cache_open(const struct assay_scan_options *options,
                              const struct assay_target *target,
                              const struct assay_target_facts *facts, struct source *source,
                              const struct examiner_options *examiner,
                              const struct assay_limits *limits)
{
    CLEANUP(buf_clear) struct buf scope = {.ceiling = SIZE_MAX};
    struct cache_options wanted = {
        .path = options->cache_path, .mode = options->cache_mode, .limit = options->cache_limit};
    struct assay_error err = {0};
    struct cache *cache = NULL;
    const char *against;
    uint8_t rules[32];

    if (options->cache_use)
        *options->cache_use = (struct assay_cache_use){0};
    if (options->cache_mode == ASSAY_CACHE_OFF)
        return NULL;
    against = source_scope(source, &scope) ? reason_against(options, target, facts)
                                           : "submodules are read anew in every run";
    if (!against[0] && !examine_rules(examiner, limits, rules))
        against = "a library has no build id: its next version could not be told from this one";
    tell(options, against);
    if (against[0])
        return NULL;
    wanted.scope = buf_bytes(&scope);
    wanted.rules = bytes_of(rules, sizeof rules);
    if (target->verify_objects && reads_objects(facts) && wanted.mode == ASSAY_CACHE_USE)
        wanted.mode = ASSAY_CACHE_FILL; /* every one of them is to be held to its id */
    if (cache_open(&wanted, &cache, &err) != ASSAY_OK) {
        tell(options, err.text);
        return NULL;
    }
    source_attest(source);
    return cache;
}
