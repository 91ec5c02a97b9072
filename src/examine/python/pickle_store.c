/* pickle_store.c - values of the pickle machine in bounded memory. */

#include "examine/python/pickle_store.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"

enum {
    FIRST_STACK = 256,
    FIRST_ARENA = 4096,
    TUPLE_KEPT = 64, /* items kept of one tuple */
    TEXT_HEADER = PICKLE_TEXT_HEADER,
    NAME_TEXT = 1,
};

void pickle_store_clear(struct pickle_store *store)
{
    free(store->stack);
    free(store->marks);
    free(store->memo);
    free(store->memo_used);
    free(store->cells);
    free(store->texts);
    *store = (struct pickle_store){0};
}

void pickle_store_reset(struct pickle_store *store)
{
    store->depth = store->floor = store->mark_count = 0;
    if (store->memo_used)
        memset(store->memo_used, 0, store->memo_capacity);
    store->memo_count = 0;
    store->memo_lost = false;
    store->cells_used = store->texts_used = 0;
}

/* Doubles an array up to `ceiling` elements. */
static enum assay_status grow(void **array, size_t *capacity, size_t first, size_t ceiling,
                              size_t size)
{
    size_t wanted = *capacity ? *capacity * 2 : first;
    void *grown;

    if (*capacity >= ceiling)
        return ASSAY_ELIMIT;
    if (wanted > ceiling)
        wanted = ceiling;
    grown = realloc(*array, wanted * size);
    if (!grown)
        return ASSAY_ENOMEM;
    *array = grown;
    *capacity = wanted;
    return ASSAY_OK;
}

enum assay_status pickle_grow_stack(struct pickle_store *store)
{
    return grow((void **)&store->stack, &store->capacity, FIRST_STACK, LIMIT_PICKLE_STACK,
                sizeof *store->stack);
}

enum assay_status pickle_push_mark(struct pickle_store *store)
{
    if (store->mark_count == store->mark_capacity)
        TRY(grow((void **)&store->marks, &store->mark_capacity, FIRST_STACK, LIMIT_PICKLE_STACK,
                 sizeof *store->marks));
    store->marks[store->mark_count++] = (uint32_t)store->depth;
    store->floor = store->depth;
    return ASSAY_OK;
}

bool pickle_pop_mark(struct pickle_store *store, size_t *from)
{
    if (store->mark_count == 0)
        return false;
    *from = store->marks[--store->mark_count];
    store->floor = store->mark_count ? store->marks[store->mark_count - 1] : 0;
    return true;
}

enum assay_status pickle_memo_put(struct pickle_store *store, uint64_t key,
                                  struct pickle_value value)
{
    if (key >= LIMIT_PICKLE_MEMO) { /* counted as new: the next key of MEMOIZE may only be late */
        store->memo_count++;
        store->memo_lost = true;
        return ASSAY_OK;
    }
    if (key >= store->memo_capacity) {
        size_t old = store->memo_capacity, capacity = old ? old : FIRST_STACK;
        uint8_t *used;
        struct pickle_value *memo;

        while (capacity <= key)
            capacity *= 2;
        used = realloc(store->memo_used, capacity);
        if (!used)
            return ASSAY_ENOMEM;
        store->memo_used = used;
        memo = realloc(store->memo, capacity * sizeof *memo);
        if (!memo)
            return ASSAY_ENOMEM;
        store->memo = memo;
        memset(used + old, 0, capacity - old);
        store->memo_capacity = capacity;
    }
    store->memo_count += !store->memo_used[key];
    store->memo_used[key] = PICKLE_MEMO_FRESH;
    store->memo[key] = value;
    return ASSAY_OK;
}

bool pickle_memo_get(const struct pickle_store *store, uint64_t key, struct pickle_value *value)
{
    *value = (struct pickle_value){.kind = PICKLE_FORGOTTEN};
    if (key >= LIMIT_PICKLE_MEMO)
        return store->memo_lost;
    if (key >= store->memo_capacity || !store->memo_used[key])
        return false;
    *value = store->memo[key];
    return true;
}

/*
 * Making room. Both arenas are copied at once, as tuples hold texts: first what the stack refers
 * to, then what those tuples refer to (the new arena itself is the list of what is left to visit).
 * A tuple's items stand behind a cell that tells, in the old arena, where they went.
 */

struct move {
    struct pickle_store *store;
    struct pickle_value *cells;
    uint8_t *texts;
    uint32_t cells_used, texts_used;
};

