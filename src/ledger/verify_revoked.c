/*
 * verify_revoked.c - what keys signed that fell into other hands.
 *
 * A signature shows who signed and never when, so whoever has the key can sign entries that look
 * old. They count only where somebody else had seen a checkpoint that covers them before the key
 * was lost. Source: ledger-formats.md 9.2.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/kit.h"
#include "crypto/certificate.h"
#include "crypto/timestamp.h"
#include "ledger/published.h"
#include "ledger/verify.h"

/* Entries in a row that one revoked key signed and that nobody had seen in time. */
struct doubt {
    const struct ring_key *key;
    uint64_t first, last;
    uint64_t offset; /* of the first, in its bundle */
    char name[STORE_NAME_SIZE];
};

struct revoked {
    struct verification *v;
    struct arena *arena;
    uint64_t *seen;     /* entries that others had seen in time, for each key of the ring */
    struct doubt doubt; /* key NULL: none under way */
    uint64_t shown;     /* entries in doubt that others had seen */
};

static bool is_in_doubt(const struct ring_key *key)
{
    return key->revoked && key->since <= key->last_used;
}

static void end_doubt(struct revoked *r)
{
    const struct doubt *doubt = &r->doubt;
    struct assay_error failure = {0};
    char entries[64], when[CLOCK_TEXT_SIZE] = "";
    enum assay_status status;

    if (!doubt->key)
        return;
    if (doubt->key->compromised != INT64_MIN)
        clock_text(doubt->key->compromised, when);
    if (doubt->first == doubt->last)
        snprintf(entries, sizeof entries, "entry %" PRIu64 " is", doubt->first);
    else
        snprintf(entries, sizeof entries, "entries from %" PRIu64 " to %" PRIu64 " are",
                 doubt->first, doubt->last);
    status = assay_fail(&failure, ASSAY_ETRUST, doubt->offset,
                        "%s: %s signed by the key %.16s, which was revoked by entry %" PRIu64,
                        doubt->name, entries, assay_key_id(doubt->key->key), doubt->key->ended);
    assay_error_id(&failure, "key.revoked");
    if (doubt->key->compromised == INT64_MIN)
        assay_error_why(&failure, "what it signed from entry %" PRIu64 " on is not believed",
                        doubt->key->since);
    else
        assay_error_why(&failure,
                        "it was in other hands since %s, and nobody who is believed here "
                        "had seen them before",
                        when);
    assay_error_do(&failure, "name who had: --trust POLICY, --tsa-ca CA.pem or --anchor REPO; or "
                             "sign them anew");
    store_blame(r->v->ledger->store, doubt->name, &failure);
    verify_holds(r->v, status, &failure);
    r->doubt.key = NULL;
}

/* What does not hold was told when the tree was built; where nothing was, the store answers
 * otherwise the second time, and no entry may escape its doubt by that. */
static bool holds_again(struct revoked *r, enum assay_status status,
                        const struct assay_error *failure)
{
    if (status == ASSAY_OK ||
        (r->v->problems > 0 && status != ASSAY_ENOMEM && status != ASSAY_EINTERNAL))
        return status == ASSAY_OK;
    return verify_holds(r->v, status, failure);
}

static void judge_entry(struct revoked *r, uint64_t index, struct bytes text, const char *name,
                        uint64_t offset)
{
    const struct ring *ring = &r->v->ring;
    const struct ring_key *key = NULL;
    struct assay_error failure = {0};
    struct dsse envelope;

    arena_reset(r->arena);
    if (holds_again(r, dsse_read(r->arena, text, name, &envelope, &failure), &failure))
        key = ring_find(ring, envelope.signatures[0].keyid, index);
    if (!key || !is_in_doubt(key) || index < key->since) {
        end_doubt(r);
        return;
    }
    if (index < r->seen[key - ring->keys]) {
        r->shown++;
        end_doubt(r);
        return;
    }
    if (r->doubt.key != key)
        end_doubt(r);
    if (!r->doubt.key) {
        r->doubt = (struct doubt){.key = key, .first = index, .offset = offset};
        snprintf(r->doubt.name, sizeof r->doubt.name, "%s", name);
    }
    r->doubt.last = index;
}

static void judge_bundle(struct revoked *r, uint64_t bundle, uint64_t first, uint64_t last)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = BUNDLE_BYTES};
    const struct log *log = &r->v->ledger->log;
    unsigned width = tile_width(log->point.size, BUNDLE_LEVEL, bundle);
    char name[STORE_NAME_SIZE];
    struct assay_error failure = {0};
    struct bytes text;
    size_t at = 0;

    if (!holds_again(r, log_bundle(log, bundle, width, &bytes, name, &failure), &failure))
        return;
    for (unsigned i = 0; i < width; i++) {
        uint64_t index = bundle * TILE_WIDTH + i, offset = at;

        if (!bundle_next(buf_bytes(&bytes), &at, &text)) {
            holds_again(r,
                        store_damaged(r->v->ledger->store, name, offset, &failure,
                                      "it ends inside entry %" PRIu64, index),
                        &failure);
            return;
        }
        if (index >= first && index <= last)
            judge_entry(r, index, text, name, offset);
    }
}

/* What each key in doubt has for it. */
static ASSAY_RESULT find_seen(struct revoked *r, struct assay_error *err)
{
    CLEANUP(certificates_freep) struct certificates *authorities = NULL;
    const struct assay_verify_by *by = r->v->by;
    const struct ring *ring = &r->v->ring;
    struct published_observers observers = {.trust = by->trust, .anchor = by->anchor};

    if (by->authorities)
        TRY(timestamp_authorities(by->authorities, &authorities, err));
    observers.authorities = authorities;
    for (size_t i = 0; i < ring->count; i++)
        if (is_in_doubt(&ring->keys[i]) && ring->keys[i].compromised != INT64_MIN)
            TRY(published_before(r->v->ledger, ring->keys[i].compromised, &observers, &r->seen[i],
                                 err));
    return ASSAY_OK;
}

/* From the first entry in doubt to the last; false where none is. */
static bool find_range(const struct ring *ring, uint64_t *first, uint64_t *last)
{
    *first = UINT64_MAX;
    *last = 0;
    for (size_t i = 0; i < ring->count; i++) {
        const struct ring_key *key = &ring->keys[i];

        if (!is_in_doubt(key))
            continue;
        *first = key->since < *first ? key->since : *first;
        *last = key->last_used > *last ? key->last_used : *last;
    }
    return *first <= *last;
}

void verify_revoked(struct verification *v)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(free_cleanup) uint64_t *seen = calloc(v->ring.count + 1, sizeof *seen);
    struct revoked r = {.v = v, .arena = arena, .seen = seen};
    uint64_t first, last;

    if (!find_range(&v->ring, &first, &last))
        return;
    v->fatal = arena && seen
                   ? find_seen(&r, v->err)
                   : assay_fail(v->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for keys");
    for (uint64_t i = first / TILE_WIDTH; i <= last / TILE_WIDTH && !v->fatal; i++)
        judge_bundle(&r, i, first, last);
    end_doubt(&r);
    if (r.shown > 0)
        verify_checked(v, "entries of revoked keys, which others had seen in time", r.shown);
}
