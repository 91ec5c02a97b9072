/* settings_parse.h - the grammar of git's configuration files. */

#pragma once

#include <assay/error.h>

#include "base/bytes.h"

/* `value` is NULL where the key stands alone. Both are valid until it returns. */
struct settings_each {
    enum assay_status (*each)(void *state, const char *name, const char *value,
                              struct assay_error *err);
    void *state;
};

/* ASSAY_EFORMAT, with the number of the line in its text; or what `each` fails with. */
ASSAY_RESULT settings_parse(struct bytes text, const struct settings_each *told,
                            struct assay_error *err);
