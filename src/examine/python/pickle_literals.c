/* pickle_literals.c - opcodes that push a number, a text or bytes which stand in the stream. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/python/pickle_ops.h"
#include "examine/python/pickle_sniff.h"
#include "examine/python/pickle_step.h"
#include "examine/unwrapped.h"

enum { SNIFFED = 4096 /* bytes of an argument by which it is taken for a pickle */ };

static enum assay_status push_int(struct pickle_machine *machine, uint64_t value)
{
    return pickle_push_value(
        machine, (struct pickle_value){.kind = PICKLE_INT, .known = true, .integer = value});
}

static enum assay_status push_text(struct pickle_machine *machine, enum pickle_kind kind,
                                   struct bytes text, bool cut)
{
    struct pickle_value value;
    enum assay_status status = pickle_make_text(&machine->store, kind, text, cut, &value);

    return status == ASSAY_OK ? pickle_push_value(machine, value) : pickle_at_op(machine, status);
}

/* Whether bytes may be a pickle: such names stand for all of a module, and other calls of it take
 * bytes, too (dill's code objects, with their tables of lines). Protocols 0 and 1 have no PROTO of
 * their own, so one of these proves nothing by itself. */
static bool is_plausible(struct bytes head)
{
    struct pickle_look look = pickle_look(head);

    return look.called || (look.prefixed && head.data[1] >= 2) ||
           (look.sound && look.ops > 0 && (look.ended || look.telling));
}

/* A loader waits for the bytes that come next: it is on top, or right below the mark. What others
 * than torch's would load is dangerous already, and read for what it is. */
static ASSAY_RESULT is_awaited(const struct pickle_machine *machine, uint64_t size, bool *awaited)
{
    const struct pickle_store *store = &machine->store;
    const struct pickle_verdict *verdict;
    struct bytes head;

    *awaited = false;
    if (store->depth == 0 || store->stack[store->depth - 1].kind != PICKLE_NAME)
        return ASSAY_OK;
    verdict = &machine->report->imports[store->stack[store->depth - 1].ref].verdict;
    *awaited = verdict->rule == RULE_TORCH_BYTES;
    if (*awaited || verdict->group != PICKLE_PICKLE_AGAIN)
        return ASSAY_OK;
    TRY(cursor_peek(machine->cursor, size < SNIFFED ? (size_t)size : SNIFFED, &head));
    *awaited = is_plausible(bytes_front(head, size));
    return ASSAY_OK;
}

/* A loader waits for what a codec makes of the text that comes next. */
static bool is_awaited_text(const struct pickle_machine *machine)
{
    const struct pickle_store *store = &machine->store;
    const struct pickle_value *encode, *loader;

    if (!machine->seen_rules || store->depth < 2)
        return false;
    encode = &store->stack[store->depth - 1];
    loader = encode - 1;
    return encode->kind == PICKLE_NAME && loader->kind == PICKLE_NAME &&
           machine->report->imports[encode->ref].verdict.rule == RULE_CODEC &&
           machine->report->imports[loader->ref].verdict.rule == RULE_TORCH_BYTES;
}

/* The bytes that latin1 makes of UTF-8; false where it has none for a character. */
static bool to_latin1(uint8_t *text, size_t *size)
{
    size_t to = 0;

    for (size_t at = 0; at < *size; at++) {
        uint8_t byte = text[at];

        if (byte >= 0x80) {
            if ((byte != 0xc2 && byte != 0xc3) || at + 1 == *size || (text[at + 1] & 0xc0) != 0x80)
                return false;
            byte = (uint8_t)(byte << 6 | (text[++at] & 0x3f));
        }
        text[to++] = byte;
    }
    *size = to;
    return true;
}

/* Reads a text of at most LIMIT_PICKLE_LATIN bytes as the pickle that it encodes; offsets told are
 * those of its characters. */
static enum assay_status read_encoded(struct pickle_machine *machine, size_t size, bool *judged)
{
    CLEANUP(free_cleanup) uint8_t *text = malloc(size ? size : 1);
    struct cursor *outer = machine->cursor, inner;
    struct assay_error failure = {0};
    uint64_t at = cursor_at(outer);
    enum assay_status status;

