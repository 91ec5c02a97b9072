/*
 * pack_rules.c - the rules of all packs: defined in them, or listed by code and shared.
 *
 * A code names one rule for good. So those that the program ships are taken first, and a pack that
 * defines one of them again is refused, whatever the order in which the packs were named.
 */

#include "policy/pack_rules.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/files.h"
#include "policy/params.h"
#include "policy/rule.h"
#include "policy/shared.h"

static ASSAY_RESULT unknown_rule(const struct assay_policy *policy, const struct doc_source *source,
                                 const struct doc *node, const char *code, struct assay_error *err)
{
    const char *const *shipped, **codes, *nearest, *pack = policy_shipped_with(code);
    enum assay_status status;
    size_t count;

    if (pack) {
        status = doc_fail(node, source, "policy.unknown-rule", err,
                          "no pack of this policy lists the rule \"%s\"", code);
        assay_error_why(err, "it is in assay:%s", pack);
        assay_error_do(err, "name that pack too: assay:%s before this one", pack);
        return status;
    }
    TRY(shared_codes(policy->arena, &shipped, &count, err));
    codes = arena_array(policy->arena, policy->rule_count + count + 1, sizeof *codes);
    if (!codes)
        return out_of_memory(err);
    for (size_t i = 0; i < policy->rule_count; i++)
        codes[i] = policy->rules[i].shown.code;
    for (size_t i = 0; i < count; i++)
        codes[policy->rule_count + i] = shipped[i];
    nearest = text_nearest(code, codes, policy->rule_count + count);
    status = doc_fail(node, source, "policy.unknown-rule", err, "there is no rule \"%s\"", code);
    if (nearest)
        assay_error_why(err, "did you mean \"%s\"?", nearest);
    assay_error_do(err, "assay policy show lists the rules");
    return status;
}

/* ---- severities ---- */

static ASSAY_RESULT lowered(const struct doc_source *source, const struct doc *node,
                            const struct rule *rule, const char *severity, struct assay_error *err)
{
    enum assay_status status =
        doc_fail(node, source, "policy.lowered", err, "rule %s is %s and cannot be lowered to %s",
                 rule->shown.code, assay_severity_name(rule->shown.severity), severity);

    assay_error_why(err, "a pack may raise a severity, never lower it");
    assay_error_do(err, "excuse findings one by one, with reason and date: "
                        "assay waive FINGERPRINT --reason \"...\" --until DATE");
    return status;
}

/* `at_least`: another pack may have raised it further, which is no fault of this one. */
static ASSAY_RESULT raise(struct rule *rule, const struct source_file *file, const struct doc *node,
                          bool at_least, struct assay_error *err)
{
    enum assay_severity severity;
    const char *word;

    TRY(doc_text(node, &file->source, "severity", &word, err));
    if (!severity_of(word, &severity)) {
        if (strcmp(word, "off") == 0 || strcmp(word, "none") == 0)
            return lowered(&file->source, node, rule, word, err);
        return doc_fail(node, &file->source, "policy.severity", err,
                        "\"%s\" is no severity: info, low, medium, high or critical", word);
    }
    if (severity < (at_least ? rule->normal : rule->shown.severity))
        return lowered(&file->source, node, rule, word, err);
    if (severity > rule->shown.severity) {
        rule->shown.severity = severity;
        rule->severity_origin = (struct origin){file, node->line};
    }
    return ASSAY_OK;
}

static ASSAY_RESULT change_rule(struct assay_policy *policy, size_t pack, const struct doc *node,
                                struct assay_error *err)
{
    static const char *const keys[] = {"id", "severity"};
    const struct source_file *file = policy->files[pack];
    const struct doc *id = doc_get(node, "id"), *severity = doc_get(node, "severity");
    const char *code;
    struct rule *rule;

    TRY(pack_refuse_removal(node, &file->source, err));
    TRY(doc_check_keys(node, &file->source, "change", keys, ARRAY_LEN(keys), err));
    if (!id || !severity)
        return doc_fail(
            node, &file->source, "policy.missing-field", err,
            "a change names a rule and its severity: {id: MOD-001, severity: critical}");
    TRY(doc_text(id, &file->source, "id", &code, err));
    rule = policy_rule(policy, code);
    if (!rule)
        return unknown_rule(policy, &file->source, id, code, err);
    return raise(rule, file, severity, false, err);
}

/* ---- definitions ---- */

