/* user_patterns.h - inside the patterns that a person added: how they are kept. */

#pragma once

#include <assay/patterns.h>

#include "base/arena.h"
#include "doc/doc.h"
#include "examine/detect/pattern_cost.h"
#include "examine/detect/patterns.h"

struct user_examples {
    const char *const *texts;
    size_t count;
    const struct doc *node; /* the list */
};

/* What proof_user asks of a token; `pattern` points to it. */
struct user_rule {
    double entropy; /* bits a character, at least */
    const char *const *allowed;
    size_t allowed_count;
    enum secret_verdict sure;
    bool has_token; /* an expression of its own */

    const struct doc_source *source;
    const struct doc *node;
    struct pattern_cost cost;
    struct user_examples matches, misses;
};

struct assay_patterns {
    struct arena *arena;
    struct pattern *all;
    size_t count, room;
    uint8_t sha256[32]; /* of all files, in their order */
};

/* The token's expression is run on long texts like the pattern's examples, as a scan may meet them.
 * False where it took too long or does not compile, with the reason. */
bool user_pattern_is_quick(const struct pattern *pattern, char why[PATTERN_WHY_SIZE]);
