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
    if (index < ARRAY_LEN(classes))
        return classes[index];
    index -= ARRAY_LEN(classes);
    return index < patterns_count ? patterns_table[index].what.class_name : NULL;
}
