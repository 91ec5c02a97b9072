/*
 * imports.h - names that something other than a pickle would import: types of a skops file, targets
 * of a configuration. They are judged by the lists of pickle_names.h.
 */

#pragma once

#include "examine/inspector.h"
#include "examine/python/pickle_names.h"

/* A name that is imported and called, or made an object of, in the form "module.name". */
struct import_place {
    struct bytes name;
    uint64_t offset;           /* or ASSAY_NO_OFFSET */
    uint32_t line;             /* from 1; 0 where it is not known */
    bool bare;                 /* an object is made of it without calling its constructor */
    const char *const *vetted; /* packages whose classes are fine here, beside those of pickles */
    size_t vetted_count;
};

/* Notes and judges it: facts, load, and an observation where it is not known to be harmless. */
enum pickle_judgement import_note(struct evidence *evidence, const struct import_place *import);

/* Where a line of a document begins; asked for lines in ascending order it reads the text once. */
struct import_lines {
    struct bytes text;
    uint32_t line; /* from 1; 0 before the first question */
    size_t start;
};

/* Offset of a place that is known by line and column, both from 1. */
uint64_t import_offset(struct import_lines *lines, uint32_t line, uint32_t column);

/* Tells something that loading does besides: `words`, and behind them at most 100 bytes of `name`
 * as they may be shown. Raises the load with it. */
void import_observe(struct evidence *evidence, enum assay_load load,
                    const struct assay_place *place, const char *words, struct bytes name);
