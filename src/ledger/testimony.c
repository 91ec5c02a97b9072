/*
 * testimony.c - reads all entries once, for what rules ask of them.
 *
 * Whether the ledger holds is for assay_ledger_verify() to say; here each statement of a person
 * carries whether its own signature holds, so that none counts that does not.
 */

#include "ledger/testimony.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include <assay/statement.h>

#include "base/kit.h"

/* Clocks of machines that write to one log may differ by as much. */
enum { CLOCKS_DIFFER = 5 * 60, FLAWS_MAX = 20 };

const char *testimony_text(struct arena *arena, const struct doc *map, const char *name)
{
    const char *text;

    return statement_text(map, name, &text) ? arena_text(arena, text) : "";
}

enum assay_status testimony_subjects(struct arena *arena, const struct statement *statement,
                                     const struct assay_signed_subject **out, size_t *count,
                                     struct assay_error *err)
{
    const struct doc *list = statement->subjects;
    struct assay_signed_subject *subjects = arena_array(arena, list->count + 1, sizeof *subjects);

    *count = 0;
    for (size_t i = 0; subjects && i < list->count; i++) {
        struct assay_signed_subject *subject = &subjects[*count];

        subject->name = testimony_text(arena, &list->items[i], "name");
        if (!subject->name)
            return testimony_no_memory(err);
        if (statement_sha256(doc_get(&list->items[i], "digest"), "sha256", subject->sha256))
            ++*count;
    }
    *out = subjects;
    return subjects ? ASSAY_OK : testimony_no_memory(err);
}

/* ---- who did what, when ---- */

static ASSAY_RESULT add_flaw(struct reading *reading, const char *text)
{
    if (!text)
        return testimony_no_memory(reading->err);
    if (reading->flaws.size < FLAWS_MAX * sizeof text)
        buf_add(&reading->flaws, &text, sizeof text);
    return buf_status(&reading->flaws, reading->err);
}

/* What waits in the spool is older than what was written meanwhile; the owner of the log has no
 * such reason. */
static bool is_owners(const struct reading *reading, uint64_t index, const struct entry *entry)
{
    const struct ring_key *key =
        ring_find(&reading->ledger->ring, entry->envelope.signatures[0].keyid, index);

    return key && (key->roles & ROLE_LOG);
}

static ASSAY_RESULT check_time(struct reading *reading, uint64_t index, const struct entry *entry)
{
    const char *text;
    int64_t time;

    if (!statement_text(entry->statement.predicate, "time", &text) ||
        !clock_parse(bytes_text(text), &time)) {
        const struct doc *run = doc_get(entry->statement.predicate, "runDetails");

        /* build provenance has its times elsewhere, by the rules of its own form */
        return run ? ASSAY_OK
                   : add_flaw(reading, arena_printf(reading->arena,
                                                    "entry %" PRIu64 " says no time", index));
    }
    if (!is_owners(reading, index, entry))
        return ASSAY_OK;
    if (time < reading->written - CLOCKS_DIFFER)
        return add_flaw(reading, arena_printf(reading->arena,
                                              "entry %" PRIu64 " is dated %" PRId64
                                              " minutes before an earlier one",
                                              index, (reading->written - time) / 60));
    if (time > reading->written)
        reading->written = time;
    return ASSAY_OK;
}

static bool read_entry(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    struct reading *reading = user;
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);

    (void)name;
    (void)arena;
    reading->status = check_time(reading, index, entry);
    if (reading->status == ASSAY_OK && kind && kind->role == ROLE_APPROVE)
        reading->status = testimony_person(reading, index, entry);
    else if (reading->status == ASSAY_OK && kind)
        reading->status = testimony_target(reading, index, entry);
    if (reading->status == ASSAY_OK)
        reading->status = testimony_lineage(reading, index, entry);
    return reading->status == ASSAY_OK;
}

/* ---- the whole ---- */

static void reading_clear(struct reading *reading)
{
    buf_clear(&reading->attestations);
    buf_clear(&reading->releases);
    buf_clear(&reading->waivers);
    buf_clear(&reading->withdrawals);
    buf_clear(&reading->derivations);
    buf_clear(&reading->flaws);
    buf_clear(&reading->recorded);
    buf_clear(&reading->verdicts);
    buf_clear(&reading->taken_back);
    buf_clear(&reading->named);
    free(reading->slots);
}

static void ring_cleanup(struct assay_ledger *all)
{
    ring_clear(&all->ring);
}

static ASSAY_RESULT read_all(const struct assay_ledger *ledger,
                             const struct assay_target_facts *target, bool any_name,
                             struct testimony *out, bool *found, struct assay_error *err)
{
    CLEANUP(ring_cleanup)
    struct assay_ledger all = {
        .store = ledger->store, .digest = ledger->digest, .log = ledger->log};
    CLEANUP(reading_clear)
    struct reading reading = {.ledger = &all,
                              .target = target,
                              .any_name = any_name,
                              .arena = out->arena,
                              .attestations = {.ceiling = SIZE_MAX},
                              .releases = {.ceiling = SIZE_MAX},
                              .waivers = {.ceiling = SIZE_MAX},
                              .withdrawals = {.ceiling = SIZE_MAX},
                              .derivations = {.ceiling = SIZE_MAX},
                              .flaws = {.ceiling = SIZE_MAX},
                              .recorded = {.ceiling = SIZE_MAX},
                              .verdicts = {.ceiling = SIZE_MAX},
                              .taken_back = {.ceiling = SIZE_MAX},
                              .named = {.ceiling = SIZE_MAX},
                              .written = INT64_MIN + CLOCKS_DIFFER,
                              .err = err};

    TRY(assay_ledger_identify(ledger, &out->own, err));
    out->own.origin = arena_text(out->arena, out->own.origin);
    if (!out->own.origin)
        return testimony_no_memory(err);
    TRY(ledger_load_keys(&all, err));
    TRY(ledger_walk_from(&all, 0, &(struct ledger_walk){read_entry, &reading}, err));
    TRY(reading.status);
    *found = reading.recorded.size > 0 && !reading.ambiguous;
    if (!*found) { /* what others recorded is not this target's */
        buf_reset(&reading.recorded);
        buf_reset(&reading.verdicts);
        buf_reset(&reading.named);
    }
    return testimony_settle(&reading, out);
}

enum assay_status assay_ledger_testimony(const struct assay_ledger *ledger,
                                         const struct assay_target_facts *target,
                                         struct assay_testimony **out, struct assay_error *err)
{
    for (int any_name = 0;; any_name++) { /* a folder may have been renamed, as for newest.c */
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct testimony *made = arena ? arena_alloc(arena, sizeof *made) : NULL;
        bool found;

        if (!made)
            return testimony_no_memory(err);
        made->arena = arena;
        TRY(read_all(ledger, target, any_name != 0, made, &found, err));
        if (!found && !any_name && target)
            continue;
        (void)TAKE(arena);
        *out = &made->shown;
        return ASSAY_OK;
    }
}

void assay_testimony_free(struct assay_testimony *testimony)
{
    struct testimony *made = (struct testimony *)(void *)testimony; /* its first member */

    if (!made)
        return;
    assay_inventory_free(made->released);
    arena_free(made->arena);
}

void assay_testimony_freep(struct assay_testimony **testimony)
{
    assay_testimony_free(*testimony);
    *testimony = NULL;
}
