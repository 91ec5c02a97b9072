/* trace_graph.c - things, each known once by its strongest digest, and the trainings between them.
 */

#include "ledger/trace_graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "ledger/trace_key.h"

enum { TABLE_FIRST = 1024 };

static ASSAY_RESULT no_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a trace");
}

enum assay_status trace_grow(void **array, uint32_t count, uint32_t *room, size_t size,
                             struct assay_error *err)
{
    uint32_t more = *room ? *room * 2 : 64;
    void *moved;

    if (count < *room)
        return ASSAY_OK;
    if (count >= LIMIT_TRACE_LINKS)
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                          "the ledger holds more of this than the %u that a trace can follow",
                          LIMIT_TRACE_LINKS);
    moved = realloc(*array, more * size);
    if (!moved)
        return no_memory(err);
    *array = moved;
    *room = more;
    return ASSAY_OK;
}

enum assay_status trace_keep(struct arena *arena, const char *text, const char **out,
                             struct assay_error *err)
{
    *out = *text ? arena_text(arena, text) : "";
    return *out ? ASSAY_OK : no_memory(err);
}

enum assay_status trace_graph_init(struct trace_graph *graph, struct arena *arena,
                                   struct assay_error *err)
{
    *graph = (struct trace_graph){.arena = arena, .table_size = TABLE_FIRST};
    TRY(random_bytes(&graph->seed, sizeof graph->seed, err));
    graph->table = malloc(TABLE_FIRST * sizeof *graph->table);
    if (!graph->table)
        return no_memory(err);
    memset(graph->table, 0xff, TABLE_FIRST * sizeof *graph->table);
    return ASSAY_OK;
}

void trace_graph_clear(struct trace_graph *graph)
{
    free(graph->things);
    free(graph->runs);
    free(graph->table);
    free(graph->outputs.all);
    free(graph->inputs.all);
    free(graph->same.all);
    *graph = (struct trace_graph){0};
}

static uint64_t hash_of(const struct trace_graph *graph, struct bytes key)
{
    uint64_t hash = graph->seed;

    for (size_t i = 0; i < key.size; i++) {
        hash = (hash ^ key.data[i]) * UINT64_C(0xd6e8feb86659fd93);
        hash ^= hash >> 32;
    }
    return hash;
}

static uint32_t *slot_of(const struct trace_graph *graph, uint64_t hash, struct bytes key)
{
    uint32_t at = (uint32_t)hash & (graph->table_size - 1);

    while (graph->table[at] != TRACE_NONE &&
           (graph->things[graph->table[at]].hash != hash ||
            !bytes_equal(bytes_text(graph->things[graph->table[at]].key), key)))
        at = (at + 1) & (graph->table_size - 1);
    return &graph->table[at];
}

uint32_t trace_find(const struct trace_graph *graph, struct bytes key)
{
    return *slot_of(graph, hash_of(graph, key), key);
}

static ASSAY_RESULT widen_table(struct trace_graph *graph, struct assay_error *err)
{
    uint32_t size = graph->table_size * 2;
    uint32_t *table;

    if (graph->thing_count < graph->table_size / 2)
        return ASSAY_OK;
    table = malloc(size * sizeof *table);
    if (!table)
        return no_memory(err);
    memset(table, 0xff, size * sizeof *table);
    free(graph->table);
    graph->table = table;
    graph->table_size = size;
    for (uint32_t i = 0; i < graph->thing_count; i++)
        *slot_of(graph, graph->things[i].hash, bytes_text(graph->things[i].key)) = i;
    return ASSAY_OK;
}

enum assay_status trace_add(struct trace_graph *graph, struct bytes key, uint32_t *out,
                            struct assay_error *err)
{
    uint64_t hash = hash_of(graph, key);
    struct trace_thing thing = {.name = "", .kind = "", .how = "", .hash = hash};

    *out = *slot_of(graph, hash, key);
    if (*out != TRACE_NONE)
        return ASSAY_OK;
    TRY(widen_table(graph, err));
    TRY(trace_grow((void **)&graph->things, graph->thing_count, &graph->thing_room,
                   sizeof *graph->things, err));
    thing.key = arena_copy(graph->arena, key);
    if (!thing.key)
        return no_memory(err);
    *out = graph->thing_count;
    *slot_of(graph, hash, key) = graph->thing_count;
    graph->things[graph->thing_count++] = thing;
    return ASSAY_OK;
}

static ASSAY_RESULT add_pair(struct trace_pairs *pairs, uint32_t from, uint32_t to,
                             struct assay_error *err)
{
    TRY(trace_grow((void **)&pairs->all, pairs->count, &pairs->room, sizeof *pairs->all, err));
    pairs->all[pairs->count++] = (struct trace_pair){from, to};
    return ASSAY_OK;
}

