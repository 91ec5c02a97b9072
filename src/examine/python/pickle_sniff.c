/*
 * pickle_sniff.c - pickles of protocol 0 and 1 have no magic: their opcodes are tried instead.
 *
 * Any byte may be text as well, so a line must be what its opcode asks for, and what an opcode
 * takes from the stack must be there.
 */

#include "examine/python/pickle_sniff.h"

#include "base/kit.h"
#include "examine/python/pickle_ops.h"

enum {
    MARKS_MAX = 4096,
    LINE_MAX_SNIFFED = 1024,
    OPS_ENOUGH = 64,
    OPS_FAR = 1 << 22, /* what made sense so long is a pickle */
    WINDOW_FAR = 4 * LINE_MAX_SNIFFED,
    STACK_INSIDE = 1 << 20, /* values and marks that opcodes inside of a stream find there */
    MARKS_INSIDE = 64,
};

struct walk {
    struct bytes rest;
    size_t depth;
    uint32_t *marks; /* room for MARKS_MAX, set up to mark_count: no look at a text pays for it */
    size_t mark_count;
    bool cut;       /* the bytes end inside an opcode */
    size_t missing; /* bytes of a counted argument that are not there */
    bool named;
};

static bool all_of(struct bytes line, const char *set)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] == 0 || !strchr(set, line.data[i]))
            return false;
    return line.size > 0;
}

/* What int() takes: blanks around it, a sign, a base, underscores. */
#define BLANKS " \t\r\v\f"
#define DIGITS "0123456789"
#define NUMBER DIGITS BLANKS "+-_"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"

static bool line_fits(uint8_t code, struct bytes line)
{
    switch (code) {
    case OP_INT:
    case OP_LONG:
        return all_of(line, NUMBER "abcdefABCDEFxXoOL");
    case OP_GET:
    case OP_PUT:
        return all_of(line, NUMBER);
    case OP_FLOAT:
        return all_of(line, NUMBER ".aefintyAEFINTY");
    case OP_STRING:
        return line.size >= 2 && (line.data[0] == '\'' || line.data[0] == '"');
    case OP_GLOBAL:
    case OP_INST:
        return all_of(line, LETTERS DIGITS ".");
    default:
        return true;
    }
}

/* A line that may be of any length: what it says is not looked at, or it is a text. */
static bool may_be_long(uint8_t code, struct bytes line)
{
    return code == OP_UNICODE || code == OP_PERSID ||
           (code == OP_STRING && (line.data[0] == '\'' || line.data[0] == '"'));
}

static bool take_lines(struct walk *walk, uint8_t code, unsigned lines)
{
    for (; lines > 0; lines--) {
        const uint8_t *end =
            walk->rest.size ? memchr(walk->rest.data, '\n', walk->rest.size) : NULL;
        size_t size = end ? (size_t)(end - walk->rest.data) : walk->rest.size;

        if (!end) {
            walk->cut = true;
            return size < LINE_MAX_SNIFFED || may_be_long(code, walk->rest);
        }
        if (!line_fits(code, bytes_of(walk->rest.data, size)))
            return false;
        walk->rest = bytes_from(walk->rest, size + 1);
    }
    return true;
}

static bool take_argument(struct walk *walk, uint8_t code, const struct pickle_op *op)
{
    uint64_t number = 0;

    if (walk->rest.size < op->fixed) {
        walk->cut = true;
        return true;
    }
    for (size_t i = op->fixed; i > 0; i--)
        number = number << 8 | walk->rest.data[i - 1];
    walk->rest = bytes_from(walk->rest, op->fixed);
    if (code == OP_PROTO && number > PICKLE_PROTOCOL_MAX)
        return false;
    if (op->counted) {
        walk->cut = number > walk->rest.size;
        walk->missing = walk->cut ? number - walk->rest.size : 0;
        walk->rest = bytes_from(walk->rest, walk->cut ? walk->rest.size : (size_t)number);
    }
    return op->lines == 0 || take_lines(walk, code, op->lines);
}

static bool move_stack(struct walk *walk, uint8_t code, const struct pickle_op *op)
{
    size_t floor = walk->mark_count ? walk->marks[walk->mark_count - 1] : 0;

    if (code == OP_MARK) {
        walk->cut = walk->mark_count == MARKS_MAX; /* what follows cannot be told */
        if (walk->cut)
            return true;
        walk->marks[walk->mark_count++] = (uint32_t)walk->depth;
        return true;
    }
    if (op->marked || (code == OP_POP && walk->mark_count > 0 && walk->depth == floor)) {
        if (walk->mark_count == 0)
            return false;
        walk->depth = floor;
        floor = --walk->mark_count ? walk->marks[walk->mark_count - 1] : 0;
        if (code == OP_POP)
            return true;
    }
    if (walk->depth - floor < op->pops)
        return false;
    walk->depth = walk->depth - op->pops + op->pushes;
    return true;
}

