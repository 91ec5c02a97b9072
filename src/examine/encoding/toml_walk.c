/* toml_walk.c - see toml_walk.h. */

#include "examine/encoding/toml_walk.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"

enum { END = -1 };

/* The next byte, or END, without moving. */
static ASSAY_RESULT look(struct toml_walk *walk, int *byte)
{
    struct bytes next;

    TRY(cursor_peek(walk->cursor, 1, &next));
    *byte = next.size > 0 ? next.data[0] : END;
    return ASSAY_OK;
}

static ASSAY_RESULT looks_like(struct toml_walk *walk, struct bytes text, bool *yes)
{
    struct bytes next;

    TRY(cursor_peek(walk->cursor, text.size, &next));
    *yes = bytes_starts(next, text);
    return ASSAY_OK;
}

static ASSAY_RESULT skip_comment(struct toml_walk *walk)
{
    for (;;) {
        const uint8_t *end;
        struct bytes some;

        TRY(cursor_some(walk->cursor, &some));
        end = some.size ? memchr(some.data, '\n', some.size) : NULL;
        cursor_consume(walk->cursor, end ? (size_t)(end - some.data) : some.size);
        if (end || some.size == 0)
            return ASSAY_OK;
    }
}

/* A line's end, which is taken; a CR alone ends none. */
static ASSAY_RESULT take_line_end(struct toml_walk *walk, bool *taken)
{
    bool returned;

    TRY(looks_like(walk, BYTES("\n"), taken));
    TRY(looks_like(walk, BYTES("\r\n"), &returned));
    cursor_consume(walk->cursor, *taken ? 1 : returned ? 2 : 0);
    *taken |= returned;
    return ASSAY_OK;
}

/* `lines`: also ends of lines, and comments. */
static ASSAY_RESULT skip_blanks(struct toml_walk *walk, bool lines)
{
    bool ended;
    int byte;

    for (;;) {
        TRY(look(walk, &byte));
        if (byte == ' ' || byte == '\t') {
            cursor_consume(walk->cursor, 1);
        } else if (!lines) {
            return ASSAY_OK;
        } else if (byte == '#') {
            TRY(skip_comment(walk));
        } else {
            TRY(take_line_end(walk, &ended));
            if (!ended)
                return ASSAY_OK;
        }
    }
}

static ASSAY_RESULT expect(struct toml_walk *walk, int wanted)
{
    int byte;

    TRY(skip_blanks(walk, false));
    TRY(look(walk, &byte));
    if (byte != wanted)
        return cursor_fail(walk->cursor, "no TOML: there is no %c where one must be", wanted);
    cursor_consume(walk->cursor, 1);
    return ASSAY_OK;
}

static ASSAY_RESULT end_line(struct toml_walk *walk)
{
    bool ended;
    int byte;

    TRY(skip_blanks(walk, false));
    TRY(look(walk, &byte));
    if (byte == '#')
        TRY(skip_comment(walk));
    TRY(take_line_end(walk, &ended));
    TRY(look(walk, &byte));
    if (!ended && byte != END)
        return cursor_fail(walk->cursor, "no TOML: more on a line than one value");
    return ASSAY_OK;
}

