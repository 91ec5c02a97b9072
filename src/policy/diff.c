/*
 * diff.c - what changed from one policy to another, and which controls that touches.
 *
 * A reviewer of a new edition asks two things: does anything pass now that did not pass before, and
 * whose demands are concerned. So each change of a rule names the controls that it serves.
 */

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"
#include "policy/controls.h"
#include "policy/params.h"
#include "policy/shared.h"

struct diff {
    struct buf text;
    size_t changes;
};

static void line(struct diff *diff, char sign, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whole, as the change may stand at its end. */
static void line(struct diff *diff, char sign, const char *format, ...)
{
    CLEANUP(free_cleanup) char *text = NULL;
    va_list args;
    int size;

    va_start(args, format);
    size = vasprintf(&text, format, args);
    va_end(args);
    if (size < 0) {
        text = NULL;
        diff->text.status = ASSAY_ENOMEM;
        return;
    }
    buf_printf(&diff->text, "%c %s\n", sign, text);
    diff->changes++;
}

/* A text on one line, whole: a cut one could hide the change. */
static void show_text(struct diff *diff, struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != '\n' || i + 1 < text.size)
            buf_byte(&diff->text, text.data[i] == '\n' ? ' ' : text.data[i]);
}

/* What stands under a key: a text, a list of texts, or nothing. */
static void show_value(struct diff *diff, const struct doc *node)
{
    if (node && node->type == DOC_TEXT)
        show_text(diff, node->text);
    for (size_t i = 0; node && node->type == DOC_LIST && i < node->count; i++) {
        buf_text(&diff->text, i > 0 ? ", " : "");
        if (node->items[i].type == DOC_TEXT)
            show_text(diff, node->items[i].text);
    }
}

static bool same_field(const struct doc *old, const struct doc *now, const char *key)
{
    const struct doc *a = doc_get(old, key), *b = doc_get(now, key);

    return a && b ? doc_same(a, b) : a == b;
}

static void show_field(struct diff *diff, const struct doc *old, const struct doc *now,
                       const char *key)
{
    if (same_field(old, now, key))
        return;
    buf_printf(&diff->text, "    - %s: ", key);
    show_value(diff, doc_get(old, key));
    buf_printf(&diff->text, "\n    + %s: ", key);
    show_value(diff, doc_get(now, key));
    buf_byte(&diff->text, '\n');
}

static void touched(struct diff *diff, const struct rule *rule)
{
    for (size_t i = 0; i < rule->shown.control_count; i++) {
        const struct assay_control *control = rule->shown.controls[i];

        buf_printf(&diff->text, "%s%s %s", i ? "; " : "    controls touched: ", control->framework,
                   control->reference);
    }
    if (rule->shown.control_count > 0)
        buf_byte(&diff->text, '\n');
}

/* ---- rules ---- */

/* The keys of a rule's map that change what it says of an item, and those that only explain. */
static const char *const shown_keys[] = {"over",      "classes",     "needs",    "applies", "check",
                                         "attest",    "singly",      "message",  "title",   "name",
                                         "rationale", "remediation", "headline", "evidence"};

static bool same_rule(const struct rule *old, const struct rule *now)
{
    if (old->shown.severity != now->shown.severity ||
        !same_field(old->node, now->node, "controls") ||
        !same_field(old->node, now->node, "params"))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(shown_keys); i++)
        if (!same_field(old->node, now->node, shown_keys[i]))
            return false;
    return true;
}

static void show_citations(struct diff *diff, const struct rule *of, const struct rule *other,
                           char sign)
{
    for (size_t i = 0; i < of->shown.control_count; i++) {
        const struct assay_control *control = of->shown.controls[i];

        if (!rule_cites(other, control))
            buf_printf(&diff->text, "    %c control: %s %s, %s, mark %c\n", sign,
                       control->framework, control->edition, control->reference, control->mark);
    }
}

