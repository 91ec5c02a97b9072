/*
 * late.c - loads a library when it is first called. Where it is missing, the program ends as it
 * would have ended at its start.
 */

#include "cli/late.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

_Noreturn static void fail(void)
{
    fprintf(stderr,
            "error[tool.failed]: a library that assay was built with cannot be loaded\n"
            "  why:   %s\n  do:    install it again\n",
            dlerror());
    _exit(EXIT_TOOL);
}

static const char *next_name(const char *name)
{
    return name + strlen(name) + 1;
}

/* Any number of threads may do this at once: they all write the same. */
static void fill(const char *library, size_t number)
{
    void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);

    if (!handle)
        fail();
    for (const char *name = next_name(library); *name; name = next_name(name)) {
        void *function = dlsym(handle, name);

        if (!function)
            fail();
        __atomic_store_n(&late_slots[number++], function, __ATOMIC_RELEASE);
    }
}

void *late_load(size_t number)
{
    const char *library = late_names, *name;
    size_t first = 0;

    for (;;) {
        size_t end = first;

        for (name = next_name(library); *name; name = next_name(name))
            end++;
        if (number < end)
            break;
        first = end;
        library = next_name(name);
    }
    fill(library, first);
    return __atomic_load_n(&late_slots[number], __ATOMIC_ACQUIRE);
}