static ASSAY_RESULT read_code(struct toml_walk *walk, size_t count, struct buf *out)
{
    struct bytes digits;
    uint32_t code;
    char text[4];

    TRY(cursor_take(walk->cursor, count, &digits));
    if (!hex_number(digits, count, &code) || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return cursor_fail(walk->cursor, "no TOML: an escape that stands for no character");
    buf_add(out, text, utf8_encode(code, text));
    return ASSAY_OK;
}

/* What follows a backslash. */
static ASSAY_RESULT read_escape(struct toml_walk *walk, bool lines, struct buf *out)
{
    static const char plain[] = "b\bt\tn\nf\fr\re\033\"\"\\\\";
    bool ended;
    uint8_t byte;

    TRY(cursor_u8(walk->cursor, &byte));
    for (size_t i = 0; i + 1 < sizeof plain; i += 2) {
        if ((uint8_t)plain[i] == byte) {
            buf_byte(out, (uint8_t)plain[i + 1]);
            return ASSAY_OK;
        }
    }
    if (byte == 'x' || byte == 'u' || byte == 'U')
        return read_code(walk, byte == 'x' ? 2 : byte == 'u' ? 4 : 8, out);
    if (lines && (byte == '\n' || byte == '\r' || byte == ' ' || byte == '\t')) {
        do { /* the text goes on where the next line has its first word */
            TRY(skip_blanks(walk, false));
            TRY(take_line_end(walk, &ended));
        } while (ended);
        return ASSAY_OK;
    }
    return cursor_fail(walk->cursor, "no TOML: an escape that there is not");
}

/* Quotes inside a text of several lines, and those that end it. */
static ASSAY_RESULT read_quotes(struct toml_walk *walk, uint8_t quote, struct buf *out, bool *ended)
{
    struct bytes next;
    size_t count = 0;

    TRY(cursor_peek(walk->cursor, 5, &next));
    while (count < next.size && next.data[count] == quote)
        count++;
    *ended = count >= 3;
    for (size_t i = *ended ? 3 : 0; i < count; i++)
        buf_byte(out, quote);
    cursor_consume(walk->cursor, count);
    return ASSAY_OK;
}

static ASSAY_RESULT read_text(struct toml_walk *walk, struct buf *out)
{
    bool lines, ended;
    uint8_t quote, byte;
    int next;

    buf_reset(out);
    TRY(cursor_u8(walk->cursor, &quote));
    TRY(looks_like(walk, quote == '"' ? BYTES("\"\"") : BYTES("''"), &lines));
    if (lines) {
        cursor_consume(walk->cursor, 2);
        TRY(take_line_end(walk, &ended)); /* right behind the quotes it is no part of the text */
    }
    for (;;) {
        TRY(look(walk, &next));
        if (next == quote && lines) {
            TRY(read_quotes(walk, quote, out, &ended));
            if (ended)
                return ASSAY_OK;
            continue;
        }
        if (next == END || (!lines && (next == '\n' || next == '\r')))
            return cursor_fail(walk->cursor, "no TOML: a text without an end");
        TRY(cursor_u8(walk->cursor, &byte));
        if (byte == quote)
            return ASSAY_OK;
        if (byte == '\\' && quote == '"')
            TRY(read_escape(walk, lines, out));
        else
            buf_byte(out, byte);
    }
}

static bool is_bare(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

/* Adds the names of a key, joined by points there, to the way. */
static ASSAY_RESULT read_key(struct toml_walk *walk)
{
    int byte;

    for (;;) {
        TRY(skip_blanks(walk, false));
        TRY(look(walk, &byte));
        buf_reset(&walk->key);
        if (byte == '"' || byte == '\'') {
            TRY(read_text(walk, &walk->key));
        } else {
            if (!is_bare(byte))
                return cursor_fail(walk->cursor, "no TOML: there is no key where one must be");
            while (is_bare(byte)) {
                buf_byte(&walk->key, (uint8_t)byte);
                cursor_consume(walk->cursor, 1);
                TRY(look(walk, &byte));
            }
        }
        TRY(buf_status(&walk->key, walk->cursor->err));
        if (walk->way.size > 0)
            buf_byte(&walk->way, TOML_STEP);
        for (size_t i = 0; i < walk->key.size; i++)
            buf_byte(&walk->way, walk->key.data[i] == TOML_STEP ? ' ' : walk->key.data[i]);
        TRY(buf_status(&walk->way, walk->cursor->err));
        TRY(skip_blanks(walk, false));
        TRY(look(walk, &byte));
        if (byte != '.')
            return ASSAY_OK;
        cursor_consume(walk->cursor, 1);
    }
}

/* NOLINTBEGIN(misc-no-recursion): to LIMIT_DOCUMENT_DEPTH in read_nested() */

static ASSAY_RESULT read_value(struct toml_walk *walk);

static ASSAY_RESULT read_pair(struct toml_walk *walk)
{
    size_t size = walk->way.size;

    TRY(read_key(walk));
    TRY(expect(walk, '='));
    TRY(read_value(walk));
    walk->way.size = size;
    return ASSAY_OK;
}

/* An array, or a table in braces. */
static ASSAY_RESULT read_nested(struct toml_walk *walk, int end)
{
    int byte;

    if (++walk->depth > LIMIT_DOCUMENT_DEPTH)
        return cursor_fail_at(walk->cursor, ASSAY_ELIMIT, cursor_at(walk->cursor),
                              "values inside values, more than %d deep", LIMIT_DOCUMENT_DEPTH);
    if (end == '}')
        walk->table(walk, buf_bytes(&walk->way), cursor_at(walk->cursor));
    cursor_consume(walk->cursor, 1);
    for (;;) {
        TRY(skip_blanks(walk, true));
        TRY(look(walk, &byte));
        if (byte == end)
            break;
        TRY(end == '}' ? read_pair(walk) : read_value(walk));
        TRY(skip_blanks(walk, true));
        TRY(look(walk, &byte));
        if (byte == end)
            break;
        TRY(expect(walk, ','));
    }
    cursor_consume(walk->cursor, 1);
    walk->depth--;
    return ASSAY_OK;
}

/* A number, a date, true or false: nothing that is asked for. */
static ASSAY_RESULT skip_word(struct toml_walk *walk)
{
    bool any = false;
    int byte;

    for (;;) {
        TRY(look(walk, &byte));
        if (byte == END || bytes_has(BYTES(",]}#\r\n"), (uint8_t)byte))
            break;
        if (!is_bare(byte) && !bytes_has(BYTES("+.: \t"), (uint8_t)byte))
            return cursor_fail(walk->cursor, "no TOML: a value that there is not");
        cursor_consume(walk->cursor, 1);
        any = true;
    }
    return any ? ASSAY_OK : cursor_fail(walk->cursor, "no TOML: a key without a value");
}

static ASSAY_RESULT read_value(struct toml_walk *walk)
{
    int byte;

    TRY(skip_blanks(walk, false));
    TRY(look(walk, &byte));
    if (byte == '[' || byte == '{')
        return read_nested(walk, byte == '[' ? ']' : '}');
    if (byte != '"' && byte != '\'')
        return skip_word(walk);
    TRY(read_text(walk, &walk->value));
    walk->text(walk, buf_bytes(&walk->way),
               walk->value.status == ASSAY_OK ? buf_bytes(&walk->value) : BYTES(""));
    return ASSAY_OK;
}

/* NOLINTEND(misc-no-recursion) */

static ASSAY_RESULT read_header(struct toml_walk *walk)
{
    uint64_t at = cursor_at(walk->cursor);
    bool array;

    TRY(looks_like(walk, BYTES("[["), &array));
    cursor_consume(walk->cursor, array ? 2 : 1);
    buf_reset(&walk->way);
    TRY(read_key(walk));
    TRY(expect(walk, ']'));
    if (array)
        TRY(expect(walk, ']'));
    TRY(end_line(walk));
    walk->table(walk, buf_bytes(&walk->way), at);
    return ASSAY_OK;
}

static ASSAY_RESULT read_document(struct toml_walk *walk)
{
    bool marked;
    int byte;

    TRY(looks_like(walk, BYTES("\xEF\xBB\xBF"), &marked));
    cursor_consume(walk->cursor, marked ? 3 : 0);
    for (;;) {
        TRY(skip_blanks(walk, true));
        TRY(look(walk, &byte));
        if (byte == END)
            return ASSAY_OK;
        if (byte == '[') {
            TRY(read_header(walk));
        } else {
            TRY(read_pair(walk));
            TRY(end_line(walk));
        }
    }
}

enum assay_status toml_walk(struct cursor *cursor, struct toml_walk *walk)
{
    enum assay_status status;

    walk->cursor = cursor;
    walk->depth = 0;
    buf_init(&walk->way, LIMIT_NAME);
    buf_init(&walk->key, LIMIT_NAME);
    buf_init(&walk->value, LIMIT_NAME);
    status = read_document(walk);
    buf_clear(&walk->way);
    buf_clear(&walk->key);
    buf_clear(&walk->value);
    return status;
}
