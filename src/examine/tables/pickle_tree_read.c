/*
 * pickle_tree_read.c - one pickle stream, opcode by opcode, into what it makes. Sources: as
 * pickle_machine.h; joblib, numpy_pickle.py.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "base/text.h"
#include "examine/tables/pickle_tree_part.h"

enum { NAME_MOST = 128 };

struct builder {
    struct pickle_tree *tree;
    struct pickle_term *stack, *memo;
    uint32_t *marks;
    size_t depth, stack_size, mark_count, mark_size, memo_size;
    uint64_t memo_count; /* the next key of MEMOIZE */
    uint64_t at;         /* of the opcode being done */
    unsigned nesting;    /* arrays of joblib whose objects have a stream of their own */
};

static void builder_clear(struct builder *builder)
{
    free(builder->stack);
    free(builder->memo);
    free(builder->marks);
}

static ASSAY_RESULT fail(const struct builder *builder, enum assay_status status)
{
    return cursor_fail_at(builder->tree->cursor, status, builder->at, "%s",
                          status == ASSAY_ENOMEM ? "out of memory"
                                                 : "more values than are followed");
}

/* ---- stack and marks ---- */

static struct pickle_term unknown(void)
{
    return pickle_term_of(TERM_UNKNOWN, 0);
}

static size_t floor_of(const struct builder *builder)
{
    return builder->mark_count ? builder->marks[builder->mark_count - 1] : 0;
}

static ASSAY_RESULT push(struct builder *builder, struct pickle_term term)
{
    if (builder->depth == LIMIT_PICKLE_STACK)
        return fail(builder, ASSAY_ELIMIT);
    if (!HAS_ROOM(builder->stack, builder->depth, builder->stack_size))
        return fail(builder, ASSAY_ENOMEM);
    builder->stack[builder->depth++] = term;
    return ASSAY_OK;
}

static struct pickle_term pop(struct builder *builder)
{
    return builder->depth > floor_of(builder) ? builder->stack[--builder->depth] : unknown();
}

static struct pickle_term top(const struct builder *builder)
{
    return builder->depth > floor_of(builder) ? builder->stack[builder->depth - 1] : unknown();
}

static ASSAY_RESULT mark(struct builder *builder)
{
    if (builder->mark_count == LIMIT_PICKLE_STACK)
        return fail(builder, ASSAY_ELIMIT);
    if (!HAS_ROOM(builder->marks, builder->mark_count, builder->mark_size))
        return fail(builder, ASSAY_ENOMEM);
    builder->marks[builder->mark_count++] = (uint32_t)builder->depth;
    return ASSAY_OK;
}

/* Where the values above the last mark begin. */
static size_t pop_mark(struct builder *builder)
{
    return builder->mark_count ? builder->marks[--builder->mark_count] : builder->depth;
}

/* ---- memo ---- */

static ASSAY_RESULT put(struct builder *builder, uint64_t key)
{
    const size_t before = builder->memo_size;

    if (key >= LIMIT_PICKLE_TREE_MEMO ||
        (key >= before && builder->tree->memo > LIMIT_PICKLE_TREE_MEMO)) {
        builder->memo_count++;
        return ASSAY_OK;
    }
    while (key >= builder->memo_size) {
        size_t old = builder->memo_size;

        if (old >= LIMIT_PICKLE_TREE_MEMO)
            return fail(builder, ASSAY_ELIMIT);
        if (!HAS_ROOM(builder->memo, old, builder->memo_size))
            return fail(builder, ASSAY_ENOMEM);
        memset(builder->memo + old, 0, (builder->memo_size - old) * sizeof *builder->memo);
    }
    builder->tree->memo += builder->memo_size - before;
    builder->memo_count += builder->memo[key].kind == TERM_NOTHING;
    builder->memo[key] = top(builder);
    return ASSAY_OK;
}

static ASSAY_RESULT get(struct builder *builder, uint64_t key)
{
    struct pickle_node *node;

    if (key < builder->memo_size && builder->memo[key].kind != TERM_NOTHING) {
        node = pickle_tree_change(builder->tree, builder->memo[key]);
        if (node)
            node->shared = true;
        return push(builder, builder->memo[key]);
    }
    builder->tree->lost = true;
    return push(builder, unknown());
}

static ASSAY_RESULT read_key(struct builder *builder, uint64_t *key)
{
    struct bytes text;

    TRY(pickle_tree_line(builder->tree));
    text = buf_bytes(&builder->tree->text);
    while (text.size > 1 && text.data[0] == '0')
        text = bytes_from(text, 1);
    if (!text_u64(text, key))
        *key = UINT64_MAX;
    return ASSAY_OK;
}

