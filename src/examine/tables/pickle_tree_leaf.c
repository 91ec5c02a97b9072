/*
 * pickle_tree_leaf.c - numbers and texts of a pickle, read where they stand.
 *
 * Sources: CPython, Lib/pickletools.py; Modules/_datetimemodule.c, date_getstate() and
 * datetime_getstate().
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "base/text.h"
#include "examine/kinds.h"
#include "examine/python/pickle_step.h"
#include "examine/tables/cell_text.h"
#include "examine/tables/digits.h"
#include "examine/tables/npy_header.h"
#include "examine/tables/npy_value.h"
#include "examine/tables/pickle_tree_part.h"

static uint64_t little(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = size; i-- > 0;)
        number = number << 8 | bytes[i];
    return number;
}

/* The same where eight bytes are at hand, whatever comes behind the first of them. */
static inline uint64_t little_of_eight(const uint8_t *bytes, size_t size)
{
    return size == 0 ? 0 : load_u64le(bytes) & (UINT64_MAX >> (64 - 8 * size));
}

/* Out of line: at the end of what is at hand. */
__attribute__((noinline)) static ASSAY_RESULT op_at_end(struct cursor *cursor, uint8_t *code,
                                                        uint64_t *number)
{
    const struct pickle_op *op;
    struct bytes head;

    TRY(cursor_peek(cursor, PICKLE_OP_SIZE, &head));
    if (head.size == 0)
        return cursor_fail(cursor, "cut short: no STOP");
    *code = head.data[0];
    op = &pickle_ops[*code];
    if (!op->name || head.size <= op->fixed)
        return cursor_fail(cursor, "no opcode, or one that is cut short");
    *number = little(head.data + 1, op->fixed);
    cursor_consume(cursor, 1 + (size_t)op->fixed);
    return ASSAY_OK;
}

enum assay_status pickle_tree_op(struct pickle_tree *tree, uint8_t *code, uint64_t *number)
{
    struct cursor *cursor = tree->cursor;
    const struct pickle_op *op;
    const uint8_t *head;

    if (cursor->have - cursor->at < PICKLE_OP_SIZE)
        return op_at_end(cursor, code, number);
    head = cursor->window + cursor->at;
    op = &pickle_ops[head[0]];
    *code = head[0];
    *number = little_of_eight(head + 1, op->fixed);
    if (!op->name)
        return cursor_fail(cursor, "no opcode, or one that is cut short");
    cursor_consume(cursor, 1 + (size_t)op->fixed);
    return ASSAY_OK;
}
_Static_assert(PICKLE_OP_SIZE == 9, "eight bytes follow the first");

enum assay_status pickle_tree_line(struct pickle_tree *tree)
{
    buf_reset(&tree->text);
    for (;;) {
        struct bytes some;
        const uint8_t *end;
        size_t size;

        TRY(cursor_some(tree->cursor, &some));
        if (some.size == 0)
            return cursor_fail(tree->cursor, "cut short inside a line");
        end = memchr(some.data, '\n', some.size);
        size = end ? (size_t)(end - some.data) : some.size;
        if (tree->text.size + size <= LIMIT_PICKLE_LATIN)
            buf_add(&tree->text, some.data, size);
        cursor_consume(tree->cursor, size + (end != NULL));
        if (end)
            return buf_status(&tree->text, tree->cursor->err);
    }
}

/* ---- texts and bytes ---- */

static bool is_counted(uint8_t code)
{
    return pickle_ops[code].counted && code != OP_LONG1 && code != OP_LONG4;
}

static bool is_bytes(uint8_t code)
{
    return code == OP_SHORT_BINBYTES || code == OP_BINBYTES || code == OP_BINBYTES8 ||
           code == OP_BYTEARRAY8;
}

