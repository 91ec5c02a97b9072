/* places.c - where a repository keeps its things. */

#include "source/git/places.h"

#include "base/kit.h"
#include "source/git/discover.h"
#include "source/git/repository.h"

static const char *const scope_names[] = {[SETTINGS_SYSTEM] = "system",
                                          [SETTINGS_GLOBAL] = "global",
                                          [SETTINGS_LOCAL] = "local",
                                          [SETTINGS_WORKTREE] = "command"};

static enum assay_status find_hooks_path(struct arena *arena, const struct settings *settings,
                                         struct git_places *out, struct assay_error *err)
{
    const struct setting *setting = settings_find(settings, "core.hookspath");

    if (!setting || !setting->value)
        return ASSAY_OK; /* not set, or a key alone */
    out->hooks_path = arena_text(arena, setting->value);
    out->hooks_path_scope = scope_names[setting->scope];
    return out->hooks_path ? ASSAY_OK : out_of_memory(err);
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
        return out_of_memory(err);
    return find_hooks_path(arena, repository->settings, out, err);
}
