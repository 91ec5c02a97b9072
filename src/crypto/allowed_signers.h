/*
 * allowed_signers.h - whose key is whose, for which uses and for how long.
 * Source: ssh-keygen(1), "ALLOWED SIGNERS"; ssh_config(5), "PATTERNS".
 */

#pragma once

#include "base/buf.h"
#include "base/bytes.h"

enum { ALLOWED_SIGNERS_MAX = 4 << 20 }; /* bytes of such a file */

struct allowed_signers;

/*
 * Reads a file of such lines; one that is wrong makes the whole file wrong, for it may be the line
 * that takes a key's trust away.
 *
 * ASSAY_EUSAGE  "signers.format", with the line
 */
ASSAY_RESULT allowed_signers_read(struct bytes text, const char *path, struct allowed_signers **out,
                                  struct assay_error *err);
/* The same of a file. ASSAY_EMISSING: no such file. */
ASSAY_RESULT allowed_signers_open(const char *path, struct allowed_signers **out,
                                  struct assay_error *err);
void allowed_signers_free(struct allowed_signers *signers); /* NULL is fine */
void allowed_signers_freep(struct allowed_signers **signers);

/*
 * Whose key it is, for that purpose and at that time: the principals of the first line that says
 * so, borrowed.
 *
 * ASSAY_ETRUST  "signers.unknown": no line has the key; "signers.namespace": not for that purpose;
 *               "signers.validity": not at that time
 */
ASSAY_RESULT allowed_signers_find(const struct allowed_signers *signers, struct bytes key,
                                  const char *purpose, int64_t time, const char **principals,
                                  struct assay_error *err);

/* True where a list of patterns with commas between has `word`: `*` and `?`, `!` takes out. */
bool allowed_signers_match(struct bytes patterns, struct bytes word);
