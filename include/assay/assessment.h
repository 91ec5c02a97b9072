/*
 * assessment.h - all verdicts of one policy over one inventory. Every report is a view of this.
 *
 * Plain data in the assessment's own memory; it points into the inventory, which must outlive it.
 */

#pragma once

#include <assay/inventory.h>

/* Unknown is never pass. */
enum assay_verdict {
    ASSAY_PASS,
    ASSAY_FAIL,
    ASSAY_UNKNOWN,
    ASSAY_ATTESTED,
    ASSAY_WAIVED,
    ASSAY_NOT_APPLICABLE,
    ASSAY_VERDICTS
};

enum assay_severity {
    ASSAY_INFO,
    ASSAY_SEVERITY_LOW,
    ASSAY_SEVERITY_MEDIUM,
    ASSAY_SEVERITY_HIGH,
    ASSAY_SEVERITY_CRITICAL,
    ASSAY_SEVERITIES
};

const char *assay_verdict_name(enum assay_verdict verdict);    /* "pass" ... "not-applicable" */
const char *assay_severity_name(enum assay_severity severity); /* "info" ... "critical" */

/* How far the citation was checked (docs/reference/policy.md). */
struct assay_control {
    const char *framework; /* "EU AI Act" */
    const char *edition;   /* "2024/1689" */
    const char *reference; /* "Art. 10(2)(b)" */
    char mark;             /* 'v', 'r', 's' or 'n' */
};

struct assay_rule {
    const char *code; /* "MOD-007" */
    const char *name; /* "model.no-code-on-load" */
    const char *title;
    enum assay_severity severity;
    const char *pack; /* the pack that it comes from */
    const char *rationale;
    const char *remediation;
    const char *applies, *check; /* their CEL, as written */
    const char *example;         /* what fails it, from the rule's own examples, or "" */
    bool attestable; /* a signed statement that names it may take the place of what it asks for */
    bool not_asked;  /* of what was seen here: it asks of the whole project, or of the ledger */
    bool singly;     /* about waivers and signatures: it is waived by name, never with all else */
    const struct assay_control *const *controls;
    size_t control_count;
    uint64_t verdicts[ASSAY_VERDICTS]; /* subjects with each verdict */
    uint64_t unsure; /* of those that passed: what was seen there fails it, were it sure */
};

struct assay_project_id;
struct assay_withdrawal;

enum assay_waiver_state {
    ASSAY_WAIVER_IN_FORCE,
    ASSAY_WAIVER_SOON, /* in force, for 14 days at most */
    ASSAY_WAIVER_EXPIRED,
    ASSAY_WAIVER_UNUSED,   /* nothing that it excuses was found */
    ASSAY_WAIVER_TOO_LONG, /* longer than the policy allows: it excuses nothing */
    ASSAY_WAIVER_WITHDRAWN,
    ASSAY_WAIVER_IN_DOUBT, /* by a withdrawal that cannot be verified: it excuses nothing */
    ASSAY_WAIVER_STATES
};

struct assay_signed_subject {
    const char *name; /* or "" */
    uint8_t sha256[32];
};

/* One line of .assay/waivers: `fp until who reason [path-glob] most=count`; or a signed entry of
 * the ledger, which names its rule, and a fingerprint, a digest, or paths and how many findings. */
struct assay_waiver {
    const char *fingerprint; /* as written, "7c1e-92ab-04d7"; of a signed one perhaps "" */
    int64_t until;           /* seconds since 1970, first second after its last day */
    const char *who, *reason;
    const char *glob;                            /* or NULL */
    uint32_t line;                               /* of the file; 0 of a signed one */
    const char *rule;                            /* code or name, of a signed one; else NULL */
    const char *signer;                          /* key id, likewise */
    const char *where;                           /* "entry 12", likewise */
    const struct assay_signed_subject *subjects; /* contents that a signed one is for */
    size_t subject_count;
    uint64_t most; /* findings that it excuses at most; 0: no limit was given */
    const struct assay_project_id *project; /* that a signed one is for, or NULL */
    bool elsewhere; /* it is signed for another project: it excuses contents that it names alone */
    uint8_t statement[32];                     /* of a signed one, as of an attestation */
    const struct assay_withdrawal *withdrawal; /* likewise (testimony.h) */
    const struct assay_withdrawal *doubt;      /* likewise */
    enum assay_waiver_state state;
    int64_t days_left; /* negative when expired */
    uint64_t used;     /* findings that it excused */
};

