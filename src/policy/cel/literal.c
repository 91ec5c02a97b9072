/* literal.c - numbers, strings and bytes as written. Source: cel-spec, doc/langdef.md, "Syntax". */

#include "policy/cel/literal.h"

#include <math.h>

#include "base/arena.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/cel/number.h"

static ASSAY_RESULT read_number(const struct lexer *lexer, const struct token *token, bool negative,
                                struct cel_value *out)
{
    struct bytes text = token->text;
    int base = 10;
    uint64_t size;
    int64_t value;
    double real;

    if (token->kind == TOKEN_DOUBLE) {
        if (!number_double(text, &real) || isinf(real))
            return source_fail(lexer->source, token->from, lexer->err,
                               "number is too large for a double");
        *out = cel_of_double(negative ? -real : real);
        return ASSAY_OK;
    }
    if (text.size > 2 && text.data[0] == '0' && (text.data[1] == 'x' || text.data[1] == 'X')) {
        base = 16;
        text = bytes_from(text, 2);
    }
    if (token->kind == TOKEN_UINT) {
        if (!number_uint(text, base, &size))
            return source_fail(lexer->source, token->from, lexer->err,
                               "number is too large for a uint");
        *out = cel_of_uint(size);
        return ASSAY_OK;
    }
    if (!number_int(text, base, negative, &value))
        return source_fail(lexer->source, token->from, lexer->err,
                           "number is too large for an int");
    *out = cel_of_int(value);
    return ASSAY_OK;
}

/* `count` digits of a base from the front of `text`; false where they are not there. */
static bool read_digits(struct bytes text, size_t count, int base, uint32_t *out)
{
    uint32_t value = 0;

    if (text.size < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int digit = hex_value(text.data[i]);

        if (digit < 0 || digit >= base)
            return false;
        value = value * (uint32_t)base + (uint32_t)digit;
    }
    *out = value;
    return true;
}

/* What follows a backslash: the code and the number of bytes it takes, or false. */
static bool read_escape(struct bytes text, bool bytes, uint32_t *code, size_t *size, bool *octet)
{
    static const char names[] = "abfnrtv\\?\"'`";
    static const char values[] = "\a\b\f\n\r\t\v\\?\"'`";
    const char *found;

    *octet = false;
    *size = 1;
    if (text.size == 0 || text.data[0] == 0)
        return false;
    found = strchr(names, text.data[0]);
    if (found) {
        *code = (uint8_t)values[found - names];
        return true;
    }
    *octet = bytes;
    switch (text.data[0]) {
    case 'x':
    case 'X':
        *size = 3;
        return read_digits(bytes_from(text, 1), 2, 16, code);
    case 'u':
        *size = 5;
        return !bytes && read_digits(bytes_from(text, 1), 4, 16, code);
    case 'U':
        *size = 9;
        return !bytes && read_digits(bytes_from(text, 1), 8, 16, code);
    case '0':
    case '1':
    case '2':
    case '3':
        *size = 3;
        return read_digits(text, 3, 8, code);
    default:
        return false;
    }
}

static ASSAY_RESULT read_text(const struct lexer *lexer, const struct token *token,
                              struct arena *arena, struct cel_value *out)
{
    bool bytes = token->kind == TOKEN_BYTES;
    struct bytes rest = token->text;
    char *text =
        arena_alloc(arena, rest.size + 1); /* no escape is longer than what it stands for */
    size_t used = 0;

    if (!text)
        return out_of_memory(lexer->err);
    while (rest.size > 0) {
        uint32_t code = 0;
        size_t size;
        bool octet;

        if (rest.data[0] != '\\' || token->raw) {
            text[used++] = (char)rest.data[0];
            rest = bytes_from(rest, 1);
            continue;
        }
        rest = bytes_from(rest, 1);
        if (!read_escape(rest, bytes, &code, &size, &octet))
            return source_fail(lexer->source, (uint32_t)(rest.data - lexer->source.data) - 1,
                               lexer->err, "no such escape in %s", bytes ? "bytes" : "a string");
        if (octet) {
            text[used++] = (char)code;
        } else {
            size_t written = utf8_encode(code, text + used);

            if (written == 0)
                return source_fail(lexer->source, (uint32_t)(rest.data - lexer->source.data) - 1,
                                   lexer->err, "U+%04X is no character", (unsigned)code);
            used += written;
        }
        rest = bytes_from(rest, size);
    }
    *out = bytes ? cel_of_bytes(bytes_of(text, used)) : cel_of_string(bytes_of(text, used));
    return ASSAY_OK;
}

enum assay_status literal_read(const struct lexer *lexer, const struct token *token, bool negative,
                               struct arena *arena, struct cel_value *out)
{
    if (token->kind == TOKEN_STRING || token->kind == TOKEN_BYTES)
        return read_text(lexer, token, arena, out);
    return read_number(lexer, token, negative, out);
}