static ASSAY_RESULT add_rule(struct assay_policy *policy, const struct source_file *file,
                             size_t pack, const struct doc *node, struct assay_error *err)
{
    const struct doc_source *source = &file->source;
    struct rule *rule = &policy->rules[policy->rule_count];

    TRY(pack_refuse_removal(node, source, err));
    TRY(rule_read(policy, file, pack, node, rule, err));
    for (size_t i = 0; i < policy->rule_count; i++) {
        const struct rule *other = &policy->rules[i];
        bool same_code = strcmp(other->shown.code, rule->shown.code) == 0;
        enum assay_status status;

        if (!same_code && strcmp(other->shown.name, rule->shown.name) != 0)
            continue;
        status = doc_fail(node, source, "policy.duplicate", err, "rule %s stands in %s:%u already",
                          same_code ? rule->shown.code : rule->shown.name,
                          other->origin.file->source.path, (unsigned)other->origin.line);
        assay_error_why(err, "a rule that another could replace would be no rule");
        assay_error_do(err, "give yours a code of its own; to raise a severity write it under "
                            "\"change\"");
        return status;
    }
    policy->rule_count++;
    return params_declare(policy, file, pack, doc_get(node, "params"), err);
}

/* ---- what a pack lists ---- */

/* A code alone, or {id: CODE, severity: WORD}: what is more is a definition. */
static bool is_listing(const struct doc *node)
{
    if (node->type != DOC_MAP)
        return true;
    for (size_t i = 0; i < node->count; i++)
        if (!bytes_equal(node->members[i].name, BYTES("id")) &&
            !bytes_equal(node->members[i].name, BYTES("severity")))
            return false;
    return node->count > 0;
}

static ASSAY_RESULT code_of(const struct source_file *file, const struct doc *node,
                            const char **code, struct assay_error *err)
{
    const struct doc *id = node->type == DOC_MAP ? doc_get(node, "id") : node;

    *code = "";
    if (!id)
        return doc_fail(node, &file->source, "policy.missing-field", err,
                        "a rule begins with \"id\", its code");
    return doc_text(id, &file->source, "id", code, err);
}

/* rules/ beside the pack's file, or the folder itself of a family; NULL for shipped packs. */
static ASSAY_RESULT folder_of(const struct assay_policy *policy, size_t pack, const char **out,
                              struct assay_error *err)
{
    const char *path = policy->packs[pack].path, *slash = strrchr(path, '/');
    bool family = doc_get(policy->files[pack]->tree, "family");
    int size = slash ? (int)(slash - path) : 1;
    const char *parent = slash ? path : ".";
    char *folder;

    *out = NULL;
    if (strncmp(path, "assay:", 6) == 0)
        return ASSAY_OK;
    folder = arena_printf(policy->arena, "%.*s%s", size, parent, family ? "" : "/rules");
    *out = folder;
    return folder ? ASSAY_OK : out_of_memory(err);
}

static size_t next_said(const struct doc *rule, size_t i)
{
    while (i < rule->count && bytes_equal(rule->members[i].name, BYTES("tests")))
        i++;
    return i;
}

/* Both say the same, whatever their examples are: those judge nothing. */
static bool same_rule(const struct doc *a, const struct doc *b)
{
    size_t i = 0, j = 0;

    if (a->type != DOC_MAP || b->type != DOC_MAP)
        return doc_same(a, b);
    for (;; i++, j++) {
        i = next_said(a, i);
        j = next_said(b, j);
        if (i == a->count || j == b->count)
            return i == a->count && j == b->count;
        if (!bytes_equal(a->members[i].name, b->members[j].name) ||
            !doc_same(&a->members[i].value, &b->members[j].value))
            return false;
    }
}

/* One code may come from two places only if both say the same. */
static ASSAY_RESULT check_same(const struct rule *rule, const struct source_file *file,
                               const struct doc *node, struct assay_error *err)
{
    enum assay_status status;

    if (rule->origin.file == file || same_rule(rule->node, node))
        return ASSAY_OK;
    status = doc_fail(node, &file->source, "policy.duplicate", err,
                      "rule %s says something else in %s:%u", rule->shown.code,
                      rule->origin.file->source.path, (unsigned)rule->origin.line);
    assay_error_why(err, "a code names one rule, in all packs of a policy");
    assay_error_do(err, "take both packs from one edition");
    return status;
}

/* A code that the program ships is taken, also where no pack of this policy lists it: who reads a
 * report looks it up there, and what was waived or attested under it is about that rule. */
