/* model.c - the bounded report model, section by section; the page's words are in reports/html.xsl.
 */

#include "report/model.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/kit.h"
#include "base/text.h"
#include "base/version.h"
#include "report/model_part.h"

static void add_all(struct model *model, xmlNode *report)
{
    char time[CLOCK_TEXT_SIZE];

    clock_text(model->assessment->time, time);
    model_set(model, report, "version", ASSAY_VERSION);
    model_set(model, report, "time", time);
    model_set_date(model, report, "date", model->assessment->time);
    buf_printf(&model->text, "%" PRId64, model->assessment->time);
    model_set_text(model, report, "epoch");
    if (model->flags) {
        text_show(&model->text, bytes_text(model->flags));
        model_set_text(model, report, "flags");
    }
    model_add_subject(model, report);
    model_add_seen(model, report);
    model_add_unseen(model, report);
    model_add_verdict(model, report);
    model_add_frameworks(model, report);
    model_add_blocking(model, report);
    model_add_waivers(model, report);
    model_add_since(model, report);
    model_add_packs(model, report);
    model_add_ledger(model, report);
    model_add_controls(model, report);
    model_add_rules(model, report);
    model_add_unjudged(model, report);
    model_add_evidence(model, report);
    model_add_told(model, report);
    model_add_gaps(model, report);
}

enum assay_status model_build(const struct assay_assessment *assessment, const char *flags,
                              xmlDoc **out, struct assay_error *err)
{
    struct model model = {.assessment = assessment, .flags = flags};
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
