/* trace_write.c - a trace as a text tree, as Graphviz, as SVG and as JSON; the same order in all.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/jcs.h"
#include "ledger/trace.h"

static const char *const form_names[ASSAY_TRACE_FORMS] = {"text", "dot", "svg", "json"};

const char *assay_trace_form_name(enum assay_trace_form form)
{
    return form_names[form];
}

static void show(struct buf *out, const char *text, size_t most)
{
    size_t size = strlen(text);

    while (size > most && most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
        most--; /* no code point is cut in two */
    text_show(out, bytes_of(text, size < most ? size : most));
    if (size > most)
        buf_text(out, "...");
}

void trace_label(const struct trace_thing *thing, size_t most, struct buf *out)
{
    show(out, *thing->name ? thing->name : thing->key, most);
}

static bool is_link(const struct trace_link *link, uint32_t thing, bool up)
{
    return link->shown && (up ? link->to : link->from) == thing;
}

struct tree {
    const struct assay_trace *trace;
    struct buf *out;
    bool ascii, up;
    bool *told;
    char lead[LIMIT_TRACE_DEPTH * 4];
};

static bool is_last(const struct tree *tree, uint32_t thing, uint32_t link)
{
    for (uint32_t i = link + 1; i < tree->trace->link_count; i++)
        if (is_link(&tree->trace->links[i], thing, tree->up))
            return false;
    return true;
}

/* Each thing is taken apart once. */
/* NOLINTNEXTLINE(misc-no-recursion): no deeper than the lead has room for */
static void write_branch(struct tree *tree, uint32_t thing, unsigned depth)
{
    const struct assay_trace *trace = tree->trace;

    tree->told[thing] = true;
    for (uint32_t i = 0; i < trace->link_count && depth + 1 < LIMIT_TRACE_DEPTH; i++) {
        const struct trace_link *link = &trace->links[i];
        uint32_t far = tree->up ? link->from : link->to;
        bool last;

        if (!is_link(link, thing, tree->up))
            continue;
        last = is_last(tree, thing, i);
        for (unsigned level = 0; level < depth; level++)
            buf_text(tree->out, tree->lead[level] ? (tree->ascii ? "|  " : "│  ") : "   ");
        buf_text(tree->out, tree->ascii ? (last ? "`- " : "|- ") : (last ? "└─ " : "├─ "));
        trace_label(&trace->things[far], 120, tree->out);
        buf_text(tree->out, "  ");
        show(tree->out, trace->things[far].key, 23);
        if (*trace->things[far].how) {
            buf_text(tree->out, "  ");
            show(tree->out, trace->things[far].how, 40);
        }
        buf_printf(tree->out, "  [entry %" PRIu64 "]%s%s\n", link->entry,
                   link->holds ? "" : "  NOT BY A KEY THAT MAY SIGN THIS",
                   tree->told[far] ? "  (told already)" : "");
        tree->lead[depth] = (char)!last;
        if (!tree->told[far])
            write_branch(tree, far, depth + 1);
    }
}

static void write_tree(const struct assay_trace *trace, bool ascii, bool up, struct buf *out)
{
    CLEANUP(free_cleanup) bool *told = calloc(trace->thing_count, sizeof *told);
    struct tree tree = {.trace = trace, .out = out, .ascii = ascii, .up = up, .told = told};
    size_t before;

    if (!told) {
        out->status = ASSAY_ENOMEM;
        return;
    }
    buf_text(out, up ? "\nmade from\n" : "\nmade into\n");
    before = out->size;
    write_branch(&tree, trace->subject, 0);
    if (out->size == before)
        buf_text(out, "   nothing that the ledger knows\n");
}

