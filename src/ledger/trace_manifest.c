/*
 * trace_manifest.c - every place of a thing: manifests name all files of an inventory, its
 * statement only some. Each manifest is read once, however many inventories have it.
 */

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/kit.h"
#include "ledger/manifest_lines.h"
#include "ledger/trace_gather.h"

/* Reading one manifest. */
struct reading {
    struct tracer *tracer;
    struct trace_holder **holders; /* the inventories that have it */
    uint32_t count;
    struct arena *line;       /* of a line that was parsed */
    const struct buf *quoted; /* `"name":"WORD"`, when the word is searched */
    enum assay_status status;
};

static int compare_holders(const void *left, const void *right)
{
    const struct trace_holder *a = *(struct trace_holder *const *)left;
    const struct trace_holder *b = *(struct trace_holder *const *)right;

    if (a->beside != b->beside)
        return a->beside < b->beside ? -1 : 1;
    return a->entry < b->entry ? -1 : a->entry > b->entry;
}

static ASSAY_RESULT read_manifest(struct reading *reading,
                                  void (*line)(void *user, struct bytes hex, struct bytes line))
{
    struct tracer *tracer = reading->tracer;
    const char *key = tracer->trace->graph.things[reading->holders[0]->beside].key;
    const struct manifest_reader reader = {line, reading};
    uint8_t sha256[SHA256_SIZE];
    enum assay_status status;

    if (!hex_decode(bytes_text(strchr(key, ':') + 1), sha256, sizeof sha256))
        return ASSAY_OK;
    status = manifest_lines(tracer->all.store, sha256, &reader, tracer->err);
    if (status == ASSAY_EMISSING) {
        for (uint32_t i = 0; i < reading->count; i++)
            reading->holders[i]->unread = true;
        return ASSAY_OK;
    }
    TRY(status);
    return reading->status;
}

/* Each manifest once, with all inventories that have it. */
static ASSAY_RESULT read_manifests(struct reading *reading,
                                   void (*line)(void *user, struct bytes hex, struct bytes line))
{
    struct tracer *tracer = reading->tracer;
    CLEANUP(free_cleanup)
    struct trace_holder **sorted = malloc(((size_t)tracer->holder_count + 1) * sizeof *sorted);
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    uint32_t count = 0;

    if (!sorted || !arena)
        return assay_fail(tracer->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a trace");
    for (uint32_t i = 0; i < tracer->holder_count; i++)
        if (!tracer->holders[i].assessment)
            sorted[count++] = &tracer->holders[i];
    qsort(sorted, count, sizeof *sorted, compare_holders);
    reading->line = arena;
    for (uint32_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && sorted[next]->beside == sorted[i]->beside;)
            next++;
        reading->holders = &sorted[i];
        reading->count = next - i;
        TRY(read_manifest(reading, line));
    }
    return ASSAY_OK;
}

/* The name in a line; it was made by us, and is no larger than what was read. */
static const char *name_in(struct reading *reading, struct bytes line)
{
    struct doc_source source = {"manifest", line};
    struct doc *doc;
    const char *name;

    arena_reset(reading->line);
    if (doc_read_json(reading->line, &source, &doc, NULL) != ASSAY_OK ||
        !statement_text(doc, "name", &name))
        return "";
    return name;
}

static struct bytes key_of(struct tracer *tracer, struct bytes hex)
{
    buf_reset(&tracer->scratch);
    buf_text(&tracer->scratch, "sha256:");
    buf_add(&tracer->scratch, hex.data, hex.size);
    return buf_bytes(&tracer->scratch);
}

static ASSAY_RESULT found(struct reading *reading, struct bytes hex, struct bytes line)
{
    struct tracer *tracer = reading->tracer;
    struct trace_graph *graph = &tracer->trace->graph;
    uint32_t thing;

    TRY(trace_add(graph, key_of(tracer, hex), &thing, tracer->err));
    trace_word_found(&tracer->word, thing);
    if (*graph->things[thing].name)
        return ASSAY_OK;
    return trace_keep(graph->arena, name_in(reading, line), &graph->things[thing].name,
                      tracer->err);
}

static void match_line(void *user, struct bytes hex, struct bytes line)
{
    struct reading *reading = user;
    const struct trace_word *word = &reading->tracer->word;

    if (reading->status == ASSAY_OK &&
        (trace_word_is_digest(word, BYTES("sha256"), hex) ||
         memmem(line.data, line.size, reading->quoted->data, reading->quoted->size)))
        reading->status = found(reading, hex, line);
}

enum assay_status trace_search_manifests(struct tracer *tracer)
{
    CLEANUP(buf_clear) struct buf quoted = {.ceiling = SIZE_MAX};
    struct reading reading = {.tracer = tracer, .quoted = &quoted};
    struct jcs jcs;

    buf_text(&quoted, "\"name\":");
    jcs_init(&jcs, &quoted);
    jcs_string(&jcs, tracer->word.word);
    TRY(buf_status(&quoted, tracer->err));
    return read_manifests(&reading, match_line);
}

