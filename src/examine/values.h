/* values.h - values that an inspector decoded, gathered and searched many at a time. */

#pragma once

#include "base/buf.h"
#include "examine/detect/detectors.h"
#include "examine/unwrapped.h"

struct values {
    struct value_sink sink; /* first: what evidence knows of it */
    struct detectors *detectors;
    struct watcher *watcher; /* made when first a value comes; kept from item to item */
    struct evidence *evidence;
    struct buf text;       /* values that wait, each ended by LF */
    struct buf raw;        /* what those of them were written as that have escapes */
    struct waiting_value { /* a struct value whose bytes are copied; there are many, so it is small
                            */
        size_t end, size;  /* in `text`: of the LF behind it, and without it */
        size_t raw, raw_size; /* in `raw` */
        uint64_t offset;      /* of its place */
        uint32_t line, place_column, column;
        bool lines;
        uint8_t encoded; /* enum encoded_as */
    } * waiting;
    size_t count, capacity;
    size_t idle; /* bytes of numbers that nobody is known by, at the end of `text` */
    struct unwrapping unwrapping;
    struct buf unwrapped[UNWRAPPED_DEPTH];
    unsigned depth;           /* of what is packed in one another */
    enum assay_status status; /* the first failure, told by values_end() */
    struct assay_error failure;
};

void values_init(struct values *values, struct detectors *detectors);
void values_clear(struct values *values);

/* From here on values of `evidence` come here. */
void values_start(struct values *values, struct evidence *evidence);

/* Searches what waits. ASSAY_ENOMEM, or ASSAY_EINTERNAL when the patterns do not compile. */
ASSAY_RESULT values_end(struct values *values, struct assay_error *err);
