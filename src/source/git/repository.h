/* repository.h - a git repository found and judged fit to read; no object of it is opened yet. */

#pragma once

#include <assay/error.h>
#include <assay/git.h>
#include <limits.h>
#include <stdbool.h>

#include "source/git/objects.h"
#include "source/git/settings.h"
#include "source/ignore.h"
#include "source/stores.h"

struct repository {
    struct settings *settings; /* of system, user and repository */
    char *git_dir;             /* of this work tree; no slash at the end, as the others */
    char *common_dir;          /* shared by all work trees */
    char *objects_dir;
    char **alternates; /* further folders of objects, handed over by git */
    size_t alternate_count;
    char *index_file;
    size_t id_size;            /* 20 or 32 */
    bool handed_over;          /* git, or who called, named its folder in the environment */
    bool sparse;               /* a part of the files only is in the work tree */
    char *work_dir;            /* NULL where bare */
    char *prefix;              /* the target's folder below work_dir, "" for all of it */
    struct stores stores;      /* of content that pointers stand for */
    struct object_id *shallow; /* commits whose parents were left out of the clone, sorted */
    size_t shallow_count;
};

/*
 * Finds the repository that `path` lies in; *out is NULL where there is none. `environment` is what
 * git handed over, or NULL; it counts where it is of this repository.
 *
 * ASSAY_EIO      id "git.foreign-owner": another user's, and not declared safe
 * ASSAY_EFORMAT  id "git.unsupported-format"
 */
ASSAY_RESULT repository_open(const char *path, const struct assay_git_environment *environment,
                             struct repository **out, struct assay_error *err);
void repository_free(struct repository *repository); /* NULL is fine */
void repository_freep(struct repository **repository);

/* The objects, those that git handed over as well, held to what the target asks for (NULL:
 * nothing); `part` as for object_store_open(). */
struct assay_target;
ASSAY_RESULT repository_store(const struct repository *repository,
                              const struct assay_target *target, struct inventory_part *part,
                              struct object_store **out, struct assay_error *err);

bool repository_is_shallow_at(const struct repository *repository, const struct object_id *commit);

/* True where git ignores the folder that the target names. */
bool repository_ignores_prefix(const struct repository *repository);

/* info/exclude and core.excludesFile; NULL where there is none. Each is the caller's. */
struct ignore_rules *repository_exclude(const struct repository *repository);
struct ignore_rules *repository_excludes_file(const struct repository *repository);

/* info/attributes; NULL where there is none. The caller's. */
struct attributes_file *repository_attributes(const struct repository *repository);

/* A path of the configuration with `~` resolved; false where it is not set. */
bool repository_config_path(const struct repository *repository, const char *name,
                            char out[PATH_MAX]);

/* Fills `stores`: the folders of git-lfs and git-annex, those of the repositories borrowed from. */
ASSAY_RESULT repository_stores(struct repository *repository, struct assay_error *err);
