/* model_cover.c - the first page: the subject, what was seen and what was not, the verdict. */

#include <assay/problem.h>
#include <inttypes.h>

#include "base/codec.h"
#include "base/kit.h"
#include "report/model_part.h"
#include "report/show.h"
#include "report/summary.h"

enum { GAP_KINDS_MAX = 30 };

/* 1 - the subject, and what was not looked at. */

static void add_fact(struct model *model, xmlNode *parent, const char *label, const char *value)
{
    xmlNode *node;

    if (!value || value[0] == '\0')
        return;
    node = model_add(model, parent, "fact");
    model_set(model, node, "label", label);
    model_set(model, node, "value", value);
}

static bool is_told(const struct assay_checked_out *told)
{
    return told->commit && told->commit[0];
}

void model_add_subject(struct model *model, xmlNode *report)
{
    const struct assay_inventory *inventory = model->assessment->inventory;
    const struct assay_target_facts *target = &inventory->target;
    xmlNode *subject = model_add(model, report, "subject");
    char root[2 * 32 + 1];

    hex_encode(bytes_of(inventory->root, sizeof inventory->root), root);
    model_set_optional(model, subject, "name", target->name);
    model_set_optional(model, subject, "type", target->type);
    model_set_optional(model, subject, "view", target->view);
    add_fact(model, subject, "folder", target->folder);
    add_fact(model, subject, "commit", target->head);
    if (is_told(&target->checked_out)) {
        char differs[ASSAY_CHECKED_OUT_SIZE];

        assay_checked_out_text(&target->checked_out, differs);
        add_fact(model, subject, "checked out", target->checked_out.commit);
        add_fact(model, subject, "work tree",
                 differs[0] ? differs : "every file that was examined is as in that commit");
    } else if (model->assessment->checked_out && *model->assessment->checked_out) {
        buf_printf(&model->text, "%s, which files on disk may differ from: --head judges it alone",
                   model->assessment->checked_out);
        add_fact(model, subject, "checked out", buf_string(&model->text));
        buf_reset(&model->text);
    }
    add_fact(model, subject, "range", target->range);
    add_fact(model, subject, "inventory root", root);
    summary_not_asked(model->assessment, &model->text);
    if (model->text.size > 0) {
        xmlNode *fact = model_add(model, subject, "fact");

        model_set(model, fact, "label", "not asked");
        model_set_text(model, fact, "value");
    }
}

static void add_figure(struct model *model, xmlNode *parent, uint64_t count, const char *noun)
{
    xmlNode *node = model_add(model, parent, "figure");

    model_set_count(model, node, "value", count);
    buf_printf(&model->text, "%s%s", noun, count == 1 ? "" : "s");
    model_set_text(model, node, "label");
}

void model_add_seen(struct model *model, xmlNode *report)
{
    const struct assay_totals *totals = &model->assessment->inventory->totals;
    xmlNode *seen = model_add(model, report, "seen");
    xmlNode *bytes;

    add_figure(model, seen, totals->items, "file");
    bytes = model_add(model, seen, "figure");
    show_bytes(&model->text, totals->bytes);
    model_set_text(model, bytes, "value");
    model_set(model, bytes, "label", "examined");
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
    xmlNode *node = model_add(model, unseen, "kind");

    model_set(model, node, "id", gap->id);
    model_set(model, node, "title", problem ? problem->title : gap->why);
    model_set_count(model, node, "count", count);
    if (show_gap_allowed(model->assessment, gap->id))
        model_set(model, node, "allowed", "yes");
}

void model_add_unseen(struct model *model, xmlNode *report)
{
    const struct assay_inventory *inventory = model->assessment->inventory;
    xmlNode *unseen = model_add(model, report, "unseen");
    size_t kinds = 0, rest = 0;

    summary_scope(&inventory->target, &model->text);
    if (model->text.size > 0)
        model_set_text(model, unseen, "scope");
    if (inventory->gap_count > 0)
        model_set_count(model, unseen, "total", inventory->gap_count);
    if (inventory->totals.ignored > 0)
        model_set_count(model, unseen, "ignored", inventory->totals.ignored);
    for (size_t at = 0; at < inventory->gap_count; kinds++) {
        size_t count = gaps_of_kind(inventory, at);

        if (kinds < GAP_KINDS_MAX)
            add_gap_kind(model, unseen, at, count);
        else
            rest += count;
        at += count;
    }
    if (rest > 0)
        model_set_count(model, unseen, "rest", rest);
}

/* 2 - the verdict, and a bar for each framework. */

uint64_t model_count_blocking(const struct assay_assessment *assessment)
{
    uint64_t count = 0;

    for (size_t i = 0; i < ASSAY_SEVERITIES; i++)
        count += assessment->counts[i];
    return count;
}

