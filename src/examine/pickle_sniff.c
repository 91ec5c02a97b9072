/*
 * pickle_sniff.c - pickles of protocol 0 and 1 have no magic: their opcodes are tried instead.
 *
 * Any byte may be text as well, so a line must be what its opcode asks for, and what an opcode
 * takes from the stack must be there.
 */

#include "examine/pickle_sniff.h"

#include "base/kit.h"
#include "examine/pickle_ops.h"

enum { MARKS_MAX = 4096, LINE_MAX_SNIFFED = 1024, OPS_ENOUGH = 64 };

struct walk {
    struct bytes rest;
    size_t depth;
    uint32_t marks[MARKS_MAX];
    uint64_t beyond; /* bytes of an argument that are not there */
    size_t mark_count;
    bool cut; /* the bytes end inside an opcode */
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

static bool take_lines(struct walk *walk, uint8_t code, unsigned lines)
{
    for (; lines > 0; lines--) {
        const uint8_t *end =
            walk->rest.size ? memchr(walk->rest.data, '\n', walk->rest.size) : NULL;
        size_t size = end ? (size_t)(end - walk->rest.data) : walk->rest.size;

        if (!end) {
            walk->cut = true;
            return code == OP_UNICODE || walk->rest.size < LINE_MAX_SNIFFED;
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
        walk->beyond = walk->cut ? number - walk->rest.size : 0;
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

struct pickle_look pickle_look(struct bytes head)
{
    bool named = false;
    struct walk walk = {.rest = head};
    struct pickle_look look = {.sound = true};

    look.prefixed =
        head.size >= 2 && head.data[0] == OP_PROTO && head.data[1] <= PICKLE_PROTOCOL_MAX;
    /* What begins with PROTO is a pickle whatever else follows. */
    while (look.sound && !(look.prefixed && look.ops >= OPS_ENOUGH) && !look.ended && !walk.cut &&
           walk.rest.size > 0) {
        uint8_t code = walk.rest.data[0];
        const struct pickle_op *op = &pickle_ops[code];

        walk.rest = bytes_from(walk.rest, 1);
        look.ended = code == OP_STOP && walk.depth == 1 && walk.mark_count == 0;
        look.sound = op->name && take_argument(&walk, code, op) &&
                     (walk.cut || code == OP_STOP || move_stack(&walk, code, op)) &&
                     (code != OP_STOP || look.ended);
        if (!look.sound || walk.cut)
            break;
        look.ops++;
        look.telling |= is_telling(code);
        named |= is_name(code);
        look.called |= (code == OP_INST && look.ops > 2) || (named && is_call(code));
    }
    if (look.sound && walk.beyond > 0 && ckd_add(&look.beyond, walk.beyond, (uint64_t)head.size))
        look.beyond = 0;
    return look;
}
