/* summary.c - the few lines that say what a run saw and what came of it. */

#include "report/summary.h"

#include <assay/report.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"
#include "inventory/path.h"
#include "report/show.h"

#define DOT " \xc2\xb7 "

enum { GAP_IDS_SHOWN = 4, RANGE_ENDS = 7 };

static const struct {
    const char *verdict, *word;
} words[] = {
    {"passed", "PASSED"},
    {"blocked", "BLOCKED"},
    {"incomplete", "INCOMPLETE"},
    {"nothing examined", "NOTHING EXAMINED"},
};

const char *summary_word(const struct assay_assessment *assessment)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (strcmp(words[i].verdict, assessment->verdict) == 0)
            return words[i].word;
    }
    return assessment->verdict;
}

static void add_separator(struct buf *out, size_t start, const char *separator)
{
    if (out->size > start)
        buf_text(out, separator);
}

static void add_severities(const struct assay_assessment *assessment, struct buf *out)
{
    size_t start = out->size;

    for (int i = ASSAY_SEVERITIES - 1; i >= 0; i--) {
        if (assessment->counts[i] == 0)
            continue;
        add_separator(out, start, ", ");
        show_count(out, assessment->counts[i]);
        buf_printf(out, " %s", assay_severity_name((enum assay_severity)i));
    }
}

static uint64_t count_open(const struct assay_assessment *assessment)
{
    uint64_t open = 0;

    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];

        open += !finding->blocking && finding->verdict == ASSAY_FAIL;
    }
    return open;
}

/* The waiver in use that ends first, or NULL. */
static const struct assay_waiver *soonest(const struct assay_assessment *assessment)
{
    const struct assay_waiver *first = NULL;

    for (size_t i = 0; i < assessment->waiver_count; i++) {
        const struct assay_waiver *waiver = &assessment->waivers[i];

        if (waiver->used > 0 && waiver->days_left >= 0 &&
            (!first || waiver->days_left < first->days_left))
            first = waiver;
    }
    return first;
}

static void add_waived(const struct assay_assessment *assessment, struct buf *out)
{
    const struct assay_waiver *first = soonest(assessment);

    show_count(out, assessment->waived);
    buf_text(out, " waived");
    if (first) {
        buf_printf(out, " (%s in ", assessment->waived == 1 ? "expires" : "the first expires");
        show_counted(out, (uint64_t)first->days_left, "day");
        buf_byte(out, ')');
    }
}

void summary_counts(const struct assay_assessment *assessment, struct buf *out)
{
    size_t start = out->size;
    uint64_t open = count_open(assessment);

    add_severities(assessment, out);
    if (out->size == start && strcmp(assessment->verdict, "nothing examined") != 0)
        buf_text(out, "nothing blocks");
    if (open > 0) {
        add_separator(out, start, DOT);
        show_count(out, open);
        buf_text(out, " below the gate");
        if (assessment->fail_on > ASSAY_SEVERITY_MEDIUM) /* milder than without a setting */
            buf_printf(out, ", which is %s", assay_severity_name(assessment->fail_on));
    }
    if (assessment->unknowns > 0) {
        add_separator(out, start, DOT);
        show_count(out, assessment->unknowns);
        buf_text(out, " unknown");
    }
    if (assessment->attested > 0) {
        add_separator(out, start, DOT);
        show_count(out, assessment->attested);
        buf_text(out, " attested");
    }
    if (assessment->waived > 0) {
        add_separator(out, start, DOT);
        add_waived(assessment, out);
    }
}

static void add_commit_range(const char *range, struct buf *out)
{
    const char *dots = strstr(range, "..");

    if (!dots)
        return;
    buf_byte(out, ' ');
    text_show(out, bytes_of(range, strnlen(range, RANGE_ENDS)));
    buf_text(out, "..");
    text_show(out, bytes_of(dots + 2, strnlen(dots + 2, RANGE_ENDS)));
}

