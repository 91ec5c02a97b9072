/* kit.c - cleanup functions for what the C library hands out. */

#include "base/kit.h"

#include <stdlib.h>
#include <unistd.h>

void free_cleanup(void *pointer_to_pointer)
{
    void *pointer;

    memcpy(&pointer, pointer_to_pointer, sizeof pointer); /* its real type is not known here */
    free(pointer);
}

void close_cleanup(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