static void move_text(struct move *move, struct pickle_value *value)
{
    const uint8_t *from = move->store->texts + value->ref - TEXT_HEADER;

    memcpy(move->texts + move->texts_used, from, TEXT_HEADER + (size_t)value->size);
    value->ref = move->texts_used + TEXT_HEADER;
    move->texts_used += TEXT_HEADER + value->size;
}

static void move_value(struct move *move, struct pickle_value *value)
{
    if (value->kind == PICKLE_TEXT || value->kind == PICKLE_BYTES) {
        move_text(move, value);
    } else if (value->kind == PICKLE_TUPLE && value->known && value->size > 0) {
        struct pickle_value *head = &move->store->cells[value->ref - 1];

        if (!head->judged) { /* not moved yet */
            struct pickle_value *to = &move->cells[move->cells_used];
            uint32_t count = head->size;

            *to = *head;
            memcpy(to + 1, head + 1, count * sizeof *to);
            head->judged = true;
            head->ref = move->cells_used + 1;
            move->cells_used += 1 + count;
        }
        value->ref = head->ref;
    }
}

/* Texts that several values share are copied for each: bounded by giving up when they do not fit.
 */
static bool fits(const struct move *move, const struct pickle_value *value, uint32_t texts_size)
{
    return (value->kind != PICKLE_TEXT && value->kind != PICKLE_BYTES) ||
           texts_size - move->texts_used >= value->size + TEXT_HEADER;
}

static void move_or_forget(struct move *move, struct pickle_value *value, uint32_t texts_size)
{
    if (fits(move, value, texts_size))
        move_value(move, value);
    else
        *value = (struct pickle_value){.kind = PICKLE_FORGOTTEN};
}

static bool is_name_text(const struct pickle_store *store, const struct pickle_value *value)
{
    return value->kind == PICKLE_TEXT && store->texts[value->ref - TEXT_HEADER] == NAME_TEXT;
}

/* True where none of eight places is fresh: most of a large memo was settled before. */
static bool none_fresh(const uint8_t *used)
{
    static const uint64_t fresh = UINT64_C(0x0101010101010101) * PICKLE_MEMO_FRESH;
    uint64_t eight;

    memcpy(&eight, used, sizeof eight);
    return (eight & fresh) == 0;
}

/* Of what is in the memo alone, names stay. */
static void forget_or_move(struct move *move, size_t key, uint32_t texts_size)
{
    struct pickle_store *store = move->store;
    struct pickle_value *value = &store->memo[key];

    if (is_name_text(store, value)) {
        move_or_forget(move, value, texts_size);
        return;
    }
    if (value->kind == PICKLE_TEXT || value->kind == PICKLE_BYTES)
        *value = (struct pickle_value){.kind = PICKLE_FORGOTTEN};
    else if (value->kind == PICKLE_TUPLE && value->size > 0)
        value->known = false;
    store->memo_used[key] = PICKLE_MEMO_SETTLED;
}

static void forget_or_move_memo(struct move *move, uint32_t texts_size)
{
    enum { AT_ONCE = 8 };
    const struct pickle_store *store = move->store;

    _Static_assert(FIRST_STACK % AT_ONCE == 0, "the memo's capacity is it times a power of two");
    for (size_t some = 0; some < store->memo_capacity; some += AT_ONCE) {
        if (none_fresh(store->memo_used + some))
            continue;
        for (size_t key = some; key < some + AT_ONCE; key++)
            if (store->memo_used[key] == PICKLE_MEMO_FRESH)
                forget_or_move(move, key, texts_size);
    }
}

static enum assay_status make_room(struct pickle_store *store, uint32_t cells_size,
                                   uint32_t texts_size)
{
    struct move move = {.store = store};
    uint32_t visited = 0;

    move.cells = malloc(cells_size * sizeof *move.cells);
    move.texts = malloc(texts_size);
    if (!move.cells || !move.texts) {
        free(move.cells);
        free(move.texts);
        return ASSAY_ENOMEM;
    }
    for (size_t i = store->depth; i-- > 0;) /* the top first: it is used next */
        move_or_forget(&move, &store->stack[i], texts_size);
    while (visited < move.cells_used) {
        uint32_t count = move.cells[visited].size;

        for (uint32_t i = 1; i <= count; i++)
            move_or_forget(&move, &move.cells[visited + i], texts_size);
        visited += 1 + count;
    }
    forget_or_move_memo(&move, texts_size);
    free(store->cells);
    free(store->texts);
    store->cells = move.cells;
    store->texts = move.texts;
    store->cells_used = move.cells_used;
    store->texts_used = move.texts_used;
    store->cells_size = cells_size;
    store->texts_size = texts_size;
    return ASSAY_OK;
}

