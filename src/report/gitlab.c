/*
 * gitlab.c - GitLab Code Quality: what fails and what is unknown, each with a fingerprint of its
 * own. Source: GitLab, "Code Quality report format".
 */

#include "base/kit.h"
#include "base/text.h"
#include "inventory/path.h"
#include "report/parts.h"
#include "report/render.h"
#include "report/show.h"
#include "report/verdicts.h"

#define WHOLE_TARGET ".assay.yml" /* a finding must be at a file; this one is about the project */

/* The file as the repository has it; a name that GitLab refuses is made harmless. */
static void write_path(struct jcs *jcs, const struct assay_item *item)
{
    CLEANUP(buf_clear) struct buf path;

    buf_init(&path, SIZE_MAX / 2);
    if (item)
        text_show(&path, path_name(show_outermost(item->path)));
    else
        buf_text(&path, WHOLE_TARGET);
    for (size_t i = 0; i < path.size; i++) {
        if (path.data[i] == '\\')
            path.data[i] = '_';
    }
    part_text(jcs, "path", buf_string(&path));
}

static void write_location(struct jcs *jcs, const struct assay_finding *finding)
{
    const struct assay_place *place = show_place(finding);
    bool in_file = place && place->line > 0 && !finding->item->path->container;

    jcs_key(jcs, "location");
    jcs_open_object(jcs);
    jcs_key(jcs, "lines");
    jcs_open_object(jcs);
    part_count(jcs, "begin", in_file ? place->line : 1);
    jcs_close_object(jcs);
    write_path(jcs, finding->item);
    jcs_close_object(jcs);
}

static void write_finding(struct jcs *jcs, const struct assay_assessment *assessment,
                          const struct assay_finding *finding)
{
    const char *severity = verdict_forms(finding->verdict)->gitlab;
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, SIZE_MAX / 2);
    jcs_open_object(jcs);
    part_text(jcs, "check_name", finding->headline);
    show_subject(&text, assessment, finding->item);
    buf_text(&text, ": ");
    show_line(&text, finding->message);
    show_commit(&text, finding, false);
    part_text(jcs, "description", buf_string(&text));
    buf_reset(&text);
    buf_printf(&text, "%s:%u", finding->fingerprint, (unsigned)finding->ordinal);
    part_text(jcs, "fingerprint", buf_string(&text));
    write_location(jcs, finding);
    part_text(jcs, "severity", severity[0] ? severity : severity_gitlab(finding->severity));
    jcs_close_object(jcs);
}

enum assay_status render_gitlab(const struct assay_assessment *assessment,
                                const struct assay_report_options *options, struct sink *sink,
                                struct assay_error *err)
{
    struct jcs jcs;

    (void)options;
    (void)err;
    jcs_init(&jcs, &sink->buf);
    jcs_open_array(&jcs);
    for (size_t i = 0; i < assessment->finding_count; i++) {
        if (!verdict_forms(assessment->findings[i].verdict)->gitlab)
            continue;
        write_finding(&jcs, assessment, &assessment->findings[i]);
        sink_spill(sink);
    }
    jcs_close_array(&jcs);
    return ASSAY_OK;
}
