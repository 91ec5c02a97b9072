/* lint.c - what loads and yet may not be meant: dead conditions, missing examples, idle parameters.
 */

#include <stdarg.h>

#include "base/buf.h"
#include "base/kit.h"
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

    return strncmp(path, "params.", 7) != 0 && strcmp(path, "waivers") != 0 &&
           !facts_default(path, &value);
}

static ASSAY_RESULT lint_examples(struct lint *lint, const struct rule *rule,
                                  struct assay_error *err)
{
    const char *const *paths;
    bool unknown = false;
    size_t count;

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

/* A rule that is the same for all facts asks nothing. */
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
    hint(lint, &rule->origin, rule->shown.code, "its check reads no fact, and is always %s",
         assay_verdict_name(judgement.verdict));
    return ASSAY_OK;
}

static bool reads_parameter(const struct rule *rule, const char *path)
{
    const struct cel_program *programs[] = {rule->applies, rule->check};

    for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
        size_t count;
        const char *const *reads = cel_program_reads(programs[i], &count);

        for (size_t j = 0; j < count; j++)
            if (strcmp(reads[j], path) == 0)
                return true;
    }
    return false;
}

static void lint_parameters(struct lint *lint)
{
    for (size_t i = 0; i < lint->policy->parameter_count; i++) {
        const struct parameter *parameter = &lint->policy->parameters[i];
        bool read = false;
        char path[64];

        snprintf(path, sizeof path, "params.%s", parameter->shown.name);
        for (size_t j = 0; j < lint->policy->rule_count; j++)
            read = read || reads_parameter(&lint->policy->rules[j], path);
        if (!read)
            hint(lint, &parameter->origin, parameter->shown.name, "no rule reads this parameter");
    }
}

enum assay_status assay_policy_lint(const struct assay_policy *policy, char **text, size_t *count,
                                    struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct lint lint = {.policy = policy, .arena = arena};
    enum assay_status status = ASSAY_OK;
    char *taken;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    buf_init(&lint.text, SIZE_MAX);
    for (size_t i = 0; status == ASSAY_OK && i < policy->rule_count; i++) {
        status = lint_examples(&lint, &policy->rules[i], err);
        if (status == ASSAY_OK)
            status = lint_constants(&lint, &policy->rules[i], err);
        arena_reset(arena);
    }
    if (status == ASSAY_OK) {
        lint_parameters(&lint);
        status = buf_status(&lint.text, err);
    }
    taken = status == ASSAY_OK ? buf_take_string(&lint.text) : NULL;
    buf_clear(&lint.text);
    TRY(status);
    if (!taken)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    *text = taken;
    *count = lint.count;
    return ASSAY_OK;
}