/* An arena grows by copying to its full size, and only then is anything forgotten. */
static enum assay_status grow_arena(void **arena, uint32_t *size, uint32_t ceiling, size_t each)
{
    size_t capacity = *size;

    TRY(grow(arena, &capacity, FIRST_ARENA, ceiling, each));
    *size = (uint32_t)capacity;
    return ASSAY_OK;
}

/* Room for `count` elements of one of the arenas, or ASSAY_ELIMIT when even an emptied one has
 * none. */
static enum assay_status need_cells(struct pickle_store *store, uint32_t count)
{
    while (store->cells_size - store->cells_used < count && store->cells_size < LIMIT_PICKLE_CELLS)
        TRY(grow_arena((void **)&store->cells, &store->cells_size, LIMIT_PICKLE_CELLS,
                       sizeof *store->cells));
    if (store->cells_size - store->cells_used >= count)
        return ASSAY_OK;
    TRY(make_room(store, store->cells_size, store->texts_size ? store->texts_size : 1));
    return store->cells_size - store->cells_used >= count ? ASSAY_OK : ASSAY_ELIMIT;
}

static enum assay_status need_text(struct pickle_store *store, uint32_t size)
{
    while (store->texts_size - store->texts_used < size && store->texts_size < LIMIT_PICKLE_TEXTS)
        TRY(grow_arena((void **)&store->texts, &store->texts_size, LIMIT_PICKLE_TEXTS, 1));
    if (store->texts_size - store->texts_used >= size)
        return ASSAY_OK;
    TRY(make_room(store, store->cells_size ? store->cells_size : 1, store->texts_size));
    return store->texts_size - store->texts_used >= size ? ASSAY_OK : ASSAY_ELIMIT;
}

enum assay_status pickle_text_room(struct pickle_store *store, size_t size, uint8_t **room,
                                   struct pickle_value *value)
{
    uint32_t whole = (uint32_t)size + TEXT_HEADER;

    if (store->texts_size - store->texts_used < whole)
        TRY(need_text(store, whole));
    *value = (struct pickle_value){.kind = PICKLE_TEXT,
                                   .known = true,
                                   .size = (uint32_t)size,
                                   .ref = store->texts_used + TEXT_HEADER};
    *room = store->texts + value->ref;
    (*room)[-1] = 0;
    store->texts_used += whole;
    return ASSAY_OK;
}

enum assay_status pickle_make_text(struct pickle_store *store, enum pickle_kind kind,
                                   struct bytes text, bool cut, struct pickle_value *value)
{
    uint8_t *room;

    if (text.size > PICKLE_KEPT) {
        text.size = PICKLE_KEPT;
        cut = true;
    }
    TRY(pickle_text_room(store, text.size, &room, value));
    if (text.size)
        memcpy(room, text.data, text.size);
    value->kind = (uint8_t)kind;
    value->cut = cut;
    return ASSAY_OK;
}

struct bytes pickle_text(const struct pickle_store *store, struct pickle_value value)
{
    return bytes_of(store->texts + value.ref, value.size);
}

void pickle_keep_name(struct pickle_store *store, struct pickle_value value)
{
    if (value.kind == PICKLE_TEXT)
        store->texts[value.ref - TEXT_HEADER] = NAME_TEXT;
}

enum assay_status pickle_make_tuple(struct pickle_store *store, size_t from,
                                    struct pickle_value *value)
{
    size_t count = store->depth - from;
    uint32_t kept = count < TUPLE_KEPT ? (uint32_t)count : TUPLE_KEPT;

    *value = (struct pickle_value){.kind = PICKLE_TUPLE, .known = true};
    if (count == 0)
        return ASSAY_OK;
    if (!pickle_has_cell_room(store, kept))
        TRY(need_cells(store, kept + 1));
    *value = pickle_add_tuple(store, store->stack + from, (uint32_t)count, kept);
    store->depth = from;
    return ASSAY_OK;
}

struct pickle_value pickle_item(const struct pickle_store *store, struct pickle_value tuple,
                                size_t index)
{
    if (tuple.kind != PICKLE_TUPLE || !tuple.known || index >= tuple.size || index >= TUPLE_KEPT)
        return (struct pickle_value){.kind = PICKLE_FORGOTTEN};
    return store->cells[tuple.ref + index];
}
