/* keys.h - the signing key that a command uses: named, found, or made on first use. */

#pragma once

#include <assay/key.h>

#include "cli/cli.h"

/*
 * --key, else `default.pem` in the key store, which is made where it is not there yet. A passphrase
 * comes from ASSAY_KEY_PASSPHRASE, else is asked for on the terminal.
 */
ASSAY_RESULT keys_open_signing(struct cli *cli, struct assay_key **out, bool *made,
                               struct assay_error *err);

/* An existing private key by name or file. */
ASSAY_RESULT keys_open_named(struct cli *cli, const char *name, struct assay_key **out,
                             struct assay_error *err);

/* --log-key, else what keys_open_signing() gives: *out is then NULL, and the signing key serves. */
ASSAY_RESULT keys_open_log(struct cli *cli, struct assay_key **out, struct assay_error *err);

/* The path of a key by name in the store, or `name` itself where it has a slash; to free(). */
char *keys_path(const char *name);
