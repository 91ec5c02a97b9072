/* html_text.c - see html_text.h. */

#include "examine/encoding/html_text.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "base/word.h"

enum { REFERENCE_MAX = 12 /* bytes between & and ; */ };

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool decode_named(struct bytes name, struct buf *out)
{
    static const struct {
        const char *name, *meaning;
    } known[] = {{"amp", "&"},       {"apos", "'"},      {"commat", "@"},     {"gt", ">"},
                 {"hyphen", "-"},    {"lpar", "("},      {"lt", "<"},         {"nbsp", " "},
                 {"ndash", "-"},     {"num", "#"},       {"period", "."},     {"plus", "+"},
                 {"quot", "\""},     {"rpar", ")"},      {"shy", ""},         {"sol", "/"},
                 {"colon", ":"},     {"lowbar", "_"},    {"dash", "-"},       {"equals", "="},
                 {"NewLine", "\n"},  {"Tab", "\t"},      {"ensp", " "},       {"emsp", " "},
                 {"thinsp", " "},    {"zwnj", ""},       {"zwj", ""},         {"auml", "\u00e4"},
                 {"ouml", "\u00f6"}, {"uuml", "\u00fc"}, {"szlig", "\u00df"}, {"eacute", "\u00e9"}};

    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (!bytes_equal(name, bytes_text(known[i].name)))
            continue;
        buf_text(out, known[i].meaning);
        return true;
    }
    return false;
}

/* "#65" or "#x41". */
static bool decode_number(struct bytes text, struct buf *out)
{
    const bool hex = text.size > 1 && (text.data[1] | 0x20) == 'x';
    const int base = hex ? 16 : 10;
    uint32_t code = 0;
    char room[4];

    text = bytes_from(text, hex ? 2 : 1);
    if (text.size == 0)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        const int digit = hex_value(text.data[i]);

        if (digit < 0 || digit >= base)
            return false;
        if (code <= 0x10ffff)
            code = code * (uint32_t)base + (uint32_t)digit;
    }
    if (code == 0xa0)
        code = ' ';
    buf_add(out, room, utf8_encode(code, room));
    return true;
}

bool html_text_decode(struct bytes raw, struct buf *out)
{
    const uint8_t *sign = raw.size ? memchr(raw.data, '&', raw.size) : NULL;
    bool any = false;

    if (!sign)
        return false;
    buf_reset(out);
    while (raw.size > 0) {
        struct bytes plain = bytes_until(raw, '&'), name;

        buf_add(out, plain.data, plain.size);
        raw = bytes_from(raw, plain.size);
        if (raw.size == 0)
            break;
        name = bytes_until(bytes_front(bytes_from(raw, 1), REFERENCE_MAX), ';');
        if (name.size + 1 < raw.size && raw.data[name.size + 1] == ';' && name.size > 0 &&
            (name.data[0] == '#' ? decode_number(name, out) : decode_named(name, out))) {
            raw = bytes_from(raw, name.size + 2);
            any = true;
        } else {
            buf_byte(out, '&');
            raw = bytes_from(raw, 1);
        }
    }
    return any;
}

static struct bytes take_value(struct bytes *tag)
{
    struct bytes value;
    size_t size = 0;

    *tag = bytes_trim(*tag, BYTES(" \t\r\n\f"));
    if (tag->size > 0 && (tag->data[0] == '"' || tag->data[0] == '\'')) {
        value = bytes_until(bytes_from(*tag, 1), tag->data[0]);
        *tag = bytes_from(*tag, value.size + 2);
        return value;
    }
    while (size < tag->size && !is_blank(tag->data[size]) && tag->data[size] != '>')
        size++;
    value = bytes_of(tag->data, size);
    *tag = bytes_from(*tag, size);
    return value;
}

struct bytes html_attribute(struct bytes tag, const char *name)
{
    while (tag.size > 0) {
        struct bytes key, value;
        size_t size = 0;

        if (is_blank(tag.data[0]) || tag.data[0] == '/' || tag.data[0] == '>') {
            tag = bytes_from(tag, 1);
            continue;
        }
        while (size < tag.size && !is_blank(tag.data[size]) && tag.data[size] != '=' &&
               tag.data[size] != '>')
            size++;
        key = bytes_of(tag.data, size);
        tag = bytes_from(tag, size);
        while (tag.size > 0 && is_blank(tag.data[0]))
            tag = bytes_from(tag, 1);
        if (tag.size == 0 || tag.data[0] != '=') {
            if (size == 0)
                tag = bytes_from(tag, 1);
            continue;
        }
        tag = bytes_from(tag, 1);
        value = take_value(&tag);
        if (word_is(key, bytes_text(name)))
            return value;
    }
    return bytes_of(NULL, 0);
}
