/*
 * timestamp.h - time stamps: asking an authority for one, and checking what came back. The bytes go
 * to and fro as files; nothing here talks to a network.
 * Source: RFC 3161, RFC 5816 (the newer signing-certificate attribute); ledger-formats.md 8.
 */

#pragma once

#include <assay/error.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "crypto/certificate.h"
#include "crypto/digest.h"

enum {
    TIMESTAMP_MAX = 256 * 1024, /* bytes of a response, with the authority's certificates */
    TIMESTAMP_NAME_SIZE = 256,
};

/* What a stamp that holds says. */
struct timestamp {
    int64_t time;                        /* seconds since 1970, fractions cut off */
    char authority[TIMESTAMP_NAME_SIZE]; /* subject of the certificate that signed (RFC 2253) */
};

/* Appends a request, DER: version 1, SHA-256, a random nonce of 64 bits, certificates wanted. */
ASSAY_RESULT timestamp_request(struct bytes message, struct buf *out, struct assay_error *err);

/*
 * The certificates of authorities that a person trusts, from a file.
 *
 * ASSAY_EUSAGE  "stamp.authorities": none can be read there
 */
ASSAY_RESULT timestamp_authorities(const char *path, struct certificates **out,
                                   struct assay_error *err);

struct timestamp_check {
    const char *path;      /* of the response, for errors */
    struct bytes response; /* DER TimeStampResp */
    struct bytes message;  /* what should have been stamped */
    struct bytes request;  /* whose nonce must have come back; empty where it was not kept */
    const struct certificates *authorities; /* that are trusted */
};

/*
 * ASSAY_EFORMAT  "stamp.format": no DER of such a thing
 * ASSAY_ETRUST   "stamp.refused", "stamp.imprint", "stamp.nonce", "stamp.authority",
 *                "stamp.expired" (at the stated time), "stamp.purpose" or "stamp.signature"
 */
ASSAY_RESULT timestamp_verify(const struct timestamp_check *check, struct timestamp *out,
                              struct assay_error *err);

/* The SHA-256 that a response is about, before anything is believed of it. ASSAY_EFORMAT or
 * ASSAY_ETRUST ("stamp.refused", "stamp.imprint" where it is another digest) as above. */
ASSAY_RESULT timestamp_imprint(struct bytes response, const char *path, uint8_t out[SHA256_SIZE],
                               struct assay_error *err);
