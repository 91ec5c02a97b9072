/*
 * sshsig.h - signatures over files by SSH's keys, as `ssh-keygen -Y sign` and git write them.
 * Source: OpenSSH, PROTOCOL.sshsig; ledger-formats.md 11.
 */

#pragma once

#include "crypto/digest.h"
#include "crypto/ssh_key.h"

enum { SSHSIG_MAX = 32 * 1024 }; /* bytes of one in its armor; RSA of 16384 bits has 6 KiB */

#define SSHSIG_BEGIN "-----BEGIN SSH SIGNATURE-----"
#define SSHSIG_END "-----END SSH SIGNATURE-----"

/* One taken apart; borrows from the buf that it was read into. */
struct sshsig {
    struct bytes key;       /* as SSH writes it */
    struct bytes purpose;   /* its "namespace": "git", "file" ... */
    enum digest_kind hash;  /* SHA-256 or SHA-512 of the message is what is signed */
    struct bytes signature; /* for ssh_key_verify() */
};

/*
 * Reads the armor and what is in it, strictly: `raw` gets the bytes.
 *
 * ASSAY_EFORMAT  "ssh-signature.format"
 * ASSAY_ETRUST   "ssh-signature.algorithm": over another digest
 */
ASSAY_RESULT sshsig_read(struct bytes armored, struct buf *raw, struct sshsig *out,
                         struct assay_error *err);

/*
 * Whether it was made for that purpose, by the key that it names, over that message. Whose key that
 * is, is for allowed_signers.h.
 *
 * ASSAY_ETRUST  "ssh-signature.namespace", "ssh-signature.broken"
 * and what ssh_key_read() and ssh_key_verify() fail with
 */
ASSAY_RESULT sshsig_verify(const struct sshsig *signature, const char *purpose,
                           struct bytes message, struct assay_error *err);

/* Signs, and appends the armor with its last line feed. */
ASSAY_RESULT sshsig_write(const struct assay_key *key, const char *purpose, struct bytes message,
                          struct buf *armored, struct assay_error *err);
