/* keys.h - the signing key that a command uses: named, found, or made on first use. */

#pragma once

#include <assay/key.h>

#include "cli/cli.h"
#include "cli/prompt.h"

/*
 * --key, else `default.pem` in the key store, which is made where it is not there yet. A passphrase
 * comes from ASSAY_KEY_PASSPHRASE or --passphrase-file, a token's PIN from the URI or
 * ASSAY_PKCS11_PIN; else they are asked for on the terminal.
 */
ASSAY_RESULT keys_open_signing(struct cli *cli, struct assay_key **out, bool *made,
                               struct assay_error *err);

/* An existing private key by name or file. */
ASSAY_RESULT keys_open_named(struct cli *cli, const char *name, struct assay_key **out,
                             struct assay_error *err);

/* --log-key, else what keys_open_signing() gives: *out is then NULL, and the signing key serves. */
ASSAY_RESULT keys_open_log(struct cli *cli, struct assay_key **out, struct assay_error *err);

/* A key to trust: SPKI PEM, the public half of a key in the store by its name, or of one in a
 * token. */
ASSAY_RESULT keys_open_public(struct cli *cli, const char *word, struct assay_key **out,
                              struct assay_error *err);

/* A key of which only the public half is wanted: of a token mostly without its PIN. */
ASSAY_RESULT keys_open_shown(struct cli *cli, const char *path, struct assay_key **out,
                             struct assay_error *err);

/*
 * The passphrase of a key that is to be made: ASSAY_KEY_PASSPHRASE, the first --passphrase-file, or
 * typed twice; "" for none. The caller wipes it.
 */
ASSAY_RESULT keys_new_passphrase(struct cli *cli, char out[PROMPT_MAX], struct assay_error *err);

/*
 * The path of a key; to free(), NULL where there is no key store. A word without a slash is a name
 * in the store, and a file only where the store has none or the word ends in ".pem": what lies in a
 * folder that is examined must not take the place of a key. NULL is the default key.
 */
char *keys_path(const char *name);
char *keys_new_path(const char *name); /* of one that is to be made */
