/* judge.h - asks one rule about one subject: the only place where a verdict is made. */

#pragma once

#include "policy/rules.h"

struct judgement {
    enum assay_verdict verdict;        /* PASS, FAIL, UNKNOWN or NOT_APPLICABLE */
    struct cel_evaluation *evaluation; /* that decided; NULL where none was needed */
    struct cel_value cause;            /* of UNKNOWN: CEL_UNKNOWN or CEL_FAULT */
};

/* Whether the rule is about the subject: PASS means that it is; else NOT_APPLICABLE or UNKNOWN. */
ASSAY_RESULT judge_applies(const struct rule *rule, const struct cel_activation *facts,
                           struct arena *arena, struct judgement *out, struct assay_error *err);

/* The rule's check, for a subject that it is about. */
ASSAY_RESULT judge_check(const struct rule *rule, const struct cel_activation *facts,
                         struct arena *arena, struct judgement *out, struct assay_error *err);

/* True where the rule judges observations of this class. */
bool judge_observes(const struct rule *rule, const char *class_name);

/* The worse of two verdicts: fail, unknown, waived, attested, pass, not applicable. */
enum assay_verdict verdict_worse(enum assay_verdict a, enum assay_verdict b);