/* A waiver excuses and mends nothing: who reads one sentence alone must learn of it there. */
static void write_waived(const struct assay_assessment *assessment, struct buf *out)
{
    uint64_t critical = 0;

    for (size_t i = 0; i < assessment->finding_count; i++)
        critical += assessment->findings[i].verdict == ASSAY_WAIVED &&
                    assessment->findings[i].severity == ASSAY_SEVERITY_CRITICAL;
    show_counted(out, assessment->waived, "finding");
    if (critical > 0) {
        buf_text(out, ", ");
        show_count(out, critical);
        buf_text(out, " of them critical,");
    }
    buf_printf(out, " %s waived", assessment->waived == 1 ? "is" : "are");
}

static void write_sentence(const struct assay_assessment *assessment, struct buf *out)
{
    uint64_t blocking = model_count_blocking(assessment);

    if (strcmp(assessment->verdict, "blocked") == 0) {
        show_counted(out, blocking, "finding");
        buf_printf(out, " must be resolved before this is released.");
    } else if (strcmp(assessment->verdict, "passed") == 0 && assessment->waived > 0) {
        buf_text(out, "All that was asked for was examined. ");
        write_waived(assessment, out);
        buf_text(out, "; no other finding stands against a release.");
    } else if (strcmp(assessment->verdict, "passed") == 0) {
        buf_text(out, "All that was asked for was examined, "
                      "and no finding stands against a release.");
    } else if (strcmp(assessment->verdict, "incomplete") == 0) {
        buf_text(out,
                 "Nothing that was seen blocks, but not all that was asked for could be seen.");
    } else {
        buf_text(out, "There was nothing to examine; this says nothing about a release.");
    }
}

void model_add_verdict(struct model *model, xmlNode *report)
{
    xmlNode *verdict = model_add(model, report, "verdict");

    model_set(model, verdict, "word", summary_word(model->assessment));
    model_set(model, verdict, "class", model->assessment->verdict);
    write_sentence(model->assessment, &model->text);
    model_set_text(model, verdict, "sentence");
    summary_counts(model->assessment, &model->text);
    model_set_text(model, verdict, "counts");
}

/* A share in percent with three decimals; no floating point, so no locale. */
static void set_percent(struct model *model, xmlNode *node, const char *name, uint64_t part,
                        uint64_t whole)
{
    uint64_t thousandths = whole ? part * 100000 / whole : 0;

    buf_printf(&model->text, "%" PRIu64 ".%03" PRIu64 "%%", thousandths / 1000, thousandths % 1000);
    model_set_text(model, node, name);
}

const struct model_verdict model_verdicts[ASSAY_VERDICTS] = {
    {ASSAY_PASS, "met by evidence"}, {ASSAY_ATTESTED, "attested"},
    {ASSAY_WAIVED, "waived"},        {ASSAY_UNKNOWN, "unknown"},
    {ASSAY_FAIL, "failed"},          {ASSAY_NOT_APPLICABLE, "not applicable"},
};

/* Parts of one bar, from the left. */
struct bar {
    xmlNode *node;
    uint64_t total, at;
};

static void add_part(struct model *model, struct bar *bar, const char *verdict, const char *label,
                     uint64_t count)
{
    xmlNode *part;

    if (count == 0)
        return;
    part = model_add(model, bar->node, "part");
    model_set(model, part, "verdict", verdict);
    model_set(model, part, "label", label);
    model_set_count(model, part, "count", count);
    set_percent(model, part, "x", bar->at, bar->total);
    set_percent(model, part, "width", count, bar->total);
    set_percent(model, part, "middle", 2 * bar->at + count, 2 * bar->total);
    bar->at += count;
}

/* Of controls that a pack of the policy lists; those that rules touch beside make no bar. */
static void add_framework_bar(struct model *model, xmlNode *parent,
                              const struct assay_framework *framework)
{
    struct bar bar = {0};

    for (size_t i = 0; i < ASSAY_VERDICTS; i++)
        bar.total += framework->controls[i];
    if (bar.total == 0)
        return;
    bar.node = model_add(model, parent, "framework");
    model_set(model, bar.node, "name", framework->name);
    model_set_count(model, bar.node, "total", bar.total);
    model_set_anchor(model, bar.node, "K-", framework->name);
    for (size_t i = 0; i < ASSAY_VERDICTS; i++) {
        enum assay_verdict verdict = model_verdicts[i].verdict;
        uint64_t count = framework->controls[verdict];

        if (verdict == ASSAY_UNKNOWN) {
            add_part(model, &bar, "open", "rules met, a person\xe2\x80\x99s part open",
                     framework->person_open);
            count -= framework->person_open;
        }
        add_part(model, &bar, assay_verdict_name(verdict), model_verdicts[i].label, count);
    }
}

void model_add_frameworks(struct model *model, xmlNode *report)
{
    const struct assay_assessment *assessment = model->assessment;
    xmlNode *frameworks = model_add(model, report, "frameworks");
    const char *separator = "";

    for (size_t i = 0; i < assessment->framework_count; i++)
        add_framework_bar(model, frameworks, &assessment->frameworks[i]);
    for (size_t i = 0; i < assessment->framework_count; i++) {
        if (assessment->frameworks[i].touched == 0)
            continue;
        buf_printf(&model->text, "%s%s", separator, assessment->frameworks[i].name);
        separator = ", ";
    }
    model_set_text(model, frameworks, "touched");
}