    if (!text)
        return cursor_fail_at(outer, ASSAY_ENOMEM, machine->op_at, "out of memory");
    TRY(cursor_copy(outer, text, size));
    *judged = to_latin1(text, &size);
    if (!*judged)
        return ASSAY_OK;
    cursor_of_part(&inner, bytes_of(text, size), at, &failure);
    status = pickle_nested(&inner, size, machine->report, machine->nesting + 1);
    return status == ASSAY_OK ? status
                              : cursor_fail_at(outer, status, failure.offset, "%s", failure.text);
}

/* An argument of `size` bytes is packed: as much of it as is looked into is handed on whole.
 * `front` stands before the cursor. */
static ASSAY_RESULT hand_on_packed(struct pickle_machine *machine, uint64_t size,
                                   struct bytes front)
{
    const size_t some = size < UNWRAPPED_ENOUGH ? (size_t)size : UNWRAPPED_ENOUGH;
    CLEANUP(free_cleanup) uint8_t *packed = malloc(some);
    const uint64_t start = cursor_at(machine->cursor) - front.size;

    if (!packed)
        return cursor_fail_at(machine->cursor, ASSAY_ENOMEM, machine->op_at, "out of memory");
    memcpy(packed, front.data, front.size);
    TRY(cursor_copy(machine->cursor, packed + front.size, some - front.size));
    pickle_hand_on_text(machine, start, some, bytes_of(packed, some));
    return cursor_skip(machine->cursor, size - some);
}

/* A text or bytes argument of `size` bytes. */
static enum assay_status read_counted(struct pickle_machine *machine, enum pickle_kind kind,
                                      uint64_t size)
{
    size_t kept = size < PICKLE_KEPT ? (size_t)size : PICKLE_KEPT;
    struct pickle_value value;
    enum assay_status status;
    bool awaited = false;
    struct bytes part;
    uint8_t *room;

    if (size > cursor_left(machine->cursor))
        return cursor_fail_at(machine->cursor, ASSAY_EFORMAT, machine->op_at,
                              "cut short: %" PRIu64 " bytes of text wanted, %" PRIu64 " left", size,
                              cursor_left(machine->cursor));
    if (kind == PICKLE_BYTES)
        TRY(is_awaited(machine, size, &awaited));
    if (awaited) {
        TRY(pickle_nested(machine->cursor, size, machine->report, machine->nesting + 1));
        status = pickle_make_text(&machine->store, kind, bytes_of(NULL, 0), true, &value);
        value.judged = true;
        return status == ASSAY_OK ? pickle_push_value(machine, value)
                                  : pickle_at_op(machine, status);
    }
    if (kind == PICKLE_TEXT && size <= LIMIT_PICKLE_LATIN && is_awaited_text(machine)) {
        bool judged;

        TRY(read_encoded(machine, (size_t)size, &judged));
        status = pickle_make_text(&machine->store, kind, bytes_of(NULL, 0), true, &value);
        value.judged = judged;
        return status == ASSAY_OK ? pickle_push_value(machine, value)
                                  : pickle_at_op(machine, status);
    }
    TRY(cursor_take(machine->cursor, kept, &part));
    if (size == kept)
        pickle_hand_on_text(machine, cursor_at(machine->cursor) - kept, kept, part);
    status = pickle_text_room(&machine->store, kept, &room, &value);
    if (status != ASSAY_OK)
        return pickle_at_op(machine, status);
    memcpy(room, part.data, kept);
    value.kind = (uint8_t)kind;
    value.cut = size > kept;
    TRY(pickle_push_value(machine, value));
    if (size > kept && unwrapped_may_begin(part))
        return hand_on_packed(machine, size, bytes_of(room, kept));
    return size > kept ? cursor_skip(machine->cursor, size - kept) : ASSAY_OK;
}

static uint64_t little(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;

    while (size-- > 0)
        value = value << 8 | bytes[size];
    return value;
}

/* 0x1950A86A20F9469CFC6C, little-endian: torch.serialization.MAGIC_NUMBER. */
static const uint8_t torch_magic[10] = {0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};

static enum assay_status read_long(struct pickle_machine *machine, uint64_t size)
{
    struct pickle_value value = {.kind = PICKLE_INT};
    struct bytes digits;

    if (size <= 16) {
        TRY(cursor_take(machine->cursor, (size_t)size, &digits));
        if (size <= 8) {
            value.known = true;
            value.integer = little(digits.data, (size_t)size);
            if (size > 0 && size < 8 && digits.data[size - 1] & 0x80)
                value.integer |= UINT64_MAX << (8 * size);
        }
        /* Marks the number for the end of the stream: it tells a legacy torch file. */
        value.judged = bytes_equal(digits, bytes_of(torch_magic, sizeof torch_magic));
    } else {
        TRY(cursor_skip(machine->cursor, size));
    }
    return pickle_push_value(machine, value);
}

