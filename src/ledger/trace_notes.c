/*
 * trace_notes.c - a second walk over all entries: those that speak of anything shown, of an
 * inventory that holds it or of an assessment of that, and those that such an entry refers to by
 * number. A withdrawal refers to a statement by the digest of what was signed: the number in it is
 * that of the ledger that it was written for. Only of all these are signatures checked.
 */

#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "ledger/lineage.h"
#include "ledger/trace_gather.h"

/* Members by which an entry refers to another by its index; `onward`: what is told of the other
 * tells this too. */
static const struct {
    const char *kind, *member;
    bool onward;
} references[] = {
    {"erasure", "entry", true},
    {"release", "assessment", false},
    {"rollback", "incident", false},
    {"rollback", "release", false},
};

/* One entry under way. */
struct noting {
    struct tracer *tracer;
    uint64_t index;
    bool inventory;
};

static ASSAY_RESULT add_mention(struct tracer *tracer, uint32_t thing, const char *place,
                                const char *name)
{
    struct assay_trace *trace = tracer->trace;
    struct trace_mention mention = {.thing = thing};
    const uint32_t first = trace->notes[trace->note_count - 1].first;

    for (uint32_t i = first; i < trace->mention_count && *name == 0; i++)
        if (trace->mentions[i].thing == thing)
            return ASSAY_OK; /* by another of its digests, or in a second member */
    TRY(trace_grow((void **)&trace->mentions, trace->mention_count, &trace->mention_room,
                   sizeof *trace->mentions, tracer->err));
    TRY(trace_keep(trace->arena, place, &mention.place, tracer->err));
    TRY(trace_keep(trace->arena, name, &mention.name, tracer->err));
    trace->mentions[trace->mention_count++] = mention;
    return ASSAY_OK;
}

/* What an inventory holds stands in its manifest, name by name: its subjects are some of these. */
static bool is_told(const struct noting *noting, const struct trace_naming *naming,
                    const struct trace_thing *thing)
{
    if (!thing->shown && (thing->holder == 0 || thing->holder == noting->index + 1))
        return true;
    return noting->inventory && (!thing->shown || strcmp(naming->place, "subject") == 0);
}

static void take_naming(void *user, const struct trace_naming *naming)
{
    struct noting *noting = user;
    struct tracer *tracer = noting->tracer;
    const struct trace_graph *graph = &tracer->trace->graph;
    uint32_t thing;

    if (tracer->status != ASSAY_OK)
        return;
    buf_reset(&tracer->scratch);
    buf_printf(&tracer->scratch, "%s:", naming->algorithm);
    buf_add(&tracer->scratch, naming->value.data, naming->value.size);
    thing = trace_find(graph, buf_bytes(&tracer->scratch));
    if (thing != TRACE_NONE && !is_told(noting, naming, &graph->things[thing]))
        tracer->status = add_mention(tracer, thing, naming->place, naming->name);
}

static ASSAY_RESULT take_places(struct tracer *tracer, uint64_t index, const char *list)
{
    while (tracer->next_place < tracer->place_count &&
           tracer->places[tracer->next_place].entry < index)
        tracer->next_place++;
    for (; tracer->next_place < tracer->place_count &&
           tracer->places[tracer->next_place].entry == index;
         tracer->next_place++) {
        const struct trace_place *place = &tracer->places[tracer->next_place];

        TRY(add_mention(tracer, place->thing, list, place->name));
    }
    return ASSAY_OK;
}

static bool is_noted(const struct tracer *tracer, uint64_t entry)
{
    return tracer->noted[entry / 8] >> entry % 8 & 1;
}

/* The entry that this one refers to, an earlier one; UINT64_MAX where there is none such. */
static uint64_t refers_to(uint64_t index, const struct entry *entry, size_t reference)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    uint64_t to;

    if (!kind || strcmp(kind->name, references[reference].kind) != 0 ||
        !statement_u64(entry->statement.predicate, references[reference].member, &to) ||
        to >= index)
        return UINT64_MAX;
    return to;
}

/* Waivers and attestations alone have such a digest that a withdrawal may name. */
static ASSAY_RESULT keep_statement(struct tracer *tracer, uint64_t index, const struct entry *entry)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    struct trace_statement statement = {.entry = index};

    if (!kind || (strcmp(kind->name, "attestation") != 0 && strcmp(kind->name, "waiver") != 0))
        return ASSAY_OK;
    sha256(entry->envelope.payload, statement.sha256);
    TRY(trace_grow((void **)&tracer->statements, tracer->statement_count, &tracer->statement_room,
                   sizeof *tracer->statements, tracer->err));
    tracer->statements[tracer->statement_count++] = statement;
    return ASSAY_OK;
}

