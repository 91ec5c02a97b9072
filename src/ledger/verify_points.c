/* verify_points.c - the checkpoints that a ledger published, each against the entries of its size.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/order.h"
#include "ledger/published.h"
#include "ledger/verify.h"

enum assay_status verify_missing_checkpoint(const struct verification *v, uint64_t size,
                                            struct assay_error *err)
{
    char name[STORE_NAME_SIZE];

    log_checkpoint_name(size, name);
    return store_damaged(v->ledger->store, name, ASSAY_NO_OFFSET, err,
                         "the file is missing, though this size was published");
}

bool verify_published(const struct verification *v, uint64_t size)
{
    return v->sizes.size > 0 && bsearch(&size, v->sizes.data, published_count(&v->sizes),
                                        sizeof size, order_u64) != NULL;
}

void verify_sizes(struct verification *v)
{
    struct assay_error failure = {0};

    verify_holds(v, published_sizes(v->ledger, &v->sizes, &failure), &failure);
    if (!verify_published(v, v->ledger->log.point.size))
        verify_holds(v, verify_missing_checkpoint(v, v->ledger->log.point.size, &failure),
                     &failure);
}

static ASSAY_RESULT check_pin(const struct verification *v, const struct note *note,
                              const char *name, struct assay_error *err)
{
    struct note_verifier pin = {NOTE_ED25519, v->ledger->log.point.origin, v->by->key};
    enum assay_status status;

    if (!v->by->key || note_verify(note, &pin, 1, name, NULL) == ASSAY_OK)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "%s: not signed by the key %.16s that is trusted", name,
                        assay_key_id(v->by->key));
    assay_error_id(err, "ledger.other-key");
    store_blame(v->ledger->store, name, err);
    assay_error_why(err, "the log is signed by key %.16s", assay_ledger_signer(v->ledger));
    assay_error_do(err, "see that this is the ledger that you mean, and ask its owner for the key");
    return status;
}

static ASSAY_RESULT check_note(struct verification *v, struct bytes text, const char *name,
                               struct checkpoint *point, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct note_verifier known[RING_VERIFIERS_MAX];
    struct assay_error failure = {0};
    enum assay_status status;
    struct note note;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a checkpoint");
    if (note_read(arena, text, name, &note, &failure) != ASSAY_OK ||
        checkpoint_read(note.text, name, point, &failure) != ASSAY_OK)
        return store_damaged(v->ledger->store, name, failure.offset, err, "%s", failure.text);
    status = note_verify(
        &note, known,
        ring_verifiers(&v->ring, v->ledger->log.point.origin, v->made.edge.size, known), name, err);
    if (status != ASSAY_OK) {
        store_blame(v->ledger->store, name, err);
        return status;
    }
    return v->made.edge.size == v->ledger->log.point.size ? check_pin(v, &note, name, err)
                                                          : ASSAY_OK;
}

enum assay_status verify_checkpoint(struct verification *v, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    struct checkpoint point = {0};
    struct hash made, said;
    char name[STORE_NAME_SIZE];

    log_checkpoint_name(v->made.edge.size, name);
    TRY(store_required(v->ledger->store, name, store_read(v->ledger->store, name, &text, err),
                       err));
    v->checkpoints++;
    TRY(check_note(v, buf_bytes(&text), name, &point, err));
    merkle_root(&v->made.edge, &made);
    merkle_root(&v->said.edge, &said);
    if (strcmp(point.origin, v->ledger->log.point.origin) != 0 || point.size != v->made.edge.size ||
        (!v->hole && !hash_equal(&point.root, &made) && !hash_equal(&point.root, &said)))
        return store_damaged(v->ledger->store, name, ASSAY_NO_OFFSET, err,
                             "it was signed for another log than the first %" PRIu64 " entries",
                             v->made.edge.size);
    return ASSAY_OK;
}
