/* listed.h - questions that a walk asks a list of names. */

#pragma once

#include <assay/name_list.h>
#include <stdbool.h>

#include "base/bytes.h"

/* The names `from` up to, not with, `to`. */
struct listed_range {
    size_t from, to;
};

/* Those of files and folders inside of a folder; "" is the folder that all are below of. */
struct listed_range listed_below(const struct assay_name_list *list, struct bytes folder);

bool listed_has(const struct assay_name_list *list, struct bytes name);
