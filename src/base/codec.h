/* codec.h - bytes as text: hex and base64. */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct buf;

/* Lowercase hex and a NUL; `out` has room for 2 * size + 1. */
void hex_encode(struct bytes bytes, char *out);
/* Takes lowercase hex of exactly 2 * size digits; upper case is refused where digests are compared
 * as text. */
bool hex_decode(struct bytes text, uint8_t *out, size_t size);

/* What one digit stands for, in either case; -1 where it is none. */
static inline int hex_value(uint8_t digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static inline bool hex_is_digit(uint8_t byte)
{
    return hex_value(byte) >= 0;
}

/* True where all of it is lowercase hex, as digests are written. */
bool hex_is_lower(struct bytes text);

/* The number that the first `digits` bytes of `text` are, at most 8. False where they are not
 * there or no digits. */
bool hex_number(struct bytes text, size_t digits, uint32_t *number);

/* The byte that the first two are, as behind "%" and "\x". */
static inline bool hex_octet(struct bytes text, uint8_t *octet)
{
    uint32_t number;
    const bool read = hex_number(text, 2, &number);

    if (read)
        *octet = (uint8_t)number;
    return read;
}

/* RFC 4648 section 4, with padding. */
void base64_encode(struct buf *out, struct bytes bytes);
/* Strict: padding, no blanks, no stray bits. With `url` the alphabet of section 5 is taken too. */
bool base64_decode(struct buf *out, struct bytes text, bool url);
/* Lenient, as what reads settings and mails is: padding or none, either alphabet, letters on any
 * number of lines; what is no letter is passed over, and lines that end in escapes as well. */
void base64_decode_lines(struct buf *out, struct bytes text);

/* What each letter stands for and one more, so that 0 is none; BASE64_URL is set in those that only
 * the alphabet of section 5 has. */
enum { BASE64_URL = 128 };
extern const uint8_t base64_letters[256];

/* 0 to 63, in either alphabet, or -1. */
static inline int base64_value(uint8_t byte)
{
    const unsigned letter = base64_letters[byte];

    return letter == 0 ? -1 : (int)((letter - 1) & 63);
}

/* True at the escape of a line's end, as strings of JSON have it: its letter is none of base64. */
static inline bool base64_escapes_line(struct bytes text)
{
    return text.size > 1 && text.data[0] == '\\' && (text.data[1] == 'n' || text.data[1] == 'r');
}

/* RFC 4648 section 5, without padding, as RFC 7515 and RFC 9901 have it. */
void base64url_encode(struct buf *out, struct bytes bytes);
/* Strict: no padding, no blanks, no stray bits, that alphabet alone. */
bool base64url_decode(struct buf *out, struct bytes text);