/* ---- names ---- */

static ASSAY_RESULT push_name(struct builder *builder, enum pickle_tree_name name)
{
    struct pickle_node *node;
    struct pickle_term term;

    if (name == NAME_NA)
        return push(builder, pickle_term_of(TERM_NULL, 0));
    TRY(pickle_tree_make(builder->tree, NODE_NAME, builder->at, &term));
    node = pickle_tree_change(builder->tree, term);
    if (node)
        node->name = (uint8_t)name;
    return push(builder, term);
}

static ASSAY_RESULT read_global(struct builder *builder, enum pickle_tree_name *name)
{
    struct bytes line;
    char module[NAME_MOST];
    size_t size;

    TRY(pickle_tree_line(builder->tree));
    line = buf_bytes(&builder->tree->text);
    size = line.size < sizeof module ? line.size : 0;
    if (size > 0)
        memcpy(module, line.data, size);
    TRY(pickle_tree_line(builder->tree));
    *name = pickle_tree_name_of(bytes_of(module, size), buf_bytes(&builder->tree->text));
    return ASSAY_OK;
}

static ASSAY_RESULT stack_global(struct builder *builder)
{
    struct pickle_tree *tree = builder->tree;
    const struct pickle_term name = pop(builder), module = pop(builder);
    const uint64_t back = cursor_at(tree->cursor);
    char room[NAME_MOST];
    struct bytes text;
    size_t size;

    if (++tree->looked > LIMIT_PICKLE_NAMES) { /* each is read where its texts stand */
        tree->lost = true;
        return push(builder, unknown());
    }
    TRY(pickle_tree_text(tree, module, sizeof room, &text));
    size = text.size;
    if (size > 0)
        memcpy(room, text.data, size);
    TRY(pickle_tree_text(tree, name, sizeof room, &text));
    TRY(cursor_seek(tree->cursor, back));
    return push_name(builder, pickle_tree_name_of(bytes_of(room, size), text));
}

/* ---- containers ---- */

static ASSAY_RESULT push_empty(struct builder *builder, enum pickle_node_kind kind)
{
    struct pickle_term term;

    TRY(pickle_tree_make(builder->tree, kind, builder->at, &term));
    return push(builder, term);
}

/* All from `from` on becomes one value. */
static ASSAY_RESULT make(struct builder *builder, enum pickle_node_kind kind, size_t from)
{
    struct pickle_term term;

    if (from > builder->depth)
        from = builder->depth;
    TRY(pickle_tree_make(builder->tree, kind, builder->at, &term));
    TRY(pickle_tree_add(builder->tree, term, builder->stack + from, builder->depth - from,
                        builder->at));
    builder->depth = from;
    return push(builder, term);
}

static ASSAY_RESULT make_tuple(struct builder *builder, size_t count)
{
    const size_t most = builder->depth - floor_of(builder);

    return make(builder, NODE_TUPLE, builder->depth - (count < most ? count : most));
}

/* Rows of the outermost list are taken as they come, and let go. */
static ASSAY_RESULT take_rows(struct builder *builder, size_t from, bool *taken)
{
    struct pickle_tree *tree = builder->tree;
    const uint64_t back = cursor_at(tree->cursor);
    struct pickle_node *list;

    *taken = false;
    if (!tree->rows || from != 1 || builder->nesting > 0 || builder->mark_count > 0 ||
        !pickle_tree_of(tree, builder->stack[0], NODE_LIST))
        return ASSAY_OK;
    TRY(tree->rows->take(tree->rows, tree, builder->stack + from, builder->depth - from, taken));
    TRY(cursor_seek(tree->cursor, back));
    if (!*taken) {
        tree->rows = NULL;
        return ASSAY_OK;
    }
    tree->rows_in = builder->stack[0];
    tree->taken_at = builder->at;
    for (size_t i = from; i < builder->depth; i++)
        pickle_tree_drop_row(tree, builder->stack[i]);
    list = pickle_tree_change(tree, builder->stack[0]);
    if (list) /* it is not one of its own rows */
        list->end = builder->at;
    return ASSAY_OK;
}

/* All from `from` on goes into what is below it. */
static ASSAY_RESULT fill(struct builder *builder, size_t from)
{
    bool taken = false;

    if (from < builder->depth)
        TRY(take_rows(builder, from, &taken));
    if (!taken && from == floor_of(builder))
        builder->tree->stray = true;
    else if (!taken)
        TRY(pickle_tree_add(builder->tree, builder->stack[from - 1], builder->stack + from,
                            builder->depth - from, builder->at));
    builder->depth = from;
    return ASSAY_OK;
}

