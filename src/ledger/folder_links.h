/* folder_links.h - what a ledger's folder holds that is neither a file nor a folder. */

#pragma once

#include <assay/error.h>

/* Tells each by its name below `folder`, an open directory, however deep; links are not followed.
 */
ASSAY_RESULT folder_links(int folder, const char *where, void (*each)(void *user, const char *name),
                          void *user, struct assay_error *err);
