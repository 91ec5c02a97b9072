/*
 * trace_text.c - a trace for people: what the thing was made from and into, as trees; where it is;
 * and what is said of it, of the inventories that hold it, and of what stands in the trees.
 *
 * Things and trainings alternate in a tree, and each is taken apart once. A branch that grows deep
 * goes on in a tree of its own, so that a long line of trainings is neither cut nor pushed off to
 * the right.
 */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/kit.h"
#include "base/text.h"
#include "ledger/trace.h"

#define BY_NOBODY "NOT BY A KEY THAT MAY SIGN THIS"
#define IN_DOUBT "BY A KEY THAT WAS REVOKED"

enum {
    DEPTH_MAX = 16, /* things below each other in one tree */
    NAME_SHOWN = 120,
    KEY_SHOWN = 23, /* sha256: and 16 digits */
    DETAIL_SHOWN = 200,
    KIND_WIDTH = 12,
    SIGNER_SHOWN = 16, /* digits of a key id, as other commands show it */
};

struct tree {
    const struct assay_trace *trace;
    struct trace_walk walk;
    struct buf *out;
    bool ascii;
    uint8_t *told; /* of things */
    uint8_t *told_runs;
    uint32_t *later; /* things whose branches go on in a tree of their own */
    uint32_t later_count, next;
    bool more[2 * DEPTH_MAX + 2]; /* on that level something follows */
    unsigned level;
};

static void lead(struct tree *tree, bool last)
{
    for (unsigned i = 0; i < tree->level; i++)
        buf_text(tree->out, tree->more[i] ? (tree->ascii ? "|  " : "│  ") : "   ");
    buf_text(tree->out, tree->ascii ? (last ? "`- " : "|- ") : (last ? "└─ " : "├─ "));
    tree->more[tree->level] = !last;
}

static void write_run(struct tree *tree, uint32_t index, bool last)
{
    const struct trace_run *run = &tree->trace->graph.runs[index];

    lead(tree, last);
    buf_printf(tree->out, "entry %" PRIu64, run->entry);
    if (*run->step) {
        buf_text(tree->out, ": ");
        trace_show(run->step, NAME_SHOWN, tree->out);
    }
    if (*run->record) {
        buf_text(tree->out, *run->step ? ", of " : ": ");
        trace_show(run->record, 40, tree->out);
    }
    buf_printf(tree->out, "%s%s\n", run->holds ? "" : "  " BY_NOBODY,
               tree->told_runs[index] ? "  (told above)" : "");
}

static void write_thing(struct tree *tree, uint32_t index, bool last, bool later)
{
    const struct trace_thing *thing = &tree->trace->graph.things[index];

    lead(tree, last);
    trace_label(thing, NAME_SHOWN, tree->out);
    if (*thing->name) {
        buf_text(tree->out, "  ");
        trace_show(thing->key, KEY_SHOWN, tree->out);
    }
    if (*thing->kind) {
        buf_text(tree->out, "  ");
        trace_show(thing->kind, 40, tree->out);
    }
    if (*thing->how) {
        buf_text(tree->out, "  ");
        trace_show(thing->how, 40, tree->out);
    }
    buf_text(tree->out, tree->told[index] ? "  (told above)\n" : later ? "  (told below)\n" : "\n");
}

static void write_branches(struct tree *tree, uint32_t thing);

