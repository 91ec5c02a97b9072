/* xml_tokens.c - tags, texts, references and what is passed over. */

#include "examine/encoding/xml_tokens.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"

enum { ENTITY_MAX = 10 /* between & and ; */ };

void xml_tokens_init(struct xml_tokens *scan, struct cursor *cursor)
{
    *scan = (struct xml_tokens){.cursor = cursor};
    buf_init(&scan->tag, LIMIT_XML_TAG);
    buf_init(&scan->chars, LIMIT_XML_CHARS + 8);
}

void xml_tokens_clear(struct xml_tokens *scan)
{
    buf_clear(&scan->tag);
    buf_clear(&scan->chars);
}

static void pass(struct xml_tokens *scan, struct bytes some)
{
    if (scan->lines)
        text_lines_pass(scan->lines, some, cursor_at(scan->cursor));
    cursor_consume(scan->cursor, some.size);
}

static ASSAY_RESULT take_byte(struct xml_tokens *scan, uint8_t *byte)
{
    TRY(cursor_u8(scan->cursor, byte));
    if (scan->lines && *byte == '\n')
        text_lines_pass(scan->lines, BYTES("\n"), cursor_at(scan->cursor) - 1);
    return ASSAY_OK;
}

static ASSAY_RESULT skip_past(struct xml_tokens *scan, struct bytes end)
{
    for (;;) {
        struct bytes some;
        const uint8_t *found;

        TRY(cursor_peek(scan->cursor, end.size, &some));
        if (some.size < end.size)
            return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at, "markup without an end");
        if (bytes_equal(some, end)) {
            cursor_consume(scan->cursor, end.size);
            return ASSAY_OK;
        }
        TRY(cursor_some(scan->cursor, &some));
        found = memchr(some.data + 1, end.data[0], some.size - 1);
        pass(scan, found ? bytes_of(some.data, (size_t)(found - some.data)) : some);
    }
}

/* Behind '<': gathers the tag up to its '>', which may stand in an attribute's value, too. */
static ASSAY_RESULT read_tag(struct xml_tokens *scan)
{
    uint8_t quote = 0, byte = 0;

    buf_reset(&scan->tag);
    for (;;) {
        TRY(take_byte(scan, &byte));
        if (byte == '>' && !quote)
            return ASSAY_OK;
        if (byte == '<' && !quote)
            return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at, "a tag without an end");
        if (quote ? byte == quote : byte == '"' || byte == '\'')
            quote = quote ? 0 : byte;
        buf_byte(&scan->tag, byte);
        if (scan->tag.status == ASSAY_ELIMIT)
            return cursor_fail_at(scan->cursor, ASSAY_ELIMIT, scan->at,
                                  "a tag of more than %zu bytes", (size_t)LIMIT_XML_TAG);
        TRY(buf_status(&scan->tag, scan->cursor->err));
    }
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static struct bytes name_of(struct bytes tag)
{
    size_t size = 0;

    while (size < tag.size && !is_blank(tag.data[size]) && tag.data[size] != '/')
        size++;
    return bytes_of(tag.data, size);
}

static void close_element(struct xml_tokens *scan, enum xml_token *token)
{
    scan->depth -= scan->depth > 0; /* one that was not begun is the reader's */
    *token = XML_CLOSE;
}

static ASSAY_RESULT end_tag(struct xml_tokens *scan, enum xml_token *token)
{
    struct bytes tag = buf_bytes(&scan->tag);

    *token = XML_OPEN;
    if (tag.size > 0 && tag.data[0] == '/') {
        close_element(scan, token);
        tag = bytes_from(tag, 1);
    } else {
        scan->empty = tag.size > 0 && tag.data[tag.size - 1] == '/';
        scan->depth++;
    }
    scan->name = name_of(tag);
    if (scan->name.size == 0)
        return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at, "a tag without a name");
    return ASSAY_OK;
}

static const struct {
    const char *name;
    char meaning;
} known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};

/* Of one by number, all but its digits. */
static bool is_known_reference(struct bytes text, const uint8_t *end)
{
    size_t i = 0;

    if (!end)
        return false;
    text.size = (size_t)(end - text.data);
    while (i < ARRAY_LEN(known) && !bytes_equal(text, bytes_text(known[i].name)))
        i++;
    return i < ARRAY_LEN(known) || (text.size > 1 && text.data[0] == '#');
}