enum assay_status trace_add_place(struct tracer *tracer, uint64_t entry, uint32_t thing,
                                  const char *name)
{
    TRY(trace_grow((void **)&tracer->places, tracer->place_count, &tracer->place_room,
                   sizeof *tracer->places, tracer->err));
    tracer->places[tracer->place_count] =
        (struct trace_place){entry, tracer->place_count, thing, name};
    tracer->place_count++;
    return ASSAY_OK;
}

static ASSAY_RESULT found_place(struct reading *reading, uint32_t thing, struct bytes line)
{
    struct tracer *tracer = reading->tracer;
    struct trace_graph *graph = &tracer->trace->graph;
    const char *name;

    TRY(trace_keep(graph->arena, name_in(reading, line), &name, tracer->err));
    if (*graph->things[thing].name == 0)
        graph->things[thing].name = name;
    for (uint32_t i = 0; i < reading->count; i++)
        TRY(trace_add_place(tracer, reading->holders[i]->entry, thing, name));
    return ASSAY_OK;
}

static void match_shown(void *user, struct bytes hex, struct bytes line)
{
    struct reading *reading = user;
    const struct trace_graph *graph = &reading->tracer->trace->graph;
    uint32_t thing = trace_find(graph, key_of(reading->tracer, hex));

    if (reading->status == ASSAY_OK && thing != TRACE_NONE && graph->things[thing].shown)
        reading->status = found_place(reading, thing, line);
}

static int compare_places(const void *left, const void *right)
{
    const struct trace_place *a = left, *b = right;

    if (a->entry != b->entry)
        return a->entry < b->entry ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static void mark_holder(struct tracer *tracer, uint32_t thing, uint64_t entry)
{
    struct trace_thing *held = &tracer->trace->graph.things[thing];

    if (held->holder == 0)
        held->holder = entry + 1;
}

static bool holds_something(const struct tracer *tracer, const struct trace_holder *holder,
                            uint32_t place)
{
    const struct trace_thing *things = tracer->trace->graph.things;

    return (place < tracer->place_count && tracer->places[place].entry == holder->entry) ||
           things[holder->object].shown || things[holder->beside].shown;
}

/* Inventories with a place of something shown, or that are shown; then the assessments of those. */
static void mark_holders(struct tracer *tracer)
{
    const struct trace_graph *graph = &tracer->trace->graph;
    uint32_t place = 0;

    for (uint32_t i = 0; i < tracer->holder_count; i++) {
        const struct trace_holder *holder = &tracer->holders[i];

        tracer->trace->unread += holder->unread;
        while (place < tracer->place_count && tracer->places[place].entry < holder->entry)
            place++;
        if (holder->assessment || !holds_something(tracer, holder, place))
            continue;
        mark_holder(tracer, holder->object, holder->entry);
        mark_holder(tracer, holder->beside, holder->entry);
    }
    for (uint32_t i = 0; i < tracer->holder_count; i++) {
        const struct trace_holder *holder = &tracer->holders[i];

        if (holder->assessment && graph->things[holder->beside].holder)
            mark_holder(tracer, holder->object, holder->entry);
    }
}

static void match_subject(void *user, const struct trace_naming *naming)
{
    struct reading *reading = user;
    struct tracer *tracer = reading->tracer;
    const struct trace_graph *graph = &tracer->trace->graph;
    const char *name;
    uint32_t thing;

    if (reading->status != ASSAY_OK || strcmp(naming->place, "subject") != 0)
        return;
    thing = trace_find(graph, key_of(tracer, naming->value));
    if (thing == TRACE_NONE || !graph->things[thing].shown || thing == reading->holders[0]->beside)
        return;
    reading->status = trace_keep(graph->arena, naming->name, &name, tracer->err);
    if (reading->status == ASSAY_OK)
        reading->status = trace_add_place(tracer, reading->holders[0]->entry, thing, name);
}

static bool match_subjects(void *user, uint64_t index, const struct entry *entry, const char *name,
                           struct arena *arena)
{
    (void)index;
    (void)name;
    (void)arena;
    trace_namings(&entry->statement, match_subject, user);
    return false;
}

/* Without its manifest an inventory still names its data sets and models. */
static ASSAY_RESULT find_subjects(struct tracer *tracer)
{
    for (uint32_t i = 0; i < tracer->holder_count; i++) {
        struct trace_holder *holder = &tracer->holders[i];
        struct reading reading = {.tracer = tracer, .holders = &holder, .count = 1};

        if (!holder->unread)
            continue;
        TRY(ledger_walk_from(&tracer->all, holder->entry,
                             &(struct ledger_walk){match_subjects, &reading}, tracer->err));
        TRY(reading.status);
    }
    return ASSAY_OK;
}

enum assay_status trace_find_places(struct tracer *tracer)
{
    struct reading reading = {.tracer = tracer};

    TRY(read_manifests(&reading, match_shown));
    TRY(find_subjects(tracer));
    TRY(trace_find_signed(tracer));
    if (tracer->place_count > 0)
        qsort(tracer->places, tracer->place_count, sizeof *tracer->places, compare_places);
    mark_holders(tracer);
    return ASSAY_OK;
}