/* NOLINTNEXTLINE(misc-no-recursion): no deeper than DEPTH_MAX, what is deeper is put off */
static void write_far(struct tree *tree, uint32_t run)
{
    const uint32_t *far;
    uint32_t count;

    trace_walk_far(&tree->walk, run, &far, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct trace_index *next =
            tree->walk.up ? &tree->trace->graph.made : &tree->trace->graph.used;
        bool told = tree->told[far[i]];
        bool later = !told && tree->level + 2 >= 2 * DEPTH_MAX &&
                     next->first[far[i]] < next->first[far[i] + 1];

        write_thing(tree, far[i], i + 1 == count, later);
        tree->told[far[i]] = true;
        if (later) {
            tree->later[tree->later_count++] = far[i];
        } else if (!told) {
            tree->level++;
            write_branches(tree, far[i]);
            tree->level--;
        }
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): as above */
static void write_branches(struct tree *tree, uint32_t thing)
{
    CLEANUP(free_cleanup) uint32_t *runs = NULL;
    uint32_t count;

    if (trace_walk_thing(&tree->walk, thing, NULL, NULL, NULL) != ASSAY_OK) {
        tree->out->status = ASSAY_ENOMEM;
        return;
    }
    count = tree->walk.run_count; /* the walk is used again below */
    runs = malloc(((size_t)count + 1) * sizeof *runs);
    if (!runs) {
        tree->out->status = ASSAY_ENOMEM;
        return;
    }
    if (count > 0)
        memcpy(runs, tree->walk.runs, count * sizeof *runs);
    for (uint32_t i = 0; i < count; i++) {
        bool told = tree->told_runs[runs[i]];

        write_run(tree, runs[i], i + 1 == count);
        tree->told_runs[runs[i]] = true;
        tree->level++;
        if (!told)
            write_far(tree, runs[i]);
        tree->level--;
    }
}

static void write_trees(struct tree *tree)
{
    const struct trace_thing *things = tree->trace->graph.things;
    size_t before = tree->out->size;

    tree->told[tree->trace->subject] = true;
    write_branches(tree, tree->trace->subject);
    if (tree->out->size == before)
        buf_text(tree->out, "   nothing that the ledger knows\n");
    while (tree->next < tree->later_count) {
        uint32_t thing = tree->later[tree->next++];

        buf_byte(tree->out, '\n');
        trace_label(&things[thing], NAME_SHOWN, tree->out);
        buf_text(tree->out, "  ");
        trace_show(things[thing].key, KEY_SHOWN, tree->out);
        buf_text(tree->out, tree->walk.up ? " was made from\n" : " was made into\n");
        write_branches(tree, thing);
    }
}

static void write_lineage(const struct assay_trace *trace, bool ascii, bool up, struct buf *out)
{
    const size_t things = (size_t)trace->graph.thing_count + 1;
    CLEANUP(free_cleanup) uint8_t *told = calloc(things, 1);
    CLEANUP(free_cleanup) uint8_t *told_runs = calloc((size_t)trace->graph.run_count + 1, 1);
    CLEANUP(free_cleanup) uint32_t *later = malloc(things * sizeof *later);
    struct tree tree = {.trace = trace,
                        .out = out,
                        .ascii = ascii,
                        .told = told,
                        .told_runs = told_runs,
                        .later = later};

    buf_text(out, up ? "\nmade from\n" : "\nmade into\n");
    if (!told || !told_runs || !later ||
        trace_walk_open(&tree.walk, &trace->graph, up, NULL) != ASSAY_OK)
        out->status = ASSAY_ENOMEM;
    else
        write_trees(&tree);
    trace_walk_clear(&tree.walk);
}

/* One line of an entry: its number, kind, time, signer, and what it says. */
static void write_head(const struct trace_note *note, struct buf *out)
{
    int pad = KIND_WIDTH - (int)strlen(note->kind);

    buf_printf(out, "%6" PRIu64 "  ", note->entry);
    trace_show(note->kind, 60, out);
    buf_printf(out, "%*s  ", pad > 0 ? pad : 0, "");
    trace_show(*note->time ? note->time : "-", 24, out);
    buf_text(out, "  ");
    text_show(out, bytes_of(note->signer, strnlen(note->signer, SIGNER_SHOWN)));
    if (!note->holds || note->doubt)
        buf_text(out, note->holds ? "  " IN_DOUBT : "  " BY_NOBODY);
    if (*note->detail) {
        buf_text(out, "  ");
        trace_show(note->detail, DETAIL_SHOWN, out);
    }
}

static void write_mention(const struct assay_trace *trace, const struct trace_mention *mention,
                          struct buf *out)
{
    const struct trace_thing *thing = &trace->graph.things[mention->thing];

    if (!thing->shown) {
        buf_printf(out, " entry %" PRIu64, thing->holder - 1);
        return;
    }
    buf_byte(out, ' ');
    if (*mention->name)
        trace_show(mention->name, NAME_SHOWN, out);
    else
        trace_label(thing, NAME_SHOWN, out);
}

/* Places of an inventory have a line each; of others one tells what else they speak of. */
static void write_mentions(const struct assay_trace *trace, const struct trace_note *note,
                           bool places, struct buf *out)
{
    const char *last = "";

    for (uint32_t i = note->first; i < note->first + note->count; i++) {
        const struct trace_mention *mention = &trace->mentions[i];
        bool itself = mention->thing == trace->subject;

        if (places && (itself || note->near != TRACE_SELF)) {
            buf_text(out, "\n          ");
        } else if (!places && (!itself || *mention->name)) {
            const char *place = strcmp(mention->place, "subject") == 0 ? "about" : mention->place;

            buf_text(out, strcmp(last, place) == 0 ? "," : "  ");
            if (strcmp(last, place) != 0)
                trace_show(place, 40, out);
            last = place;
        } else {
            continue;
        }
        write_mention(trace, mention, out);
    }
}

static void write_note(const struct assay_trace *trace, const struct trace_note *note,
                       struct buf *out)
{
    write_head(note, out);
    if (note->count == 0)
        buf_printf(out, "  %s entry %" PRIu64, note->of < note->entry ? "of" : "named by",
                   note->of);
    if (strcmp(note->kind, "lineage") != 0) /* that stands in the trees */
        write_mentions(trace, note, strcmp(note->kind, "inventory") == 0, out);
    buf_byte(out, '\n');
}

struct section {
    const char *title;
    enum trace_nearness nearness;
    bool inventories;
};

static void write_section(const struct assay_trace *trace, const struct section *section,
                          struct buf *out)
{
    bool titled = false;

    for (uint32_t i = 0; i < trace->note_count; i++) {
        const struct trace_note *note = &trace->notes[i];
        bool inventory = strcmp(note->kind, "inventory") == 0;

        if (note->near != section->nearness || inventory != section->inventories)
            continue;
        if (!titled)
            buf_printf(out, "\n%s\n", section->title);
        titled = true;
        write_note(trace, note, out);
    }
    if (!titled && section->nearness == TRACE_SELF)
        buf_printf(out, "\n%s\n   nothing that the ledger knows\n", section->title);
}

static const struct section sections[] = {
    {"where it is", TRACE_SELF, true},
    {"what is said of it", TRACE_SELF, false},
    {"what is said of the inventories that hold any of these", TRACE_HOLDER, false},
    {"where the others are that stand above", TRACE_KIN, true},
    {"what is said of the others", TRACE_KIN, false},
    {"inventories that other entries name", TRACE_HOLDER, true},
};

static void write_keys(const struct assay_trace *trace, struct buf *out)
{
    if (trace->note_count == 0)
        return;
    if (trace->doubted > 0)
        buf_printf(out, "%" PRIu64 " of these %" PRIu32 " entries are " IN_DOUBT ", and in doubt\n",
                   trace->doubted, trace->note_count);
    if (trace->broken == 0)
        buf_printf(out, "all signatures of these %" PRIu32 " entries hold\n", trace->note_count);
    else
        buf_printf(out, "%" PRIu64 " of these %" PRIu32 " entries are " BY_NOBODY "\n",
                   trace->broken, trace->note_count);
}

void trace_text(const struct assay_trace *trace, bool ascii, struct buf *out)
{
    const struct trace_thing *subject = &trace->graph.things[trace->subject];

    trace_label(subject, SIZE_MAX, out);
    if (*subject->name) {
        buf_text(out, "  ");
        trace_show(subject->key, SIZE_MAX, out);
    }
    buf_byte(out, '\n');
    trace_bounds(trace, out);
    buf_byte(out, '\n');
    write_keys(trace, out);
    write_lineage(trace, ascii, true, out);
    write_lineage(trace, ascii, false, out);
    for (size_t i = 0; i < ARRAY_LEN(sections); i++)
        write_section(trace, &sections[i], out);
}
