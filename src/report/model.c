/* model.c - builds the bounded report model; the page's words are in reports/html.xsl. */

#include "report/model.h"

#include <assay/problem.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "base/version.h"
#include "inventory/path.h"
#include "report/parts.h"
#include "report/show.h"
#include "report/summary.h"
#include "report/xml.h"

/* Ceilings of the page's tables. */
enum {
    BLOCKING_MAX = 10, /* page one */
    RULE_FINDINGS_MAX = 20,
    GAPS_MAX = 200,
    GAP_KINDS_MAX = 30,
    WAIVERS_MAX = 200,
    CONTROLS_MAX = 2000,
    EVIDENCE_MAX = 500,
};

struct model {
    const struct assay_assessment *assessment;
    struct buf text; /* what the next attribute says */
    bool failed;     /* memory ran out */
};

static xmlNode *add(struct model *model, xmlNode *parent, const char *name)
{
    xmlNode *node = parent ? xmlNewChild(parent, NULL, xml_chars(name), NULL) : NULL;

    if (!node)
        model->failed = true;
    return node;
}

/* The text is made legal for XML here; libxml2 escapes it. */
static void set(struct model *model, xmlNode *node, const char *name, const char *text)
{
    CLEANUP(buf_clear) struct buf shown;

    buf_init(&shown, SIZE_MAX / 2);
    xml_show(&shown, bytes_text(text));
    if (!node || !xmlNewProp(node, xml_chars(name), xml_chars(buf_string(&shown))) ||
        shown.status != ASSAY_OK)
        model->failed = true;
}

/* Nothing where there is nothing to say. */
static void set_optional(struct model *model, xmlNode *node, const char *name, const char *text)
{
    if (text && text[0] != '\0')
        set(model, node, name, text);
}

/* Sets what has gathered in model->text, and empties that. */
static void set_text(struct model *model, xmlNode *node, const char *name)
{
    if (model->text.status != ASSAY_OK)
        model->failed = true;
    set_optional(model, node, name, buf_string(&model->text));
    buf_reset(&model->text);
}

static void set_count(struct model *model, xmlNode *node, const char *name, uint64_t count)
{
    show_count(&model->text, count);
    set_text(model, node, name);
}

static void set_date(struct model *model, xmlNode *node, const char *name, int64_t seconds)
{
    show_date(&model->text, seconds);
    set_text(model, node, name);
}

static void set_hex(struct model *model, xmlNode *node, const char *name, const uint8_t sha256[32])
{
    char hex[2 * 32 + 1];

    hex_encode(bytes_of(sha256, 32), hex);
    set(model, node, name, hex);
}

/* `ASY-C-` and the words with a dash for all that is neither letter nor digit. */
static void set_anchor(struct model *model, xmlNode *node, const char *prefix, const char *words)
{
    bool dash = false;

    buf_printf(&model->text, "ASY-%s", prefix);
    for (; *words != '\0'; words++) {
        char c = *words;

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            if (dash)
                buf_byte(&model->text, '-');
            dash = false;
            buf_byte(&model->text, (uint8_t)c);
        } else {
            dash = true;
        }
    }
    set_text(model, node, "anchor");
}

/* The name as shown, and its bytes in hex where the two differ. */
static void set_path(struct model *model, xmlNode *node, const struct assay_path *path)
{
    CLEANUP(buf_clear) struct buf raw;

    buf_init(&raw, SIZE_MAX / 2);
    path_write(path, false, &raw);
    path_write(path, true, &model->text);
    if (!bytes_equal(buf_bytes(&raw), buf_bytes(&model->text))) {
        CLEANUP(buf_clear) struct buf hex;

        buf_init(&hex, SIZE_MAX / 2);
        for (size_t i = 0; i < raw.size; i++)
            buf_printf(&hex, "%02x", raw.data[i]);
        set(model, node, "hex", buf_string(&hex));
    }
    set_text(model, node, "path");
}

/* 1 - the subject, and what was not looked at. */

