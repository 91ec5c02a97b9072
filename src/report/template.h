/* template.h - the files of reports/ that are part of the program. */

#pragma once

#include <stddef.h>
#include <stdint.h>

struct report_template {
    const char *name; /* "html.xsl" */
    const uint8_t *data;
    size_t size;
};

extern const struct report_template report_templates[];
extern const size_t report_template_count;
