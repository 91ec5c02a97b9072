/*
 * pickle_machine.h - follows one pickle stream as an unpickler would, without doing any of it.
 *
 * Source: CPython, Lib/pickle.py, Modules/_pickle.c and Lib/pickletools.py; PEP 307, 3154, 574.
 * Where the two unpicklers differ the machine goes on as the more lenient one would: what comes
 * behind a flaw is judged too.
 */

#pragma once

#include "base/buf.h"
#include "examine/python/pickle_report.h"
#include "examine/python/pickle_store.h"

/* What a numpy.dtype made in the stream says. Its state adds to it, once, before it is used. */
struct pickle_dtype {
    bool known, objects; /* elements are pickles */
    bool flexible;       /* the state has the width */
    bool odd;            /* of what is no text and no class */
    bool used;
    uint32_t width; /* bytes of one */
};

/* A dictionary of a type's fields: (type, offset) behind each name, and behind titles again. */
struct pickle_fields {
    uint64_t dictionary; /* its serial number */
    uint64_t end;        /* of the one that ends last, in the element */
    size_t count;
    bool objects, used;
};

/*
 * What a joblib array's wrapper says about the raw bytes behind it. All of it must come from one
 * dictionary of constants that is given once: else two readers may disagree about where the stream
 * goes on.
 */
struct pickle_array {
    uint32_t wrapper;    /* serial number of the object */
    uint64_t dictionary; /* and of what it is built from; 0 before it is met */
    bool count_known, aligned;
    uint64_t count;
    uint32_t dtype; /* index + 1 */
};

struct pickle_machine {
    struct cursor *cursor;
    struct pickle_report *report;
    struct pickle_store store;
    struct buf line;
    unsigned protocol; /* of the stream so far; 0 until PROTO */
    unsigned nesting;
    bool in_array;     /* objects of a joblib array: other readers go on with the memo around it */
    bool seen_rules;   /* a name with a rule was imported: where it goes is watched */
    bool names_kernel; /* a configuration of transformers has one */
    bool odd_keys;     /* a dictionary has a key that was computed */
    bool keys_lost;    /* and of some it is not known what keys they have */
    uint8_t *keys;     /* of each dictionary, four bits: what pickle_trust.c tells of its pairs */
    size_t keys_size;
    bool collect; /* texts put into lists are kept in `texts`, one behind a length byte pair */
    struct buf texts;
    struct pickle_array arrays[16]; /* wrappers whose array was not read yet */
    uint32_t array_count, wrappers;
    struct pickle_dtype *dtypes;
    size_t dtype_count, dtype_capacity;
    struct pickle_fields *fields;
    size_t fields_count, fields_capacity;
    uint64_t dictionaries;      /* made so far; each has a serial number */
    uint64_t op_at;             /* offset of the opcode being done */
    struct pickle_value result; /* of the stream that ended */
    bool is_torch_magic;        /* the result is the number that begins a legacy torch file */
};

void pickle_machine_init(struct pickle_machine *machine, struct cursor *cursor,
                         struct pickle_report *report, unsigned nesting);
void pickle_machine_clear(struct pickle_machine *machine);

/*
 * Reads one stream, from its first opcode to behind its STOP; the memo and stack begin empty.
 * ASSAY_EFORMAT where it is cut short or no opcode, ASSAY_ELIMIT past a ceiling of limits.h.
 */
ASSAY_RESULT pickle_run(struct pickle_machine *machine);

/* pickle_calls.c and pickle_changes.c: what calling, building and changing a value means. */

/* Calls `callee` with the tuple `args`; *result is what comes of it. */
ASSAY_RESULT pickle_call(struct pickle_machine *machine, struct pickle_value callee,
                         struct pickle_value args, struct pickle_value *result);
/* BUILD: gives `state` to `object`; reads a joblib array that follows. */
ASSAY_RESULT pickle_build(struct pickle_machine *machine, struct pickle_value object,
                          struct pickle_value state);
/* Items from `from` up to the depth go into `container`, in pairs or singly. */
void pickle_fill(struct pickle_machine *machine, struct pickle_value container, size_t from,
                 bool pairs);
/* A persistent id: torch names its storages so. */
ASSAY_RESULT pickle_persistent(struct pickle_machine *machine, struct pickle_value id,
                               struct pickle_value *result);
/* Values from `from` on leave for where calls are not watched: a name with a rule must not. */
void pickle_escape(struct pickle_machine *machine, size_t from);
/* The same for values that others get: neither must attributes, nor arrays not yet read. */
void pickle_hand_on(struct pickle_machine *machine, size_t from);
/* A pair goes into `container`: is it an attribute that unpickling looks up? */
void pickle_trust_pair(struct pickle_machine *machine, struct pickle_value container,
                       struct pickle_value key, struct pickle_value value);

/* pickle_file.c: a whole file of pickles, or one inside another up to the cursor's end. */
ASSAY_RESULT pickle_file(struct cursor *cursor, struct pickle_report *report, unsigned nesting);

/* The first of them alone: the cursor stands behind it. */
ASSAY_RESULT pickle_first(struct cursor *cursor, struct pickle_report *report);
/* `storages` or, with `tensors`, `tensors` of a tar of torch. */
ASSAY_RESULT pickle_tar_member(struct cursor *cursor, struct pickle_report *report, bool tensors);
/* A file of pickles in the next `size` bytes of `cursor`, which it leaves behind them. */
ASSAY_RESULT pickle_nested(struct cursor *cursor, uint64_t size, struct pickle_report *report,
                           unsigned nesting);
