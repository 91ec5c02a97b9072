/* rule.c - one rule of a pack: read from its file, then compiled. */

#include "policy/rule.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/controls.h"
#include "policy/example.h"
#include "policy/expression.h"
#include "policy/facts_records.h"

const char *const rule_over_names[] = {
    [OVER_ITEM] = "item",
    [OVER_OBSERVATION] = "observation",
    [OVER_TARGET] = "target",
};
_Static_assert(ARRAY_LEN(rule_over_names) == OVERS, "each kind of subject has a name");

static const char *const rule_keys[] = {
    "id",       "name",    "title",    "severity", "over",      "classes",     "headline",
    "needs",    "applies", "check",    "message",  "rationale", "remediation", "controls",
    "evidence", "since",   "replaces", "tests",    "params",    "attest",      "singly",
};

bool severity_of(const char *name, enum assay_severity *out)
{
    for (unsigned i = 0; i < ASSAY_SEVERITIES; i++) {
        if (strcmp(name, assay_severity_name((enum assay_severity)i)) == 0) {
            *out = (enum assay_severity)i;
            return true;
        }
    }
    return false;
}

/* Family and number: "MOD-007". */
static bool is_code(const char *text)
{
    size_t letters = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    return letters >= 2 && letters <= 5 && text[letters] == '-' &&
           strspn(text + letters + 1, "0123456789") == 3 && text[letters + 4] == 0;
}

/* What fingers type: "license.missing". */
static bool is_name(const char *text)
{
    const char *dot = strchr(text, '.');

    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(text) && dot &&
           dot > text && dot[1] != 0 && strlen(text) < 64;
}

static ASSAY_RESULT needed_text(const struct doc *node, const struct doc_source *source,
                                const char *key, const char **out, struct assay_error *err)
{
    const struct doc *value = doc_get(node, key);
    const char *code = "";

    if (doc_get(node, "id") && doc_get(node, "id")->type == DOC_TEXT)
        code = (const char *)doc_get(node, "id")->text.data;
    if (!value)
        return doc_fail(node, source, "policy.missing-field", err, "rule %s has no \"%s\"", code,
                        key);
    TRY(doc_text(value, source, key, out, err));
    if (!**out)
        return doc_fail(value, source, "policy.missing-field", err, "\"%s\" of rule %s is empty",
                        key, code);
    return ASSAY_OK;
}

static ASSAY_RESULT read_texts(struct assay_policy *policy, const struct doc *node,
                               const struct doc_source *source, const char *key,
                               const char *const **out, size_t *count, struct assay_error *err)
{
    const struct doc *value = doc_get(node, key);

    return value ? doc_texts(policy->arena, value, source, key, out, count, err) : ASSAY_OK;
}

static ASSAY_RESULT read_controls(struct assay_policy *policy, const struct doc *node,
                                  const struct doc_source *source, struct rule *rule,
                                  struct assay_error *err)
{
    const struct doc *list = doc_get(node, "controls");
    const struct assay_control **controls;

    if (!list)
        return ASSAY_OK;
    if (list->type != DOC_LIST)
        return doc_fail(list, source, "policy.controls", err, "\"controls\" is a list");
    controls = arena_array(policy->arena, list->count + 1, sizeof *controls);
    if (!controls)
        return out_of_memory(err);
    for (size_t i = 0; i < list->count; i++) {
        struct assay_control *control = arena_alloc(policy->arena, sizeof *control);

        if (!control)
            return out_of_memory(err);
        TRY(citation_read(policy, &list->items[i], source, control, err));
        controls[i] = control;
    }
    rule->shown.controls = controls;
    rule->shown.control_count = list->count;
    return ASSAY_OK;
}

static ASSAY_RESULT read_verdict(const struct doc *node, const struct doc_source *source,
                                 enum assay_verdict *out, struct assay_error *err)
{
    static const enum assay_verdict expected[] = {ASSAY_PASS, ASSAY_FAIL, ASSAY_UNKNOWN,
                                                  ASSAY_NOT_APPLICABLE};
    const char *word = "";

