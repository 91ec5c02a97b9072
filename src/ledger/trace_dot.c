/* trace_dot.c - a trace for Graphviz: boxes for things, ellipses for trainings, notes for entries.
 * Source: the DOT language, graphviz.org/doc/info/lang.html, "ID". */

#include <inttypes.h>
#include <string.h>

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/trace.h"

enum { LABEL_SHOWN = 40 };

/* Between quotes; a backslash that is none of an escape would begin one. */
static void write_quoted(struct bytes text, struct buf *out)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            buf_byte(out, '\\');
        buf_byte(out, text.data[i]);
    }
}

static void write_text(const char *text, size_t most, struct buf *out)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = LIMIT_DOCUMENT};

    trace_show(text, most, &shown);
    write_quoted(buf_bytes(&shown), out);
}

static void write_things(const struct assay_trace *trace, struct buf *out)
{
    for (uint32_t i = 0; i < trace->graph.thing_count; i++) {
        const struct trace_thing *thing = &trace->graph.things[i];

        if (!thing->shown)
            continue;
        buf_printf(out, "  t%" PRIu32 " [label=\"", i);
        write_text(*thing->name ? thing->name : thing->key, LABEL_SHOWN, out);
        if (*thing->name) {
            buf_text(out, "\\n");
            write_text(thing->key, 23, out);
        }
        buf_text(out, i == trace->subject ? "\", penwidth=2];\n" : "\"];\n");
    }
}

static void write_ends(const struct trace_graph *graph, uint32_t run, struct buf *out)
{
    const char *style = graph->runs[run].holds ? "" : " [style=dashed]";

    for (uint32_t i = graph->went.first[run]; i < graph->went.first[run + 1]; i++)
        if (graph->things[graph->went.to[i]].shown)
            buf_printf(out, "  t%" PRIu32 " -> r%" PRIu32 "%s;\n", graph->went.to[i], run, style);
    for (uint32_t i = graph->came.first[run]; i < graph->came.first[run + 1]; i++)
        if (graph->things[graph->came.to[i]].shown)
            buf_printf(out, "  r%" PRIu32 " -> t%" PRIu32 "%s;\n", run, graph->came.to[i], style);
}

static void write_runs(const struct trace_graph *graph, struct buf *out)
{
    for (uint32_t i = 0; i < graph->run_count; i++) {
        const struct trace_run *run = &graph->runs[i];

        if (!run->up && !run->down)
            continue;
        buf_printf(out, "  r%" PRIu32 " [shape=ellipse, label=\"entry %" PRIu64, i, run->entry);
        if (*run->step) {
            buf_text(out, "\\n");
            write_text(run->step, LABEL_SHOWN, out);
        }
        buf_printf(out, "\"%s];\n", run->holds ? "" : ", style=dashed");
        write_ends(graph, i, out);
    }
    for (uint32_t i = 0; i < graph->same.count; i++)
        if (graph->things[graph->same.all[i].from].shown &&
            graph->things[graph->same.all[i].to].shown)
            buf_printf(out,
                       "  t%" PRIu32 " -> t%" PRIu32 " [dir=none, style=dotted, label=same];\n",
                       graph->same.all[i].from, graph->same.all[i].to);
}

static void write_notes(const struct assay_trace *trace, struct buf *out)
{
    for (uint32_t i = 0; i < trace->note_count; i++) {
        const struct trace_note *note = &trace->notes[i];

        if (strcmp(note->kind, "lineage") == 0)
            continue; /* an ellipse already */
        buf_printf(out, "  n%" PRIu64 " [shape=note%s, label=\"entry %" PRIu64 " ", note->entry,
                   note->holds ? "" : ", style=dashed", note->entry);
        write_text(note->kind, LABEL_SHOWN, out);
        if (*note->detail) {
            buf_text(out, "\\n");
            write_text(note->detail, LABEL_SHOWN, out);
        }
        buf_text(out, "\"];\n");
        if (note->count == 0)
            buf_printf(out, "  n%" PRIu64 " -> n%" PRIu64 " [style=dotted];\n", note->entry,
                       note->of);
        for (uint32_t j = note->first; j < note->first + note->count; j++) {
            uint32_t thing = trace->mentions[j].thing;

            if (j > note->first && trace->mentions[j - 1].thing == thing)
                continue; /* at another place */
            if (trace->graph.things[thing].shown)
                buf_printf(out, "  n%" PRIu64 " -> t%" PRIu32 " [style=dotted];\n", note->entry,
                           thing);
            else
                buf_printf(out, "  n%" PRIu64 " -> n%" PRIu64 " [style=dotted];\n", note->entry,
                           trace->graph.things[thing].holder - 1);
        }
    }
}

void trace_dot(const struct assay_trace *trace, bool ascii, struct buf *out)
{
    CLEANUP(buf_clear) struct buf bounds = {.ceiling = LIMIT_DOCUMENT};

    (void)ascii;
    trace_bounds(trace, &bounds);
    buf_text(out, "digraph trace {\n  rankdir=LR;\n  node [shape=box];\n  label=\"");
    write_quoted(buf_bytes(&bounds), out);
    buf_text(out, "\";\n");
    write_things(trace, out);
    write_runs(&trace->graph, out);
    write_notes(trace, out);
    buf_text(out, "}\n");
}
