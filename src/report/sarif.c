/*
 * sarif.c - SARIF 2.1.0 (OASIS, errata 01): one run, results with stable fingerprints.
 *
 * A host shows results at files that it has, so a result inside a container is placed at the
 * outermost file, and its whole name stands as logical location. Hosts cut off what is too much:
 * RESULTS_MAX results, most severe first, and a notification that says so.
 */

#include <assay/problem.h>

#include "base/kit.h"
#include "base/search.h"
#include "base/version.h"
#include "inventory/path.h"
#include "report/parts.h"
#include "report/render.h"
#include "report/show.h"
#include "report/uri.h"
#include "report/verdicts.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

enum { RESULTS_MAX = 5000 };

struct sarif {
    const struct assay_assessment *assessment;
    struct jcs *jcs;
    struct sink *sink;
    size_t result_count;                 /* of the findings, from the first on */
    const struct assay_item **artifacts; /* outermost items that results name, in order of path */
    size_t artifact_count;
    struct unjudged unjudged;
};

static int order_item(const void *path, const void *item)
{
    return assay_path_compare(path, ((const struct assay_item *)item)->path);
}

/* The item of a finding's outermost file: itself, or the container that it is in. */
static const struct assay_item *outer_item(const struct assay_inventory *inventory,
                                           const struct assay_item *item)
{
    const struct assay_path *outer = show_outermost(item->path);
    size_t at;

    if (!item->path->container)
        return item;
    at = search_first(outer, inventory->items, inventory->item_count, sizeof *inventory->items,
                      order_item);
    if (at < inventory->item_count && assay_path_compare(inventory->items[at].path, outer) == 0)
        return &inventory->items[at];
    return item; /* a container that is no item: a view of one member, or of a range that kept it */
}

/* Stands for its container, which is no item: what is known of that is its name. */
static bool is_member(const struct assay_item *artifact)
{
    return artifact->path->container != NULL;
}

/* By path, then by content. Items of a range and of the tree that it ends in stand in two arrays,
 * so that addresses tell nothing. */
static int compare_artifacts(const void *left, const void *right)
{
    const struct assay_item *a = *(const struct assay_item *const *)left;
    const struct assay_item *b = *(const struct assay_item *const *)right;
    int order = assay_path_compare(show_outermost(a->path), show_outermost(b->path));

    if (order == 0)
        order = is_member(a) - is_member(b);
    return order != 0 || is_member(a)
               ? order
               : memcmp(a->content->sha256, b->content->sha256, sizeof a->content->sha256);
}

static ASSAY_RESULT collect_artifacts(struct sarif *sarif, struct assay_error *err)
{
    const struct assay_assessment *assessment = sarif->assessment;
    size_t count = 0, kept = 0;

    sarif->artifacts = calloc(sarif->result_count + 1, sizeof *sarif->artifacts);
    if (!sarif->artifacts)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a report");
    for (size_t i = 0; i < sarif->result_count; i++) {
        const struct assay_item *item = assessment->findings[i].item;

        if (item)
            sarif->artifacts[count++] = outer_item(assessment->inventory, item);
    }
    qsort(sarif->artifacts, count, sizeof *sarif->artifacts, compare_artifacts);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_artifacts(&sarif->artifacts[kept - 1], &sarif->artifacts[i]) != 0)
            sarif->artifacts[kept++] = sarif->artifacts[i];
    sarif->artifact_count = kept;
    return ASSAY_OK;
}

static size_t artifact_index(const struct sarif *sarif, const struct assay_item *item)
{
    return search_first(&item, sarif->artifacts, sarif->artifact_count, sizeof *sarif->artifacts,
                        compare_artifacts);
}

static void write_uri(struct jcs *jcs, const struct assay_item *item)
{
    CLEANUP(buf_clear) struct buf uri;

    buf_init(&uri, SIZE_MAX / 2);
    uri_write(&uri, path_name(show_outermost(item->path)));
    part_text(jcs, "uri", buf_string(&uri));
    part_text(jcs, "uriBaseId", "TARGET");
}

static void write_message(struct jcs *jcs, const char *key, const char *text)
{
    CLEANUP(buf_clear) struct buf shown;

    buf_init(&shown, SIZE_MAX / 2);
    show_line(&shown, text);
    jcs_key(jcs, key);
    jcs_open_object(jcs);
    part_text(jcs, "text", buf_string(&shown));
    jcs_close_object(jcs);
}

