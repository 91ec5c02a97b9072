/* regex.h - the patterns of matches(): RE2's language, answered yes or no, in bounded time. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct arena;
struct regex;

/* Workspace that one match after another may use; zeroed at first, in one arena all along. */
struct regex_room {
    void *data, *context;
    int *words;
    size_t count;
};

/*
 * Reads a pattern of at most CEL_PATTERN_MAX bytes. What RE2 does not have is refused: look-around,
 * back-references, possessive and atomic groups, recursion, conditions, verbs.
 *
 * out  lives in the arena; any number of threads may match with it
 *
 * ASSAY_EFORMAT  no pattern; the text says why
 */
ASSAY_RESULT regex_compile(struct bytes pattern, struct arena *arena, const struct regex **out,
                           struct assay_error *err);

/* Work of one match, in steps of a budget; known before it is begun. */
uint64_t regex_cost(const struct regex *regex, struct bytes subject);

/*
 * True in *matched where the pattern is anywhere in `subject`. `room` grows in the arena as needed.
 *
 * ASSAY_EFORMAT  the subject is not UTF-8
 * ASSAY_ELIMIT   the subject has more than CEL_SUBJECT_MAX bytes, or the pattern too many states
 */
ASSAY_RESULT regex_match(const struct regex *regex, struct bytes subject, struct arena *arena,
                         struct regex_room *room, bool *matched, struct assay_error *err);
