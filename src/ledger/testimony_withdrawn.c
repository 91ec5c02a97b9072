/*
 * testimony_withdrawn.c - statements that were taken back, by the digest of what was signed.
 *
 * A statement that was signed stays where it is, and so does its signature: a second one says that
 * it counts no more. It names the bytes, so nobody can bring the same statement in once more. A
 * second one whose own signature does not hold decides nothing: whether the first counts is then
 * not known. Withdrawals are not withdrawn, for then nobody could rely on one.
 */

#include "base/key_index.h"
#include "base/kit.h"
#include "ledger/testimony.h"

enum assay_status testimony_withdrawal(struct arena *arena, const struct statement *statement,
                                       const struct assay_withdrawal *like, struct buf *out,
                                       struct assay_error *err)
{
    struct assay_withdrawal made = *like;
    const struct assay_signed_subject *subjects;
    size_t count;

    made.role = testimony_text(arena, statement->predicate, "role");
    made.time = testimony_text(arena, statement->predicate, "time");
    if (!made.role || !made.time)
        return testimony_no_memory(err);
    TRY(testimony_subjects(arena, statement, &subjects, &count, err));
    for (size_t i = 0; i < count; i++) {
        memcpy(made.statement, subjects[i].sha256, sizeof made.statement);
        buf_add(out, &made, sizeof made);
    }
    return buf_status(out, err);
}

/* What became of one statement. */
struct fate {
    const struct assay_withdrawal *withdrawal, *doubt;
};

/* The first that took it back; else the first that says so, and does not hold. */
static struct fate find(const struct assay_testimony *shown, const struct key_index *index,
                        const uint8_t statement[32])
{
    size_t count = 0;
    const struct key_place *found = key_index_find(index, bytes_of(statement, 32), &count);
    struct fate fate = {NULL, NULL};

    for (size_t i = 0; i < count && !fate.withdrawal; i++) {
        const struct assay_withdrawal *withdrawal = &shown->withdrawals[found[i].at];

        if (withdrawal->holds)
            fate = (struct fate){withdrawal, NULL};
        else if (!fate.doubt)
            fate.doubt = withdrawal;
    }
    return fate;
}

static ASSAY_RESULT mark(struct testimony *testimony, const struct key_index *index,
                         struct assay_error *err)
{
    struct assay_testimony *shown = &testimony->shown;
    struct assay_attestation *attestations =
        arena_array(testimony->arena, shown->attestation_count + 1, sizeof *attestations);
    struct assay_waiver *waivers =
        arena_array(testimony->arena, shown->waiver_count + 1, sizeof *waivers);

    if (!attestations || !waivers)
        return testimony_no_memory(err);
    for (size_t i = 0; i < shown->attestation_count; i++) {
        struct fate fate = find(shown, index, shown->attestations[i].statement);

        attestations[i] = shown->attestations[i];
        attestations[i].withdrawal = fate.withdrawal;
        attestations[i].doubt = attestations[i].holds ? fate.doubt : NULL;
    }
    for (size_t i = 0; i < shown->waiver_count; i++) {
        struct fate fate = find(shown, index, shown->waivers[i].statement);

        waivers[i] = shown->waivers[i];
        waivers[i].withdrawal = fate.withdrawal;
        waivers[i].doubt = fate.doubt;
    }
    shown->attestations = attestations;
    shown->waivers = waivers;
    return ASSAY_OK;
}

enum assay_status testimony_withdraw(struct testimony *testimony, struct assay_error *err)
{
    const struct assay_testimony *shown = &testimony->shown;
    CLEANUP(key_index_clear) struct key_index index;

    key_index_init(&index);
    if (shown->withdrawal_count == 0)
        return ASSAY_OK;
    for (size_t i = 0; i < shown->withdrawal_count; i++)
        key_index_add(&index, bytes_of(shown->withdrawals[i].statement, 32), i);
    TRY(key_index_sort(&index, err));
    return mark(testimony, &index, err);
}