struct assay_attestation;
struct assay_testimony;

/* A rule, a subject, and a verdict that is not pass. */
struct assay_finding {
    const struct assay_rule *rule;
    const struct assay_item *item;     /* NULL: the target as a whole */
    const char *headline;              /* the observation's class, else the rule's name */
    enum assay_verdict verdict;        /* after waivers */
    enum assay_verdict verdict_before; /* before them */
    enum assay_severity severity;
    bool blocking;
    const char *message; /* one line, values filled in */
    const char *remedy;
    char fingerprint[33]; /* hex of 16 bytes over rule and content (promise 6) */
    const struct assay_observation *observation; /* or NULL */
    enum assay_confidence least_sure; /* of what that joins; all of the class that is surer is in */
    uint32_t ordinal;                 /* among findings with the same fingerprint, from 0 */
    const char *const *unknown_facts; /* of UNKNOWN: the facts that would settle it */
    size_t unknown_fact_count;
    const char *problem;                         /* of UNKNOWN by an error: its text, else NULL */
    const struct assay_waiver *waiver;           /* of WAIVED */
    const struct assay_attestation *attestation; /* of ATTESTED (testimony.h) */
    const struct assay_attestation *withdrawn; /* that would have met it: taken back, or in doubt */
    const struct assay_attestation *foreign; /* likewise: signed for another project, or perhaps */
};

/* A parameter of a pack, as it is in force. */
struct assay_parameter {
    const char *name;
    const char *value, *normal; /* as literals of the rule language; equal where unchanged */
    const char *origin;         /* "assay:baseline:31": the line that set the value */
    bool loosened; /* milder than normal; or another, and nobody says which is the milder */
};

/*
 * A control as the pack of its regime lists it. Rules show it by evidence, a person by a signed
 * statement, or nothing can: then the pack says why.
 */
struct assay_demand {
    struct assay_control control;
    const char *demands;      /* what it asks, in our words */
    const char *const *rules; /* codes of the rules that show it */
    size_t rule_count;
    const char *person;                         /* what only a person can say, or "" */
    const char *nothing;                        /* why nothing can be shown, or "" */
    const char *in_force_from, *in_force_until; /* dates, or "" */
    uint32_t line;
};

/* An old citation and what it is called now: "SR 11-7" is "SR 26-2". */
struct assay_alias {
    const char *old, *now;
};

struct assay_pack {
    const char *name, *edition, *title;
    const char *in_force_from, *in_force_until; /* dates, or "" */
    const char *path;                           /* "assay:baseline" or a file */
    const char *parent;                         /* the path of the pack that it builds on, or "" */
    uint8_t sha256[32];                         /* over the file, and what it takes from others */
    const char *const *rules;                   /* codes that it lists or defines, in its order */
    size_t rule_count;
    const struct assay_demand *controls; /* in its order */
    size_t control_count;
    const struct assay_alias *aliases;
    size_t alias_count;
    const struct assay_parameter *parameters; /* that this pack declares, sorted by name */
    size_t parameter_count;
};

/* One framework's bar on page one. */
struct assay_framework {
    const char *name;
    uint64_t controls[ASSAY_VERDICTS]; /* its controls that a pack lists, by their verdict */
    uint64_t person_open; /* of those that are unknown: met by rules, and nobody signed the rest */
    uint64_t touched;     /* controls that rules cite and no pack of the policy lists: not judged */
};

/*
 * One control, the auditor's index. It is judged where a pack of the policy lists it, for only that
 * list says which rules together show it, and what is left to a person.
 */
struct assay_control_status {
    const struct assay_control *control;
    enum assay_verdict verdict;  /* UNKNOWN where it is not judged, or `person_open` */
    enum assay_verdict evidence; /* the worst verdict of its rules; UNKNOWN where it is `unsure` */
    bool unsure;                 /* but for what was seen without being sure, its rules are met */
    bool person_open;            /* rules met, and nobody signed for what only a person can say */
    const struct assay_rule *const *rules;
    size_t rule_count;                           /* 0 of one that no rule shows */
    const struct assay_demand *demand;           /* as a pack lists it; NULL: it is not judged */
    const struct assay_attestation *attestation; /* of what only a person can say, or NULL */
    const struct assay_attestation *withdrawn;   /* instead, one taken back or in doubt, or NULL */
    const struct assay_attestation *foreign;     /* likewise, one for another project, or perhaps */
};

/* What differs from an earlier assessment: findings are known again by their fingerprints. Of
 * findings count those that failed, are unknown or waived. */
