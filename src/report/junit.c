/*
 * junit.c - JUnit XML: a suite for each pack, a case for each finding and one for what passes a
 * rule; gaps are a suite of their own, so that a run in part is never all green.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "inventory/path.h"
#include "report/render.h"
#include "report/show.h"
#include "report/verdicts.h"
#include "report/xml.h"

struct counters {
    uint64_t tests, failures, errors, skipped;
};

static void count_case(struct counters *counters, const char *element)
{
    counters->tests++;
    counters->failures += strcmp(element, "failure") == 0;
    counters->errors += strcmp(element, "error") == 0;
    counters->skipped += strcmp(element, "skipped") == 0;
}

static void open_suite(struct buf *out, const char *name, const struct counters *counters)
{
    buf_text(out, "  <testsuite name=\"");
    xml_escape(out, bytes_text(name));
    buf_printf(out,
               "\" tests=\"%" PRIu64 "\" failures=\"%" PRIu64 "\" errors=\"%" PRIu64
               "\" skipped=\"%" PRIu64 "\">\n",
               counters->tests, counters->failures, counters->errors, counters->skipped);
}

/* `name` is taken over as it stands: escaped by the caller. */
static void write_case(struct buf *out, const char *class_name, const char *name,
                       const char *element, const char *message)
{
    buf_text(out, "    <testcase classname=\"");
    xml_escape(out, bytes_text(class_name));
    buf_printf(out, "\" name=\"%s\"", name);
    if (element[0] != '\0') {
        buf_printf(out, "><%s message=\"", element);
        xml_escape(out, bytes_text(message));
        buf_text(out, "\"/></testcase>\n");
    } else if (message[0] != '\0') {
        buf_text(out, "><system-out>");
        xml_escape(out, bytes_text(message));
        buf_text(out, "</system-out></testcase>\n");
    } else {
        buf_text(out, "/>\n");
    }
}

/* A server that fails a job on each failure must not be a stricter gate than the one that was set.
 */
static bool is_below_gate(const struct assay_finding *finding)
{
    return !finding->blocking &&
           (finding->verdict == ASSAY_FAIL || finding->verdict == ASSAY_UNKNOWN);
}

static const char *element_of(const struct assay_finding *finding)
{
    return is_below_gate(finding) ? "skipped" : verdict_forms(finding->verdict)->junit;
}

static void write_finding(const struct assay_assessment *assessment,
                          const struct assay_finding *finding, struct buf *out)
{
    CLEANUP(buf_clear) struct buf name, subject, class_name, message;

    buf_init(&name, SIZE_MAX / 2);
    buf_init(&subject, SIZE_MAX / 2);
    buf_init(&class_name, SIZE_MAX / 2);
    buf_init(&message, SIZE_MAX / 2);
    buf_printf(&class_name, "%s %s", finding->rule->code, finding->headline);
    show_subject(&subject, assessment, finding->item);
    xml_escape(&name, buf_bytes(&subject));
    buf_printf(&name, " [%s:%u]", finding->fingerprint, (unsigned)finding->ordinal);
    if (is_below_gate(finding))
        buf_printf(&message, "%s, below the gate: ", assay_severity_name(finding->severity));
    buf_text(&message, finding->waiver ? finding->waiver->reason : finding->message);
    write_case(out, buf_string(&class_name), buf_string(&name), element_of(finding),
               buf_string(&message));
}

static void write_rule_cases(const struct assay_assessment *assessment, const char *pack,
                             struct sink *sink)
{
    for (size_t i = 0; i < assessment->rule_count; i++) {
        const struct assay_rule *rule = &assessment->rules[i];
        char name[64];

        if (strcmp(rule->pack, pack) != 0 || rule->verdicts[ASSAY_PASS] == 0)
            continue;
        snprintf(name, sizeof name, "%" PRIu64 " passed", rule->verdicts[ASSAY_PASS]);
        write_case(&sink->buf, rule->code, name, "", "");
        sink_spill(sink);
    }
}

static void write_pack(const struct assay_assessment *assessment, const struct assay_pack *pack,
                       struct sink *sink)
{
    struct counters counters = {0};

    for (size_t i = 0; i < assessment->rule_count; i++) {
        const struct assay_rule *rule = &assessment->rules[i];

        if (strcmp(rule->pack, pack->name) == 0 && rule->verdicts[ASSAY_PASS] > 0)
            count_case(&counters, "");
    }
    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];

        if (strcmp(finding->rule->pack, pack->name) == 0)
            count_case(&counters, element_of(finding));
    }
    open_suite(&sink->buf, pack->name, &counters);
    write_rule_cases(assessment, pack->name, sink);
    for (size_t i = 0; i < assessment->finding_count; i++) {
        if (strcmp(assessment->findings[i].rule->pack, pack->name) == 0)
            write_finding(assessment, &assessment->findings[i], &sink->buf);
        sink_spill(sink);
    }
    buf_text(&sink->buf, "  </testsuite>\n");
}

/* As is_below_gate() of findings. */
static const char *element_of_gap(const struct assay_assessment *assessment,
                                  const struct assay_gap *gap)
{
    return assessment->gaps_warn || show_gap_allowed(assessment, gap->id) ? "skipped" : "error";
}

static void write_gaps(const struct assay_assessment *assessment, struct sink *sink)
{
    const struct assay_inventory *inventory = assessment->inventory;
    struct counters counters = {0};

    for (size_t i = 0; i < inventory->gap_count; i++)
        count_case(&counters, element_of_gap(assessment, &inventory->gaps[i]));
    open_suite(&sink->buf, "gaps", &counters);
    for (size_t i = 0; i < inventory->gap_count; i++) {
        const struct assay_gap *gap = &inventory->gaps[i];
        CLEANUP(buf_clear) struct buf name, path;

        buf_init(&name, SIZE_MAX / 2);
        buf_init(&path, SIZE_MAX / 2);
        buf_printf(&name, "%zu ", i + 1);
        if (gap->path)
            path_write(gap->path, true, &path);
        xml_escape(&name, buf_bytes(&path));
        write_case(&sink->buf, gap->id, buf_string(&name), element_of_gap(assessment, gap),
                   gap->why);
        sink_spill(sink);
    }
    buf_text(&sink->buf, "  </testsuite>\n");
}

enum assay_status render_junit(const struct assay_assessment *assessment,
                               const struct assay_report_options *options, struct sink *sink,
                               struct assay_error *err)
{
    (void)options;
    (void)err;
    buf_text(&sink->buf,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"assay\">\n");
    for (size_t i = 0; i < assessment->pack_count; i++)
        write_pack(assessment, &assessment->packs[i], sink);
    write_gaps(assessment, sink);
    buf_text(&sink->buf, "</testsuites>\n");
    return ASSAY_OK;
}