static void write_artifacts(const struct sarif *sarif)
{
    struct jcs *jcs = sarif->jcs;

    jcs_key(jcs, "artifacts");
    jcs_open_array(jcs);
    for (size_t i = 0; i < sarif->artifact_count; i++) {
        const struct assay_item *item = sarif->artifacts[i];

        jcs_open_object(jcs);
        if (!is_member(item)) {
            jcs_key(jcs, "hashes");
            jcs_open_object(jcs);
            part_sha256(jcs, "sha-256", item->content->sha256);
            jcs_close_object(jcs);
            part_count(jcs, "length", item->content->size);
        }
        jcs_key(jcs, "location");
        jcs_open_object(jcs);
        write_uri(jcs, item);
        jcs_close_object(jcs);
        jcs_close_object(jcs);
        sink_spill(sarif->sink);
    }
    jcs_close_array(jcs);
}

static void write_region(struct jcs *jcs, const struct assay_finding *finding)
{
    const struct assay_place *place = show_place(finding);

    if (!place || finding->item->path->container) /* a place in a member is none in the file */
        return;
    jcs_key(jcs, "region");
    jcs_open_object(jcs);
    if (place->line > 0) {
        if (place->column > 0)
            part_count(jcs, "startColumn", place->column);
        part_count(jcs, "startLine", place->line);
    } else {
        part_count(jcs, "byteOffset", place->offset);
    }
    jcs_close_object(jcs);
}

static void write_logical_location(struct jcs *jcs, const struct assay_item *item)
{
    CLEANUP(buf_clear) struct buf name;

    buf_init(&name, SIZE_MAX / 2);
    path_write(item->path, true, &name);
    jcs_key(jcs, "logicalLocations");
    jcs_open_array(jcs);
    jcs_open_object(jcs);
    part_text(jcs, "fullyQualifiedName", buf_string(&name));
    part_text(jcs, "kind", "member");
    jcs_close_object(jcs);
    jcs_close_array(jcs);
}

static void write_locations(const struct sarif *sarif, const struct assay_finding *finding)
{
    struct jcs *jcs = sarif->jcs;
    const struct assay_item *outer;

    if (!finding->item)
        return;
    outer = outer_item(sarif->assessment->inventory, finding->item);
    jcs_key(jcs, "locations");
    jcs_open_array(jcs);
    jcs_open_object(jcs);
    if (finding->item->path->container)
        write_logical_location(jcs, finding->item);
    jcs_key(jcs, "physicalLocation");
    jcs_open_object(jcs);
    jcs_key(jcs, "artifactLocation");
    jcs_open_object(jcs);
    part_count(jcs, "index", artifact_index(sarif, outer));
    write_uri(jcs, outer);
    jcs_close_object(jcs);
    write_region(jcs, finding);
    jcs_close_object(jcs);
    jcs_close_object(jcs);
    jcs_close_array(jcs);
}

static void write_suppressions(struct jcs *jcs, const struct assay_finding *finding)
{
    if (!finding->waiver)
        return;
    jcs_key(jcs, "suppressions");
    jcs_open_array(jcs);
    jcs_open_object(jcs);
    part_text(jcs, "justification", finding->waiver->reason);
    part_text(jcs, "kind", "external");
    jcs_key(jcs, "properties");
    jcs_open_object(jcs);
    part_text(jcs, "by", finding->waiver->who);
    part_date(jcs, "until", part_last_day(finding->waiver));
    jcs_close_object(jcs);
    part_text(jcs, "status", "accepted");
    jcs_close_object(jcs);
    jcs_close_array(jcs);
}

static void write_result_properties(struct jcs *jcs, const struct assay_finding *finding)
{
    const struct assay_origin *origin = finding->item ? finding->item->origin : NULL;
    const struct assay_commit *commit = origin ? origin->commit : NULL;

    jcs_key(jcs, "properties");
    jcs_open_object(jcs);
    if (commit)
        part_optional(jcs, "author", commit->author);
    jcs_key(jcs, "blocking");
    jcs_bool(jcs, finding->blocking);
    part_text(jcs, "class", finding->headline);
    if (commit) {
        jcs_key(jcs, "commit");
        jcs_hex(jcs, bytes_of(commit->id, commit->id_size));
    }
    if (finding->observation)
        part_count(jcs, "count", finding->observation->count);
    part_text(jcs, "fix", finding->remedy);
    part_text(jcs, "severity", assay_severity_name(finding->severity));
    if (commit) {
        jcs_key(jcs, "still_present");
        jcs_bool(jcs, origin->present);
    }
    part_text(jcs, "verdict", assay_verdict_name(finding->verdict));
    jcs_close_object(jcs);
}

