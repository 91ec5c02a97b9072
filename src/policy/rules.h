/* rules.h - a loaded policy from inside: packs, parameters, compiled rules, waivers. */

#pragma once

#include <assay/policy.h>

#include "base/arena.h"
#include "doc/doc.h"
#include "policy/cel/cel.h"
#include "policy/facts.h"
#include "policy/template.h"

/* What a rule is asked about, once for each. */
enum rule_over { OVER_ITEM, OVER_OBSERVATION, OVER_TARGET, OVERS };

extern const char *const rule_over_names[OVERS];

/* Where a value was written. */
struct origin {
    const struct source_file *file;
    uint32_t line;
};

/* A pack's file, or one of shared rules; the shipped ones are in the program. */
struct source_file {
    struct doc_source source;
    struct doc *tree;
    bool declared; /* its parameters are known */
};

struct family;

struct example {
    const char *name;
    const struct doc *facts;
    enum assay_verdict expect;
    const struct doc *node;
};

struct rule {
    struct assay_rule shown;
    struct origin origin, severity_origin;
    enum assay_severity normal; /* severity that its own pack gives */
    enum rule_over over;
    const char *const *classes; /* OVER_OBSERVATION: classes or "pii.*" that it judges */
    size_t class_count;
    const char *headline;     /* OVER_ITEM: a class or "model.*" that names its findings, or NULL */
    const char *const *needs; /* codes: only a subject that these rules pass is judged */
    size_t need_count;
    struct rule **needed; /* NULL where no pack in force lists that rule */
    struct cel_program *applies, *check;
    struct template *message, *remedy;
    unsigned kinds;         /* bit 1 << kind: `applies` is false for all others without being run */
    bool asks_records;      /* of the target as a whole, not those that name the item */
    bool asks_rights_alone; /* of those only such as grant rights: records_grant_rights() */
    bool asks_ledger;
    bool always;                 /* `applies` is true */
    const char *const *evidence; /* facts shown on pass as well */
    size_t evidence_count;
    struct cel_program **evidence_programs;
    const char *since, *replaces;
    const struct example *examples;
    size_t example_count;
    size_t index;      /* in order of code */
    size_t applies_as; /* of the first rule whose `applies` has the same words */
    const struct doc *node;
};

/* Of several packs that set one parameter the strictest wins; without this the last. */
enum parameter_stricter {
    STRICTER_NONE,
    STRICTER_HIGHER,
    STRICTER_LOWER,
    STRICTER_MORE,
    STRICTERS
};

extern const char *const parameter_stricter_names[STRICTERS];

enum parameter_type { PARAMETER_BOOL, PARAMETER_INT, PARAMETER_TEXT, PARAMETER_TEXTS, PARAMETERS };

extern const char *const parameter_type_names[PARAMETERS];

struct parameter {
    struct assay_parameter shown;
    enum parameter_type type;
    enum parameter_stricter stricter;
    bool set;    /* by a pack; else the value is the normal one */
    bool shared; /* declared for several families: there also where no rule reads it */
    struct cel_value value, normal;
    int64_t least, most;
    bool ranges;                /* its declaration says how far packs may go to the milder side */
    const char *const *allowed; /* of texts; NULL: any */
    size_t allowed_count;
    const char *meaning;
    struct origin origin;
    const struct doc *declaration;
    size_t pack; /* that shows it */
};

struct assay_policy {
    struct arena *arena;
    const char *root;                   /* that paths of packs start from, or NULL */
    bool anywhere;                      /* packs may lie outside of root, too */
    bool without_examples;              /* of shipped rules */
    struct source_file **files;         /* one a pack */
    const struct source_file **commons; /* one a pack: of the parameters that its rules share */
    struct assay_pack *packs;           /* a parent before its child */
    size_t pack_count;
    struct family *families; /* of shared rules that were asked for */
    bool folders;            /* some may come from a folder beside a pack */
    uint8_t sha256[32];
    struct rule *rules; /* sorted by code */
    size_t rule_count;
    struct rule **order;          /* rules that others need come first */
    struct parameter *parameters; /* sorted by name */
    size_t parameter_count, parameter_room;
    struct cel_record params;
    struct cel_env *env;
    const struct facts_types *types;
    struct assay_waiver *waivers;
    size_t waiver_count;
    const char *waivers_path;
    uint8_t waivers_sha256[32]; /* of the text that they were read from */
};

/* A rule by code, name or observation class, or NULL. */
const struct rule *policy_find(const struct assay_policy *policy, const char *word);

/* The rule of that code, or NULL. */
struct rule *policy_rule(const struct assay_policy *policy, const char *code);

/* Whether a pack or rule in force was read from the file. */
bool policy_is_read_from(const struct assay_policy *policy, const char *path);

/* True where `pattern` is the class or a `pii.*` that covers it. */
bool class_matches(const char *pattern, const char *class_name);
/* Whether anything that assay looks for has a class that the pattern is about. */
bool class_is_given(const char *pattern);

/* The parameter's value, or `otherwise` where no pack in force declares it as an int. */
int64_t policy_parameter(const struct assay_policy *policy, const char *name, int64_t otherwise);

/* True where a rule in force reads the parameter. */
bool policy_reads(const struct assay_policy *policy, const char *parameter);
