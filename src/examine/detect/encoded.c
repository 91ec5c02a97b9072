/* encoded.c - see encoded.h. */

#include "examine/detect/encoded.h"

#include <stdlib.h>

#include "base/kit.h"

#include "examine/text/text_masks.h"

enum {
    PIECE = 1000,    /* bytes of a value that are decoded at once */
    OVERLAP = 480,   /* letters of it that the next piece has as well: a token may lie across */
    LINE_LEAST = 60, /* letters of a line that goes on in the next: 64 and 76 are usual */
    INDENT_MAX = 16,
    FIRST_LETTERS = 64, /* whose meaning says whether the whole is text */
    BLOCK = 64,         /* bytes that are looked at together */
};

/* ---- letters ---- */

/* 0 to 63, or -1. */
static int letter_of(uint8_t byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 26;
    if (byte >= '0' && byte <= '9')
        return byte - '0' + 52;
    return byte == '+' ? 62 : byte == '/' ? 63 : -1;
}

void encoded_decode(struct bytes raw, struct buf *out)
{
    uint32_t bits = 0;
    unsigned count = 0;

    for (size_t i = 0; i < raw.size; i++) {
        const int letter = letter_of(raw.data[i]);

        if (letter < 0)
            continue;
        bits = bits << 6 | (uint32_t)letter;
        count += 6;
        if (count >= 8) {
            count -= 8;
            buf_byte(out, (uint8_t)(bits >> count));
        }
    }
}

size_t encoded_place(struct bytes raw, size_t at)
{
    const size_t wanted = at / 3 * 4 + at % 3;
    size_t letters = 0;

    for (size_t i = 0; i < raw.size; i++) {
        if (letter_of(raw.data[i]) < 0)
            continue;
        if (letters == wanted)
            return i;
        letters++;
    }
    return raw.size;
}

/* How many letters follow one another at `at`. */
static size_t run_at(struct bytes text, size_t at)
{
    size_t end = at;

    while (end < text.size && letter_of(text.data[end]) >= 0)
        end++;
    return end - at;
}

#ifdef __SSE2__
static inline __m128i sixteen(const uint8_t *data)
{
    return _mm_loadu_si128((const __m128i *)(const void *)data);
}

/* Of sixteen bytes, some that are no letters: most texts have no others. */
static inline unsigned usual_others_of(const uint8_t *data)
{
    const __m128i bytes = sixteen(data);

    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_cmpgt_epi8(_mm_set1_epi8('+'), bytes), text_masks_range(bytes, ',', '.')));
}

/* All of them. */
static inline unsigned others_of(const uint8_t *data)
{
    const __m128i bytes = sixteen(data);
    __m128i letters;

    letters = _mm_or_si128(text_masks_range(bytes, '0', '9'), text_masks_range(bytes, 'A', 'Z'));
    letters = _mm_or_si128(letters, text_masks_range(bytes, 'a', 'z'));
    letters = _mm_or_si128(letters, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('+')));
    letters = _mm_or_si128(letters, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('/')));
    return (unsigned)_mm_movemask_epi8(letters) ^ 0xffff;
}

static inline size_t behind_last(unsigned mask)
{
    return 32 - (size_t)__builtin_clz(mask);
}

/* The same of a block. */
static inline uint64_t in_block(const uint8_t *data, unsigned (*others)(const uint8_t *))
{
    return others(data) | (uint64_t)others(data + 16) << 16 | (uint64_t)others(data + 32) << 32 |
           (uint64_t)others(data + 48) << 48;
}

/* Whether two groups that follow one another have no bit, the one before the block counted as
 * `before` says; *last is told whether its last one has none. */
static inline bool has_empty_pair(uint64_t mask, bool before, bool *last)
{
    const uint64_t lows = UINT64_C(0x0101010101010101), highs = lows << 7;
    const uint64_t empty = ~(((mask & ~highs) + ~highs) | mask) & highs;

    *last = empty >> 63;
    return (empty & (empty << 8 | (uint64_t)before << 7)) != 0;
}

