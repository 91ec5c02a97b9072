/* codec.c - bytes as text: hex and base64 (RFC 4648). */

#include "base/codec.h"

#include "base/buf.h"

void hex_encode(struct bytes bytes, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < bytes.size; i++) {
        out[2 * i] = digits[bytes.data[i] >> 4];
        out[2 * i + 1] = digits[bytes.data[i] & 15];
    }
    out[2 * bytes.size] = 0;
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(struct bytes text, uint8_t *out, size_t size)
{
    if (text.size != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct buf *out, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i += 3) {
        size_t left = bytes.size - i;
        uint32_t three = (uint32_t)bytes.data[i] << 16 |
                         (left > 1 ? (uint32_t)bytes.data[i + 1] << 8 : 0) |
                         (left > 2 ? bytes.data[i + 2] : 0U);
        char four[4] = {alphabet[three >> 18], alphabet[three >> 12 & 63],
                        left > 1 ? alphabet[three >> 6 & 63] : '=',
                        left > 2 ? alphabet[three & 63] : '='};

        buf_add(out, four, sizeof four);
    }
}

static int base64_digit(uint8_t c, bool url)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || (url && c == '-'))
        return 62;
    return c == '/' || (url && c == '_') ? 63 : -1;
}

bool base64_decode(struct buf *out, struct bytes text, bool url)
{
    if (text.size % 4 != 0)
        return false;
    for (size_t i = 0; i < text.size; i += 4) {
        bool last = i + 4 == text.size;
        size_t pad = last ? (text.data[i + 3] == '=') + (size_t)(text.data[i + 2] == '=') : 0;
        uint32_t four = 0;

        if (pad == 1 && text.data[i + 3] != '=')
            return false;
        for (size_t j = 0; j < 4; j++) {
            int digit = j < 4 - pad ? base64_digit(text.data[i + j], url) : 0;

            if (digit < 0)
                return false;
            four = four << 6 | (uint32_t)digit;
        }
        if (four & ((1U << 8 * pad) - 1)) /* bits that no encoder sets */
            return false;
        buf_add(out, (uint8_t[]){(uint8_t)(four >> 16), (uint8_t)(four >> 8), (uint8_t)four},
                3 - pad);
    }
    return true;
}

/* The two alphabets differ in two characters. */
void base64url_encode(struct buf *out, struct bytes bytes)
{
    size_t start = out->size;

    base64_encode(out, bytes);
    for (size_t i = start; i < out->size; i++) {
        if (out->data[i] == '+')
            out->data[i] = '-';
        else if (out->data[i] == '/')
            out->data[i] = '_';
    }
    while (out->size > start && out->data[out->size - 1] == '=')
        out->size--;
}

bool base64url_decode(struct buf *out, struct bytes text)
{
    size_t whole = text.size - text.size % 4, rest = text.size % 4;
    uint8_t last[4] = {'=', '=', '=', '='};

    for (size_t i = 0; i < text.size; i++)
        if (bytes_has(BYTES("+/="), text.data[i]))
            return false;
    if (!base64_decode(out, bytes_of(text.data, whole), true))
        return false;
    if (rest == 0)
        return true;
    memcpy(last, text.data + whole, rest);
    return rest > 1 && base64_decode(out, bytes_of(last, sizeof last), true);
}
