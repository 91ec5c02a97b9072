/* names.h - things under names, found by halving; they live in an arena. */

#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct names {
    struct arena *arena;
    size_t count, capacity;
    const char **keys; /* sorted */
    void **things;
};

/* NULL where the name is not there. */
void *names_find(const struct names *names, const char *name);
/* The name is copied. False when memory ran out. The name must not be there yet. */
bool names_add(struct names *names, const char *name, void *thing);
