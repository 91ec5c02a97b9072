/* mail_name.c - names of files in the header of a mail, in whichever of the ways of writing them.
 */

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/word.h"
#include "source/mail_transfer.h"
#include "source/mail_value.h"

/* RFC 2047, 2: =?charset?B?...?= or Q, at the front of `text`, whose own bytes it stands for. */
static bool take_encoded_word(struct bytes *text, struct buf *out)
{
    struct bytes rest = *text, word;
    uint8_t how;

    if (!bytes_take(&rest, BYTES("=?")))
        return false;
    rest = bytes_from(rest, bytes_until(rest, '?').size + 1);
    if (rest.size < 2 || rest.data[1] != '?')
        return false;
    how = word_lower(rest.data[0]);
    rest = bytes_from(rest, 2);
    word = bytes_until(rest, '?');
    rest = bytes_from(rest, word.size);
    if ((how != 'b' && how != 'q') || !bytes_take(&rest, BYTES("?=")))
        return false;
    if (how == 'b')
        base64_decode_lines(out, word);
    else
        (void)mail_unquote(word, true, out);
    *text = rest;
    return true;
}

static void add_words(struct bytes text, struct buf *out)
{
    bool behind_word = false;

    while (text.size > 0) {
        struct bytes next = text;

        while (behind_word && next.size > 0 && bytes_has(MAIL_BLANKS, next.data[0]))
            next = bytes_from(next, 1); /* between two of them blanks are none */
        if (take_encoded_word(&next, out)) {
            text = next;
            behind_word = true;
            continue;
        }
        buf_byte(out, text.data[0]);
        text = bytes_from(text, 1);
        behind_word = false;
    }
}

/* RFC 2231, 4: charset'language'text, with %20. */
static void add_extended(struct bytes text, bool first, struct buf *out)
{
    for (unsigned quotes = 0; first && quotes < 2; quotes++) {
        const struct bytes before = bytes_until(text, '\'');

        text = before.size < text.size ? bytes_from(text, before.size + 1) : text;
    }
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];

        if (byte == '%' && hex_octet(bytes_from(text, i + 1), &byte))
            i += 2;
        buf_byte(out, byte);
    }
}

/* RFC 2231, 3: name*0, name*1*, in their order. What stands behind the name is a number, which is
 * the next one, and perhaps a star. */
static bool continues(struct bytes behind, unsigned next, bool *extended)
{
    unsigned number = 0;

    if (behind.size == 0 || behind.size > 4)
        return false;
    *extended = behind.data[behind.size - 1] == '*';
    behind.size -= *extended;
    for (size_t i = 0; i < behind.size; i++) {
        if (behind.data[i] < '0' || behind.data[i] > '9')
            return false;
        number = 10 * number + (behind.data[i] - '0');
    }
    return behind.size > 0 && number == next;
}

bool mail_find_name(struct bytes value, const char *wanted, struct buf *out)
{
    const size_t size = strlen(wanted);
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_NAME};
    struct bytes name;
    unsigned parts = 0;
    bool found = false;

    while (mail_next_parameter(&value, &name, &text)) {
        struct bytes behind = bytes_from(name, size);
        bool extended = false;

        if (!word_is(bytes_front(name, size), bytes_text(wanted)))
            continue;
        if (behind.size == 0 && !found) {
            add_words(buf_bytes(&text), out);
            found = true;
        } else if (bytes_equal(behind, BYTES("*")) && parts == 0) {
            buf_reset(out); /* it goes before the plain one, which older readers take */
            add_extended(buf_bytes(&text), true, out);
            return true;
        } else if (bytes_take(&behind, BYTES("*")) && continues(behind, parts, &extended)) {
            if (parts == 0)
                buf_reset(out);
            if (extended)
                add_extended(buf_bytes(&text), parts == 0, out);
            else
                buf_add(out, text.data, text.size);
            parts++;
            found = true;
        }
    }
    return found;
}