void summary_examined(const struct assay_assessment *assessment, double seconds, struct buf *out)
{
    const struct assay_totals *totals = &assessment->inventory->totals;
    const struct assay_target_facts *target = &assessment->inventory->target;
    bool staged = strcmp(target->view, "staged") == 0;
    bool listed = strcmp(target->view, "listed") == 0;
    char differs[ASSAY_CHECKED_OUT_SIZE];

    show_counted(out, totals->items, staged ? "staged file" : listed ? "listed file" : "file");
    buf_text(out, ", ");
    show_bytes(out, totals->bytes);
    if (totals->containers > 0) {
        buf_text(out, ", in ");
        show_counted(out, totals->containers, "container");
    }
    if (totals->commits > 0) {
        buf_text(out, DOT);
        show_counted(out, totals->commits, "commit");
        add_commit_range(target->range, out);
    }
    buf_text(out, DOT);
    show_counted(out, assessment->rule_count, "rule");
    if (totals->ignored > 0) {
        buf_text(out, DOT);
        show_counted(out, totals->ignored, "path");
        buf_text(out, " ignored");
    }
    assay_checked_out_text(&target->checked_out, differs);
    if (differs[0])
        buf_printf(out, DOT "%s", differs);
    if (seconds >= 0) {
        buf_text(out, DOT);
        show_seconds(out, seconds);
    }
}

/* A shipped pack of no regime has the date of its edition, which binds nobody. */
static bool is_undated(const struct assay_pack *pack)
{
    return pack->control_count == 0 && strncmp(pack->path, "assay:", 6) == 0;
}

static void add_loosened(const struct assay_pack *pack, size_t start, struct buf *out)
{
    for (size_t i = 0; i < pack->parameter_count; i++) {
        const struct assay_parameter *parameter = &pack->parameters[i];

        if (!parameter->loosened)
            continue;
        add_separator(out, start, DOT);
        buf_printf(out, "%s is ", parameter->name);
        text_show(out, bytes_text(parameter->value));
        buf_text(out, ", not ");
        text_show(out, bytes_text(parameter->normal));
        buf_text(out, ", by ");
        text_show(out, bytes_text(parameter->origin));
    }
}

/* A pack is judged whatever the day: who names it wants to be ready, or answers for the past. What
 * its date is must be said, for nobody owes today what is law tomorrow; and so must be what a pack
 * made milder, for nobody else would look for it. */
void summary_packs(const struct assay_assessment *assessment, struct buf *out)
{
    char today[CLOCK_TEXT_SIZE];
    size_t start = out->size;

    clock_text(assessment->time, today);
    today[10] = 0;
    for (size_t i = 0; i < assessment->pack_count; i++) {
        const struct assay_pack *pack = &assessment->packs[i];

        add_loosened(pack, start, out);
        if (is_undated(pack))
            continue;
        if (*pack->in_force_from && strcmp(today, pack->in_force_from) < 0) {
            add_separator(out, start, DOT);
            buf_printf(out, "%s is in force from %s on, and was judged all the same", pack->name,
                       pack->in_force_from);
        } else if (*pack->in_force_until && strcmp(today, pack->in_force_until) > 0) {
            add_separator(out, start, DOT);
            buf_printf(out, "%s was in force until %s, and was judged all the same", pack->name,
                       pack->in_force_until);
        }
    }
}

/* How many gaps from `at` on have the same id; they are sorted by it. */
static size_t same_id(const struct assay_inventory *inventory, size_t at)
{
    size_t end = at + 1;

    while (end < inventory->gap_count &&
           strcmp(inventory->gaps[end].id, inventory->gaps[at].id) == 0)
        end++;
    return end - at;
}

static void add_gap(const struct assay_assessment *assessment, size_t at, size_t count,
                    struct buf *out)
{
    const struct assay_gap *gap = &assessment->inventory->gaps[at];

    buf_text(out, gap->id);
    if (gap->path) {
        buf_byte(out, ' ');
        path_write(gap->path, true, out);
    }
    if (count > 1) {
        buf_text(out, " and ");
        show_count(out, count - 1);
        buf_text(out, " more");
    }
    if (show_gap_allowed(assessment, gap->id))
        buf_text(out, " (allowed)");
}

