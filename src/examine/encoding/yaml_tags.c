/* yaml_tags.c - tags of YAML, and texts in double quotes, as their escapes tell. */

#include "examine/encoding/yaml_tags.h"

#include "base/codec.h"
#include "base/find.h"
#include "base/kit.h"
#include "base/text.h"

#define BLANKS " \t\r\n"

/* ---- texts ---- */

static size_t skip_blanks(struct bytes text, size_t at)
{
    while (at < text.size && bytes_has(BYTES(BLANKS), text.data[at]))
        at++;
    return at;
}

/* Behind a backslash; tells how many bytes it took. */
static size_t read_escape(struct bytes text, struct buf *out)
{
    size_t digits = text.data[0] == 'x' ? 2 : text.data[0] == 'u' ? 4 : text.data[0] == 'U' ? 8 : 0;
    uint32_t code = 0;
    char utf8[4];

    if (bytes_has(BYTES("\r\n"), text.data[0])) /* the line goes on in the next */
        return skip_blanks(text, 0);
    if (digits > 0 && !hex_number(bytes_from(text, 1), digits, &code))
        return text.size; /* no text at all */
    if (digits > 0)
        buf_add(out, utf8, utf8_encode(code, utf8));
    else
        buf_byte(out, text.data[0]);
    return 1 + digits;
}

void yaml_unquote(struct bytes text, struct buf *out)
{
    for (size_t at = 0; at < text.size && text.data[at] != '"' && out->status == ASSAY_OK;) {
        if (text.data[at] == '\\' && at + 1 < text.size)
            at += 1 + read_escape(bytes_from(text, at + 1), out);
        else
            buf_byte(out, text.data[at++]);
    }
}

/* ---- tags ---- */

static struct bytes word_at(struct bytes text, size_t *at)
{
    size_t start;

    while (*at < text.size && bytes_has(BYTES(" \t"), text.data[*at]))
        ++*at;
    start = *at;
    while (*at < text.size && !bytes_has(BYTES(BLANKS), text.data[*at]))
        ++*at;
    return bytes_of(text.data + start, *at - start);
}

/* A directive counts wherever it stands: one that is none makes tags of what is none. */
static void read_handles(struct yaml_tags *tags)
{
    struct bytes rest = tags->text;

    while (rest.size > 0 && tags->handle_count < YAML_HANDLES) {
        const uint8_t *mark = bytes_find(rest, BYTES("%TAG"));
        struct yaml_handle *handle = &tags->handles[tags->handle_count];
        size_t at = 0;

        if (!mark)
            return;
        rest = bytes_from(rest, (size_t)(mark - rest.data) + 4);
        handle->handle = word_at(rest, &at);
        handle->prefix = word_at(rest, &at);
        tags->handle_count += handle->handle.size > 0;
    }
}

void yaml_tags_init(struct yaml_tags *tags, struct bytes text)
{
    *tags = (struct yaml_tags){.text = text};
    read_handles(tags);
}

/* "%70" is a letter. */
static size_t add_decoded(struct yaml_tags *tags, size_t size, struct bytes text)
{
    for (size_t i = 0; i < text.size && size < sizeof tags->tag; i++) {
        uint8_t byte = text.data[i];

        if (byte == '%' && hex_octet(bytes_from(text, i + 1), &byte))
            i += 2;
        tags->tag[size++] = byte;
    }
    return size;
}

static struct bytes prefix_of(const struct yaml_tags *tags, struct bytes handle)
{
    for (size_t i = 0; i < tags->handle_count; i++)
        if (bytes_equal(tags->handles[i].handle, handle))
            return tags->handles[i].prefix;
    return bytes_equal(handle, BYTES("!!")) ? BYTES("tag:yaml.org,2002:") : handle;
}

/* "!!python/name:x", "!py!name:x", "!name:x"; `word` begins with the sign. */
static size_t resolve(struct yaml_tags *tags, struct bytes word)
{
    const uint8_t *second = memchr(word.data + 1, '!', word.size - 1);
    struct bytes handle = bytes_of(word.data, second ? (size_t)(second - word.data) + 1 : 1);
    size_t size = add_decoded(tags, 0, prefix_of(tags, handle));

    return add_decoded(tags, size, bytes_from(word, handle.size));
}

bool yaml_tags_next(struct yaml_tags *tags, size_t *at, struct bytes *tag)
{
    struct bytes rest = bytes_from(tags->text, tags->at);
    const uint8_t *sign = rest.size ? memchr(rest.data, '!', rest.size) : NULL;
    struct bytes word, ends;
    bool whole;
    size_t size = 0;

    if (!sign)
        return false;
    rest = bytes_from(rest, (size_t)(sign - rest.data));
    whole = rest.size > 1 && rest.data[1] == '<';
    ends = whole ? BYTES(">" BLANKS) : BYTES("\"',[]{}" BLANKS);
    while (size < rest.size && size < YAML_TAG_MAX && !bytes_has(ends, rest.data[size]))
        size++;
    word = bytes_of(rest.data, size);
    *at = (size_t)(rest.data - tags->text.data);
    tags->at = *at + size;
    *tag = bytes_of(tags->tag,
                    whole ? add_decoded(tags, 0, bytes_from(word, 2)) : resolve(tags, word));
    return true;
}
