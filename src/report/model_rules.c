/* model_rules.c - packs, their controls, and each rule with its findings. */

#include <assay/testimony.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/text.h"
#include "report/model_part.h"

enum {
    RULE_FINDINGS_MAX = 20,
    CONTROLS_MAX = 2000,
    CHANGES_MAX = 100, /* new, and fixed */
};

/* What changed since an earlier report, where one was given. */

static void add_new(struct model *model, xmlNode *parent)
{
    const struct assay_assessment *assessment = model->assessment;
    size_t told = 0;

    for (size_t i = 0; i < assessment->finding_count && told < CHANGES_MAX; i++) {
        const struct assay_finding *finding = &assessment->findings[i];
        xmlNode *node;

        if (!assessment->since->is_new[i])
            continue;
        node = model_add(model, parent, "added");
        model_set(model, node, "rule", finding->headline);
        model_set(model, node, "message", finding->message);
        if (finding->item)
            model_set_path(model, node, finding->item->path);
        told++;
    }
    if (told < assessment->since->added)
        model_set_count(model, parent, "added-rest", assessment->since->added - told);
}

static void add_fixed(struct model *model, xmlNode *parent)
{
    const struct assay_changes *since = model->assessment->since;
    size_t told = 0;

    for (; told < since->fixed_finding_count && told < CHANGES_MAX; told++) {
        const struct assay_fixed_finding *fixed = &since->fixed_findings[told];
        xmlNode *node = model_add(model, parent, "gone");

        model_set_optional(model, node, "rule", fixed->rule);
        model_set_optional(model, node, "message", fixed->message);
        text_show(&model->text, bytes_text(fixed->path));
        model_set_text(model, node, "path");
        if (fixed->count > 1)
            model_set_count(model, node, "count", fixed->count);
    }
    if (told < since->fixed_finding_count)
        model_set_count(model, parent, "gone-rest", since->fixed_finding_count - told);
}

void model_add_since(struct model *model, xmlNode *report)
{
    const struct assay_changes *since = model->assessment->since;
    xmlNode *node;

    if (!since)
        return;
    node = model_add(model, report, "since");
    model_set(model, node, "time", since->time);
    model_set_hex(model, node, "root", since->root);
    model_set_count(model, node, "new", since->added);
    model_set_count(model, node, "fixed", since->fixed);
    model_set_count(model, node, "unchanged", since->unchanged);
    if (since->other_rules)
        model_set(model, node, "other-rules", "yes");
    add_new(model, node);
    add_fixed(model, node);
}

/* 5 - packs. */

void model_add_packs(struct model *model, xmlNode *report)
{
    xmlNode *packs = model_add(model, report, "packs");

    model_set_hex(model, packs, "sha256", model->assessment->policy_sha256);
    for (size_t i = 0; i < model->assessment->pack_count; i++) {
        const struct assay_pack *pack = &model->assessment->packs[i];
        xmlNode *node = model_add(model, packs, "pack");

        model_set(model, node, "name", pack->name);
        model_set(model, node, "edition", pack->edition);
        model_set(model, node, "title", pack->title);
        model_set(model, node, "path", pack->path);
        model_set_optional(model, node, "from", pack->in_force_from);
        model_set_optional(model, node, "until", pack->in_force_until);
        model_set_hex(model, node, "sha256", pack->sha256);
        for (size_t k = 0; k < pack->parameter_count; k++) {
            const struct assay_parameter *parameter = &pack->parameters[k];
            xmlNode *changed;

            if (strcmp(parameter->value, parameter->normal) == 0)
                continue;
            changed = model_add(model, node, "changed");
            model_set(model, changed, "name", parameter->name);
            model_set(model, changed, "value", parameter->value);
            model_set(model, changed, "normal", parameter->normal);
            model_set(model, changed, "origin", parameter->origin);
        }
    }
}

static void add_control(struct model *model, xmlNode *framework,
                        const struct assay_control_status *status)
{
    const struct assay_control *control = status->control;
    xmlNode *node = model_add(model, framework, "control");
    CLEANUP(buf_clear) struct buf words;
    char mark[2] = {control->mark, '\0'};

    buf_init(&words, SIZE_MAX / 2);
    buf_printf(&words, "%s %s", control->framework, control->reference);
    model_set_anchor(model, node, "C-", buf_string(&words));
    model_set(model, node, "reference", control->reference);
    model_set(model, node, "edition", control->edition);
    model_set(model, node, "mark", mark);
    if (status->demand) {
        model_set(model, node, "verdict",
                  status->person_open                      ? "open"
                  : status->unsure && !status->attestation ? "unsure"
                                                           : assay_verdict_name(status->verdict));
        model_set(model, node, "demands", status->demand->demands);
        model_set_optional(model, node, "person", status->demand->person);
        model_set_optional(model, node, "nothing", status->demand->nothing);
    }
    if (status->attestation) {
        model_set(model, node, "attested", status->attestation->where);
        model_set(model, node, "role", status->attestation->role);
        model_set(model, node, "time", status->attestation->time);
    }
    if (status->foreign) {
        model_set(model, node, "uncounted", status->foreign->where);
        model_set(model, node, "because", status->foreign->foreign);
    }
    for (size_t i = 0; i < status->rule_count; i++) {
        xmlNode *rule = model_add(model, node, "rule");

        model_set(model, rule, "code", status->rules[i]->code);
        model_set(model, rule, "title", status->rules[i]->title);
    }
}

