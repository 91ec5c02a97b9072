/* folder_fail.h - failures of a ledger in a folder. */

#pragma once

#include <sys/types.h>

#include "ledger/store.h"

#define FOLDER_SPOOL "spool"
#define FOLDER_STATE "state"

/* The spool is written by many, so that no link in it is followed. */
bool folder_is_spooled(const char *name);

/* Of errno; `at` is the ledger's folder. ASSAY_EMISSING, ASSAY_EIO, or ASSAY_ETRUST where a link
 * stands there that leads nowhere. */
ASSAY_RESULT folder_fail_read(const struct store *store, int at, const char *name,
                              struct assay_error *err);
/* Of errno: ASSAY_EOUTPUT, or ASSAY_ETRUST where something else stands there. */
ASSAY_RESULT folder_fail_write(const struct store *store, const char *name,
                               struct assay_error *err);

/* ASSAY_ETRUST: something else stands where a piece or the folder of pieces belongs. */
ASSAY_RESULT folder_fail_kind(const struct store *store, const char *name, const char *what,
                              struct assay_error *err);
ASSAY_RESULT folder_fail_not_regular(const struct store *store, const char *name, mode_t mode,
                                     struct assay_error *err);
