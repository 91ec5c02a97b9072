/* model_findings.c - findings, those that block, and what was waived. */

#include <inttypes.h>

#include "base/kit.h"
#include "report/model_part.h"
#include "report/parts.h"
#include "report/show.h"

enum {
    BLOCKING_MAX = 10, /* page one */
    WAIVERS_MAX = 200,
};

/* 3 - findings. */

static void set_place(struct model *model, xmlNode *node, const struct assay_finding *finding)
{
    const struct assay_place *place = show_place(finding);

    if (place && place->line > 0)
        buf_printf(&model->text, "line %" PRIu32 ", column %" PRIu32, place->line, place->column);
    else if (place)
        buf_printf(&model->text, "byte %" PRIu64, place->offset);
    model_set_text(model, node, "place");
}

static void set_owner(struct model *model, xmlNode *node, const struct assay_item *item)
{
    const struct assay_fact *owner = NULL;

    if (item)
        owner = assay_item_fact(item, ASSAY_FACT_DATASET_OWNER);
    if (item && !owner)
        owner = assay_item_fact(item, ASSAY_FACT_MODEL_OWNER);
    if (owner && owner->value.type == ASSAY_VALUE_TEXT)
        model_set_optional(model, node, "owner", owner->value.text);
}

static void set_control(struct model *model, xmlNode *node, const struct assay_rule *rule)
{
    if (rule->control_count == 0)
        return;
    buf_printf(&model->text, "%s %s", rule->controls[0]->framework, rule->controls[0]->reference);
    if (rule->control_count > 1) {
        buf_text(&model->text, " and ");
        show_count(&model->text, rule->control_count - 1);
        buf_text(&model->text, " more");
    }
    model_set_text(model, node, "control");
}

static void set_commit(struct model *model, xmlNode *node, const struct assay_item *item)
{
    const struct assay_origin *origin = item ? item->origin : NULL;

    if (!origin || !origin->commit)
        return;
    show_short_id(&model->text, origin->commit->id);
    model_set_text(model, node, "commit");
    model_set(model, node, "author", origin->commit->author);
    model_set_date(model, node, "commit-date", origin->commit->time);
    if (!origin->present)
        model_set(model, node, "removed", "yes");
}

static void add_waiver_of(struct model *model, xmlNode *node, const struct assay_waiver *waiver)
{
    xmlNode *child;

    if (!waiver)
        return;
    child = model_add(model, node, "waiver");
    model_set(model, child, "who", waiver->who);
    model_set(model, child, "reason", waiver->reason);
    model_set_date(model, child, "until", part_last_day(waiver));
}

static void set_subject(struct model *model, xmlNode *node, const struct assay_item *item)
{
    if (item) {
        model_set_path(model, node, item->path);
        model_set_hex(model, node, "sha256", item->content->sha256);
        return;
    }
    show_subject(&model->text, model->assessment, NULL);
    model_set_text(model, node, "path");
    model_set(model, node, "whole", "yes");
}

static void set_unknown(struct model *model, xmlNode *node, const struct assay_finding *finding)
{
    for (size_t i = 0; i < finding->unknown_fact_count; i++) {
        buf_text(&model->text, i > 0 ? ", " : "");
        buf_text(&model->text, finding->unknown_facts[i]);
    }
    model_set_text(model, node, "unknown");
    model_set_optional(model, node, "problem", finding->problem);
}

void model_add_finding(struct model *model, xmlNode *parent, const struct assay_finding *finding)
{
    xmlNode *node = model_add(model, parent, "finding");
    char fingerprint[ASSAY_FINGERPRINT_SHORT_SIZE];

    assay_fingerprint_short(finding->fingerprint, fingerprint);
    model_set(model, node, "code", finding->rule->code);
    model_set(model, node, "headline", finding->headline);
    model_set(model, node, "title", finding->rule->title);
    model_set(model, node, "verdict", assay_verdict_name(finding->verdict));
    model_set(model, node, "severity", assay_severity_name(finding->severity));
    model_set(model, node, "message", finding->message);
    model_set_optional(model, node, "remedy", finding->remedy);
    model_set(model, node, "fingerprint", fingerprint);
    buf_printf(&model->text, "ASY-F-%.12s", finding->fingerprint);
    if (finding->ordinal > 0)
        buf_printf(&model->text, "-%" PRIu32, finding->ordinal);
    model_set_text(model, node, "anchor");
    set_subject(model, node, finding->item);
    set_place(model, node, finding);
    set_owner(model, node, finding->item);
    set_control(model, node, finding->rule);
    set_commit(model, node, finding->item);
    set_unknown(model, node, finding);
    if (finding->observation)
        model_set_optional(model, node, "masked", finding->observation->masked);
    add_waiver_of(model, node, finding->waiver);
}

