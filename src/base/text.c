/* text.c - bounded C strings, UTF-8, and names made safe to show. */

#include "base/text.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"

bool text_copy(char *to, size_t size, const char *from)
{
    int length = snprintf(to, size, "%s", from);

    return length >= 0 && (size_t)length < size;
}

bool text_append(char *to, size_t size, const char *from)
{
    size_t used = strnlen(to, size);

    return used < size && text_copy(to + used, size - used, from);
}

bool utf8_decode(struct bytes text, uint32_t *code, size_t *size)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const uint8_t *p = text.data;
    size_t length;
    uint32_t value;

    *size = 1;
    if (text.size == 0)
        return false;
    if (p[0] < 0x80) {
        *code = p[0];
        return true;
    }
    if (p[0] >= 0xc2 && p[0] <= 0xdf) {
        length = 2;
        value = p[0] & 0x1fU;
    } else if ((p[0] & 0xf0) == 0xe0) {
        length = 3;
        value = p[0] & 0x0fU;
    } else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
        length = 4;
        value = p[0] & 0x07U;
    } else {
        return false;
    }
    if (text.size < length)
        return false;
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return false;
        value = value << 6 | (p[i] & 0x3fU);
    }
    if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return false;
    *code = value;
    *size = length;
    return true;
}

struct bytes text_unmarked(struct bytes text)
{
    return bytes_from(text, bytes_starts(text, BYTES("\xef\xbb\xbf")) ? 3 : 0);
}

bool utf8_valid(struct bytes text)
{
    while (text.size > 0) {
        uint64_t eight;
        uint32_t code;
        size_t size;

        if (text.size >= sizeof eight) { /* most text is ASCII: eight bytes a step */
            memcpy(&eight, text.data, sizeof eight);
            if ((eight & 0x8080808080808080U) == 0) {
                text = bytes_from(text, sizeof eight);
                continue;
            }
        }
        if (!utf8_decode(text, &code, &size))
            return false;
        text = bytes_from(text, size);
    }
    return true;
}

size_t utf8_encode(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code >= 0xd800 && code <= 0xdfff)
        return 0;
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    if (code > 0x10ffff)
        return 0;
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* Zero-width characters and the marks that turn the direction of writing (Unicode UAX 9). */
static bool is_invisible(uint32_t code)
{
    return (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || code == 0x061c || code == 0xfeff ||
           (code >= 0xe0000 && code <= 0xe007f);
}

/* How much of the front is printable ASCII, which is most of most names. */
static size_t plain_size(struct bytes text)
{
    size_t size = 0;

    while (size < text.size && text.data[size] >= 0x20 && text.data[size] < 0x7f)
        size++;
    return size;
}

/* `width` digits behind a backslash and `letter`: a hostile name has thousands of them, for which
 * formats of printf are too slow. */
static void escape(struct buf *out, char letter, uint32_t code, unsigned width)
{
    char text[2 + 8] = {'\\', letter};

    for (unsigned i = 0; i < width; i++)
        text[2 + i] = "0123456789abcdef"[code >> 4 * (width - 1 - i) & 0xf];
    buf_add(out, text, 2 + (size_t)width);
}

void text_show(struct buf *out, struct bytes name)
{
    while (name.size > 0) {
        uint32_t code = ' '; /* as good as any of the plain part */
        size_t size = plain_size(name);

        if (size == 0 && !utf8_decode(name, &code, &size))
            escape(out, 'x', name.data[0], 2);
        else if (code < 0x20 || (code >= 0x7f && code < 0xa0))
            escape(out, 'x', code, 2);
        else if (is_invisible(code))
            escape(out, 'u', code, code < 0x10000 ? 4 : 5);
        else
            buf_add(out, name.data, size);
        name = bytes_from(name, size);
    }
}

static void escape_json(struct buf *out, uint32_t code)
{
    if (code < 0x10000) {
        escape(out, 'u', code, 4);
    } else {
        escape(out, 'u', 0xd7c0 + (code >> 10), 4);
        escape(out, 'u', 0xdc00 + (code & 0x3ff), 4);
    }
}

void text_show_json(struct buf *out, struct bytes json)
{
    while (json.size > 0) {
        uint32_t code = 0;
        size_t size;

        (void)utf8_decode(json, &code, &size);
        if ((code >= 0x7f && code < 0xa0) || is_invisible(code))
            escape_json(out, code);
        else
            buf_add(out, json.data, size);
        json = bytes_from(json, size);
    }
}

enum { WORD_MAX = 63 };

/* Edits (insert, delete, replace) between two short words (Levenshtein). */
static size_t edits(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1];
    size_t a_size = strnlen(a, WORD_MAX);
    size_t b_size = strnlen(b, WORD_MAX);

    for (size_t j = 0; j <= b_size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t replace = diagonal + (a[i - 1] != b[j - 1]);
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

            diagonal = row[j];
            row[j] = replace < least ? replace : least;
        }
    }
    return row[b_size];
}

const char *text_nearest(const char *word, const char *const *words, size_t count)
{
    const char *nearest = NULL;
    size_t best = strlen(word) / 3 + 1; /* a third of the letters may be wrong, one in any case */

    for (size_t i = 0; i < count; i++) {
        size_t distance = edits(word, words[i]);

        if (distance < best || (distance == best && !nearest)) {
            best = distance;
            nearest = words[i];
        }
    }
    return nearest;
}

bool text_u64(struct bytes text, uint64_t *out)
{
    uint64_t value = 0;

    if (text.size == 0 || (text.size > 1 && text.data[0] == '0'))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || ckd_mul(&value, value, (uint64_t)10) ||
            ckd_add(&value, value, (uint64_t)(text.data[i] - '0')))
            return false;
    }
    *out = value;
    return true;
}