    TRY(needed_text(node, source, "expect", &word, err));
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        if (strcmp(word, assay_verdict_name(expected[i])) == 0) {
            *out = expected[i];
            return ASSAY_OK;
        }
    }
    return doc_fail(doc_get(node, "expect"), source, "policy.example", err,
                    "an example expects pass, fail, unknown or not-applicable, not \"%s\"", word);
}

static ASSAY_RESULT read_examples(struct assay_policy *policy, const struct doc *node,
                                  const struct doc_source *source, struct rule *rule,
                                  struct assay_error *err)
{
    static const char *const keys[] = {"name", "facts", "expect"};
    const struct doc *list = doc_get(node, "tests");
    struct example *examples;

    rule->shown.example = "";
    if (!list)
        return ASSAY_OK;
    if (list->type != DOC_LIST)
        return doc_fail(list, source, "policy.example", err, "\"tests\" is a list");
    examples = arena_array(policy->arena, list->count + 1, sizeof *examples);
    if (!examples)
        return out_of_memory(err);
    for (size_t i = 0; i < list->count; i++) {
        const struct doc *item = &list->items[i];

        TRY(doc_check_keys(item, source, "tests", keys, ARRAY_LEN(keys), err));
        TRY(needed_text(item, source, "name", &examples[i].name, err));
        TRY(read_verdict(item, source, &examples[i].expect, err));
        examples[i].facts = doc_get(item, "facts");
        examples[i].node = item;
        if (examples[i].expect == ASSAY_FAIL && !*rule->shown.example)
            rule->shown.example = examples[i].name;
    }
    rule->examples = examples;
    rule->example_count = list->count;
    return ASSAY_OK;
}

static ASSAY_RESULT read_identity(const struct doc *node, const struct doc_source *source,
                                  struct rule *rule, struct assay_error *err)
{
    const char *severity;

    TRY(needed_text(node, source, "id", &rule->shown.code, err));
    if (!is_code(rule->shown.code))
        return doc_fail(doc_get(node, "id"), source, "policy.code", err,
                        "\"%s\" is no code: a family and three digits, such as MOD-007",
                        rule->shown.code);
    TRY(needed_text(node, source, "name", &rule->shown.name, err));
    if (!is_name(rule->shown.name))
        return doc_fail(doc_get(node, "name"), source, "policy.name", err,
                        "\"%s\" is no name: small words with a dot, such as license.missing",
                        rule->shown.name);
    TRY(needed_text(node, source, "title", &rule->shown.title, err));
    TRY(needed_text(node, source, "severity", &severity, err));
    if (!severity_of(severity, &rule->shown.severity))
        return doc_fail(doc_get(node, "severity"), source, "policy.severity", err,
                        "\"%s\" is no severity: info, low, medium, high or critical", severity);
    rule->normal = rule->shown.severity;
    return ASSAY_OK;
}

static const char *nearest_class(const char *word)
{
    enum { NAMES_MAX = 1024 };
    const char *names[NAMES_MAX];
    size_t count = 0;

    while (count < NAMES_MAX && (names[count] = assay_class_at(count)))
        count++;
    return text_nearest(word, names, count);
}