static ASSAY_RESULT fill_last(struct builder *builder, size_t count)
{
    const size_t floor = floor_of(builder);

    if (builder->depth - floor < count + 1) {
        builder->tree->stray = true;
        builder->depth = floor;
        return ASSAY_OK;
    }
    return fill(builder, builder->depth - count);
}

/* ---- objects ---- */

static ASSAY_RESULT call(struct builder *builder, struct pickle_term callee,
                         struct pickle_term args)
{
    struct pickle_tree *tree = builder->tree;
    const uint64_t back = cursor_at(tree->cursor);
    struct pickle_term result;

    TRY(pickle_tree_call(tree, callee, args, builder->at, &result));
    TRY(cursor_seek(tree->cursor, back));
    return push(builder, result);
}

/* INST has its class in its argument, OBJ right above the mark. */
static ASSAY_RESULT instance(struct builder *builder, bool named)
{
    enum pickle_tree_name name = NAME_OTHER;
    struct pickle_term callee = unknown(), args;
    size_t from;

    if (named) {
        TRY(read_global(builder, &name));
        TRY(push_name(builder, name));
        callee = pop(builder);
    }
    from = pop_mark(builder);
    if (from > builder->depth)
        from = builder->depth;
    if (!named && from < builder->depth)
        callee = builder->stack[from++];
    TRY(make(builder, NODE_TUPLE, from));
    args = pop(builder);
    if (!named && builder->depth > floor_of(builder))
        builder->depth--;
    return call(builder, callee, args);
}

static ASSAY_RESULT read_stream(struct pickle_tree *tree, unsigned nesting,
                                struct pickle_term *root);

/* The bytes of joblib's array follow: padding that is counted in front, or a stream of objects. */
// NOLINTNEXTLINE(misc-no-recursion): LIMIT_PICKLE_NESTING levels
static ASSAY_RESULT read_wrapped(struct builder *builder, struct pickle_term wrapper,
                                 struct pickle_term state)
{
    struct pickle_tree *tree = builder->tree;
    struct cursor *cursor = tree->cursor;
    const uint64_t back = cursor_at(cursor);
    struct pickle_node *node;
    struct pickle_term inner = state;
    uint64_t size, at;
    uint8_t padding = 0;
    bool aligned;

