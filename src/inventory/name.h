/* name.h - names in JSON: as they are where they are UTF-8, else as shown and their bytes beside.
 */

#pragma once

#include <assay/inventory.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "doc/jcs.h"

struct name_keys {
    const char *text; /* "path" */
    const char *b64;  /* "path_b64", written only where the name is not UTF-8 */
};

/* Writes one name as two members of the open object. */
void name_write(struct jcs *jcs, const struct name_keys *keys, struct bytes name);

/* Writes a path as arrays, one string a level, as two members of the open object. */
void name_write_path(struct jcs *jcs, const struct name_keys *keys, const struct assay_path *path);
