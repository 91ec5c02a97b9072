/*
 * render.h - what a renderer is.
 *
 * To add one: a file with its function, a line in renderers.def, a golden file.
 */

#pragma once

#include <assay/report.h>

#include "report/sink.h"

/* Writes a whole report; failures of the sink are told by its caller. */
typedef enum assay_status (*render_fn)(const struct assay_assessment *assessment,
                                       const struct assay_report_options *options,
                                       struct sink *sink, struct assay_error *err);

#define RENDERER(id, name, ending, media_type, summary)                                            \
    enum assay_status render_##id(const struct assay_assessment *assessment,                       \
                                  const struct assay_report_options *options, struct sink *sink,   \
                                  struct assay_error *err);
#include "report/renderers.def"
#undef RENDERER
