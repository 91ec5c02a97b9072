/* eval_call.c - functions and operators: arguments, the overload that takes them, the call. */

#include "base/kit.h"
#include "policy/cel/env.h"
#include "policy/cel/eval.h"

enum { ARGS_MAX = 8 };

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

static bool takes(const struct cel_type *param, struct cel_value value)
{
    if (param->kind == CEL_DYN || param->kind == CEL_PARAM)
        return true;
    if (param->kind != value.kind)
        return false;
    return param->kind != CEL_RECORD || strcmp(param->name, value.of.record->type->name) == 0;
}

static const struct overload *find_overload(const struct node *node, const struct cel_value *args)
{
    for (size_t i = 0; i < node->of.call.overload_count; i++) {
        const struct overload *overload = node->of.call.overloads[i];
        size_t at = 0;

        while (at < overload->count && takes(overload->params[at], args[at]))
            at++;
        if (at == overload->count)
            return overload;
    }
    return NULL;
}

static struct cel_value no_overload(struct cel_run *run, const struct node *node,
                                    const struct cel_value *args)
{
    char text[160] = "";
    size_t used = 0;

    for (size_t i = 0; i < node->of.call.count && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? ", " : "",
                                 value_type(args[i])->name);
    return cel_run_fault(run, "no such overload: \"%s\" does not take (%s)",
                         env_shown_name(node->of.call.function), text);
}

static struct cel_value call_matches(struct cel_run *run, const struct regex *regex,
                                     struct bytes subject)
{
    struct assay_error err = {0};
    bool matched;
    enum assay_status status;

    if (!cel_run_steps(run, regex_cost(regex, subject)))
        return cel_run_over(run);
    status = regex_match(regex, subject, run->arena, &run->room, &matched, &err);
    if (status == ASSAY_ENOMEM)
        return value_no_memory;
    return status == ASSAY_OK ? cel_of_bool(matched) : cel_run_fault(run, "%s", err.text);
}

/* A function looks at the texts that it is given, once at the least. */
static bool pay_for_texts(struct cel_run *run, const struct cel_value *args, size_t count)
{
    uint64_t steps = 0;

    for (size_t i = 0; i < count; i++)
        steps += value_text_steps(args[i]);
    return cel_run_steps(run, steps);
}

/* Unknowns inside lists and maps that the function is going to look at. */
static bool hides_unknown(struct cel_run *run, const struct overload *overload,
                          const struct cel_value *args, struct cel_value *out)
{
    for (size_t i = 0; i < overload->count; i++) {
        uint64_t had = run->budget.steps > run->steps ? run->budget.steps - run->steps : 0;
        uint64_t left = had;

        /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): set by eval_args() */
        if (args[i].kind != CEL_LIST && args[i].kind != CEL_MAP)
            continue;
        if (value_has_unknown(args[i], &left, out))
            return true;
        if (!cel_run_steps(run, left == 0 ? had + 1 : had - left)) {
            *out = cel_run_over(run);
            return true;
        }
    }
    return false;
}

/* The arguments' values; a fault among them, or an unknown, in *out and false. */
static bool eval_args(struct cel_run *run, const struct node *node, struct cel_value *args,
                      struct cel_value *out)
{
    *out = (struct cel_value){.kind = CEL_DYN};
    for (size_t i = 0; i < node->of.call.count; i++) {
        args[i] = run_node(run, node->of.call.args[i]);
        eval_gather(run, args[i], out);
    }
    return out->kind == CEL_DYN;
}

struct cel_value eval_call(struct cel_run *run, const struct node *node)
{
    struct cel_value args[ARGS_MAX];
    const struct overload *overload;
    struct cel_value stopped;

    if (node->of.call.count > ARGS_MAX) { /* no function takes so many: unchecked programs only */
        run->here = node;
        return cel_run_fault(run, "no such overload: %s", node->of.call.function);
    }
    if (!eval_args(run, node, args, &stopped))
        return stopped;
    run->here = node;
    overload = find_overload(node, args);
    if (!overload)
        return no_overload(run, node, args);
    if (!pay_for_texts(run, args, overload->count))
        return cel_run_over(run);
    /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): set by eval_args() */
    if (node->of.call.pattern && args[0].kind == CEL_STRING)
        return call_matches(run, node->of.call.pattern, args[0].of.text);
    if (overload->looks_inside && hides_unknown(run, overload, args, &stopped))
        return stopped;
    if (!overload->call)
        return cel_run_fault(run, "%s is declared only", overload->signature);
    return overload->call(run, args, overload->count, overload->user);
}

/* NOLINTEND(misc-no-recursion) */
