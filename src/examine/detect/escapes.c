/* escapes.c - what is written as an escape and means a letter. */

#include "examine/detect/escapes.h"

#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"

/* ---- spans ---- */

void escapes_met(struct coded_spans *spans, const struct view *view, uint64_t to, uint64_t *covered)
{
    uint64_t start = to, end = to;
    struct bytes front, rest;
    const uint8_t *before, *behind;

    if (to <= *covered || spans->out_of_memory)
        return;
    front = view_bytes(view, to < ESCAPE_BEFORE ? 0 : to - ESCAPE_BEFORE, to);
    rest = view_bytes(view, to, to + ESCAPE_BEHIND);
    before = front.size ? memrchr(front.data, '\n', front.size) : NULL;
    behind = rest.size ? memchr(rest.data, '\n', rest.size) : NULL;
    start -= front.size;
    end += rest.size;
    if (before)
        start = to - (uint64_t)(front.data + front.size - before - 1);
    if (behind)
        end = to + (uint64_t)(behind - rest.data);
    if (!coded_spans_add(spans, (struct coded_span){.start = start, .end = end}))
        return;
    /* the next span goes back as far as this one reaches behind what it covers */
    *covered = behind ? end : to + ESCAPE_BEHIND - ESCAPE_BEFORE;
}

/* ---- escapes ---- */

enum { DOUBLED_MAX = 16 }; /* backslashes in front of one code: texts in texts, four deep */

/* One character as it reads. */
struct meant {
    char bytes[4];
    size_t size;
    bool hidden; /* it is a letter that needs no escape */
};

/* The digits behind `letter`, which tells how many; 0 where they are none. */
static size_t read_code(struct bytes text, uint32_t *code)
{
    const size_t digits = text.data[0] == 'u'   ? 4
                          : text.data[0] == 'x' ? 2
                          : text.data[0] == 'U' ? 8
                                                : 0;

    return digits > 0 && hex_number(bytes_from(text, 1), digits, code) ? 1 + digits : 0;
}

/* "&#103;", "&#x67;": how many bytes; 0 where it is none. */
static size_t read_reference(struct bytes text, uint32_t *code)
{
    enum { DIGITS_MOST = 8 };
    const bool hexadecimal = text.size > 2 && (text.data[2] | ' ') == 'x';
    const size_t first = hexadecimal ? 3 : 2;
    const unsigned base = hexadecimal ? 16 : 10;
    size_t at = first;

    if (!bytes_starts(text, BYTES("&#")))
        return 0;
    for (*code = 0; at < text.size && at < first + DIGITS_MOST; at++) {
        const int digit = hex_value(text.data[at]);

        if (digit < 0 || (unsigned)digit >= base)
            break;
        *code = *code * base + (unsigned)digit;
    }
    return at > first && at < text.size && text.data[at] == ';' ? at + 1 : 0;
}

/* "%67", likewise. */
static size_t read_percent(struct bytes text, uint32_t *code)
{
    return hex_number(bytes_from(text, 1), 2, code) && *code >= ' ' && *code <= '~' ? 3 : 0;
}

static bool is_unreserved(uint32_t code)
{
    return code < 0x80 && (code == '_' || code == '@' || (code >= '0' && code <= '9') ||
                           ((code | ' ') >= 'a' && (code | ' ') <= 'z'));
}

static void mean(struct meant *meant, uint32_t code)
{
    const bool lone = code >= 0xd800 && code <= 0xdfff; /* half of a pair: no letter of ours */

    meant->size = lone || code > 0x10ffff ? 0 : utf8_encode(code, meant->bytes);
    meant->hidden = code >= ' ' && code <= '~';
    if (meant->size == 0) {
        meant->bytes[0] = '?';
        meant->size = 1;
    }
}

/*
 * Reads one character, and tells how many bytes it took. A text in a text has its backslashes
 * doubled, once or more: before a letter's code they are one all the same, as somebody takes it out
 * again.
 */
static size_t read_character(struct bytes raw, size_t at, struct meant *meant)
{
    static const char letters[] = "nrtbf\"'/\\", characters[] = "\n\r\t\b\f\"'/\\";
    struct bytes rest = bytes_from(raw, at);
    size_t backslashes = 0, taken;
    const char *letter;
    uint32_t code;

    *meant = (struct meant){.bytes = {(char)rest.data[0]}, .size = 1};
    taken = rest.data[0] == '&'   ? read_reference(rest, &code)
            : rest.data[0] == '%' ? read_percent(rest, &code)
                                  : 0;
    if (taken > 0) {
        mean(meant, code);
        meant->hidden = is_unreserved(code);
        return taken;
    }
    while (backslashes < rest.size && backslashes < DOUBLED_MAX && rest.data[backslashes] == '\\')
        backslashes++;
    if (backslashes == 0 || backslashes == rest.size)
        return 1;
    taken = read_code(bytes_from(rest, backslashes), &code);
    if (taken > 0) {
        mean(meant, code);
        return backslashes + taken;
    }
    letter = rest.data[1] ? strchr(letters, rest.data[1]) : NULL;
    if (!letter)
        return 1;
    meant->bytes[0] = characters[letter - letters];
    return 2;
}

void escapes_decode(struct bytes raw, struct buf *out)
{
    struct meant meant;

    for (size_t at = 0; at < raw.size;) {
        at += read_character(raw, at, &meant);
        buf_add(out, meant.bytes, meant.size);
    }
}

size_t escapes_place(struct bytes raw, size_t wanted)
{
    struct meant meant;
    size_t at = 0, told = 0;

    while (at < raw.size) {
        size_t taken = read_character(raw, at, &meant);

        if (told + meant.size > wanted)
            break;
        told += meant.size;
        at += taken;
    }
    return at;
}

bool escapes_hide(struct bytes raw, size_t from, size_t to)
{
    struct meant meant;

    for (size_t at = 0; at < raw.size && at < to;) {
        size_t taken = read_character(raw, at, &meant);

        if (meant.hidden && at >= from)
            return true;
        at += taken;
    }
    return false;
}
