/* show_policy.c - the policy in force, with the origin of each value; and the facts it may ask
 * about. */

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "policy/rules.h"

static ASSAY_RESULT hand_over(struct buf *out, char **text, struct assay_error *err)
{
    char *taken;

    TRY(buf_status(out, err));
    taken = buf_take_string(out);
    if (!taken)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    *text = taken;
    return ASSAY_OK;
}

static void show_pack(struct buf *out, const struct assay_pack *pack)
{
    char digest[2 * sizeof pack->sha256 + 1];

    hex_encode(bytes_of(pack->sha256, sizeof pack->sha256), digest);
    buf_printf(out, "pack %s %s  # %s sha256 %.12s%s%s%s%s\n", pack->name, pack->edition,
               pack->path, digest, *pack->in_force_from ? ", from " : "", pack->in_force_from,
               *pack->in_force_until ? ", until " : "", pack->in_force_until);
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

static void show_rule(struct buf *out, const struct rule *rule)
{
    buf_printf(out, "\n%s %s: %s", rule->shown.code, rule->shown.name, rule->shown.title);
    show_origin(out, &rule->origin);
    buf_printf(out, "\n  severity: %s", assay_severity_name(rule->shown.severity));
    show_origin(out, &rule->severity_origin);
    if (rule->shown.severity != rule->normal)
        buf_printf(out, ", raised from %s", assay_severity_name(rule->normal));
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
        show_rule(&out, &policy->rules[i]);
    return hand_over(&out, text, err);
}

enum assay_status assay_policy_show_facts(char **text, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    facts_show(&out);
    return hand_over(&out, text, err);
}
