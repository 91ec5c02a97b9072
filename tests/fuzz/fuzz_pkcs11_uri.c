/* fuzz_pkcs11_uri.c - names of keys in hardware: a refusal says why, and what was read and is shown
 * reads as the same again. */

#include <stdlib.h>

#include "base/kit.h"
#include "crypto/pkcs11_uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(pkcs11_uri_clear) struct pkcs11_uri first = {.slot = 0};
    CLEANUP(pkcs11_uri_clear) struct pkcs11_uri second = {.slot = 0};
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf again = {.ceiling = SIZE_MAX};
    struct assay_error err = {0};

    buf_add(&text, data, size);
    if (pkcs11_uri_read(buf_string(&text), &first, &err) != ASSAY_OK) {
        if (err.status != ASSAY_EUSAGE || !*err.text || !*err.remedy)
            abort();
        return 0;
    }
    pkcs11_uri_show(&first, &shown);
    if (shown.size > PKCS11_URI_MAX)
        return 0; /* what is written as %XX takes more room */
    if (pkcs11_uri_read(buf_string(&shown), &second, &err) != ASSAY_OK)
        abort();
    pkcs11_uri_show(&second, &again);
    if (!bytes_equal(buf_bytes(&shown), buf_bytes(&again)))
        abort();
    for (size_t i = 0; i < PKCS11_ATTRIBUTES; i++)
        if (pkcs11_uri_has(&second, (enum pkcs11_attribute)i) &&
            !bytes_equal(first.values[i], second.values[i]))
            abort();
    return 0;
}
