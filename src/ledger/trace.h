/*
 * trace.h - what a trace is made of: things known by their digests, the trainings that made one
 * out of others, and the entries that speak of them.
 *
 * trace_graph.c holds things and trainings, trace_follow.c what lies up and down of one of them.
 * trace_word.c tells which thing was asked for, trace_gather.c takes all in from the ledger,
 * trace_manifest.c finds places, trace_notes.c keeps what is said. One file each writes a form.
 */

#pragma once

#include <assay/trace.h>

#include "base/arena.h"
#include "base/buf.h"
#include "ledger/trace_graph.h"

/* An entry that speaks of a thing: where in it, and under which name. */
struct trace_mention {
    uint32_t thing;
    const char *place; /* "subject", "evidence", "previous", "manifest" */
    const char *name;  /* that it has there, or "" */
};

/* How near an entry is to what was asked for. */
enum trace_nearness {
    TRACE_SELF,   /* it speaks of that very thing */
    TRACE_HOLDER, /* of an inventory that holds it, or of an assessment of such */
    TRACE_KIN,    /* of what it was made from or into */
};

struct trace_note {
    uint64_t entry;
    const char *kind, *time, *signer, *detail;
    uint32_t first, count; /* of mentions; 0: another entry refers to it */
    uint64_t of;           /* the entry that it refers to or that refers to it, or UINT64_MAX */
    bool holds;            /* signed by a key in force, in its role */
    bool doubt;            /* but that key was revoked later, from this entry on */
    enum trace_nearness near;
};

struct assay_trace {
    struct arena *arena;
    struct assay_checkpoint point;
    const char *origin;
    struct trace_graph graph;
    uint32_t subject; /* what was asked for */
    struct trace_note *notes;
    uint32_t note_count, note_room;
    struct trace_mention *mentions;
    uint32_t mention_count, mention_room;
    uint64_t unread;  /* manifests that are gone */
    uint64_t broken;  /* notes that do not hold */
    uint64_t doubted; /* of those that hold, by a key that was revoked */
};

/* The renderers; each keeps its failure in `out`. */
void trace_text(const struct assay_trace *trace, bool ascii, struct buf *out);
void trace_dot(const struct assay_trace *trace, bool ascii, struct buf *out);
void trace_svg(const struct assay_trace *trace, bool ascii, struct buf *out);
void trace_json(const struct assay_trace *trace, bool ascii, struct buf *out);

/* A text in a line, shown safely; at most `most` bytes of it before "...". */
void trace_show(const char *text, size_t most, struct buf *out);
/* A thing likewise: its name, else its key. */
void trace_label(const struct trace_thing *thing, size_t most, struct buf *out);
/* "complete up to checkpoint ORIGIN, N entries, root HEX". */
void trace_bounds(const struct assay_trace *trace, struct buf *out);
