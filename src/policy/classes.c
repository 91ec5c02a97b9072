/* classes.c - every class that an observation can have; a new one outside of the tables of
 * patterns is a line here. */

#include <assay/policy.h>

#include "base/kit.h"
#include "examine/chat_template.h"
#include "examine/patterns.h"
#include "examine/pickle_report.h"

static const char *const classes[] = {
    PICKLE_CODE, TEMPLATE_PYTHON, PICKLE_UNKNOWN_CODE, "pii.credit-card",
    "pii.email", "pii.iban",      "pii.phone",         "pii.us-ssn",
};

const char *assay_class_at(size_t index)
{
    const struct pattern *pattern;

    if (index < ARRAY_LEN(classes))
        return classes[index];
    index -= ARRAY_LEN(classes);
    pattern = pattern_shipped(index);
    return pattern ? pattern->what.class_name : NULL;
}
