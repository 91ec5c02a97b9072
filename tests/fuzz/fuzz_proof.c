/* fuzz_proof.c - proofs, requests to witnesses and trust policies: a failure says where, and what
 * was read is written as it stood. */

#include <stdlib.h>

#include "base/kit.h"
#include "ledger/proof_text.h"
#include "ledger/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_proof(struct bytes text)
{
    CLEANUP(buf_clear) struct buf again = {.ceiling = SIZE_MAX};
    struct assay_error err = {0};
    struct tlog_proof proof;

    if (tlog_proof_read(text, "fuzz", &proof, &err) != ASSAY_OK) {
        if (err.offset > text.size || !*err.id)
            abort();
        return;
    }
    tlog_proof_write(&proof, &again);
    if (again.status == ASSAY_OK && !bytes_equal(buf_bytes(&again), text) && proof.extra.size > 0)
        abort();
}

static void check_request(struct bytes text)
{
    CLEANUP(buf_clear) struct buf again = {.ceiling = SIZE_MAX};
    struct witness_request request;
    struct assay_error err = {0};

    if (witness_request_read(text, "fuzz", &request, &err) != ASSAY_OK) {
        if (err.offset > text.size || !*err.id)
            abort();
        return;
    }
    witness_request_write(&request, &again);
    if (again.status == ASSAY_OK && !bytes_equal(buf_bytes(&again), text))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;
    struct bytes text = bytes_of(data, size);
    struct assay_error err = {0};

    check_proof(text);
    check_request(text);
    if (trust_read(text, "fuzz", &trust, &err) == ASSAY_EUSAGE &&
        (err.line == 0 || err.column == 0))
        abort();
    return 0;
}
