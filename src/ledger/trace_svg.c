/*
 * trace_svg.c - a trace as a picture: what went in at the left, what came out at the right, entries
 * below. Columns are the distance from the subject, rows the order of entries.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/trace.h"

enum {
    BOX_WIDTH = 220,
    BOX_HEIGHT = 36,
    STEP_X = 280,
    STEP_Y = 52,
    MARGIN = 20,
    LINE = 20, /* height of a line of text */
    TEXT_WIDTH = 1400,
    LABEL_SHOWN = 27
};

struct picture {
    const struct assay_trace *trace;
    struct buf *out;
    int64_t least, most; /* columns */
    int64_t *rows;       /* of each column: how many are taken */
    int64_t *things, *runs;
    int64_t height; /* rows */
};

static void widen(struct picture *picture, int64_t column)
{
    picture->least = column < picture->least ? column : picture->least;
    picture->most = column > picture->most ? column : picture->most;
}

static void place(struct picture *picture, int64_t column, int64_t *row)
{
    *row = picture->rows[column - picture->least]++;
    picture->height = *row + 1 > picture->height ? *row + 1 : picture->height;
}

static bool is_run_shown(const struct trace_run *run)
{
    return run->up || run->down;
}

static bool lay_out(struct picture *picture)
{
    const struct trace_graph *graph = &picture->trace->graph;

    for (uint32_t i = 0; i < graph->thing_count; i++)
        if (graph->things[i].shown)
            widen(picture, graph->things[i].column);
    for (uint32_t i = 0; i < graph->run_count; i++)
        if (is_run_shown(&graph->runs[i]))
            widen(picture, graph->runs[i].column);
    picture->rows = calloc((size_t)(picture->most - picture->least) + 1, sizeof *picture->rows);
    picture->things = calloc((size_t)graph->thing_count + 1, sizeof *picture->things);
    picture->runs = calloc((size_t)graph->run_count + 1, sizeof *picture->runs);
    if (!picture->rows || !picture->things || !picture->runs)
        return false;
    for (uint32_t i = 0; i < graph->thing_count; i++)
        if (graph->things[i].shown)
            place(picture, graph->things[i].column, &picture->things[i]);
    for (uint32_t i = 0; i < graph->run_count; i++)
        if (is_run_shown(&graph->runs[i]))
            place(picture, graph->runs[i].column, &picture->runs[i]);
    return true;
}

static int64_t x_of(const struct picture *picture, int64_t column)
{
    return MARGIN + (column - picture->least) * STEP_X;
}

static int64_t y_of(int64_t row)
{
    return MARGIN + row * STEP_Y;
}

/* Between tags; control characters were escaped before. */
static void write_escaped(struct bytes text, struct buf *out)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '&')
            buf_text(out, "&amp;");
        else if (text.data[i] == '<')
            buf_text(out, "&lt;");
        else if (text.data[i] == '>')
            buf_text(out, "&gt;");
        else
            buf_byte(out, text.data[i]);
    }
}

static void write_text(const char *text, size_t most, struct buf *out)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = LIMIT_DOCUMENT};

    trace_show(text, most, &shown);
    write_escaped(buf_bytes(&shown), out);
}

/* From the left end of one box to the right end of another, as that is what flows. */
static void write_line(const struct picture *picture, int64_t from, int64_t from_row, int64_t to,
                       int64_t to_row, bool holds)
{
    buf_printf(picture->out,
               "<line x1=\"%" PRId64 "\" y1=\"%" PRId64 "\" x2=\"%" PRId64 "\" y2=\"%" PRId64
               "\" stroke=\"%s\"/>\n",
               x_of(picture, from) + BOX_WIDTH, y_of(from_row) + BOX_HEIGHT / 2, x_of(picture, to),
               y_of(to_row) + BOX_HEIGHT / 2, holds ? "#444" : "#c00");
}

static void write_lines(const struct picture *picture, uint32_t run)
{
    const struct trace_graph *graph = &picture->trace->graph;
    const int64_t column = graph->runs[run].column, row = picture->runs[run];
    const bool holds = graph->runs[run].holds;

    for (uint32_t i = graph->went.first[run]; i < graph->went.first[run + 1]; i++) {
        uint32_t thing = graph->went.to[i];

        if (graph->things[thing].shown)
            write_line(picture, graph->things[thing].column, picture->things[thing], column, row,
                       holds);
    }
    for (uint32_t i = graph->came.first[run]; i < graph->came.first[run + 1]; i++) {
        uint32_t thing = graph->came.to[i];

        if (graph->things[thing].shown)
            write_line(picture, column, row, graph->things[thing].column, picture->things[thing],
                       holds);
    }
}

