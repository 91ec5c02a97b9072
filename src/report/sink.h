/* sink.h - where a report goes: a buffer that is written out as it fills, so memory stays flat. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"

struct sink {
    FILE *file;
    struct buf buf; /* write here, with buf_ and jcs_ calls */
    bool ascii;     /* what is not ASCII is replaced on the way out */
    bool terminal;  /* JSON goes where its control characters would act */
    int sys;        /* errno of the first failed write, or 0 */
};

/* The file stays the caller's. */
void sink_init(struct sink *sink, FILE *file);

/* Between two parts of a report: writes out what has gathered once it is worth a call. */
void sink_spill(struct sink *sink);

/* Writes out the rest, releases the buffer, and tells the first failure. */
ASSAY_RESULT sink_end(struct sink *sink, struct assay_error *err);
