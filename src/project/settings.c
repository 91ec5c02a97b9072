/* settings.c - the settings that hold for a target, and the places that belong to it. */

#include "project/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/kit.h"
#include "base/text.h"
#include "source/git/places.h"

struct owned {
    struct assay_settings settings; /* first, so that the public pointer is this one */
    struct arena *arena;
};

void assay_settings_free(struct assay_settings *settings)
{
    struct owned *owned = (struct owned *)settings;

    if (!owned)
        return;
    arena_free(owned->arena);
    free(owned);
}

void assay_settings_freep(struct assay_settings **settings)
{
    assay_settings_free(*settings);
    *settings = NULL;
}

/* The folder of a target: itself, or where a bundle file lies. */
static enum assay_status target_folder(struct arena *arena, const char *target, const char **folder,
                                       struct assay_error *err)
{
    CLEANUP(free_cleanup) char *real = realpath(target, NULL);
    struct stat status;
    char *copy;

    if (!real || stat(real, &status) != 0) {
        bool missing = errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
        enum assay_status failed = assay_fail_errno(err, missing ? ASSAY_EMISSING : ASSAY_EIO,
                                                    errno, "cannot open %s", target);

        assay_error_id(err, "target.missing");
        assay_error_path(err, target);
        assay_error_do(err, "name a folder, a repository or a bundle file that is there");
        return failed;
    }
    copy = arena_text(arena, real);
    if (!copy)
        return out_of_memory(err);
    if (!S_ISDIR(status.st_mode)) {
        char *slash = strrchr(copy, '/');

        slash[slash == copy] = 0;
    }
    *folder = copy;
    return ASSAY_OK;
}

