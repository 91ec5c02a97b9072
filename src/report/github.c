/*
 * github.c - workflow commands: annotations for the worst findings, then the verdict block.
 * Source: GitHub Actions, "Workflow commands", with its rules for escaping.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "inventory/path.h"
#include "report/render.h"
#include "report/show.h"
#include "report/summary.h"

enum { ANNOTATIONS_MAX = 10 }; /* a host shows ten of a step */

/* In a property commas and colons are quoted too; control characters everywhere, as logs are read
 * on terminals as well. */
static void add_escaped(struct buf *out, struct bytes text, bool property)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (c == '%' || c < ' ' || c == 0x7f || (property && (c == ':' || c == ',')))
            buf_printf(out, "%%%02X", c);
        else
            buf_byte(out, c);
    }
}

static const char *command_of(const struct assay_finding *finding)
{
    if (finding->blocking)
        return "error";
    return finding->severity >= ASSAY_SEVERITY_MEDIUM ? "warning" : "notice";
}

static void write_annotation(const struct assay_assessment *assessment,
                             const struct assay_finding *finding, struct buf *out)
{
    CLEANUP(buf_clear) struct buf part;
    const struct assay_place *place = show_place(finding);

    buf_init(&part, SIZE_MAX / 2);
    buf_printf(out, "::%s ", command_of(finding));
    if (finding->item) {
        buf_text(out, "file=");
        add_escaped(out, path_name(show_outermost(finding->item->path)), true);
        buf_byte(out, ',');
        if (place && place->line > 0 && !finding->item->path->container)
            buf_printf(out, "line=%" PRIu32 ",col=%" PRIu32 ",", place->line, place->column);
    }
    buf_text(out, "title=");
    add_escaped(out, bytes_text(finding->headline), true);
    buf_text(out, "::");
    show_subject(&part, assessment, finding->item);
    buf_text(&part, ": ");
    show_line(&part, finding->message);
    show_commit(&part, finding, false);
    add_escaped(out, buf_bytes(&part), false);
    buf_byte(out, '\n');
    if (part.status != ASSAY_OK)
        out->status = part.status;
}

enum assay_status render_github(const struct assay_assessment *assessment,
                                const struct assay_report_options *options, struct sink *sink,
                                struct assay_error *err)
{
    struct buf *out = &sink->buf;
    size_t shown = 0, more = 0;

    (void)err;
    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];

        if (finding->verdict != ASSAY_FAIL && finding->verdict != ASSAY_UNKNOWN)
            continue;
        if (shown == ANNOTATIONS_MAX) {
            more++;
            continue;
        }
        write_annotation(assessment, finding, out);
        shown++;
    }
    if (more) {
        buf_text(out, "more     ");
        show_count(out, more);
        buf_printf(out, " finding%s, which a host would not show beside these: assay check\n",
                   more == 1 ? "" : "s");
    }
    buf_printf(out, "%s  ", summary_word(assessment));
    summary_counts(assessment, out);
    buf_text(out, "\nexamined ");
    summary_examined(assessment, options->seconds, out);
    buf_text(out, "\ngaps     ");
    summary_gaps(assessment, out);
    buf_byte(out, '\n');
    return ASSAY_OK;
}
