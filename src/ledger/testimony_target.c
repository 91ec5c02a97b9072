/*
 * testimony_target.c - what was recorded, judged and released of one target.
 *
 * A release is the target's where it names a manifest of one of its inventories, or a content in
 * one. What it was let pass by is a verdict on the same manifest, written before it.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "ledger/testimony.h"

static bool same(const uint8_t a[32], const uint8_t b[32])
{
    return memcmp(a, b, 32) == 0;
}

/* ---- contents that inventories named ---- */

static struct named *named_at(const struct reading *reading, size_t i)
{
    return &((struct named *)(void *)reading->named.data)[i];
}

static size_t named_count(const struct reading *reading)
{
    return reading->named.size / sizeof(struct named);
}

/* Digests are spread evenly, so their first bytes do for a hash; the path tells twins apart. */
static size_t slot_of(const struct reading *reading, const uint8_t sha256[32], const char *path)
{
    uint64_t hash;
    size_t slot;

    memcpy(&hash, sha256, sizeof hash);
    for (slot = (size_t)hash & (reading->slot_count - 1); reading->slots[slot] > 0;
         slot = (slot + 1) & (reading->slot_count - 1)) {
        const struct named *there = named_at(reading, reading->slots[slot] - 1);

        if (same(there->what.sha256, sha256) && strcmp(there->what.path, path) == 0)
            break;
    }
    return slot;
}

/* Never more than half full. */
static ASSAY_RESULT make_room(struct reading *reading)
{
    size_t count = named_count(reading);

    if (count < UINT32_MAX && 2 * (count + 1) <= reading->slot_count)
        return ASSAY_OK;
    free(reading->slots);
    reading->slot_count = reading->slot_count ? 2 * reading->slot_count : 1024;
    reading->slots = calloc(reading->slot_count, sizeof *reading->slots);
    if (!reading->slots || count >= UINT32_MAX)
        return testimony_no_memory(reading->err);
    for (size_t i = 0; i < count; i++) {
        const struct named *named = named_at(reading, i);

        reading->slots[slot_of(reading, named->what.sha256, named->what.path)] = (uint32_t)i + 1;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT name_content(struct reading *reading, uint64_t index,
                                 const struct assay_signed_subject *subject)
{
    struct named named = {.what = {.path = subject->name, .entry = index}, .last = index};
    size_t slot;

    TRY(make_room(reading));
    slot = slot_of(reading, subject->sha256, subject->name);
    if (reading->slots[slot] > 0) {
        named_at(reading, reading->slots[slot] - 1)->last = index;
        return ASSAY_OK;
    }
    named.what.path = arena_text(reading->arena, subject->name);
    if (!named.what.path)
        return testimony_no_memory(reading->err);
    memcpy(named.what.sha256, subject->sha256, 32);
    buf_add(&reading->named, &named, sizeof named);
    reading->slots[slot] = (uint32_t)named_count(reading);
    return buf_status(&reading->named, reading->err);
}

/* ---- inventories and verdicts ---- */

/* Of any view: a release may have been made of a commit, and a work tree is judged now. */
static bool is_targets(struct reading *reading, const struct record *record)
{
    struct assay_target_facts facts = record->target;

    if (!reading->target)
        return true;
    if (strcmp(facts.type, reading->target->type) != 0)
        return false;
    facts.name = reading->any_name ? NULL : reading->target->name;
    if (!record_is_about(record, &facts))
        return false;
    if (!reading->any_name)
        return true;
    if (!reading->first_name)
        reading->first_name = arena_text(reading->arena, record->target.name);
    reading->ambiguous =
        reading->ambiguous ||
        (reading->first_name && strcmp(reading->first_name, record->target.name) != 0);
    return true;
}

static ASSAY_RESULT add_inventory(struct reading *reading, uint64_t index,
                                  const struct entry *entry)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct assay_signed_subject *subjects;
    struct recorded made = {.entry = index};
    struct record record;
    uint64_t omitted;
    size_t count;

    if (!arena)
        return testimony_no_memory(reading->err);
    if (!record_read(&entry->statement, &record))
        return ASSAY_OK;
    if (!is_targets(reading, &record)) {
        reading->shared |= strcmp(record.target.name, reading->target->name) != 0;
        return ASSAY_OK;
    }
    memcpy(made.manifest, record.manifest, 32);
    memcpy(made.inventory, record.inventory, 32);
    made.same_view = !reading->target || (strcmp(record.target.view, reading->target->view) == 0 &&
                                          strcmp(record.target.range, reading->target->range) == 0);
    made.cut =
        !statement_u64(doc_get(entry->statement.predicate, "subjects"), "omitted", &omitted) ||
        omitted > 0;
    TRY(testimony_subjects(arena, &entry->statement, &subjects, &count, reading->err));
    for (size_t i = 1; made.same_view && i < count; i++) /* the first is the manifest */
        TRY(name_content(reading, index, &subjects[i]));
    buf_add(&reading->recorded, &made, sizeof made);
    return buf_status(&reading->recorded, reading->err);
}

static ASSAY_RESULT read_reports(struct reading *reading, const struct doc *predicate,
                                 struct verdict *out)
{
    const struct doc *list = doc_get(predicate, "reports");
    size_t count = list && list->type == DOC_LIST ? list->count : 0;
    const char **reports = arena_array(reading->arena, count + 1, sizeof *reports);

    for (size_t i = 0; reports && i < count; i++)
        if (!(reports[out->report_count++] =
                  testimony_text(reading->arena, &list->items[i], "mediaType")))
            return testimony_no_memory(reading->err);
    out->reports = reports;
    return reports ? ASSAY_OK : testimony_no_memory(reading->err);
}

static ASSAY_RESULT add_verdict(struct reading *reading, uint64_t index, const struct entry *entry)
{
    const struct doc *subject = &entry->statement.subjects->items[0];
    struct verdict made = {
        .entry = index,
        .word = testimony_text(reading->arena, entry->statement.predicate, "verdict")};

    if (!ring_vouches(&reading->ledger->ring, index, entry))
        return ASSAY_OK;
    if (!made.word)
        return testimony_no_memory(reading->err);
    if (!statement_sha256(doc_get(subject, "digest"), "sha256", made.manifest))
        return ASSAY_OK;
    TRY(read_reports(reading, entry->statement.predicate, &made));
    buf_add(&reading->verdicts, &made, sizeof made);
    return buf_status(&reading->verdicts, reading->err);
}

enum assay_status testimony_target(struct reading *reading, uint64_t index,
                                   const struct entry *entry)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);

    if (strcmp(kind->name, "inventory") == 0)
        return add_inventory(reading, index, entry);
    if (strcmp(kind->name, "assessment") == 0)
        return add_verdict(reading, index, entry);
    return ASSAY_OK;
}

