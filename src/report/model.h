/*
 * model.h - the bounded report model: what the page shows, as XML, every figure ready to print.
 *
 * Tables have ceilings, so that the stylesheet never sees more than some thousand nodes whatever
 * the size of the run; each cut is told with the number that is missing.
 */

#pragma once

#include <assay/assessment.h>
#include <libxml/tree.h>

/* BAD_CAST of libxml2, keeping const. */
static inline const xmlChar *xml_chars(const char *text)
{
    return (const xmlChar *)text;
}

/* `flags` as in assay_report_options. The model is the caller's, to release with xmlFreeDoc(). */
ASSAY_RESULT model_build(const struct assay_assessment *assessment, const char *flags, xmlDoc **out,
                         struct assay_error *err);