/* INT and LONG of protocol 0. */
static enum assay_status read_decimal(struct pickle_machine *machine, bool may_be_bool)
{
    struct pickle_value value = {.kind = PICKLE_INT};
    struct bytes text;
    bool cut, negative;

    TRY(pickle_read_line(machine, &cut));
    text = buf_bytes(&machine->line);
    if (may_be_bool && (bytes_equal(text, BYTES("00")) || bytes_equal(text, BYTES("01"))))
        return pickle_push_value(
            machine, (struct pickle_value){.kind = PICKLE_BOOL, .integer = text.data[1] == '1'});
    if (bytes_ends(text, BYTES("L")))
        text.size--;
    negative = bytes_starts(text, BYTES("-"));
    value.known = text_u64(bytes_from(text, negative), &value.integer);
    if (!value.known)
        value.judged = bytes_equal(text, BYTES("119547037146038801333356"));
    else if (negative)
        value.integer = 0 - value.integer;
    return pickle_push_value(machine, value);
}

static enum assay_status read_escaped(struct pickle_machine *machine, bool unicode)
{
    CLEANUP(buf_clear) struct buf text;
    uint64_t start = cursor_at(machine->cursor);
    struct bytes line;
    bool cut;

    buf_init(&text, (size_t)LIMIT_PICKLE_LINE * 2);
    TRY(pickle_read_line(machine, &cut));
    line = buf_bytes(&machine->line);
    if (!unicode) { /* quotes and blanks around it are not part of it */
        while (line.size > 0 && line.data[line.size - 1] <= ' ')
            line.size--;
        if (line.size >= 2 && line.data[0] == line.data[line.size - 1] &&
            (line.data[0] == '\'' || line.data[0] == '"'))
            line = bytes_of(line.data + 1, line.size - 2);
        else
            pickle_report_flaw(machine->report, machine->op_at, "a string without quotes");
    }
    pickle_unescape(line, unicode, &text);
    TRY(pickle_at_op(machine, text.status));
    if (!cut)
        pickle_hand_on_text(machine, start, cursor_at(machine->cursor) - start, buf_bytes(&text));
    return push_text(machine, PICKLE_TEXT, buf_bytes(&text), cut);
}

/* `number` is the opcode's argument itself, or counts the bytes that follow. */
enum assay_status pickle_literal(struct pickle_machine *machine, uint8_t code, uint64_t number)
{
    bool cut;

    switch ((enum pickle_code)code) {
    case OP_FLOAT:
        TRY(pickle_read_line(machine, &cut));
        return pickle_push_kind(machine, PICKLE_FLOAT);
    case OP_BINFLOAT:
        return pickle_push_kind(machine, PICKLE_FLOAT);
    case OP_INT:
        return read_decimal(machine, true);
    case OP_LONG:
        return read_decimal(machine, false);
    case OP_BININT:
        return push_int(machine, (uint64_t)(int64_t)(int32_t)(uint32_t)number);
    case OP_BININT1:
    case OP_BININT2:
        return push_int(machine, number);
    case OP_LONG1:
    case OP_LONG4:
        return read_long(machine, number);
    case OP_NONE:
        return pickle_push_kind(machine, PICKLE_NONE);
    case OP_NEWTRUE:
    case OP_NEWFALSE:
        return pickle_push_value(
            machine, (struct pickle_value){.kind = PICKLE_BOOL, .integer = code == OP_NEWTRUE});
    case OP_STRING:
        return read_escaped(machine, false);
    case OP_UNICODE:
        return read_escaped(machine, true);
    case OP_SHORT_BINSTRING:
    case OP_BINSTRING:
    case OP_SHORT_BINUNICODE:
    case OP_BINUNICODE:
    case OP_BINUNICODE8:
        return read_counted(machine, PICKLE_TEXT, number);
    case OP_SHORT_BINBYTES:
    case OP_BINBYTES:
    case OP_BINBYTES8:
    case OP_BYTEARRAY8:
        return read_counted(machine, PICKLE_BYTES, number);
    default:
        return ASSAY_OK;
    }
}