/* A rule about a class that nothing gives would never fail. */
static ASSAY_RESULT check_classes(const struct doc *node, const struct doc_source *source,
                                  const struct rule *rule, struct assay_error *err)
{
    const struct doc *list = doc_get(node, "classes");

    for (size_t i = 0; i < rule->class_count; i++) {
        const char *nearest;
        enum assay_status status;

        if (class_is_given(rule->classes[i]))
            continue;
        status = doc_fail(list->type == DOC_LIST ? &list->items[i] : list, source, "policy.class",
                          err, "rule %s: no observation has the class \"%s\"", rule->shown.code,
                          rule->classes[i]);
        nearest = nearest_class(rule->classes[i]);
        if (nearest)
            assay_error_why(err, "did you mean \"%s\"?", nearest);
        assay_error_do(err, "assay explain identifiers lists those of data; patterns of your own "
                            "give secret.user.ID");
        return status;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_subject(struct assay_policy *policy, const struct doc *node,
                                 const struct doc_source *source, struct rule *rule,
                                 struct assay_error *err)
{
    const char *over;

    TRY(doc_optional_text(node, source, "over", &over, err));
    rule->over = *over ? OVERS : OVER_ITEM;
    for (unsigned i = 0; i < OVERS; i++)
        if (strcmp(over, rule_over_names[i]) == 0)
            rule->over = (enum rule_over)i;
    if (rule->over == OVERS)
        return doc_fail(doc_get(node, "over"), source, "policy.over", err,
                        "a rule is over item, observation or target, not \"%s\"", over);
    TRY(read_texts(policy, node, source, "classes", &rule->classes, &rule->class_count, err));
    if ((rule->over == OVER_OBSERVATION) != (rule->class_count > 0))
        return doc_fail(node, source, "policy.over", err,
                        "rule %s: \"classes\" belongs to a rule over observations, and only there",
                        rule->shown.code);
    TRY(check_classes(node, source, rule, err));
    TRY(doc_optional_text(node, source, "headline", &rule->headline, err));
    if (!*rule->headline)
        rule->headline = NULL;
    return read_texts(policy, node, source, "needs", &rule->needs, &rule->need_count, err);
}

enum assay_status rule_read(struct assay_policy *policy, const struct source_file *file,
                            size_t pack, const struct doc *node, struct rule *rule,
                            struct assay_error *err)
{
    const struct doc_source *source = &file->source;

    TRY(doc_check_keys(node, source, "rules", rule_keys, ARRAY_LEN(rule_keys), err));
    *rule = (struct rule){.shown.pack = policy->packs[pack].name,
                          .node = node,
                          .origin = {file, node->line},
                          .severity_origin = {file, node->line}};
    TRY(read_identity(node, source, rule, err));
    if (doc_get(node, "severity"))
        rule->severity_origin.line = doc_get(node, "severity")->line;
    TRY(read_subject(policy, node, source, rule, err));
    TRY(doc_optional_text(node, source, "applies", &rule->shown.applies, err));
    if (!*rule->shown.applies)
        rule->shown.applies = "true";
    TRY(needed_text(node, source, "check", &rule->shown.check, err));
    TRY(needed_text(node, source, "rationale", &rule->shown.rationale, err));
    TRY(needed_text(node, source, "remediation", &rule->shown.remediation, err));
    TRY(read_controls(policy, node, source, rule, err));
    if (doc_get(node, "attest"))
        TRY(doc_bool(doc_get(node, "attest"), source, "attest", &rule->shown.attestable, err));
    if (doc_get(node, "singly"))
        TRY(doc_bool(doc_get(node, "singly"), source, "singly", &rule->shown.singly, err));
    TRY(read_texts(policy, node, source, "evidence", &rule->evidence, &rule->evidence_count, err));
    TRY(doc_optional_text(node, source, "since", &rule->since, err));
    TRY(doc_optional_text(node, source, "replaces", &rule->replaces, err));
    return read_examples(policy, node, source, rule, err);
}

static ASSAY_RESULT compile_evidence(struct assay_policy *policy, struct rule *rule,
                                     struct assay_error *err)
{
    const struct doc_source *source = &rule->origin.file->source;
    const struct doc *list = doc_get(rule->node, "evidence");
    char what[64];

    rule->evidence_programs =
        arena_array(policy->arena, rule->evidence_count + 1, sizeof(struct cel_program *));
    if (!rule->evidence_programs)
        return out_of_memory(err);
    snprintf(what, sizeof what, "rule %s, evidence", rule->shown.code);
    for (size_t i = 0; i < rule->evidence_count; i++)
        TRY(expression_compile(policy->env, source, list->type == DOC_LIST ? &list->items[i] : list,
                               what, CEL_DYN, policy->arena, &rule->evidence_programs[i], err));
    return ASSAY_OK;
}

/* Compiles the text of a field; `fallback` stands for one that is not there. */
static ASSAY_RESULT compile_field(struct assay_policy *policy, const struct rule *rule,
                                  const char *key, const char *fallback, struct cel_program **out,
                                  struct assay_error *err)
{
    const struct doc *node = doc_get(rule->node, key);
    char what[64];

    if (!node)
        return cel_compile(policy->env, bytes_text(fallback), policy->arena, out, err);
    snprintf(what, sizeof what, "rule %s, %s", rule->shown.code, key);
    return expression_compile(policy->env, &rule->origin.file->source, node, what, CEL_BOOL,
                              policy->arena, out, err);
}

static ASSAY_RESULT compile_template(struct assay_policy *policy, const struct rule *rule,
                                     const char *key, struct template **out,
                                     struct assay_error *err)
{
    const struct doc *node = doc_get(rule->node, key);
    char what[64];

    if (!node)
        return doc_fail(rule->node, &rule->origin.file->source, "policy.missing-field", err,
                        "rule %s has no \"%s\"", rule->shown.code, key);
    snprintf(what, sizeof what, "rule %s, %s", rule->shown.code, key);
    return expression_template(policy->env, &rule->origin.file->source, node, what, policy->arena,
                               out, err);
}

/* What stands for an expression where there is no item: the path that a person puts in, nothing for
 * what is said at times only, and "..." for the rest. */
static const char *stand_in(struct bytes expression)
{
    static const char *const paths[] = {"{item.path", "{item.card_subject"};

    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        if (bytes_equal(expression, bytes_text(paths[i])))
            return "PATH";
    return bytes_ends(expression, BYTES(": \"\"")) ? "" : "...";
}

/* The remedy for a reader who has no item before him. */
static ASSAY_RESULT generalise(struct assay_policy *policy, struct rule *rule,
                               struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    const char *from = rule->shown.remediation;

    while (*from) {
        size_t plain = strcspn(from, "{}");

        buf_add(&text, from, plain);
        from += plain;
        if (*from && from[0] == from[1]) { /* a brace that is meant as such */
            buf_byte(&text, (uint8_t)*from);
            from += 2;
        } else if (*from) {
            size_t size = strcspn(from, "}");
            const char *instead = stand_in(bytes_of(from, size));

            if (strcmp(instead, "...") != 0 || !bytes_ends(buf_bytes(&text), BYTES("...")))
                buf_text(&text, instead);
            from += size;
            from += *from == '}';
        }
    }
    rule->shown.remediation = arena_text(policy->arena, buf_string(&text));
    return rule->shown.remediation && text.status == ASSAY_OK ? ASSAY_OK : out_of_memory(err);
}

static bool program_reads(const struct cel_program *program, const char *prefix)
{
    size_t count;
    const char *const *names = cel_program_reads(program, &count);

    for (size_t i = 0; i < count; i++)
        if (strncmp(names[i], prefix, strlen(prefix)) == 0)
            return true;
    return false;
}

/* True where all records of the target that it asks for grant rights. */
static bool reads_rights_alone(const struct rule *rule)
{
    const struct cel_program *programs[] = {rule->applies, rule->check};

    for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
        size_t count;
        const char *const *names = cel_program_reads(programs[i], &count);

        for (size_t j = 0; j < count; j++) {
            const char *kind = names[j] + strlen("records.");

            if (strncmp(names[j], "records.", strlen("records.")) == 0 &&
                !records_grant_rights(bytes_of(kind, strcspn(kind, ".["))))
                return false;
        }
    }
    return true;
}

static bool reads(const struct rule *rule, const char *prefix)
{
    return program_reads(rule->applies, prefix) || program_reads(rule->check, prefix);
}

enum assay_status rule_compile(struct assay_policy *policy, struct rule *rule,
                               struct assay_error *err)
{
    TRY(compile_field(policy, rule, "applies", "true", &rule->applies, err));
    TRY(compile_field(policy, rule, "check", "false", &rule->check, err));
    TRY(compile_template(policy, rule, "message", &rule->message, err));
    TRY(compile_template(policy, rule, "remediation", &rule->remedy, err));
    TRY(compile_evidence(policy, rule, err));
    TRY(generalise(policy, rule, err));
    rule->asks_records = reads(rule, "records.");
    rule->asks_rights_alone = reads_rights_alone(rule);
    rule->asks_ledger = reads(rule, "ledger.");
    rule->always = strcmp(rule->shown.applies, "true") == 0;
    rule->kinds = kinds_of(rule->applies);
    TRY(rule_check_subject(rule, err));
    for (size_t i = 0; i < rule->example_count; i++)
        TRY(example_check(policy, rule, &rule->examples[i], err));
    return ASSAY_OK;
}
