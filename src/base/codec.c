/* codec.c - bytes as text: hex and base64 (RFC 4648). */

#include "base/codec.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/load.h"

#define SIXTEEN(high)                                                                              \
    high "0" high "1" high "2" high "3" high "4" high "5" high "6" high "7" high "8" high "9" high \
         "a" high "b" high "c" high "d" high "e" high "f"

void hex_encode(struct bytes bytes, char *out)
{
    /* Every inventory has digests by the thousand: one look-up and one store a byte. */
    static const char pairs[] = SIXTEEN("0") SIXTEEN("1") SIXTEEN("2") SIXTEEN("3") SIXTEEN("4")
        SIXTEEN("5") SIXTEEN("6") SIXTEEN("7") SIXTEEN("8") SIXTEEN("9") SIXTEEN("a") SIXTEEN("b")
            SIXTEEN("c") SIXTEEN("d") SIXTEEN("e") SIXTEEN("f");

    for (size_t i = 0; i < bytes.size; i++)
        memcpy(out + 2 * i, pairs + 2 * (size_t)bytes.data[i], 2);
    out[2 * bytes.size] = 0;
}

bool hex_is_lower(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!hex_is_digit(text.data[i]) || (text.data[i] >= 'A' && text.data[i] <= 'F'))
            return false;
    return true;
}

bool hex_number(struct bytes text, size_t digits, uint32_t *number)
{
    uint32_t value = 0;

    if (text.size < digits)
        return false;
    for (size_t i = 0; i < digits; i++) {
        const int digit = hex_value(text.data[i]);

        if (digit < 0)
            return false;
        value = value << 4 | (uint32_t)digit;
    }
    *number = value;
    return true;
}

bool hex_decode(struct bytes text, uint8_t *out, size_t size)
{
    if (text.size != 2 * size || !hex_is_lower(text))
        return false;
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)((unsigned)hex_value(text.data[2 * i]) << 4 |
                           (unsigned)hex_value(text.data[2 * i + 1]));
    return true;
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct buf *out, struct bytes bytes)
{
    const size_t threes = bytes.size / 3, rest = bytes.size % 3;
    const uint8_t *in = bytes.data;
    uint8_t *room;
    size_t size, i = 0;

    if (bytes.size == 0)
        return;
    if (ckd_mul(&size, threes + (rest > 0), (size_t)4))
        size = SIZE_MAX; /* more than any buffer takes */
    room = buf_room(out, size);
    if (!room)
        return;
    for (; i + 3 <= threes; i += 2, in += 6, room += 8) {
        const uint64_t word = load_u64be(in);

#pragma GCC unroll 8
        for (int at = 0; at < 8; at++)
            room[at] = (uint8_t)alphabet[word >> (58 - 6 * at) & 63];
    }
    for (; i < threes; i++, in += 3, room += 4) {
        room[0] = (uint8_t)alphabet[in[0] >> 2];
        room[1] = (uint8_t)alphabet[(in[0] << 4 | in[1] >> 4) & 63];
        room[2] = (uint8_t)alphabet[(in[1] << 2 | in[2] >> 6) & 63];
        room[3] = (uint8_t)alphabet[in[2] & 63];
    }
    if (rest > 0) {
        const uint8_t second = rest > 1 ? in[1] : 0;

        room[0] = (uint8_t)alphabet[in[0] >> 2];
        room[1] = (uint8_t)alphabet[(in[0] << 4 | second >> 4) & 63];
        room[2] = rest > 1 ? (uint8_t)alphabet[(second << 2) & 63] : '=';
        room[3] = '=';
    }
    buf_used(out, size);
}

enum { NONE = 256 }; /* of neither alphabet */

