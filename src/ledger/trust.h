/*
 * trust.h - a trust policy: the keys of logs, those of witnesses, and the groups that must have
 * cosigned. Source: C2SP tlog-policy; ledger-formats.md 7.
 */

#pragma once

#include <assay/trust.h>
#include <stdbool.h>
#include <stdint.h>

#include "ledger/checkpoint.h"
#include "ledger/note.h"

enum { TRUST_KEYS_MAX = 1000 }; /* logs, and witnesses with groups; more is no policy of people */

struct trust_log {
    struct note_verifier verifier;
    struct assay_key *key;
};

/* A witness, or a group of what was named before it. */
struct trust_member {
    struct bytes name;
    struct note_verifier verifier; /* of a witness; a group has no key */
    struct assay_key *key;
    size_t *members; /* of a group: places in assay_trust.members */
    size_t count, needed;
    bool taken; /* some group has it */
};

struct assay_trust {
    struct arena *arena;
    struct trust_log *logs;
    size_t log_count;
    struct trust_member *members;
    size_t member_count;
    size_t quorum; /* place of the member that must hold; SIZE_MAX for none */
};

/* A policy without a line in it. */
ASSAY_RESULT trust_new(struct assay_trust **out, struct assay_error *err);
ASSAY_RESULT trust_read(struct bytes text, const char *path, struct assay_trust **out,
                        struct assay_error *err);

/* What the signatures under a checkpoint are worth. */
struct trust_verdict {
    size_t witnesses; /* known ones that cosigned */
    bool quorum;      /* true too where the policy asks for none */
    uint64_t time;    /* at which the quorum had cosigned, seconds since 1970; 0 for none asked */
};

/*
 * ASSAY_ETRUST  "trust.log": no log key of the policy signed; "ledger.signature": a line under a
 *               known name and id is forged. A quorum that is missing is told in the verdict only.
 */
ASSAY_RESULT trust_judge(const struct assay_trust *trust, const struct note *note,
                         const char *origin, const char *path, struct trust_verdict *out,
                         struct assay_error *err);

/* As trust_judge() without the log's key: what the witnesses alone have seen. */
ASSAY_RESULT trust_witnesses(const struct assay_trust *trust, const struct note *note,
                             const char *path, struct trust_verdict *out, struct assay_error *err);

/* ASSAY_ETRUST "trust.quorum" where the verdict lacks it. */
ASSAY_RESULT trust_demand(const struct trust_verdict *verdict, const char *path,
                          struct assay_error *err);

/* The witness whose signature this claims to be, or NULL. */
const struct note_verifier *trust_witness(const struct assay_trust *trust,
                                          const struct note_signature *signature);
