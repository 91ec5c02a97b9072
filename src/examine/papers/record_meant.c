/*
 * record_meant.c - a record that is written so that no reader takes it for one.
 *
 * What YAML lets one write in a hundred ways is not read in all of them, but what a person meant
 * for a record is not dropped without a word. A key at the start of a line and a value that is
 * the name of a kind are enough to ask; any other value is somebody else's `record`.
 */

#include "base/kit.h"
#include "examine/papers/records.h"

static bool take(struct bytes *text, struct bytes word)
{
    bool there = bytes_starts(*text, word);

    if (there)
        *text = bytes_from(*text, word.size);
    return there;
}

/* Byte order marks, joiners, and blanks that YAML takes for letters. */
static void skip_unseen(struct bytes *text)
{
    static const char *const unseen[] = {
        "\xef\xbb\xbf", "\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d", "\xe2\x80\x8e",
        "\xe2\x80\x8f", "\xe2\x81\xa0", "\xe1\xa0\x8e", "\xc2\xa0",     "\xc2\xad"};

    for (size_t i = 0; i < ARRAY_LEN(unseen);)
        i = take(text, bytes_text(unseen[i])) ? 0 : i + 1;
}

static void skip_any(struct bytes *text, const char *set)
{
    skip_unseen(text);
    while (text->size > 0 && bytes_has(bytes_text(set), text->data[0])) {
        *text = bytes_from(*text, 1);
        skip_unseen(text);
    }
}

static void skip_until(struct bytes *text, const char *set)
{
    while (text->size > 0 && !bytes_has(bytes_text(set), text->data[0]))
        *text = bytes_from(*text, 1);
}

/* Tags and anchors: `!!str`, `&a`. */
static void skip_properties(struct bytes *text)
{
    while (text->size > 0 && bytes_has(BYTES("!&"), text->data[0])) {
        skip_until(text, " \t\r\n");
        skip_any(text, " \t");
    }
}

/* The rest of an escape: digits, as many as its letter asks for. */
static int take_digits(struct bytes *text, size_t count)
{
    char digits[9] = {0};
    char *end;
    unsigned long number;

    if (text->size < count)
        return -1;
    memcpy(digits, text->data, count);
    number = strtoul(digits, &end, 16);
    *text = bytes_from(*text, count);
    return end == digits + count && number < 0x80 ? (int)number : -1;
}

/* One letter, which in double quotes may be written as its number. */
static int take_letter(struct bytes *text, bool escapes)
{
    int letter;

    skip_unseen(text);
    if (text->size == 0)
        return -1;
    letter = text->data[0];
    *text = bytes_from(*text, 1);
    if (!escapes || letter != '\\')
        return letter;
    return take(text, BYTES("x"))   ? take_digits(text, 2)
           : take(text, BYTES("u")) ? take_digits(text, 4)
           : take(text, BYTES("U")) ? take_digits(text, 8)
                                    : -1;
}

static uint8_t take_quote(struct bytes *text)
{
    uint8_t quote = text->size > 0 ? text->data[0] : 0;

    return take(text, BYTES("\"")) || take(text, BYTES("'")) ? quote : 0;
}

static bool take_key(struct bytes *text)
{
    static const char key[] = "record";
    uint8_t quote = take_quote(text);

    for (const char *at = key; *at; at++) {
        int letter = take_letter(text, quote == '"');

        if (letter != *at && letter != *at - ('a' - 'A'))
            return false;
    }
    skip_unseen(text);
    return !quote || take_quote(text) == quote;
}

/* To the value: behind tags and the sign of a folded or literal text, maybe on a line below. */
static void skip_to_value(struct bytes *text)
{
    skip_any(text, " \t");
    skip_properties(text);
    if (text->size > 0 && bytes_has(BYTES(">|"), text->data[0]))
        skip_until(text, " \t\r\n");
    for (;;) {
        bool below;

        skip_any(text, " \t\r");
        if (text->size > 0 && text->data[0] == '#')
            skip_until(text, "\n");
        below = take(text, BYTES("\n"));
        if (!below)
            break;
        if (text->size > 0 && !bytes_has(BYTES(" \t\r\n#"), text->data[0]))
            *text = bytes_of(NULL, 0); /* the next key: this one has no value */
    }
    skip_properties(text);
}

static const struct shipped_record *take_kind(struct bytes *text)
{
    uint8_t quote = take_quote(text);
    struct bytes word = *text;

    skip_until(text, quote == '"' ? "\"\n" : quote ? "'\n" : " \t\r\n#,:}\xe2\xef\xc2\xe1");
    word.size -= text->size;
    if (quote && take_quote(text) != quote)
        return NULL;
    skip_any(text, " \t");
    return take(text, BYTES(":")) ? NULL : record_find(word); /* a key of a map is no kind */
}

static const struct shipped_record *kind_meant_at(struct bytes line)
{
    bool asked;

    skip_unseen(&line);
    if (take(&line, BYTES("---")))
        skip_any(&line, " \t");
    skip_properties(&line);
    asked = take(&line, BYTES("? "));
    if (!asked && take(&line, BYTES("{")))
        skip_any(&line, " \t\r\n");
    skip_properties(&line);
    if (!take_key(&line))
        return NULL;
    skip_any(&line, asked ? " \t\r\n" : " \t");
    if (!take(&line, BYTES(":")))
        return NULL;
    skip_to_value(&line);
    return take_kind(&line);
}

const struct shipped_record *record_meant_at(struct bytes text, uint32_t *line)
{
    struct bytes rest =
        bytes_of(text.data, text.size < RECORD_BEGIN_MAX ? text.size : RECORD_BEGIN_MAX);

    for (*line = 1; rest.size > 0; ++*line) {
        const struct shipped_record *record = kind_meant_at(rest);

        if (record)
            return record;
        skip_until(&rest, "\n");
        rest = bytes_from(rest, 1);
    }
    return NULL;
}
