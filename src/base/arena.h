/* arena.h - memory that lives and dies together. */

#pragma once

#include <stddef.h>

#include "base/bytes.h"

/* Holds what lives as long as an inventory, a policy or a parsed document; nothing in it is freed
 * alone. Not for two threads at once. */
struct arena;

/* NULL when memory ran out. */
struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */
void arena_freep(struct arena **arena);

/* `size` zeroed bytes, aligned for any type; NULL when memory ran out. */
void *arena_alloc(struct arena *arena, size_t size);
/* As above for `count` elements of `size`; NULL also where the product does not fit. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Copies; the text is NUL-terminated. NULL when memory ran out. */
char *arena_text(struct arena *arena, const char *text);
char *arena_copy(struct arena *arena, struct bytes bytes);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Forgets everything handed out and keeps one block: for work that is done over and over. */
void arena_reset(struct arena *arena);

/* Moves all that `from` holds into `to` and frees the emptied `from`. */
void arena_adopt(struct arena *to, struct arena *from);

/* Bytes handed out so far. */
size_t arena_used(const struct arena *arena);