/* ---- settling ---- */

#define COUNT(buf, type) ((buf).size / sizeof(type))
#define AT(buf, type, i) (&((type *)(void *)(buf).data)[i])

static const struct recorded *find_manifest(const struct reading *reading, const uint8_t sha256[32])
{
    for (size_t i = COUNT(reading->recorded, struct recorded); i > 0; i--)
        if (same(AT(reading->recorded, struct recorded, i - 1)->manifest, sha256))
            return AT(reading->recorded, struct recorded, i - 1);
    return NULL;
}

static bool is_named(const struct reading *reading, const uint8_t sha256[32])
{
    for (size_t i = 0; i < named_count(reading); i++)
        if (same(named_at(reading, i)->what.sha256, sha256))
            return true;
    return false;
}

static bool is_released(const struct reading *reading, const struct draft_release *release)
{
    for (size_t i = 0; i < release->shown.subject_count; i++)
        if (find_manifest(reading, release->shown.subjects[i].sha256) ||
            is_named(reading, release->shown.subjects[i].sha256))
            return true;
    return false;
}

/* A manifest that the verdict is about, or one of a target whose files alone are released. */
static bool is_about(const struct reading *reading, const struct verdict *verdict,
                     const struct draft_release *release)
{
    const struct recorded *recorded = find_manifest(reading, verdict->manifest);
    bool all = recorded && release->shown.subject_count > 0;

    for (size_t i = 0; i < release->shown.subject_count; i++) {
        const uint8_t *sha256 = release->shown.subjects[i].sha256;
        bool inside = false;

        if (same(sha256, verdict->manifest))
            return true;
        for (size_t j = 0; all && !inside && j < named_count(reading); j++)
            inside = same(named_at(reading, j)->what.sha256, sha256) &&
                     named_at(reading, j)->what.entry <= recorded->entry &&
                     named_at(reading, j)->last >= recorded->entry;
        all = all && inside;
    }
    return all;
}