/* Where to look for the first run that may be long enough: none begins before that. Blocks are seen
 * without waiting for each other. A long run covers two groups of eight bytes, wherever it begins.
 */
static size_t behind_short_runs(struct bytes text, size_t at, size_t to)
{
    size_t behind = at; /* the last byte that is no letter */
    bool empty = false;

    for (; at < to && text.size - at >= BLOCK; at += BLOCK) {
        uint64_t others = in_block(text.data + at, usual_others_of);
        bool last;

        if (has_empty_pair(others, empty, &last)) {
            others = in_block(text.data + at, others_of);
            if (has_empty_pair(others, empty, &last))
                return behind;
        }
        empty = last;
        if (others)
            behind = at + BLOCK - (size_t)__builtin_clzll(others);
    }
    return behind;
}
#else
static size_t behind_short_runs(struct bytes text, size_t at, size_t to)
{
    (void)text, (void)to;
    return at;
}
#endif

/* The last byte of [from, to), which are ENCODED_LEAST, that is no letter, and 1; `from` where all
 * are. What is looked at first is the end of the least run that could be there. */
static size_t behind_last_other(struct bytes text, size_t from, size_t to)
{
#ifdef __SSE2__
    const unsigned late = others_of(text.data + to - 16);
    unsigned early;

    if (late)
        return to - 16 + behind_last(late);
    early = others_of(text.data + from);
    return early ? from + behind_last(early) : from;
#else
    while (to > from && letter_of(text.data[to - 1]) >= 0)
        to--;
    return to;
#endif
}

/* ---- values ---- */

struct piece {
    size_t size; /* bytes of the text that it takes */
    size_t letters;
    size_t next; /* where the next piece begins; 0: the value ends in this one */
};

/* Bytes between two lines of one value; 0 where it ends. */
static size_t joint_at(struct bytes text, size_t at)
{
    size_t end = at;

    end += end < text.size && text.data[end] == '\r';
    if (end == text.size || text.data[end] != '\n')
        return 0;
    for (end++; end < text.size && text.data[end] == ' ' && end < at + INDENT_MAX;)
        end++;
    return end < text.size && letter_of(text.data[end]) >= 0 ? end - at : 0;
}

/* What does not begin with its value begins within a line as long as the others. */
static struct piece piece_of(struct bytes text, bool first)
{
    struct piece piece = {.size = 0};
    size_t line = first ? 0 : LINE_LEAST, overlap = 0;

    while (piece.size < text.size) {
        if (letter_of(text.data[piece.size]) >= 0) {
            piece.size++;
            piece.letters++;
            line++;
            if (piece.letters % 4 == 0 && piece.size + OVERLAP < PIECE)
                overlap = piece.size;
            continue;
        }
        if (text.size == PIECE && piece.size + INDENT_MAX + 2 > PIECE)
            break; /* the next one sees what follows */
        if (line < LINE_LEAST || line % 4 != 0 || joint_at(text, piece.size) == 0)
            return piece;
        piece.size += joint_at(text, piece.size);
        line = 0;
    }
    if (text.size == PIECE)
        piece.next = overlap;
    return piece;
}

/* A value stands between such bytes. */
static bool is_before_value(const struct view *view, uint64_t start)
{
    const struct bytes before = view_bytes(view, start > 0 ? start - 1 : 0, start);

    return start == 0 ||
           (before.size == 1 && bytes_has(BYTES("\n\r\t \"'`:=,([>"), before.data[0]));
}

static bool is_behind_value(struct bytes text, const struct piece *piece)
{
    size_t at = piece->size, signs = 0;

    while (at < text.size && text.data[at] == '=' && signs < 2) {
        at++;
        signs++;
    }
    if (signs > 0 ? (piece->letters + signs) % 4 != 0 : piece->letters % 4 == 1)
        return false;
    return at == text.size || bytes_has(BYTES("\n\r\t \"'`,)]<;}\\"), text.data[at]);
}