static void add_fact(struct model *model, xmlNode *parent, const char *label, const char *value)
{
    xmlNode *node;

    if (!value || value[0] == '\0')
        return;
    node = add(model, parent, "fact");
    set(model, node, "label", label);
    set(model, node, "value", value);
}

static void add_subject(struct model *model, xmlNode *report)
{
    const struct assay_inventory *inventory = model->assessment->inventory;
    const struct assay_target_facts *target = &inventory->target;
    xmlNode *subject = add(model, report, "subject");
    char root[2 * 32 + 1];

    hex_encode(bytes_of(inventory->root, sizeof inventory->root), root);
    set_optional(model, subject, "name", target->name);
    set_optional(model, subject, "type", target->type);
    set_optional(model, subject, "view", target->view);
    add_fact(model, subject, "commit", target->head);
    add_fact(model, subject, "range", target->range);
    add_fact(model, subject, "inventory root", root);
}

static void add_figure(struct model *model, xmlNode *parent, uint64_t count, const char *noun)
{
    xmlNode *node = add(model, parent, "figure");

    set_count(model, node, "value", count);
    buf_printf(&model->text, "%s%s", noun, count == 1 ? "" : "s");
    set_text(model, node, "label");
}

static void add_seen(struct model *model, xmlNode *report)
{
    const struct assay_totals *totals = &model->assessment->inventory->totals;
    xmlNode *seen = add(model, report, "seen");
    xmlNode *bytes;

    add_figure(model, seen, totals->items, "file");
    bytes = add(model, seen, "figure");
    show_bytes(&model->text, totals->bytes);
    set_text(model, bytes, "value");
    set(model, bytes, "label", "examined");
    add_figure(model, seen, totals->datasets, "data set");
    add_figure(model, seen, totals->models, "model");
    add_figure(model, seen, totals->containers, "container");
    if (totals->commits > 0)
        add_figure(model, seen, totals->commits, "commit");
    add_figure(model, seen, model->assessment->rule_count, "rule");
}

static size_t gaps_of_kind(const struct assay_inventory *inventory, size_t at)
{
    size_t end = at;

    while (end < inventory->gap_count &&
           strcmp(inventory->gaps[end].id, inventory->gaps[at].id) == 0)
        end++;
    return end - at;
}

static void add_gap_kind(struct model *model, xmlNode *unseen, size_t at, size_t count)
{
    const struct assay_gap *gap = &model->assessment->inventory->gaps[at];
    const struct assay_problem *problem = assay_problem_find(gap->id);
    xmlNode *node = add(model, unseen, "kind");

    set(model, node, "id", gap->id);
    set(model, node, "title", problem ? problem->title : gap->why);
    set_count(model, node, "count", count);
    if (show_gap_allowed(model->assessment, gap->id))
        set(model, node, "allowed", "yes");
}

static void add_unseen(struct model *model, xmlNode *report)
{
    const struct assay_inventory *inventory = model->assessment->inventory;
    xmlNode *unseen = add(model, report, "unseen");
    size_t kinds = 0, rest = 0;

    if (inventory->gap_count > 0)
        set_count(model, unseen, "total", inventory->gap_count);
    if (inventory->totals.ignored > 0)
        set_count(model, unseen, "ignored", inventory->totals.ignored);
    for (size_t at = 0; at < inventory->gap_count; kinds++) {
        size_t count = gaps_of_kind(inventory, at);

        if (kinds < GAP_KINDS_MAX)
            add_gap_kind(model, unseen, at, count);
        else
            rest += count;
        at += count;
    }
    if (rest > 0)
        set_count(model, unseen, "rest", rest);
}

/* 2 - the verdict, and a bar for each framework. */

static uint64_t count_blocking(const struct assay_assessment *assessment)
{
    uint64_t count = 0;

    for (size_t i = 0; i < ASSAY_SEVERITIES; i++)
        count += assessment->counts[i];
    return count;
}

