/* hook.h - git hooks: written, found, judged and removed without touching git's config. */

#pragma once

#include <assay/project.h>

enum assay_hook_state {
    ASSAY_HOOK_ABSENT,
    ASSAY_HOOK_OURS,
    ASSAY_HOOK_OUTDATED, /* ours, of another version */
    ASSAY_HOOK_FOREIGN,  /* somebody's script */
    ASSAY_HOOK_MANAGER,  /* written by husky, lefthook or the pre-commit framework */
    ASSAY_HOOK_STATES
};

/* What git itself would run, and where it stands. Texts live as long as the struct's owner says. */
struct assay_hook_status {
    char path[1024]; /* the file that git runs */
    enum assay_hook_state state;
    const char *manager; /* "husky", "lefthook", "pre-commit"; NULL elsewhere */
    bool executable;
    bool calls_assay;          /* its text has "assay hook run", whosoever wrote it */
    bool chained;              /* a hook moved to NAME.before-assay runs first */
    bool program_found;        /* `assay` is in PATH */
    char hooks_path[512];      /* core.hooksPath, or "" */
    char hooks_path_scope[16]; /* "system", "global", "local", "worktree", or "" */
    bool hooks_path_outside;   /* and it lies outside the repository */
    bool passed_over; /* for it git does not run a hook of ours in the repository's own folder */
    char first_lines[256]; /* of a foreign hook */
};

struct assay_hook_options {
    bool chain;           /* keep a foreign hook and run it first */
    bool into_hooks_path; /* write into a core.hooksPath outside the repository on purpose */
    bool warn_if_missing; /* the stub lets a commit pass where assay is not found */
};

/* Hooks that assay can serve: sorted names. */
extern const char *const assay_hook_names[];
extern const size_t assay_hook_name_count;

/* Does every commit, or in a bare repository every push, need it? */
bool assay_hook_is_default(const struct assay_settings *settings, const char *name);

/* ASSAY_EUSAGE  not inside a repository, or no such hook (the nearest is named) */
ASSAY_RESULT assay_hook_look(const struct assay_settings *settings, const char *name,
                             struct assay_hook_status *out, struct assay_error *err);

/*
 * Writes the stub. *changed is false where it stood there already.
 *
 * ASSAY_EUSAGE   somebody else's hook is there: `why` shows it, `remedy` the ways to go on
 * ASSAY_EOUTPUT  cannot be written
 */
ASSAY_RESULT assay_hook_install(const struct assay_settings *settings, const char *name,
                                const struct assay_hook_options *options, bool *changed,
                                struct assay_hook_status *out, struct assay_error *err);

/* Removes what carries our mark and restores a chained hook byte for byte; *changed is false where
 * there was nothing of ours. */
ASSAY_RESULT assay_hook_uninstall(const struct assay_settings *settings, const char *name,
                                  bool *changed, struct assay_hook_status *out,
                                  struct assay_error *err);

/* Work trees of one repository that are there, by name: its own and those linked to it. */
enum { ASSAY_WORK_TREES = 32 };
struct assay_work_trees {
    char *paths[ASSAY_WORK_TREES];
    size_t count, more; /* `more` of them are not listed */
};

/* *out is the caller's to assay_work_trees_clear(), also after a failure. */
ASSAY_RESULT assay_hook_work_trees(const struct assay_settings *settings,
                                   struct assay_work_trees *out, struct assay_error *err);
void assay_work_trees_clear(struct assay_work_trees *trees);