static ASSAY_RESULT check_free(struct assay_policy *policy, const struct source_file *file,
                               const struct doc *node, struct assay_error *err)
{
    const struct source_file *shipped;
    const struct doc *definition;
    enum assay_status status;
    const char *code;

    TRY(code_of(file, node, &code, err));
    status = shared_find(policy, NULL, code, &shipped, &definition, err);
    if (status == ASSAY_EMISSING || (status == ASSAY_OK && same_rule(definition, node)))
        return ASSAY_OK;
    TRY(status);
    status =
        doc_fail(node, &file->source, "policy.duplicate", err, "rule %s stands in %s:%u already",
                 code, shipped->source.path, (unsigned)definition->line);
    assay_error_why(err, "it is a rule of the program: %s",
                    (const char *)doc_get(definition, "title")->text.data);
    assay_error_do(err, "give yours a family of its own, such as TEAM-001");
    return status;
}

/* Takes a listed rule from the shared ones, where they have it. */
static ASSAY_RESULT take_shared(struct assay_policy *policy, size_t pack, const char *folder,
                                const struct doc *node, struct assay_error *err)
{
    const struct source_file *file;
    const struct doc *definition;
    const struct rule *rule;
    enum assay_status status;
    const char *code;

    TRY(code_of(policy->files[pack], node, &code, err));
    rule = policy_rule(policy, code);
    if (rule && !folder && !policy->folders)
        return ASSAY_OK;
    status = shared_find(policy, folder, code, &file, &definition, err);
    if (status == ASSAY_EMISSING)
        return ASSAY_OK; /* one that a pack defines, perhaps a later one */
    TRY(status);
    return rule ? check_same(rule, file, definition, err)
                : add_rule(policy, file, pack, definition, err);
}

/* Every listed rule is there now; notes the codes, and raises severities. */
static ASSAY_RESULT settle_listing(struct assay_policy *policy, size_t pack, const struct doc *list,
                                   struct assay_error *err)
{
    const struct source_file *file = policy->files[pack];
    const char **codes = arena_array(policy->arena, list->count + 1, sizeof *codes);

    if (!codes)
        return out_of_memory(err);
    for (size_t i = 0; i < list->count; i++) {
        const struct doc *node = &list->items[i], *severity = doc_get(node, "severity");
        struct rule *rule;

        TRY(code_of(file, node, &codes[i], err));
        rule = policy_rule(policy, codes[i]);
        if (!rule)
            return unknown_rule(policy, &file->source,
                                node->type == DOC_MAP ? doc_get(node, "id") : node, codes[i], err);
        for (size_t j = 0; j < i; j++)
            if (strcmp(codes[j], codes[i]) == 0)
                return doc_fail(node, &file->source, "policy.duplicate", err,
                                "rule %s stands in this list already", codes[i]);
        if (is_listing(node) && severity)
            TRY(raise(rule, file, severity, true, err));
    }
    policy->packs[pack].rules = codes;
    policy->packs[pack].rule_count = list->count;
    return ASSAY_OK;
}

enum assay_status pack_must_list(const struct assay_policy *policy, size_t pack, const char *code,
                                 const struct doc_source *source, const struct doc *node,
                                 struct assay_error *err)
{
    const struct assay_pack *at = &policy->packs[pack];
    enum assay_status status;

    for (; at; at = pack_parent(policy, at))
        for (size_t i = 0; i < at->rule_count; i++)
            if (strcmp(at->rules[i], code) == 0)
                return ASSAY_OK;
    if (!policy_rule(policy, code))
        return unknown_rule(policy, source, node, code, err);
    status =
        doc_fail(node, source, "policy.control", err, "this pack does not list the rule %s", code);
    assay_error_do(err, "add it to \"rules\", so that it is judged wherever the pack is in force");
    return status;
}

/* ---- all packs ---- */

static int order_rules(const void *a, const void *b)
{
    return strcmp(((const struct rule *)a)->shown.code, ((const struct rule *)b)->shown.code);
}

/* Rules, and the parameters of packs; those of shared rules find room later. */
static ASSAY_RESULT make_room(struct assay_policy *policy, struct assay_error *err)
{
    size_t rules = 0;

    for (size_t i = 0; i < policy->pack_count; i++) {
        const struct doc *list;

        TRY(pack_list(policy->files[i], "rules", &list, err));
        rules += list ? list->count : 0;
    }
    policy->rules = arena_array(policy->arena, rules + 1, sizeof *policy->rules);
    return policy->rules ? ASSAY_OK : out_of_memory(err);
}

