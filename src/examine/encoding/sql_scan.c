/* sql_scan.c - see sql_scan.h. */

#include "examine/encoding/sql_scan.h"

#include "base/kit.h"

enum { TAG_MOST = 64 /* of $tag$ */ };

void sql_scan_init(struct sql_scan *scan, struct cursor *cursor, bool backslashes)
{
    *scan = (struct sql_scan){
        .cursor = cursor, .lines = text_lines_from(cursor_at(cursor)), .backslashes = backslashes};
    buf_init(&scan->kept, 2 * (size_t)SQL_TEXT_MOST);
}

void sql_scan_clear(struct sql_scan *scan)
{
    buf_clear(&scan->kept);
}

void sql_consume(struct sql_scan *scan, struct bytes some)
{
    text_lines_pass(&scan->lines, some, cursor_at(scan->cursor));
    cursor_consume(scan->cursor, some.size);
}

static void begin_token(struct sql_scan *scan)
{
    scan->start = cursor_at(scan->cursor);
    scan->place = text_lines_place(&scan->lines, scan->start);
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_word(uint8_t byte)
{
    return ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || is_digit(byte) || byte == '_' ||
           byte == '$' || byte >= 0x80;
}

/* Passes everything up to `end` and that too, or all there is. */
static ASSAY_RESULT skip_past(struct sql_scan *scan, struct bytes end)
{
    for (;;) {
        const uint8_t *found;
        struct bytes some;

        TRY(cursor_peek(scan->cursor, end.size, &some));
        if (some.size < end.size || bytes_equal(some, end)) {
            sql_consume(scan, some);
            return ASSAY_OK;
        }
        TRY(cursor_some(scan->cursor, &some));
        found = memchr(some.data + 1, end.data[0], some.size - 1);
        sql_consume(scan, bytes_of(some.data, found ? (size_t)(found - some.data) : some.size));
    }
}

/* Past blanks and comments; *next: what stands there then, or nothing at the end. */
static ASSAY_RESULT skip_blanks(struct sql_scan *scan, struct bytes *next)
{
    for (;;) {
        size_t at = 0;

        TRY(cursor_some(scan->cursor, next));
        while (at < next->size && is_blank(next->data[at]))
            at++;
        sql_consume(scan, bytes_of(next->data, at));
        if (at > 0 || next->size == 0) {
            if (next->size == 0)
                return ASSAY_OK;
            continue;
        }
        TRY(cursor_peek(scan->cursor, 2, next));
        if (bytes_equal(*next, BYTES("--")) || next->data[0] == '#')
            TRY(skip_past(scan, BYTES("\n")));
        else if (bytes_equal(*next, BYTES("/*")))
            TRY(skip_past(scan, BYTES("*/")));
        else
            return ASSAY_OK;
    }
}

static void keep(struct sql_scan *scan, struct bytes some)
{
    if (scan->cut || scan->kept.size + some.size > SQL_TEXT_MOST)
        scan->cut = true;
    else
        buf_add(&scan->kept, some.data, some.size);
}

static ASSAY_RESULT end_text(struct sql_scan *scan)
{
    scan->text = scan->cut ? bytes_of(NULL, 0) : buf_bytes(&scan->kept);
    return buf_status(&scan->kept, scan->cursor->err);
}

/* Behind '\': what it means in front of that byte. */
static uint8_t meaning_of(uint8_t byte)
{
    switch (byte) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case '0':
        return ' ';
    default:
        return byte;
    }
}

/* Behind the quote that opens it; `backslash`: that escapes what follows it. */
static ASSAY_RESULT read_quoted(struct sql_scan *scan, uint8_t quote, bool backslash)
{
    begin_token(scan);
    for (;;) {
        struct bytes some;
        size_t at = 0;
        uint8_t byte;

        TRY(cursor_some(scan->cursor, &some));
        while (at < some.size && some.data[at] != quote && !(backslash && some.data[at] == '\\'))
            at++;
        keep(scan, bytes_of(some.data, at));
        sql_consume(scan, bytes_of(some.data, at));
        scan->end = cursor_at(scan->cursor);
        if (some.size == 0)
            return end_text(scan);
        if (at == some.size)
            continue;
        TRY(cursor_peek(scan->cursor, 2, &some));
        byte = some.data[0];
        if (byte == quote && (some.size < 2 || some.data[1] != quote)) {
            cursor_consume(scan->cursor, 1);
            return end_text(scan);
        }
        sql_consume(scan, some);
        scan->hides = true;
        if (some.size == 2) {
            byte = byte == quote ? quote : meaning_of(some.data[1]);
            keep(scan, bytes_of(&byte, 1));
        }
    }
}

