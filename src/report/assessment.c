/*
 * assessment.c - assay.assessment/1: the whole assessment, from which every other report could be
 * made again. Source: docs/reference/json.md.
 */

#include <assay/testimony.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/kit.h"
#include "inventory/name.h"
#include "report/parts.h"
#include "report/render.h"
#include "report/told.h"

static const struct name_keys path_keys = {"path", "path_b64"};
static const struct name_keys folder_keys = {"folder", "folder_b64"};

static void write_controls(struct jcs *jcs, const struct assay_assessment *assessment,
                           struct sink *sink)
{
    jcs_open_array(jcs);
    for (size_t i = 0; i < assessment->control_count; i++) {
        const struct assay_control_status *status = &assessment->controls[i];

        jcs_open_object(jcs);
        part_attested(jcs, status->attestation);
        if (status->demand)
            part_text(jcs, "demands", status->demand->demands);
        part_text(jcs, "edition", status->control->edition);
        if (status->demand && status->rule_count > 0)
            part_text(jcs, "evidence", assay_verdict_name(status->evidence));
        part_text(jcs, "framework", status->control->framework);
        jcs_key(jcs, "mark");
        jcs_text(jcs, bytes_of(&status->control->mark, 1));
        part_foreign(jcs, status->foreign);
        if (status->demand) {
            part_optional(jcs, "nothing", status->demand->nothing);
            part_optional(jcs, "person", status->demand->person);
        }
        if (status->person_open) {
            jcs_key(jcs, "person_open");
            jcs_bool(jcs, true);
        }
        part_text(jcs, "reference", status->control->reference);
        jcs_key(jcs, "rules");
        jcs_open_array(jcs);
        for (size_t k = 0; k < status->rule_count; k++)
            jcs_string(jcs, status->rules[k]->code);
        jcs_close_array(jcs);
        if (status->unsure) {
            jcs_key(jcs, "unsure");
            jcs_bool(jcs, true);
        }
        if (status->demand) /* what no pack lists has no verdict that anybody could quote */
            part_text(jcs, "verdict", assay_verdict_name(status->verdict));
        if (status->withdrawn)
            part_withdrawn(jcs, status->withdrawn->withdrawal, status->withdrawn->where);
        jcs_close_object(jcs);
        sink_spill(sink);
    }
    jcs_close_array(jcs);
}

/* The canonical order of the verdicts' names is not that of the enum. */
static const enum assay_verdict by_name[] = {ASSAY_ATTESTED, ASSAY_FAIL,    ASSAY_NOT_APPLICABLE,
                                             ASSAY_PASS,     ASSAY_UNKNOWN, ASSAY_WAIVED};

static void write_verdicts(struct jcs *jcs, const uint64_t counts[ASSAY_VERDICTS])
{
    jcs_open_object(jcs);
    for (size_t i = 0; i < ASSAY_VERDICTS; i++)
        part_count(jcs, assay_verdict_name(by_name[i]), counts[by_name[i]]);
    jcs_close_object(jcs);
}

static void write_counts(struct jcs *jcs, const struct assay_assessment *assessment)
{
    static const enum assay_severity severities[] = {ASSAY_SEVERITY_CRITICAL, ASSAY_SEVERITY_HIGH,
                                                     ASSAY_INFO, ASSAY_SEVERITY_LOW,
                                                     ASSAY_SEVERITY_MEDIUM};

    jcs_open_object(jcs);
    for (size_t i = 0; i < ASSAY_SEVERITIES; i++)
        part_count(jcs, assay_severity_name(severities[i]), assessment->counts[severities[i]]);
    jcs_close_object(jcs);
}

static void write_findings(struct jcs *jcs, const struct assay_assessment *assessment,
                           struct sink *sink)
{
    jcs_open_array(jcs);
    for (size_t i = 0; i < assessment->finding_count; i++) {
        part_finding(jcs, &assessment->findings[i]);
        sink_spill(sink);
    }
    jcs_close_array(jcs);
}