/* What the first statement that says something says. */
static ASSAY_RESULT set_word(struct arena *arena, const struct doc *map, const char *member,
                             const char **out, struct assay_error *err)
{
    const char *text;

    if (**out || !statement_text(map, member, &text))
        return ASSAY_OK;
    return trace_keep(arena, text, out, err);
}

static ASSAY_RESULT take_others(struct trace_graph *graph, const struct doc *digests,
                                size_t strongest, uint32_t main, struct assay_error *err)
{
    for (size_t i = 0; i < digests->count; i++) {
        CLEANUP(buf_clear) struct buf key = {.ceiling = LIMIT_ENTRY};
        uint32_t other;

        if (i == strongest || !trace_key_of(&digests->members[i], &key))
            continue;
        TRY(trace_add(graph, buf_bytes(&key), &other, err));
        TRY(add_pair(&graph->same, main, other, err));
    }
    return ASSAY_OK;
}

enum assay_status trace_take(struct trace_graph *graph, const struct doc *resource, uint32_t *out,
                             struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf key = {.ceiling = LIMIT_ENTRY};
    const struct doc *digests = doc_get(resource, "digest");
    const struct doc *notes = doc_get(resource, "annotations");
    struct trace_thing *thing;
    size_t strongest;

    *out = TRACE_NONE;
    if (!trace_key(resource, &key, &strongest))
        return buf_status(&key, err);
    TRY(trace_add(graph, buf_bytes(&key), out, err));
    if (strongest != SIZE_MAX && digests->count > 1)
        TRY(take_others(graph, digests, strongest, *out, err));
    thing = &graph->things[*out];
    TRY(set_word(graph->arena, resource, "name", &thing->name, err));
    TRY(set_word(graph->arena, notes, "kind", &thing->kind, err));
    return set_word(graph->arena, notes, "how", &thing->how, err);
}

static ASSAY_RESULT take_list(struct trace_graph *graph, const struct doc *list,
                              struct trace_pairs *pairs, struct assay_error *err)
{
    for (size_t i = 0; list && list->type == DOC_LIST && i < list->count; i++) {
        uint32_t thing;

        TRY(trace_take(graph, &list->items[i], &thing, err));
        if (thing != TRACE_NONE)
            TRY(add_pair(pairs, graph->run_count, thing, err));
    }
    return ASSAY_OK;
}

enum assay_status trace_add_run(struct trace_graph *graph, uint64_t entry,
                                const struct statement *statement, struct assay_error *err)
{
    const struct doc *definition = doc_get(statement->predicate, "buildDefinition");
    const struct doc *chosen = doc_get(definition, "externalParameters");
    struct trace_run run = {.entry = entry, .record = "", .step = ""};

    TRY(trace_grow((void **)&graph->runs, graph->run_count, &graph->run_room, sizeof *graph->runs,
                   err));
    TRY(set_word(graph->arena, chosen, "record", &run.record, err));
    TRY(set_word(graph->arena, chosen, "step", &run.step, err));
    TRY(take_list(graph, statement->subjects, &graph->outputs, err));
    TRY(take_list(graph, doc_get(definition, "resolvedDependencies"), &graph->inputs, err));
    graph->runs[graph->run_count++] = run;
    return ASSAY_OK;
}

/* Counting sort, which keeps the order of entries. */
static ASSAY_RESULT index_pairs(const struct trace_graph *graph, const struct trace_pairs *pairs,
                                uint32_t size, bool back, struct trace_index *out,
                                struct assay_error *err)
{
    out->first = arena_array(graph->arena, (size_t)size + 2, sizeof *out->first);
    out->to = arena_array(graph->arena, (size_t)pairs->count + 1, sizeof *out->to);
    if (!out->first || !out->to)
        return no_memory(err);
    for (uint32_t i = 0; i < pairs->count; i++)
        out->first[(back ? pairs->all[i].to : pairs->all[i].from) + 2]++;
    for (uint32_t i = 2; i < size + 2; i++)
        out->first[i] += out->first[i - 1];
    for (uint32_t i = 0; i < pairs->count; i++) {
        uint32_t from = back ? pairs->all[i].to : pairs->all[i].from;

        out->to[out->first[from + 1]++] = back ? pairs->all[i].from : pairs->all[i].to;
    }
    return ASSAY_OK;
}

enum assay_status trace_graph_index(struct trace_graph *graph, struct assay_error *err)
{
    uint32_t things = graph->thing_count, runs = graph->run_count;

    graph->indexed = things;
    TRY(index_pairs(graph, &graph->outputs, runs, false, &graph->came, err));
    TRY(index_pairs(graph, &graph->inputs, runs, false, &graph->went, err));
    TRY(index_pairs(graph, &graph->outputs, things, true, &graph->made, err));
    TRY(index_pairs(graph, &graph->inputs, things, true, &graph->used, err));
    TRY(index_pairs(graph, &graph->same, things, false, &graph->others, err));
    return index_pairs(graph, &graph->same, things, true, &graph->mains, err);
}
