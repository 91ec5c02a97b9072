/* record_keys.c - see record_keys.h. Source: YAML 1.2.2, 6 and 7. */

#include "examine/papers/record_keys.h"

#include <stdlib.h>

#include "base/kit.h"

static bool begins_with(struct bytes text, const char *set)
{
    return text.size > 0 && bytes_has(bytes_text(set), text.data[0]);
}

/* Byte order marks, joiners, and blanks that YAML takes for letters. */
static bool take_unseen(struct bytes *text)
{
    static const char *const unseen[] = {
        "\xef\xbb\xbf", "\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d", "\xe2\x80\x8e",
        "\xe2\x80\x8f", "\xe2\x81\xa0", "\xe1\xa0\x8e", "\xc2\xa0",     "\xc2\xad"};

    if (text->size == 0 || text->data[0] < 0x80)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(unseen); i++)
        if (bytes_take(text, bytes_text(unseen[i])))
            return true;
    return false;
}

/* Returns how many of the set those were. */
static size_t skip_any(struct bytes *text, const char *set)
{
    size_t count = 0;

    for (;;) {
        if (begins_with(*text, set)) {
            *text = bytes_from(*text, 1);
            count++;
        } else if (!take_unseen(text)) {
            return count;
        }
    }
}

static void skip_until(struct bytes *text, const char *set)
{
    while (text->size > 0 && !bytes_has(bytes_text(set), text->data[0]))
        *text = bytes_from(*text, 1);
}

/* Up to a byte that may be far away, and is looked for from many places. */
static void skip_to(struct bytes *text, char byte)
{
    const uint8_t *end = text->size ? memchr(text->data, byte, text->size) : NULL;

    *text = bytes_from(*text, end ? (size_t)(end - text->data) : text->size);
}

/* Tags and anchors: `!!str`, `!<tag:yaml.org,2002:str>`, `&a`. What ends a map or list ends them.
 */
static void skip_properties(struct bytes *text)
{
    while (begins_with(*text, "!&")) {
        if (bytes_starts(*text, BYTES("!<")))
            skip_to(text, '>');
        skip_until(text, " \t\r\n,[]{}");
        skip_any(text, " \t");
    }
}

/* ---- places ---- */

void record_keys_start(struct record_keys *keys, struct bytes text)
{
    *keys = (struct record_keys){.rest = text, .line = 1, .line_starts = true};
}

static bool give(struct record_keys *keys, bool outermost, struct record_key *key)
{
    *key = (struct record_key){keys->rest, keys->line, outermost, keys->braces};
    return true;
}

static void begin_document(struct record_keys *keys)
{
    keys->begun = keys->braces = false;
    keys->depth = 0;
    keys->quote = 0;
}

/* At the start of a line outside braces; false where no key can stand there. */
static bool start_line(struct record_keys *keys, struct record_key *key)
{
    bool listed = false;
    size_t indent;

    if (bytes_take(&keys->rest, BYTES("---")))
        begin_document(keys);
    indent = skip_any(&keys->rest, " \t");
    skip_properties(&keys->rest);
    if (keys->rest.size == 0 || begins_with(keys->rest, "\r\n#"))
        return false;
    for (bool more = true; more;) {
        bool dash = bytes_take(&keys->rest, BYTES("- "));

        listed = listed || dash;
        more = dash || bytes_take(&keys->rest, BYTES("? "));
        skip_any(&keys->rest, " \t");
        skip_properties(&keys->rest);
    }
    if (!keys->begun) {
        keys->begun = true;
        keys->indent = indent;
        keys->braces = !listed && begins_with(keys->rest, "{[");
    }
    return !begins_with(keys->rest, "{[") && give(keys, indent == keys->indent && !listed, key);
}

/* One byte further, over a quoted text at once; whether a key may begin behind it. */
static bool step(struct record_keys *keys)
{
    uint8_t byte = keys->rest.data[0];

    keys->rest = bytes_from(keys->rest, 1);
    if (byte == '\n' || (byte == '\r' && !bytes_starts(keys->rest, BYTES("\n")))) {
        keys->line += byte == '\n';
        keys->line_starts = !keys->braces || bytes_starts(keys->rest, BYTES("---"));
        return false;
    }
    if (keys->quote) {
        if (byte == '\\' && keys->quote == '"' && keys->rest.size > 0 && keys->rest.data[0] != '\n')
            keys->rest = bytes_from(keys->rest, 1);
        else if (byte == keys->quote)
            keys->quote = 0;
        return false;
    }
    if (keys->braces && (byte == '"' || byte == '\''))
        keys->quote = byte;
    keys->depth += byte == '{' || byte == '[';
    keys->depth -= (byte == '}' || byte == ']') && keys->depth > 0;
    return byte == '{' || byte == ',';
}

/* Over what begins and ends nothing. */
static void skip_plain(struct bytes *text)
{
    size_t size = 0;

    for (; size < text->size; size++) {
        uint8_t byte = text->data[size];

        if (byte == '\n' || byte == '\r' || byte == '"' || byte == '\'' || byte == '\\' ||
            byte == ',' || byte == '{' || byte == '}' || byte == '[' || byte == ']')
            break;
    }
    *text = bytes_from(*text, size);
}

static void skip_breaks(struct record_keys *keys)
{
    for (;;) {
        skip_any(&keys->rest, " \t\r");
        if (begins_with(keys->rest, "#"))
            skip_to(&keys->rest, '\n');
        if (!keys->braces || !bytes_take(&keys->rest, BYTES("\n")))
            return;
        keys->line++;
    }
}

