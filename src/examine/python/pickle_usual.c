/*
 * pickle_usual.c - the opcodes that nearly all of a pickle's bytes are: numbers and texts, the
 * memo, and containers of them, followed without leaving one loop.
 *
 * An opcode is done here where it lies in the window as a whole, all it needs is at hand, and no
 * verdict hangs on it. Any other is left to step() of pickle_machine.c, which does these as well:
 * what comes of a stream is the same without this file.
 */

#include "base/kit.h"
#include "examine/python/pickle_ops.h"
#include "examine/python/pickle_step.h"

struct run {
    const uint8_t *at, *end; /* what is left of the window */
    const uint8_t *window;
    uint64_t base; /* offset of its first byte */
    struct pickle_value *top, *floor, *full;
    struct pickle_store *store;
    struct pickle_machine *machine;
    bool plain; /* no name with a rule was imported, and nothing waits for what a container gets */
};

static inline uint32_t little(const uint8_t *bytes, size_t size)
{
    uint32_t value = 0;

    for (size_t i = size; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

/* ---- one value more ---- */

static inline bool push(struct run *run, struct pickle_value value, size_t size)
{
    if (run->top == run->full)
        return false;
    *run->top++ = value;
    run->at += size;
    return true;
}

static inline bool push_kind(struct run *run, enum pickle_kind kind, size_t size)
{
    return push(run, (struct pickle_value){.kind = (uint8_t)kind}, size);
}

static inline bool push_int(struct run *run, uint64_t value, size_t size)
{
    return push(run, (struct pickle_value){.kind = PICKLE_INT, .known = true, .integer = value},
                size);
}

/* Bytes of the argument of BININT, BININT1 and BININT2; 0 for another opcode. */
static inline unsigned binint_size(uint8_t code)
{
    static const uint32_t sizes =
        4 | 1 << 8 * (OP_BININT1 - OP_BININT) | UINT32_C(2) << 8 * (OP_BININT2 - OP_BININT);
    const unsigned from_first = code - (unsigned)OP_BININT;

    return from_first <= OP_BININT2 - OP_BININT ? sizes >> 8 * from_first & 7 : 0;
}

/* They take turns as numbers come, which no processor foresees: one way for all three, and for as
 * many as follow one another. */
static inline bool push_binints(struct run *run)
{
    unsigned size = binint_size(run->at[0]);

    do {
        const uint32_t bytes = little(run->at + 1, 4);
        const uint64_t whole = (uint64_t)(int64_t)(int32_t)bytes;
        const uint64_t part = bytes & ((UINT32_C(1) << 8 * size % 32) - 1);

        if (!push_int(run, size == 4 ? whole : part, 1 + size))
            return false;
        size = binint_size(run->at[0]);
    } while (size > 0 && run->end - run->at >= PICKLE_OP_SIZE);
    return true;
}

/* LONG1: one of more bytes may be torch's. */
static inline bool push_long(struct run *run)
{
    size_t size = run->at[1];
    uint64_t value = 0;

    if (size == 0 || size > 7)
        return false;
    for (size_t i = size; i > 0; i--)
        value = value << 8 | run->at[1 + i];
    if (run->at[1 + size] & 0x80)
        value |= UINT64_MAX << (8 * size);
    return push_int(run, value, 2 + size);
}

/* ---- the memo ---- */

static inline bool get(struct run *run, uint32_t key, size_t size)
{
    const struct pickle_store *store = run->store;

    return key < store->memo_capacity && store->memo_used[key] && push(run, store->memo[key], size);
}

static inline void keep(struct pickle_store *store, uint64_t key, struct pickle_value value)
{
    store->memo_count += !store->memo_used[key];
    store->memo_used[key] = PICKLE_MEMO_FRESH;
    store->memo[key] = value;
}

static inline bool put(struct run *run, uint64_t key, size_t size)
{
    struct pickle_store *store = run->store;

    if (key >= store->memo_capacity || run->top == run->floor)
        return false;
    keep(store, key, run->top[-1]);
    run->at += size;
    return true;
}

/*
 * A value that most often is put into the memo by the very next opcode. That is done here: read
 * back from the stack, where it was just written piece by piece, it would have to be waited for.
 */
static inline bool push_to_keep(struct run *run, struct pickle_value value, size_t size)
{
    struct pickle_store *store = run->store;
    const uint8_t *next = run->at + size;
    uint64_t key;

    if (!push(run, value, size) || run->end - next < PICKLE_OP_SIZE)
        return next == run->at;
    switch ((enum pickle_code)next[0]) {
    case OP_MEMOIZE:
        key = run->machine->in_array ? UINT64_MAX : store->memo_count;
        size = 1;
        break;
    case OP_BINPUT:
        key = next[1];
        size = 2;
        break;
    case OP_LONG_BINPUT:
        key = little(next + 1, 4);
        size = 5;
        break;
    default:
        return true;
    }
    if (key < store->memo_capacity) {
        keep(store, key, value);
        run->at += size;
    }
    return true;
}

/* ---- texts and containers ---- */

static inline bool push_dictionary(struct run *run)
{
    struct pickle_value value = {.kind = PICKLE_DICT, .integer = run->machine->dictionaries + 1};

    if (run->top == run->full)
        return false;
    run->machine->dictionaries++;
    return push_to_keep(run, value, 1);
}

/* `front` bytes before it; what stands behind a name may be what its loader waits for. */
static inline bool push_text(struct run *run, enum pickle_kind kind, size_t front, size_t size)
{
    const uint8_t *text = run->at + front;
    struct pickle_store *store = run->store;

    if (size > PICKLE_KEPT || (size_t)(run->end - text) < size + PICKLE_TEXT_PAD ||
        run->top == run->full || !pickle_has_text_room(store, size + PICKLE_TEXT_PAD))
        return false;
    if (run->top > store->stack && run->top[-1].kind == PICKLE_NAME)
        return false;
    pickle_hand_on_text(run->machine, run->base + (uint64_t)(text - run->window), size,
                        bytes_of(text, size));
    return push_to_keep(run, pickle_add_padded_text(store, kind, bytes_of(text, size)),
                        front + size);
}

static inline bool mark(struct run *run)
{
    struct pickle_store *store = run->store;

    if (store->mark_count == store->mark_capacity)
        return false;
    store->marks[store->mark_count++] = (uint32_t)(run->top - store->stack);
    run->floor = run->top;
    run->at++;
    return true;
}

/* All above the last mark is gone, and the mark. */
static inline void drop_marked(struct run *run)
{
    struct pickle_store *store = run->store;

    run->top = run->floor;
    store->mark_count--;
    run->floor = store->stack + (store->mark_count ? store->marks[store->mark_count - 1] : 0);
    run->at++;
}

/* What is below the last mark, and gets what is above; NULL where there is none. */
static inline const struct pickle_value *filled(const struct run *run)
{
    const struct pickle_store *store = run->store;
    uint32_t below = store->mark_count > 1 ? store->marks[store->mark_count - 2] : 0;

    return store->mark_count > 0 && run->floor > store->stack + below ? run->floor - 1 : NULL;
}

static inline bool make_tuple(struct run *run, uint32_t count)
{
    struct pickle_store *store = run->store;

    if (!run->plain || run->top - run->floor < (ptrdiff_t)count ||
        !pickle_has_cell_room(store, count))
        return false;
    run->top -= count;
    return push_to_keep(run, pickle_add_tuple(store, run->top, count, count), 1);
}

static inline bool append(struct run *run)
{
    if (!run->plain || run->top - run->floor < 2 || run->top[-2].kind != PICKLE_LIST)
        return false;
    run->top--;
    run->at++;
    return true;
}

static inline bool append_marked(struct run *run)
{
    const struct pickle_value *container = filled(run);

    if (!run->plain || !container ||
        (container->kind != PICKLE_LIST && container->kind != PICKLE_SET))
        return false;
    drop_marked(run);
    return true;
}

/* What pickle_state.c and pickle_trust.c know of keys hangs on these words, and on values that can
 * be called. */
#define OF_SIZE(word) (UINT64_C(1) << (sizeof(word) - 1))
static const uint64_t telling_sizes =
    OF_SIZE("_attn_implementation") | OF_SIZE("_attn_implementation_internal") |
    OF_SIZE("formula") | OF_SIZE("_sklearn_version") | OF_SIZE("_parse_arg_template") |
    OF_SIZE("pytorch-lightning_version") | OF_SIZE("__array_interface__") |
    OF_SIZE("__cuda_array_interface__");

static inline bool is_plain_pair(const struct pickle_value *pair)
{
    const struct pickle_value *key = &pair[0], *value = &pair[1];

    if (value->kind < PICKLE_NONE || value->kind > PICKLE_SET)
        return false;
    if (key->kind == PICKLE_TEXT)
        return key->size >= 64 || !(telling_sizes >> key->size & 1);
    return key->kind >= PICKLE_NONE && key->kind <= PICKLE_TUPLE;
}

/* Of the stack's lowest value all keys are looked at: it may be a checkpoint. */
static inline bool is_plain_dictionary(const struct run *run, const struct pickle_value *container)
{
    return run->plain && container && container->kind == PICKLE_DICT &&
           container != run->store->stack;
}

static inline bool set(struct run *run)
{
    if (run->top - run->floor < 3 || !is_plain_dictionary(run, run->top - 3) ||
        !is_plain_pair(run->top - 2))
        return false;
    run->top -= 2;
    run->at++;
    return true;
}

static inline bool set_marked(struct run *run)
{
    if (!is_plain_dictionary(run, filled(run)))
        return false;
    for (const struct pickle_value *pair = run->floor; run->top - pair > 1; pair += 2)
        if (!is_plain_pair(pair))
            return false;
    drop_marked(run);
    return true;
}

/* ---- */

/* False for an opcode that is left to step(). */
static inline bool follow_one(struct run *run)
{
    const uint8_t *at = run->at;

    switch ((enum pickle_code)at[0]) {
    case OP_MARK:
        return mark(run);
    case OP_BININT:
    case OP_BININT1:
    case OP_BININT2:
        return push_binints(run);
    case OP_LONG1:
        return push_long(run);
    case OP_BINFLOAT:
        return push_kind(run, PICKLE_FLOAT, 9);
    case OP_NONE:
        return push_kind(run, PICKLE_NONE, 1);
    case OP_NEWTRUE:
    case OP_NEWFALSE:
        return push(run, (struct pickle_value){.kind = PICKLE_BOOL, .integer = at[0] == OP_NEWTRUE},
                    1);
    case OP_SHORT_BINSTRING:
    case OP_SHORT_BINUNICODE:
        return push_text(run, PICKLE_TEXT, 2, at[1]);
    case OP_BINSTRING:
    case OP_BINUNICODE:
        return push_text(run, PICKLE_TEXT, 5, little(at + 1, 4));
    case OP_SHORT_BINBYTES:
        return push_text(run, PICKLE_BYTES, 2, at[1]);
    case OP_BINBYTES:
        return push_text(run, PICKLE_BYTES, 5, little(at + 1, 4));
    case OP_BINGET:
        return get(run, at[1], 2);
    case OP_LONG_BINGET:
        return get(run, little(at + 1, 4), 5);
    case OP_BINPUT:
        return put(run, at[1], 2);
    case OP_LONG_BINPUT:
        return put(run, little(at + 1, 4), 5);
    case OP_MEMOIZE:
        return !run->machine->in_array && put(run, run->store->memo_count, 1);
    case OP_EMPTY_LIST:
        return push_to_keep(run, (struct pickle_value){.kind = PICKLE_LIST}, 1);
    case OP_EMPTY_SET:
        return push_to_keep(run, (struct pickle_value){.kind = PICKLE_SET}, 1);
    case OP_EMPTY_DICT:
        return push_dictionary(run);
    case OP_EMPTY_TUPLE:
        return push(run, (struct pickle_value){.kind = PICKLE_TUPLE, .known = true}, 1);
    case OP_TUPLE1:
        return make_tuple(run, 1);
    case OP_TUPLE2:
        return make_tuple(run, 2);
    case OP_TUPLE3:
        return make_tuple(run, 3);
    case OP_APPEND:
        return append(run);
    case OP_APPENDS:
    case OP_ADDITEMS:
        return append_marked(run);
    case OP_SETITEM:
        return set(run);
    case OP_SETITEMS:
        return set_marked(run);
    default:
        return false;
    }
}

static void follow(struct pickle_machine *machine)
{
    struct cursor *cursor = machine->cursor;
    struct pickle_store *store = &machine->store;
    const uint64_t left = cursor_left(cursor);
    const size_t have = cursor->have - cursor->at;
    struct run run = {.at = cursor->window + cursor->at,
                      .end = cursor->window + cursor->at + (left < have ? (size_t)left : have),
                      .window = cursor->window,
                      .base = cursor->base,
                      .top = store->stack + store->depth,
                      .floor = store->stack + store->floor,
                      .full = store->stack + store->capacity,
                      .store = store,
                      .machine = machine,
                      .plain = !machine->seen_rules && !machine->collect &&
                               machine->array_count == 0 && machine->dtype_count == 0};

    while (run.end - run.at >= PICKLE_OP_SIZE && follow_one(&run))
        continue;
    cursor->at = (size_t)(run.at - cursor->window);
    store->depth = (size_t)(run.top - store->stack);
    store->floor = (size_t)(run.floor - store->stack);
}

void pickle_follow_usual(struct pickle_machine *machine)
{
    if (machine->store.capacity > 0) /* before the first push there is no stack to point into */
        follow(machine);
}
