/* json.c - assay.check/1: what a program wants to know of a run. Source: docs/reference/json.md. */

#include "base/kit.h"
#include "report/parts.h"
#include "report/render.h"

enum assay_status render_json(const struct assay_assessment *assessment,
                              const struct assay_report_options *options, struct sink *sink,
                              struct assay_error *err)
{
    CLEANUP(unjudged_clear) struct unjudged unjudged = {0};
    struct jcs jcs;

    (void)options;
    TRY(unjudged_gather(assessment, &unjudged, err));
    jcs_init(&jcs, &sink->buf);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "also_seen");
    part_unjudged(&jcs, &unjudged, sink);
    jcs_key(&jcs, "examined");
    part_examined(&jcs, assessment->inventory);
    part_count(&jcs, "exit", (uint64_t)assessment->exit_code);
    jcs_key(&jcs, "findings");
    jcs_open_array(&jcs);
    for (size_t i = 0; i < assessment->finding_count; i++) {
        part_finding(&jcs, &assessment->findings[i]);
        sink_spill(sink);
    }
    jcs_close_array(&jcs);
    jcs_key(&jcs, "gaps");
    part_gaps(&jcs, assessment, sink);
    part_not_asked(&jcs, assessment);
    part_notes(&jcs, assessment->inventory);
    jcs_key(&jcs, "policy");
    part_policy(&jcs, assessment);
    part_text(&jcs, "schema", "assay.check/1");
    part_since(&jcs, assessment);
    jcs_key(&jcs, "tool");
    part_tool(&jcs);
    part_text(&jcs, "verdict", assessment->verdict);
    jcs_key(&jcs, "waivers");
    part_waivers(&jcs, assessment);
    jcs_close_object(&jcs);
    return ASSAY_OK;
}
