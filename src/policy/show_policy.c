/* show_policy.c - the policy in force, with the origin of each value; and the facts it may ask
 * about. */

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "policy/licence_terms.h"
#include "policy/rules.h"

static void show_pack(struct buf *out, const struct assay_pack *pack)
{
    char digest[2 * sizeof pack->sha256 + 1];

    hex_encode(bytes_of(pack->sha256, sizeof pack->sha256), digest);
    buf_printf(out, "pack %s %s  # %s sha256 %.12s%s%s%s%s\n", pack->name, pack->edition,
               pack->path, digest, *pack->in_force_from ? ", from " : "", pack->in_force_from,
               *pack->in_force_until ? ", until " : "", pack->in_force_until);
    if (*pack->parent)
        buf_printf(out, "  parent: %s\n", pack->parent);
    for (size_t i = 0; i < pack->alias_count; i++)
        buf_printf(out, "  alias: %s is now %s\n", pack->aliases[i].old, pack->aliases[i].now);
    if (pack->control_count > 0)
        buf_printf(out, "  controls: %zu  # assay policy show --controls\n", pack->control_count);
    for (size_t i = 0; i < pack->parameter_count; i++) {
        const struct assay_parameter *parameter = &pack->parameters[i];

        buf_printf(out, "  %s: %s  # %s", parameter->name, parameter->value, parameter->origin);
        if (strcmp(parameter->value, parameter->normal) != 0)
            buf_printf(out, ", normally %s", parameter->normal);
        buf_byte(out, '\n');
    }
}

static void show_origin(struct buf *out, const struct origin *origin)
{
    buf_printf(out, "  # %s:%u", origin->file->source.path, (unsigned)origin->line);
}

/* An expression on one line: packs fold long ones. */
static void show_field(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "  %s: ", name);
    for (; *text; text++)
        if (*text != '\n' || text[1])
            buf_byte(out, *text == '\n' ? ' ' : (uint8_t)*text);
    buf_byte(out, '\n');
}

/* The packs that list a rule, so that nobody wonders why it is judged. */
static void show_packs(struct buf *out, const struct assay_policy *policy, const struct rule *rule)
{
    const char *separator = "\n  in: ";

    for (size_t i = 0; i < policy->pack_count; i++)
        for (size_t j = 0; j < policy->packs[i].rule_count; j++)
            if (strcmp(policy->packs[i].rules[j], rule->shown.code) == 0) {
                buf_printf(out, "%s%s", separator, policy->packs[i].name);
                separator = ", ";
            }
}

static void show_rule(struct buf *out, const struct assay_policy *policy, const struct rule *rule)
{
    buf_printf(out, "\n%s %s: %s", rule->shown.code, rule->shown.name, rule->shown.title);
    show_origin(out, &rule->origin);
    buf_printf(out, "\n  severity: %s", assay_severity_name(rule->shown.severity));
    show_origin(out, &rule->severity_origin);
    if (rule->shown.severity != rule->normal)
        buf_printf(out, ", raised from %s", assay_severity_name(rule->normal));
    if (rule->shown.attestable)
        buf_text(out,
                 "\n  attest: a signed statement that names it may take the place of what it asks");
    show_packs(out, policy, rule);
    buf_printf(out, "\n  over: %s", rule_over_names[rule->over]);
    for (size_t i = 0; i < rule->class_count; i++)
        buf_printf(out, " %s", rule->classes[i]);
    buf_byte(out, '\n');
    for (size_t i = 0; i < rule->need_count; i++)
        buf_printf(out, "%s%s%s", i == 0 ? "  needs: " : ", ", rule->needs[i],
                   i + 1 == rule->need_count ? "\n" : "");
    show_field(out, "applies", rule->shown.applies);
    show_field(out, "check", rule->shown.check);
}

enum assay_status assay_policy_show(const struct assay_policy *policy, char **text,
                                    struct assay_error *err)
{
    char digest[2 * sizeof policy->sha256 + 1];
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    hex_encode(bytes_of(policy->sha256, sizeof policy->sha256), digest);
    buf_printf(&out, "policy sha256 %s  # %zu packs, %zu rules, %zu waivers\n", digest,
               policy->pack_count, policy->rule_count, policy->waiver_count);
    for (size_t i = 0; i < policy->pack_count; i++)
        show_pack(&out, &policy->packs[i]);
    for (size_t i = 0; i < policy->rule_count; i++)
        show_rule(&out, policy, &policy->rules[i]);
    return buf_hand_over(&out, text, err);
}