static void write_notes(const struct assay_trace *trace, struct buf *out)
{
    buf_text(out, "\nentries about it and all of these\n");
    if (trace->note_count == 0)
        buf_text(out, "   none\n");
    for (uint32_t i = 0; i < trace->note_count; i++) {
        const struct trace_note *note = &trace->notes[i];

        buf_printf(out, "%6" PRIu64 "  ", note->entry);
        show(out, note->kind, 60);
        buf_printf(out, "%*s", strlen(note->kind) < 12 ? 12 - (int)strlen(note->kind) : 0, "");
        buf_text(out, "  ");
        show(out, *note->time ? note->time : "-", 24);
        buf_text(out, "  ");
        show(out, note->signer, 16);
        buf_text(out, "  ");
        trace_label(&trace->things[note->thing], 80, out);
        if (*note->label) {
            buf_text(out, "  ");
            show(out, note->label, 80);
        }
        buf_printf(out, "%s%s\n", note->manifest ? "  (named by the manifest)" : "",
                   note->holds ? "" : "  NOT BY A KEY THAT MAY SIGN THIS");
    }
}

static void write_bounds(const struct assay_trace *trace, struct buf *out)
{
    char root[65];

    hex_encode(bytes_of(trace->point.root, 32), root);
    buf_printf(out, "%s up to checkpoint ",
               assay_trace_complete(trace) ? "complete" : "NOT complete");
    show(out, trace->origin ? trace->origin : "", 120);
    buf_printf(out, ", %" PRIu64 " entries, root %s", trace->point.size, root);
    if (trace->unread)
        buf_printf(out, "; %" PRIu64 " manifests are gone", trace->unread);
    if (trace->cut)
        buf_printf(out, "; cut at %d trainings in a row", LIMIT_TRACE_DEPTH);
}

void trace_text(const struct assay_trace *trace, bool ascii, struct buf *out)
{
    trace_label(&trace->things[trace->subject], SIZE_MAX, out);
    buf_text(out, "  ");
    show(out, trace->things[trace->subject].key, SIZE_MAX);
    buf_byte(out, '\n');
    write_bounds(trace, out);
    buf_byte(out, '\n');
    write_tree(trace, ascii, true, out);
    write_tree(trace, ascii, false, out);
    write_notes(trace, out);
}

/* Text for between quotes of DOT, or between tags of XML. */
static void write_escaped(struct buf *out, struct bytes text, bool xml)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = (char)text.data[i];

        if (xml && byte == '&')
            buf_text(out, "&amp;");
        else if (xml && byte == '<')
            buf_text(out, "&lt;");
        else if (xml && byte == '>')
            buf_text(out, "&gt;");
        else if (!xml && (byte == '"' || byte == '\\'))
            buf_printf(out, "\\%c", byte);
        else
            buf_byte(out, (uint8_t)byte);
    }
}

static void write_label(const struct trace_thing *thing, bool xml, struct buf *out)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = LIMIT_DOCUMENT};

    trace_label(thing, 28, &shown);
    write_escaped(out, buf_bytes(&shown), xml);
}

void trace_dot(const struct assay_trace *trace, struct buf *out)
{
    buf_text(out, "digraph trace {\n  rankdir=LR;\n  node [shape=box];\n");
    for (uint32_t i = 0; i < trace->thing_count; i++) {
        if (!trace->things[i].shown)
            continue;
        buf_printf(out, "  t%" PRIu32 " [label=\"", i);
        write_label(&trace->things[i], false, out);
        buf_text(out, i == trace->subject ? "\", penwidth=2];\n" : "\"];\n");
    }
    for (uint32_t i = 0; i < trace->link_count; i++) {
        const struct trace_link *link = &trace->links[i];

        if (link->shown)
            buf_printf(out, "  t%" PRIu32 " -> t%" PRIu32 " [label=\"entry %" PRIu64 "\"%s];\n",
                       link->from, link->to, link->entry, link->holds ? "" : ", style=dashed");
    }
    for (uint32_t i = 0; i < trace->note_count; i++) {
        const struct trace_note *note = &trace->notes[i];

        buf_printf(out, "  n%" PRIu32 " [shape=note, label=\"", i);
        write_escaped(out, bytes_text(note->kind), false);
        buf_printf(out, " %" PRIu64 "\"];\n  n%" PRIu32 " -> t%" PRIu32 " [style=%s];\n",
                   note->entry, i, note->thing, note->holds ? "dotted" : "dashed");
    }
    buf_text(out, "}\n");
}