/* The verdict that the release names, or else the newest before it on the same bytes. */
static const char *gate_of(const struct reading *reading, const struct draft_release *release)
{
    const char *gate = "absent";

    for (size_t i = 0; i < COUNT(reading->verdicts, struct verdict); i++) {
        const struct verdict *verdict = AT(reading->verdicts, struct verdict, i);

        if ((release->assessment != UINT64_MAX && verdict->entry != release->assessment) ||
            !is_about(reading, verdict, release))
            continue;
        if (verdict->entry < release->shown.entry)
            gate = verdict->word;
        else if (strcmp(gate, "absent") == 0)
            gate = "later";
    }
    return gate;
}

/* Whether the ledger still says what was in use before. */
static const char *previous_of(const struct reading *reading, const struct draft_release *release,
                               const struct draft_release *before)
{
    if (release->has_previous)
        return find_manifest(reading, release->previous) || is_named(reading, release->previous)
                   ? "kept"
                   : "gone";
    if (!before)
        return "none";
    return is_released(reading, before) ? "kept" : "gone";
}

static bool is_taken_back(const struct reading *reading, uint64_t release)
{
    for (size_t i = 0; i < COUNT(reading->taken_back, uint64_t); i++)
        if (*AT(reading->taken_back, uint64_t, i) == release)
            return true;
    return false;
}

static ASSAY_RESULT settle_releases(struct reading *reading, struct testimony *out)
{
    size_t count = COUNT(reading->releases, struct draft_release), kept = 0;
    struct assay_release *releases = arena_array(reading->arena, count + 1, sizeof *releases);
    const struct draft_release *before = NULL;

    if (!releases)
        return testimony_no_memory(reading->err);
    for (size_t i = 0; i < count; i++) {
        const struct draft_release *release = AT(reading->releases, struct draft_release, i);

        if (!is_released(reading, release) || is_taken_back(reading, release->shown.entry))
            continue;
        releases[kept] = release->shown;
        releases[kept].gate = gate_of(reading, release);
        releases[kept++].previous = previous_of(reading, release, before);
        before = release;
    }
    if (kept > 0)
        releases[kept - 1].newest = true;
    out->shown.releases = releases;
    out->shown.release_count = kept;
    return ASSAY_OK;
}

static ASSAY_RESULT read_inventory(const struct reading *reading, const uint8_t sha256[32],
                                   struct assay_inventory **out)
{
    CLEANUP(buf_clear) struct buf json = {.ceiling = SIZE_MAX};
    char name[STORE_NAME_SIZE];
    struct assay_error failure = {0};

    store_object_name(sha256, name);
    if (store_read(reading->ledger->store, name, &json, &failure) != ASSAY_OK ||
        assay_inventory_parse(json.data, json.size, out, &failure) != ASSAY_OK)
        *out = NULL; /* then verification says that the ledger does not hold */
    return failure.status == ASSAY_ENOMEM ? testimony_no_memory(reading->err) : ASSAY_OK;
}

static ASSAY_RESULT settle_released(struct reading *reading, struct testimony *out)
{
    const struct assay_release *newest;

    if (out->shown.release_count == 0)
        return ASSAY_OK;
    newest = &out->shown.releases[out->shown.release_count - 1];
    for (size_t i = 0; i < newest->subject_count; i++) {
        const struct recorded *recorded = find_manifest(reading, newest->subjects[i].sha256);

        if (recorded) {
            TRY(read_inventory(reading, recorded->inventory, &out->released));
            break;
        }
    }
    out->shown.released = out->released;
    return ASSAY_OK;
}

static int order_digests(const void *a, const void *b)
{
    return memcmp(a, b, 32);
}

/* Contents of the newest inventory. Renamed is not gone: content counts, wherever it stands. */
static ASSAY_RESULT gather_present(const struct reading *reading, uint64_t newest,
                                   struct buf *digests)
{
    for (size_t i = 0; i < named_count(reading); i++)
        if (named_at(reading, i)->last == newest)
            buf_add(digests, named_at(reading, i)->what.sha256, 32);
    TRY(buf_status(digests, reading->err));
    if (digests->size > 0)
        qsort(digests->data, digests->size / 32, 32, order_digests);
    return ASSAY_OK;
}

static bool is_present(const struct buf *digests, const uint8_t sha256[32])
{
    return digests->size > 0 &&
           bsearch(sha256, digests->data, digests->size / 32, 32, order_digests) != NULL;
}

