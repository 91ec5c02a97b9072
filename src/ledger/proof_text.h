/*
 * proof_text.h - proofs as text: .tlog-proof files, and the request to a witness, which is also the
 * form of a consistency proof. Source: C2SP tlog-proof, tlog-witness; ledger-formats.md 7.
 */

#pragma once

#include "base/buf.h"
#include "crypto/merkle.h"

enum { PROOF_HASHES_MAX = 63 };

/* That entry `index` is in the log whose checkpoint is `note`. */
struct tlog_proof {
    uint64_t index;
    struct bytes extra; /* base64, or empty; nobody's here, and kept */
    struct merkle_proof path;
    struct bytes note; /* borrowed from what was read */
};

/* That the log whose checkpoint is `note` goes on from its first `old` entries. */
struct witness_request {
    uint64_t old;
    struct merkle_proof path;
    struct bytes note; /* borrowed likewise */
};

/* ASSAY_EFORMAT "proof.format" with the offset where it stops to be one. The note is not read. */
ASSAY_RESULT tlog_proof_read(struct bytes text, const char *path, struct tlog_proof *out,
                             struct assay_error *err);
ASSAY_RESULT witness_request_read(struct bytes text, const char *path, struct witness_request *out,
                                  struct assay_error *err);

void tlog_proof_write(const struct tlog_proof *proof, struct buf *out);
void witness_request_write(const struct witness_request *request, struct buf *out);
