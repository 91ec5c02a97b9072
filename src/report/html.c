/*
 * html.c - one self-contained page: the bounded model through reports/html.xsl.
 *
 * libxml2 and libxslt see only our own stylesheet and our own model; files, network and new
 * documents are forbidden to them all the same.
 */

#include <libxml/parser.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>

#include "base/kit.h"
#include "report/model.h"
#include "report/render.h"
#include "report/template.h"

static void free_document(xmlDoc **document)
{
    xmlFreeDoc(*document);
}

static void free_stylesheet(xsltStylesheet **stylesheet)
{
    xsltFreeStylesheet(*stylesheet);
}

static void free_context(xsltTransformContext **context)
{
    xsltFreeTransformContext(*context);
}

static void free_preferences(xsltSecurityPrefs **preferences)
{
    xsltFreeSecurityPrefs(*preferences);
}

static const struct report_template *template_named(const char *name)
{
    for (size_t i = 0; i < report_template_count; i++) {
        if (strcmp(report_templates[i].name, name) == 0)
            return &report_templates[i];
    }
    return NULL;
}

static ASSAY_RESULT fail_libxslt(struct assay_error *err, const char *what)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "the HTML report failed: %s", what);

    assay_error_id(err, "report.template");
    assay_error_do(err, "use another format for now (assay report -f json) and report this");
    return status;
}

/* libxslt tells what happened in pieces of text; only that something did is of use here. */
__attribute__((format(printf, 2, 3))) static void note_failure(void *user, const char *format, ...)
{
    bool *failed = user;

    (void)format;
    *failed = true;
}

static ASSAY_RESULT open_stylesheet(xsltStylesheet **out, struct assay_error *err)
{
    const struct report_template *source = template_named("html.xsl");
    xmlDoc *document =
        xmlReadMemory((const char *)source->data, (int)source->size, "html.xsl", NULL,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

    if (!document)
        return fail_libxslt(err, "the stylesheet is not XML");
    *out = xsltParseStylesheetDoc(document); /* owns the document once it succeeds */
    if (!*out) {
        xmlFreeDoc(document);
        return fail_libxslt(err, "the stylesheet does not compile");
    }
    return ASSAY_OK;
}

static bool forbid_all(xsltSecurityPrefs *preferences, xsltTransformContext *context)
{
    static const xsltSecurityOption options[] = {
        XSLT_SECPREF_READ_FILE,    XSLT_SECPREF_WRITE_FILE,    XSLT_SECPREF_CREATE_DIRECTORY,
        XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK,
    };

    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        if (xsltSetSecurityPrefs(preferences, options[i], xsltSecurityForbid) != 0)
            return false;
    }
    return xsltSetCtxtSecurityPrefs(preferences, context) == 0;
}

/* The style sheet of the page travels in the model, for its text must not be parsed as XML. */
static bool add_style(xmlDoc *model)
{
    const struct report_template *css = template_named("html.css");
    xmlNode *style = xmlNewChild(xmlDocGetRootElement(model), NULL, xml_chars("style"), NULL);
    xmlNode *text = xmlNewTextLen(css->data, (int)css->size);

    if (!style || !text) {
        xmlFreeNode(text);
        return false;
    }
    xmlAddChild(style, text);
    return true;
}

static ASSAY_RESULT transform(xmlDoc *model, xsltStylesheet *stylesheet, struct buf *out,
                              struct assay_error *err)
{
    CLEANUP(free_preferences) xsltSecurityPrefs *preferences = xsltNewSecurityPrefs();
    CLEANUP(free_context)
    xsltTransformContext *context = xsltNewTransformContext(stylesheet, model);
    CLEANUP(free_document) xmlDoc *page = NULL;
    xmlChar *text = NULL;
    bool failed = false;
    int size = 0;

    if (!preferences || !context)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a report");
    if (!forbid_all(preferences, context))
        return fail_libxslt(err, "files and network could not be forbidden");
    xsltSetTransformErrorFunc(context, &failed, note_failure);
    page = xsltApplyStylesheetUser(stylesheet, model, NULL, NULL, NULL, context);
    if (!page || failed || context->state != XSLT_STATE_OK)
        return fail_libxslt(err, "the transformation stopped");
    if (xsltSaveResultToString(&text, &size, page, stylesheet) != 0 || !text)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a report");
    buf_text(out, "<!DOCTYPE html>\n");
    buf_add(out, text, (size_t)size);
    xmlFree(text);
    return ASSAY_OK;
}

enum assay_status render_html(const struct assay_assessment *assessment,
                              const struct assay_report_options *options, struct sink *sink,
                              struct assay_error *err)
{
    CLEANUP(free_document) xmlDoc *model = NULL;
    CLEANUP(free_stylesheet) xsltStylesheet *stylesheet = NULL;

    TRY(model_build(assessment, options->flags, &model, err));
    if (!add_style(model))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a report");
    TRY(open_stylesheet(&stylesheet, err));
    return transform(model, stylesheet, &sink->buf, err);
}