static void show_cell(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            buf_byte(out, '\\');
        buf_byte(out, *text == '\n' ? ' ' : (uint8_t)*text);
    }
}

static void show_demand(struct buf *out, const struct assay_demand *demand)
{
    buf_text(out, "| ");
    show_cell(out, demand->control.framework);
    buf_byte(out, ' ');
    show_cell(out, demand->control.reference);
    if (*demand->in_force_from)
        buf_printf(out, " (from %s)", demand->in_force_from);
    if (*demand->in_force_until)
        buf_printf(out, " (until %s)", demand->in_force_until);
    buf_printf(out, " | %c | ", demand->control.mark);
    show_cell(out, demand->demands);
    buf_text(out, " | ");
    for (size_t i = 0; i < demand->rule_count; i++)
        buf_printf(out, "%s%s", i ? ", " : "", demand->rules[i]);
    buf_text(out, demand->rule_count ? " | " : "- | ");
    show_cell(out, *demand->person ? demand->person : "-");
    buf_text(out, " | ");
    show_cell(out, *demand->nothing ? demand->nothing : "-");
    buf_text(out, " |\n");
}

/* How many controls are met in which way, pack by pack. */
static void show_sums(struct buf *out, const struct assay_policy *policy)
{
    struct {
        size_t all, evidence, both, person, nothing;
    } sum = {0}, here;

    buf_text(out, "| pack | controls | by evidence alone | by evidence and a person | by a person "
                  "alone | by nothing |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < policy->pack_count; i++) {
        const struct assay_pack *pack = &policy->packs[i];

        memset(&here, 0, sizeof here);
        for (size_t j = 0; j < pack->control_count; j++) {
            const struct assay_demand *demand = &pack->controls[j];

            here.evidence += demand->rule_count && !*demand->person;
            here.both += demand->rule_count && *demand->person;
            here.person += !demand->rule_count && *demand->person;
            here.nothing += *demand->nothing != 0;
        }
        if (pack->control_count)
            buf_printf(out, "| %s | %zu | %zu | %zu | %zu | %zu |\n", pack->name,
                       pack->control_count, here.evidence, here.both, here.person, here.nothing);
        sum.all += pack->control_count;
        sum.evidence += here.evidence;
        sum.both += here.both;
        sum.person += here.person;
        sum.nothing += here.nothing;
    }
    buf_printf(out, "| together | %zu | %zu | %zu | %zu | %zu |\n", sum.all, sum.evidence, sum.both,
               sum.person, sum.nothing);
}

enum assay_status assay_policy_show_controls(const struct assay_policy *policy, char **text,
                                             struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    show_sums(&out, policy);
    for (size_t i = 0; i < policy->pack_count; i++) {
        const struct assay_pack *pack = &policy->packs[i];

        if (pack->control_count == 0)
            continue;
        buf_printf(&out, "\n## %s: %s\n\nEdition %s%s%s%s%s.\n\n", pack->name, pack->title,
                   pack->edition, *pack->in_force_from ? ", in force from " : "",
                   pack->in_force_from, *pack->in_force_until ? " until " : "",
                   pack->in_force_until);
        buf_text(&out,
                 "| control | mark | demands | rules show it | only a person can say | nothing "
                 "can be shown |\n|---|---|---|---|---|---|\n");
        for (size_t j = 0; j < pack->control_count; j++)
            show_demand(&out, &pack->controls[j]);
    }
    return buf_hand_over(&out, text, err);
}

enum assay_status assay_policy_show_facts(bool markdown, char **text, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    TRY(facts_show(&out, markdown, err));
    return buf_hand_over(&out, text, err);
}

enum assay_status assay_policy_show_licences(bool markdown, char **text, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    licence_terms_show(&out, markdown);
    return buf_hand_over(&out, text, err);
}

enum assay_status assay_policy_show_schema(char **text, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    facts_schema(&out);
    return buf_hand_over(&out, text, err);
}