static void write_sentence(const struct assay_assessment *assessment, struct buf *out)
{
    uint64_t blocking = count_blocking(assessment);

    if (strcmp(assessment->verdict, "blocked") == 0) {
        show_counted(out, blocking, "finding");
        buf_printf(out, " must be resolved before this is released.");
    } else if (strcmp(assessment->verdict, "passed") == 0) {
        buf_text(out, "All that was asked for was examined, and nothing stands against a release.");
    } else if (strcmp(assessment->verdict, "incomplete") == 0) {
        buf_text(out,
                 "Nothing that was seen blocks, but not all that was asked for could be seen.");
    } else {
        buf_text(out, "There was nothing to examine; this says nothing about a release.");
    }
}

static void add_verdict(struct model *model, xmlNode *report)
{
    xmlNode *verdict = add(model, report, "verdict");

    set(model, verdict, "word", summary_word(model->assessment));
    set(model, verdict, "class", model->assessment->verdict);
    write_sentence(model->assessment, &model->text);
    set_text(model, verdict, "sentence");
    summary_counts(model->assessment, &model->text);
    set_text(model, verdict, "counts");
}

/* A share in percent with three decimals; no floating point, so no locale. */
static void set_percent(struct model *model, xmlNode *node, const char *name, uint64_t part,
                        uint64_t whole)
{
    uint64_t thousandths = whole ? part * 100000 / whole : 0;

    buf_printf(&model->text, "%" PRIu64 ".%03" PRIu64 "%%", thousandths / 1000, thousandths % 1000);
    set_text(model, node, name);
}

static const struct {
    enum assay_verdict verdict;
    const char *label;
} bar_order[] = {
    {ASSAY_PASS, "met by evidence"}, {ASSAY_ATTESTED, "attested"},
    {ASSAY_WAIVED, "waived"},        {ASSAY_UNKNOWN, "unknown"},
    {ASSAY_FAIL, "failed"},          {ASSAY_NOT_APPLICABLE, "not applicable"},
};
_Static_assert(ARRAY_LEN(bar_order) == ASSAY_VERDICTS, "a verdict without its part of the bar");

static void add_framework_bar(struct model *model, xmlNode *parent,
                              const struct assay_framework *framework)
{
    xmlNode *node = add(model, parent, "framework");
    uint64_t total = 0, at = 0;

    for (size_t i = 0; i < ASSAY_VERDICTS; i++)
        total += framework->controls[i];
    set(model, node, "name", framework->name);
    set_count(model, node, "total", total);
    set_anchor(model, node, "K-", framework->name);
    for (size_t i = 0; i < ARRAY_LEN(bar_order); i++) {
        uint64_t count = framework->controls[bar_order[i].verdict];
        xmlNode *part;

        if (count == 0)
            continue;
        part = add(model, node, "part");
        set(model, part, "verdict", assay_verdict_name(bar_order[i].verdict));
        set(model, part, "label", bar_order[i].label);
        set_count(model, part, "count", count);
        set_percent(model, part, "x", at, total);
        set_percent(model, part, "width", count, total);
        set_percent(model, part, "middle", 2 * at + count, 2 * total);
        at += count;
    }
}

static void add_frameworks(struct model *model, xmlNode *report)
{
    xmlNode *frameworks = add(model, report, "frameworks");

    for (size_t i = 0; i < model->assessment->framework_count; i++)
        add_framework_bar(model, frameworks, &model->assessment->frameworks[i]);
}

/* 3 - findings. */

static void set_place(struct model *model, xmlNode *node, const struct assay_finding *finding)
{
    const struct assay_place *place = show_place(finding);

    if (place && place->line > 0)
        buf_printf(&model->text, "line %" PRIu32 ", column %" PRIu32, place->line, place->column);
    else if (place)
        buf_printf(&model->text, "byte %" PRIu64, place->offset);
    set_text(model, node, "place");
}

