/*
 * body.h - the bytes of one object, counted by those that hold them: readers and the base cache.
 *
 * Large ones live in a file without a name, whose pages are let go of as work moves on, so that
 * the memory of a run does not grow with the largest object. Of one thread.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "source/git/objects.h"

struct body {
    uint8_t *data; /* `size` bytes and BODY_SLACK more; in memory, BODY_HEAD before them */
    size_t size;
    uint32_t holders;
    enum object_type type;
    bool spooled;
};

enum { BODY_SLACK = 32, BODY_HEAD = 32 };

/*
 * Held once. ASSAY_ELIMIT, id "file.too-large": above LIMIT_GIT_OBJECT, or large and there is no
 * room for a temporary file
 */
ASSAY_RESULT body_new(uint64_t size, struct body **out, struct assay_error *err);
/* The same, whatever its size in a file without a name: for who holds many. */
ASSAY_RESULT body_new_spooled(uint64_t size, struct body **out, struct assay_error *err);
/* A file without a name for what is large; -1 where none can be had, and errno. */
int body_open_nameless(void);

struct body *body_hold(struct body *body);
void body_drop(struct body *body); /* NULL is fine; the last one frees it */
void body_dropp(struct body **body);

/* What an id is the digest of: the object's type and size, ended by NUL, before its bytes. The
 * first writes them to `out`, and returns how many they are; the second has both in one piece, of a
 * body that is not spooled. */
size_t body_head(enum object_type type, uint64_t size, char out[BODY_HEAD]);
struct bytes body_with_head(struct body *body);

/* Memory that counts as the process's own. */
size_t body_memory(const struct body *body);
/* Of a spooled one, lets its pages go for now. */
void body_forget(const struct body *body);

static inline struct bytes body_bytes(const struct body *body)
{
    return bytes_of(body->data, body->size);
}
