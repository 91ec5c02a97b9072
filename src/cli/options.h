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

struct buf;

enum option_type {
    OPTION_FLAG,   /* bool */
    OPTION_TEXT,   /* const char * */
    OPTION_LIST,   /* struct option_list; repeatable */
    OPTION_NUMBER, /* uint64_t from 1 on; K, M and G multiply by 1024 */
    OPTION_TIME,   /* const char * that clock_parse_span() reads */
};

struct option_list {
    const char *const *texts;
    size_t count;
};

struct options {
    const char *directory, *config, *format, *color, *progress;
    struct option_list outputs, allowed_gaps, lineages, patterns;
    const char *digest_key; /* a file */
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
    bool report_only, ignore_waivers, write_waivers;
    /* ledger and keys */
    const char *ledger, *key, *origin_name, *algorithm;
    /* what others hold in their hands: proofs, witnesses, stamps */
    const char *about, *add, *anchor, *entries, *entry, *proof, *request, *sign, *since, *state,
        *trust, *tsa_ca, *witness_name;
    struct option_list keys, vkeys;
    const char *from_size; /* a number of entries, none among them */
    uint64_t threshold;
    /* statements, and keys over time */
    const char *compromised, *to, *email, *file, *ground, *log_key, *meaning, *role, *rule,
        *statement;
    struct option_list evidence, passphrase_files, sets;
    bool dry_run, without_sealed;
    /* commands of their own */
    const char *audience, *reason, *until, *who, *glob, *card, *record_kind;
    bool all_current, assume_yes, digests, json, origin, facts, why, vkey;
    bool all, controls, effective, licences, markdown, packs, schema; /* of assay policy */
    bool chain, into_hooks_path, record, spool;
    const char *if_missing;
    /* models signed and checked */
    const char *entry_key, *certificate_chain, *method, *hash, *oms_dialect, *signature, *ca_file;
    struct option_list ignored;
    uint64_t shard_size;
    bool allow_symlinks, ignore_unsigned, allow_legacy;
    /* commits and tags, and who signed them */
    const char *allowed_signers, *tag, *config_from;
    bool ssh;
};

/* Which command a flag is for: a bit each, of 64 (an enum has but 31 in C17). */
#define COMMAND_BIT(n) (UINT64_C(1) << (n))

#define FOR_INIT COMMAND_BIT(0)
#define FOR_CHECK COMMAND_BIT(1)
#define FOR_LIST COMMAND_BIT(2)
#define FOR_RECORD COMMAND_BIT(3)
#define FOR_VERIFY COMMAND_BIT(4)
#define FOR_REPORT COMMAND_BIT(5)
#define FOR_EXPLAIN COMMAND_BIT(6)
#define FOR_WAIVE COMMAND_BIT(7)
#define FOR_HOOK COMMAND_BIT(8)
#define FOR_POLICY COMMAND_BIT(9)
#define FOR_KEY COMMAND_BIT(10)
#define FOR_CONFIG COMMAND_BIT(11)
#define FOR_DOCTOR COMMAND_BIT(12)
#define FOR_VERSION COMMAND_BIT(13)
#define FOR_HELP COMMAND_BIT(14)
#define FOR_ATTEST COMMAND_BIT(16)
#define FOR_SIGN COMMAND_BIT(17)

/* `assay ledger ACTION`: each action knows its own flags and no others. */
#define FOR_ADMIT COMMAND_BIT(32)
#define FOR_ANCHOR COMMAND_BIT(33)
#define FOR_CONSISTENCY COMMAND_BIT(34)
#define FOR_ERASE COMMAND_BIT(35)
#define FOR_EXPORT COMMAND_BIT(36)
#define FOR_LEDGER_INIT COMMAND_BIT(37)
#define FOR_KEYS COMMAND_BIT(38)
#define FOR_LOG COMMAND_BIT(39)
#define FOR_PROVE COMMAND_BIT(40)
#define FOR_RETIRE COMMAND_BIT(41)
#define FOR_REVOKE COMMAND_BIT(42)
#define FOR_ROTATE COMMAND_BIT(43)
#define FOR_SCHEMA COMMAND_BIT(44)
#define FOR_SEQUENCE COMMAND_BIT(45)
#define FOR_SHOW COMMAND_BIT(46)
#define FOR_STAMP COMMAND_BIT(47)
#define FOR_TRACE COMMAND_BIT(48)
#define FOR_WITNESS COMMAND_BIT(49)

#define FOR_LEDGER (COMMAND_BIT(15) | (COMMAND_BIT(50) - COMMAND_BIT(32)))
/* those that sign as the owner of a ledger does */
#define FOR_OWNER                                                                                  \
    (FOR_ADMIT | FOR_ERASE | FOR_LEDGER_INIT | FOR_RETIRE | FOR_REVOKE | FOR_ROTATE | FOR_SEQUENCE)
/* those that examine a target, and those that judge it */
#define FOR_SCANS                                                                                  \
    (FOR_INIT | FOR_CHECK | FOR_LIST | FOR_RECORD | FOR_VERIFY | FOR_REPORT | FOR_EXPLAIN |        \
     FOR_WAIVE)
#define FOR_GATES (FOR_CHECK | FOR_REPORT | FOR_EXPLAIN | FOR_WAIVE | FOR_HOOK)
#define FOR_ALL ((COMMAND_BIT(18) - 1) | FOR_LEDGER)
/* How it looks, how fast, how much at most: what the target's own config may set. */
#define BY_CONFIG COMMAND_BIT(30)

struct option {
    const char *name;     /* "fail-on" */
    char letter;          /* 'q', or 0 */
    const char *argument; /* "SEVERITY"; NULL for OPTION_FLAG */
    enum option_type type;
    size_t offset;     /* in struct options */
    uint64_t commands; /* FOR_... */
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
ASSAY_RESULT options_parse(struct options *options, uint64_t command, int *argc, char **argv,
                           struct arena *arena, struct assay_error *err);

/*
 * Sets a flag from the config, unless it was set already. `value` must stay. A config that the
 * person did not name (`named`) came with the target, and sets none but those marked BY_CONFIG.
 */
ASSAY_RESULT options_default(struct options *options, const char *name, const char *value,
                             bool named, struct arena *arena, struct assay_error *err);

/* Words that a flag takes with its value: 2 where the value is a word of its own, else 1. `command`
 * is 0 before the command is known. */
int options_words(const char *word, uint64_t command);

/* True where it was given, whether as a flag or by the environment. */
bool option_is_set(const struct options *options, const struct option *option);

/* The flags that were given and that `command` knows, as a shell takes them, each behind a blank:
 * all that a document of that command depends on, and nothing of how it looks or where it goes. */
void options_again(const struct options *options, uint64_t command, struct buf *out);
