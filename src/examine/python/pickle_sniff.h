/* pickle_sniff.h - whether bytes look like a pickle. */

#pragma once

#include "base/bytes.h"
#include "base/cursor.h"

/* How far the opcodes at the front of some bytes make sense. */
struct pickle_look {
    bool prefixed;  /* PROTO with a protocol that exists */
    bool sound;     /* every opcode that is there whole is one, and finds its values on the stack */
    bool ended;     /* STOP was met with one value left */
    unsigned ops;   /* opcodes walked */
    bool telling;   /* one of them is more than a number or a word: a name, a memo, a container */
    bool called;    /* a name was called before whatever comes next, which may be nonsense */
    bool cut;       /* the last opcode's argument goes on behind the bytes */
    size_t missing; /* so many of it; 0: to the end of its line, wherever that is */
};

/* Walks the opcodes of `head`; a last one that is cut off is let be. */
struct pickle_look pickle_look(struct bytes head);

/* The same of all that is left of `cursor`: arguments of any size are passed over, as an unpickler
 * does. What ends the cursor ends the look. */
ASSAY_RESULT pickle_look_far(struct cursor *cursor, struct pickle_look *look);

/* The same in the middle of a stream: opcodes find whatever they want on the stack. */
ASSAY_RESULT pickle_look_inside(struct cursor *cursor, struct pickle_look *look);
