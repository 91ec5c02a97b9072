/* run.h - what commands that examine a target have in common: settings, scan, policy, judgement. */

#pragma once

#include <assay/audit.h>
#include <assay/commit_order.h>
#include <assay/git.h>
#include <assay/ledger.h>
#include <assay/name_list.h>
#include <assay/policy.h>
#include <assay/project.h>

#include "cli/cli.h"
#include "cli/progress.h"

/* One target on its way through the program. Zeroed by the caller, released by run_clear(). */
struct run {
    struct cli *cli;
    const char *named, *path;      /* the target's word, and its path */
    struct assay_name_list *names; /* of the target -, or NULL */
    /* The flags as they were given: the config's defaults for one target end with it. */
    struct options given;
    bool has_given;
    struct arena *arena;
    char *config_from; /* folder of what another commit says, or NULL; removed at the end */
    struct assay_settings *settings;
    struct assay_target target;
    bool asks_examples;  /* of rules, which judging does not need */
    bool is_hook;        /* nobody waits for its words: it says what stops git, and no more */
    bool writes_waivers; /* judges by those of the work tree, which it adds to */
    const char *staged_waivers; /* .assay/waivers of the index, where that counts; or NULL */
    size_t staged_waivers_size;
    bool reads_all; /* what was found before is not believed, unless --cache says so */
    struct assay_inventory *inventory;
    struct assay_policy *policy;
    struct assay_patterns *patterns;   /* of the config and the command line; NULL: not read yet */
    struct assay_inventory *recorded;  /* newest in the ledger for this target, or NULL */
    struct assay_inventory *whole;     /* the tree that a range ends in, or NULL: no need */
    struct assay_inventory *replaced;  /* records and cards that a range took away, or NULL */
    struct assay_inventory *authority; /* what --config-from names, or NULL */
    bool has_ledger;
    struct assay_ledger_state ledger;
    struct assay_testimony *testimony; /* what people signed in it, or NULL */
    bool has_outside;
    struct assay_outside outside;        /* who has seen it */
    struct assay_makers *makers;         /* who works on the repository, or NULL */
    struct assay_commit_orders *orders;  /* what came first in it, or NULL */
    char checked_out[ASSAY_GIT_ID_SIZE]; /* HEAD of the work tree or index that is judged, or "" */
    char ledger_origin[256], ledger_signer[ASSAY_KEY_ID_SIZE];
    struct assay_assessment *assessment;
    struct assay_earlier *earlier; /* --since, which the assessment borrows from; or NULL */
    double seconds;                /* that the scan took */
};

void run_clear(struct run *run);

/* Reads the settings of `path`, lays the flags over them, and makes the target. A flag whose word
 * means nothing is said here, before anything is examined. */
ASSAY_RESULT run_open(struct run *run, struct cli *cli, const char *path, struct assay_error *err);
/* Reads the patterns that a person added. */
ASSAY_RESULT run_patterns(struct run *run, struct assay_error *err);
/* Examines the target as far as `depth` says. */
ASSAY_RESULT run_scan(struct run *run, enum assay_scan_depth depth, struct assay_error *err);
/* Examines what is judged together with a range, after run_scan(). */
ASSAY_RESULT run_whole(struct run *run, struct assay_error *err);
/* Loads packs and waivers. */
ASSAY_RESULT run_policy(struct run *run, struct assay_error *err);
/* Reads the ledger where there is one, so that rules and reports can speak of it. */
ASSAY_RESULT run_ledger(struct run *run, struct assay_error *err);
/* Judges what was scanned. */
ASSAY_RESULT run_assess(struct run *run, struct assay_error *err);
/* Scans, reads what else is asked for, and judges: what comes behind run_policy(). */
ASSAY_RESULT run_judge(struct run *run, bool with_ledger, struct assay_error *err);
/* All of the above, for the commands that need an assessment. */
ASSAY_RESULT run_all(struct run *run, struct cli *cli, const char *path, bool with_ledger,
                     struct assay_error *err);

/* Prints the assessment in --format and writes each --output. */
ASSAY_RESULT run_report(struct run *run, const char *fallback_format, struct assay_error *err);

/* Each --output has a format that exists, and a folder to go to: else that would be found wrong
 * only when all is examined. */
ASSAY_RESULT run_outputs_check(const struct options *options, struct assay_error *err);

/* Splits "FORMAT=FILE", or FILE alone where its ending tells the format. */
ASSAY_RESULT run_output(const char *word, char format[32], const char **file,
                        struct assay_error *err);
/* True where an output is a regular file of its own, which one finds again. */
bool run_output_stays(const struct run *run, const char *file);
