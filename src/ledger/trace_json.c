/* trace_json.c - a trace for programs: assay.trace/1, canonical. Numbers of entries are decimal
 * texts, as everywhere in the ledger. */

#include <inttypes.h>
#include <stdio.h>

#include "base/kit.h"
#include "doc/jcs.h"
#include "ledger/trace.h"

static void member(struct jcs *jcs, const char *name, const char *text)
{
    jcs_key(jcs, name);
    jcs_string(jcs, text);
}

static void flag(struct jcs *jcs, const char *name, bool value)
{
    jcs_key(jcs, name);
    jcs_bool(jcs, value);
}

static void write_checkpoint(const struct assay_trace *trace, struct jcs *jcs)
{
    jcs_key(jcs, "checkpoint");
    jcs_open_object(jcs);
    member(jcs, "origin", trace->origin);
    jcs_key(jcs, "root");
    jcs_hex(jcs, bytes_of(trace->point.root, sizeof trace->point.root));
    statement_number(jcs, "size", trace->point.size);
    jcs_close_object(jcs);
}

static void write_mention(const struct assay_trace *trace, const struct trace_mention *mention,
                          struct jcs *jcs)
{
    const struct trace_thing *thing = &trace->graph.things[mention->thing];

    jcs_open_object(jcs);
    if (thing->shown)
        member(jcs, "key", thing->key);
    member(jcs, "name", mention->name);
    if (!thing->shown) /* an inventory or assessment, by its entry */
        statement_number(jcs, "of", thing->holder - 1);
    member(jcs, "place", mention->place);
    jcs_close_object(jcs);
}

static void write_note(const struct assay_trace *trace, const struct trace_note *note,
                       struct jcs *jcs)
{
    static const char *const nearness[] = {
        [TRACE_SELF] = "self", [TRACE_HOLDER] = "holder", [TRACE_KIN] = "kin"};

    jcs_open_object(jcs);
    jcs_key(jcs, "about");
    jcs_open_array(jcs);
    for (uint32_t i = note->first; i < note->first + note->count; i++)
        write_mention(trace, &trace->mentions[i], jcs);
    jcs_close_array(jcs);
    member(jcs, "detail", note->detail);
    flag(jcs, "doubt", note->doubt);
    statement_number(jcs, "entry", note->entry);
    flag(jcs, "holds", note->holds);
    member(jcs, "kind", note->kind);
    member(jcs, "near", nearness[note->near]);
    if (note->count == 0)
        statement_number(jcs, "of", note->of);
    member(jcs, "signer", note->signer);
    member(jcs, "time", note->time);
    jcs_close_object(jcs);
}

static void write_ends(const struct trace_graph *graph, const struct trace_index *index,
                       uint32_t run, const char *name, struct jcs *jcs)
{
    jcs_key(jcs, name);
    jcs_open_array(jcs);
    for (uint32_t i = index->first[run]; i < index->first[run + 1]; i++)
        jcs_string(jcs, graph->things[index->to[i]].key);
    jcs_close_array(jcs);
}

static void write_runs(const struct trace_graph *graph, struct jcs *jcs)
{
    jcs_key(jcs, "runs");
    jcs_open_array(jcs);
    for (uint32_t i = 0; i < graph->run_count; i++) {
        const struct trace_run *run = &graph->runs[i];

        if (!run->up && !run->down)
            continue;
        jcs_open_object(jcs);
        flag(jcs, "down", run->down);
        statement_number(jcs, "entry", run->entry);
        flag(jcs, "holds", run->holds);
        write_ends(graph, &graph->went, i, "inputs", jcs);
        write_ends(graph, &graph->came, i, "outputs", jcs);
        member(jcs, "record", run->record);
        member(jcs, "step", run->step);
        flag(jcs, "up", run->up);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

static void write_same(const struct trace_graph *graph, uint32_t thing, struct jcs *jcs)
{
    jcs_key(jcs, "same");
    jcs_open_array(jcs);
    for (uint32_t i = thing < graph->indexed ? graph->others.first[thing] : 0;
         thing < graph->indexed && i < graph->others.first[thing + 1]; i++)
        jcs_string(jcs, graph->things[graph->others.to[i]].key);
    jcs_close_array(jcs);
}

static void write_things(const struct trace_graph *graph, struct jcs *jcs)
{
    jcs_key(jcs, "things");
    jcs_open_array(jcs);
    for (uint32_t i = 0; i < graph->thing_count; i++) {
        const struct trace_thing *thing = &graph->things[i];

        if (!thing->shown)
            continue;
        jcs_open_object(jcs);
        member(jcs, "how", thing->how);
        member(jcs, "key", thing->key);
        member(jcs, "kind", thing->kind);
        member(jcs, "name", thing->name);
        write_same(graph, i, jcs);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

void trace_json(const struct assay_trace *trace, bool ascii, struct buf *out)
{
    struct jcs jcs;

    (void)ascii;
    jcs_init(&jcs, out);
    jcs_open_object(&jcs);
    write_checkpoint(trace, &jcs);
    flag(&jcs, "complete", assay_trace_complete(trace));
    jcs_key(&jcs, "entries");
    jcs_open_array(&jcs);
    for (uint32_t i = 0; i < trace->note_count; i++)
        write_note(trace, &trace->notes[i], &jcs);
    jcs_close_array(&jcs);
    write_runs(&trace->graph, &jcs);
    member(&jcs, "schema", "assay.trace/1");
    member(&jcs, "subject", trace->graph.things[trace->subject].key);
    write_things(&trace->graph, &jcs);
    statement_number(&jcs, "unread", trace->unread);
    jcs_close_object(&jcs);
    buf_byte(out, '\n');
}