static void write_frameworks(struct jcs *jcs, const struct assay_assessment *assessment)
{
    jcs_open_array(jcs);
    for (size_t i = 0; i < assessment->framework_count; i++) {
        jcs_open_object(jcs);
        jcs_key(jcs, "controls");
        write_verdicts(jcs, assessment->frameworks[i].controls);
        part_text(jcs, "name", assessment->frameworks[i].name);
        part_count(jcs, "person_open", assessment->frameworks[i].person_open);
        part_count(jcs, "touched", assessment->frameworks[i].touched);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

static void write_target(struct jcs *jcs, const struct assay_assessment *assessment)
{
    const struct assay_target_facts *target = &assessment->inventory->target;
    const struct assay_checked_out *checked_out = &target->checked_out;
    bool told = checked_out->commit && checked_out->commit[0];

    jcs_open_object(jcs);
    part_optional(jcs, "checked_out", told ? checked_out->commit : assessment->checked_out);
    if (told)
        part_count(jcs, "differs", checked_out->differs);
    if (target->folder && target->folder[0])
        name_write(jcs, &folder_keys, bytes_text(target->folder));
    part_optional(jcs, "head", target->head);
    part_optional(jcs, "range", target->range);
    part_optional(jcs, "type", target->type);
    if (told && checked_out->undecided > 0)
        part_count(jcs, "undecided", checked_out->undecided);
    if (told)
        part_count(jcs, "untracked", checked_out->untracked);
    part_optional(jcs, "view", target->view);
    jcs_close_object(jcs);
}

static void write_inventory(struct jcs *jcs, const struct assay_assessment *assessment)
{
    const struct assay_inventory *inventory = assessment->inventory;

    jcs_open_object(jcs);
    part_sha256(jcs, "root", inventory->root);
    jcs_key(jcs, "target");
    write_target(jcs, assessment);
    jcs_key(jcs, "totals");
    part_examined(jcs, inventory);
    jcs_close_object(jcs);
}

static void write_ledger(struct jcs *jcs, const struct assay_ledger_state *ledger)
{
    if (!ledger) {
        jcs_null(jcs);
        return;
    }
    jcs_open_object(jcs);
    jcs_key(jcs, "holds");
    jcs_bool(jcs, ledger->holds);
    part_text(jcs, "origin", ledger->origin);
    if (ledger->recorded)
        part_count(jcs, "recorded_at", ledger->recorded_at);
    part_sha256(jcs, "root", ledger->root);
    part_text(jcs, "signer", ledger->signer);
    part_count(jcs, "size", ledger->size);
    jcs_key(jcs, "vouched");
    jcs_bool(jcs, ledger->vouched);
    jcs_close_object(jcs);
}

static void write_parameters(struct jcs *jcs, const struct assay_pack *pack)
{
    jcs_open_array(jcs);
    for (size_t i = 0; i < pack->parameter_count; i++) {
        const struct assay_parameter *parameter = &pack->parameters[i];

        jcs_open_object(jcs);
        part_text(jcs, "default", parameter->normal);
        part_text(jcs, "name", parameter->name);
        part_text(jcs, "origin", parameter->origin);
        part_text(jcs, "value", parameter->value);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

static void write_packs(struct jcs *jcs, const struct assay_assessment *assessment)
{
    jcs_open_array(jcs);
    for (size_t i = 0; i < assessment->pack_count; i++) {
        const struct assay_pack *pack = &assessment->packs[i];

        jcs_open_object(jcs);
        part_text(jcs, "edition", pack->edition);
        part_optional(jcs, "in_force_from", pack->in_force_from);
        part_optional(jcs, "in_force_until", pack->in_force_until);
        part_text(jcs, "name", pack->name);
        jcs_key(jcs, "parameters");
        write_parameters(jcs, pack);
        part_text(jcs, "path", pack->path);
        part_sha256(jcs, "sha256", pack->sha256);
        part_text(jcs, "title", pack->title);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

static void write_rule(struct jcs *jcs, const struct assay_rule *rule)
{
    jcs_open_object(jcs);
    part_text(jcs, "applies", rule->applies);
    part_text(jcs, "check", rule->check);
    part_text(jcs, "code", rule->code);
    part_text(jcs, "name", rule->name);
    part_text(jcs, "pack", rule->pack);
    part_text(jcs, "rationale", rule->rationale);
    part_text(jcs, "remediation", rule->remediation);
    part_text(jcs, "severity", assay_severity_name(rule->severity));
    part_text(jcs, "title", rule->title);
    part_count(jcs, "unsure", rule->unsure);
    jcs_key(jcs, "verdicts");
    write_verdicts(jcs, rule->verdicts);
    jcs_close_object(jcs);
}

static void write_time(struct jcs *jcs, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    clock_text(time, text);
    part_text(jcs, "time", text);
}

static void write_subject(struct jcs *jcs, const struct told_statement *statement)
{
    part_count(jcs, "more", statement->more);
    if (statement->item)
        name_write_path(jcs, &path_keys, statement->item->path);
}

static void write_told(struct jcs *jcs, const struct told_statement *statement)
{
    const struct assay_attestation *told = statement->attestation;
    const struct assay_release *release = statement->release;
    char entry[32];

    jcs_open_object(jcs);
    jcs_key(jcs, "controls");
    jcs_open_array(jcs);
    for (size_t i = 0; told && i < told->control_count; i++)
        jcs_string(jcs, told->controls[i]);
    jcs_close_array(jcs);
    part_text(jcs, "key", told ? told->signer : release->signer);
    part_text(jcs, "kind", told ? "attestation" : "release");
    part_text(jcs, "meaning", told ? told->meaning : release->version);
    write_subject(jcs, statement);
    part_text(jcs, "role", told ? told->role : release->role);
    part_text(jcs, "state", statement->state);
    part_text(jcs, "time", told ? told->time : release->time);
    snprintf(entry, sizeof entry, "entry %" PRIu64, release ? release->entry : 0);
    part_text(jcs, "where", told ? told->where : entry);
    jcs_close_object(jcs);
}

static void write_statements(struct jcs *jcs, const struct told *told)
{
    jcs_open_array(jcs);
    for (size_t i = 0; i < told->count; i++)
        write_told(jcs, &told->statements[i]);
    jcs_close_array(jcs);
}

/* Members "rules" and behind; those before are written by the caller. */
static void write_rest(struct jcs *jcs, const struct assay_assessment *assessment,
                       const struct told *told, struct sink *sink)
{
    jcs_key(jcs, "rules");
    jcs_open_array(jcs);
    for (size_t i = 0; i < assessment->rule_count; i++) {
        write_rule(jcs, &assessment->rules[i]);
        sink_spill(sink);
    }
    jcs_close_array(jcs);
    part_text(jcs, "schema", "assay.assessment/1");
    part_since(jcs, assessment);
    jcs_key(jcs, "statements");
    write_statements(jcs, told);
    write_time(jcs, assessment->time);
    jcs_key(jcs, "tool");
    part_tool(jcs);
    part_count(jcs, "unknowns", assessment->unknowns);
    part_text(jcs, "verdict", assessment->verdict);
    part_count(jcs, "waived", assessment->waived);
    jcs_key(jcs, "waivers");
    part_waivers(jcs, assessment);
}

enum assay_status render_assessment(const struct assay_assessment *assessment,
                                    const struct assay_report_options *options, struct sink *sink,
                                    struct assay_error *err)
{
    CLEANUP(unjudged_clear) struct unjudged unjudged = {0};
    CLEANUP(told_clear) struct told told = {0};
    struct jcs jcs;

    (void)options;
    TRY(unjudged_gather(assessment, &unjudged, err));
    TRY(told_gather(assessment, &told, err));
    jcs_init(&jcs, &sink->buf);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "also_seen");
    part_unjudged(&jcs, &unjudged, sink);
    jcs_key(&jcs, "blocking");
    write_counts(&jcs, assessment);
    jcs_key(&jcs, "controls");
    write_controls(&jcs, assessment, sink);
    part_count(&jcs, "exit", (uint64_t)assessment->exit_code);
    jcs_key(&jcs, "findings");
    write_findings(&jcs, assessment, sink);
    jcs_key(&jcs, "frameworks");
    write_frameworks(&jcs, assessment);
    jcs_key(&jcs, "gaps");
    part_gaps(&jcs, assessment, sink);
    jcs_key(&jcs, "inventory");
    write_inventory(&jcs, assessment);
    jcs_key(&jcs, "ledger");
    write_ledger(&jcs, assessment->ledger);
    part_not_asked(&jcs, assessment);
    part_notes(&jcs, assessment->inventory);
    jcs_key(&jcs, "packs");
    write_packs(&jcs, assessment);
    part_sha256(&jcs, "policy_sha256", assessment->policy_sha256);
    write_rest(&jcs, assessment, &told, sink);
    jcs_close_object(&jcs);
    return ASSAY_OK;
}
