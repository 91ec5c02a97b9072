/* r_stream.c - numbers and texts as R's serialize() writes them. */

#include "examine/r/r_stream.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"

enum { WORD_MAX = 64 }; /* characters of a number in ASCII */

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static ASSAY_RESULT skip_blanks(struct cursor *cursor)
{
    struct bytes next;

    for (;;) {
        TRY(cursor_peek(cursor, 1, &next));
        if (next.size == 0)
            return cursor_fail(cursor, "cut short: a value is expected");
        if (!is_blank(next.data[0]))
            return ASSAY_OK;
        cursor_consume(cursor, 1);
    }
}

static ASSAY_RESULT read_word(struct cursor *cursor, char word[WORD_MAX + 1])
{
    struct bytes next;

    TRY(skip_blanks(cursor));
    for (size_t size = 0;; size++) {
        TRY(cursor_peek(cursor, 1, &next));
        word[size] = 0;
        if (next.size == 0 || is_blank(next.data[0]))
            return ASSAY_OK;
        if (size == WORD_MAX)
            return cursor_fail(cursor, "a number of more than %d characters", WORD_MAX);
        word[size] = (char)next.data[0];
        cursor_consume(cursor, 1);
    }
}

static ASSAY_RESULT read_ascii_int(struct cursor *cursor, int32_t *out)
{
    uint64_t at = cursor_at(cursor);
    char word[WORD_MAX + 1], *end;
    long long value;

    TRY(read_word(cursor, word));
    if (strcmp(word, "NA") == 0) {
        *out = R_NA;
        return ASSAY_OK;
    }
    value = strtoll(word, &end, 10);
    if (*end || end == word || value < INT32_MIN || value > INT32_MAX)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a number is expected");
    *out = (int32_t)value;
    return ASSAY_OK;
}

enum assay_status r_int(struct r_stream *stream, int32_t *out)
{
    uint32_t value;

    if (stream->encoding == R_ASCII)
        return read_ascii_int(stream->cursor, out);
    if (stream->encoding == R_XDR)
        TRY(cursor_u32be(stream->cursor, &value));
    else
        TRY(cursor_u32le(stream->cursor, &value));
    *out = (int32_t)value;
    return ASSAY_OK;
}

enum assay_status r_length(struct r_stream *stream, uint64_t *out)
{
    uint64_t at = cursor_at(stream->cursor);
    int32_t length, high, low;

    TRY(r_int(stream, &length));
    if (length >= 0) {
        *out = (uint64_t)length;
        return ASSAY_OK;
    }
    if (length != -1)
        return cursor_fail_at(stream->cursor, ASSAY_EFORMAT, at, "a length of %" PRId32, length);
    TRY(r_int(stream, &high));
    TRY(r_int(stream, &low));
    if (high < 0 || high > 65536)
        return cursor_fail_at(stream->cursor, ASSAY_EFORMAT, at, "a length beyond what R can hold");
    *out = (uint64_t)high << 32 | (uint32_t)low;
    return ASSAY_OK;
}

static void keep(struct r_stream *stream, uint8_t byte)
{
    if (stream->text_size < R_TEXT_KEPT)
        stream->text[stream->text_size++] = (char)byte;
}

/* Behind a backslash. */
static ASSAY_RESULT read_escape(struct r_stream *stream)
{
    static const char letters[] = "ntvbrfa", meanings[] = "\n\t\v\b\r\f\a";
    struct bytes next;
    const char *letter;
    unsigned value = 0;
    uint8_t byte;

    TRY(cursor_u8(stream->cursor, &byte));
    letter = byte ? strchr(letters, byte) : NULL;
    if (letter) {
        keep(stream, (uint8_t)meanings[letter - letters]);
        return ASSAY_OK;
    }
    if (byte < '0' || byte > '7') {
        keep(stream, byte);
        return ASSAY_OK;
    }
    value = byte - '0';
    for (int i = 0; i < 2; i++) {
        TRY(cursor_peek(stream->cursor, 1, &next));
        if (next.size == 0 || next.data[0] < '0' || next.data[0] > '7')
            break;
        value = value * 8 + (next.data[0] - '0');
        cursor_consume(stream->cursor, 1);
    }
    keep(stream, (uint8_t)value);
    return ASSAY_OK;
}

static ASSAY_RESULT read_ascii_text(struct r_stream *stream, uint64_t size)
{
    uint8_t byte;

    if (size > 0)
        TRY(skip_blanks(stream->cursor));
    for (uint64_t i = 0; i < size; i++) {
        TRY(cursor_u8(stream->cursor, &byte));
        if (byte == '\\')
            TRY(read_escape(stream));
        else
            keep(stream, byte);
    }
    return ASSAY_OK;
}

enum assay_status r_text(struct r_stream *stream, uint64_t size)
{
    size_t kept = size < R_TEXT_KEPT ? (size_t)size : R_TEXT_KEPT;

    stream->text_size = 0;
    if (stream->encoding == R_ASCII) {
        TRY(read_ascii_text(stream, size));
    } else {
        TRY(cursor_copy(stream->cursor, stream->text, kept));
        stream->text_size = kept;
        TRY(cursor_skip(stream->cursor, size - kept));
    }
    stream->text[stream->text_size] = 0;
    return ASSAY_OK;
}

enum assay_status r_skip(struct r_stream *stream, uint64_t count, unsigned width)
{
    char word[WORD_MAX + 1];
    uint64_t size;

    if (stream->encoding != R_ASCII) {
        if (ckd_mul(&size, count, (uint64_t)width))
            return cursor_fail(stream->cursor, "%" PRIu64 " values cannot be in a file", count);
        return cursor_skip(stream->cursor, size);
    }
    for (uint64_t i = 0; i < count; i++) {
        TRY(read_word(stream->cursor, word));
        if (width == 16)
            TRY(read_word(stream->cursor, word));
    }
    return ASSAY_OK;
}
