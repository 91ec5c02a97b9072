/* policy.h - packs of rules and waivers, loaded and checked; and judging an inventory by them. */

#pragma once

#include <assay/assessment.h>
#include <assay/commit_order.h>
#include <assay/makers.h>
#include <assay/testimony.h>

struct assay_policy;

/* Where a person wrote the name of a pack. */
struct assay_pack_place {
    const char *path;
    uint32_t line, column; /* from 1 */
    const char *excerpt;   /* the line */
};

struct assay_policy_options {
    const char *const *packs; /* "assay:baseline" or paths, relative to `root` */
    size_t pack_count;
    const struct assay_pack_place *places; /* of each; NULL where no file names them */
    const char *root;         /* the project's folder, which what is named must lie in; or NULL: the
                                 current one, and it may lie anywhere */
    bool anywhere;            /* a person named the packs: they may lie outside of root, too */
    bool without_examples;    /* of shipped rules: more than half of their text, which judging never
                                 asks; such a policy can be neither tested nor explained */
    const char *waivers_path; /* `.assay/waivers`, or NULL; a missing file is an empty one */
    const char *waivers_text; /* what that path holds where git has it, in its index; or NULL */
    size_t waivers_size;      /* of the text; 0: it ends at its NUL */
};

/*
 * Loads packs and waivers; a rule that does not check does not load.
 * out  the caller's, to release with assay_policy_free()
 *
 * ASSAY_EUSAGE  with file, line, column and what to do: syntax, unknown key, misspelt fact, bad
 * date
 */
ASSAY_RESULT assay_policy_open(const struct assay_policy_options *options,
                               struct assay_policy **out, struct assay_error *err);
void assay_policy_free(struct assay_policy *policy);
void assay_policy_freep(struct assay_policy **policy);

/* A rule by code, name or observation class; NULL when there is none. Borrowed. */
const struct assay_rule *assay_policy_rule(const struct assay_policy *policy, const char *word);
/* The i-th rule in order of code; NULL past the end. Borrowed. */
const struct assay_rule *assay_policy_rule_at(const struct assay_policy *policy, size_t index);
const struct assay_pack *assay_policy_pack_at(const struct assay_policy *policy, size_t index);
/* The i-th class that an observation can have, "pii.email"; NULL past the end. */
const char *assay_class_at(size_t index);
/* What is seen under a class, in words; "" for an identifier, which <assay/identifier.h> tells more
 * of; NULL where there is no such class. */
const char *assay_class_meaning(const char *name);

/* True where a rule reads a fact whose name begins so: "target.tags". */
bool assay_policy_asks(const struct assay_policy *policy, const char *prefix);

/* The merged policy with the origin of each line, as text; the caller's to free(). */
ASSAY_RESULT assay_policy_show(const struct assay_policy *policy, char **text,
                               struct assay_error *err);
/* The controls that the packs list, as tables of Markdown: mark, rules, what a person must say, and
 * where nothing can be shown. */
ASSAY_RESULT assay_policy_show_controls(const struct assay_policy *policy, char **text,
                                        struct assay_error *err);
/* The name of the i-th pack in the program, "baseline" for "assay:baseline"; NULL past the end. */
const char *assay_shipped_pack_at(size_t index);
/* The fact dictionary as policy sees it, as text or as tables of Markdown; the caller's to free().
 */
ASSAY_RESULT assay_policy_show_facts(bool markdown, char **text, struct assay_error *err);

/* What the licences of the table ask, in the same two forms; the caller's to free(). */
ASSAY_RESULT assay_policy_show_licences(bool markdown, char **text, struct assay_error *err);

/* The JSON Schema of assay.inventory/1, with every fact; the caller's to free(). */
ASSAY_RESULT assay_policy_show_schema(char **text, struct assay_error *err);

struct assay_policy_test_result {
    uint64_t passed, failed;
    uint64_t mutations, survived; /* facts changed; verdicts that no change of a fact ever moved */
    char *text;                   /* a line for each failure; the caller's to free() */
};

/* Runs the examples of every rule, and mutates the facts that each rule reads. */
ASSAY_RESULT assay_policy_test(const struct assay_policy *policy,
                               struct assay_policy_test_result *result, struct assay_error *err);

/*
 * What a pack's author should look at: rules whose verdict no fact moves, examples that are not
 * there, parameters that no rule reads. Loading has refused all that is wrong.
 * text   a line for each hint, "" when there is none; the caller's to free()
 * count  lines
 */
ASSAY_RESULT assay_policy_lint(const struct assay_policy *policy, char **text, size_t *count,
                               struct assay_error *err);

/*
 * What changed from one policy to another: packs, parameters, rules, and the controls that those
 * changes touch.
 * text     a line for each change, "" where there is none; the caller's to free()
 * changes  lines
 */