static void set_owner(struct model *model, xmlNode *node, const struct assay_item *item)
{
    const struct assay_fact *owner = NULL;

    if (item)
        owner = assay_item_fact(item, ASSAY_FACT_DATASET_OWNER);
    if (item && !owner)
        owner = assay_item_fact(item, ASSAY_FACT_MODEL_OWNER);
    if (owner && owner->value.type == ASSAY_VALUE_TEXT)
        set_optional(model, node, "owner", owner->value.text);
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
    set_text(model, node, "control");
}

static void set_commit(struct model *model, xmlNode *node, const struct assay_item *item)
{
    const struct assay_origin *origin = item ? item->origin : NULL;

    if (!origin || !origin->commit)
        return;
    show_short_id(&model->text, origin->commit->id);
    set_text(model, node, "commit");
    set(model, node, "author", origin->commit->author);
    set_date(model, node, "commit-date", origin->commit->time);
    if (!origin->present)
        set(model, node, "removed", "yes");
}

static void add_waiver_of(struct model *model, xmlNode *node, const struct assay_waiver *waiver)
{
    xmlNode *child;

    if (!waiver)
        return;
    child = add(model, node, "waiver");
    set(model, child, "who", waiver->who);
    set(model, child, "reason", waiver->reason);
    set_date(model, child, "until", part_last_day(waiver));
}

static void set_subject(struct model *model, xmlNode *node, const struct assay_item *item)
{
    if (item) {
        set_path(model, node, item->path);
        set_hex(model, node, "sha256", item->content->sha256);
        return;
    }
    show_subject(&model->text, model->assessment, NULL);
    set_text(model, node, "path");
    set(model, node, "whole", "yes");
}

static void set_unknown(struct model *model, xmlNode *node, const struct assay_finding *finding)
{
    for (size_t i = 0; i < finding->unknown_fact_count; i++) {
        buf_text(&model->text, i > 0 ? ", " : "");
        buf_text(&model->text, finding->unknown_facts[i]);
    }
    set_text(model, node, "unknown");
    set_optional(model, node, "problem", finding->problem);
}

static void add_finding(struct model *model, xmlNode *parent, const struct assay_finding *finding)
{
    xmlNode *node = add(model, parent, "finding");
    char fingerprint[ASSAY_FINGERPRINT_SHORT_SIZE];

    assay_fingerprint_short(finding->fingerprint, fingerprint);
    set(model, node, "code", finding->rule->code);
    set(model, node, "headline", finding->headline);
    set(model, node, "title", finding->rule->title);
    set(model, node, "verdict", assay_verdict_name(finding->verdict));
    set(model, node, "severity", assay_severity_name(finding->severity));
    set(model, node, "message", finding->message);
    set_optional(model, node, "remedy", finding->remedy);
    set(model, node, "fingerprint", fingerprint);
    buf_printf(&model->text, "ASY-F-%.12s", finding->fingerprint);
    if (finding->ordinal > 0)
        buf_printf(&model->text, "-%" PRIu32, finding->ordinal);
    set_text(model, node, "anchor");
    set_subject(model, node, finding->item);
    set_place(model, node, finding);
    set_owner(model, node, finding->item);
    set_control(model, node, finding->rule);
    set_commit(model, node, finding->item);
    set_unknown(model, node, finding);
    if (finding->observation)
        set_optional(model, node, "masked", finding->observation->masked);
    add_waiver_of(model, node, finding->waiver);
}

static void add_blocking(struct model *model, xmlNode *report)
{
    const struct assay_assessment *assessment = model->assessment;
    xmlNode *blocking = add(model, report, "blocking");
    uint64_t total = count_blocking(assessment), shown = 0;

    for (size_t i = 0; i < assessment->finding_count && shown < BLOCKING_MAX; i++) {
        if (!assessment->findings[i].blocking)
            continue;
        add_finding(model, blocking, &assessment->findings[i]);
        shown++;
    }
    if (total > shown)
        set_count(model, blocking, "rest", total - shown);
}

/* 4 - waivers. */

