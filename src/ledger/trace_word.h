/* trace_word.h - which thing a person asks for: a digest, the first digits of one, or a name. */

#pragma once

#include "ledger/trace_graph.h"
#include "ledger/trace_key.h"

enum { TRACE_CANDIDATES = 8, TRACE_DIGITS_MIN = 8 };

struct trace_word {
    const char *word;       /* as it was typed */
    struct bytes algorithm; /* in front of a colon, or empty: any */
    char digits[129];       /* lowercase hex, or "" */
    size_t size;            /* of them */
    bool whole;             /* all digits of a known algorithm: it names one thing, by itself */
    char key[160];          /* of a whole one */
    uint32_t found[TRACE_CANDIDATES]; /* things, each once */
    uint32_t count;                   /* of them; one more than fit: there are still others */
};

void trace_word_init(struct trace_word *word, const char *text);
/* True where a digest, or a name, is what was asked for. */
bool trace_word_is_digest(const struct trace_word *word, struct bytes algorithm, struct bytes hex);
bool trace_word_is_name(const struct trace_word *word, const char *name);
void trace_word_found(struct trace_word *word, uint32_t thing);

/*
 * The one thing that was found.
 *
 * ASSAY_EUSAGE  "trace.nothing"; "trace.many", with the things that it may be
 */
ASSAY_RESULT trace_word_choose(struct trace_word *word, struct trace_graph *graph, uint32_t *out,
                               struct assay_error *err);
/* "trace.nothing". */
ASSAY_RESULT trace_word_nothing(const struct trace_word *word, struct assay_error *err);
