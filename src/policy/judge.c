/* judge.c - asks one rule about one subject: the only place where a verdict is made. */

#include "policy/judge.h"

#include "base/kit.h"

/* True is `yes`, false is `no`; what is neither is unknown, and never a pass. */
static ASSAY_RESULT ask(const struct cel_program *program, const struct cel_activation *facts,
                        struct arena *arena, enum assay_verdict no, struct judgement *out,
                        struct assay_error *err)
{
    struct cel_value value;

    TRY(cel_evaluate(program, facts, CEL_BUDGET, arena, &out->evaluation, err));
    value = cel_result(out->evaluation);
    if (value.kind == CEL_BOOL) {
        out->verdict = value.of.boolean ? ASSAY_PASS : no;
        return ASSAY_OK;
    }
    out->verdict = ASSAY_UNKNOWN;
    out->cause = value.kind == CEL_UNKNOWN || value.kind == CEL_FAULT
                     ? value
                     : cel_of_fault(arena, "the expression gave no bool");
    return ASSAY_OK;
}

enum assay_status judge_applies(const struct rule *rule, const struct cel_activation *facts,
                                struct arena *arena, struct judgement *out, struct assay_error *err)
{
    *out = (struct judgement){.verdict = ASSAY_PASS};
    if (rule->always)
        return ASSAY_OK;
    return ask(rule->applies, facts, arena, ASSAY_NOT_APPLICABLE, out, err);
}

enum assay_status judge_check(const struct rule *rule, const struct cel_activation *facts,
                              struct arena *arena, struct judgement *out, struct assay_error *err)
{
    *out = (struct judgement){.verdict = ASSAY_PASS};
    return ask(rule->check, facts, arena, ASSAY_FAIL, out, err);
}

bool judge_observes(const struct rule *rule, const char *class_name)
{
    for (size_t i = 0; i < rule->class_count; i++)
        if (class_matches(rule->classes[i], class_name))
            return true;
    return false;
}

enum assay_verdict verdict_worse(enum assay_verdict a, enum assay_verdict b)
{
    static const int rank[] = {
        [ASSAY_FAIL] = 5,     [ASSAY_UNKNOWN] = 4, [ASSAY_WAIVED] = 3,
        [ASSAY_ATTESTED] = 2, [ASSAY_PASS] = 1,    [ASSAY_NOT_APPLICABLE] = 0,
    };
    _Static_assert(ARRAY_LEN(rank) == ASSAY_VERDICTS, "each verdict has a rank");

    return rank[a] >= rank[b] ? a : b;
}
