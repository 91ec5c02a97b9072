/* places.c - where a repository keeps its things. */

#include "source/git/places.h"

#include <git2.h>

#include "base/kit.h"
#include "source/git/discover.h"
#include "source/git/repository.h"

static void config_cleanup(git_config **config)
{
    git_config_free(*config);
}

static void entry_cleanup(git_config_entry **entry)
{
    git_config_entry_free(*entry);
}

static const char *scope_name(git_config_level_t level)
{
    switch (level) {
    case GIT_CONFIG_LEVEL_PROGRAMDATA:
    case GIT_CONFIG_LEVEL_SYSTEM:
        return "system";
    case GIT_CONFIG_LEVEL_XDG:
    case GIT_CONFIG_LEVEL_GLOBAL:
        return "global";
    case GIT_CONFIG_LEVEL_LOCAL:
        return "local";
    default:
        return "command";
    }
}

static enum assay_status find_hooks_path(struct arena *arena, git_repository *repository,
                                         struct git_places *out, struct assay_error *err)
{
    CLEANUP(config_cleanup) git_config *config = NULL;
    CLEANUP(entry_cleanup) git_config_entry *entry = NULL;

    if (git_repository_config_snapshot(&config, repository) != 0 ||
        git_config_get_entry(&entry, config, "core.hookspath") != 0 || !entry->value)
        return ASSAY_OK; /* not set, or a key alone */
    out->hooks_path = arena_text(arena, entry->value);
    out->hooks_path_scope = scope_name(entry->level);
    return out->hooks_path ? ASSAY_OK
                           : assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

/* Copies a text that may be NULL; false when memory ran out. */
static bool copy(struct arena *arena, const char *text, const char **out)
{
    *out = text ? arena_text(arena, text) : NULL;
    return !text || *out;
}

enum assay_status git_places_find(struct arena *arena, const char *path, struct git_places *out,
                                  struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *repository = NULL;

    *out = (struct git_places){0};
    TRY(repository_open(path, NULL, &repository, err));
    if (!repository)
        return ASSAY_OK;
    out->found = true;
    out->bare = repository->work_dir == NULL;
    if (!copy(arena,
              repository->work_dir && is_inside(path, repository->work_dir) ? repository->work_dir
                                                                            : NULL,
              &out->worktree) ||
        !copy(arena, repository->git_dir, &out->git_dir) ||
        !copy(arena, repository->common_dir, &out->common_dir))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    return find_hooks_path(arena, repository->handle, out, err);
}
