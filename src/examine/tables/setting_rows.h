/*
 * setting_rows.h - records in settings (setting_lines.h), three or more that are alike: what is
 * seen in a value counts for the column that its key names.
 */

#pragma once

#include "base/cursor.h"
#include "examine/inspector.h"

/*
 * Reads to the end of what the cursor has. `sees`, where it is not NULL, is shown all of it in
 * pieces that overlap, until it says that it has seen enough. Fails by the cursor's stream and
 * memory only.
 */
ASSAY_RESULT setting_rows_read(struct cursor *cursor, struct evidence *evidence,
                               bool (*sees)(void *user, struct bytes some), void *user);
