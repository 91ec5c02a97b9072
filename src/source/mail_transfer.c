/* mail_transfer.c - see mail_transfer.h. */

#include "source/mail_transfer.h"

#include "base/codec.h"
#include "base/kit.h"
#include "base/word.h"
#include "source/mail_lines.h"

enum mail_encoding mail_encoding_of(struct bytes value)
{
    static const char *const plain[] = {"", "7bit", "8bit", "binary"};

    if (word_is_one_of(value, plain, ARRAY_LEN(plain)))
        return MAIL_PLAIN;
    return word_is(value, BYTES("base64"))             ? MAIL_BASE64
           : word_is(value, BYTES("quoted-printable")) ? MAIL_QUOTED
                                                       : MAIL_ENCODING_UNKNOWN;
}

/* What is no letter is passed over, as all readers of mail do; behind what pads, content goes on
 * for some of them, and here. */
static void add_base64(struct mail_transfer *transfer, struct bytes line, struct buf *out)
{
    uint8_t *to = buf_room(out, line.size + 1);
    size_t used = 0;

    for (size_t i = 0; to && i < line.size; i++) {
        const int value = base64_value(line.data[i]);

        if (line.data[i] == '=')
            transfer->count = 0;
        if (value < 0) {
            transfer->broken |= !bytes_has(BYTES("= \t\r\n"), line.data[i]);
            continue;
        }
        transfer->bits = transfer->bits << 6 | (unsigned)value;
        if (transfer->count > 0) /* two bits of the first letter are no byte */
            to[used++] = (uint8_t)(transfer->bits >> (6 - 2 * transfer->count));
        transfer->count = (transfer->count + 1) % 4;
    }
    if (to)
        buf_used(out, used);
}

bool mail_unquote(struct bytes text, bool words, struct buf *out)
{
    bool whole = true;

    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];

        if (byte == '=' && hex_octet(bytes_from(text, i + 1), &byte))
            i += 2;
        else if (byte == '=')
            whole = false;
        else if (byte == '_' && words)
            byte = ' ';
        buf_byte(out, byte);
    }
    return whole;
}

static struct bytes ending(struct bytes line)
{
    return bytes_from(line, mail_line_text(line).size);
}

static void hold(struct mail_transfer *transfer, struct bytes end)
{
    transfer->held = bytes_equal(end, BYTES("\r\n")) ? BYTES("\r\n")
                     : end.size > 0                  ? BYTES("\n")
                                                     : BYTES("");
}

static void add_plain(struct mail_transfer *transfer, struct bytes line, struct buf *out)
{
    const struct bytes text = bytes_front(line, line.size - ending(line).size);

    buf_add(out, text.data, text.size);
    hold(transfer, ending(line));
}

/* Blanks at the end of a line were added on the way. */
static void add_quoted(struct mail_transfer *transfer, struct bytes line, struct buf *out)
{
    struct bytes text = mail_line_text(line);
    const bool ends = text.size < line.size;
    bool soft;

    while (ends && text.size > 0 && bytes_has(BYTES(" \t"), text.data[text.size - 1]))
        text.size--;
    soft = ends && text.size > 0 && text.data[text.size - 1] == '=';
    text.size -= soft;
    transfer->broken |= !mail_unquote(text, false, out);
    hold(transfer, soft ? BYTES("") : ending(line));
}

void mail_transfer_line(struct mail_transfer *transfer, struct bytes line, struct buf *out)
{
    mail_transfer_end(transfer, out);
    if (transfer->encoding == MAIL_BASE64)
        add_base64(transfer, line, out);
    else if (transfer->encoding == MAIL_QUOTED)
        add_quoted(transfer, line, out);
    else
        add_plain(transfer, line, out);
}

void mail_transfer_end(struct mail_transfer *transfer, struct buf *out)
{
    buf_add(out, transfer->held.data, transfer->held.size);
    transfer->held = BYTES("");
}
