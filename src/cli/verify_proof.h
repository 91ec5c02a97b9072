/* verify_proof.h - the parts of `assay verify` that hold a ledger, or a proof alone, to what an
 * auditor brings: a trust policy, kept checkpoints, certificates of authorities. */

#pragma once

#include <assay/ledger.h>

#include "cli/cli.h"

/* --proof FILE --entry FILE, and no target; the exit code. */
int verify_proof(struct cli *cli, int argc);

/* --trust, --vkey, --since and --tsa-ca, those that are given. */
ASSAY_RESULT verify_held(struct cli *cli, const struct assay_ledger *ledger,
                         struct assay_error *err);
