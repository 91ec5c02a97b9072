/* trace.h - the graph that a trace is: things by digest, what links them, and what is said of
 * them. */

#pragma once

#include <assay/trace.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"

#define TRACE_NONE UINT32_MAX

/* A file, model, data set or commit, known by its key: "sha256:HEX", or "uri:URI" without a
 * digest. */
struct trace_thing {
    const char *key, *name, *kind, *how; /* all but the key may be "" */
    uint32_t next;                       /* of the same bucket */
    bool shown;
};

/* `from` went into `to`, as `entry` says. */
struct trace_link {
    uint32_t from, to;
    uint64_t entry;
    bool holds; /* signed by a key in its role */
    bool shown;
};

/* An entry that is about a thing that is shown. */
struct trace_note {
    uint64_t entry;
    uint32_t thing;
    const char *kind, *time, *signer, *label;
    bool holds, manifest; /* found only in the manifest */
};

struct assay_trace {
    struct arena *arena;
    struct assay_checkpoint point;
    const char *origin;
    struct trace_thing *things;
    struct trace_link *links;
    struct trace_note *notes;
    uint32_t thing_count, thing_room, link_count, link_room, note_count, note_room;
    uint32_t *buckets;
    uint32_t bucket_count;
    uint32_t subject; /* what was asked for */
    uint64_t unread;  /* manifests that are gone */
    bool cut;         /* a ceiling was met */
};

/* The renderers; each keeps its failure in `out`. */
void trace_text(const struct assay_trace *trace, bool ascii, struct buf *out);
void trace_dot(const struct assay_trace *trace, struct buf *out);
void trace_svg(const struct assay_trace *trace, struct buf *out);
void trace_json(const struct assay_trace *trace, struct buf *out);

/* A thing in a line, shown safely: its name, else its uri; at most `most` bytes before "..." */
void trace_label(const struct trace_thing *thing, size_t most, struct buf *out);
