/*
 * testimony_withdrawn.c - statements that were taken back, by the digest of what was signed.
 *
 * A statement that was signed stays where it is, and so does its signature: a second one says that
 * it counts no more. It names the bytes, so nobody can bring the same statement in once more.
 */

#include "base/key_index.h"
#include "base/kit.h"
#include "ledger/testimony.h"

static ASSAY_RESULT out_of_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for what was withdrawn");
}

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
        return out_of_memory(err);
    TRY(testimony_subjects(arena, statement, &subjects, &count, err));
    for (size_t i = 0; i < count; i++) {
        memcpy(made.statement, subjects[i].sha256, sizeof made.statement);
        buf_add(out, &made, sizeof made);
    }
    return buf_status(out, err);
}

/* The first that took a statement back, or NULL. */
static const struct assay_withdrawal *find(const struct assay_testimony *shown,
                                           const struct key_index *index,
                                           const uint8_t statement[32])
{
    size_t count;
    const struct key_place *found = key_index_find(index, bytes_of(statement, 32), &count);

    return found ? &shown->withdrawals[found->at] : NULL;
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
        return out_of_memory(err);
    for (size_t i = 0; i < shown->attestation_count; i++) {
        attestations[i] = shown->attestations[i];
        attestations[i].withdrawal = find(shown, index, attestations[i].statement);
    }
    for (size_t i = 0; i < shown->waiver_count; i++) {
        waivers[i] = shown->waivers[i];
        waivers[i].withdrawal = find(shown, index, waivers[i].statement);
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
