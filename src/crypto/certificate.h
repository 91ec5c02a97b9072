/*
 * certificate.h - X.509 certificates: read, taken apart, and chains checked to roots at a time.
 * Source: RFC 5280; ledger-formats.md 4.1.
 */

#pragma once

#include "base/buf.h"
#include "crypto/key.h"

enum {
    CERTIFICATE_CHAIN_MAX = 16,     /* certificates of one chain */
    CERTIFICATE_FILE_MAX = 4 << 20, /* bytes of a file of certificates */
    CERTIFICATE_LIST_MAX = 4096,    /* certificates of one file, as of a system's roots */
    CERTIFICATE_NAME_SIZE = 256,    /* of a subject for display, cut where longer */
};

/* Certificates in the order of their file; of a chain the leaf is first. */
struct certificates;

struct certificates *certificates_new(void); /* NULL when memory ran out */
void certificates_free(struct certificates *list);
void certificates_freep(struct certificates **list);

/*
 * Adds all certificates of a text in PEM form, or the one that is DER; what else a PEM file holds
 * is passed over.
 *
 * ASSAY_EUSAGE  "certificate.format": none in it, or one that is broken
 */
ASSAY_RESULT certificates_read(struct certificates *list, struct bytes content, const char *path,
                               struct assay_error *err);
/* The same of a file. ASSAY_EMISSING: no such file. */
ASSAY_RESULT certificates_open(const char *path, struct certificates **out,
                               struct assay_error *err);

size_t certificates_count(const struct certificates *list);
ASSAY_RESULT certificate_der(const struct certificates *list, size_t index, struct buf *out,
                             struct assay_error *err);
ASSAY_RESULT certificate_key(const struct certificates *list, size_t index, struct assay_key **out,
                             struct assay_error *err);
/* RFC 2253, such as "CN=Release signing,O=Example". */
void certificate_subject(const struct certificates *list, size_t index,
                         char out[CERTIFICATE_NAME_SIZE]);

/* The names and the signature say that `issuer` made it. */
bool certificate_issued_by(const struct certificates *list, size_t index, size_t issuer);
bool certificate_is_root(const struct certificates *list, size_t index);

/* Its keyUsage has digitalSignature, or its extendedKeyUsage codeSigning. */
bool certificate_may_sign(const struct certificates *list, size_t index);

/*
 * Checks that the first of `chain` leads, through the others, to one of `roots`, and that each was
 * valid at `time` (seconds since 1970). What the leaf may be used for is not judged here.
 *
 * ASSAY_ETRUST  "certificate.expired", "certificate.not-yet-valid" or "certificate.chain"
 */
ASSAY_RESULT certificates_verify(const struct certificates *chain, const struct certificates *roots,
                                 int64_t time, struct assay_error *err);