static void changed_rule(struct diff *diff, const struct rule *old, const struct rule *now)
{
    if (same_rule(old, now))
        return;
    line(diff, '~', "rule %s %s", now->shown.code, now->shown.name);
    if (old->shown.severity != now->shown.severity)
        buf_printf(&diff->text, "    severity: %s -> %s\n",
                   assay_severity_name(old->shown.severity),
                   assay_severity_name(now->shown.severity));
    for (size_t i = 0; i < ARRAY_LEN(shown_keys); i++)
        show_field(diff, old->node, now->node, shown_keys[i]);
    show_citations(diff, old, now, '-');
    show_citations(diff, now, old, '+');
    touched(diff, now);
}

static void diff_rules(struct diff *diff, const struct assay_policy *old,
                       const struct assay_policy *now)
{
    for (size_t i = 0; i < old->rule_count; i++) {
        const struct rule *rule = &old->rules[i], *found = policy_rule(now, rule->shown.code);

        if (found) {
            changed_rule(diff, rule, found);
            continue;
        }
        line(diff, '-', "rule %s %s", rule->shown.code, rule->shown.name);
        touched(diff, rule);
    }
    for (size_t i = 0; i < now->rule_count; i++) {
        const struct rule *rule = &now->rules[i];

        if (policy_rule(old, rule->shown.code))
            continue;
        line(diff, '+', "rule %s %s", rule->shown.code, rule->shown.name);
        touched(diff, rule);
    }
}

/* ---- parameters, packs, controls ---- */

/* What its declaration says beside the value: how far packs may go counts also where none goes yet.
 */
static const char *const declared_keys[] = {"type",    "least",   "most",   "stricter",
                                            "allowed", "default", "meaning"};

static void changed_parameter(struct diff *diff, const struct parameter *old,
                              const struct parameter *now)
{
    const bool same_value = strcmp(now->shown.value, old->shown.value) == 0;

    if (same_value && doc_same(old->declaration, now->declaration))
        return;
    if (same_value)
        line(diff, '~', "parameter %s: %s", now->shown.name, now->shown.value);
    else
        line(diff, '~', "parameter %s: %s -> %s", now->shown.name, old->shown.value,
             now->shown.value);
    for (size_t i = 0; i < ARRAY_LEN(declared_keys); i++)
        if (same_value || strcmp(declared_keys[i], "default") != 0)
            show_field(diff, old->declaration, now->declaration, declared_keys[i]);
}

static void diff_parameters(struct diff *diff, const struct assay_policy *old,
                            const struct assay_policy *now)
{
    for (size_t i = 0; i < old->parameter_count; i++) {
        const struct assay_parameter *parameter = &old->parameters[i].shown;
        const struct parameter *found = params_find(now, parameter->name);

        if (found)
            changed_parameter(diff, &old->parameters[i], found);
        else
            line(diff, '-', "parameter %s: %s", parameter->name, parameter->value);
    }
    for (size_t i = 0; i < now->parameter_count; i++)
        if (!params_find(old, now->parameters[i].shown.name))
            line(diff, '+', "parameter %s: %s", now->parameters[i].shown.name,
                 now->parameters[i].shown.value);
}

static const struct assay_pack *find_pack(const struct assay_policy *policy, const char *name)
{
    for (size_t i = 0; i < policy->pack_count; i++)
        if (strcmp(policy->packs[i].name, name) == 0)
            return &policy->packs[i];
    return NULL;
}

static const struct assay_demand *find_demand(const struct assay_policy *policy,
                                              const struct assay_control *control)
{
    for (size_t i = 0; i < policy->pack_count; i++)
        for (size_t j = 0; j < policy->packs[i].control_count; j++)
            if (control_same(&policy->packs[i].controls[j].control, control))
                return &policy->packs[i].controls[j];
    return NULL;
}

