/* hub_marker.h - what a reader of JSON gave up on: is it a file of a model all the same? */

#pragma once

#include "base/cursor.h"

/*
 * Looks through all that is left for a text, escaped or not, that names a member which files of the
 * Hugging Face Hub have and others have not ("auto_map", "trust_remote_code" ...). Other readers
 * are more patient than ours: what stands behind a fault may be read by them.
 * ASSAY_EIO and what else the stream fails with.
 */
ASSAY_RESULT hub_marker_follows(struct cursor *cursor, bool *found);
