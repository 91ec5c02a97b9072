/*
 * ndjson.c - a finding a line, and the verdict in the last one: where that is missing the run was
 * cut. Source: docs/reference/json.md.
 */

#include "report/parts.h"
#include "report/render.h"

static void write_verdict(const struct assay_assessment *assessment, struct sink *sink)
{
    struct jcs jcs;

    jcs_init(&jcs, &sink->buf);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "examined");
    part_examined(&jcs, assessment->inventory);
    part_count(&jcs, "exit", (uint64_t)assessment->exit_code);
    jcs_key(&jcs, "gaps");
    part_gaps(&jcs, assessment, sink);
    part_notes(&jcs, assessment->inventory);
    jcs_key(&jcs, "policy");
    part_policy(&jcs, assessment);
    part_text(&jcs, "schema", "assay.check/1");
    jcs_key(&jcs, "tool");
    part_tool(&jcs);
    part_text(&jcs, "verdict", assessment->verdict);
    jcs_close_object(&jcs);
    buf_byte(&sink->buf, '\n');
}

enum assay_status render_ndjson(const struct assay_assessment *assessment,
                                const struct assay_report_options *options, struct sink *sink,
                                struct assay_error *err)
{
    (void)options;
    (void)err;
    for (size_t i = 0; i < assessment->finding_count; i++) {
        struct jcs jcs;

        jcs_init(&jcs, &sink->buf);
        part_finding(&jcs, &assessment->findings[i]);
        buf_byte(&sink->buf, '\n');
        sink_spill(sink);
    }
    write_verdict(assessment, sink);
    return ASSAY_OK;
}
