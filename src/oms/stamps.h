/* stamps.h - when a bundle's signature was there, by those who stamped it. */

#pragma once

#include "crypto/timestamp.h"
#include "oms/bundle.h"

/*
 * The earliest of the stamps in a bundle that hold, by authorities in a PEM file; there is one at
 * least. Others may be by authorities that are not trusted.
 *
 * ASSAY_ETRUST  "stamp.*": none of them holds; why the first does not
 */
ASSAY_RESULT oms_stamps_judge(const struct oms_bundle *bundle, const char *path,
                              const char *authorities, struct timestamp *out,
                              struct assay_error *err);
