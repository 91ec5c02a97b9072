/* tree_entry.h - one line of a tree object. */

#pragma once

#include "source/git/catalogue.h"

/* Borrowed from the tree's bytes. */
struct tree_entry {
    struct bytes name;
    struct object_id id;
    enum entry_type type;
    bool executable; /* of a file */
    bool odd;        /* a mode that git does not write */
};

/* Takes the entry at the front of *rest; false, and nothing taken, where there is none that can
 * be read. `id_size` is that of the repository's ids. */
bool tree_take(struct bytes *rest, size_t id_size, struct tree_entry *entry);

/* Git's order of names: a folder's ends with a slash that is not written. */
int tree_compare(const struct tree_entry *a, const struct tree_entry *b);

/* True for a name that git never writes and that may lead elsewhere: "", ".", "..", ".git" in any
 * spelling that a file system takes for it, or one with a slash in it. */
bool tree_name_is_unsafe(struct bytes name);
