/* certificate_part.h - trusted certificates as OpenSSL wants them, for all that checks by them. */

#pragma once

#include <openssl/x509_vfy.h>

#include "crypto/certificate.h"

/* The roots, with what is demanded of every chain that leads to them: valid at `time`, and no
 * signature in it by a digest that is broken. */
ASSAY_RESULT certificate_store(const struct certificates *roots, int64_t time, X509_STORE **out,
                               struct assay_error *err);
void certificate_store_cleanup(X509_STORE **store);
