/*
 * record_kind.c - whether a text is a record, and of which kind, from its first lines.
 *
 * A record that is taken for some other YAML is dropped without a word, and rules pass for want of
 * it. So more is taken for one than a strict reader would let pass: what is wrong with it is told
 * when it is read. Source: YAML 1.2.2.
 */

#include <strings.h>

#include "base/kit.h"
#include "examine/papers/records.h"

static bool ends_as(struct bytes name, const char *suffix)
{
    size_t size = strlen(suffix);

    return name.size >= size &&
           strncasecmp((const char *)name.data + name.size - size, suffix, size) == 0;
}

bool record_is_named(struct bytes name)
{
    return ends_as(name, ".yml") || ends_as(name, ".yaml");
}

static void skip_any(struct bytes *text, const char *set)
{
    while (text->size > 0 && bytes_has(bytes_text(set), text->data[0]))
        *text = bytes_from(*text, 1);
}

static void skip_line(struct bytes *text)
{
    const uint8_t *end = text->size > 0 ? memchr(text->data, '\n', text->size) : NULL;

    *text = bytes_from(*text, end ? (size_t)(end - text->data) + 1 : text->size);
}

/* To where the document's first node begins. */
static void skip_to_content(struct bytes *text)
{
    (void)bytes_take(text, BYTES("\xef\xbb\xbf"));
    for (;;) {
        skip_any(text, " \t\r\n");
        if (text->size > 0 && bytes_has(BYTES("#%"), text->data[0]))
            skip_line(text);
        else if (!bytes_take(text, BYTES("---")))
            return;
    }
}

/* To the value of a key: in a block it may stand on a line further down that is indented. */
static void skip_to_value(struct bytes *text, bool flow)
{
    for (;;) {
        skip_any(text, " \t\r");
        if (text->size > 0 && text->data[0] == '#')
            skip_line(text);
        else if (!bytes_take(text, BYTES("\n")))
            return;
        if (!flow && text->size > 0 && text->data[0] != ' ')
            *text = bytes_of(NULL, 0); /* the next key: this one has no value */
    }
}

/* A text up to its other quote; empty where that is missing. */
static struct bytes take_quoted(struct bytes *text)
{
    const uint8_t *start = text->data + 1;
    const uint8_t *end = memchr(start, text->data[0], text->size - 1);
    struct bytes word = bytes_of(start, end ? (size_t)(end - start) : 0);

    *text = bytes_from(*text, end ? word.size + 2 : text->size);
    return word;
}

static struct bytes take_plain(struct bytes *text, const char *ends)
{
    struct bytes word = *text;

    while (text->size > 0 && !bytes_has(bytes_text(ends), text->data[0]))
        *text = bytes_from(*text, 1);
    word.size -= text->size;
    return word;
}

static struct bytes take_word(struct bytes *text, const char *ends)
{
    return text->size > 0 && bytes_has(BYTES("\"'"), text->data[0]) ? take_quoted(text)
                                                                    : take_plain(text, ends);
}

struct bytes record_kind_at(struct bytes text)
{
    struct bytes kind;
    bool flow;

    text.size = text.size < RECORD_BEGIN_MAX ? text.size : RECORD_BEGIN_MAX;
    skip_to_content(&text);
    flow = bytes_take(&text, BYTES("{"));
    if (flow)
        skip_to_value(&text, flow);
    if (!bytes_equal(take_word(&text, ": \t\r\n"), BYTES("record")))
        return bytes_of(NULL, 0);
    skip_any(&text, " \t");
    if (!bytes_take(&text, BYTES(":")))
        return bytes_of(NULL, 0);
    skip_to_value(&text, flow);
    kind = take_word(&text, flow ? " \t\r\n,}" : " \t\r\n#");
    skip_any(&text, " \t");
    return bytes_ends(kind, BYTES(":")) || bytes_starts(text, BYTES(":")) ? bytes_of(NULL, 0)
                                                                          : kind;
}

size_t record_comments_size(struct bytes text)
{
    struct bytes rest = text;

    for (;;) {
        struct bytes line = rest;

        skip_any(&line, " \t\r\n");
        if (line.size == 0 || line.data[0] != '#')
            return text.size - rest.size;
        skip_line(&line);
        if (line.size == 0)
            return text.size - rest.size;
        rest = line;
    }
}