static ASSAY_RESULT read_pack(struct assay_policy *policy, size_t pack, bool definitions,
                              struct assay_error *err)
{
    const struct source_file *file = policy->files[pack];
    const struct doc *list;
    const char *folder;

    TRY(pack_list(file, "rules", &list, err));
    TRY(folder_of(policy, pack, &folder, err));
    policy->folders = policy->folders || folder;
    if (!definitions)
        TRY(shared_common(policy, folder, &policy->commons[pack], err));
    for (size_t i = 0; list && i < list->count; i++) {
        if (is_listing(&list->items[i]) == definitions)
            continue;
        if (definitions)
            TRY(check_free(policy, file, &list->items[i], err));
        if (definitions)
            TRY(add_rule(policy, file, pack, &list->items[i], err));
        else
            TRY(take_shared(policy, pack, folder, &list->items[i], err));
    }
    return definitions ? params_declare(policy, file, pack, doc_get(file->tree, "params"), err)
                       : ASSAY_OK;
}

/* Rules that others need come first; a needed rule needs none itself, so two rounds do. */
static ASSAY_RESULT find_needs(struct assay_policy *policy, struct rule *rule,
                               struct assay_error *err)
{
    const struct doc_source *source = &rule->origin.file->source;
    const struct doc *node = doc_get(rule->node, "needs");

    rule->needed = arena_array(policy->arena, rule->need_count + 1, sizeof(struct rule *));
    if (!rule->needed)
        return out_of_memory(err);
    for (size_t j = 0; j < rule->need_count; j++) {
        struct rule *needed = policy_rule(policy, rule->needs[j]);
        const struct source_file *file;
        const struct doc *definition;

        if (!needed &&
            shared_find(policy, NULL, rule->needs[j], &file, &definition, err) == ASSAY_OK)
            continue; /* nobody lists it: then this rule tells its unknown itself */
        if (!needed)
            return unknown_rule(policy, source, node, rule->needs[j], err);
        if (needed->need_count > 0 || needed->over != OVER_ITEM || rule->over == OVER_TARGET)
            return doc_fail(node, source, "policy.needs", err,
                            "rule %s can need only rules over items that need none themselves",
                            rule->shown.code);
        rule->needed[j] = needed;
    }
    return ASSAY_OK;
}

/* Packs ask most of their rules about the same items, in the same words. */
static void find_alike(struct assay_policy *policy)
{
    for (size_t i = 0; i < policy->rule_count; i++) {
        size_t first = 0;

        while (strcmp(policy->rules[first].shown.applies, policy->rules[i].shown.applies) != 0)
            first++;
        policy->rules[i].applies_as = first;
    }
}

static ASSAY_RESULT order_needs(struct assay_policy *policy, struct assay_error *err)
{
    size_t next = 0;

    policy->order = arena_array(policy->arena, policy->rule_count + 1, sizeof(struct rule *));
    if (!policy->order)
        return out_of_memory(err);
    for (size_t i = 0; i < policy->rule_count; i++)
        TRY(find_needs(policy, &policy->rules[i], err));
    for (int needing = 0; needing < 2; needing++)
        for (size_t i = 0; i < policy->rule_count; i++)
            if ((policy->rules[i].need_count > 0) == (needing == 1))
                policy->order[next++] = &policy->rules[i];
    return ASSAY_OK;
}

enum assay_status pack_rules_read(struct assay_policy *policy, struct assay_error *err)
{
    TRY(make_room(policy, err));
    for (int definitions = 0; definitions < 2; definitions++)
        for (size_t i = 0; i < policy->pack_count; i++)
            TRY(read_pack(policy, i, definitions == 1, err));
    for (size_t i = 0; i < policy->pack_count; i++) {
        const struct doc *list;

        TRY(pack_list(policy->files[i], "rules", &list, err));
        if (list)
            TRY(settle_listing(policy, i, list, err));
    }
    for (size_t i = 0; i < policy->pack_count; i++) { /* of rules of later packs too */
        const struct doc *list;

        TRY(pack_list(policy->files[i], "change", &list, err));
        for (size_t j = 0; list && j < list->count; j++)
            TRY(change_rule(policy, i, &list->items[j], err));
    }
    if (policy->rule_count > 0)
        qsort(policy->rules, policy->rule_count, sizeof *policy->rules, order_rules);
    for (size_t i = 0; i < policy->rule_count; i++)
        policy->rules[i].index = i;
    find_alike(policy);
    return order_needs(policy, err);
}
