/*
 * states.h - folders that were seen before: many faults leave the same files behind, and what was
 * checked once needs no second look. Also copies of folders that share their files.
 *
 * A copy is made of hard links, which is sound for what changes files only by renaming others over
 * them; state_of() of the original tells afterwards that this was so.
 */

#pragma once

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "rows.h"

struct state {
    uint8_t whole[SHA256_SIZE];
    uint8_t shown[SHA256_SIZE]; /* without "state/": what a reader of a ledger can see */
};

/* nftw() hands nothing on. */
static struct {
    size_t skip; /* bytes of the root's path */
    const char *to;
    struct state state;
} states_walk;

static inline int states_copy(const char *path, const struct stat *status, int type,
                              struct FTW *where)
{
    char to[512];

    (void)status;
    (void)where;
    snprintf(to, sizeof to, "%s%s", states_walk.to, path + states_walk.skip);
    return type == FTW_D ? mkdir(to, 0755) : link(path, to);
}

/* Nothing to copy is fine. */
static inline void state_copy(const char *from, const char *to)
{
    if (access(from, F_OK) != 0)
        return;
    states_walk.skip = strlen(from);
    states_walk.to = to;
    assert_int_equal(nftw(from, states_copy, 16, FTW_PHYS), 0);
}

/* Names that were drawn at random say nothing: "spool/5f3c.tmp" is "spool/.tmp". */
static inline size_t states_name_size(const char *name)
{
    size_t size = strlen(name);
    const char *slash = strrchr(name, '/');

    return size > 4 && slash && strcmp(name + size - 4, ".tmp") == 0 ? (size_t)(slash - name)
                                                                     : size;
}

static inline int states_add(const char *path, const struct stat *status, int type,
                             struct FTW *where)
{
    CLEANUP(buf_clear) struct buf content = {.ceiling = SIZE_MAX};
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    const char *name = path + states_walk.skip;
    uint8_t found[DIGEST_SIZE_MAX];
    struct assay_error err = {0};

    (void)status;
    (void)where;
    if (type == FTW_F)
        assert_ok(file_read(AT_FDCWD, path, &content, &err), err);
    digest_start(digest);
    digest_add(digest, bytes_of(name, states_name_size(name)));
    digest_add(digest, bytes_of(type == FTW_F ? "\0f" : "\0d", 2));
    digest_add(digest, buf_bytes(&content));
    digest_end(digest, found);
    for (size_t i = 0; i < SHA256_SIZE; i++) { /* in no order, as a folder is */
        states_walk.state.whole[i] ^= found[i];
        if (strncmp(name, "/state", 6) != 0)
            states_walk.state.shown[i] ^= found[i];
    }
    return 0;
}

static inline struct state state_of(const char *path)
{
    states_walk.skip = strlen(path);
    states_walk.state = (struct state){.whole = {0}};
    if (access(path, F_OK) == 0)
        assert_int_equal(nftw(path, states_add, 16, FTW_PHYS), 0);
    return states_walk.state;
}

/* Digests that were seen. */
struct states {
    uint8_t (*seen)[SHA256_SIZE];
    size_t count;
};

static inline void states_clear(struct states *states)
{
    free(states->seen);
    *states = (struct states){0};
}

/* True where this is the first time. */
static inline bool states_are_new(struct states *states, const uint8_t digest[SHA256_SIZE])
{
    void *more;

    for (size_t i = 0; i < states->count; i++)
        if (memcmp(states->seen[i], digest, SHA256_SIZE) == 0)
            return false;
    more = reallocarray(states->seen, states->count + 1, SHA256_SIZE);
    assert_non_null(more);
    states->seen = more;
    memcpy(states->seen[states->count++], digest, SHA256_SIZE);
    return true;
}
