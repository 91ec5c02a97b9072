/* ledger_actions.h - what `assay ledger` can do: one file ledger_<name>.c and one line in the table
 * of cmd_ledger.c each. */

#pragma once

#include <assay/ledger.h>
#include <sys/types.h>

#include "cli/cli.h"

extern const struct command ledger_admit, ledger_anchor, ledger_consistency, ledger_erase,
    ledger_export, ledger_init, ledger_keys, ledger_log, ledger_prove, ledger_retire, ledger_revoke,
    ledger_rotate, ledger_schema, ledger_sequence, ledger_show, ledger_stamp, ledger_trace,
    ledger_witness;

/* ASSAY_EUSAGE "ledger.no-place": none was named, and there is no folder of the user's for one. */
ASSAY_RESULT ledger_no_place(struct assay_error *err);

/* The ledger that --ledger, the config or the place we are in names; *out is the caller's. */
ASSAY_RESULT ledger_place(const struct cli *cli, char **out, struct assay_error *err);

/* That ledger, to read. */
ASSAY_RESULT ledger_open_here(const struct cli *cli, struct assay_ledger **out,
                              struct assay_error *err);

/* "12" or at least 8 hex digits of a digest: the index of the entry, the newest for a digest. */
ASSAY_RESULT ledger_find_entry(const struct assay_ledger *ledger, const char *word, uint64_t *index,
                               struct assay_error *err);

/* The keys that --trust or --vkey name; NULL where neither is given. */
struct assay_trust;
ASSAY_RESULT ledger_trust(const struct cli *cli, struct assay_trust **out, struct assay_error *err);

/* ASSAY_EUSAGE "key.own" where one of them, or --key, is a file in the ledger that is judged. */
ASSAY_RESULT ledger_refuse_own(const struct cli *cli, const char *folder, struct assay_error *err);

/* Writes what is asked of a time-stamp authority to --request, and tells how to send it. */
ASSAY_RESULT ledger_write_request(struct cli *cli, const char *der, size_t size,
                                  struct assay_error *err);

/* Writes a whole file that a person named. */
ASSAY_RESULT ledger_write_file(const char *path, const void *content, size_t size,
                               struct assay_error *err);

/* The same, with the old content or the new after a crash; a device or a pipe is never replaced. */
ASSAY_RESULT ledger_replace_file(const char *path, const void *content, size_t size, mode_t mode,
                                 struct assay_error *err);
