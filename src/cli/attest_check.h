/* attest_check.h - a statement that could never count is refused before it is signed. */

#pragma once

#include <assay/statement.h>

#include "cli/cli.h"

/* Of an attestation or a waiver: its end is to come, and not too far for a waiver; what it names is
 * a rule or control that a statement of that kind can meet. Statements of other kinds pass.
 * ASSAY_EUSAGE  with the reason, and the nearest name */
ASSAY_RESULT attest_check(struct cli *cli, const char *kind,
                          const struct assay_statement *statement, struct assay_error *err);
