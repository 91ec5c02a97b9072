/* proof_check.c - the reader's side of proofs. Source: C2SP tlog-proof; ledger-formats.md 5, 7. */

#include <assay/proof.h>
#include <fcntl.h>
#include <inttypes.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/ledger.h"
#include "ledger/proof_text.h"
#include "ledger/trust.h"

/* The checkpoint in `text`, once a trusted log signed it and its quorum cosigned. */
static ASSAY_RESULT check_note(struct bytes text, const char *path, const struct assay_trust *trust,
                               struct checkpoint *point, struct assay_proof *out,
                               struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct trust_verdict verdict;
    enum assay_status status;
    struct note note;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a checkpoint");
    status = note_read(arena, text, path, &note, err);
    if (status == ASSAY_OK)
        status = checkpoint_read(note.text, path, point, err);
    if (status == ASSAY_EFORMAT) {
        assay_error_id(err, "proof.format");
        assay_error_do(err, "ask for the file again");
    }
    TRY(status);
    TRY(trust_judge(trust, &note, point->origin, path, &verdict, err));
    TRY(trust_demand(&verdict, path, err));
    text_copy(out->origin, sizeof out->origin, point->origin);
    out->size = point->size;
    out->time = verdict.time;
    out->witnesses = verdict.witnesses;
    return ASSAY_OK;
}

static ASSAY_RESULT check_path(const struct tlog_proof *proof, const struct checkpoint *point,
                               struct bytes entry, const char *path, struct assay_error *err)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    enum assay_status status;
    struct hash leaf;

    if (!digest)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "OpenSSL offers no SHA-256");
    merkle_leaf(digest, entry, &leaf);
    if (merkle_check_inclusion(digest, proof->index, point->size, &leaf, proof->path.hashes,
                               proof->path.count, &point->root))
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "%s does not show that this is entry %" PRIu64 " of %s", path, proof->index,
                        point->origin);
    assay_error_id(err, "proof.inclusion");
    assay_error_path(err, path);
    assay_error_why(err, "the hashes do not lead from these bytes to the root that was signed");
    assay_error_do(err, "see that the entry is the one the proof is about, byte for byte");
    return status;
}

enum assay_status assay_proof_check(const char *proof_path, const char *entry_path,
                                    const struct assay_trust *trust, struct assay_proof *out,
                                    struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = (size_t)2 * NOTE_SIZE_MAX};
    CLEANUP(buf_clear) struct buf entry = {.ceiling = LIMIT_ENTRY};
    struct assay_proof told = {0};
    struct checkpoint point;
    struct tlog_proof proof;

    TRY(file_read(AT_FDCWD, proof_path, &text, err));
    TRY(file_read(AT_FDCWD, entry_path, &entry, err));
    TRY(tlog_proof_read(buf_bytes(&text), proof_path, &proof, err));
    TRY(check_note(proof.note, proof_path, trust, &point, &told, err));
    TRY(check_path(&proof, &point, buf_bytes(&entry), proof_path, err));
    told.index = proof.index;
    *out = told;
    return ASSAY_OK;
}

enum assay_status assay_ledger_trusted(const struct assay_ledger *ledger,
                                       const struct assay_trust *trust, struct assay_proof *out,
                                       struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    char name[STORE_NAME_SIZE], path[STORE_NAME_SIZE + 1024];
    struct assay_proof told = {0};
    struct checkpoint point;

    log_checkpoint_name(ledger->log.point.size, name);
    snprintf(path, sizeof path, "%s/%s", ledger->store->where, name);
    TRY(store_required(ledger->store, name, store_read(ledger->store, name, &text, err), err));
    TRY(check_note(buf_bytes(&text), path, trust, &point, &told, err));
    *out = told;
    return ASSAY_OK;
}