static const char *const waiver_states[] = {
    [ASSAY_WAIVER_IN_FORCE] = "in force",
    [ASSAY_WAIVER_SOON] = "ends soon",
    [ASSAY_WAIVER_EXPIRED] = "expired",
    [ASSAY_WAIVER_UNUSED] = "unused",
};
_Static_assert(ARRAY_LEN(waiver_states) == ASSAY_WAIVER_STATES, "a state without a word");

static void add_waiver(struct model *model, xmlNode *waivers, const struct assay_waiver *waiver)
{
    xmlNode *node = add(model, waivers, "waiver");

    set(model, node, "fingerprint", waiver->fingerprint);
    set(model, node, "who", waiver->who);
    set(model, node, "reason", waiver->reason);
    set(model, node, "state", waiver_states[waiver->state]);
    set_optional(model, node, "glob", waiver->glob);
    set_date(model, node, "until", part_last_day(waiver));
    set_count(model, node, "used", waiver->used);
    if (waiver->days_left >= 0)
        show_counted(&model->text, (uint64_t)waiver->days_left, "day");
    set_text(model, node, "left");
}

static void add_waivers(struct model *model, xmlNode *report)
{
    const struct assay_assessment *assessment = model->assessment;
    xmlNode *waivers = add(model, report, "waivers");
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
    set_count(model, waivers, "in-force",
              states[ASSAY_WAIVER_IN_FORCE] + states[ASSAY_WAIVER_SOON]);
    set_count(model, waivers, "soon", states[ASSAY_WAIVER_SOON]);
    set_count(model, waivers, "expired", states[ASSAY_WAIVER_EXPIRED]);
    set_count(model, waivers, "unused", states[ASSAY_WAIVER_UNUSED]);
    if (first)
        set_date(model, waivers, "first-end", part_last_day(first));
    if (assessment->waiver_count > WAIVERS_MAX)
        set_count(model, waivers, "rest", assessment->waiver_count - WAIVERS_MAX);
}

/* 6 - packs; 7 - the ledger. */

static void add_packs(struct model *model, xmlNode *report)
{
    xmlNode *packs = add(model, report, "packs");

    set_hex(model, packs, "sha256", model->assessment->policy_sha256);
    for (size_t i = 0; i < model->assessment->pack_count; i++) {
        const struct assay_pack *pack = &model->assessment->packs[i];
        xmlNode *node = add(model, packs, "pack");

        set(model, node, "name", pack->name);
        set(model, node, "edition", pack->edition);
        set(model, node, "title", pack->title);
        set(model, node, "path", pack->path);
        set_optional(model, node, "from", pack->in_force_from);
        set_optional(model, node, "until", pack->in_force_until);
        set_hex(model, node, "sha256", pack->sha256);
        for (size_t k = 0; k < pack->parameter_count; k++) {
            const struct assay_parameter *parameter = &pack->parameters[k];
            xmlNode *changed;

            if (strcmp(parameter->value, parameter->normal) == 0)
                continue;
            changed = add(model, node, "changed");
            set(model, changed, "name", parameter->name);
            set(model, changed, "value", parameter->value);
            set(model, changed, "normal", parameter->normal);
            set(model, changed, "origin", parameter->origin);
        }
    }
}

static void add_ledger(struct model *model, xmlNode *report)
{
    const struct assay_ledger_state *state = model->assessment->ledger;
    xmlNode *ledger;

    if (!state)
        return;
    ledger = add(model, report, "ledger");
    set(model, ledger, "origin", state->origin);
    set_count(model, ledger, "size", state->size);
    set_hex(model, ledger, "root", state->root);
    set(model, ledger, "signer", state->signer);
    set(model, ledger, "holds", state->holds ? "yes" : "no");
}

/* The auditor's index: controls, then rules by severity with what was found. */