/* The first statement shown that a withdrawal takes back; UINT64_MAX where it does none. */
static uint64_t takes_back(const struct tracer *tracer, const struct entry *entry)
{
    const struct doc *subjects = entry->statement.subjects;
    uint8_t digest[32];

    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_WITHDRAWAL)))
        return UINT64_MAX;
    for (size_t i = 0; i < subjects->count; i++) {
        if (!statement_sha256(doc_get(&subjects->items[i], "digest"), "sha256", digest))
            continue;
        for (uint32_t j = 0; j < tracer->statement_count; j++)
            if (memcmp(tracer->statements[j].sha256, digest, sizeof digest) == 0)
                return tracer->statements[j].entry;
    }
    return UINT64_MAX;
}

static uint64_t comes_after(const struct tracer *tracer, uint64_t index, const struct entry *entry)
{
    for (size_t i = 0; i < ARRAY_LEN(references); i++) {
        uint64_t to = references[i].onward ? refers_to(index, entry, i) : UINT64_MAX;

        if (to != UINT64_MAX && is_noted(tracer, to))
            return to;
    }
    return takes_back(tracer, entry);
}

static ASSAY_RESULT want(struct tracer *tracer, uint64_t entry, uint64_t by)
{
    TRY(trace_grow((void **)&tracer->wanted, tracer->wanted_count, &tracer->wanted_room,
                   sizeof *tracer->wanted, tracer->err));
    tracer->wanted[tracer->wanted_count++] = (struct trace_reference){entry, by};
    return ASSAY_OK;
}

static ASSAY_RESULT fill(struct tracer *tracer, const struct entry *entry, struct trace_note *note)
{
    CLEANUP(buf_clear) struct buf detail = {.ceiling = LIMIT_ENTRY};
    const struct statement *statement = &entry->statement;
    const struct predicate_kind *kind = predicate_find(statement->predicate_type);
    struct arena *arena = tracer->trace->arena;
    const char *time;

    if (!statement_text(statement->predicate, "time", &time) &&
        !statement_text(doc_get(doc_get(statement->predicate, "runDetails"), "metadata"),
                        "finishedOn", &time))
        time = "";
    TRY(trace_detail(tracer, entry, &detail));
    TRY(trace_keep(arena, buf_string(&detail), &note->detail, tracer->err));
    TRY(trace_keep(arena, time, &note->time, tracer->err));
    TRY(trace_keep(arena, kind ? kind->name : (const char *)statement->predicate_type.data,
                   &note->kind, tracer->err));
    TRY(trace_keep(arena, (const char *)entry->envelope.signatures[0].keyid.data, &note->signer,
                   tracer->err));
    note->holds = ring_vouches(&tracer->all.ring, note->entry, entry);
    note->doubt = note->holds && ring_doubts(&tracer->all.ring, note->entry, entry);
    tracer->trace->broken += !note->holds;
    tracer->trace->doubted += note->doubt;
    tracer->noted[note->entry / 8] |= (uint8_t)(1U << note->entry % 8);
    TRY(keep_statement(tracer, note->entry, entry));
    for (size_t i = 0; i < ARRAY_LEN(references); i++)
        if (refers_to(note->entry, entry, i) != UINT64_MAX)
            TRY(want(tracer, refers_to(note->entry, entry, i), note->entry));
    return ASSAY_OK;
}

static ASSAY_RESULT add_note(struct tracer *tracer, uint64_t index)
{
    struct assay_trace *trace = tracer->trace;

    TRY(trace_grow((void **)&trace->notes, trace->note_count, &trace->note_room,
                   sizeof *trace->notes, tracer->err));
    trace->notes[trace->note_count++] =
        (struct trace_note){.entry = index, .first = trace->mention_count, .of = UINT64_MAX};
    return ASSAY_OK;
}

