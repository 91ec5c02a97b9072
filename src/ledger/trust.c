/* trust.c - what the signatures under a checkpoint are worth to an auditor. Source: C2SP
 * tlog-policy; ledger-formats.md 7. */

#include "ledger/trust.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/order.h"

void assay_trust_free(struct assay_trust *trust)
{
    if (!trust)
        return;
    for (size_t i = 0; i < trust->log_count; i++)
        assay_key_free(trust->logs[i].key);
    for (size_t i = 0; i < trust->member_count; i++)
        assay_key_free(trust->members[i].key);
    arena_free(trust->arena);
    free(trust);
}

void assay_trust_freep(struct assay_trust **trust)
{
    assay_trust_free(*trust);
}

enum assay_status trust_new(struct assay_trust **out, struct assay_error *err)
{
    CLEANUP(assay_trust_freep) struct assay_trust *trust = calloc(1, sizeof *trust);

    if (trust)
        trust->arena = arena_new();
    if (!trust || !trust->arena ||
        !(trust->logs = arena_array(trust->arena, TRUST_KEYS_MAX, sizeof *trust->logs)) ||
        !(trust->members = arena_array(trust->arena, TRUST_KEYS_MAX, sizeof *trust->members)))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a policy");
    trust->quorum = SIZE_MAX;
    *out = TAKE(trust);
    return ASSAY_OK;
}

enum assay_status assay_trust_of_keys(const char *const *vkeys, size_t count,
                                      struct assay_trust **out, struct assay_error *err)
{
    CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;

    TRY(trust_new(&trust, err));
    for (size_t i = 0; i < count && i < TRUST_KEYS_MAX; i++) {
        CLEANUP(assay_key_freep) struct assay_key *key = NULL;
        struct note_verifier verifier;

        TRY(note_verifier_read(trust->arena, bytes_text(vkeys[i]), &verifier, &key, err));
        if (verifier.type == NOTE_ED25519)
            trust->logs[trust->log_count++] = (struct trust_log){verifier, key};
        else
            trust->members[trust->member_count++] = (struct trust_member){
                .name = bytes_text(verifier.name), .verifier = verifier, .key = key};
        /* NOLINTNEXTLINE(clang-analyzer-deadcode.DeadStores): CLEANUP reads it */
        key = NULL;
    }
    *out = TAKE(trust);
    return ASSAY_OK;
}

const struct note_verifier *trust_witness(const struct assay_trust *trust,
                                          const struct note_signature *signature)
{
    for (size_t i = 0; i < trust->member_count; i++) {
        const struct trust_member *member = &trust->members[i];
        uint8_t id[4];

        if (!member->key || !bytes_equal(signature->name, bytes_text(member->verifier.name)))
            continue;
        note_key_id(&member->verifier, id);
        if (memcmp(id, signature->id, sizeof id) == 0)
            return &member->verifier;
    }
    return NULL;
}

static ASSAY_RESULT fail_forged(const char *path, const char *name, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                                          "%s: the signature of %s does not hold", path, name);

    assay_error_id(err, "ledger.signature");
    assay_error_path(err, path);
    assay_error_why(err, "the text was changed after it was signed, or never signed by this key");
    assay_error_do(err, "ask for the checkpoint again, and treat it as an incident");
    return status;
}

/* When a group had what it needs: the time of the last of the first that suffice. */
static uint64_t group_time(const struct trust_member *group, const uint64_t *times, uint64_t *room)
{
    for (size_t i = 0; i < group->count; i++)
        room[i] = times[group->members[i]];
    qsort(room, group->count, sizeof *room, order_u64);
    return room[group->needed - 1];
}

enum assay_status trust_witnesses(const struct assay_trust *trust, const struct note *note,
                                  const char *path, struct trust_verdict *out,
                                  struct assay_error *err)
{
    CLEANUP(free_cleanup) uint64_t *times = calloc(TRUST_KEYS_MAX, sizeof *times);
    CLEANUP(free_cleanup) uint64_t *room = calloc(TRUST_KEYS_MAX, sizeof *room);
    struct trust_verdict verdict = {.quorum = true};

    if (!times || !room)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a policy");
    for (size_t i = 0; i < trust->member_count; i++) { /* members come before their groups */
        const struct trust_member *member = &trust->members[i];
        enum note_judgement judgement = NOTE_ABSENT;

        times[i] = UINT64_MAX;
        if (!member->key) {
            times[i] = group_time(member, times, room);
            continue;
        }
        judgement = note_judge(note, &member->verifier, &times[i]);
        if (judgement == NOTE_FORGED)
            return fail_forged(path, member->verifier.name, err);
        verdict.witnesses += judgement == NOTE_HOLDS;
    }
    if (trust->quorum != SIZE_MAX) {
        verdict.time = times[trust->quorum];
        verdict.quorum = verdict.time != UINT64_MAX;
    }
    *out = verdict;
    return ASSAY_OK;
}

enum assay_status trust_judge(const struct assay_trust *trust, const struct note *note,
                              const char *origin, const char *path, struct trust_verdict *out,
                              struct assay_error *err)
{
    enum assay_status status;
    bool signed_by_log = false;

    for (size_t i = 0; i < trust->log_count; i++) {
        const struct note_verifier *verifier = &trust->logs[i].verifier;
        enum note_judgement judgement = note_judge(note, verifier, NULL);

        if (judgement == NOTE_FORGED)
            return fail_forged(path, verifier->name, err);
        signed_by_log |= judgement == NOTE_HOLDS && strcmp(verifier->name, origin) == 0;
    }
    if (signed_by_log)
        return trust_witnesses(trust, note, path, out, err);
    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "%s: the log %s did not sign with a key that is trusted", path, origin);
    assay_error_id(err, "trust.log");
    assay_error_path(err, path);
    assay_error_why(err, "of %zu trusted log keys none has signed this checkpoint under its name",
                    trust->log_count);
    assay_error_do(err, "see that this is the log that you mean, and ask its owner for the key");
    return status;
}

enum assay_status trust_demand(const struct trust_verdict *verdict, const char *path,
                               struct assay_error *err)
{
    enum assay_status status;

    if (verdict->quorum)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "%s: too few witnesses have cosigned this checkpoint", path);
    assay_error_id(err, "trust.quorum");
    assay_error_path(err, path);
    assay_error_why(err, "%zu of the policy's witnesses did, and its quorum is not met",
                    verdict->witnesses);
    assay_error_do(err, "ask the witnesses: assay ledger witness --request, then --add");
    return status;
}