const uint8_t base64_letters[256] = {
    ['A'] = 1,
    ['B'] = 2,
    ['C'] = 3,
    ['D'] = 4,
    ['E'] = 5,
    ['F'] = 6,
    ['G'] = 7,
    ['H'] = 8,
    ['I'] = 9,
    ['J'] = 10,
    ['K'] = 11,
    ['L'] = 12,
    ['M'] = 13,
    ['N'] = 14,
    ['O'] = 15,
    ['P'] = 16,
    ['Q'] = 17,
    ['R'] = 18,
    ['S'] = 19,
    ['T'] = 20,
    ['U'] = 21,
    ['V'] = 22,
    ['W'] = 23,
    ['X'] = 24,
    ['Y'] = 25,
    ['Z'] = 26,
    ['a'] = 27,
    ['b'] = 28,
    ['c'] = 29,
    ['d'] = 30,
    ['e'] = 31,
    ['f'] = 32,
    ['g'] = 33,
    ['h'] = 34,
    ['i'] = 35,
    ['j'] = 36,
    ['k'] = 37,
    ['l'] = 38,
    ['m'] = 39,
    ['n'] = 40,
    ['o'] = 41,
    ['p'] = 42,
    ['q'] = 43,
    ['r'] = 44,
    ['s'] = 45,
    ['t'] = 46,
    ['u'] = 47,
    ['v'] = 48,
    ['w'] = 49,
    ['x'] = 50,
    ['y'] = 51,
    ['z'] = 52,
    ['0'] = 53,
    ['1'] = 54,
    ['2'] = 55,
    ['3'] = 56,
    ['4'] = 57,
    ['5'] = 58,
    ['6'] = 59,
    ['7'] = 60,
    ['8'] = 61,
    ['9'] = 62,
    ['+'] = 63,
    ['/'] = 64,
    ['-'] = 63 | BASE64_URL,
    ['_'] = 64 | BASE64_URL,
};

/* The bits of four characters; `marks` gets those of the characters that not all may take. */
static uint32_t base64_four(const uint8_t in[4], uint32_t *marks)
{
    const uint32_t a = base64_letters[in[0]] - 1U, b = base64_letters[in[1]] - 1U,
                   c = base64_letters[in[2]] - 1U, d = base64_letters[in[3]] - 1U;

    *marks |= a | b | c | d;
    return (a & 63) << 18 | (b & 63) << 12 | (c & 63) << 6 | (d & 63);
}

static void put_three(uint8_t *out, uint32_t bits)
{
    out[0] = (uint8_t)(bits >> 16);
    out[1] = (uint8_t)(bits >> 8);
    out[2] = (uint8_t)bits;
}

bool base64_decode(struct buf *out, struct bytes text, bool url)
{
    const uint8_t *in = text.data;
    uint8_t *room, last[4], three[3];
    uint32_t marks = 0, bits;
    size_t pad = 0;

    if (text.size % 4 != 0)
        return false;
    if (text.size == 0)
        return true;
    memcpy(last, in + text.size - 4, sizeof last);
    while (pad < 2 && last[3 - pad] == '=')
        last[3 - pad++] = 'A'; /* no bits */
    bits = base64_four(last, &marks);
    room = buf_room(out, text.size / 4 * 3 - pad);
    if (!room)
        return true; /* as with any writer, the buffer tells */
    for (size_t i = 4; i < text.size; i += 4, in += 4, room += 3)
        put_three(room, base64_four(in, &marks));
    put_three(three, bits);
    memcpy(room, three, 3 - pad);
    if (marks & (url ? NONE : NONE | BASE64_URL) ||
        bits & ((1U << 8 * pad) - 1)) /* that no encoder sets */
        return false;
    buf_used(out, text.size / 4 * 3 - pad);
    return true;
}

void base64_decode_lines(struct buf *out, struct bytes text)
{
    uint32_t bits = 0;
    unsigned count = 0;

    for (size_t i = 0; i < text.size; i++) {
        const int value = base64_value(text.data[i]);

        if (value < 0) {
            i += base64_escapes_line(bytes_from(text, i));
            continue;
        }
        bits = bits << 6 | (uint32_t)value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            buf_byte(out, (uint8_t)(bits >> count));
        }
    }
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