enum { BOX_WIDTH = 220, BOX_HEIGHT = 40, STEP_X = 300, STEP_Y = 60, MARGIN = 20 };

/* Columns by the distance from the subject, in rows by the order of entries. */
struct place {
    int column;
    int row;
    bool placed;
};

static void place_things(const struct assay_trace *trace, struct place *places, int *least,
                         int *most, int *rows)
{
    bool more = true;

    places[trace->subject].placed = true;
    *least = *most = *rows = 0;
    while (more) {
        more = false;
        for (uint32_t i = 0; i < trace->link_count; i++) {
            const struct trace_link *link = &trace->links[i];
            struct place *from = &places[link->from], *to = &places[link->to];

            if (!link->shown || from->placed == to->placed)
                continue;
            if (to->placed)
                *from = (struct place){to->column - 1, 0, true};
            else
                *to = (struct place){from->column + 1, 0, true};
            more = true;
        }
    }
    for (uint32_t i = 0; i < trace->thing_count; i++) {
        if (!places[i].placed)
            continue;
        for (uint32_t j = 0; j < i; j++)
            places[i].row += places[j].placed && places[j].column == places[i].column;
        *least = places[i].column < *least ? places[i].column : *least;
        *most = places[i].column > *most ? places[i].column : *most;
        *rows = places[i].row + 1 > *rows ? places[i].row + 1 : *rows;
    }
}

static void write_boxes(const struct assay_trace *trace, const struct place *places, int least,
                        struct buf *out)
{
    for (uint32_t i = 0; i < trace->link_count; i++) {
        const struct trace_link *link = &trace->links[i];
        const struct place *from = &places[link->from], *to = &places[link->to];

        if (link->shown)
            buf_printf(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\"/>\n",
                       MARGIN + (from->column - least) * STEP_X + BOX_WIDTH,
                       MARGIN + from->row * STEP_Y + BOX_HEIGHT / 2,
                       MARGIN + (to->column - least) * STEP_X,
                       MARGIN + to->row * STEP_Y + BOX_HEIGHT / 2, link->holds ? "#444" : "#c00");
    }
    for (uint32_t i = 0; i < trace->thing_count; i++) {
        int x = MARGIN + (places[i].column - least) * STEP_X, y = MARGIN + places[i].row * STEP_Y;

        if (!places[i].placed)
            continue;
        buf_printf(out,
                   "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" "
                   "stroke=\"#222\"/>\n<text x=\"%d\" y=\"%d\">",
                   x, y, BOX_WIDTH, BOX_HEIGHT, i == trace->subject ? "#def" : "#fff", x + 8,
                   y + 25);
        write_label(&trace->things[i], true, out);
        buf_text(out, "</text>\n");
    }
}

void trace_svg(const struct assay_trace *trace, struct buf *out)
{
    CLEANUP(free_cleanup) struct place *places = calloc(trace->thing_count, sizeof *places);
    CLEANUP(buf_clear) struct buf bounds = {.ceiling = LIMIT_DOCUMENT};
    int least, most, rows, below;

    if (!places) {
        out->status = ASSAY_ENOMEM;
        return;
    }
    place_things(trace, places, &least, &most, &rows);
    below = MARGIN + rows * STEP_Y;
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
               "font-family=\"monospace\" font-size=\"12\">\n",
               2 * MARGIN + (most - least) * STEP_X + 1200,
               below + 20 * ((int)trace->note_count + 2));
    write_boxes(trace, places, least, out);
    for (uint32_t i = 0; i < trace->note_count; i++) {
        const struct trace_note *note = &trace->notes[i];

        buf_printf(out, "<text x=\"%d\" y=\"%d\"%s>entry %" PRIu64 " ", MARGIN,
                   below + 20 * (int)(i + 1), note->holds ? "" : " fill=\"#c00\"", note->entry);
        write_escaped(out, bytes_text(note->kind), true);
        buf_byte(out, ' ');
        write_label(&trace->things[note->thing], true, out);
        buf_text(out, "</text>\n");
    }
    write_bounds(trace, &bounds);
    buf_printf(out, "<text x=\"%d\" y=\"%d\">", MARGIN, below + 20 * (int)(trace->note_count + 1));
    write_escaped(out, buf_bytes(&bounds), true);
    buf_text(out, "</text>\n</svg>\n");
}