/* Those that packs list, or those that rules only touch, by framework. */
static void add_control_tables(struct model *model, xmlNode *controls, bool listed)
{
    const struct assay_assessment *assessment = model->assessment;
    xmlNode *framework = NULL;
    const char *name = NULL;

    for (size_t i = 0; i < assessment->control_count && i < CONTROLS_MAX; i++) {
        const struct assay_control_status *status = &assessment->controls[i];

        if ((status->demand != NULL) != listed)
            continue;
        if (!name || strcmp(name, status->control->framework) != 0) {
            name = status->control->framework;
            framework = model_add(model, controls, listed ? "framework" : "touched");
            model_set(model, framework, "name", name);
            if (listed)
                model_set_anchor(model, framework, "K-", name);
        }
        add_control(model, framework, status);
    }
}

void model_add_controls(struct model *model, xmlNode *report)
{
    const struct assay_assessment *assessment = model->assessment;
    xmlNode *controls = model_add(model, report, "controls");

    add_control_tables(model, controls, true);
    add_control_tables(model, controls, false);
    if (assessment->control_count > CONTROLS_MAX)
        model_set_count(model, controls, "rest", assessment->control_count - CONTROLS_MAX);
}

static void add_rule_counts(struct model *model, xmlNode *node, const struct assay_rule *rule)
{
    for (size_t i = 0; i < ASSAY_VERDICTS; i++) {
        uint64_t count = rule->verdicts[model_verdicts[i].verdict];
        xmlNode *child;

        if (count == 0)
            continue;
        child = model_add(model, node, "count");
        model_set(model, child, "verdict", assay_verdict_name(model_verdicts[i].verdict));
        model_set_count(model, child, "value", count);
    }
    if (rule->unsure > 0)
        model_set_count(model, node, "unsure", rule->unsure);
}

static void add_rule(struct model *model, xmlNode *group, const struct assay_rule *rule)
{
    xmlNode *node = model_add(model, group, "rule");

    model_set(model, node, "code", rule->code);
    buf_printf(&model->text, "ASY-%s", rule->code);
    model_set_text(model, node, "anchor");
    model_set(model, node, "name", rule->name);
    model_set(model, node, "title", rule->title);
    model_set(model, node, "severity", assay_severity_name(rule->severity));
    model_set(model, node, "pack", rule->pack);
    model_set(model, node, "rationale", rule->rationale);
    model_set(model, node, "remediation", rule->remediation);
    model_set_optional(model, node, "applies", rule->applies);
    model_set_optional(model, node, "check", rule->check);
    add_rule_counts(model, node, rule);
    for (size_t i = 0; i < rule->control_count; i++) {
        const struct assay_control *control = rule->controls[i];
        xmlNode *child = model_add(model, node, "control");

        buf_printf(&model->text, "%s %s", control->framework, control->reference);
        model_set_text(model, child, "name");
    }
}

/* Where a rule's findings go, and how many were seen. */
struct shelf {
    xmlNode *rule;
    uint64_t seen;
};

static void add_findings_to_rules(struct model *model, struct shelf *shelves)
{
    const struct assay_assessment *assessment = model->assessment;

    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];
        struct shelf *shelf = &shelves[finding->rule - assessment->rules];

        if (finding->verdict == ASSAY_NOT_APPLICABLE)
            continue;
        if (shelf->seen++ < RULE_FINDINGS_MAX)
            model_add_finding(model, shelf->rule, finding);
    }
    for (size_t i = 0; i < assessment->rule_count; i++) {
        if (shelves[i].seen > RULE_FINDINGS_MAX)
            model_set_count(model, shelves[i].rule, "rest", shelves[i].seen - RULE_FINDINGS_MAX);
    }
}

void model_add_rules(struct model *model, xmlNode *report)
{
    const struct assay_assessment *assessment = model->assessment;
    xmlNode *rules = model_add(model, report, "rules");
    CLEANUP(free_cleanup)
    struct shelf *shelves = calloc(assessment->rule_count + 1, sizeof *shelves);

    if (!shelves) {
        model->failed = true;
        return;
    }
    for (int severity = ASSAY_SEVERITIES - 1; severity >= 0; severity--) {
        xmlNode *group = NULL;

        for (size_t i = 0; i < assessment->rule_count; i++) {
            const struct assay_rule *rule = &assessment->rules[i];

            if ((int)rule->severity != severity)
                continue;
            if (!group) {
                group = model_add(model, rules, "severity");
                model_set(model, group, "name", assay_severity_name(rule->severity));
            }
            add_rule(model, group, rule);
            if (group)
                shelves[i].rule = xmlGetLastChild(group);
        }
    }
    if (!model->failed)
        add_findings_to_rules(model, shelves);
}
