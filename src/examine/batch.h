/*
 * batch.h - small members of a container, or files of the target, read one after the other,
 * digested together, and then examined one by one.
 *
 * What two threads hand each other costs as much as a small member does: so where members come in
 * order they hand over many at once, and whoever reads goes on reading. And several messages are
 * digested side by side in less time than one after the other.
 */

#pragma once

#include "examine/tee.h"
#include "source/source.h"

enum {
    BATCH_BYTES = 1024 * 1024, /* as much as a core keeps to itself */
    BATCH_MEMBERS = 256,
    BATCH_ALONE = 512 * 1024, /* enough, where it is handed to nobody */
    BATCH_SMALL = 256 * 1024, /* a member below this is read whole before anybody looks at it */
    BATCH_DEPTH = 2, /* containers inside of which members are held: each has batches of its own */
};

/* A member as it was opened and read so far. */
struct held {
    enum assay_status opened; /* what source_read() said, */
    enum assay_status status; /* and what the stream ended with */
    struct assay_error *failure;
    uint64_t claimed; /* the stream's size when it was opened */
    uint8_t *data;    /* what it gave */
    size_t size, at;  /* bytes of it; those that a stream over it gave again */
    bool started;     /* batch_open() came */
    bool whole;       /* it gave no more; then, of an entry that is no member of anything: */
    bool identified;  /* it may be known again: a blob is what its id says, */
    struct file_identity identity; /* a file was this one all the while */
    bool digested;                 /* `sha256` is that of its bytes */
    uint8_t sha256[SHA256_SIZE];
    struct stream stream; /* of the rest; open unless it is whole */
};

struct batch_member {
    struct entry entry;
    uint64_t number; /* that the walk gave it */
    bool tensor;     /* its container says so (torch_storages.h) */
    struct held held;
    const struct assay_examination *content; /* what it was found to be, or NULL */
};

struct batch {
    struct batch *next; /* of those that wait to be filled */
    struct batch_member members[BATCH_MEMBERS];
    size_t count;
    struct assay_error unopened, unread; /* failures: of one each, for none follows it */
    size_t used;
    uint8_t bytes[BATCH_BYTES];
};

/* NULL when memory ran out; to be released with free(). */
struct batch *batch_new(void);

/* Forgets all members. */
void batch_reset(struct batch *batch);

/* Room for the next member, or NULL where the batch is full. */
struct batch_member *batch_room(struct batch *batch);

/* Adds the member that batch_room() gave and the caller filled in, and reads it if it is small.
 * False where it was not read to its end: then nothing can be added behind it. */
bool batch_add(struct batch *batch, struct source *source, struct source_session *session);

/* Counts in the member that batch_room() gave and the caller filled in, to be read later: */
void batch_keep(struct batch *batch);
/* opens it, for who wants many of them open at once, up to one that cannot be; true where it can be
 * read, and has less than `small` bytes, BATCH_SMALL at most; */
bool batch_open(struct batch *batch, struct batch_member *member, uint64_t small,
                struct source *source, struct source_session *session);
/* reads it if so; in order, up to the first that this is false of. */
bool batch_read(struct batch *batch, struct batch_member *member, uint64_t small,
                struct source *source, struct source_session *session);

/* Digests what is whole of the first `members`, and what waits for the digest of the container that
 * is read through `tee`; or NULL. */
void batch_digest(struct batch *batch, size_t members, struct tee *tee);

/* The last member, where its bytes are still to be read. */
struct batch_member *batch_open_member(struct batch *batch);

/* A stream over a held member: what was read, and the rest; of which nothing was read, its own.
 * Takes the rest over, to be closed with it; `held` must outlive it. */
void held_stream(struct held *held, struct stream *as);
