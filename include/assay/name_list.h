/* name_list.h - names of files that somebody chose, as `find -print0` and `git diff -z` print them.
 */

#pragma once

#include <assay/error.h>
#include <stddef.h>

struct assay_name_list {
    /* Below the folder, in the order of a walk, each once; "" is the folder itself. */
    const char *const *names;
    size_t count;
    /* As they were given: they lead out of the folder, or nobody can tell where they lead. */
    const char *const *outside;
    size_t outside_count;
};

/*
 * Reads a list in which a NUL ends each name; behind the last it may be left out.
 *
 * text    `size` bytes, no longer needed afterwards
 * folder  what relative names are relative to; there, and a real path
 *
 * ASSAY_EUSAGE  lines instead of names, an empty name, one longer than LIMIT_LISTED_NAME
 *               (id "usage.bad-list")
 * ASSAY_EEMPTY  no name at all (id "git.nothing-to-examine")
 */
ASSAY_RESULT assay_name_list_read(const char *text, size_t size, const char *folder,
                                  struct assay_name_list **out, struct assay_error *err);

void assay_name_list_free(struct assay_name_list *list); /* NULL is fine */
