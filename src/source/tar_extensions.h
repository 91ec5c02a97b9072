/*
 * tar_extensions.h - the headers before a member's own, which say what its header has no room for.
 *
 * There are two kinds, pax and GNU, and programs differ in which they believe where a member has
 * both.
 */

#pragma once

#include "base/arena.h"
#include "source/tar_header.h"
#include "source/tar_pax.h"

struct tar_extensions {
    struct tar_pax global;           /* of all members behind it */
    struct tar_pax local;            /* of the next one, as the texts are */
    struct buf long_name, long_link; /* empty where there is none */
    bool extended;                   /* one of the next member was read */
};

void tar_extensions_init(struct tar_extensions *before);
void tar_extensions_clear(struct tar_extensions *before);

/* Forgets what is of one member. */
void tar_extensions_forget(struct tar_extensions *before);

/* The name that most programs show, in `arena` where it is made of two parts of the header. */
struct bytes tar_extensions_name(const struct tar_extensions *before,
                                 const struct tar_header *header, struct arena *arena);
struct bytes tar_extensions_link(const struct tar_extensions *before,
                                 const struct tar_header *header);

/* True where two of them state two names, or two targets of a link. */
bool tar_extensions_differ(const struct tar_extensions *before);
