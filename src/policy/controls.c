/*
 * controls.c - citations of laws and standards, and the controls that a pack lists.
 *
 * A pack says of each control of its regime how it is met: by rules, by what a person signs, or by
 * nothing, and why. So an auditor who holds the text beside the pack misses no number.
 */

#include "policy/controls.h"

#include "base/kit.h"
#include "policy/pack_rules.h"

/* what  "a control" or "an alias", for the message */
static ASSAY_RESULT needed(const struct doc *node, const struct doc_source *source,
                           const char *what, const char *key, const char **out,
                           struct assay_error *err)
{
    const struct doc *value = doc_get(node, key);

    if (!value)
        return doc_fail(node, source, "policy.missing-field", err, "%s has no \"%s\"", what, key);
    TRY(doc_text(value, source, key, out, err));
    if (!**out)
        return doc_fail(value, source, "policy.missing-field", err, "\"%s\" of %s is empty", key,
                        what);
    return ASSAY_OK;
}

static const char *name_now(const struct assay_policy *policy, const char *old)
{
    for (size_t i = 0; i < policy->pack_count; i++)
        for (size_t j = 0; j < policy->packs[i].alias_count; j++)
            if (strcmp(policy->packs[i].aliases[j].old, old) == 0)
                return policy->packs[i].aliases[j].now;
    return old;
}

static ASSAY_RESULT read_fields(const struct assay_policy *policy, const struct doc *node,
                                const struct doc_source *source, struct assay_control *out,
                                struct assay_error *err)
{
    const char *mark = "";

    TRY(needed(node, source, "a control", "framework", &out->framework, err));
    TRY(needed(node, source, "a control", "edition", &out->edition, err));
    TRY(needed(node, source, "a control", "ref", &out->reference, err));
    TRY(needed(node, source, "a control", "mark", &mark, err));
    if (strlen(mark) != 1 || !strchr("vrsn", *mark))
        return doc_fail(doc_get(node, "mark"), source, "policy.mark", err,
                        "the mark of a control is v, r, s or n: how far its text was checked");
    out->mark = *mark;
    out->edition = name_now(policy, out->edition);
    return ASSAY_OK;
}

enum assay_status citation_read(const struct assay_policy *policy, const struct doc *node,
                                const struct doc_source *source, struct assay_control *out,
                                struct assay_error *err)
{
    static const char *const keys[] = {"framework", "edition", "ref", "mark"};

    TRY(doc_check_keys(node, source, "controls", keys, ARRAY_LEN(keys), err));
    return read_fields(policy, node, source, out, err);
}

enum assay_status aliases_read(struct assay_policy *policy, const struct source_file *file,
                               struct assay_pack *pack, struct assay_error *err)
{
    static const char *const keys[] = {"old", "now"};
    const struct doc *list = doc_get(file->tree, "aliases");
    struct assay_alias *aliases;

    if (!list)
        return ASSAY_OK;
    if (list->type != DOC_LIST)
        return doc_fail(list, &file->source, "policy.list", err, "\"aliases\" is a list");
    aliases = arena_array(policy->arena, list->count + 1, sizeof *aliases);
    if (!aliases)
        return out_of_memory(err);
    for (size_t i = 0; i < list->count; i++) {
        const struct doc *node = &list->items[i];

        TRY(doc_check_keys(node, &file->source, "aliases", keys, ARRAY_LEN(keys), err));
        TRY(needed(node, &file->source, "an alias", "old", &aliases[i].old, err));
        TRY(needed(node, &file->source, "an alias", "now", &aliases[i].now, err));
    }
    pack->aliases = aliases;
    pack->alias_count = list->count;
    return ASSAY_OK;
}

/* How the control is met, which it must say in one way at least. */
static ASSAY_RESULT check_means(const struct doc *node, const struct doc_source *source,
                                const struct assay_demand *demand, struct assay_error *err)
{
    bool met = demand->rule_count > 0 || *demand->person;
    enum assay_status status;

    if (met != (*demand->nothing != 0))
        return ASSAY_OK;
    status = doc_fail(node, source, "policy.control", err,
                      met ? "the control %s is met, and yet \"nothing\" can show it"
                          : "the control %s does not say how it is met",
                      demand->control.reference);
    assay_error_do(err, "write \"rules\" that show it, \"person\": what only a person can say, or "
                        "\"nothing\": why neither can");
    return status;
}

static ASSAY_RESULT read_demand(struct assay_policy *policy, const struct source_file *file,
                                size_t pack, const struct doc *node, struct assay_demand *out,
                                struct assay_error *err)
{
    static const char *const keys[] = {"framework",     "edition",       "ref",    "mark",
                                       "demands",       "rules",         "person", "nothing",
                                       "in-force-from", "in-force-until"};
    const struct doc_source *source = &file->source;
    const struct doc *rules = doc_get(node, "rules");

    TRY(doc_check_keys(node, source, "controls", keys, ARRAY_LEN(keys), err));
    TRY(read_fields(policy, node, source, &out->control, err));
    TRY(needed(node, source, "a control", "demands", &out->demands, err));
    TRY(doc_optional_text(node, source, "person", &out->person, err));
    TRY(doc_optional_text(node, source, "nothing", &out->nothing, err));
    TRY(pack_date(node, source, "in-force-from", &out->in_force_from, err));
    TRY(pack_date(node, source, "in-force-until", &out->in_force_until, err));
    out->line = node->line;
    if (rules)
        TRY(doc_texts(policy->arena, rules, source, "rules", &out->rules, &out->rule_count, err));
    for (size_t i = 0; rules && i < out->rule_count; i++)
        TRY(pack_must_list(policy, pack, out->rules[i], source,
                           rules->type == DOC_LIST ? &rules->items[i] : rules, err));
    return check_means(node, source, out, err);
}

enum assay_status controls_read(struct assay_policy *policy, const struct source_file *file,
                                struct assay_pack *pack, struct assay_error *err)
{
    const struct doc *list = doc_get(file->tree, "controls");
    struct assay_demand *demands;

    if (!list)
        return ASSAY_OK;
    if (list->type != DOC_LIST)
        return doc_fail(list, &file->source, "policy.list", err, "\"controls\" is a list");
    demands = arena_array(policy->arena, list->count + 1, sizeof *demands);
    if (!demands)
        return out_of_memory(err);
    for (size_t i = 0; i < list->count; i++) {
        TRY(read_demand(policy, file, (size_t)(pack - policy->packs), &list->items[i], &demands[i],
                        err));
        for (size_t j = 0; j < i; j++)
            if (control_same(&demands[j].control, &demands[i].control))
                return doc_fail(&list->items[i], &file->source, "policy.duplicate", err,
                                "the control %s %s stands in line %u already",
                                demands[i].control.framework, demands[i].control.reference,
                                (unsigned)demands[j].line);
    }
    pack->controls = demands;
    pack->control_count = list->count;
    return ASSAY_OK;
}

bool control_same(const struct assay_control *a, const struct assay_control *b)
{
    return strcmp(a->framework, b->framework) == 0 && strcmp(a->edition, b->edition) == 0 &&
           strcmp(a->reference, b->reference) == 0;
}

bool rule_cites(const struct rule *rule, const struct assay_control *control)
{
    for (size_t i = 0; i < rule->shown.control_count; i++)
        if (control_same(rule->shown.controls[i], control) &&
            rule->shown.controls[i]->mark == control->mark)
            return true;
    return false;
}
