/*
 * key.h - signing keys: Ed25519, or ECDSA on a NIST curve; in PKCS#8 PEM files with mode 0600, or
 * in hardware. Wherever a key's path is taken a PKCS#11 URI (RFC 7512) may stand,
 * "pkcs11:object=log"; the module that it names, or ASSAY_PKCS11_MODULE, is then loaded into this
 * process. So a path must come from the person who runs it, and never from what is examined.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ASSAY_KEY_ID_SIZE = 65 }; /* hex SHA-256 of the SPKI DER, and a NUL */

struct assay_key;

enum assay_key_algorithm {
    ASSAY_KEY_ED25519,
    ASSAY_KEY_P256,
    ASSAY_KEY_P384,
    ASSAY_KEY_P521,
    ASSAY_KEY_ALGORITHMS
};

/* "ed25519", "ecdsa-p256" and so on; and back, false where there is none of that name. */
const char *assay_key_algorithm_name(enum assay_key_algorithm algorithm);
bool assay_key_algorithm_named(const char *name, enum assay_key_algorithm *out);

/* The user's key store: $ASSAY_KEY_DIR, else $XDG_CONFIG_HOME/assay/keys, else
 * ~/.config/assay/keys. The caller's to free(); NULL when none of these is set. */
char *assay_key_folder(void);

/* True for a PKCS#11 URI. */
bool assay_key_in_token(const char *path);

/*
 * Opens a private key (PKCS#8 PEM). A passphrase comes from `passphrase`, else from the environment
 * variable ASSAY_KEY_PASSPHRASE; it is never asked for here. Of a token `passphrase` is the PIN;
 * else the URI names it, or ASSAY_PKCS11_PIN.
 *
 * ASSAY_EMISSING  no such file
 * ASSAY_ETRUST    readable by others than the owner; `remedy` is the chmod to type
 * ASSAY_EUSAGE    not such a key, or the passphrase is wrong or missing ("key.passphrase"); of a
 *                 token "key.pin" (none was given), "key.pin-wrong" and others of "key."
 * ASSAY_EIO       it cannot be read; of a token "key.token-gone", "key.device"
 */
ASSAY_RESULT assay_key_open(const char *path, const char *passphrase, struct assay_key **out,
                            struct assay_error *err);

/* A public key: SPKI PEM, or that of a key in a token, mostly without its PIN. */
ASSAY_RESULT assay_key_open_public(const char *path, struct assay_key **out,
                                   struct assay_error *err);

/* Tells of each public key of the tokens that the URI names; `key` is NULL where assay cannot use
 * it. `name` is its URI, without the module. */
typedef void assay_key_seen(void *user, const char *name, const struct assay_key *key);
ASSAY_RESULT assay_key_list_token(const char *uri, assay_key_seen *seen, void *user,
                                  struct assay_error *err);

/*
 * Makes a new key and writes it to `path`, which must not exist; folders are made with mode 0700.
 *
 * ASSAY_EUSAGE   something of that name is there
 * ASSAY_EOUTPUT  it cannot be written
 */
ASSAY_RESULT assay_key_create(const char *path, enum assay_key_algorithm algorithm,
                              const char *passphrase, struct assay_key **out,
                              struct assay_error *err);

void assay_key_free(struct assay_key *key);
void assay_key_freep(struct assay_key **key);

enum assay_key_algorithm assay_key_algorithm(const struct assay_key *key);

/* Borrowed from the key. */
const char *assay_key_id(const struct assay_key *key);
const char *assay_key_public_pem(const struct assay_key *key); /* SPKI */

/*
 * The verifier key under which others check the notes of a log named `origin` (ledger-formats.md
 * 7): name "+" hex(id) "+" base64(type || key). The caller's to free(); NULL when memory ran out.
 */
char *assay_key_verifier(const struct assay_key *key, const char *origin);

/* The public key as OpenSSH writes it, "ssh-ed25519 AAAA...": what stands in files of allowed
 * signers. The caller's to free(); NULL when memory ran out. */
char *assay_key_ssh(const struct assay_key *key);
