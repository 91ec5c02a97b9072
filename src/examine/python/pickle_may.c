/*
 * pickle_may.c - whether the first bytes of a pickle are those of a table: they are asked of every
 * file, so that a frame is recognised by its names, and lists and dictionaries by what comes first
 * in them.
 */

#include "examine/python/pickle_may.h"
#include "base/kit.h"
#include "examine/python/pickle_ops.h"

enum {
    OPS_LOOKED_AT = 64,
    NAMES_LOOKED_AT = 512, /* bytes: a frame in a list or a dictionary is named early */
};

/* The bytes from the next opcode on that is no PROTO, FRAME, MARK, nor for the memo. */
static struct bytes next_value(struct bytes rest)
{
    for (unsigned ops = 0; ops < OPS_LOOKED_AT && rest.size > 0; ops++) {
        const uint8_t code = rest.data[0];
        const uint8_t *end;

        switch ((enum pickle_code)code) {
        case OP_PROTO:
        case OP_FRAME:
        case OP_MARK:
        case OP_MEMOIZE:
        case OP_BINPUT:
        case OP_LONG_BINPUT:
            rest = bytes_from(rest, 1 + (size_t)pickle_ops[code].fixed);
            break;
        case OP_PUT:
            end = memchr(rest.data, '\n', rest.size);
            if (!end)
                return bytes_of(NULL, 0);
            rest = bytes_from(rest, (size_t)(end - rest.data) + 1);
            break;
        default:
            return rest;
        }
    }
    return bytes_of(NULL, 0);
}

/* A number, a text, None, True or False, or what was met before; `rest` goes on behind it. */
static bool take_leaf(struct bytes *rest)
{
    const struct pickle_op *op = &pickle_ops[rest->size ? rest->data[0] : 0];
    const uint8_t *end;
    uint64_t number = 0;
    size_t size = 1 + (size_t)op->fixed;

    if (!op->name || op->pops > 0 || op->pushes != 1 || op->marked || op->lines > 1 ||
        rest->size < size || bytes_has(BYTES("]})\x8f"), rest->data[0]))
        return false;
    for (size_t i = op->fixed; op->counted && i > 0; i--)
        number = number << 8 | rest->data[i];
    if (op->lines > 0) {
        end = memchr(rest->data, '\n', rest->size);
        if (!end)
            return false;
        size = (size_t)(end - rest->data) + 1;
    }
    if (number > rest->size - size)
        return false;
    *rest = next_value(bytes_from(*rest, size + (size_t)number));
    return true;
}

static bool begins_name(struct bytes rest, struct bytes word)
{
    struct bytes text = rest;

    if (text.size > 0 && text.data[0] == OP_GLOBAL)
        text = bytes_from(text, 1);
    else if (text.size > 1 && text.data[0] == OP_SHORT_BINUNICODE)
        text = bytes_from(text, 2);
    else if (text.size > 4 && text.data[0] == OP_BINUNICODE)
        text = bytes_from(text, 5);
    else
        return false;
    return bytes_starts(text, word);
}

/* A name of NumPy or joblib that makes an array. */
static bool begins_array(struct bytes rest)
{
    return begins_name(rest, BYTES("numpy")) || begins_name(rest, BYTES("joblib.numpy_pickle")) ||
           begins_name(rest, BYTES("sklearn.externals.joblib.numpy_pickle"));
}

static uint8_t first(struct bytes rest)
{
    return rest.size ? rest.data[0] : 0;
}

/* How many marks stand before the next value, which `rest` is then. */
static unsigned marks_before(struct bytes *rest)
{
    const struct bytes next = next_value(*rest);
    unsigned marks = 0;

    for (size_t i = 0; next.size > 0 && i < rest->size - next.size; i++)
        marks += rest->data[i] == OP_MARK;
    *rest = next;
    return marks;
}

/* The items of a list: dictionaries, lists, or tuples of leaves. */
static bool begins_rows(struct bytes rest)
{
    const unsigned marks = marks_before(&rest);
    uint8_t code = first(rest);

    if (marks > 1) /* that of the list's items, and of the first one's own */
        return true;
    if (code == OP_EMPTY_DICT || code == OP_EMPTY_LIST || code == OP_DICT)
        return true;
    for (unsigned i = 0; i < OPS_LOOKED_AT && take_leaf(&rest); i++)
        continue;
    code = first(rest);
    return code == OP_TUPLE || code == OP_TUPLE2 || code == OP_TUPLE3 || code == OP_LIST ||
           code == OP_SETITEM || code == OP_DICT;
}

/* The values of a dictionary, by the first: a list of leaves, or an array. */
static bool begins_columns(struct bytes rest)
{
    if (!take_leaf(&rest))
        return false;
    if (begins_array(rest))
        return true;
    if (first(rest) == OP_LIST || first(rest) == OP_EMPTY_LIST)
        rest = next_value(bytes_from(rest, 1));
    else
        return false;
    return take_leaf(&rest) && first(rest) != OP_TUPLE2 && first(rest) != OP_TUPLE3;
}

/* Behind the opcode of a dictionary: a list of rows is the first of its values that is no leaf, or
 * of those in it. */
static bool begins_lists(struct bytes rest)
{
    rest = next_value(rest);
    for (unsigned i = 0; i < OPS_LOOKED_AT && take_leaf(&rest); i++) { /* a key, or a leaf */
        const uint8_t code = first(rest);

        if (code == OP_EMPTY_LIST || code == OP_LIST)
            return begins_rows(bytes_from(rest, 1));
        if (code == OP_EMPTY_DICT || code == OP_DICT || code == OP_SETITEM)
            rest = next_value(bytes_from(rest, 1));
    }
    return false;
}

bool pickle_may_be_table(const struct subject *subject)
{
    static const char frame[] = "pandas.core.";
    const struct bytes head = subject->head;
    struct bytes rest;

    if (head.size < 4 ||
        (head.data[0] != OP_PROTO && head.data[0] != OP_MARK && head.data[0] != OP_GLOBAL &&
         head.data[0] != OP_EMPTY_LIST && head.data[0] != OP_EMPTY_DICT))
        return false;
    rest = next_value(head);
    if (begins_array(rest))
        return true;
    switch (first(rest)) {
    case OP_EMPTY_LIST:
    case OP_LIST:
        if (begins_rows(bytes_from(rest, 1)))
            return true;
        break;
    case OP_EMPTY_DICT:
    case OP_DICT:
        if (begins_columns(next_value(bytes_from(rest, 1))) || begins_lists(bytes_from(rest, 1)))
            return true;
        break;
    default:
        break;
    }
    return memmem(head.data, bytes_front(head, NAMES_LOOKED_AT).size, frame, sizeof frame - 1) !=
           NULL;
}