/* Behind '&': what the reference stands for. */
static ASSAY_RESULT read_entity(struct xml_tokens *scan)
{
    uint64_t at = cursor_at(scan->cursor);
    uint32_t code = 0;
    struct bytes text;
    const uint8_t *end;
    char room[4];

    TRY(cursor_peek(scan->cursor, ENTITY_MAX + 1, &text));
    end = text.size ? memchr(text.data, ';', text.size) : NULL;
    if (scan->lenient && !is_known_reference(text, end)) {
        buf_byte(&scan->chars, '&');
        return ASSAY_OK;
    }
    if (!end)
        return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, at, "a reference without an end");
    text.size = (size_t)(end - text.data);
    cursor_consume(scan->cursor, text.size + 1);
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (bytes_equal(text, bytes_text(known[i].name))) {
            buf_byte(&scan->chars, (uint8_t)known[i].meaning);
            return ASSAY_OK;
        }
    }
    if (text.size < 2 || text.data[0] != '#')
        return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, at, "a reference to an entity");
    for (size_t i = 1; i < text.size && code <= 0x10ffff; i++) {
        const int base = text.data[1] == 'x' ? 16 : 10, digit = hex_value(text.data[i]);

        if (base == 16 && i == 1)
            continue;
        if (digit < 0 || digit >= base)
            return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, at, "a character without a number");
        code = code * (uint32_t)base + (uint32_t)digit;
    }
    buf_add(&scan->chars, room, utf8_encode(code, room));
    return ASSAY_OK;
}

/* Characters up to the next tag, or as many as are kept at once. */
static ASSAY_RESULT read_chars(struct xml_tokens *scan, bool *any)
{
    buf_reset(&scan->chars);
    while (scan->chars.size < LIMIT_XML_CHARS) {
        struct bytes some;
        size_t size = 0, most = LIMIT_XML_CHARS - scan->chars.size;

        TRY(cursor_some(scan->cursor, &some));
        if (some.size > most)
            some.size = most;
        while (size < some.size && some.data[size] != '<' && some.data[size] != '&')
            size++;
        buf_add(&scan->chars, some.data, size);
        pass(scan, bytes_of(some.data, size));
        if (size == some.size && size > 0)
            continue;
        if (size == some.size || some.data[size] == '<')
            break;
        cursor_consume(scan->cursor, 1);
        TRY(read_entity(scan));
    }
    scan->text = buf_bytes(&scan->chars);
    *any = scan->text.size > 0;
    return buf_status(&scan->chars, scan->cursor->err);
}

/* <![CDATA[ ... ]]> whose end was not seen yet. */
static ASSAY_RESULT read_cdata(struct xml_tokens *scan)
{
    uint8_t byte;

    buf_reset(&scan->chars);
    for (;;) {
        struct bytes end;

        TRY(cursor_peek(scan->cursor, 3, &end));
        if (bytes_equal(end, BYTES("]]>")))
            break;
        TRY(take_byte(scan, &byte));
        if (scan->chars.size == LIMIT_XML_CHARS)
            return cursor_fail_at(scan->cursor, ASSAY_ELIMIT, scan->at,
                                  "more than %zu bytes of text", (size_t)LIMIT_XML_CHARS);
        buf_byte(&scan->chars, byte);
    }
    cursor_consume(scan->cursor, 3);
    scan->text = buf_bytes(&scan->chars);
    return buf_status(&scan->chars, scan->cursor->err);
}

/* Behind '<': <!DOCTYPE ... [ ... ]>, with the declarations in it. */
static ASSAY_RESULT skip_document_type(struct xml_tokens *scan)
{
    uint8_t byte = 0, quote = 0;
    unsigned depth = 1;

    while (depth > 0) {
        TRY(take_byte(scan, &byte));
        if (quote) {
            quote = byte == quote ? 0 : quote;
            continue;
        }
        quote = byte == '"' || byte == '\'' ? byte : 0;
        if (byte == '<' || byte == '[')
            depth++;
        else if (byte == '>' || byte == ']')
            depth--;
    }
    return ASSAY_OK;
}

