/*
 * ssh_key.h - public keys as SSH writes them, and the signatures that they make.
 * Source: RFC 4253 section 6.6 (RSA), RFC 5656 (ECDSA), RFC 8332 (RSA with SHA-2), RFC 8709
 * (Ed25519); OpenSSH, PROTOCOL.u2f (keys in security keys).
 */

#pragma once

#include "base/buf.h"
#include "crypto/key.h"

enum {
    SSH_KEY_MAX = 8 * 1024,        /* bytes of a public key; RSA of 16384 bits has some 2100 */
    SSH_FINGERPRINT_SIZE = 7 + 44, /* "SHA256:", base64 without its padding, a NUL */
    SSH_RSA_LEAST = 2048,          /* bits; what is shorter can be forged with enough money */
    SSH_RSA_MOST = 16384,          /* bits, as OpenSSH has it */
    SSH_RSA_EXPONENT_MAX = 64 / 8, /* bytes; a longer one costs time and is used by nobody */
};

/* A public key whose signatures can be checked. */
struct ssh_key;

/*
 * Reads a key strictly, so that two keys are the same where their bytes are.
 *
 * ASSAY_EFORMAT  "ssh-signature.format": not a key
 * ASSAY_ETRUST   "ssh-signature.certificate": a certificate; "ssh-signature.algorithm": of a kind
 *                that is not checked, or too weak
 */
ASSAY_RESULT ssh_key_read(struct bytes blob, struct ssh_key **out, struct assay_error *err);
void ssh_key_free(struct ssh_key *key); /* NULL is fine */
void ssh_key_freep(struct ssh_key **key);

/* "ED25519", "ECDSA", "RSA", "ED25519-SK", "ECDSA-SK": as ssh-keygen calls them. */
const char *ssh_key_name(const struct ssh_key *key);

/*
 * Checks a signature as it stands in SSHSIG, with its own kind before it.
 *
 * ASSAY_EFORMAT  "ssh-signature.format": not a signature of such a key
 * ASSAY_ETRUST   "ssh-signature.algorithm": RSA over a digest that is broken
 * ASSAY_ETRUST   "ssh-signature.broken": does not fit
 */
ASSAY_RESULT ssh_key_verify(const struct ssh_key *key, struct bytes message, struct bytes signature,
                            struct assay_error *err);

/* "SHA256:..." of any key, known or not. */
void ssh_fingerprint(struct bytes blob, char out[SSH_FINGERPRINT_SIZE]);

/* A key of ours in this form, and a signature by it. */
ASSAY_RESULT ssh_key_write(const struct assay_key *key, struct buf *blob, struct assay_error *err);
ASSAY_RESULT ssh_key_sign(const struct assay_key *key, struct bytes message, struct buf *signature,
                          struct assay_error *err);

/* The word for the kind of key at the front of a blob; false where there is none. */
bool ssh_key_kind(struct bytes blob, struct bytes *kind);