ASSAY_RESULT assay_policy_diff(const struct assay_policy *old, const struct assay_policy *now,
                               char **text, size_t *changes, struct assay_error *err);

struct assay_gate {
    enum assay_severity fail_on; /* findings below it do not block */
    bool gaps_block;
    bool report_only; /* 1 and 3 become 0; the verdict stays */
    bool ignore_waivers;
    const char *const *allowed_gaps; /* ids */
    size_t allowed_gap_count;
    const struct assay_ledger_state *ledger;  /* or NULL: none was read */
    const struct assay_inventory *recorded;   /* newest in the ledger for this target, or NULL */
    const struct assay_testimony *testimony;  /* what people signed in it, or NULL */
    const struct assay_outside *outside;      /* what others have seen of it, or NULL */
    const struct assay_makers *makers;        /* who works on the repository, or NULL */
    const struct assay_commit_orders *orders; /* of evaluations and their thresholds, or NULL */
    const struct assay_inventory *authority;  /* whose records grant rights: who is in what role,
                                                 which policies hold; NULL: the target's own */
    const struct assay_inventory *whole;      /* of a range: the tree that it ends in, where models
                                                 and data sets are judged that it changed, or that
                                                 records and cards of it speak of; or NULL */
    const struct assay_inventory *replaced;   /* of a range: records and cards that it removed or
                                                 replaced; whom they spoke of is judged too */
    const char *checked_out;                  /* HEAD of a work tree or index, or NULL */
    int64_t time;                             /* seconds since 1970: what counts as today */
    int stopped; /* the exit code of a run that a signal stopped, whatever it saw until then; or 0
                  */
};

/*
 * Judges. Has no I/O; the same arguments give the same assessment.
 * out  the caller's; it points into `policy` and `inventory`, which must outlive it
 */
ASSAY_RESULT assay_assess(const struct assay_policy *policy,
                          const struct assay_inventory *inventory, const struct assay_gate *gate,
                          struct assay_assessment **out, struct assay_error *err);

/*
 * Why one finding is what it is: the rule, each false leaf with source text, value and fact source,
 * and what would make it pass.
 * fingerprint  whole, or its first 12 digits
 * text         the caller's to free()
 *
 * ASSAY_EMISSING  no finding has that fingerprint
 */
ASSAY_RESULT assay_explain_finding(const struct assay_policy *policy,
                                   const struct assay_assessment *assessment,
                                   const char *fingerprint, char **text, struct assay_error *err);
/*
 * The same for one rule and one item by its shown path (NULL or "": the target as a whole), a
 * verdict of pass included.
 *
 * ASSAY_EMISSING  no such rule, or no such item
 */
ASSAY_RESULT assay_explain_subject(const struct assay_policy *policy,
                                   const struct assay_assessment *assessment, const char *rule,
                                   const char *path, char **text, struct assay_error *err);
/*
 * What a control demands, which rules show it, and what only a person can say; of each control of
 * the packs that the words name: "GDPR Art. 30", "SR 11-7 vendors".
 *
 * ASSAY_EMISSING  none does
 */
ASSAY_RESULT assay_explain_control(const struct assay_policy *policy, const char *words,
                                   char **text, struct assay_error *err);
/* One screen about a rule, for a person new to compliance; the caller's to free(). */
ASSAY_RESULT assay_explain_rule(const struct assay_rule *rule, char **text,
                                struct assay_error *err);

/* The longest that a waiver may last, in days; `policy` may be NULL: 90. A longer one excuses
 * nothing. */
int64_t assay_policy_waiver_days(const struct assay_policy *policy);

/* Days after the present one until the last that it holds; below 0 when that is over. `until` is
 * the first second after it. */
int64_t assay_waiver_days(int64_t until, int64_t now);

/* Findings that a waiver of paths may excuse; more is a changed rule. */
enum { ASSAY_WAIVER_MOST = 100 };

/*
 * Adds or replaces a line of a waivers file, keeping it sorted by fingerprint.
 *
 * policy  whose packs say how long a waiver may last, or NULL: 90 days
 * waiver  fingerprint, until, who, reason and glob are read
 * today   seconds since 1970
 *
 * ASSAY_EUSAGE   a reason or date is missing, past, or further away than the packs allow
 * ASSAY_EOUTPUT  the file could not be written
 */
ASSAY_RESULT assay_waiver_add(const struct assay_policy *policy, const char *path,
                              const struct assay_waiver *waiver, int64_t today,
                              struct assay_error *err);
/* The same for many, in one writing: all or none. */
ASSAY_RESULT assay_waivers_add(const struct assay_policy *policy, const char *path,
                               const struct assay_waiver *waivers, size_t count, int64_t today,
                               struct assay_error *err);
