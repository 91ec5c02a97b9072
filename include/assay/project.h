/*
 * project.h - what a project says of itself: its settings, and the places that belong to it.
 *
 * `.assay.yml` is looked for in the target's folder and upwards to the repository's root, never in
 * the folder one happens to stand in.
 */

#pragma once

#include <assay/assessment.h>

/* A setting in force and where it comes from, for `assay config show --origin`. */
struct assay_setting {
    const char *key;    /* "gate.fail-on" */
    const char *value;  /* as text; lists joined by ", " */
    const char *origin; /* ".assay.yml:7" or "default" */
};

/* `defaults:` of the config: values for command line flags, judged by whoever knows the flags. */
struct assay_flag_default {
    const char *flag, *value;
    uint32_t line, column;
    const char *excerpt; /* the line, made safe to show */
};

struct assay_settings {
    const char *root;       /* absolute: the repository's work tree, else the target's folder */
    const char *base;       /* the same, also where `root` stands for it elsewhere */
    const char *git_dir;    /* absolute, or NULL outside git */
    const char *common_dir; /* shared by linked work trees; equal to git_dir elsewhere */
    bool bare;
    const char *config_path;  /* absolute, or NULL where there is none */
    bool config_is_named;     /* by a person: what it names may lie anywhere */
    const char *const *packs; /* "assay:baseline" and files below root */
    size_t pack_count;
    const struct assay_pack_place
        *pack_places;            /* of each in the config, or NULL: none names them */
    const char *const *patterns; /* "assay:NAME", files and folders below root */
    size_t pattern_count;
    const char *const *dataset_globs;
    size_t dataset_glob_count;
    const char *const *model_globs;
    size_t model_glob_count;
    enum assay_severity fail_on;
    bool gaps_block;
    const char *const *allowed_gaps;
    size_t allowed_gap_count;
    const char *ledger;        /* absolute path of the ledger's folder */
    bool ledger_is_users;      /* the one of all folders that name none, and are no repository */
    const char *waivers;       /* absolute path of `.assay/waivers`, which need not exist */
    const char *cache;         /* absolute path of a folder for caches, or NULL */
    const char *login_folder;  /* the same of this login alone, or NULL */
    const char *content_cache; /* absolute path of the file of results, or NULL */
    bool use_cache;            /* `cache: false` turns it off */
    uint64_t pre_commit_ms;    /* milliseconds: time limit of the pre-commit hook; 0: none */
    const struct assay_flag_default *flag_defaults;
    size_t flag_default_count;
    const struct assay_setting *all; /* sorted by key */
    size_t all_count;
};

/*
 * Reads the settings that hold for a target.
 * target       a path that exists
 * config_path  of a config to read instead of looking for one, or NULL
 * from         a folder that stands for the project's root where its config, packs, patterns,
 *              waivers and trust are read (assay_config_from()), or NULL
 * out          the caller's, to release with assay_settings_free()
 *
 * ASSAY_EUSAGE    the config is wrong: file, line, column, excerpt, and the nearest key
 * ASSAY_EMISSING  no such target or config file
 */
ASSAY_RESULT assay_settings_open(const char *target, const char *config_path, const char *from,
                                 struct assay_settings **out, struct assay_error *err);
void assay_settings_free(struct assay_settings *settings);
void assay_settings_freep(struct assay_settings **settings);

/*
 * Copies config, packs, waivers and trust, as a commit of the target's repository has them, into a
 * new folder.
 * folder  the caller's, to free() and to remove with assay_config_from_remove()
 *
 * ASSAY_EMISSING  "git.unknown-revision"
 * ASSAY_EUSAGE    the target is in no repository
 */
ASSAY_RESULT assay_config_from(const char *target, const char *revision, char **folder,
                               struct assay_error *err);
void assay_config_from_remove(const char *folder); /* NULL is fine */

/* What `assay init` would write. */
struct assay_init_file {
    const char *path; /* relative to the root */
    const char *content;
    bool exists; /* already there: left alone */
};

/* A shipped pack that the project may fall under. */
struct assay_init_hint {
    const char *pack; /* "assay:hipaa" */
    const char *why;  /* "health records in 3 files, the first scans/a.dcm (dicom)" */
};

struct assay_init_plan {
    const char *found; /* one line: "Hub layout, LFS pointers, 3 models, 2 data sets" */
    const struct assay_init_hint *hints; /* sorted; without what the config chooses already */
    size_t hint_count;
    const struct assay_init_file *files;
    size_t file_count;
};

/* Looks at an inventory and proposes config, policy and cards. Writes nothing. The plan is the
 * caller's, to release with assay_init_plan_free(). */
ASSAY_RESULT assay_init_propose(const struct assay_settings *settings,
                                const struct assay_inventory *inventory,
                                struct assay_init_plan **out, struct assay_error *err);
/* Writes the files of the plan that do not exist yet. */
ASSAY_RESULT assay_init_apply(const struct assay_settings *settings,
                              const struct assay_init_plan *plan, struct assay_error *err);
/*
 * Writes `ITEM.card.yml` beside an item: a card to fill in, for a data set or a model.
 * item  path of a file that exists
 * path  of the card; the caller's to free()
 *
 * ASSAY_EUSAGE  there is a card already, or the item is neither
 */
ASSAY_RESULT assay_init_card(const char *item, enum assay_kind kind, char **path,
                             struct assay_error *err);
/*
 * Writes `records/KIND.yml` below the current folder: a record to fill in.
 * path  of the record; the caller's to free()
 *
 * ASSAY_EUSAGE  there is no such kind, or one stands there already
 */
ASSAY_RESULT assay_init_record(const char *kind, const char *wanted, char **path,
                               struct assay_error *err);
/* The kinds of record, a line each; the caller's to free(). */
ASSAY_RESULT assay_record_kinds(char **text, struct assay_error *err);
void assay_init_plan_free(struct assay_init_plan *plan);
void assay_init_plan_freep(struct assay_init_plan **plan);
