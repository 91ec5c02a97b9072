/* utf8_watch.c - is a text, which comes in pieces, UTF-8 to its last byte? */

#include "examine/text/utf8_watch.h"

#include "base/text.h"

/* Bytes that the character which begins with `first` has, or 1 where none begins so. */
static size_t sequence_size(uint8_t first)
{
    if (first >= 0xf0 && first <= 0xf4)
        return 4;
    if (first >= 0xe0)
        return first < 0xf0 ? 3 : 1;
    return first >= 0xc2 ? 2 : 1;
}

/* True where 32 bytes are ASCII. */
static inline bool is_ascii(const uint8_t *data)
{
    uint64_t words[4];

    memcpy(words, data, sizeof words);
    return !((words[0] | words[1] | words[2] | words[3]) & UINT64_C(0x8080808080808080));
}

/* Many bytes at a time, for most texts are hardly anything else. */
size_t utf8_ascii(struct bytes text)
{
    size_t at = 0;

    while (text.size - at >= 32 && is_ascii(text.data + at))
        at += 32;
    for (uint64_t word; at + sizeof word <= text.size; at += sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (at < text.size && text.data[at] < 0x80)
        at++;
    return at;
}

static void found_bad(struct utf8_watch *watch, uint64_t at)
{
    watch->bad = true;
    watch->bad_at = at;
}

/* Completes the character that the last piece cut. */
static void join_tail(struct utf8_watch *watch, struct bytes *piece)
{
    size_t wanted = sequence_size(watch->tail[0]);
    uint32_t code;
    size_t size;

    while (watch->tail_size < wanted && piece->size > 0) {
        watch->tail[watch->tail_size++] = piece->data[0];
        *piece = bytes_from(*piece, 1);
        watch->at++;
    }
    if (watch->tail_size < wanted)
        return;
    if (utf8_decode(bytes_of(watch->tail, wanted), &code, &size))
        watch->wide = true;
    else
        found_bad(watch, watch->at - wanted);
    watch->tail_size = 0;
}

void utf8_watch_feed(struct utf8_watch *watch, struct bytes piece)
{
    if (watch->bad)
        return;
    if (watch->tail_size > 0)
        join_tail(watch, &piece);
    while (!watch->bad && piece.size > 0) {
        uint32_t code;
        size_t size = utf8_ascii(piece);

        watch->at += size;
        piece = bytes_from(piece, size);
        if (piece.size == 0)
            return;
        if (piece.size < sequence_size(piece.data[0])) {
            memcpy(watch->tail, piece.data, piece.size);
            watch->tail_size = piece.size;
            watch->at += piece.size;
            return;
        }
        if (utf8_decode(piece, &code, &size))
            watch->wide = true;
        else
            found_bad(watch, watch->at);
        watch->at += size;
        piece = bytes_from(piece, size);
    }
}

void utf8_watch_end(struct utf8_watch *watch)
{
    if (!watch->bad && watch->tail_size > 0)
        found_bad(watch, watch->at - watch->tail_size);
}