static void diff_pack(struct diff *diff, const struct assay_pack *old, const struct assay_pack *now)
{
    const struct {
        const char *key, *old, *now;
    } fields[] = {{"edition", old->edition, now->edition},
                  {"title", old->title, now->title},
                  {"parent", old->parent, now->parent},
                  {"in-force-from", old->in_force_from, now->in_force_from},
                  {"in-force-until", old->in_force_until, now->in_force_until}};

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (strcmp(fields[i].old, fields[i].now) != 0)
            line(diff, '~', "pack %s, %s: \"%s\" -> \"%s\"", now->name, fields[i].key,
                 fields[i].old, fields[i].now);
}

static void diff_packs(struct diff *diff, const struct assay_policy *old,
                       const struct assay_policy *now)
{
    for (size_t i = 0; i < old->pack_count; i++) {
        const struct assay_pack *found = find_pack(now, old->packs[i].name);

        if (found)
            diff_pack(diff, &old->packs[i], found);
        else
            line(diff, '-', "pack %s %s", old->packs[i].name, old->packs[i].edition);
    }
    for (size_t i = 0; i < now->pack_count; i++)
        if (!find_pack(old, now->packs[i].name))
            line(diff, '+', "pack %s %s", now->packs[i].name, now->packs[i].edition);
}

static bool same_rules(const struct assay_demand *old, const struct assay_demand *now)
{
    if (old->rule_count != now->rule_count)
        return false;
    for (size_t i = 0; i < old->rule_count; i++)
        if (strcmp(old->rules[i], now->rules[i]) != 0)
            return false;
    return true;
}

static void diff_demand(struct diff *diff, const struct assay_demand *old,
                        const struct assay_demand *now)
{
    const struct assay_control *control = &now->control;

    if (old->control.mark != control->mark)
        line(diff, '~', "control %s %s, mark: %c -> %c", control->framework, control->reference,
             old->control.mark, control->mark);
    if (!same_rules(old, now))
        line(diff, '~', "control %s %s is shown by other rules", control->framework,
             control->reference);
    if (strcmp(old->person, now->person) != 0 || strcmp(old->nothing, now->nothing) != 0 ||
        strcmp(old->demands, now->demands) != 0)
        line(diff, '~', "control %s %s, its words", control->framework, control->reference);
    if (strcmp(old->in_force_from, now->in_force_from) != 0 ||
        strcmp(old->in_force_until, now->in_force_until) != 0)
        line(diff, '~', "control %s %s, in force: %s to %s -> %s to %s", control->framework,
             control->reference, old->in_force_from, old->in_force_until, now->in_force_from,
             now->in_force_until);
}

static void diff_controls(struct diff *diff, const struct assay_policy *old,
                          const struct assay_policy *now)
{
    for (int back = 0; back < 2; back++) {
        const struct assay_policy *from = back ? now : old, *to = back ? old : now;

        for (size_t i = 0; i < from->pack_count; i++) {
            for (size_t j = 0; j < from->packs[i].control_count; j++) {
                const struct assay_demand *demand = &from->packs[i].controls[j];
                const struct assay_demand *found = find_demand(to, &demand->control);

                if (!found)
                    line(diff, back ? '+' : '-', "control %s %s (%s)", demand->control.framework,
                         demand->control.reference, demand->control.edition);
                else if (!back)
                    diff_demand(diff, demand, found);
            }
        }
    }
}

enum assay_status assay_policy_diff(const struct assay_policy *old, const struct assay_policy *now,
                                    char **text, size_t *changes, struct assay_error *err)
{
    struct diff diff = {0};
    enum assay_status status;

    buf_init(&diff.text, SIZE_MAX);
    diff_packs(&diff, old, now);
    diff_parameters(&diff, old, now);
    diff_rules(&diff, old, now);
    diff_controls(&diff, old, now);
    status = buf_hand_over(&diff.text, text, err);
    buf_clear(&diff.text);
    TRY(status);
    *changes = diff.changes;
    return ASSAY_OK;
}