/* $tag$ ... $tag$, the body of a function; false in *found where it is none. */
static ASSAY_RESULT skip_dollars(struct sql_scan *scan, bool *found)
{
    uint8_t room[TAG_MOST];
    struct bytes some;
    size_t size = 1;

    *found = false;
    TRY(cursor_peek(scan->cursor, TAG_MOST, &some));
    while (size < some.size && is_word(some.data[size]) && some.data[size] != '$')
        size++;
    if (size == some.size || some.data[size] != '$' || is_digit(some.data[1]))
        return ASSAY_OK;
    memcpy(room, some.data, size + 1);
    cursor_consume(scan->cursor, size + 1);
    *found = true;
    return skip_past(scan, bytes_of(room, size + 1));
}

/* Digits, letters and, of a number, its point. */
static ASSAY_RESULT read_word(struct sql_scan *scan, bool number)
{
    for (;;) {
        struct bytes some;
        size_t at = 0;

        TRY(cursor_some(scan->cursor, &some));
        while (at < some.size && (is_word(some.data[at]) || (number && some.data[at] == '.')))
            at++;
        keep(scan, bytes_of(some.data, at));
        cursor_consume(scan->cursor, at);
        if (some.size == 0 || at < some.size)
            break;
    }
    scan->end = cursor_at(scan->cursor);
    return end_text(scan);
}

/* E'text', N'text', x'00' and _utf8'text': the word was no more than a mark on the text. */
static ASSAY_RESULT read_prefixed(struct sql_scan *scan, enum sql_token *token)
{
    const bool marks = *token == SQL_WORD && (scan->text.size == 1 || scan->mark == '_');
    struct bytes next;

    if (!marks)
        return ASSAY_OK;
    TRY(cursor_peek(scan->cursor, 1, &next));
    if (next.size == 0 || next.data[0] != '\'')
        return ASSAY_OK;
    buf_reset(&scan->kept);
    cursor_consume(scan->cursor, 1);
    *token = SQL_TEXT;
    return read_quoted(scan, '\'', scan->backslashes || (scan->mark | 0x20) == 'e');
}

enum assay_status sql_next(struct sql_scan *scan, enum sql_token *token)
{
    struct bytes next;
    bool dollars;

    scan->quoted = scan->cut = scan->hides = false;
    buf_reset(&scan->kept);
    do {
        TRY(skip_blanks(scan, &next));
        dollars = next.size > 0 && next.data[0] == '$';
        if (dollars) {
            TRY(skip_dollars(scan, &dollars));
            TRY(cursor_peek(scan->cursor, 1, &next));
        }
    } while (dollars);
    begin_token(scan);
    *token = SQL_OVER;
    if (next.size == 0)
        return ASSAY_OK;
    scan->mark = next.data[0];
    if (scan->mark == '\'') {
        *token = SQL_TEXT;
        cursor_consume(scan->cursor, 1);
        return read_quoted(scan, '\'', scan->backslashes);
    }
    *token = SQL_WORD;
    scan->quoted = scan->mark == '"' || scan->mark == '`' || scan->mark == '[';
    if (scan->quoted) {
        cursor_consume(scan->cursor, 1);
        return read_quoted(scan, scan->mark == '[' ? ']' : scan->mark, false);
    }
    if (is_word(scan->mark)) {
        *token = is_digit(scan->mark) ? SQL_NUMBER : SQL_WORD;
        TRY(read_word(scan, *token == SQL_NUMBER));
        return read_prefixed(scan, token);
    }
    *token = SQL_MARK;
    cursor_consume(scan->cursor, 1);
    scan->end = cursor_at(scan->cursor);
    return ASSAY_OK;
}
