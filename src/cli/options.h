/*
 * options.h - the flags, all of them in one table: parser, help and environment read it.
 *
 * Order of force: flag, environment (ASSAY_FAIL_ON for --fail-on), `defaults:` of the config,
 * default.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum option_type {
    OPTION_FLAG,   /* bool */
    OPTION_TEXT,   /* const char * */
    OPTION_LIST,   /* struct option_list; repeatable */
    OPTION_NUMBER, /* uint64_t; K, M and G multiply by 1024 */
};

struct option_list {
    const char *const *texts;
    size_t count;
};

struct options {
    const char *directory, *config, *format, *color, *progress;
    struct option_list outputs, allowed_gaps, lineages;
    bool quiet, verbose, help;
    /* views */
    bool staged, worktree, head, history, unreachable, recurse_submodules;
    const char *commit, *range;
    bool include_ignored, verify_objects;
    /* limits */
    uint64_t jobs, max_depth, max_entries, max_expand, max_ratio;
    const char *time_limit;
    /* the cache of results */
    bool cache, no_cache;
    uint64_t cache_size;
    /* gate */
    const char *fail_on;
    bool report_only, ignore_waivers;
    /* ledger and keys */
    const char *ledger, *key, *origin_name, *algorithm;
    /* what others hold in their hands: proofs, witnesses, stamps */
    const char *about, *add, *anchor, *entries, *entry, *proof, *request, *sign, *since, *state,
        *trust, *tsa_ca, *witness_name;
    struct option_list vkeys;
    uint64_t from_size;
    /* statements, and keys over time */
    const char *compromised, *to, *email, *file, *ground, *log_key, *meaning, *role, *rule,
        *statement;
    struct option_list evidence, passphrase_files, sets;
    bool dry_run;
    /* commands of their own */
    const char *audience, *reason, *until, *who, *glob, *card;
    bool all_current, assume_yes, digests, json, origin, facts, why, vkey;
    bool chain, into_hooks_path, spool;
    const char *if_missing;
    /* models signed and checked */
    const char *certificate_chain, *method, *hash, *oms_dialect, *signature, *ca_file;
    struct option_list ignored;
    uint64_t shard_size;
    bool allow_symlinks, ignore_unsigned, allow_legacy;
};

enum command_bit {
    FOR_INIT = 1 << 0,
    FOR_CHECK = 1 << 1,
    FOR_LIST = 1 << 2,
    FOR_RECORD = 1 << 3,
    FOR_VERIFY = 1 << 4,
    FOR_REPORT = 1 << 5,
    FOR_EXPLAIN = 1 << 6,
    FOR_WAIVE = 1 << 7,
    FOR_HOOK = 1 << 8,
    FOR_POLICY = 1 << 9,
    FOR_KEY = 1 << 10,
    FOR_CONFIG = 1 << 11,
    FOR_DOCTOR = 1 << 12,
    FOR_VERSION = 1 << 13,
    FOR_HELP = 1 << 14,
    FOR_LEDGER = 1 << 15,
    FOR_ATTEST = 1 << 16,
    FOR_SIGN = 1 << 17,
    /* those that examine a target, and those that judge it */
    FOR_SCANS = FOR_INIT | FOR_CHECK | FOR_LIST | FOR_RECORD | FOR_VERIFY | FOR_REPORT |
                FOR_EXPLAIN | FOR_WAIVE,
    FOR_GATES = FOR_CHECK | FOR_REPORT | FOR_EXPLAIN | FOR_WAIVE | FOR_HOOK,
    FOR_ALL = (1 << 18) - 1,
    /* How it looks, how fast, how much at most: what the target's own config may set. */
    BY_CONFIG = 1 << 30,
};

struct option {
    const char *name;     /* "fail-on" */
    char letter;          /* 'q', or 0 */
    const char *argument; /* "SEVERITY"; NULL for OPTION_FLAG */
    enum option_type type;
    size_t offset; /* in struct options */
    uint32_t commands;
    const char *help;
};

/* Sorted by name. */
extern const struct option option_table[];
extern const size_t option_count;

/*
 * Reads the flags of a command (its bit) out of argv, then the environment. Words that are no flags
 * are moved to the front, *argc counts them. Texts are borrowed from argv and the environment,
 * lists live in `arena`.
 *
 * ASSAY_EUSAGE  unknown flag (the nearest is named), missing or wrong value
 */
ASSAY_RESULT options_parse(struct options *options, uint32_t command, int *argc, char **argv,
                           struct arena *arena, struct assay_error *err);

/*
 * Sets a flag from the config, unless it was set already. `value` must stay. A config that the
 * person did not name (`named`) came with the target, and sets none but those marked BY_CONFIG.
 */
ASSAY_RESULT options_default(struct options *options, const char *name, const char *value,
                             bool named, struct arena *arena, struct assay_error *err);

/* Words that a flag takes with its value: 2 where the value is a word of its own, else 1. */
int options_words(const char *word);