static void member(struct jcs *jcs, const char *name, const char *text)
{
    jcs_key(jcs, name);
    jcs_string(jcs, text);
}

static void number(struct jcs *jcs, const char *name, uint64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, value);
    member(jcs, name, text);
}

static void json_entries(const struct assay_trace *trace, struct jcs *jcs)
{
    jcs_key(jcs, "entries");
    jcs_open_array(jcs);
    for (uint32_t i = 0; i < trace->note_count; i++) {
        const struct trace_note *note = &trace->notes[i];

        jcs_open_object(jcs);
        member(jcs, "about", trace->things[note->thing].key);
        number(jcs, "entry", note->entry);
        jcs_key(jcs, "holds");
        jcs_bool(jcs, note->holds);
        member(jcs, "kind", note->kind);
        member(jcs, "label", note->label);
        jcs_key(jcs, "manifest");
        jcs_bool(jcs, note->manifest);
        member(jcs, "signer", note->signer);
        member(jcs, "time", note->time);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

static void json_links(const struct assay_trace *trace, struct jcs *jcs)
{
    jcs_key(jcs, "links");
    jcs_open_array(jcs);
    for (uint32_t i = 0; i < trace->link_count; i++) {
        const struct trace_link *link = &trace->links[i];

        if (!link->shown)
            continue;
        jcs_open_object(jcs);
        number(jcs, "entry", link->entry);
        member(jcs, "from", trace->things[link->from].key);
        jcs_key(jcs, "holds");
        jcs_bool(jcs, link->holds);
        member(jcs, "to", trace->things[link->to].key);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

static void json_things(const struct assay_trace *trace, struct jcs *jcs)
{
    jcs_key(jcs, "things");
    jcs_open_array(jcs);
    for (uint32_t i = 0; i < trace->thing_count; i++) {
        const struct trace_thing *thing = &trace->things[i];

        if (!thing->shown)
            continue;
        jcs_open_object(jcs);
        member(jcs, "how", thing->how);
        member(jcs, "key", thing->key);
        member(jcs, "kind", thing->kind);
        member(jcs, "name", thing->name);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

void trace_json(const struct assay_trace *trace, struct buf *out)
{
    struct jcs jcs;

    jcs_init(&jcs, out);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "checkpoint");
    jcs_open_object(&jcs);
    member(&jcs, "origin", trace->origin ? trace->origin : "");
    jcs_key(&jcs, "root");
    jcs_hex(&jcs, bytes_of(trace->point.root, 32));
    number(&jcs, "size", trace->point.size);
    jcs_close_object(&jcs);
    jcs_key(&jcs, "complete");
    jcs_bool(&jcs, assay_trace_complete(trace));
    json_entries(trace, &jcs);
    json_links(trace, &jcs);
    member(&jcs, "schema", "assay.trace/1");
    member(&jcs, "subject", trace->things[trace->subject].key);
    json_things(trace, &jcs);
    jcs_close_object(&jcs);
    buf_byte(out, '\n');
}

enum assay_status assay_trace_write(const struct assay_trace *trace, enum assay_trace_form form,
                                    bool ascii, char **text, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};

    if (form == ASSAY_TRACE_TEXT)
        trace_text(trace, ascii, &out);
    else if (form == ASSAY_TRACE_DOT)
        trace_dot(trace, &out);
    else if (form == ASSAY_TRACE_SVG)
        trace_svg(trace, &out);
    else
        trace_json(trace, &out);
    TRY(buf_status(&out, err));
    *text = buf_take_string(&out);
    return *text ? ASSAY_OK : assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}