void model_add_blocking(struct model *model, xmlNode *report)
{
    const struct assay_assessment *assessment = model->assessment;
    xmlNode *blocking = model_add(model, report, "blocking");
    uint64_t total = model_count_blocking(assessment), shown = 0;

    for (size_t i = 0; i < assessment->finding_count && shown < BLOCKING_MAX; i++) {
        if (!assessment->findings[i].blocking)
            continue;
        model_add_finding(model, blocking, &assessment->findings[i]);
        shown++;
    }
    if (total > shown)
        model_set_count(model, blocking, "rest", total - shown);
}

/* 4 - waivers. */

static const char *const waiver_states[] = {
    [ASSAY_WAIVER_IN_FORCE] = "in force",   [ASSAY_WAIVER_SOON] = "ends soon",
    [ASSAY_WAIVER_EXPIRED] = "expired",     [ASSAY_WAIVER_UNUSED] = "unused",
    [ASSAY_WAIVER_WITHDRAWN] = "withdrawn", [ASSAY_WAIVER_TOO_LONG] = "too long",
    [ASSAY_WAIVER_IN_DOUBT] = "in doubt",
};
_Static_assert(ARRAY_LEN(waiver_states) == ASSAY_WAIVER_STATES, "a state without a word");

static void add_waiver(struct model *model, xmlNode *waivers, const struct assay_waiver *waiver)
{
    xmlNode *node = model_add(model, waivers, "waiver");

    model_set(model, node, "fingerprint", show_waiver(waiver));
    model_set(model, node, "who", waiver->who);
    model_set(model, node, "reason", waiver->reason);
    model_set(model, node, "state", waiver_states[waiver->state]);
    model_set_optional(model, node, "glob", waiver->glob);
    model_set_date(model, node, "until", part_last_day(waiver));
    model_set_count(model, node, "used", waiver->used);
    if (waiver->days_left >= 0)
        show_counted(&model->text, (uint64_t)waiver->days_left, "day");
    model_set_text(model, node, "left");
}

void model_add_waivers(struct model *model, xmlNode *report)
{
    const struct assay_assessment *assessment = model->assessment;
    xmlNode *waivers = model_add(model, report, "waivers");
    uint64_t states[ASSAY_WAIVER_STATES] = {0};
    const struct assay_waiver *first = NULL;

    for (size_t i = 0; i < assessment->waiver_count; i++) {
        const struct assay_waiver *waiver = &assessment->waivers[i];

        states[waiver->state]++;
        if ((waiver->state == ASSAY_WAIVER_IN_FORCE || waiver->state == ASSAY_WAIVER_SOON) &&
            (!first || waiver->days_left < first->days_left))
            first = waiver;
        if (i < WAIVERS_MAX)
            add_waiver(model, waivers, waiver);
    }
    model_set_count(model, waivers, "in-force",
                    states[ASSAY_WAIVER_IN_FORCE] + states[ASSAY_WAIVER_SOON]);
    model_set_count(model, waivers, "soon", states[ASSAY_WAIVER_SOON]);
    model_set_count(model, waivers, "expired", states[ASSAY_WAIVER_EXPIRED]);
    model_set_count(model, waivers, "unused", states[ASSAY_WAIVER_UNUSED]);
    model_set_count(model, waivers, "too-long", states[ASSAY_WAIVER_TOO_LONG]);
    if (first)
        model_set_date(model, waivers, "first-end", part_last_day(first));
    if (assessment->waiver_count > WAIVERS_MAX)
        model_set_count(model, waivers, "rest", assessment->waiver_count - WAIVERS_MAX);
}
