/* room.c - room for one element more in arrays that double. */

#include "base/room.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 16 };

bool room_double(void *pointer, size_t *capacity, size_t each)
{
    size_t wanted = *capacity ? *capacity * 2 : FIRST;
    void *array;

    memcpy(&array, pointer, sizeof array); /* whatever its elements are */
    array = reallocarray(array, wanted, each);
    if (!array)
        return false;
    memcpy(pointer, &array, sizeof array);
    *capacity = wanted;
    return true;
}
