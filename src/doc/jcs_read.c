/*
 * jcs_read.c - reading canonical JSON in one pass.
 *
 * A canonical text has one way to write everything: no blanks, names in order (so none stands
 * twice), the shortest escapes. To read that alone takes a fraction of reading any JSON and writing
 * it again to compare. Source: RFC 8785; ledger-formats.md 1.
 */

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/jcs.h"

enum { DIGITS_MAX = 15 }; /* of integers that stay below 2^53 whatever the digits are */

struct reader {
    struct bytes text;
    size_t at;
    unsigned depth;
    struct arena *arena;
    uint8_t *room;    /* for the next decoded text; all of them fit in what the source takes */
    struct buf stack; /* elements of what is open: struct doc_member or struct doc */
};

static void reader_clear(struct reader *r)
{
    buf_clear(&r->stack);
}

/* The byte at hand, 0 at the end: no canonical text has one outside of its strings. */
static uint8_t peek(const struct reader *r)
{
    return r->at < r->text.size ? r->text.data[r->at] : 0;
}

static bool take(struct reader *r, struct bytes word)
{
    if (!bytes_starts(bytes_from(r->text, r->at), word))
        return false;
    r->at += word.size;
    return true;
}

static bool take_byte(struct reader *r, uint8_t byte)
{
    if (peek(r) != byte)
        return false;
    r->at++;
    return true;
}

/* Of a control character, as RFC 8785 3.2.2.2 wants each; 0 is written in digits too. */
static bool read_control(struct reader *r)
{
    static const char digits[] = "0123456789abcdef", others[] = "\b\t\n\f\r";
    const char *low;
    uint8_t high, c;

    if (!take(r, BYTES("u00")))
        return false;
    high = peek(r);
    r->at++;
    low = peek(r) ? strchr(digits, peek(r)) : NULL;
    r->at++;
    if ((high != '0' && high != '1') || !low)
        return false;
    c = (uint8_t)((high - '0') << 4 | (low - digits));
    if (c != 0 && strchr(others, c))
        return false;
    *r->room++ = c;
    return true;
}

static bool read_escape(struct reader *r)
{
    static const char named[] = "\"\\bfnrt", meant[] = "\"\\\b\f\n\r\t";
    const char *found = peek(r) ? strchr(named, peek(r)) : NULL;

    if (!found)
        return read_control(r);
    r->at++;
    *r->room++ = (uint8_t)meant[found - named];
    return true;
}

static bool read_beyond_ascii(struct reader *r)
{
    uint32_t code;
    size_t size;

    if (!utf8_decode(bytes_from(r->text, r->at), &code, &size))
        return false;
    memcpy(r->room, r->text.data + r->at, size);
    r->room += size;
    r->at += size;
    return true;
}

static bool read_text(struct reader *r, struct bytes *out)
{
    const uint8_t *start = r->room;

    if (!take_byte(r, '"'))
        return false;
    for (;;) {
        uint8_t c = peek(r);

        if (c == '"')
            break;
        if (c < 0x20 || (c >= 0x80 && !read_beyond_ascii(r)))
            return false;
        if (c >= 0x80)
            continue;
        r->at++;
        if (c != '\\')
            *r->room++ = c;
        else if (!read_escape(r))
            return false;
    }
    r->at++;
    *out = bytes_of(start, (size_t)(r->room - start));
    *r->room++ = '\0';
    return true;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool read_integer(struct reader *r, struct doc *out)
{
    bool negative = take_byte(r, '-');
    size_t start = r->at;
    int64_t value = 0;
    uint8_t next;

    while (is_digit(peek(r)) && r->at - start < DIGITS_MAX)
        value = value * 10 + (r->text.data[r->at++] - '0');
    next = peek(r);
    if (r->at == start || is_digit(next) || next == '.' || next == 'e' || next == 'E')
        return false;
    if (r->text.data[start] == '0' && (r->at - start > 1 || negative))
        return false;
    *out = (struct doc){.type = DOC_INT, .integer = negative ? -value : value};
    return true;
}

/* Moves what was pushed since `height` into the arena. */
static void *pop(struct reader *r, size_t height, size_t each)
{
    size_t size = r->stack.size - height;
    void *copy = arena_array(r->arena, size / each + 1, each);

    if (copy && size > 0)
        memcpy(copy, r->stack.data + height, size);
    r->stack.size = height;
    return copy;
}

static bool read_value(struct reader *r, struct doc *out);

/* NOLINTBEGIN(misc-no-recursion): LIMIT_DOCUMENT_DEPTH bounds it */
static bool read_list(struct reader *r, struct doc *out)
{
    size_t height = r->stack.size;
    struct doc item;

    while (peek(r) != ']') {
        if ((r->stack.size > height && !take_byte(r, ',')) || !read_value(r, &item))
            return false;
        buf_add(&r->stack, &item, sizeof item);
    }
    *out = (struct doc){.type = DOC_LIST};
    out->count = (r->stack.size - height) / sizeof item;
    out->items = pop(r, height, sizeof item);
    return out->items != NULL;
}

static bool read_map(struct reader *r, struct doc *out)
{
    size_t height = r->stack.size;
    struct doc_member member = {.line = 0};
    struct bytes last = {0};

    while (peek(r) != '}') {
        if ((r->stack.size > height && !take_byte(r, ',')) || !read_text(r, &member.name) ||
            (r->stack.size > height && jcs_compare(last, member.name) >= 0) || !take_byte(r, ':') ||
            !read_value(r, &member.value))
            return false;
        last = member.name;
        buf_add(&r->stack, &member, sizeof member);
    }
    *out = (struct doc){.type = DOC_MAP};
    out->count = (r->stack.size - height) / sizeof member;
    out->members = pop(r, height, sizeof member);
    return out->members != NULL;
}

static bool read_inside(struct reader *r, struct doc *out)
{
    bool map = peek(r) == '{', read;

    if (++r->depth > LIMIT_DOCUMENT_DEPTH)
        return false;
    r->at++;
    read = map ? read_map(r, out) : read_list(r, out);
    r->at++; /* the bracket that ended it */
    r->depth--;
    return read && r->stack.status == ASSAY_OK;
}

static bool read_value(struct reader *r, struct doc *out)
{
    *out = (struct doc){.type = DOC_NULL};
    switch (peek(r)) {
    case '{':
    case '[':
        return read_inside(r, out);
    case '"':
        out->type = DOC_TEXT;
        return read_text(r, &out->text);
    case 't':
    case 'f':
        out->type = DOC_BOOL;
        out->boolean = peek(r) == 't';
        return take(r, out->boolean ? BYTES("true") : BYTES("false"));
    case 'n':
        return take(r, BYTES("null"));
    default:
        return read_integer(r, out);
    }
}

/* NOLINTEND(misc-no-recursion) */

bool jcs_read(struct arena *arena, struct bytes text, struct doc **out)
{
    CLEANUP(reader_clear)
    struct reader r = {.text = text, .arena = arena, .stack = {.ceiling = SIZE_MAX}};
    struct doc *doc = arena_alloc(arena, sizeof *doc);

    r.room = arena_alloc(arena, text.size + 1);
    if (!doc || !r.room || !read_value(&r, doc) || r.at != text.size)
        return false;
    *out = doc;
    return true;
}
