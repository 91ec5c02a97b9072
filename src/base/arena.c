/* arena.c - memory that lives and dies together: a list of blocks, filled from the front. */

#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/kit.h"

/*
 * A block is four times as large as the one before it, or as large as what is held by then, and at
 * last a huge page: most arenas hold one small document, for which zeroing more costs more than
 * reading it, and in large ones memory that is met for the first time costs a fault a page, which
 * is more than most of what is done with it.
 */
enum {
    FIRST_BLOCK = 4 * 1024,
    KEPT_MAX = 64 * 1024, /* by arena_reset() */
    SMALL_MAX = 256 * 1024,
    HUGE_PAGE = 2 * 1024 * 1024
};

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) uint8_t data[];
};

struct arena {
    struct block *head; /* the one being filled; larger-than-usual ones stand behind it */
    size_t used;
    size_t grown; /* size of the last block of the usual kind */
};

struct arena *arena_new(void)
{
    return calloc(1, sizeof(struct arena));
}

/* Whole huge pages of the system's own, which are zeroed when they are met: the heap's might be
 * used ones, and would have to be zeroed again. They are only asked for: the system may have none.
 */
static void *allocate_huge(size_t size)
{
    size_t with_edges, before;
    uint8_t *memory;

    if (ckd_add(&with_edges, size, (size_t)HUGE_PAGE))
        return NULL;
    memory = mmap(NULL, with_edges, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    before = -(uintptr_t)memory & (uintptr_t)(HUGE_PAGE - 1);
    if (before > 0)
        munmap(memory, before);
    memory += before;
    munmap(memory + size, HUGE_PAGE - before);
    (void)madvise(memory, size, MADV_HUGEPAGE);
    return memory;
}

/* Zeroed memory of *size bytes or some more. */
static struct block *allocate(size_t *size)
{
    if (*size < HUGE_PAGE)
        return calloc(1, *size);
    if (ckd_add(size, *size, (size_t)HUGE_PAGE - 1))
        return NULL;
    *size &= ~((size_t)HUGE_PAGE - 1);
    return allocate_huge(*size);
}

static void release(struct block *block)
{
    size_t size = sizeof *block + block->size;

    if (size < HUGE_PAGE)
        free(block);
    else
        munmap(block, size);
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    while (arena->head) {
        struct block *next = arena->head->next;

        release(arena->head);
        arena->head = next;
    }
    free(arena);
}

void arena_freep(struct arena **arena)
{
    arena_free(*arena);
    *arena = NULL;
}

static struct block *add_block(struct arena *arena, size_t size, bool own)
{
    size_t total;
    struct block *block;

    if (ckd_add(&total, sizeof *block, size))
        return NULL;
    block = allocate(&total);
    if (!block)
        return NULL;
    block->size = total - sizeof *block;
    if (!own)
        arena->grown = size;
    if (own && arena->head) { /* full at once: the present block stays in use */
        block->next = arena->head->next;
        arena->head->next = block;
    } else {
        block->next = arena->head;
        arena->head = block;
    }
    return block;
}

static size_t next_block(const struct arena *arena)
{
    size_t size = arena->grown ? arena->grown * 4 : FIRST_BLOCK;

    if (size > SMALL_MAX)
        return HUGE_PAGE - sizeof(struct block);
    if (size < arena->used) /* by requests that were larger than blocks */
        size = arena->used < SMALL_MAX ? arena->used : SMALL_MAX;
    return size;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    struct block *block = arena->head;
    void *memory;

    if (ckd_add(&size, size, alignof(max_align_t) - 1))
        return NULL;
    size &= ~(size_t)(alignof(max_align_t) - 1);
    if (!block || block->size - block->used < size) {
        size_t usual = next_block(arena);

        block = add_block(arena, size > usual ? size : usual, size > usual);
        if (!block)
            return NULL;
    }
    memory = block->data + block->used;
    block->used += size;
    arena->used += size;
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;

    return ckd_mul(&total, count, size) ? NULL : arena_alloc(arena, total);
}

char *arena_copy(struct arena *arena, struct bytes bytes)
{
    size_t size;
    char *copy = ckd_add(&size, bytes.size, (size_t)1) ? NULL : arena_alloc(arena, size);

    if (copy && bytes.size)
        memcpy(copy, bytes.data, bytes.size);
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return arena_copy(arena, bytes_text(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    char *text = NULL;
    int length;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0)
        text = arena_alloc(arena, (size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void arena_reset(struct arena *arena)
{
    struct block *kept = NULL;

    while (arena->head) {
        struct block *next = arena->head->next;

        if (!kept && arena->head->size <= KEPT_MAX) /* the latest, so mostly the largest */
            kept = arena->head;
        else
            release(arena->head);
        arena->head = next;
    }
    if (kept) {
        memset(kept->data, 0, kept->used);
        kept->used = 0;
        kept->next = NULL;
    }
    arena->head = kept;
    arena->used = 0;
    arena->grown = kept ? kept->size : 0;
}

void arena_adopt(struct arena *to, struct arena *from)
{
    struct block **end = &to->head;

    while (*end)
        end = &(*end)->next;
    *end = from->head;
    to->used += from->used;
    from->head = NULL;
    arena_free(from);
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
