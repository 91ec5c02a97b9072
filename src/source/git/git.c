/*
 * git.c - which repository a target lies in, and whether its files on disk are examined or a view
 * of its objects.
 */

#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"
#include "source/git/discover.h"
#include "source/git/settings_tell.h"
#include "source/git/strays.h"
#include "source/git/submodules.h"
#include "source/git/view_source.h"
#include "source/git/views.h"

static enum assay_status fail_not_a_repository(const struct assay_target *target,
                                               struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EUSAGE, "git.not-a-repository",
                                       "--%s asks for a view of git, but %s is not in a repository",
                                       assay_view_name(target->view), target->path);

    assay_error_path(err, target->path);
    assay_error_why(err, "neither this folder nor one above it holds a git repository");
    assay_error_do(err, "leave the flag out to examine the folder as it is, or name a repository");
    return status;
}

static enum assay_status fail_no_worktree(const struct assay_target *target,
                                          struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EUSAGE, "git.nothing-to-examine",
                                       "%s is a bare repository: it has no %s", target->path,
                                       target->view == ASSAY_VIEW_STAGED ? "index" : "work tree");

    assay_error_path(err, target->path);
    assay_error_do(err, "--history, --head, --commit C or --range A..B");
    return status;
}

static bool is_elsewhere(const struct repository *repository, const struct assay_target *target)
{
    bool files =
        target->view == ASSAY_VIEW_DEFAULT || target->view == ASSAY_VIEW_WORKTREE || target->names;

    return files && repository->work_dir && !repository->handed_over &&
           !is_inside(target->path, repository->work_dir);
}

/* A setting of the target's own must not choose another folder to be examined in its place. */
static void tell_elsewhere(const struct repository *repository, const struct assay_target *target,
                           struct inventory_part *part)
{
    CLEANUP(buf_clear) struct buf why = {.ceiling = SIZE_MAX};

    buf_printf(&why,
               "the repository says that its files stand in %s: %s was examined as a plain folder",
               repository->work_dir, target->path);
    inventory_gap(part, GAP_GIT_WORKTREE_ELSEWHERE, NULL, ASSAY_NO_OFFSET, buf_string(&why));
}

/* The git folder, where what is none of git's in it is a part of the view: it is of the files on
 * disk, and of a bare repository that was named without a view. */
static enum assay_status folder_of(const struct repository *repository,
                                   const struct assay_target *target, char **out,
                                   struct assay_error *err)
{
    bool disk = target->view == ASSAY_VIEW_DEFAULT ||
                (target->view == ASSAY_VIEW_WORKTREE && repository->work_dir);

    if (!disk || repository->prefix[0])
        return ASSAY_OK;
    *out = strdup(repository->git_dir);
    return *out ? ASSAY_OK : fail_no_memory(err);
}

static enum assay_status open_target(const struct assay_target *target,
                                     struct source_budget *budget, struct inventory_part *part,
                                     struct assay_target_facts *facts, struct source **out,
                                     struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *repository = NULL;
    CLEANUP(repository_freep) struct repository *again = NULL;
    CLEANUP(source_closep) struct source *source = NULL;
    CLEANUP(free_cleanup) char *folder = NULL;
    enum assay_view view = target->view;
    bool bare;

    TRY(repository_open(target->path, target->git, &repository, err));
    if (!repository)
        return view == ASSAY_VIEW_DEFAULT || target->names ? ASSAY_OK
                                                           : fail_not_a_repository(target, err);
    if (is_elsewhere(repository, target)) {
        tell_elsewhere(repository, target, part);
        return ASSAY_OK;
    }
    if ((view == ASSAY_VIEW_DEFAULT || target->names) && repository_ignores_prefix(repository))
        return ASSAY_OK; /* a build folder, say: git has no view of it, but it was named */
    if (target->names && !repository->work_dir)
        return ASSAY_OK; /* files of a git folder, which are none of git's views */
    TRY(folder_of(repository, target, &folder, err));
    bare = !repository->work_dir;
    facts->folder = arena_text(inventory_part_arena(part), repository->prefix);
    if (!facts->folder)
        return fail_no_memory(err);
    TRY(repository_source(&repository, target, budget->threads, part, facts, &source, err));
    if (folder)
        TRY(strays_join(&source, folder, bare, &source, err));
    if (!target->recurse_submodules || target->names) {
        *out = TAKE(source);
        return ASSAY_OK;
    }
    TRY(repository_open(target->path, target->git, &again, err));
    if (!again) /* it went away meanwhile */
        return fail_not_a_repository(target, err);
    return submodules_open(&source, again, target, out, err);
}

enum assay_status repository_source(struct repository **pointer, const struct assay_target *target,
                                    unsigned threads, struct inventory_part *part,
                                    struct assay_target_facts *facts, struct source **out,
                                    struct assay_error *err)
{
    struct repository *repository = *pointer;
    enum assay_view view = target->view;

    facts->type = "git";
    settings_tell(repository->settings, repository->git_dir, !repository->work_dir, part);
    if (!repository->work_dir && (view == ASSAY_VIEW_WORKTREE || view_is_of_index(target)))
        return fail_no_worktree(target, err);
    if (view == ASSAY_VIEW_WORKTREE || (view == ASSAY_VIEW_DEFAULT && repository->work_dir) ||
        target->names) {
        facts->view = assay_view_name(target->names ? ASSAY_VIEW_LISTED : ASSAY_VIEW_WORKTREE);
        if (repository->sparse)
            inventory_note(part, NOTE_GIT_SPARSE_WORKTREE, NULL,
                           "a sparse checkout: the disk holds a part of the files only");
        return worktree_open(pointer, target, part, out, err);
    }
    return view_source_open(pointer, target, threads, part, facts, out, err);
}

const struct source_kind source_git = {.name = "git", .open = open_target};