/* What an earlier report that was given had already; nothing of what is no finding to it. */
static void write_baseline(const struct sarif *sarif, const struct assay_finding *finding)
{
    const struct assay_changes *since = sarif->assessment->since;

    if (!since || finding->verdict == ASSAY_ATTESTED)
        return;
    part_text(sarif->jcs, "baselineState",
              since->is_new[finding - sarif->assessment->findings] ? "new" : "unchanged");
}

static void write_result(const struct sarif *sarif, const struct assay_finding *finding)
{
    const struct verdict_forms *forms = verdict_forms(finding->verdict);
    const char *level =
        forms->sarif_level[0] ? forms->sarif_level : severity_sarif(finding->severity);
    struct jcs *jcs = sarif->jcs;
    CLEANUP(buf_clear) struct buf fingerprint;

    buf_init(&fingerprint, 256);
    buf_text(&fingerprint, finding->fingerprint);
    if (finding->ordinal > 0)
        buf_printf(&fingerprint, ":%u", (unsigned)finding->ordinal);
    jcs_open_object(jcs);
    write_baseline(sarif, finding);
    part_text(jcs, "kind", forms->sarif_kind);
    part_text(jcs, "level", level);
    write_locations(sarif, finding);
    write_message(jcs, "message", finding->message);
    jcs_key(jcs, "partialFingerprints");
    jcs_open_object(jcs);
    part_text(jcs, "assay/v1", buf_string(&fingerprint));
    jcs_close_object(jcs);
    write_result_properties(jcs, finding);
    part_text(jcs, "ruleId", finding->rule->code);
    part_count(jcs, "ruleIndex", (uint64_t)(finding->rule - sarif->assessment->rules));
    write_suppressions(jcs, finding);
    jcs_close_object(jcs);
    sink_spill(sarif->sink);
}

static void write_rule_properties(struct jcs *jcs, const struct assay_rule *rule)
{
    static const char *const scores[] = {
        /* what GitHub reads as critical, high, medium, low */
        [ASSAY_INFO] = "0.0",
        [ASSAY_SEVERITY_LOW] = "2.0",
        [ASSAY_SEVERITY_MEDIUM] = "5.0",
        [ASSAY_SEVERITY_HIGH] = "8.0",
        [ASSAY_SEVERITY_CRITICAL] = "9.5",
    };

    jcs_key(jcs, "properties");
    jcs_open_object(jcs);
    jcs_key(jcs, "controls");
    jcs_open_array(jcs);
    for (size_t i = 0; i < rule->control_count; i++) {
        CLEANUP(buf_clear) struct buf control;

        buf_init(&control, SIZE_MAX / 2);
        buf_printf(&control, "%s %s", rule->controls[i]->framework, rule->controls[i]->reference);
        jcs_string(jcs, buf_string(&control));
    }
    jcs_close_array(jcs);
    part_text(jcs, "pack", rule->pack);
    part_text(jcs, "security-severity", scores[rule->severity]);
    jcs_close_object(jcs);
}

static void write_rule(struct jcs *jcs, const struct assay_rule *rule)
{
    jcs_open_object(jcs);
    jcs_key(jcs, "defaultConfiguration");
    jcs_open_object(jcs);
    part_text(jcs, "level", severity_sarif(rule->severity));
    jcs_close_object(jcs);
    write_message(jcs, "fullDescription", rule->rationale);
    write_message(jcs, "help", rule->remediation);
    part_text(jcs, "id", rule->code);
    part_text(jcs, "name", rule->name);
    write_rule_properties(jcs, rule);
    write_message(jcs, "shortDescription", rule->title);
    jcs_close_object(jcs);
}

static void write_tool(const struct sarif *sarif)
{
    struct jcs *jcs = sarif->jcs;

    jcs_key(jcs, "tool");
    jcs_open_object(jcs);
    jcs_key(jcs, "driver");
    jcs_open_object(jcs);
    part_text(jcs, "name", "assay");
    jcs_key(jcs, "rules");
    jcs_open_array(jcs);
    for (size_t i = 0; i < sarif->assessment->rule_count; i++) {
        write_rule(jcs, &sarif->assessment->rules[i]);
        sink_spill(sarif->sink);
    }
    jcs_close_array(jcs);
    part_text(jcs, "semanticVersion", ASSAY_VERSION);
    part_text(jcs, "version", ASSAY_VERSION);
    jcs_close_object(jcs);
    jcs_close_object(jcs);
}

static void write_notification(struct jcs *jcs, const char *id, const char *level, const char *text)
{
    jcs_open_object(jcs);
    jcs_key(jcs, "descriptor");
    jcs_open_object(jcs);
    part_text(jcs, "id", id);
    jcs_close_object(jcs);
    part_text(jcs, "level", level);
    write_message(jcs, "message", text);
    jcs_close_object(jcs);
}

