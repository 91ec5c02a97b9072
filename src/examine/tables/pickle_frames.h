/*
 * pickle_frames.h - tables of a pickle: frames and series of pandas wherever they are; and, where a
 * pickle is nothing else, arrays of NumPy, columns by name, lists of records or rows.
 */

#pragma once

#include "examine/inspector.h"
#include "examine/python/pickle_spans.h"
#include "examine/tables/pickle_tree.h"

/* What was found. */
struct pickle_found {
    struct pickle_spans spans;
    size_t tables;
    bool alone; /* the pickle is these, and no more: data, and no model */
};

void pickle_found_clear(struct pickle_found *found);

/* Reads the pickle at a cursor that seeks, hands on its cells, and tells of them. */
ASSAY_RESULT pickle_frames_read(struct cursor *cursor, const struct subject *subject,
                                struct evidence *evidence, struct pickle_found *found);

/* inspect_pickle_table.c: the same, judged first; and texts that are no cells are handed on. */
ASSAY_RESULT pickle_table_read(struct cursor *cursor, const struct subject *subject,
                               struct evidence *evidence);
