/* wide_text.c - told by its zero bytes: every second is one where the text is Latin. */

#include "examine/text/wide_text.h"

#include "base/kit.h"
#include "base/load.h"
#include "base/text.h"
#include "base/utf16.h"

enum {
    LOOKED_AT = 512,
    LEAST = 8, /* units of two bytes */
    CHUNK = 32 * 1024,
};

static bool is_character(uint8_t byte)
{
    return (byte >= ' ' && byte < 0x7f) || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Counts units of two bytes whose byte `zero` is 0; a mark needs less proof. */
static bool holds(struct bytes head, size_t zero, bool marked)
{
    size_t units = (head.size < LOOKED_AT ? head.size : LOOKED_AT) / 2, latin = 0, none = 0;

    for (size_t i = 0; i < units; i++) {
        uint8_t high = head.data[2 * i + zero], low = head.data[2 * i + 1 - zero];

        latin += high == 0 && is_character(low);
        none += high == 0 && low == 0; /* the other half of UTF-32 */
    }
    if (units < LEAST)
        return marked && units > 0 && latin * 8 >= units;
    return marked ? latin * 8 >= units : (latin + none) * 10 >= units * 9 && latin * 5 >= units * 2;
}

/* Nearly all units of four bytes are below U+110000. */
static bool is_of_four(struct bytes head, size_t zero)
{
    size_t units = (head.size < LOOKED_AT ? head.size : LOOKED_AT) / 4, fit = 0;

    for (size_t i = 0; i < units; i++)
        fit += head.data[4 * i + zero] == 0 && head.data[4 * i + (zero ? 2 : 1)] <= 0x10;
    return units > 0 && fit == units;
}

/* Behind a mark, whatever the script: characters and nothing else. */
static bool is_text(struct bytes head, bool big)
{
    size_t size = head.size < LOOKED_AT ? head.size & ~(size_t)1 : LOOKED_AT;
    bool high = false;

    for (size_t at = 2; at < size; at += 2) {
        unsigned code = big ? load_u16be(head.data + at) : load_u16le(head.data + at);

        if (high != ((code & 0xfc00) == 0xdc00) || (code & 0xfffe) == 0xfffe ||
            (code < ' ' && !is_character((uint8_t)code)))
            return false;
        high = (code & 0xfc00) == 0xd800;
    }
    return size > 2;
}

/* Without one it cannot be Latin in units of two bytes, and nearly all texts are done with. */
static bool has_zero(struct bytes head)
{
    return head.size > 0 &&
           memchr(head.data, 0, head.size < LOOKED_AT ? head.size : LOOKED_AT) != NULL;
}

enum wide_text wide_text_of(struct bytes head)
{
    bool little = bytes_starts(head, BYTES("\xff\xfe")),
         big = bytes_starts(head, BYTES("\xfe\xff"));

    big = big || bytes_starts(head, BYTES("\0\0\xfe\xff"));
    if (has_zero(head)) {
        if (holds(head, 1, little))
            return is_of_four(head, 3) ? WIDE_32LE : WIDE_16LE;
        if (holds(head, 0, big))
            return is_of_four(head, 0) ? WIDE_32BE : WIDE_16BE;
    }
    if (little && is_text(head, false))
        return WIDE_16LE;
    return bytes_starts(head, BYTES("\xfe\xff")) && is_text(head, true) ? WIDE_16BE : WIDE_NONE;
}

const char *wide_text_name(enum wide_text wide)
{
    static const char *const names[] = {[WIDE_NONE] = "utf-8",
                                        [WIDE_16LE] = "utf-16le",
                                        [WIDE_16BE] = "utf-16be",
                                        [WIDE_32LE] = "utf-32le",
                                        [WIDE_32BE] = "utf-32be"};

    return names[wide];
}

static void decode_four(struct buf *out, struct bytes text, bool big)
{
    char room[4];

    for (size_t at = 0; at < text.size; at += 4) {
        uint32_t code = 0;

        for (size_t i = 0; i < 4 && at + 4 <= text.size; i++)
            code = code << 8 | text.data[at + (big ? i : 3 - i)];
        if (at + 4 > text.size || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
            code = 0xfffd;
        buf_add(out, room, utf8_encode(code, room));
    }
}

/* Bytes of a chunk that end with a whole character; all where no more follow. */
static size_t whole_size(const struct wide_stream *state, struct bytes chunk, bool last)
{
    size_t unit = state->wide >= WIDE_32LE ? 4 : 2, size = chunk.size - chunk.size % unit;
    uint8_t high;

    if (last || size == 0)
        return chunk.size;
    high = chunk.data[size - (state->wide == WIDE_16LE ? 1 : 2)];
    if (unit == 2 && size > 2 && (high & 0xfc) == 0xd8) /* the first half of a pair */
        size -= 2;
    return size;
}

static ASSAY_RESULT decode_more(struct wide_stream *state, struct assay_error *err)
{
    uint8_t chunk[CHUNK];
    struct bytes bytes = {chunk, 0};
    size_t got = 1;

    while (bytes.size < CHUNK && got > 0) {
        TRY(state->raw->read_at((struct stream *)(uintptr_t)state->raw, state->at + bytes.size,
                                chunk + bytes.size, CHUNK - bytes.size, &got, err));
        bytes.size += got;
    }
    bytes.size = whole_size(state, bytes, got == 0);
    buf_reset(&state->text);
    state->given = 0;
    if (state->wide >= WIDE_32LE)
        decode_four(&state->text, bytes, state->wide == WIDE_32BE);
    else
        utf16_decode(&state->text, bytes, state->wide == WIDE_16BE);
    if (state->at == 0 && bytes_starts(buf_bytes(&state->text), BYTES("\xef\xbb\xbf")))
        state->given = 3;
    state->at += bytes.size;
    return buf_status(&state->text, err);
}

static enum assay_status read_decoded(struct stream *stream, void *to, size_t size, size_t *got,
                                      struct assay_error *err)
{
    struct wide_stream *state = stream->state;
    struct bytes left = bytes_from(buf_bytes(&state->text), state->given);

    if (left.size == 0) {
        TRY(decode_more(state, err));
        left = bytes_from(buf_bytes(&state->text), state->given);
    }
    *got = left.size < size ? left.size : size;
    if (*got)
        memcpy(to, left.data, *got);
    state->given += *got;
    return ASSAY_OK;
}

static void close_decoded(struct stream *stream)
{
    struct wide_stream *state = stream->state;

    buf_clear(&state->text);
}

void wide_stream_open(struct wide_stream *state, const struct stream *raw, enum wide_text wide,
                      struct stream *out)
{
    *state = (struct wide_stream){.raw = raw, .wide = wide};
    buf_init(&state->text, (size_t)4 * CHUNK);
    *out = (struct stream){
        .read = read_decoded, .close = close_decoded, .state = state, .size = STREAM_SIZE_UNKNOWN};
}