static void open_box(const struct picture *picture, int64_t column, int64_t row, const char *fill,
                     bool round)
{
    int64_t x = x_of(picture, column), y = y_of(row);

    buf_printf(picture->out,
               "<rect x=\"%" PRId64 "\" y=\"%" PRId64
               "\" width=\"%d\" height=\"%d\" rx=\"%d\" fill=\"%s\" stroke=\"#222\"/>\n<text "
               "x=\"%" PRId64 "\" y=\"%" PRId64 "\">",
               x, y, BOX_WIDTH, BOX_HEIGHT, round ? BOX_HEIGHT / 2 : 0, fill, x + 10, y + 23);
}

static void write_boxes(const struct picture *picture)
{
    const struct trace_graph *graph = &picture->trace->graph;

    for (uint32_t i = 0; i < graph->run_count; i++)
        if (is_run_shown(&graph->runs[i]))
            write_lines(picture, i);
    for (uint32_t i = 0; i < graph->run_count; i++) {
        const struct trace_run *run = &graph->runs[i];

        if (!is_run_shown(run))
            continue;
        open_box(picture, run->column, picture->runs[i], "#eee", true);
        buf_printf(picture->out, "entry %" PRIu64 " ", run->entry);
        write_text(run->step, LABEL_SHOWN - 12, picture->out);
        buf_text(picture->out, "</text>\n");
    }
    for (uint32_t i = 0; i < graph->thing_count; i++) {
        const struct trace_thing *thing = &graph->things[i];

        if (!thing->shown)
            continue;
        open_box(picture, thing->column, picture->things[i],
                 i == picture->trace->subject ? "#def" : "#fff", false);
        write_text(*thing->name ? thing->name : thing->key, LABEL_SHOWN, picture->out);
        buf_text(picture->out, "</text>\n");
    }
}

static void open_text(const struct picture *picture, int64_t line, bool holds)
{
    buf_printf(picture->out, "<text x=\"%d\" y=\"%" PRId64 "\"%s>", MARGIN,
               y_of(picture->height) + LINE * (line + 1), holds ? "" : " fill=\"#c00\"");
}

static void write_about(const struct assay_trace *trace, const struct trace_note *note,
                        struct buf *out)
{
    const struct trace_thing *thing;

    if (note->count == 0) {
        buf_printf(out, " of entry %" PRIu64, note->of);
        return;
    }
    thing = &trace->graph.things[trace->mentions[note->first].thing];
    for (uint32_t i = note->first; i < note->first + note->count; i++)
        if (trace->mentions[i].thing == trace->subject)
            thing = &trace->graph.things[trace->subject];
    if (!thing->shown) {
        buf_printf(out, " of entry %" PRIu64, thing->holder - 1);
        return;
    }
    buf_text(out, " of ");
    write_text(*thing->name ? thing->name : thing->key, 60, out);
}

static void write_notes(const struct picture *picture)
{
    const struct assay_trace *trace = picture->trace;
    CLEANUP(buf_clear) struct buf bounds = {.ceiling = LIMIT_DOCUMENT};

    for (uint32_t i = 0; i < trace->note_count; i++) {
        const struct trace_note *note = &trace->notes[i];

        open_text(picture, i, note->holds);
        buf_printf(picture->out, "entry %" PRIu64 " ", note->entry);
        write_text(note->kind, 60, picture->out);
        buf_byte(picture->out, ' ');
        write_text(note->time, 24, picture->out);
        write_about(trace, note, picture->out);
        if (*note->detail) {
            buf_text(picture->out, ": ");
            write_text(note->detail, 100, picture->out);
        }
        buf_text(picture->out, "</text>\n");
    }
    trace_bounds(trace, &bounds);
    open_text(picture, trace->note_count, true);
    write_escaped(buf_bytes(&bounds), picture->out);
    buf_text(picture->out, "</text>\n");
}

void trace_svg(const struct assay_trace *trace, bool ascii, struct buf *out)
{
    struct picture picture = {.trace = trace, .out = out};
    int64_t width;

    (void)ascii;
    if (lay_out(&picture)) {
        width = x_of(&picture, picture.most) + BOX_WIDTH + MARGIN;
        buf_printf(out,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%" PRId64
                   "\" height=\"%" PRId64 "\" font-family=\"monospace\" font-size=\"12\">\n",
                   width > TEXT_WIDTH ? width : TEXT_WIDTH,
                   y_of(picture.height) + LINE * ((int64_t)trace->note_count + 2));
        write_boxes(&picture);
        write_notes(&picture);
        buf_text(out, "</svg>\n");
    } else {
        out->status = ASSAY_ENOMEM;
    }
    free(picture.rows);
    free(picture.things);
    free(picture.runs);
}
