/*
 * r_reader.h - what r_walk.c and r_values.c share: where the walk is, and what stands there.
 *
 * What is still to be read stands on a stack of steps. A list is one step that counts down, and the
 * rest of a pairlist takes the place of its head, so that the stack grows with nesting alone.
 */

#pragma once

#include "base/buf.h"
#include "examine/r/r_walk.h"
#include "examine/r/r_words.h"

enum r_step_type {
    R_STEP_ITEM,       /* a value */
    R_STEP_TAG,        /* the symbol that names the next value of a pairlist */
    R_STEP_TAGGED,     /* a value that the last tag names */
    R_STEP_ITEMS,      /* `count` values */
    R_STEP_LEAVE,      /* what began before it is over */
    R_STEP_CODE,       /* byte code: its words, then constants */
    R_STEP_CONSTANTS,  /* `count` of them */
    R_STEP_CODE_VALUE, /* a call inside byte code, its type first */
};

/* Where a value stands. */
enum {
    R_IN_TOP = 1,         /* the outermost value itself */
    R_IN_ATTRIBUTES = 2,  /* of the outermost value */
    R_IN_BINDINGS = 4,    /* the pairlist of a workspace */
    R_IN_ENVIRONMENT = 8, /* anywhere inside of one */
    R_IN_CALLED = 16,     /* the function of a call */
    R_IN_PROMISE = 32,    /* anywhere inside the code of a promise that was not looked at yet */
    R_IN_NAMES = 64,
    R_IN_CLASS = 128,
    R_IN_ROWS = 256,
    R_IN_PROMISE_VALUE = 512,
    R_IN_FIRST_COLUMN = 1024,
};

/* What goes down into the parts of a value. */
enum { R_INHERITED = R_IN_ENVIRONMENT | R_IN_PROMISE };

struct r_step {
    uint8_t type;
    uint16_t where;
    uint64_t count;
};

struct r_reader {
    struct r_stream *stream;
    struct evidence *evidence;
    struct r_step *steps;
    size_t count, capacity;
    uint8_t *references; /* what each is: a symbol, by its meaning */
    size_t reference_count, reference_capacity;
    enum r_symbol tag;
    struct buf names; /* of the outermost value's parts, each with a NUL behind it */
    uint64_t rows;
    bool has_rows, data;
};

/* Something that looking at the value would run; `name` of what, or "". */
void r_found(struct r_reader *reader, enum assay_load load, uint64_t at, const char *what,
             const char *name);

/* r_values.c: values without others inside them. A value that may be referred to again is numbered;
 * `symbol` is the number of what it means, 0 where it means nothing. */
ASSAY_RESULT r_add_reference(struct r_reader *reader, uint8_t symbol);
ASSAY_RESULT r_read_reference(struct r_reader *reader, int32_t flags, unsigned where, uint64_t at);
ASSAY_RESULT r_read_symbol(struct r_reader *reader, unsigned where, uint64_t at);
ASSAY_RESULT r_read_strings(struct r_reader *reader, unsigned where);
ASSAY_RESULT r_read_integers(struct r_reader *reader, unsigned where);
ASSAY_RESULT r_read_numbers(struct r_reader *reader, unsigned where, unsigned width);
/* The names of a persistent value, a package, a namespace; of a function that R has built in. */
ASSAY_RESULT r_read_persistent(struct r_reader *reader);
ASSAY_RESULT r_read_name(struct r_reader *reader);
