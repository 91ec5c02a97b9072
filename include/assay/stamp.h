/* stamp.h - time stamps of RFC 3161 over the checkpoints of a ledger. */

#pragma once

#include <assay/ledger.h>

/* The request for the newest checkpoint's text, DER; the caller's to free(). */
ASSAY_RESULT assay_stamp_request(const struct assay_ledger *ledger, char **der, size_t *size,
                                 struct assay_error *err);

struct assay_stamp {
    uint64_t size; /* of the checkpoint that was stamped */
    int64_t time;  /* seconds since 1970 */
    char authority[256];
};

/*
 * Checks an answer and stores it beside the checkpoint that it is about.
 * request  file of the request, whose nonce must have come back, or NULL
 * authorities  file of trusted certificates, PEM
 *
 * ASSAY_ETRUST  "stamp.*"; "stamp.checkpoint": about no checkpoint of this ledger
 */
ASSAY_RESULT assay_stamp_add(const char *place, const char *answer, const char *request,
                             const char *authorities, struct assay_stamp *out,
                             struct assay_error *err);

/* Checks every stamp of a ledger, the smallest size first; `told` of each that holds, `problem` of
 * each that does not. ASSAY_ETRUST where some do not. */
struct assay_stamp_report {
    void (*told)(void *user, const struct assay_stamp *stamp);
    void (*problem)(void *user, const struct assay_error *problem);
    void *user;
};
ASSAY_RESULT assay_stamps_verify(const struct assay_ledger *ledger, const char *authorities,
                                 const struct assay_stamp_report *report, struct assay_error *err);
