/* pickle_sniff.h - whether bytes look like a pickle. */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* How far the opcodes at the front of some bytes make sense. */
struct pickle_look {
    bool prefixed; /* PROTO with a protocol that exists */
    bool sound;    /* every opcode that is there whole is one, and finds its values on the stack */
    bool ended;    /* STOP was met with one value left */
    uint64_t beyond; /* where an argument ends that goes past the bytes; 0 where none does */
    unsigned ops;    /* opcodes walked */
    bool telling;    /* one of them is more than a number or a word: a name, a memo, a container */
    bool called;     /* a name was called before whatever comes next, which may be nonsense */
};

/* Walks the opcodes of `head`; a last one that is cut off is let be. */
struct pickle_look pickle_look(struct bytes head);
