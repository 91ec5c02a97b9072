/* policy.c - opening a policy, and finding rules in it. */

#include <fcntl.h>

#include "base/beneath.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "policy/pack.h"
#include "policy/params.h"
#include "policy/rule.h"
#include "policy/waivers.h"

static const char *const severity_names[] = {
    [ASSAY_INFO] = "info",
    [ASSAY_SEVERITY_LOW] = "low",
    [ASSAY_SEVERITY_MEDIUM] = "medium",
    [ASSAY_SEVERITY_HIGH] = "high",
    [ASSAY_SEVERITY_CRITICAL] = "critical",
};
_Static_assert(ARRAY_LEN(severity_names) == ASSAY_SEVERITIES, "each severity has a name");

static const char *const verdict_names[] = {
    [ASSAY_PASS] = "pass",       [ASSAY_FAIL] = "fail",
    [ASSAY_UNKNOWN] = "unknown", [ASSAY_ATTESTED] = "attested",
    [ASSAY_WAIVED] = "waived",   [ASSAY_NOT_APPLICABLE] = "not-applicable",
};
_Static_assert(ARRAY_LEN(verdict_names) == ASSAY_VERDICTS, "each verdict has a name");

const char *assay_severity_name(enum assay_severity severity)
{
    return severity_names[severity];
}

const char *assay_verdict_name(enum assay_verdict verdict)
{
    return verdict_names[verdict];
}

static ASSAY_RESULT compile_rules(struct assay_policy *policy, struct assay_error *err)
{
    const struct cel_type *params;

    policy->env = cel_env_new(policy->arena);
    if (!policy->env)
        return out_of_memory(err);
    TRY(params_settle(policy, &params, err));
    TRY(facts_declare(policy->arena, policy->env, params, &policy->types, err));
    for (size_t i = 0; i < policy->rule_count; i++)
        TRY(rule_compile(policy, &policy->rules[i], err));
    return ASSAY_OK;
}

bool assay_policy_asks(const struct assay_policy *policy, const char *prefix)
{
    for (size_t i = 0; i < policy->rule_count; i++) {
        const struct cel_program *programs[] = {policy->rules[i].applies, policy->rules[i].check};

        for (size_t j = 0; j < ARRAY_LEN(programs); j++) {
            size_t count;
            const char *const *reads = cel_program_reads(programs[j], &count);

            for (size_t k = 0; k < count; k++)
                if (strncmp(reads[k], prefix, strlen(prefix)) == 0)
                    return true;
        }
    }
    return false;
}

static bool rule_reads(const struct rule *rule, const char *path)
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

bool policy_reads(const struct assay_policy *policy, const char *parameter)
{
    char path[64];

    snprintf(path, sizeof path, "params.%s", parameter);
    for (size_t i = 0; i < policy->rule_count; i++)
        if (rule_reads(&policy->rules[i], path))
            return true;
    return false;
}

/* Gives each pack the parameters that it declares, or that its rules brought and read. */
static ASSAY_RESULT share_parameters(struct assay_policy *policy, struct assay_error *err)
{
    struct assay_parameter *shown =
        arena_array(policy->arena, policy->parameter_count + 1, sizeof *shown);

    if (!shown)
        return out_of_memory(err);
    for (size_t i = 0; i < policy->pack_count; i++) {
        policy->packs[i].parameters = shown;
        for (size_t j = 0; j < policy->parameter_count; j++) {
            const struct parameter *parameter = &policy->parameters[j];

            if (parameter->pack != i ||
                (parameter->shared && !policy_reads(policy, parameter->shown.name)))
                continue;
            *shown++ = policy->parameters[j].shown;
            policy->packs[i].parameter_count++;
        }
    }
    return ASSAY_OK;
}

static ASSAY_RESULT open_waivers(struct assay_policy *policy,
                                 const struct assay_policy_options *options,
                                 struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf content = {.ceiling = LIMIT_DOCUMENT};
    struct doc_source source = {.path = options->waivers_path ? options->waivers_path
                                                              : ".assay/waivers"};
    const char *copy = options->waivers_text;

    if (!copy) {
        enum assay_status status;

        if (!options->waivers_path)
            return ASSAY_OK;
        status = options->root ? beneath_read(options->root, options->waivers_path, &content, err)
                               : file_read(AT_FDCWD, options->waivers_path, &content, err);
        if (status == ASSAY_EMISSING)
            return ASSAY_OK;
        TRY(status);
        copy = arena_copy(policy->arena, buf_bytes(&content));
        source.text = bytes_of(copy, content.size);
    } else {
        source.text =
            options->waivers_size ? bytes_of(copy, options->waivers_size) : bytes_text(copy);
    }
    policy->waivers_path = arena_text(policy->arena, source.path);
    if (!copy || !policy->waivers_path)
        return out_of_memory(err);
    sha256(source.text, policy->waivers_sha256);
    return waivers_read(policy->arena, &source, &policy->waivers, &policy->waiver_count, err);
}

