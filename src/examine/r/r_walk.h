/*
 * r_walk.h - one value of R's serialize() and all that hangs on it, without recursion and without a
 * copy: what kinds of values there are, and what looking at them would run.
 * Source: R Internals 1.8; R, src/main/serialize.c (ReadItem, ReadBC).
 */

#pragma once

#include "examine/inspector.h"
#include "examine/r/r_stream.h"

#define R_CODE "model.r-code"

/* Walks the value at the stream's place, to its end; an .RData is one pairlist of bindings. */
ASSAY_RESULT r_walk(struct r_stream *stream, struct evidence *evidence, bool bindings, bool *table);