static void add_control(struct model *model, xmlNode *framework,
                        const struct assay_control_status *status)
{
    const struct assay_control *control = status->control;
    xmlNode *node = add(model, framework, "control");
    CLEANUP(buf_clear) struct buf words;
    char mark[2] = {control->mark, '\0'};

    buf_init(&words, SIZE_MAX / 2);
    buf_printf(&words, "%s %s", control->framework, control->reference);
    set_anchor(model, node, "C-", buf_string(&words));
    set(model, node, "reference", control->reference);
    set(model, node, "edition", control->edition);
    set(model, node, "mark", mark);
    set(model, node, "verdict", assay_verdict_name(status->verdict));
    for (size_t i = 0; i < status->rule_count; i++) {
        xmlNode *rule = add(model, node, "rule");

        set(model, rule, "code", status->rules[i]->code);
        set(model, rule, "title", status->rules[i]->title);
    }
}

static void add_controls(struct model *model, xmlNode *report)
{
    const struct assay_assessment *assessment = model->assessment;
    xmlNode *controls = add(model, report, "controls");
    xmlNode *framework = NULL;
    const char *name = NULL;

    for (size_t i = 0; i < assessment->control_count && i < CONTROLS_MAX; i++) {
        const struct assay_control_status *status = &assessment->controls[i];

        if (!name || strcmp(name, status->control->framework) != 0) {
            name = status->control->framework;
            framework = add(model, controls, "framework");
            set(model, framework, "name", name);
            set_anchor(model, framework, "K-", name);
        }
        add_control(model, framework, status);
    }
    if (assessment->control_count > CONTROLS_MAX)
        set_count(model, controls, "rest", assessment->control_count - CONTROLS_MAX);
}

static void add_rule_counts(struct model *model, xmlNode *node, const struct assay_rule *rule)
{
    for (size_t i = 0; i < ARRAY_LEN(bar_order); i++) {
        uint64_t count = rule->verdicts[bar_order[i].verdict];
        xmlNode *child;

        if (count == 0)
            continue;
        child = add(model, node, "count");
        set(model, child, "verdict", assay_verdict_name(bar_order[i].verdict));
        set_count(model, child, "value", count);
    }
}

static void add_rule(struct model *model, xmlNode *group, const struct assay_rule *rule)
{
    xmlNode *node = add(model, group, "rule");

    set(model, node, "code", rule->code);
    buf_printf(&model->text, "ASY-%s", rule->code);
    set_text(model, node, "anchor");
    set(model, node, "name", rule->name);
    set(model, node, "title", rule->title);
    set(model, node, "severity", assay_severity_name(rule->severity));
    set(model, node, "pack", rule->pack);
    set(model, node, "rationale", rule->rationale);
    set(model, node, "remediation", rule->remediation);
    set_optional(model, node, "applies", rule->applies);
    set_optional(model, node, "check", rule->check);
    add_rule_counts(model, node, rule);
    for (size_t i = 0; i < rule->control_count; i++) {
        const struct assay_control *control = rule->controls[i];
        xmlNode *child = add(model, node, "control");

        buf_printf(&model->text, "%s %s", control->framework, control->reference);
        set_text(model, child, "name");
    }
}

/* Where a rule's findings go, and how many were seen. */
struct shelf {
    const char *code;
    xmlNode *rule;
    uint64_t seen;
};

static struct shelf *shelf_of(struct shelf *shelves, size_t count, const char *code)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(code, shelves[middle].code);

        if (order == 0)
            return &shelves[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static void add_findings_to_rules(struct model *model, struct shelf *shelves)
{
    const struct assay_assessment *assessment = model->assessment;

    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];
        struct shelf *shelf = shelf_of(shelves, assessment->rule_count, finding->rule->code);

        if (!shelf || finding->verdict == ASSAY_NOT_APPLICABLE)
            continue;
        if (shelf->seen++ < RULE_FINDINGS_MAX)
            add_finding(model, shelf->rule, finding);
    }
    for (size_t i = 0; i < assessment->rule_count; i++) {
        if (shelves[i].seen > RULE_FINDINGS_MAX)
            set_count(model, shelves[i].rule, "rest", shelves[i].seen - RULE_FINDINGS_MAX);
    }
}