/* The line of STRING or UNICODE, as it reads. */
static ASSAY_RESULT read_escaped(struct pickle_tree *tree, bool unicode)
{
    CLEANUP(buf_clear) struct buf text;
    struct bytes line;

    buf_init(&text, (size_t)2 * LIMIT_PICKLE_LATIN);
    TRY(pickle_tree_line(tree));
    line = buf_bytes(&tree->text);
    if (!unicode && line.size >= 2)
        line = bytes_of(line.data + 1, line.size - 2); /* the quotes */
    pickle_unescape(line, unicode, &text);
    TRY(buf_status(&text, tree->cursor->err));
    buf_reset(&tree->text);
    buf_add(&tree->text, text.data, text.size);
    return buf_status(&tree->text, tree->cursor->err);
}

/* The bytes that latin1 makes of the text at hand; of other characters none. */
static void to_latin1(struct buf *text)
{
    size_t to = 0;

    for (size_t at = 0; at < text->size; at++) {
        uint8_t byte = text->data[at];

        if (byte >= 0x80) {
            if ((byte != 0xc2 && byte != 0xc3) || at + 1 == text->size) {
                text->size = 0;
                return;
            }
            byte = (uint8_t)(byte << 6 | (text->data[++at] & 0x3f));
        }
        text->data[to++] = byte;
    }
    text->size = to;
}

/* The text of the opcode at hand, in tree->text; at most `most` bytes, past which *cut. */
static ASSAY_RESULT read_text(struct pickle_tree *tree, uint8_t code, uint64_t number, size_t most,
                              bool *cut)
{
    uint8_t *room;

    *cut = false;
    if (code == OP_STRING || code == OP_UNICODE)
        return read_escaped(tree, code == OP_UNICODE);
    buf_reset(&tree->text);
    if (!is_counted(code))
        return ASSAY_OK;
    *cut = number > most;
    if (*cut)
        number = most;
    if (number > cursor_left(tree->cursor))
        return cursor_fail(tree->cursor, "cut short inside a text");
    if (number == 0)
        return ASSAY_OK;
    room = buf_room(&tree->text, (size_t)number);
    if (!room)
        return buf_status(&tree->text, tree->cursor->err);
    TRY(cursor_copy(tree->cursor, room, (size_t)number));
    buf_used(&tree->text, (size_t)number);
    return ASSAY_OK;
}

enum assay_status pickle_tree_text(struct pickle_tree *tree, struct pickle_term term, size_t most,
                                   struct bytes *text)
{
    uint64_t number;
    uint8_t code;
    bool cut;

    *text = bytes_of(NULL, 0);
    if (term.kind != TERM_LEAF && term.kind != TERM_LATIN)
        return ASSAY_OK;
    if (tree->reads == 0) {
        tree->lost = true;
        return ASSAY_OK;
    }
    tree->reads--;
    TRY(cursor_seek(tree->cursor, term.value));
    TRY(pickle_tree_op(tree, &code, &number));
    TRY(read_text(tree, code, number, most, &cut));
    if (term.kind == TERM_LATIN)
        to_latin1(&tree->text);
    if (!cut && tree->text.size <= most)
        *text = buf_bytes(&tree->text);
    return ASSAY_OK;
}

enum assay_status pickle_tree_bytes(struct pickle_tree *tree, struct pickle_term term, uint64_t *at,
                                    uint64_t *size)
{
    uint64_t number;
    uint8_t code;

    *at = *size = 0;
    if (term.kind != TERM_LEAF)
        return ASSAY_OK;
    TRY(cursor_seek(tree->cursor, term.value));
    TRY(pickle_tree_op(tree, &code, &number));
    if (is_bytes(code) && number <= cursor_left(tree->cursor)) {
        *at = cursor_at(tree->cursor);
        *size = number;
    }
    return ASSAY_OK;
}

/* ---- numbers ---- */

static struct bytes as_text(struct pickle_tree *tree, const struct meaning *meaning,
                            struct bytes value, enum cell_type *type)
{
    char room[CELL_TEXT_MAX];
    struct bytes text = cell_text(meaning, value, room, type);

    buf_reset(&tree->text);
    buf_add(&tree->text, text.data, text.size);
    return buf_bytes(&tree->text);
}

static struct bytes integer_text(struct pickle_tree *tree, int64_t number, enum cell_type *type)
{
    char room[24], *const end = room + sizeof room;
    char *front = digits_before(end, number < 0 ? ~(uint64_t)number + 1 : (uint64_t)number);