/* Behind "<!" or "<?"; true in *found where it is text after all. */
static ASSAY_RESULT read_other(struct xml_tokens *scan, bool *found)
{
    struct bytes next;

    *found = false;
    TRY(cursor_peek(scan->cursor, 9, &next));
    if (bytes_starts(next, BYTES("!--")))
        return skip_past(scan, BYTES("-->"));
    if (bytes_starts(next, BYTES("?")))
        return skip_past(scan, BYTES("?>"));
    if (scan->lenient && bytes_starts(next, BYTES("!DOCTYPE")))
        return skip_document_type(scan);
    if (!bytes_starts(next, BYTES("![CDATA[")))
        return cursor_fail_at(scan->cursor, ASSAY_EFORMAT, scan->at, "a document type");
    cursor_consume(scan->cursor, 8);
    *found = true;
    return read_cdata(scan);
}

enum assay_status xml_tokens_next(struct xml_tokens *scan, enum xml_token *token)
{
    bool found = false;

    if (scan->empty) {
        scan->empty = false;
        close_element(scan, token);
        return ASSAY_OK;
    }
    *token = XML_CHARS;
    for (;;) {
        struct bytes next;

        scan->at = cursor_at(scan->cursor);
        TRY(cursor_peek(scan->cursor, 2, &next));
        if (next.size == 0) {
            *token = XML_OVER;
            return scan->depth > 0 ? cursor_fail(scan->cursor, "ends inside of an element")
                                   : ASSAY_OK;
        }
        if (next.data[0] != '<') {
            TRY(read_chars(scan, &found));
            if (found)
                return ASSAY_OK;
            continue;
        }
        cursor_consume(scan->cursor, 1);
        if (next.size == 2 && (next.data[1] == '!' || next.data[1] == '?')) {
            TRY(read_other(scan, &found));
            if (found)
                return ASSAY_OK;
            continue;
        }
        TRY(read_tag(scan));
        return end_tag(scan, token);
    }
}

bool xml_tokens_is(const struct xml_tokens *scan, const char *name)
{
    const uint8_t *colon = memchr(scan->name.data, ':', scan->name.size);
    size_t prefix = colon ? (size_t)(colon - scan->name.data) + 1 : 0;

    return bytes_equal(bytes_from(scan->name, prefix), bytes_text(name));
}

struct bytes xml_tokens_attributes(const struct xml_tokens *scan)
{
    return bytes_from(buf_bytes(&scan->tag), scan->name.size);
}

bool xml_tokens_take_attribute(struct bytes *rest, struct bytes *name, struct bytes *value)
{
    struct bytes left = *rest;
    const uint8_t *end;

    while (left.size > 0 && (is_blank(left.data[0]) || left.data[0] == '/'))
        left = bytes_from(left, 1);
    *name = bytes_of(left.data, 0);
    while (name->size < left.size && left.data[name->size] != '=' &&
           !is_blank(left.data[name->size]))
        name->size++;
    left = bytes_from(left, name->size);
    while (left.size > 0 && (is_blank(left.data[0]) || left.data[0] == '='))
        left = bytes_from(left, 1);
    if (left.size < 2 || (left.data[0] != '"' && left.data[0] != '\''))
        return false;
    end = memchr(left.data + 1, left.data[0], left.size - 1);
    if (!end)
        return false;
    *value = bytes_of(left.data + 1, (size_t)(end - left.data) - 1);
    *rest = bytes_from(left, value->size + 2);
    return true;
}

struct bytes xml_tokens_attribute(const struct xml_tokens *scan, const char *name)
{
    const struct bytes wanted = bytes_text(name);
    struct bytes rest = xml_tokens_attributes(scan), found, value;

    while (xml_tokens_take_attribute(&rest, &found, &value))
        if (bytes_equal(found, wanted))
            return value;
    return bytes_of(NULL, 0);
}

uint64_t xml_tokens_place(const struct xml_tokens *scan, struct bytes part)
{
    return scan->at + 1 + (uint64_t)(part.data - scan->tag.data);
}

uint64_t xml_tokens_number(const struct xml_tokens *scan, const char *name, uint64_t otherwise)
{
    uint64_t value;

    return text_u64(xml_tokens_attribute(scan, name), &value) ? value : otherwise;
}