static bool is_telling(uint8_t code)
{
    switch (code) {
    case OP_GLOBAL:
    case OP_STACK_GLOBAL:
    case OP_INST:
    case OP_PUT:
    case OP_BINPUT:
    case OP_MEMOIZE:
    case OP_LIST:
    case OP_DICT:
    case OP_TUPLE:
    case OP_APPENDS:
    case OP_SETITEMS:
    case OP_REDUCE:
    case OP_OBJ:
        return true;
    default:
        return false;
    }
}

static bool is_name(uint8_t code)
{
    return code == OP_GLOBAL || code == OP_STACK_GLOBAL;
}

static bool is_call(uint8_t code)
{
    return code == OP_REDUCE || code == OP_OBJ || code == OP_NEWOBJ || code == OP_NEWOBJ_EX;
}

/* One opcode; false where the walk ends: cut, with an end, or in nonsense. */
static bool step(struct walk *walk, struct pickle_look *look)
{
    uint8_t code = walk->rest.data[0];
    const struct pickle_op *op = &pickle_ops[code];

    walk->rest = bytes_from(walk->rest, 1);
    look->ended = code == OP_STOP && walk->depth == 1 && walk->mark_count == 0;
    look->sound = op->name && take_argument(walk, code, op) &&
                  (walk->cut || code == OP_STOP || move_stack(walk, code, op)) &&
                  (code != OP_STOP || look->ended);
    if (!look->sound || walk->cut)
        return false;
    look->ops++;
    look->telling |= is_telling(code);
    walk->named |= is_name(code);
    look->called |= (code == OP_INST && look->ops > 2) || (walk->named && is_call(code));
    return !look->ended;
}

static bool is_prefixed(struct bytes head)
{
    return head.size >= 2 && head.data[0] == OP_PROTO && head.data[1] <= PICKLE_PROTOCOL_MAX;
}

struct pickle_look pickle_look(struct bytes head)
{
    uint32_t marks[MARKS_MAX];
    struct walk walk = {.rest = head, .marks = marks};
    struct pickle_look look = {.sound = true, .prefixed = is_prefixed(head)};

    /* What begins with PROTO is a pickle whatever else follows. */
    while (walk.rest.size > 0 && !(look.prefixed && look.ops >= OPS_ENOUGH) && step(&walk, &look))
        continue;
    look.cut = walk.cut;
    look.missing = walk.missing;
    return look;
}

static ASSAY_RESULT skip_line(struct cursor *cursor)
{
    for (;;) {
        struct bytes some;
        const uint8_t *end;

        TRY(cursor_some(cursor, &some));
        end = some.size ? memchr(some.data, '\n', some.size) : NULL;
        cursor_consume(cursor, end ? (size_t)(end - some.data) + 1 : some.size);
        if (end || some.size == 0)
            return ASSAY_OK;
    }
}

/* Moves behind the opcode that was walked last, whose argument may be longer than the window. */
static ASSAY_RESULT pass_over(struct cursor *cursor, struct walk *walk, struct bytes window,
                              struct pickle_look *look)
{
    uint8_t code = window.data[0];
    const struct pickle_op *op = &pickle_ops[code];

    if (!walk->cut) {
        cursor_consume(cursor, window.size - walk->rest.size);
        return ASSAY_OK;
    }
    if (walk->missing > 0) {
        const uint64_t left = cursor_left(cursor) - window.size;

        cursor_consume(cursor, window.size);
        if (walk->missing > left) { /* an argument that reaches past the end */
            look->cut = true;
            look->missing = walk->missing - (size_t)left;
            return cursor_skip(cursor, left);
        }
        TRY(cursor_skip(cursor, walk->missing));
    } else {
        TRY(skip_line(cursor));
    }
    walk->cut = false;
    walk->missing = 0;
    look->ops++;
    look->sound = move_stack(walk, code, op);
    return ASSAY_OK;
}

static ASSAY_RESULT walk_on(struct cursor *cursor, struct walk *walk, struct pickle_look *look)
{
    *look = (struct pickle_look){.sound = true};
    while (look->sound && !look->ended && look->ops < OPS_FAR) {
        struct bytes window;

        TRY(cursor_peek(cursor, WINDOW_FAR, &window));
        if (window.size == 0)
            return ASSAY_OK;
        walk->rest = window;
        (void)step(walk, look);
        if (!look->sound || look->called)
            return ASSAY_OK;
        if (walk->cut && walk->missing == 0 && window.size < WINDOW_FAR) {
            look->cut = true; /* nothing follows */
            return ASSAY_OK;
        }
        TRY(pass_over(cursor, walk, window, look));
        if (look->cut)
            return ASSAY_OK;
    }
    return ASSAY_OK;
}

enum assay_status pickle_look_far(struct cursor *cursor, struct pickle_look *look)
{
    uint32_t marks[MARKS_MAX];
    struct walk walk = {.rest = bytes_of(NULL, 0), .marks = marks};

    return walk_on(cursor, &walk, look);
}

enum assay_status pickle_look_inside(struct cursor *cursor, struct pickle_look *look)
{
    uint32_t marks[MARKS_MAX];
    struct walk walk = {.rest = bytes_of(NULL, 0), .marks = marks, .depth = STACK_INSIDE};

    while (walk.mark_count < MARKS_INSIDE)
        marks[walk.mark_count++] = 0;
    return walk_on(cursor, &walk, look);
}
