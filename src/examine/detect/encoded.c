/* encoded.c - see encoded.h. */

#include "examine/detect/encoded.h"

#include <assert.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/detect.h"

#include "examine/text/text_masks.h"

enum {
    PIECE = 1000,    /* bytes of a value that are decoded at once */
    OVERLAP = 480,   /* letters of it that the next piece has as well: a token may lie across */
    LINE_LEAST = 60, /* letters of a line that goes on in the next: 64 and 76 are usual */
    INDENT_MAX = 16,
    FIRST_LETTERS = 64, /* whose meaning says whether the whole is text */
};

/* ---- letters ---- */

/* "0x" in front of digits is two letters of base64 as well. */
static size_t hex_mark(struct bytes text)
{
    return text.size > 1 && text.data[0] == '0' && (text.data[1] | ' ') == 'x' ? 2 : 0;
}

static void decode_hex(struct bytes raw, struct buf *out)
{
    int high = -1;

    for (size_t i = hex_mark(raw); i < raw.size; i++) {
        const int digit = hex_value(raw.data[i]);

        if (digit < 0) {
            i += base64_escapes_line(bytes_from(raw, i));
            continue;
        }
        if (high >= 0)
            buf_byte(out, (uint8_t)(high << 4 | digit));
        high = high >= 0 ? -1 : digit;
    }
}

void encoded_decode(struct bytes raw, enum encoded_as as, struct buf *out)
{
    if (as == ENCODED_HEX)
        decode_hex(raw, out);
    else
        base64_decode_lines(out, raw);
}

size_t encoded_place(struct bytes raw, enum encoded_as as, size_t at)
{
    const size_t wanted = as == ENCODED_HEX ? hex_mark(raw) + 2 * at : at / 3 * 4 + at % 3;
    size_t letters = 0;

    for (size_t i = 0; i < raw.size; i++) {
        if (base64_value(raw.data[i]) < 0) {
            i += base64_escapes_line(bytes_from(raw, i));
            continue;
        }
        if (letters == wanted)
            return i;
        letters++;
    }
    return raw.size;
}

/* JSON may put a backslash in front of '/', and PHP does: it is no part of the value. */
static bool is_slash_ahead(struct bytes text, size_t at)
{
    return at + 1 < text.size && text.data[at] == '\\' && text.data[at + 1] == '/';
}

/* How many letters follow one another at `at`. */
static size_t run_at(struct bytes text, size_t at)
{
    size_t end = at;

    while (end < text.size && base64_value(text.data[end]) >= 0)
        end++;
    return end - at;
}

#ifdef __SSE2__
/* Of sixteen bytes, the blanks, signs in front of '/' and what is not ASCII: none is a letter, and
 * most texts have some of them in each sixteen. */
static inline unsigned signs_of(const uint8_t *data)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);
    const __m128i late = text_masks_range(bytes, ',', '.');

    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_cmpgt_epi8(_mm_set1_epi8('+'), bytes), late));
}

/* Of sixteen bytes, those that are no letters; `quick`: the signs alone, where there are any. */
static inline unsigned others_of(const uint8_t *data, bool quick)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);
    const unsigned some = quick ? signs_of(data) : 0;
    __m128i letters;

    if (some)
        return some;
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
#endif

/* The last byte of [from, to), which are ENCODED_LEAST, that is no letter, and 1; `from` where all
 * are. What is looked at is the end of the least run that could be there: most texts have a blank
 * in it. */