/* The next byte of a text in UTF-8, `*follow` more of whose character are to come. */
static bool is_text_byte(uint8_t byte, unsigned *follow)
{
    if (*follow > 0) {
        --*follow;
        return byte >> 6 == 2;
    }
    if (byte >= 0x80) {
        *follow = byte >> 5 == 6 ? 1 : byte >> 4 == 14 ? 2 : 3;
        return byte >= 0xc2 && byte <= 0xf4;
    }
    return (byte >= ' ' && byte != 0x7f) || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Whether the first letters mean text. */
static bool is_text(struct bytes text)
{
    unsigned have = 0, follow = 0;
    uint32_t bits = 0;

    for (size_t i = 0, letters = 0; i < text.size && letters < FIRST_LETTERS; i++) {
        const int letter = letter_of(text.data[i]);

        if (letter < 0)
            continue;
        letters++;
        bits = bits << 6 | (uint32_t)letter;
        have += 6;
        if (have < 8)
            continue;
        have -= 8;
        if (!is_text_byte((uint8_t)(bits >> have), &follow))
            return false;
    }
    return true;
}

bool encoded_begins(struct bytes text)
{
    /* gzip, zlib of the usual levels, zstd, xz, bzip2, LZ4 */
    static const char *const packed[] = {"H4sI", "eJ", "eN", "eA", "KLUv", "/Td6", "Qlpo", "BCJN"};

    if (text.size < ENCODED_LEAST || behind_last_other(text, 0, ENCODED_LEAST) > 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(packed); i++)
        if (text.data[0] == (uint8_t)packed[i][0] && bytes_starts(text, bytes_text(packed[i])))
            return true;
    return is_text(bytes_of(text.data, ENCODED_LEAST)) &&
           is_text(bytes_of(text.data, run_at(text, 0)));
}

bool encoded_is_whole(struct bytes text)
{
    struct piece piece = {.size = 0};

    if (!encoded_begins(text))
        return false;
    piece.size = piece.letters = run_at(text, 0);
    return is_behind_value(text, &piece) && text.size - piece.size <= 2;
}

/* The value that begins at `start`, or goes on there; where to look on. */
static uint64_t take_value(struct encoded_state *state, const struct view *view, uint64_t start,
                           bool first, struct escape_spans *spans)
{
    const struct bytes text = view_bytes(view, start, start + PIECE);
    const struct piece piece = piece_of(text, first);
    const bool wanted = !first || piece.next > 0 || is_behind_value(text, &piece);

    state->next = 0;
    if (wanted && escapes_have_room(spans)) {
        spans->all[spans->count++] =
            (struct escape_span){.start = start, .end = start + piece.size};
        state->next = piece.next ? start + piece.next : 0;
    }
    return start + (piece.size ? piece.size : 1);
}

/* ---- runs ---- */

/* Where the first run that is long enough begins in [at, to); `to` or behind it: there is none. */
static size_t next_run(struct bytes text, size_t at, size_t to)
{
    while ((at = behind_short_runs(text, at, to)) < to && at + ENCODED_LEAST <= text.size) {
        const size_t start = behind_last_other(text, at, at + ENCODED_LEAST);

        if (start == at)
            return at;
        at = start;
    }
    return at < to ? to : at;
}

void encoded_look(struct encoded_state *state, const struct view *view, uint64_t to,
                  struct escape_spans *spans)
{
    const struct bytes text = bytes_of(view->data, view->size);
    uint64_t at = state->searched > view->base ? state->searched : view->base;

    for (;;) {
        size_t run, size;

        while (state->next > 0 && state->next < to)
            at = take_value(state, view, state->next, false, spans);
        if (state->next > 0 || at >= to)
            break;
        run = next_run(text, (size_t)(at - view->base), (size_t)(to - view->base));
        at = view->base + run;
        if (at >= to)
            break;
        if (!is_before_value(view, at) || !is_text(bytes_of(text.data + run, ENCODED_LEAST))) {
            at += ENCODED_LEAST;
            continue;
        }
        size = run_at(text, run);
        if (is_text(bytes_of(text.data + run, size)))
            at = take_value(state, view, at, true, spans);
        else
            at += size;
    }
    state->searched = at;
}
