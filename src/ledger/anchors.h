/* anchors.h - what tags in a repository say of when a ledger had which size. */

#pragma once

#include "ledger/ledger.h"

/* The largest size whose checkpoint was tagged before `before`, as the tags state it; 0: none. */
ASSAY_RESULT anchors_seen(const struct assay_ledger *ledger, const char *repository, int64_t before,
                          uint64_t *size, struct assay_error *err);
