/*
 * pickle_store.h - the memory of the pickle machine: values, stack, marks and memo, all bounded.
 *
 * Values are kept as far as a verdict may hang on them. Texts and tuples lie in two arenas of fixed
 * size; when one is full, what the stack holds is kept, what only the memo holds is forgotten,
 * except texts that served as names. A forgotten value is known to be forgotten: using it as a name
 * or calling it is never clean.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"

enum pickle_kind {
    PICKLE_FORGOTTEN, /* anything at all */
    PICKLE_NONE,
    PICKLE_BOOL, /* `integer` */
    PICKLE_INT,  /* `integer`, where `known` */
    PICKLE_FLOAT,
    PICKLE_TEXT,  /* `ref`, `size` in the text arena; `cut` where not all of it was kept */
    PICKLE_BYTES, /* likewise; `judged` where it was read as a pickle already */
    PICKLE_TUPLE, /* `ref`, `size` in the cell arena, where `known` */
    PICKLE_LIST,
    PICKLE_DICT, /* `integer` is its serial number */
    PICKLE_SET,
    PICKLE_NAME,       /* an import: `ref` is its index among the names */
    PICKLE_OBJECT,     /* what calling a name gave: `ref` is the name */
    PICKLE_ATTRIBUTE,  /* what getattr() gave: `ref` is the name asked */
    PICKLE_PERSISTENT, /* what the reader's own program keeps elsewhere */
    PICKLE_KINDS
};

struct pickle_value {
    uint8_t kind;
    bool known : 1, cut : 1, judged : 1;
    uint32_t size;
    union {
        uint64_t integer;
        struct {
            uint32_t ref;
            uint32_t serial; /* OBJECT: of a joblib wrapper, of a dtype; or 0 */
        };
    };
};

_Static_assert(sizeof(struct pickle_value) == 16, "millions of them are kept");

/* What a place of the memo holds. */
enum pickle_memo {
    PICKLE_MEMO_NOTHING,
    PICKLE_MEMO_FRESH,   /* what may refer to the arenas */
    PICKLE_MEMO_SETTLED, /* what does not: there is nothing to move or to forget when room is made
                          */
};

struct pickle_store {
    struct pickle_value *stack;
    size_t depth, capacity;
    size_t floor; /* depth at the last mark: no pop goes below */
    uint32_t *marks;
    size_t mark_count, mark_capacity;
    struct pickle_value *memo; /* dense; `memo_used` tells which places hold something */
    uint8_t *memo_used;        /* enum pickle_memo */
    size_t memo_capacity;
    uint64_t memo_count; /* keys put so far: the next one of MEMOIZE */
    bool memo_lost;      /* a key past the ceiling was put */
    struct pickle_value *cells;
    uint8_t *texts;
    uint32_t cells_used, cells_size, texts_used, texts_size;
};

/* Zeroed is empty. */
void pickle_store_clear(struct pickle_store *store);
/* Empties it for another stream, keeping the memory. */
void pickle_store_reset(struct pickle_store *store);

/* These say ASSAY_ENOMEM or ASSAY_ELIMIT, for the caller to tell where. */
ASSAY_RESULT pickle_grow_stack(struct pickle_store *store);
ASSAY_RESULT pickle_push_mark(struct pickle_store *store);

static inline ASSAY_RESULT pickle_push(struct pickle_store *store, struct pickle_value value)
{
    if (store->depth == store->capacity) {
        enum assay_status status = pickle_grow_stack(store);

        if (status != ASSAY_OK)
            return status;
    }
    store->stack[store->depth++] = value;
    return ASSAY_OK;
}

/* Ends the topmost mark; values from *from up to the depth stood above it. False without a mark. */
bool pickle_pop_mark(struct pickle_store *store, size_t *from);

ASSAY_RESULT pickle_memo_put(struct pickle_store *store, uint64_t key, struct pickle_value value);
/* False where nothing was put; a forgotten value where it was, but is not kept. */
bool pickle_memo_get(const struct pickle_store *store, uint64_t key, struct pickle_value *value);

/* A text or bytes value; at most PICKLE_KEPT bytes are kept. */
enum { PICKLE_KEPT = 512 };
ASSAY_RESULT pickle_make_text(struct pickle_store *store, enum pickle_kind kind, struct bytes text,
                              bool cut, struct pickle_value *value);
/* Room for a text of `size` (at most PICKLE_KEPT) bytes that the caller fills. */
ASSAY_RESULT pickle_text_room(struct pickle_store *store, size_t size, uint8_t **room,
                              struct pickle_value *value);
/* The same without a failure, where there is room. Texts are short, and copied in pieces of a fixed
 * size: so many bytes more are read and written. */
enum {
    PICKLE_TEXT_HEADER = 1, /* a byte before each text: it served as a name */
    PICKLE_TEXT_PAD = 15,
};
static inline bool pickle_has_text_room(const struct pickle_store *store, size_t size)
{
    return store->texts_size - store->texts_used >= size + PICKLE_TEXT_HEADER;
}
static inline struct pickle_value pickle_add_padded_text(struct pickle_store *store,
                                                         enum pickle_kind kind, struct bytes text)
{
    enum { PIECE = PICKLE_TEXT_PAD + 1 };
    struct pickle_value value = {.kind = (uint8_t)kind,
                                 .known = true,
                                 .size = (uint32_t)text.size,
                                 .ref = store->texts_used + PICKLE_TEXT_HEADER};
    uint8_t *to = store->texts + value.ref;

    to[-1] = 0;
    for (size_t i = 0; i < text.size; i += PIECE)
        memcpy(to + i, text.data + i, PIECE);
    store->texts_used = value.ref + value.size;
    return value;
}
struct bytes pickle_text(const struct pickle_store *store, struct pickle_value value);

/* Remembers that a text served as a name, so that it is not forgotten before others. */
void pickle_keep_name(struct pickle_store *store, struct pickle_value value);

/* Turns the values from `from` up to the depth into one tuple value and drops them. */
ASSAY_RESULT pickle_make_tuple(struct pickle_store *store, size_t from, struct pickle_value *value);
/* The same of `count` items of which `kept` have room; they stay where they are. */
static inline bool pickle_has_cell_room(const struct pickle_store *store, uint32_t kept)
{
    return store->cells_size - store->cells_used > kept;
}
static inline struct pickle_value pickle_add_tuple(struct pickle_store *store,
                                                   const struct pickle_value *items, uint32_t count,
                                                   uint32_t kept)
{
    struct pickle_value *cells = store->cells + store->cells_used;

    cells[0] = (struct pickle_value){.size = kept};
    memcpy(cells + 1, items, kept * sizeof *items);
    store->cells_used += kept + 1;
    return (struct pickle_value){
        .kind = PICKLE_TUPLE, .known = true, .size = count, .ref = store->cells_used - kept};
}
/* The i-th item; a forgotten value where it is not there or not kept. */
struct pickle_value pickle_item(const struct pickle_store *store, struct pickle_value tuple,
                                size_t index);
