/* lint.c - what loads and yet may not be meant: dead conditions, missing examples, idle parameters.
 */

#include <stdarg.h>

#include "base/buf.h"
#include "base/kit.h"
#include "policy/controls.h"
#include "policy/judge.h"
#include "policy/trial.h"

struct lint {
    const struct assay_policy *policy;
    struct arena *arena;
    struct buf text;
    size_t count;
};

static void hint(struct lint *lint, const struct origin *origin, const char *subject,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

static void hint(struct lint *lint, const struct origin *origin, const char *subject,
                 const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    buf_printf(&lint->text, "%s:%u: %s: %s\n", origin->file->source.path, (unsigned)origin->line,
               subject, text);
    lint->count++;
}

static bool expects(const struct rule *rule, enum assay_verdict verdict)
{
    for (size_t i = 0; i < rule->example_count; i++)
        if (rule->examples[i].expect == verdict)
            return true;
    return false;
}

/* Parameters, waivers and some fields always have a value. */
static bool may_be_absent(const char *path)
{
    struct cel_value value;

    if (strstr(path, "[]") && strncmp(path, "records.", 8) != 0 &&
        strncmp(path, "item.records.", 13) != 0)
        return false; /* waivers and observations have all their fields */
    return strncmp(path, "params.", 7) != 0 && strcmp(path, "waivers") != 0 &&
           !facts_default(path, &value);
}

static ASSAY_RESULT lint_examples(struct lint *lint, const struct rule *rule,
                                  struct assay_error *err)
{
    const char *const *paths;
    bool unknown = false;
    size_t count;

    if (rule->example_count == 0) {
        hint(lint, &rule->origin, rule->shown.code, "it has no tests");
        return ASSAY_OK;
    }
    if (!expects(rule, ASSAY_PASS))
        hint(lint, &rule->origin, rule->shown.code, "no example expects pass");
    if (!expects(rule, ASSAY_FAIL) && !expects(rule, ASSAY_UNKNOWN))
        hint(lint, &rule->origin, rule->shown.code, "no example expects fail or unknown");
    TRY(trial_reads(rule, lint->arena, &paths, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct trial_fact fact;

        TRY(trial_mutate(lint->policy, rule, paths[i], lint->arena, &fact, err));
        if (fact.mutations > 0 && !fact.moves)
            hint(lint, &rule->origin, rule->shown.code,
                 "no change of %s moves the verdict of any example", paths[i]);
        unknown = unknown || (fact.unknown && may_be_absent(paths[i]));
    }
    if (unknown && !expects(rule, ASSAY_UNKNOWN))
        hint(lint, &rule->origin, rule->shown.code, "can be unknown, and no example expects it");
    return ASSAY_OK;
}

/* A rule that is the same for all facts asks nothing; but one over observations that is always
 * false asks that there are none. */
static ASSAY_RESULT lint_constants(struct lint *lint, const struct rule *rule,
                                   struct assay_error *err)
{
    struct cel_activation nothing = {0};
    struct judgement judgement;
    size_t reads;

    cel_program_reads(rule->check, &reads);
    if (reads > 0)
        return ASSAY_OK;
    TRY(judge_check(rule, &nothing, lint->arena, &judgement, err));
    if (rule->over == OVER_OBSERVATION && judgement.verdict == ASSAY_FAIL)
        return ASSAY_OK;
    hint(lint, &rule->origin, rule->shown.code, "its check reads no fact, and is always %s",
         assay_verdict_name(judgement.verdict));
    return ASSAY_OK;
}

static void lint_parameters(struct lint *lint)
{
    for (size_t i = 0; i < lint->policy->parameter_count; i++) {
        const struct parameter *parameter = &lint->policy->parameters[i];

        if (!parameter->shared && !policy_reads(lint->policy, parameter->shown.name))
            hint(lint, &parameter->origin, parameter->shown.name, "no rule reads this parameter");
    }
}

/* ---- controls ---- */

static bool names_rule(const struct assay_demand *demand, const char *code)
{
    for (size_t i = 0; i < demand->rule_count; i++)
        if (strcmp(demand->rules[i], code) == 0)
            return true;
    return false;
}

/* What a pack says that a rule shows, the rule says itself. */
static void lint_demands(struct lint *lint, size_t pack)
{
    const struct assay_pack *shown = &lint->policy->packs[pack];

    for (size_t i = 0; i < shown->control_count; i++) {
        const struct assay_demand *demand = &shown->controls[i];
        struct origin at = {lint->policy->files[pack], demand->line};

        for (size_t j = 0; j < demand->rule_count; j++) {
            const struct rule *rule = policy_find(lint->policy, demand->rules[j]);

            if (!rule_cites(rule, &demand->control))
                hint(lint, &at, shown->name,
                     "rule %s does not cite %s %s with that edition and mark", rule->shown.code,
                     demand->control.framework, demand->control.reference);
        }
    }
}

/* And the other way round: a citation of a framework that the pack lists stands in its list. */
static void lint_citations(struct lint *lint, size_t pack)
{
    const struct assay_pack *shown = &lint->policy->packs[pack];

    for (size_t i = 0; i < shown->rule_count; i++) {
        const struct rule *rule = policy_find(lint->policy, shown->rules[i]);
        bool used = shown->control_count == 0;

        for (size_t j = 0; j < shown->control_count; j++) {
            const struct assay_demand *demand = &shown->controls[j];

            used = used || names_rule(demand, rule->shown.code);
            if (rule_cites(rule, &demand->control) && !names_rule(demand, rule->shown.code))
                hint(lint, &rule->origin, rule->shown.code,
                     "cites %s %s, whose control in pack %s does not name it",
                     demand->control.framework, demand->control.reference, shown->name);
        }
        if (!used)
            hint(lint, &rule->origin, rule->shown.code, "no control of pack %s names it",
                 shown->name);
    }
}

/* A control counts on any day, and no day is in both. */
static void lint_dates(struct lint *lint, size_t pack)
{
    const struct assay_pack *shown = &lint->policy->packs[pack];
    struct origin at = {lint->policy->files[pack], 1};

    for (size_t i = 0; i < shown->control_count; i++) {
        const struct assay_demand *demand = &shown->controls[i];

        at.line = demand->line;
        if (*demand->in_force_from && *demand->in_force_until &&
            strcmp(demand->in_force_until, demand->in_force_from) < 0)
            hint(lint, &at, shown->name, "%s is in force until %s, which is before it begins, %s",
                 demand->control.reference, demand->in_force_until, demand->in_force_from);
    }
}

enum assay_status assay_policy_lint(const struct assay_policy *policy, char **text, size_t *count,
                                    struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct lint lint = {.policy = policy, .arena = arena};
    enum assay_status status = ASSAY_OK;

    if (!arena)
        return out_of_memory(err);
    TRY(trial_may(policy, err));
    buf_init(&lint.text, SIZE_MAX);
    for (size_t i = 0; status == ASSAY_OK && i < policy->rule_count; i++) {
        status = lint_examples(&lint, &policy->rules[i], err);
        if (status == ASSAY_OK)
            status = lint_constants(&lint, &policy->rules[i], err);
        arena_reset(arena);
    }
    if (status == ASSAY_OK) {
        lint_parameters(&lint);
        for (size_t i = 0; i < policy->pack_count; i++) {
            lint_dates(&lint, i);
            lint_demands(&lint, i);
            lint_citations(&lint, i);
        }
        status = buf_hand_over(&lint.text, text, err);
    }
    buf_clear(&lint.text);
    TRY(status);
    *count = lint.count;
    return ASSAY_OK;
}