bool record_keys_next(struct record_keys *keys, struct record_key *key)
{
    while (keys->rest.size > 0) {
        if (keys->line_starts) {
            keys->line_starts = false;
            if (start_line(keys, key))
                return true;
            if (begins_with(keys->rest, "#"))
                skip_to(&keys->rest, '\n');
            continue;
        }
        skip_plain(&keys->rest);
        if (keys->rest.size > 0 && step(keys)) {
            skip_breaks(keys);
            skip_properties(&keys->rest);
            return give(keys, keys->braces && keys->depth == 1, key);
        }
    }
    return false;
}

/* ---- words ---- */

/* A byte of a text in double quotes that is written as its number, `\x72`; -1 where it is none. */
static int take_number(struct bytes *text)
{
    size_t digits = bytes_take(text, BYTES("x")) ? 2 : bytes_take(text, BYTES("u")) ? 4 : 8;
    char hex[9] = {0};
    char *end;
    unsigned long number;

    if (digits == 8 && !bytes_take(text, BYTES("U")))
        return -1;
    if (text->size < digits)
        return -1;
    memcpy(hex, text->data, digits);
    number = strtoul(hex, &end, 16);
    *text = bytes_from(*text, digits);
    return end == hex + digits && number > 0 && number < 0x80 ? (int)number : -1;
}

/* A letter that is none of ASCII, however many bytes it has, differs from one in one place. */
static int take_letter(struct bytes *text, bool escapes)
{
    int letter = text->data[0];

    *text = bytes_from(*text, 1);
    if (escapes && letter == '\\')
        return take_number(text);
    if (letter < 0x80)
        return letter;
    while (text->size > 0 && (text->data[0] & 0xc0) == 0x80)
        *text = bytes_from(*text, 1);
    return '?';
}

/* A word up to one of `ends` or its other quote, in `word`; false where it is too long or broken.
 */
static bool take_word(struct bytes *text, const char *ends, char word[RECORD_WORD_SIZE])
{
    const uint8_t quote = begins_with(*text, "\"'") ? text->data[0] : 0;
    const char close[] = {'\n', (char)quote, 0};
    size_t size = 0;

    if (quote)
        *text = bytes_from(*text, 1);
    for (;;) {
        int letter;

        if (take_unseen(text))
            continue;
        if (text->size == 0 || begins_with(*text, quote ? close : ends))
            break;
        letter = take_letter(text, quote == '"');
        if (letter <= 0 || size + 1 >= RECORD_WORD_SIZE)
            return false;
        word[size++] = (char)letter;
    }
    while (!quote && size > 0 && (word[size - 1] == ' ' || word[size - 1] == '\t'))
        size--;
    word[size] = 0;
    return size > 0 && (!quote || bytes_take(text, bytes_of(&quote, 1)));
}

/* Behind a key: a colon, or what is typed for one. */
static bool take_colon(struct bytes *text)
{
    return bytes_take(text, BYTES(":")) || bytes_take(text, BYTES("=")) ||
           bytes_take(text, BYTES("\xef\xbc\x9a"));
}

static bool take_name(struct bytes *text, char name[RECORD_WORD_SIZE])
{
    if (!take_word(text, ":=\r\n{}[],#\xef", name))
        return false;
    skip_any(text, " \t\r\n"); /* of `? record` the colon stands on the next line */
    return take_colon(text);
}

bool record_key_name(const struct record_key *key, char name[RECORD_WORD_SIZE])
{
    struct bytes text = key->text;

    return take_name(&text, name);
}

/* Over blanks, comments and ends of lines; false where the next key follows: this one has no value.
 * Keys may stand in a comment, one on each of its lines: the way out of it is gone once. */
static bool skip_lines(struct record_keys *keys, struct bytes *text, bool braces)
{
    const uint8_t *start = text->data;
    struct record_keys_lines *last = &keys->lines;

    for (;;) {
        skip_any(text, " \t\r");
        if (begins_with(*text, "#"))
            skip_to(text, '\n');
        if (!bytes_take(text, BYTES("\n")))
            break;
        if (last->end && text->data >= last->start && text->data <= last->end) {
            *text = bytes_from(*text, (size_t)(last->end - text->data));
            return last->value;
        }
        if (!braces && text->size > 0 && !begins_with(*text, " \t\r\n#")) {
            *last = (struct record_keys_lines){start, text->data, false};
            return false;
        }
    }
    *last = (struct record_keys_lines){start, text->data, true};
    return true;
}

/* To the value: behind tags and the sign of a folded or literal text, maybe on a line below. */
static bool skip_to_value(struct record_keys *keys, struct bytes *text, bool braces)
{
    skip_any(text, " \t");
    skip_properties(text);
    if (begins_with(*text, ">|"))
        skip_any(text, ">|+-0123456789");
    if (!skip_lines(keys, text, braces))
        return false;
    skip_properties(text);
    return true;
}

bool record_key_value(struct record_keys *keys, const struct record_key *key,
                      char value[RECORD_WORD_SIZE])
{
    struct bytes text = key->text;

    if (!take_name(&text, value) || !skip_to_value(keys, &text, key->braces))
        return false;
    if (!take_word(&text, "\r\n#,:{}[]", value))
        return false;
    skip_any(&text, " \t");
    return !begins_with(text, ":"); /* a key of a map is no value */
}
