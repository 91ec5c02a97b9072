/*
 * pkcs11_uri.h - the names of keys in hardware: "pkcs11:token=audit;object=log?module-path=/...".
 * Source: RFC 7512.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum { PKCS11_URI_MAX = 8192 }; /* bytes of one */

enum pkcs11_attribute { /* in the order of their names */
                        PKCS11_ID,
                        PKCS11_LIBRARY_DESCRIPTION,
                        PKCS11_LIBRARY_MANUFACTURER,
                        PKCS11_LIBRARY_VERSION,
                        PKCS11_MANUFACTURER,
                        PKCS11_MODEL,
                        PKCS11_MODULE_NAME,
                        PKCS11_MODULE_PATH,
                        PKCS11_OBJECT,
                        PKCS11_PIN_SOURCE,
                        PKCS11_PIN_VALUE,
                        PKCS11_SERIAL,
                        PKCS11_SLOT_DESCRIPTION,
                        PKCS11_SLOT_ID,
                        PKCS11_SLOT_MANUFACTURER,
                        PKCS11_TOKEN,
                        PKCS11_TYPE,
                        PKCS11_ATTRIBUTES
};

struct pkcs11_uri {
    /* Decoded, each with a NUL behind it that its size does not count; no data: not given. */
    struct bytes values[PKCS11_ATTRIBUTES];
    uint64_t slot; /* where PKCS11_SLOT_ID is given */
    struct buf storage;
};

/* True where `name` is such a name, and no file's: a file is "./pkcs11:..." then. */
bool pkcs11_uri_is(const char *name);

/*
 * Reads a name of a key or a token, strictly: what is misspelled is refused, not passed over, for
 * another key would be found without it.
 *
 * out  to release with pkcs11_uri_clear(), also after a failure
 *
 * ASSAY_EUSAGE  "key.uri": the text says which attribute, or at which byte, and never a value
 */
ASSAY_RESULT pkcs11_uri_read(const char *text, struct pkcs11_uri *out, struct assay_error *err);
void pkcs11_uri_clear(struct pkcs11_uri *uri); /* wipes the PIN that may stand in it */

static inline bool pkcs11_uri_has(const struct pkcs11_uri *uri, enum pkcs11_attribute attribute)
{
    return uri->values[attribute].data != NULL;
}

/* Appends what names token and key, for people and for another command: no module, and no PIN. */
void pkcs11_uri_show(const struct pkcs11_uri *uri, struct buf *out);

/* Appends "name=value", with what may not stand in a URI as %XX. */
void pkcs11_uri_write(struct buf *out, enum pkcs11_attribute attribute, struct bytes value);
