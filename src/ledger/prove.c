/* prove.c - what is handed to somebody who has not got the ledger: an entry and its proof.
 * Source: C2SP tlog-proof; ledger-formats.md 7. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/ledger.h"
#include "ledger/proof_text.h"

static ASSAY_RESULT check_index(const struct assay_ledger *ledger, uint64_t index,
                                struct assay_error *err)
{
    enum assay_status status;

    if (index < ledger->log.point.size)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "there is no entry %" PRIu64 ": the ledger has %" PRIu64, index,
                        ledger->log.point.size);
    assay_error_id(err, "ledger.no-entry");
    assay_error_path(err, ledger->store->where);
    assay_error_why(err, "entries are counted from 0");
    assay_error_do(err, "name one below %" PRIu64, ledger->log.point.size);
    return status;
}

enum assay_status assay_ledger_prove(const struct assay_ledger *ledger, uint64_t index, char **text,
                                     struct assay_error *err)
{
    struct log_view view = {.log = &ledger->log};
    struct merkle_source source = log_subtrees(&view);
    CLEANUP(buf_clear) struct buf out = {.ceiling = LIMIT_DOCUMENT};
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};
    struct tlog_proof proof = {.index = index};
    char name[STORE_NAME_SIZE];

    TRY(check_index(ledger, index, err));
    TRY(merkle_prove_inclusion(&source, index, ledger->log.point.size, &proof.path, err));
    log_checkpoint_name(ledger->log.point.size, name);
    TRY(store_required(ledger->store, name, store_read(ledger->store, name, &note, err), err));
    proof.note = buf_bytes(&note);
    tlog_proof_write(&proof, &out);
    TRY(buf_status(&out, err));
    *text = buf_take_string(&out);
    if (!*text)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a proof");
    return ASSAY_OK;
}

enum assay_status assay_ledger_entry(const struct assay_ledger *ledger, uint64_t index, char **text,
                                     size_t *size, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = LIMIT_ENTRY + 1};
    size_t length;

    TRY(check_index(ledger, index, err));
    TRY(log_entry(&ledger->log, index, &out, err));
    length = out.size;
    *text = buf_take_string(&out);
    if (!*text)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an entry");
    *size = length;
    return ASSAY_OK;
}