static size_t behind_last_other(struct bytes text, size_t from, size_t to)
{
#ifdef __SSE2__
    const unsigned late = others_of(text.data + to - 16, true);
    unsigned early;

    if (late)
        return to - 16 + behind_last(late);
    early = others_of(text.data + from, false);
    return early ? from + behind_last(early) : from;
#else
    while (to > from && base64_letters[text.data[to - 1]] - 1U < 64)
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

/* Where a line's end that begins at `at` ends, as it stands or in escapes; `at` where none does. */
static size_t line_end(struct bytes text, size_t at)
{
    size_t end = at;

    if (base64_escapes_line(bytes_from(text, end))) {
        end += text.data[end + 1] == 'r' ? 2 : 0;
        return base64_escapes_line(bytes_from(text, end)) && text.data[end + 1] == 'n' ? end + 2
                                                                                       : at;
    }
    end += end < text.size && text.data[end] == '\r';
    return end < text.size && text.data[end] == '\n' ? end + 1 : at;
}

/* Bytes between two lines of one value; 0 where it ends. */
static size_t joint_at(struct bytes text, size_t at)
{
    size_t end = line_end(text, at);

    if (end == at)
        return 0;
    for (; end < text.size && text.data[end] == ' ' && end < at + INDENT_MAX;)
        end++;
    return end < text.size && base64_value(text.data[end]) >= 0 ? end - at : 0;
}

/* Behind as many letters and signs of padding as make bytes. */
static bool is_behind_value(struct bytes text, const struct piece *piece)
{
    size_t at = piece->size, signs = 0;

    while (at < text.size && text.data[at] == '=' && signs < 2) {
        at++;
        signs++;
    }
    if (signs > 0 ? (piece->letters + signs) % 4 != 0 : piece->letters % 4 == 1)
        return false;
    return at >= text.size || bytes_has(BYTES("\n\r\t \"'`,)]<;}\\|&%"), text.data[at]);
}

/* What does not begin with its value begins within a line as long as the others. The next piece has
 * the last `shared` bytes as well. A line that does not end as a value does is none of it: the next
 * setting's name stands behind a whole value. */
static struct piece piece_of(struct bytes text, bool first, size_t shared)
{
    struct piece piece = {.size = 0}, lines = piece;
    size_t line = first ? 0 : LINE_LEAST, overlap = 0;

    while (piece.size < text.size) {
        piece.size += is_slash_ahead(text, piece.size);
        if (base64_value(text.data[piece.size]) >= 0) {
            piece.size++;
            piece.letters++;
            line++;
            if (piece.letters % 4 == 0 && piece.size + shared < PIECE)
                overlap = piece.size;
            continue;
        }
        if (text.size == PIECE && piece.size + INDENT_MAX + 2 > PIECE)
            break; /* the next one sees what follows */
        if (line < LINE_LEAST || line % 4 != 0 || joint_at(text, piece.size) == 0)
            return lines.size > 0 && !is_behind_value(text, &piece) ? lines : piece;
        lines = piece;
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
           (before.size == 1 && bytes_has(BYTES("\n\r\t \"'`:;=,([{>|&"), before.data[0]));
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

static bool is_letter(uint8_t byte)
{
    return base64_value(byte) >= 0;
}

/* Whether the first letters mean text. */
static bool is_text(struct bytes text)
{
    unsigned have = 0, follow = 0;
    uint32_t bits = 0;

    for (size_t i = 0, letters = 0; i < text.size && letters < FIRST_LETTERS; i++) {
        const int letter = base64_value(text.data[i]);

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

/* Most digests are told from text by the first digits of three bytes. */
static bool may_be_hex_text(struct bytes text)
{
    const uint8_t *digits = text.data + hex_mark(text);

    return text.size >= ENCODED_LEAST && (uint8_t)(digits[0] - '2') <= 5 &&
           (uint8_t)(digits[2] - '2') <= 5 && (uint8_t)(digits[4] - '2') <= 5;
}

/* Whether the first digits mean text that begins in ASCII, and there are none but digits among the
 * first letters. */
static bool is_hex_text(struct bytes text)
{
    unsigned follow = 0;

    if (!may_be_hex_text(text))
        return false;
    text = bytes_front(bytes_from(text, hex_mark(text)), FIRST_LETTERS);
    for (size_t i = 0; i + 1 < text.size; i += 2) {
        const int high = hex_value(text.data[i]), low = hex_value(text.data[i + 1]);

        if (high < 0 || low < 0 || !is_text_byte((uint8_t)(high << 4 | low), &follow))
            return false;
    }
    return true;
}

/* Whether the first letters are those of what is packed, or of a document that is. */
static bool is_packed(struct bytes text)
{
    /* gzip, zlib of the usual levels, zstd, xz in either alphabet, bzip2, LZ4; zip, PDF, files of
     * Office until 2003, 7z, RAR */
    static const char *const packed[] = {"H4sI",   "eJ",       "eN",     "eA",     "KLUv",
                                         "/Td6",   "_Td6",     "Qlpo",   "BCJN",   "UEsDB",
                                         "JVBERi", "0M8R4KGx", "N3q8ry", "UmFyIRo"};

    for (size_t i = 0; i < ARRAY_LEN(packed); i++)
        if (text.size > 0 && text.data[0] == (uint8_t)packed[i][0] &&
            bytes_starts(text, bytes_text(packed[i])))
            return true;
    return false;
}

static bool has_least(struct bytes text)
{
    return text.size >= ENCODED_LEAST &&
           (behind_last_other(text, 0, ENCODED_LEAST) == 0 || run_at(text, 0) >= ENCODED_LEAST);
}

bool encoded_begins(struct bytes text)
{
    return has_least(text) && (is_packed(text) || (is_text(bytes_of(text.data, ENCODED_LEAST)) &&
                                                   is_text(bytes_of(text.data, run_at(text, 0)))));
}

bool encoded_is_whole(struct bytes text)
{
    struct piece piece = {.size = 0};

    if (!encoded_begins(text))
        return false;
    for (size_t run; (run = run_at(text, piece.size)) > 0;
         piece.size += joint_at(text, piece.size)) {
        piece.size += run;
        piece.letters += run;
        if (joint_at(text, piece.size) == 0)
            break;
    }
    return is_behind_value(text, &piece) &&
           bytes_trim(bytes_from(text, piece.size), BYTES("=\r\n")).size == 0;
}

/* Text that is base64 itself: Helm keeps its releases so in Secrets, gzip in base64 twice. */
static bool is_twice(struct bytes text)
{
    uint8_t room[FIRST_LETTERS];
    CLEANUP(buf_clear) struct buf meant = {.ceiling = sizeof room};

    base64_decode_lines(&meant, bytes_front(text, FIRST_LETTERS));
    return encoded_begins(buf_bytes(&meant));
}

/* The value that begins at `start`, or goes on there; where to look on. */
static uint64_t take_value(struct encoded_state *state, const struct view *view, uint64_t start,
                           bool first, struct coded_spans *spans)
{
    const struct bytes text = view_bytes(view, start, start + PIECE);
    const struct piece piece = piece_of(text, first, state->packed ? 0 : OVERLAP);
    const bool wanted = !first || piece.next > 0 || is_behind_value(text, &piece);
    const struct coded_span span = {
        .start = start,
        .end = start + (state->packed && piece.next > 0 ? piece.next : piece.size),
        .packed = state->packed,
        .as = state->as,
        .first = first};

    state->next = 0;
    if (wanted && coded_spans_add(spans, span))
        state->next = piece.next ? start + piece.next : 0;
    return start + (piece.size ? piece.size : 1);
}

/* ---- runs ---- */

#ifdef __SSE2__
/* True where ENCODED_LEAST ones follow one another. */
static inline bool has_run(uint64_t ones)
{
    const uint64_t two = ones & ones >> 1, four = two & two >> 2, eight = four & four >> 4;

    static_assert(ENCODED_LEAST == 24, "three times eight");
    return (eight & eight >> 8 & eight >> 16) != 0;
}
#endif

/* Passes over what has signs so near to each other that no run is there: where one may begin. */
static size_t pass_signs(struct bytes text, size_t at, size_t to)
{
    size_t open = 0; /* bytes in front of `at` without a sign */

#ifdef __SSE2__
    for (; at + 64 <= to; at += 64) {
        const uint8_t *data = text.data + at;
        const uint64_t low = signs_of(data) | (uint64_t)signs_of(data + 16) << 16;
        const uint64_t high = signs_of(data + 32) | (uint64_t)signs_of(data + 48) << 16;
        const uint64_t signs = low | high << 32;

        if (signs == 0 || open + (size_t)__builtin_ctzll(signs) >= ENCODED_LEAST || has_run(~signs))
            break;
        open = (size_t)__builtin_clzll(signs);
    }
#endif
    return at - open;
}

/* Where the first run that is long enough begins in [at, to); `to` or behind it: there is none. */
static size_t next_run(struct bytes text, size_t at, size_t to)
{
    while ((at = pass_signs(text, at, to)) < to && at + ENCODED_LEAST <= text.size) {
        const size_t start = behind_last_other(text, at, at + ENCODED_LEAST);

        if (start == at)
            return at;
        at = start;
    }
    return at < to ? to : at;
}

/* A backslash in front of '/', a byte of the value it is not. */
static bool escapes_slash(const struct view *view, uint64_t at)
{
    return view_byte(view, at) == '\\' && view_byte(view, at + 1) == '/';
}

/* A run is found by letters that both alphabets have, and none of them escaped: before it may be
 * others of its value. */
static uint64_t value_start(const struct view *view, uint64_t run)
{
    uint64_t start = run;

    if (run == view->base ||
        (base64_letters[view_byte(view, run - 1)] < BASE64_URL && !escapes_slash(view, run - 1)))
        return run;
    while (start > view->base && run - start < PIECE &&
           (is_letter(view_byte(view, start - 1)) || escapes_slash(view, start - 1)))
        start--;
    return start;
}

/* Whether a text that begins as a value does is one. */
static bool begins_value(struct encoded_state *state, struct bytes text)
{
    const struct bytes whole = bytes_front(text, run_at(text, 0));

    state->packed = false;
    if (state->as == ENCODED_HEX)
        return is_hex_text(whole);
    state->packed = is_packed(text) || is_twice(whole);
    return state->packed || is_text(whole);
}

/* Looks at the value that the run belongs to, which may begin in front of it; where to look on. */
static uint64_t look_at_run(struct encoded_state *state, const struct view *view, uint64_t run,
                            struct coded_spans *spans)
{
    const uint64_t start = value_start(view, run), end = view->base + view->size;
    const struct bytes text = view_bytes(view, start, end);

    if (!is_before_value(view, start))
        return run + ENCODED_LEAST;
    state->as = is_hex_text(bytes_front(text, ENCODED_LEAST)) ? ENCODED_HEX : ENCODED_BASE64;
    if (state->as != ENCODED_HEX && !is_packed(text) && !is_text(bytes_front(text, ENCODED_LEAST)))
        return run + ENCODED_LEAST;
    if (!begins_value(state, text))
        return run + run_at(view_bytes(view, run, end), 0);
    return take_value(state, view, start, true, spans);
}

void encoded_look(struct encoded_state *state, const struct view *view, uint64_t to,
                  struct coded_spans *spans)
{
    const struct bytes text = bytes_of(view->data, view->size);
    uint64_t at = state->searched > view->base ? state->searched : view->base;

    for (;;) {
        uint64_t run;

        while (state->next > 0 && state->next < to)
            at = take_value(state, view, state->next, false, spans);
        if (state->next > 0 || at >= to)
            break;
        run = view->base + next_run(text, (size_t)(at - view->base), (size_t)(to - view->base));
        at = run;
        if (run >= to)
            break;
        at = look_at_run(state, view, run, spans);
        if (at <= run) /* what there is no room for may end in front of it */
            at = run + ENCODED_LEAST;
    }
    state->searched = at;
}