static void write_gap(const struct sarif *sarif, const struct assay_gap *gap)
{
    CLEANUP(buf_clear) struct buf text;
    const struct assay_problem *problem = assay_problem_find(gap->id);
    bool allowed = show_gap_allowed(sarif->assessment, gap->id);

    buf_init(&text, SIZE_MAX / 2);
    if (problem)
        buf_printf(&text, "%s: ", problem->title);
    if (gap->path) {
        path_write(gap->path, true, &text);
        buf_text(&text, ": ");
    }
    show_line(&text, gap->why);
    write_notification(sarif->jcs, gap->id, allowed ? "note" : "warning", buf_string(&text));
}

static void write_cut(const struct sarif *sarif)
{
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, 512);
    buf_text(&text, "cut: the ");
    show_count(&text, sarif->result_count);
    buf_text(&text, " most severe of ");
    show_count(&text, sarif->assessment->finding_count);
    buf_text(&text, " findings are here; all of them are in the JSON report");
    write_notification(sarif->jcs, "report.cut", "warning", buf_string(&text));
}

static void write_invocations(const struct sarif *sarif)
{
    const struct assay_inventory *inventory = sarif->assessment->inventory;
    size_t gaps = inventory->gap_count < RESULTS_MAX ? inventory->gap_count : RESULTS_MAX;
    struct jcs *jcs = sarif->jcs;

    jcs_key(jcs, "invocations");
    jcs_open_array(jcs);
    jcs_open_object(jcs);
    /* 0 and 1 are answers; anything else means that the run did not see all it was asked to. */
    jcs_key(jcs, "executionSuccessful");
    jcs_bool(jcs, sarif->assessment->exit_code <= 1);
    part_count(jcs, "exitCode", (uint64_t)sarif->assessment->exit_code);
    jcs_key(jcs, "toolExecutionNotifications");
    jcs_open_array(jcs);
    if (sarif->result_count < sarif->assessment->finding_count)
        write_cut(sarif);
    for (size_t i = 0; i < gaps; i++) {
        write_gap(sarif, &inventory->gaps[i]);
        sink_spill(sarif->sink);
    }
    jcs_close_array(jcs);
    jcs_close_object(jcs);
    jcs_close_array(jcs);
}

static void write_run(const struct sarif *sarif)
{
    struct jcs *jcs = sarif->jcs;

    jcs_open_object(jcs);
    write_artifacts(sarif);
    jcs_key(jcs, "automationDetails");
    jcs_open_object(jcs);
    part_text(jcs, "id", "assay/");
    jcs_close_object(jcs);
    write_invocations(sarif);
    jcs_key(jcs, "properties");
    jcs_open_object(jcs);
    jcs_key(jcs, "also_seen");
    part_unjudged(jcs, &sarif->unjudged, sarif->sink);
    jcs_key(jcs, "policy");
    part_policy(jcs, sarif->assessment);
    part_sha256(jcs, "root", sarif->assessment->inventory->root);
    part_text(jcs, "verdict", sarif->assessment->verdict);
    jcs_close_object(jcs);
    jcs_key(jcs, "results");
    jcs_open_array(jcs);
    for (size_t i = 0; i < sarif->result_count; i++)
        write_result(sarif, &sarif->assessment->findings[i]);
    jcs_close_array(jcs);
    write_tool(sarif);
    jcs_close_object(jcs);
}

enum assay_status render_sarif(const struct assay_assessment *assessment,
                               const struct assay_report_options *options, struct sink *sink,
                               struct assay_error *err)
{
    CLEANUP(unjudged_clear) struct unjudged unjudged = {0};
    struct jcs jcs;
    struct sarif sarif = {.assessment = assessment, .jcs = &jcs, .sink = sink};

    (void)options;
    sarif.result_count =
        assessment->finding_count < RESULTS_MAX ? assessment->finding_count : RESULTS_MAX;
    TRY(unjudged_gather(assessment, &unjudged, err));
    sarif.unjudged = unjudged;
    TRY(collect_artifacts(&sarif, err));
    jcs_init(&jcs, &sink->buf);
    jcs_open_object(&jcs);
    part_text(&jcs, "$schema", SCHEMA);
    jcs_key(&jcs, "runs");
    jcs_open_array(&jcs);
    write_run(&sarif);
    jcs_close_array(&jcs);
    part_text(&jcs, "version", "2.1.0");
    jcs_close_object(&jcs);
    free(sarif.artifacts);
    return ASSAY_OK;
}