static ASSAY_RESULT note_entry(struct tracer *tracer, uint64_t index, const struct entry *entry)
{
    struct assay_trace *trace = tracer->trace;
    struct noting noting = {
        tracer, index, bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_INVENTORY))};
    struct trace_note *note;

    TRY(add_note(tracer, index));
    TRY(take_places(tracer, index, noting.inventory ? "manifest" : "signed"));
    trace_namings(&entry->statement, take_naming, &noting);
    TRY(tracer->status);
    note = &trace->notes[trace->note_count - 1];
    note->count = trace->mention_count - note->first;
    trace->note_count--;
    if (note->count == 0)
        note->of = comes_after(tracer, index, entry);
    if (note->count == 0 && note->of == UINT64_MAX)
        return ASSAY_OK;
    trace->note_count++;
    return fill(tracer, entry, note);
}

static bool each_entry(void *user, uint64_t index, const struct entry *entry, const char *name,
                       struct arena *arena)
{
    struct tracer *tracer = user;

    (void)name;
    (void)arena;
    return tracer_holds(tracer, note_entry(tracer, index, entry));
}

static bool fill_last(void *user, uint64_t index, const struct entry *entry, const char *name,
                      struct arena *arena)
{
    struct tracer *tracer = user;

    (void)index;
    (void)name;
    (void)arena;
    tracer->status = fill(tracer, entry, &tracer->trace->notes[tracer->trace->note_count - 1]);
    return false;
}

/* The entries that those noted so far refer to: always earlier ones, so this ends. */
static ASSAY_RESULT add_wanted(struct tracer *tracer)
{
    for (uint32_t i = 0; i < tracer->wanted_count; i++) {
        const struct trace_reference reference = tracer->wanted[i];

        if (is_noted(tracer, reference.entry))
            continue;
        TRY(add_note(tracer, reference.entry));
        tracer->trace->notes[tracer->trace->note_count - 1].of = reference.by;
        TRY(ledger_walk_from(&tracer->all, reference.entry,
                             &(struct ledger_walk){fill_last, tracer}, tracer->err));
        TRY(tracer->status);
    }
    return ASSAY_OK;
}

static int compare_notes(const void *left, const void *right)
{
    const struct trace_note *a = left, *b = right;

    return a->entry < b->entry ? -1 : a->entry > b->entry;
}

static enum trace_nearness nearness(const struct assay_trace *trace, const struct trace_note *note)
{
    bool holder = false;

    for (uint32_t i = note->first; i < note->first + note->count; i++) {
        uint32_t thing = trace->mentions[i].thing;

        if (thing == trace->subject)
            return TRACE_SELF;
        holder |= !trace->graph.things[thing].shown;
    }
    return holder ? TRACE_HOLDER : TRACE_KIN;
}

/* An entry that is here for the sake of another is as near as that. */
static void set_nearness(struct assay_trace *trace, struct trace_note *note, bool earlier)
{
    const struct trace_note *other;

    if (note->count > 0) {
        note->near = nearness(trace, note);
        return;
    }
    if (earlier != (note->of < note->entry))
        return;
    other = bsearch(&(struct trace_note){.entry = note->of}, trace->notes, trace->note_count,
                    sizeof *trace->notes, compare_notes);
    note->near = other ? other->near : TRACE_HOLDER;
}

static void set_nearnesses(struct assay_trace *trace)
{
    for (uint32_t i = 0; i < trace->note_count; i++)
        set_nearness(trace, &trace->notes[i], true);
    for (uint32_t i = trace->note_count; i > 0; i--)
        set_nearness(trace, &trace->notes[i - 1], false);
}

/* Each training is an entry that speaks of what is shown, so it is among the notes. */
static void mark_runs(struct assay_trace *trace)
{
    uint32_t note = 0;

    for (uint32_t i = 0; i < trace->graph.run_count; i++) {
        struct trace_run *run = &trace->graph.runs[i];

        while (note < trace->note_count && trace->notes[note].entry < run->entry)
            note++;
        run->holds = note < trace->note_count && trace->notes[note].entry == run->entry &&
                     trace->notes[note].holds;
    }
}

enum assay_status trace_note_all(struct tracer *tracer)
{
    struct assay_trace *trace = tracer->trace;

    tracer->noted = arena_alloc(trace->arena, trace->point.size / 8 + 1);
    if (!tracer->noted)
        return assay_fail(tracer->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a trace");
    TRY(ledger_walk_from(&tracer->all, 0, &(struct ledger_walk){each_entry, tracer}, tracer->err));
    TRY(tracer->status);
    TRY(add_wanted(tracer));
    if (trace->note_count > 0)
        qsort(trace->notes, trace->note_count, sizeof *trace->notes, compare_notes);
    set_nearnesses(trace);
    mark_runs(trace);
    return ASSAY_OK;
}
