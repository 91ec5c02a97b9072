/* mail_value.c - see mail_value.h. */

#include "source/mail_value.h"

static bool ends_word(uint8_t byte)
{
    return bytes_has(BYTES("; \t\r\n("), byte);
}

struct bytes mail_take_word(struct bytes *rest)
{
    struct bytes word = *rest;

    while (rest->size > 0 && !ends_word(rest->data[0]))
        *rest = bytes_from(*rest, 1);
    word.size -= rest->size;
    return word;
}

/* A text in quotes, in which a backslash is before any letter, and lines may be folded. */
static void take_quoted(struct bytes *rest, struct buf *out)
{
    *rest = bytes_from(*rest, 1);
    while (rest->size > 0 && rest->data[0] != '"') {
        if (rest->data[0] == '\\' && rest->size > 1)
            *rest = bytes_from(*rest, 1);
        if (!bytes_has(BYTES("\r\n"), rest->data[0]))
            buf_byte(out, rest->data[0]);
        *rest = bytes_from(*rest, 1);
    }
    *rest = bytes_from(*rest, 1);
}

bool mail_next_parameter(struct bytes *rest, struct bytes *name, struct buf *value)
{
    const uint8_t *semicolon = rest->size ? memchr(rest->data, ';', rest->size) : NULL;

    if (!semicolon)
        return false;
    *rest = bytes_from(*rest, (size_t)(semicolon - rest->data) + 1);
    while (rest->size > 0 && bytes_has(MAIL_BLANKS, rest->data[0]))
        *rest = bytes_from(*rest, 1);
    *name = *rest;
    while (rest->size > 0 && rest->data[0] != '=' && rest->data[0] != ';')
        *rest = bytes_from(*rest, 1);
    name->size -= rest->size;
    *name = bytes_trim(*name, MAIL_BLANKS);
    buf_reset(value);
    if (rest->size == 0 || rest->data[0] == ';')
        return true;
    *rest = bytes_from(*rest, 1);
    while (rest->size > 0 && bytes_has(MAIL_BLANKS, rest->data[0]))
        *rest = bytes_from(*rest, 1);
    if (rest->size > 0 && rest->data[0] == '"') {
        take_quoted(rest, value);
    } else {
        const struct bytes word = mail_take_word(rest);

        buf_add(value, word.data, word.size);
    }
    return true;
}
