/*
 * lanes.h - who looks at the blocks of one stream: each lane in order, all of them side by side.
 *
 * A lane is in one thread at a time, but that need not be the one that reads: blocks of a stream of
 * some size wait in memory until somebody has time for a lane that is behind, and the reader goes
 * on. Where nobody has time each lane takes a block as it comes, and where nobody came in time the
 * reader takes for the others what he waits for.
 */

#pragma once

#include "base/crew.h"
#include "examine/detect/view.h"

enum {
    LANES_MAX = 4,
    LANES_BLOCKS = 8,         /* of one stream that may wait */
    LANES_FEW = 1,            /* blocks that are not worth that somebody is woken */
    LANES_ALONE = 512 * 1024, /* bytes that a stream must have given before help is asked for */
};

struct block {
    struct view view; /* what came just before it may be in front */
    size_t fresh;     /* bytes of it at the end of the view */
    unsigned slot;    /* below LANES_BLOCKS; no other block that waits has it */
};

typedef void lane_fn(void *state, const struct block *block);

struct lanes {
    struct task task; /* first: the help asked for */
    struct crew *crew;
    struct lane {
        lane_fn *take;
        void *state;
        uint64_t done;    /* blocks */
        bool busy;        /* with the next one, now */
        bool at_once;     /* takes each block as it comes */
        bool lazy;        /* takes none before somebody has time, or there is no room for more */
        uint64_t claimed; /* blocks that are taken when those are that were claimed */
    } all[LANES_MAX];
    size_t count;
    struct block blocks[LANES_BLOCKS]; /* a ring */
    uint64_t put;                      /* blocks that came */
    uint64_t bytes;                    /* in them */
    uint64_t wanted;                   /* blocks done that the reader waits for */
    bool together;                     /* lanes may wait for each other */
    bool offered;
};

/* Begins a stream. `together`: its blocks stay where they are until lanes_wait() says otherwise;
 * else, or with no crew, every lane takes each block as it comes. */
void lanes_start(struct lanes *lanes, struct crew *crew, bool together);

/* Adds a lane before the first block; `at_once`: until lanes_release() it takes each as it comes.
 */
void lanes_add(struct lanes *lanes, lane_fn *take, void *state, bool at_once);

/* Lets the lane at `i` fall behind, for its blocks may be claimed; by the thread that reads. */
void lanes_let_wait(struct lanes *lanes, size_t i);

/*
 * Claims what waits for the lane at `i`, from any thread: who has work of the same kind does both
 * at once. The fresh bytes of the blocks stand at offsets [from, to) of the stream. False where
 * none wait or somebody is at them; after true, lanes_claimed() says that they are taken.
 */
bool lanes_claim(struct lanes *lanes, size_t i, uint64_t *from, uint64_t *to);
void lanes_claimed(struct lanes *lanes, size_t i);

/* Puts the next block, which must stay for its lanes, with room among those that wait. */
void lanes_put(struct lanes *lanes, const struct view *view, size_t fresh);

/* The block of that number, from 0; one of the last LANES_BLOCKS. */
const struct block *lanes_block(const struct lanes *lanes, uint64_t number);

/* True where somebody is at it or has time for it now. */
bool lanes_have_help(struct lanes *lanes);

/* The lanes from the one at `from` on have taken `blocks` blocks when this comes back. */
void lanes_wait(struct lanes *lanes, size_t from, uint64_t blocks);
/* Blocks that all of these have taken so far. */
uint64_t lanes_done(struct lanes *lanes, size_t from);

/* Those that took each block at once need not from here on. */
void lanes_release(struct lanes *lanes);
/* Those from the one at `from` on see no more; they have taken all. */
void lanes_drop(struct lanes *lanes, size_t from);

/* All was put and is taken when this comes back. A second call does nothing. */
void lanes_end(struct lanes *lanes);