    TRY(pickle_tree_wrapped(tree, state, &aligned, &size));
    TRY(cursor_seek(cursor, back));
    if (size == UINT64_MAX && builder->nesting < LIMIT_PICKLE_NESTING) {
        TRY(read_stream(tree, builder->nesting + 1, &inner));
        node = pickle_tree_change(tree, wrapper);
        if (node)
            node->state = inner;
        return ASSAY_OK;
    }
    if (aligned)
        TRY(cursor_u8(cursor, &padding));
    TRY(cursor_skip(cursor, padding));
    at = cursor_at(cursor);
    TRY(cursor_skip(cursor, size));
    node = pickle_tree_change(tree, wrapper);
    if (node) {
        node->data = at;
        node->size = size;
    }
    return ASSAY_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_PICKLE_NESTING levels
static ASSAY_RESULT build(struct builder *builder)
{
    const struct pickle_term state = pop(builder), object = top(builder);
    struct pickle_node *node = pickle_tree_change(builder->tree, object);

    if (!node || node->kind != NODE_OBJECT) {
        builder->tree->stray = true;
        return ASSAY_OK;
    }
    node->state = state;
    return node->name == NAME_JOBLIB ? read_wrapped(builder, object, state) : ASSAY_OK;
}

/* ---- */

static ASSAY_RESULT push_literal(struct builder *builder, uint8_t code, uint64_t number)
{
    const struct pickle_op *op = &pickle_ops[code];

    if (op->counted)
        TRY(cursor_skip(builder->tree->cursor, number));
    for (unsigned i = 0; i < op->lines; i++)
        TRY(pickle_tree_line(builder->tree));
    return push(builder, pickle_term_of(TERM_LEAF, builder->at));
}

static ASSAY_RESULT do_assembly(struct builder *builder, uint8_t code, uint64_t number)
{
    switch ((enum pickle_code)code) {
    case OP_EMPTY_LIST:
    case OP_EMPTY_SET:
        return push_empty(builder, NODE_LIST);
    case OP_EMPTY_DICT:
        return push_empty(builder, NODE_DICT);
    case OP_EMPTY_TUPLE:
        return push_empty(builder, NODE_TUPLE);
    case OP_LIST:
    case OP_FROZENSET:
        return make(builder, NODE_LIST, pop_mark(builder));
    case OP_DICT:
        return make(builder, NODE_DICT, pop_mark(builder));
    case OP_TUPLE:
        return make(builder, NODE_TUPLE, pop_mark(builder));
    case OP_TUPLE1:
        return make_tuple(builder, 1);
    case OP_TUPLE2:
        return make_tuple(builder, 2);
    case OP_TUPLE3:
        return make_tuple(builder, 3);
    case OP_APPEND:
        return fill_last(builder, 1);
    case OP_SETITEM:
        return fill_last(builder, 2);
    case OP_APPENDS:
    case OP_ADDITEMS:
    case OP_SETITEMS:
        return fill(builder, pop_mark(builder));
    case OP_NONE:
        return push(builder, pickle_term_of(TERM_NULL, 0));
    default:
        return push_literal(builder, code, number);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_PICKLE_NESTING levels
static ASSAY_RESULT do_call(struct builder *builder, uint8_t code, uint64_t number)
{
    enum pickle_tree_name name;
    struct pickle_term args;

    switch ((enum pickle_code)code) {
    case OP_GLOBAL:
        TRY(read_global(builder, &name));
        return push_name(builder, name);
    case OP_STACK_GLOBAL:
        return stack_global(builder);
    case OP_REDUCE:
    case OP_NEWOBJ:
        args = pop(builder);
        return call(builder, pop(builder), args);
    case OP_NEWOBJ_EX:
        (void)pop(builder);
        args = pop(builder);
        return call(builder, pop(builder), args);
    case OP_INST:
        return instance(builder, true);
    case OP_OBJ:
        return instance(builder, false);
    case OP_BUILD:
        return build(builder);
    case OP_PERSID:
        TRY(pickle_tree_line(builder->tree));
        return push(builder, unknown());
    case OP_BINPERSID:
        (void)pop(builder);
        return push(builder, unknown());
    case OP_EXT1:
    case OP_EXT2:
    case OP_EXT4:
    case OP_NEXT_BUFFER:
        return push(builder, unknown());
    default:
        return do_assembly(builder, code, number);
    }
}

static ASSAY_RESULT drop(struct builder *builder)
{
    builder->tree->stray = true;
    if (builder->mark_count > 0 && builder->depth == floor_of(builder))
        builder->mark_count--; /* on a mark, POP takes the mark */
    else
        (void)pop(builder);
    return ASSAY_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_PICKLE_NESTING levels
static ASSAY_RESULT do_op(struct builder *builder, uint8_t code, uint64_t number)
{
    switch ((enum pickle_code)code) {
    case OP_MARK:
        return mark(builder);
    case OP_POP:
        return drop(builder);
    case OP_POP_MARK:
        builder->tree->stray = true;
        builder->depth = pop_mark(builder);
        return ASSAY_OK;
    case OP_DUP:
        return push(builder, top(builder));
    case OP_GET:
        TRY(read_key(builder, &number));
        return get(builder, number);
    case OP_BINGET:
    case OP_LONG_BINGET:
        return get(builder, number);
    case OP_PUT:
        TRY(read_key(builder, &number));
        return put(builder, number);
    case OP_BINPUT:
    case OP_LONG_BINPUT:
        return put(builder, number);
    case OP_MEMOIZE:
        return put(builder, builder->memo_count);
    case OP_PROTO:
    case OP_FRAME:
    case OP_STOP:
    case OP_READONLY_BUFFER:
        return ASSAY_OK;
    default:
        return do_call(builder, code, number);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_PICKLE_NESTING levels
static ASSAY_RESULT read_ops(struct builder *builder)
{
    uint64_t number;
    uint8_t code;

    do {
        builder->at = cursor_at(builder->tree->cursor);
        TRY(pickle_tree_op(builder->tree, &code, &number));
        TRY(do_op(builder, code, number));
    } while (code != OP_STOP);
    return ASSAY_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_PICKLE_NESTING levels
static ASSAY_RESULT read_stream(struct pickle_tree *tree, unsigned nesting,
                                struct pickle_term *root)
{
    struct builder builder = {.tree = tree, .nesting = nesting};
    enum assay_status status;

    if (!HAS_ROOM(builder.stack, 0, builder.stack_size)) /* values of an empty one have a place */
        return fail(&builder, ASSAY_ENOMEM);
    status = read_ops(&builder);
    *root = top(&builder);
    tree->memo -= builder.memo_size;
    builder_clear(&builder);
    return status;
}

enum assay_status pickle_tree_read(struct pickle_tree *tree, struct pickle_term *root)
{
    return read_stream(tree, 0, root);
}