static void add_rules(struct model *model, xmlNode *report)
{
    const struct assay_assessment *assessment = model->assessment;
    xmlNode *rules = add(model, report, "rules");
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
                group = add(model, rules, "severity");
                set(model, group, "name", assay_severity_name(rule->severity));
            }
            add_rule(model, group, rule);
            if (group)
                shelves[i] = (struct shelf){rule->code, xmlGetLastChild(group), 0};
        }
    }
    if (!model->failed)
        add_findings_to_rules(model, shelves);
}

/* The annex: data sets and models with their digests; gaps one by one. */

static void add_evidence(struct model *model, xmlNode *report)
{
    const struct assay_inventory *inventory = model->assessment->inventory;
    xmlNode *evidence = add(model, report, "evidence");
    uint64_t total = 0;

    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_item *item = &inventory->items[i];
        xmlNode *node;

        if (item->content->kind != ASSAY_KIND_DATASET && item->content->kind != ASSAY_KIND_MODEL)
            continue;
        if (total++ >= EVIDENCE_MAX)
            continue;
        node = add(model, evidence, "item");
        set_path(model, node, item->path);
        set(model, node, "kind", assay_kind_name(item->content->kind));
        set_optional(model, node, "format", item->content->format);
        show_bytes(&model->text, item->content->size);
        set_text(model, node, "size");
        set_hex(model, node, "sha256", item->content->sha256);
        if (item->content->load != ASSAY_LOAD_ABSENT)
            set(model, node, "load", assay_load_name(item->content->load));
    }
    set_count(model, evidence, "total", total);
    if (total > EVIDENCE_MAX)
        set_count(model, evidence, "rest", total - EVIDENCE_MAX);
}

static void add_gaps(struct model *model, xmlNode *report)
{
    const struct assay_inventory *inventory = model->assessment->inventory;
    xmlNode *gaps = add(model, report, "gaps");

    for (size_t i = 0; i < inventory->gap_count && i < GAPS_MAX; i++) {
        const struct assay_gap *gap = &inventory->gaps[i];
        xmlNode *node = add(model, gaps, "gap");

        set(model, node, "id", gap->id);
        set(model, node, "why", gap->why);
        if (gap->path)
            set_path(model, node, gap->path);
        if (show_gap_allowed(model->assessment, gap->id))
            set(model, node, "allowed", "yes");
    }
    if (inventory->gap_count > GAPS_MAX)
        set_count(model, gaps, "rest", inventory->gap_count - GAPS_MAX);
}

static void add_all(struct model *model, xmlNode *report)
{
    char time[CLOCK_TEXT_SIZE];

    clock_text(model->assessment->time, time);
    set(model, report, "version", ASSAY_VERSION);
    set(model, report, "time", time);
    set_date(model, report, "date", model->assessment->time);
    buf_printf(&model->text, "%" PRId64, model->assessment->time);
    set_text(model, report, "epoch");
    add_subject(model, report);
    add_seen(model, report);
    add_unseen(model, report);
    add_verdict(model, report);
    add_frameworks(model, report);
    add_blocking(model, report);
    add_waivers(model, report);
    add_packs(model, report);
    add_ledger(model, report);
    add_controls(model, report);
    add_rules(model, report);
    add_evidence(model, report);
    add_gaps(model, report);
}

enum assay_status model_build(const struct assay_assessment *assessment, xmlDoc **out,
                              struct assay_error *err)
{
    struct model model = {.assessment = assessment};
    xmlDoc *document = xmlNewDoc(xml_chars("1.0"));
    xmlNode *report = xmlNewNode(NULL, xml_chars("report"));

    if (document && report) {
        xmlDocSetRootElement(document, report);
        buf_init(&model.text, SIZE_MAX / 2);
        add_all(&model, report);
        buf_clear(&model.text);
    } else {
        xmlFreeNode(report);
        model.failed = true;
    }
    if (model.failed) {
        xmlFreeDoc(document);
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a report");
    }
    *out = document;
    return ASSAY_OK;
}