enum assay_status assay_policy_open(const struct assay_policy_options *options,
                                    struct assay_policy **out, struct assay_error *err)
{
    CLEANUP(assay_policy_freep) struct assay_policy *policy = calloc(1, sizeof *policy);

    if (!policy)
        return out_of_memory(err);
    policy->arena = arena_new();
    if (!policy->arena)
        return out_of_memory(err);
    TRY(packs_read(policy, options, err));
    TRY(compile_rules(policy, err));
    TRY(share_parameters(policy, err));
    TRY(open_waivers(policy, options, err));
    *out = TAKE(policy);
    return ASSAY_OK;
}

void assay_policy_free(struct assay_policy *policy)
{
    if (!policy)
        return;
    arena_free(policy->arena);
    free(policy);
}

void assay_policy_freep(struct assay_policy **policy)
{
    assay_policy_free(*policy);
    *policy = NULL;
}

bool policy_is_read_from(const struct assay_policy *policy, const char *path)
{
    for (size_t i = 0; i < policy->pack_count; i++)
        if (strcmp(policy->packs[i].path, path) == 0)
            return true;
    for (size_t i = 0; i < policy->rule_count; i++) {
        const char *file = policy->rules[i].origin.file->source.path;

        if (strcmp(strncmp(file, "./", 2) == 0 ? file + 2 : file, path) == 0)
            return true;
    }
    return false;
}

bool class_matches(const char *pattern, const char *class_name)
{
    size_t size = strlen(pattern);

    if (size > 0 && pattern[size - 1] == '*')
        return strncmp(pattern, class_name, size - 1) == 0;
    return strcmp(pattern, class_name) == 0;
}

bool class_is_given(const char *pattern)
{
    static const char user[] = "secret.user."; /* of patterns that a person added */
    size_t size = strlen(pattern);
    const char *name;
    bool star = size > 0 && pattern[size - 1] == '*';

    if (star ? strncmp(pattern, user, size - 1 < sizeof user - 1 ? size - 1 : sizeof user - 1) == 0
             : strncmp(pattern, user, sizeof user - 1) == 0 && size > sizeof user - 1)
        return true;
    for (size_t i = 0; (name = assay_class_at(i)); i++)
        if (class_matches(pattern, name))
            return true;
    return false;
}

static bool judges_class(const struct rule *rule, const char *class_name)
{
    for (size_t i = 0; i < rule->class_count; i++)
        if (class_matches(rule->classes[i], class_name))
            return true;
    return rule->headline && class_matches(rule->headline, class_name);
}

struct rule *policy_rule(const struct assay_policy *policy, const char *code)
{
    for (size_t i = 0; i < policy->rule_count; i++)
        if (strcmp(policy->rules[i].shown.code, code) == 0)
            return &policy->rules[i];
    return NULL;
}

const struct rule *policy_find(const struct assay_policy *policy, const char *word)
{
    for (size_t i = 0; i < policy->rule_count; i++)
        if (strcasecmp(policy->rules[i].shown.code, word) == 0 ||
            strcmp(policy->rules[i].shown.name, word) == 0)
            return &policy->rules[i];
    /* A rule over "model.*" speaks for each class that there is, not for a word with a typo. */
    for (size_t i = 0; !strchr(word, '*') && class_is_given(word) && i < policy->rule_count; i++)
        if (judges_class(&policy->rules[i], word))
            return &policy->rules[i];
    return NULL;
}

int64_t policy_parameter(const struct assay_policy *policy, const char *name, int64_t otherwise)
{
    const struct parameter *parameter = params_find(policy, name);

    return parameter && parameter->type == PARAMETER_INT ? parameter->value.of.integer : otherwise;
}

const struct assay_rule *assay_policy_rule(const struct assay_policy *policy, const char *word)
{
    const struct rule *rule = policy_find(policy, word);

    return rule ? &rule->shown : NULL;
}

const struct assay_rule *assay_policy_rule_at(const struct assay_policy *policy, size_t index)
{
    return index < policy->rule_count ? &policy->rules[index].shown : NULL;
}

const struct assay_pack *assay_policy_pack_at(const struct assay_policy *policy, size_t index)
{
    return index < policy->pack_count ? &policy->packs[index] : NULL;
}
