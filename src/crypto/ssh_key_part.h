/* ssh_key_part.h - the kinds of SSH's keys, for the files that read and write them. */

#pragma once

#include "crypto/ssh_key.h"

enum { SSH_NUMBER_MAX = 66 }; /* bytes of a number of a signature: those of P-521 */

enum ssh_family { SSH_ED25519, SSH_ECDSA, SSH_RSA };

/* One line a kind. */
struct ssh_kind {
    const char *name, *shown;
    enum ssh_family family;
    bool security_key;  /* the private half is in hardware, which puts words of its own between */
    const char *curve;  /* of ECDSA: SSH's word for it, */
    const char *group;  /* OpenSSL's, */
    const char *digest; /* the one that is signed, */
    size_t width;       /* and the bytes of one coordinate */
};

/* That of a key of ours; there is one for each algorithm. */
const struct ssh_kind *ssh_kind_of(const struct assay_key *key);
