/*
 * trace.c - everything that a ledger says about one thing, up to its checkpoint.
 *
 * In order: all trainings and what the word may stand for; the one thing that was asked for, and
 * what it was made from and into; the places of all these; what entries say of them. Two walks over
 * the entries, one over each manifest (two, where a name or a part of a digest was given), and work
 * that grows with what was found.
 */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/trace_gather.h"

void assay_trace_free(struct assay_trace *trace)
{
    if (!trace)
        return;
    trace_graph_clear(&trace->graph);
    arena_free(trace->arena);
    free(trace->notes);
    free(trace->mentions);
    free(trace);
}

void assay_trace_freep(struct assay_trace **trace)
{
    assay_trace_free(*trace);
    *trace = NULL;
}

bool assay_trace_complete(const struct assay_trace *trace)
{
    return trace->unread == 0;
}

uint64_t assay_trace_broken(const struct assay_trace *trace)
{
    return trace->broken;
}

uint64_t assay_trace_doubted(const struct assay_trace *trace)
{
    return trace->doubted;
}

static ASSAY_RESULT choose(struct tracer *tracer)
{
    struct assay_trace *trace = tracer->trace;

    if (!tracer->word.whole)
        TRY(trace_search_manifests(tracer));
    else if (tracer->word.count == 0)
        return trace_add(&trace->graph, bytes_text(tracer->word.key), &trace->subject, tracer->err);
    return trace_word_choose(&tracer->word, &trace->graph, &trace->subject, tracer->err);
}

/* Nothing may only mean that the list is gone in which it stood. */
static void tell_unread(const struct tracer *tracer)
{
    uint64_t unread = 0;

    for (uint32_t i = 0; i < tracer->holder_count; i++)
        unread += tracer->holders[i].unread;
    if (unread > 0 && tracer->err && strcmp(tracer->err->id, "trace.nothing") == 0)
        assay_error_why(tracer->err,
                        "and %" PRIu64 " lists of files are gone: what these held "
                        "beside data sets and models, nobody can tell",
                        unread);
}

static ASSAY_RESULT run(struct tracer *tracer)
{
    struct assay_trace *trace = tracer->trace;

    TRY(ledger_load_keys(&tracer->all, tracer->err));
    TRY(trace_gather(tracer));
    TRY(choose(tracer));
    TRY(trace_follow(&trace->graph, trace->subject, tracer->err));
    TRY(trace_find_places(tracer));
    TRY(trace_note_all(tracer));
    return trace->note_count > 0 ? ASSAY_OK : trace_word_nothing(&tracer->word, tracer->err);
}

static ASSAY_RESULT prepare(struct tracer *tracer, const struct assay_ledger *ledger,
                            const char *word)
{
    struct assay_trace *trace = tracer->trace;

    trace_word_init(&tracer->word, word);
    if (trace)
        trace->arena = arena_new();
    if (!trace || !trace->arena)
        return assay_fail(tracer->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a trace");
    trace->subject = TRACE_NONE;
    assay_ledger_checkpoint(ledger, &trace->point);
    TRY(trace_keep(trace->arena, trace->point.origin ? trace->point.origin : "", &trace->origin,
                   tracer->err));
    merkle_init(&tracer->tree, ledger->digest);
    return trace_graph_init(&trace->graph, trace->arena, tracer->err);
}

enum assay_status assay_trace_make(const struct assay_ledger *ledger, const char *word,
                                   struct assay_trace **out, struct assay_error *err)
{
    CLEANUP(assay_trace_freep) struct assay_trace *trace = calloc(1, sizeof *trace);
    struct tracer tracer = {
        .all = {.store = ledger->store, .digest = ledger->digest, .log = ledger->log},
        .trace = trace,
        .scratch = {.ceiling = LIMIT_ENTRY + 64},
        .err = err,
    };
    enum assay_status status = prepare(&tracer, ledger, word);

    if (status == ASSAY_OK)
        status = run(&tracer);
    if (status == ASSAY_EUSAGE)
        tell_unread(&tracer);
    ring_clear(&tracer.all.ring);
    buf_clear(&tracer.scratch);
    free(tracer.holders);
    free(tracer.places);
    free(tracer.bundles);
    free(tracer.wanted);
    free(tracer.statements);
    if (status == ASSAY_OK)
        *out = TAKE(trace);
    return status;
}