/* A finding of the earlier assessment that none of now is, in its words. */
struct assay_fixed_finding {
    const char *rule, *message, *path; /* "" where it said none */
    uint64_t count;                    /* of that fingerprint */
};

struct assay_changes {
    const char *time; /* of the earlier one, as it says */
    uint8_t root[32]; /* of the inventory that was judged then */
    bool other_rules; /* it was judged by another policy, which alone may make a difference */
    uint64_t added, fixed, unchanged;
    const bool *is_new;                               /* of each finding of now */
    const struct assay_fixed_finding *fixed_findings; /* in the order of the earlier one */
    size_t fixed_finding_count;
};

struct assay_assessment {
    const struct assay_inventory *inventory;
    const struct assay_pack *packs;
    size_t pack_count;
    uint8_t policy_sha256[32];      /* over the packs' digests and changed parameters */
    const struct assay_rule *rules; /* sorted by code */
    size_t rule_count;
    const struct assay_finding *findings; /* sorted: severity down, path, rule, place */
    size_t finding_count;
    const struct assay_waiver *waivers; /* in the order of the file */
    size_t waiver_count;
    uint8_t waivers_sha256[32]; /* of the text that they were read from; zero where there is none */
    const struct assay_framework *frameworks; /* sorted by name */
    size_t framework_count;
    const struct assay_control_status *controls; /* sorted by framework, reference */
    size_t control_count;
    uint64_t counts[ASSAY_SEVERITIES]; /* blocking findings by severity */
    uint64_t unknowns; /* findings; what a gap or another finding says is in the rules' counts */
    uint64_t waived;   /* findings */
    uint64_t attested; /* likewise */
    enum assay_severity fail_on;     /* what is below it does not block */
    int exit_code;                   /* 0, 1, 3 or 4; of a run that was stopped that of the stop */
    const char *verdict;             /* "passed", "blocked", "incomplete", "nothing examined" */
    const char *const *allowed_gaps; /* ids that policy or --allow-gap lets pass */
    size_t allowed_gap_count;
    bool gaps_warn;     /* the policy says so of all gaps: none of them blocks */
    bool records_apart; /* it has records or cards, and what they speak of was not judged */
    int64_t time;       /* of the assessment, from clock_now() */
    const struct assay_ledger_state *ledger; /* what the ledger says, or NULL: none was read */
    const struct assay_testimony *testimony; /* what people signed, or NULL (testimony.h) */
    const char *checked_out; /* of a work tree or index: the id of HEAD; else "" or NULL */
    const struct assay_changes
        *since; /* what changed, or NULL: nothing was given to compare with */
};

/* What page one shows of the ledger; filled by the pipeline from <assay/ledger.h>. */
struct assay_ledger_state {
    const char *origin;
    uint64_t size;
    uint8_t root[32];
    const char *signer;          /* key id, hex */
    bool holds;                  /* structure and signatures were checked and hold */
    bool vouched;                /* by who asked: a key, or a policy, that did not come with it */
    bool recorded;               /* the inventory that was judged is the newest of its project */
    uint64_t recorded_at;        /* then: the entry that holds its root */
    const char *const *problems; /* what does not hold: file or entry, and why; the first 20 */
    size_t problem_count;
};

/* A fingerprint as a person types it: "7c1e-92ab-04d7", its first six bytes. */
enum { ASSAY_FINGERPRINT_SHORT_SIZE = 15 };
void assay_fingerprint_short(const char *fingerprint, char out[ASSAY_FINGERPRINT_SHORT_SIZE]);

/* True when `text` names this fingerprint: its first 12 or more digits, dashes or not. */
bool assay_fingerprint_is(const char *fingerprint, const char *text);

/*
 * An earlier assessment, as far as it is compared: a document of assay.assessment/1.
 * ASSAY_EUSAGE  it is none
 */
struct assay_earlier;
ASSAY_RESULT assay_earlier_parse(const void *text, size_t size, struct assay_earlier **out,
                                 struct assay_error *err);
void assay_earlier_free(struct assay_earlier *earlier); /* NULL is fine */

/* Fills in assessment->since, which lives in `earlier`; to be compared once. */
ASSAY_RESULT assay_assessment_since(struct assay_assessment *assessment,
                                    struct assay_earlier *earlier, struct assay_error *err);

void assay_assessment_free(struct assay_assessment *assessment);
void assay_assessment_freep(struct assay_assessment **assessment);