    if (number < 0)
        *--front = '-';
    *type = CELL_INTEGER;
    buf_reset(&tree->text);
    buf_add(&tree->text, front, (size_t)(end - front));
    return buf_bytes(&tree->text);
}

/* BINFLOAT: its high byte first. */
static struct bytes float_text(struct pickle_tree *tree, uint64_t number, enum cell_type *type)
{
    static const struct meaning meaning = {.kind = MEANS_FLOAT};
    uint8_t bytes[8];
    struct bytes text;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[sizeof bytes - 1 - i] = (uint8_t)(number >> 8 * i);
    text = as_text(tree, &meaning, bytes_of(bytes, sizeof bytes), type);
    if (bytes_equal(text, BYTES("nan")))
        *type = CELL_EMPTY;
    return text;
}

/* LONG1 and LONG4, of which Python writes the latter for longer ones than anybody's number. */
static ASSAY_RESULT long_text(struct pickle_tree *tree, uint64_t size, enum cell_type *type,
                              struct bytes *text)
{
    static const struct meaning meaning = {.kind = MEANS_DECIMAL};
    enum { MOST = 32 };
    struct bytes digits;

    *type = CELL_INTEGER;
    if (size == 0)
        *text = integer_text(tree, 0, type);
    if (size == 0 || size > MOST)
        return ASSAY_OK;
    TRY(cursor_take(tree->cursor, (size_t)size, &digits));
    *text = as_text(tree, &meaning, digits, type);
    *type = CELL_INTEGER;
    return ASSAY_OK;
}

/* INT, LONG and FLOAT of protocol 0. */
static ASSAY_RESULT line_text(struct pickle_tree *tree, uint8_t code, enum cell_type *type,
                              struct bytes *text)
{
    TRY(pickle_tree_line(tree));
    *text = buf_bytes(&tree->text);
    *type = code == OP_FLOAT ? CELL_NUMBER : CELL_INTEGER;
    if (code == OP_LONG && bytes_ends(*text, BYTES("L")))
        text->size--;
    if (code == OP_INT && (bytes_equal(*text, BYTES("00")) || bytes_equal(*text, BYTES("01")))) {
        *type = CELL_BOOLEAN;
        *text = text->data[1] == '1' ? BYTES("true") : BYTES("false");
    }
    if (bytes_equal(*text, BYTES("nan")))
        *type = CELL_EMPTY;
    return ASSAY_OK;
}

/* ---- cells ---- */

static ASSAY_RESULT opcode_cell(struct pickle_tree *tree, uint8_t code, uint64_t number,
                                enum cell_type *type, struct bytes *text)
{
    bool cut;

    switch ((enum pickle_code)code) {
    case OP_NEWTRUE:
    case OP_NEWFALSE:
        *type = CELL_BOOLEAN;
        *text = code == OP_NEWTRUE ? BYTES("true") : BYTES("false");
        return ASSAY_OK;
    case OP_BININT:
        *text = integer_text(tree, (int32_t)(uint32_t)number, type);
        return ASSAY_OK;
    case OP_BININT1:
    case OP_BININT2:
        *text = integer_text(tree, (int64_t)number, type);
        return ASSAY_OK;
    case OP_LONG1:
    case OP_LONG4:
        return long_text(tree, number, type, text);
    case OP_BINFLOAT:
        *text = float_text(tree, number, type);
        return ASSAY_OK;
    case OP_INT:
    case OP_LONG:
    case OP_FLOAT:
        return line_text(tree, code, type, text);
    default:
        break;
    }
    TRY(read_text(tree, code, number, LIMIT_PICKLE_LATIN, &cut));
    *text = buf_bytes(&tree->text);
    *type = is_bytes(code) && !kind_is_text(bytes_front(*text, 4096)) ? CELL_BINARY : CELL_TEXT;
    tree->lost |= cut;
    return ASSAY_OK;
}

