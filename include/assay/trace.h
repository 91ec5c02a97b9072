/* trace.h - everything that a ledger says about one data set, model or file. */

#pragma once

#include <assay/ledger.h>

struct assay_trace;

enum assay_trace_form {
    ASSAY_TRACE_TEXT, /* a tree for people */
    ASSAY_TRACE_DOT,  /* Graphviz */
    ASSAY_TRACE_SVG,
    ASSAY_TRACE_JSON, /* assay.trace/1, canonical */
    ASSAY_TRACE_FORMS
};
/* "text", "dot", "svg", "json". */
const char *assay_trace_form_name(enum assay_trace_form form);

/*
 * Looks through every entry and every manifest up to the checkpoint that was read, and holds the
 * entries to its root, so that nothing can have been left out.
 *
 * word  a digest ("sha256:HEX", "gitCommit:HEX"), its first 8 or more digits, or a name: of a file,
 *       a resource or a target
 * out   the caller's, to release with assay_trace_free()
 *
 * ASSAY_EUSAGE  "trace.nothing": the ledger knows no such thing; "trace.many": more than one, and
 *               which
 * ASSAY_ETRUST  the entries do not give the checkpoint's root, or an object is not what it was
 * ASSAY_ELIMIT  more of one sort than LIMIT_TRACE_LINKS
 */
ASSAY_RESULT assay_trace_make(const struct assay_ledger *ledger, const char *word,
                              struct assay_trace **out, struct assay_error *err);
void assay_trace_free(struct assay_trace *trace);
void assay_trace_freep(struct assay_trace **trace);

/* False where a manifest is gone: the text says how many are. */
bool assay_trace_complete(const struct assay_trace *trace);
/* How many of the entries that it tells of are not signed by a key that may sign them. */
uint64_t assay_trace_broken(const struct assay_trace *trace);
/* How many others are signed by a key that was revoked later, and are in doubt with it. */
uint64_t assay_trace_doubted(const struct assay_trace *trace);

/*
 * ascii  lines are drawn without characters beyond ASCII
 * text   the caller's to free(); NUL-terminated
 */
ASSAY_RESULT assay_trace_write(const struct assay_trace *trace, enum assay_trace_form form,
                               bool ascii, char **text, struct assay_error *err);
