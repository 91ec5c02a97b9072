/*
 * inflate_engine.h - what decodes deflate: ISA-L where it is to be had (amd64), else zlib.
 *
 * Both engines are built where both can be, so that the tests hold them to one another.
 */

#pragma once

#include "source/inflate.h"

struct inflate_engine {
    const char *name;
    void *(*create)(void); /* NULL when memory ran out */
    void (*reset)(void *state);
    void (*destroy)(void *state);
    /* As inflate_step(), of bare deflate; *why is set where it is damaged. */
    enum inflate_result (*step)(void *state, struct inflate_io *io, const char **why);
};

extern const struct inflate_engine inflate_zlib;

/* All that were built, ended by NULL; inflater_new() takes the first, which is the fastest. */
extern const struct inflate_engine *const inflate_engines[];

/* Of a format of its own, with a larger window; not in the list. */
extern const struct inflate_engine inflate_deflate64;

/* An inflater over an engine of one's choice. */
struct inflater *inflater_over(const struct inflate_engine *engine, enum inflate_wrap wrap);