void summary_gaps(const struct assay_assessment *assessment, struct buf *out)
{
    const struct assay_inventory *inventory = assessment->inventory;
    size_t shown = 0, rest = 0;

    if (inventory->gap_count == 0) {
        buf_text(out, "none");
        return;
    }
    show_count(out, inventory->gap_count);
    buf_text(out, ": ");
    for (size_t at = 0; at < inventory->gap_count; shown++) {
        size_t count = same_id(inventory, at);

        if (shown < GAP_IDS_SHOWN) {
            if (shown > 0)
                buf_text(out, DOT);
            add_gap(assessment, at, count, out);
        } else {
            rest += count;
        }
        at += count;
    }
    if (rest > 0) {
        buf_text(out, DOT);
        show_count(out, rest);
        buf_text(out, " of other kinds");
    }
    buf_printf(out, "   (assay explain %s)", inventory->gaps[0].id);
}

/* What is to come is judged by itself, and must not look as if all had been asked. */
void summary_not_asked(const struct assay_assessment *assessment, struct buf *out)
{
    const struct assay_target_facts *target = &assessment->inventory->target;
    uint64_t rules = 0;

    for (size_t i = 0; i < assessment->rule_count; i++)
        rules += assessment->rules[i].not_asked;
    if (rules > 0) {
        show_counted(out, rules, "rule");
        buf_text(out, " about the whole project");
    }
    if (assessment->records_apart)
        buf_printf(out, "%swhat the records and cards here speak of", rules > 0 ? DOT : "");
    if (rules == 0 && !assessment->records_apart)
        return;
    buf_text(out, ": assay check");
    if (strcmp(target->view, "staged") != 0 && strcmp(target->view, "listed") != 0 && *target->head)
        buf_printf(out, " --commit %.12s", target->head);
}

void summary_since(const struct assay_assessment *assessment, struct buf *out)
{
    const struct assay_changes *since = assessment->since;

    if (!since)
        return;
    show_count(out, since->added);
    buf_text(out, " new, ");
    show_count(out, since->fixed);
    buf_text(out, " fixed, ");
    show_count(out, since->unchanged);
    buf_text(out, " unchanged since ");
    text_show(out, bytes_text(since->time));
    if (since->other_rules)
        buf_text(out, ", by other rules");
}

enum assay_status assay_report_not_asked(const struct assay_assessment *assessment, char **line,
                                         struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, SIZE_MAX / 2);
    summary_not_asked(assessment, &text);
    *line = NULL;
    return text.size > 0 ? buf_hand_over(&text, line, err) : buf_status(&text, err);
}

static void add_waiver_state(const struct assay_assessment *assessment,
                             enum assay_waiver_state state, const char *word, bool all,
                             size_t start, struct buf *out)
{
    uint64_t count = 0, shown = 0;

    for (size_t i = 0; i < assessment->waiver_count; i++)
        count += assessment->waivers[i].state == state;
    if (count == 0)
        return;
    add_separator(out, start, DOT);
    show_count(out, count);
    buf_printf(out, " %s: ", word);
    for (size_t i = 0; i < assessment->waiver_count && (all || shown == 0); i++) {
        const struct assay_waiver *waiver = &assessment->waivers[i];

        if (waiver->state != state)
            continue;
        if (shown++ > 0)
            buf_text(out, ", ");
        show_line(out, show_waiver(waiver));
        if (waiver->where)
            buf_printf(out, " %s", waiver->where);
        else
            buf_printf(out, " line %" PRIu32, waiver->line);
    }
    if (shown < count)
        buf_text(out, ", ...");
}

void summary_waivers(const struct assay_assessment *assessment, bool all, struct buf *out)
{
    size_t start = out->size;

    add_waiver_state(assessment, ASSAY_WAIVER_EXPIRED, "expired", all, start, out);
    add_waiver_state(assessment, ASSAY_WAIVER_TOO_LONG, "longer than the policy allows", all, start,
                     out);
    add_waiver_state(assessment, ASSAY_WAIVER_SOON, "end within 14 days", all, start, out);
    add_waiver_state(assessment, ASSAY_WAIVER_UNUSED, "unused", all, start, out);
    add_waiver_state(assessment, ASSAY_WAIVER_WITHDRAWN, "withdrawn", all, start, out);
    add_waiver_state(assessment, ASSAY_WAIVER_IN_DOUBT, "in doubt", all, start, out);
}

bool summary_has_idle_waivers(const struct assay_assessment *assessment)
{
    for (size_t i = 0; i < assessment->waiver_count; i++) {
        if (assessment->waivers[i].state != ASSAY_WAIVER_IN_FORCE)
            return true;
    }
    return false;
}
