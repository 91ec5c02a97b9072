/* classes.c - every class that an observation can have; a new one outside of the tables of
 * identifiers and patterns is a line here. */

#include <assay/policy.h>

#include "base/kit.h"
#include "examine/chat_template.h"
#include "examine/custom_code.h"
#include "examine/detectors.h"
#include "examine/patterns.h"
#include "examine/pickle_report.h"
#include "examine/r_walk.h"

static const char *const classes[] = {CUSTOM_CODE, R_CODE, PICKLE_CODE, TEMPLATE_PYTHON,
                                      PICKLE_UNKNOWN_CODE};

const char *assay_class_at(size_t index)
{
    const struct pattern *pattern;

    if (index < ARRAY_LEN(classes))
        return classes[index];
    index -= ARRAY_LEN(classes);
    if (index < identifier_count)
        return identifier_class_at(index);
    pattern = pattern_shipped(index - identifier_count);
    return pattern ? pattern->what.class_name : NULL;
}
