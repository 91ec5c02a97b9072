/* libraries.c - the extensions, sorted by name: one line each. */

#include "base/kit.h"
#include "policy/cel/library.h"

static const struct library *const libraries[] = {
    &library_bindings, &library_comprehensions2, &library_encoders,
    &library_math,     &library_optionals,       &library_strings,
};

static const char *const names[] = {"bindings", "comprehensions2", "encoders",
                                    "math",     "optionals",       "strings"};

_Static_assert(ARRAY_LEN(names) == ARRAY_LEN(libraries), "a name for each library");

const struct library *library_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(libraries); i++) {
        if (strcmp(libraries[i]->name, name) == 0)
            return libraries[i];
    }
    return NULL;
}

const char *const *library_names(size_t *count)
{
    *count = ARRAY_LEN(names);
    return names;
}
