/* verify_kind.h - what `assay verify` was given. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

/* An address, or a folder with the log of a ledger, however damaged. */
bool verify_is_ledger(const char *path);

/* A folder with what an export lays beside the log. */
bool verify_is_export(const char *path);

/*
 * Of what nothing was recorded: ASSAY_OK where it is no piece of a ledger or of an export either.
 *
 * ASSAY_ETRUST  "ledger.partial": an export without its log
 * ASSAY_EUSAGE  "ledger.piece": one file; each says what it is and what to do
 */
enum assay_status verify_piece(const char *path, struct assay_error *err);