/* Looks for `.assay.yml` in `folder` and upwards to `root`. NULL in *path where there is none. */
static enum assay_status find_config(struct arena *arena, const char *folder, const char *root,
                                     const char **path, struct assay_error *err)
{
    char *at = arena_text(arena, folder);

    *path = NULL;
    if (!at)
        return out_of_memory(err);
    for (;;) {
        const char *candidate = arena_printf(arena, "%s/.assay.yml", strcmp(at, "/") ? at : "");
        char *slash;

        if (!candidate)
            return out_of_memory(err);
        if (faccessat(AT_FDCWD, candidate, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
            *path = candidate;
            return ASSAY_OK;
        }
        slash = strrchr(at, '/');
        if (strcmp(at, root) == 0 || !slash || slash == at)
            return ASSAY_OK;
        *slash = 0;
    }
}

/* The folder for the user's data or caches: $VARIABLE/assay, else ~/FALLBACK/assay, else NULL. */
static const char *user_folder(struct arena *arena, const char *variable, const char *fallback)
{
    const char *base = getenv(variable), *home = getenv("HOME");

    if (base && base[0] == '/')
        return arena_printf(arena, "%s/assay", base);
    return home && home[0] == '/' ? arena_printf(arena, "%s/%s/assay", home, fallback) : NULL;
}

/* Of this login alone, which nobody else may look into. Source: XDG Base Directory Specification.
 */
static const char *login_folder(struct arena *arena)
{
    const char *base = getenv("XDG_RUNTIME_DIR");
    struct stat status;

    if (!base || base[0] != '/' || stat(base, &status) != 0 || !S_ISDIR(status.st_mode) ||
        status.st_uid != geteuid() || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return NULL;
    return arena_printf(arena, "%s/assay", base);
}

static enum assay_status set_places(struct owned *owned, const struct reader *reader,
                                    struct assay_error *err)
{
    struct assay_settings *settings = &owned->settings;
    struct arena *arena = owned->arena;

    if (reader->ledger)
        settings->ledger = reader->ledger[0] == '/'
                               ? reader->ledger
                               : arena_printf(arena, "%s/%s", settings->base, reader->ledger);
    else if (settings->common_dir)
        settings->ledger = arena_printf(arena, "%s/assay/ledger", settings->common_dir);
    else
        settings->ledger = user_folder(arena, "XDG_DATA_HOME", ".local/share");
    settings->ledger_is_users = !reader->ledger && !settings->common_dir;
    if (settings->ledger_is_users && settings->ledger)
        settings->ledger = arena_printf(arena, "%s/ledger", settings->ledger);
    settings->waivers = arena_printf(arena, "%s/.assay/waivers", settings->root);
    settings->cache = user_folder(arena, "XDG_CACHE_HOME", ".cache");
    settings->login_folder = login_folder(arena);
    if (settings->cache) /* never in what is examined: who ships it could say what was found */
        settings->content_cache = arena_printf(arena, "%s/cache.db", settings->cache);
    return settings->waivers ? ASSAY_OK : out_of_memory(err);
}

static int compare_settings(const void *a, const void *b)
{
    return strcmp(((const struct assay_setting *)a)->key, ((const struct assay_setting *)b)->key);
}

static enum assay_status fill(struct owned *owned, struct reader *reader, struct assay_error *err)
{
    struct assay_settings *settings = &owned->settings;
    struct assay_setting *all;

    settings->packs = reader->packs.texts;
    settings->pack_count = reader->packs.count;
    settings->pack_places = reader->pack_places;
    settings->patterns = reader->patterns.texts;
    settings->pattern_count = reader->patterns.count;
    settings->dataset_globs = reader->data.texts;
    settings->dataset_glob_count = reader->data.count;
    settings->model_globs = reader->models.texts;
    settings->model_glob_count = reader->models.count;
    settings->allowed_gaps = reader->allowed_gaps.texts;
    settings->allowed_gap_count = reader->allowed_gaps.count;
    settings->fail_on = reader->fail_on;
    settings->gaps_block = reader->gaps_block;
    settings->use_cache = reader->use_cache;
    settings->pre_commit_ms = reader->pre_commit_ms;
    settings->flag_defaults = reader->flag_defaults;
    settings->flag_default_count = reader->flag_default_count;
    TRY(set_places(owned, reader, err));
    TRY(settings_remember(reader, "ledger", settings->ledger ? settings->ledger : "(none)",
                          reader->ledger_origin));
    all = arena_array(owned->arena, reader->all_count, sizeof *all);
    if (!all)
        return out_of_memory(err);
    memcpy(all, reader->all, reader->all_count * sizeof *all);
    qsort(all, reader->all_count, sizeof *all, compare_settings);
    settings->all = all;
    settings->all_count = reader->all_count;
    return ASSAY_OK;
}

/* Without a word in the config: the folder where a project keeps patterns of its own. */
static enum assay_status find_patterns(struct reader *reader, const char *root)
{
    static const char *const folder[] = {".assay/patterns"};
    bool found;

    TRY(beneath_find(root, folder[0], &found, reader->err));
    if (found)
        reader->patterns = (struct list){folder, 1};
    return ASSAY_OK;
}

/* The folder of the target as it is called below `from`, which stands for `root`. */
static const char *folder_below(struct arena *arena, const char *folder, const char *root,
                                const char *from)
{
    size_t size = strlen(root);

    if (strncmp(folder, root, size) != 0 || folder[size] != '/')
        return from;
    return arena_printf(arena, "%s%s", from, folder + size);
}

static enum assay_status open_settings(struct owned *owned, const char *target,
                                       const char *config_path, const char *from,
                                       struct assay_error *err)
{
    struct assay_settings *settings = &owned->settings;
    struct reader reader = {.arena = owned->arena, .err = err};
    struct git_places places;
    const char *folder;
    size_t root_size;

    TRY(target_folder(owned->arena, target, &folder, err));
    TRY(git_places_find(owned->arena, folder, &places, err));
    settings->bare = places.bare;
    settings->git_dir = places.git_dir;
    settings->common_dir = places.common_dir;
    settings->root = places.found && places.worktree ? places.worktree : folder;
    settings->base = settings->root;
    if (from) {
        folder = folder_below(owned->arena, folder, settings->root, from);
        settings->root = arena_text(owned->arena, from);
        if (!folder || !settings->root)
            return out_of_memory(err);
    }
    if (config_path) {
        settings->config_path = arena_text(owned->arena, config_path);
        if (!settings->config_path)
            return out_of_memory(err);
    } else {
        TRY(find_config(owned->arena, folder, settings->root, &settings->config_path, err));
    }
    reader.shown = settings->config_path;
    root_size = strlen(settings->root);
    if (reader.shown && strncmp(reader.shown, settings->root, root_size) == 0 &&
        reader.shown[root_size] == '/')
        reader.shown += root_size + 1; /* as the person knows it: relative to the project */
    settings->config_is_named = config_path != NULL;
    TRY(find_patterns(&reader, settings->root));
    TRY(settings_read_config(&reader, settings));
    return fill(owned, &reader, err);
}

enum assay_status assay_settings_open(const char *target, const char *config_path, const char *from,
                                      struct assay_settings **out, struct assay_error *err)
{
    struct owned *owned = calloc(1, sizeof *owned);
    enum assay_status status;

    if (!owned)
        return out_of_memory(err);
    owned->arena = arena_new();
    status =
        owned->arena ? open_settings(owned, target, config_path, from, err) : out_of_memory(err);
    if (status != ASSAY_OK) {
        assay_settings_free(&owned->settings);
        return status;
    }
    *out = &owned->settings;
    return ASSAY_OK;
}