static ASSAY_RESULT number_cell(struct pickle_tree *tree, struct pickle_term term,
                                enum cell_type *type, struct bytes *text)
{
    const struct pickle_term leaf =
        pickle_term_of(TERM_LEAF, term.value & ((UINT64_C(1) << PICKLE_NUMBER_SHIFT) - 1));
    const unsigned told = (unsigned)(term.value >> PICKLE_NUMBER_SHIFT);
    struct npy_field field;
    struct bytes value;
    uint8_t copy[64];
    struct buf raw;

    TRY(pickle_tree_text(tree,
                         told & PICKLE_NUMBER_LATIN ? pickle_term_of(TERM_LATIN, leaf.value) : leaf,
                         sizeof copy, &value));
    *type = CELL_NESTED;
    *text = bytes_of(NULL, 0);
    if (value.size == 0)
        return ASSAY_OK;
    memcpy(copy, value.data, value.size);
    npy_field_of(&field, (uint8_t)(told & 0x7f), value.size, BYTES("[ns]"),
                 told & PICKLE_NUMBER_BIG);
    buf_init(&raw, sizeof copy * 4);
    *text = npy_value_text(&field, bytes_of(copy, value.size), &raw, type);
    buf_reset(&tree->text);
    buf_add(&tree->text, text->data, text->size);
    buf_clear(&raw);
    *text = buf_bytes(&tree->text);
    return buf_status(&tree->text, tree->cursor->err);
}

static struct bytes moment_text(struct pickle_tree *tree, struct pickle_term term,
                                enum cell_type *type)
{
    static const struct meaning day = {.kind = MEANS_DATE};
    static const struct meaning moment = {.kind = MEANS_TIMESTAMP, .scale = 6};
    const uint64_t number = (uint64_t)pickle_term_signed(term);
    const size_t size = term.kind == TERM_DAY ? 4 : 8;
    uint8_t bytes[8];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(number >> 8 * i);
    return as_text(tree, term.kind == TERM_DAY ? &day : &moment, bytes_of(bytes, size), type);
}

enum assay_status pickle_tree_cell(struct pickle_tree *tree, struct pickle_term term,
                                   enum cell_type *type, struct bytes *text)
{
    uint64_t number;
    uint8_t code;

    *text = bytes_of(NULL, 0);
    *type = CELL_EMPTY;
    switch ((enum pickle_term_kind)term.kind) {
    case TERM_NULL:
        return ASSAY_OK;
    case TERM_DAY:
    case TERM_MOMENT:
        *text = moment_text(tree, term, type);
        return buf_status(&tree->text, tree->cursor->err);
    case TERM_NUMBER:
        return number_cell(tree, term, type, text);
    case TERM_LEAF:
    case TERM_DECIMAL:
        TRY(cursor_seek(tree->cursor, term.value));
        TRY(pickle_tree_op(tree, &code, &number));
        TRY(opcode_cell(tree, code, number, type, text));
        if (term.kind == TERM_DECIMAL)
            *type = CELL_TYPES;
        return ASSAY_OK;
    case TERM_LATIN:
        TRY(pickle_tree_text(tree, term, LIMIT_PICKLE_LATIN, text));
        *type = kind_is_text(bytes_front(*text, 4096)) ? CELL_TEXT : CELL_BINARY;
        return ASSAY_OK;
    default:
        *type = CELL_NESTED;
        return ASSAY_OK;
    }
}

enum assay_status pickle_tree_number(struct pickle_tree *tree, struct pickle_term term, bool *known,
                                     int64_t *number)
{
    enum cell_type type;
    struct bytes text;
    uint64_t magnitude;
    bool negative;

    *known = false;
    if (term.kind != TERM_LEAF && term.kind != TERM_NUMBER)
        return ASSAY_OK;
    TRY(pickle_tree_cell(tree, term, &type, &text));
    if (type != CELL_INTEGER)
        return ASSAY_OK;
    negative = bytes_starts(text, BYTES("-"));
    *known = text_u64(bytes_from(text, negative), &magnitude) && magnitude <= INT64_MAX;
    if (*known)
        *number = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return ASSAY_OK;
}
