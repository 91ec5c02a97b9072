/* room.h - room for one element more in arrays that double. */

#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * True when `array` has room for one element beside its `count`; it is made where there is none.
 * array     a pointer to elements, NULL at first; from malloc(), the caller's to free()
 * capacity  a size_t, 0 at first
 * False when memory ran out: both are as they were. That the array is there is asked once more for
 * the analyzer, which does not follow room_double().
 */
#define HAS_ROOM(array, count, capacity)                                                           \
    (((count) < (capacity) || room_double(&(array), &(capacity), sizeof *(array))) && (array))

/* `pointer` is the address of the pointer to the elements, `each` the size of one in bytes. */
bool room_double(void *pointer, size_t *capacity, size_t each);