static ASSAY_RESULT settle_gone(struct reading *reading, struct testimony *out)
{
    CLEANUP(buf_clear) struct buf present = {.ceiling = SIZE_MAX};
    struct assay_gone *gone = arena_array(reading->arena, named_count(reading) + 1, sizeof *gone);
    uint64_t newest = 0;

    if (!gone)
        return testimony_no_memory(reading->err);
    out->shown.gone_known = true;
    for (size_t i = 0; i < COUNT(reading->recorded, struct recorded); i++) {
        const struct recorded *recorded = AT(reading->recorded, struct recorded, i);

        if (!recorded->same_view)
            continue;
        newest = recorded->entry;
        out->shown.has_manifest = true;
        memcpy(out->shown.manifest, recorded->manifest, sizeof out->shown.manifest);
        out->shown.gone_known = out->shown.gone_known && !recorded->cut;
    }
    TRY(gather_present(reading, newest, &present));
    for (size_t i = 0; i < named_count(reading); i++) {
        const struct named *named = named_at(reading, i);

        if (named->last != newest && !is_present(&present, named->what.sha256))
            gone[out->shown.gone_count++] = named->what;
    }
    out->shown.gone = gone;
    return ASSAY_OK;
}

/* The newest verdict on an inventory of this view. */
static void settle_reports(const struct reading *reading, struct testimony *out)
{
    for (size_t i = COUNT(reading->verdicts, struct verdict); i > 0; i--) {
        const struct verdict *verdict = AT(reading->verdicts, struct verdict, i - 1);
        const struct recorded *recorded = find_manifest(reading, verdict->manifest);

        if (!recorded || !recorded->same_view)
            continue;
        out->shown.judged = true;
        out->shown.reports = verdict->reports;
        out->shown.report_count = verdict->report_count;
        return;
    }
}

static ASSAY_RESULT hand_over(struct reading *reading, const struct buf *from, size_t size,
                              const void **out, size_t *count)
{
    void *copy = arena_alloc(reading->arena, from->size + 1);

    if (!copy)
        return testimony_no_memory(reading->err);
    if (from->size > 0)
        memcpy(copy, from->data, from->size);
    *out = copy;
    *count = from->size / size;
    return ASSAY_OK;
}

/* Equal bytes stand in many projects, a LICENSE in all. In a ledger of several, who speaks of a
 * whole target must name it: any manifest of it that was recorded. */
static bool is_elsewhere(const struct reading *reading, const struct assay_signed_subject *subjects,
                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (find_manifest(reading, subjects[i].sha256))
            return false;
    return reading->shared || reading->ambiguous;
}

static void settle_places(struct reading *reading, const struct testimony *out)
{
    for (size_t i = 0; i < COUNT(reading->attestations, struct assay_attestation); i++) {
        struct assay_attestation *told = AT(reading->attestations, struct assay_attestation, i);

        if (is_elsewhere(reading, told->subjects, told->subject_count))
            told->foreign = "its ledger holds several targets, and it names none that is this one: "
                            "name the target beside the document, assay attest attestation FILE "
                            "TARGET";
        else if (!testimony_is_foreign(out, told->project))
            told->belongs = ASSAY_BELONGS;
    }
    for (size_t i = 0; i < COUNT(reading->waivers, struct assay_waiver); i++) {
        struct assay_waiver *waiver = AT(reading->waivers, struct assay_waiver, i);

        waiver->elsewhere = is_elsewhere(reading, waiver->subjects, waiver->subject_count) ||
                            testimony_is_foreign(out, waiver->project);
    }
}

enum assay_status testimony_settle(struct reading *reading, struct testimony *out)
{
    const void *list;

    out->shared = reading->shared || reading->ambiguous;
    settle_places(reading, out);
    TRY(hand_over(reading, &reading->attestations, sizeof(struct assay_attestation), &list,
                  &out->shown.attestation_count));
    out->shown.attestations = list;
    TRY(hand_over(reading, &reading->waivers, sizeof(struct assay_waiver), &list,
                  &out->shown.waiver_count));
    out->shown.waivers = list;
    TRY(hand_over(reading, &reading->withdrawals, sizeof(struct assay_withdrawal), &list,
                  &out->shown.withdrawal_count));
    out->shown.withdrawals = list;
    TRY(testimony_withdraw(out, reading->err));
    TRY(hand_over(reading, &reading->derivations, sizeof(struct assay_derivation), &list,
                  &out->shown.derivation_count));
    out->shown.derivations = list;
    TRY(hand_over(reading, &reading->flaws, sizeof(const char *), &list, &out->shown.flaw_count));
    out->shown.flaws = list;
    TRY(settle_releases(reading, out));
    TRY(settle_released(reading, out));
    TRY(settle_gone(reading, out));
    settle_reports(reading, out);
    return ASSAY_OK;
}
