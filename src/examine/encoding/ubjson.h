/*
 * ubjson.h - Universal Binary JSON, walked as JSON is (json_walk.h): the same ways, the same
 * readers. Source: ubjson.org, "Type Reference", draft 12; big-endian numbers.
 */

#pragma once

#include "examine/encoding/json_walk.h"

/*
 * As json_walk(), for one value from the cursor to the item's end. Arrays of numbers of one type
 * are passed over whole: their elements are not visited.
 */
ASSAY_RESULT ubjson_walk(struct cursor *cursor, const struct json_way *ways, size_t count,
                         struct json_walk *walk);
