/* detect_context.c - words near a token that make a shape more than a shape. */

#include "base/kit.h"
#include "base/word.h"
#include "examine/detect/detect.h"
#include "examine/text/text_masks.h"

enum {
    CONTEXT = 40, /* characters on either side (docs/reference/detectors.md) */
    SHORT = 3,    /* letters of a word that chance writes, too */
};
_Static_assert((int)CONTEXT <= (int)TEXT_MASKS_MOST, "they are looked at as bits");

static bool is_letter(uint8_t c)
{
    return word_lower(c) >= 'a' && word_lower(c) <= 'z';
}

/* pandas calls days of business so, and names that begin with them: "BDay", "bday_start". */
static bool is_business_day(struct bytes text)
{
    return bytes_starts(text, BYTES("BDay")) ||
           (text.size > 4 && (text.data[4] == '_' || text.data[4] == '('));
}

/* True when `word` stands at the front of `text`, whole: alone, in the plural, or before the next
 * part of a name like cardNumber. */
static bool stands_at(struct bytes text, const char *word)
{
    size_t i = 0;

    for (; word[i]; i++)
        if (i >= text.size || (word_lower(text.data[i]) != (uint8_t)word[i] &&
                               !(word[i] == ' ' && (text.data[i] == '-' || text.data[i] == '_'))))
            return false;
    if (strcmp(word, "bday") == 0 && is_business_day(text))
        return false;
    if (i < text.size && word_lower(text.data[i]) == 's')
        i++;
    return i >= text.size || !is_letter(text.data[i]) ||
           (text.data[i] <= 'Z' && text.data[i - 1] >= 'a');
}

/* True where the letters and digits around [at, at + size) are those of a word or a name, not of a
 * number in base 16 or 64: no digits, or behind a longer word two at the end (phone1). */
static bool is_in_name(struct bytes text, size_t at, size_t size)
{
    size_t from = at, to = at + size, digits = 0;

    while (from > 0 && is_alnum(text.data[from - 1]))
        if (is_digit(text.data[--from]))
            return false;
    while (to < text.size && is_alnum(text.data[to])) {
        digits += is_digit(text.data[to]);
        if (digits > 0 && !is_digit(text.data[to]))
            return false;
        to++;
    }
    return digits == 0 || (digits <= 2 && size > SHORT);
}

/* The two characters that a word begins with, as a number below CONTEXT_PAIRS: the same for small
 * letters and capitals. */
static inline unsigned pair_of(uint8_t first, uint8_t second)
{
    return (first & 31U) * 32 + (second & 31U);
}

static void add_pair(struct context_words *context, uint8_t first, uint8_t second)
{
    unsigned pair = pair_of(first, second);

    context->pairs[pair / 64] |= UINT64_C(1) << pair % 64;
}

static void add_front(struct context_words *context, size_t place, uint8_t c)
{
    context->fronts[c / 16 % 2][c % 16] |= (uint8_t)(1U << place);
}

/* What stands at each place of a word: a blank of it may be a sign, behind its end may be anything.
 */
static void add_fronts(struct context_words *context, const char *word)
{
    const size_t size = strlen(word);

    for (size_t place = 0; place < CONTEXT_FRONT; place++) {
        for (uint8_t any = 0; place >= size && any < 32; any++)
            add_front(context, place, any);
        if (place < size)
            add_front(context, place, (uint8_t)word[place]);
        if (place < size && word[place] == ' ') {
            add_front(context, place, '-');
            add_front(context, place, '_');
        }
    }
}

/* Letters behind others begin no word, but capitals behind small ones. */
static inline uint64_t begins_among(uint64_t upper, uint64_t lower)
{
    const uint64_t letters = upper | lower;

    return letters & ~(letters << 1 & ~(upper & lower << 1));
}

static void begins(const struct context_words *context, const struct bytes texts[2],
                   uint64_t out[2])
{
    (void)context;
    for (size_t i = 0; i < 2; i++) {
        const struct text_masks masks = text_masks_of(texts[i]);

        out[i] = begins_among(masks.upper, masks.lower);
    }
}

#ifdef __SSE2__
#define WIDE __attribute__((target("avx2")))

/* For each of the first characters of a word, where it may be one, a bit a byte. */
struct front_bits {
    uint64_t of[CONTEXT_FRONT];
};

/* Adds those of 32 bytes: the half in front stands at `first` of the text, the other at `second`.
 */
WIDE static inline void add_32(const struct context_words *context, __m256i bytes, size_t first,
                               size_t second, struct front_bits *bits)
{
    const __m256i low = _mm256_broadcastsi128_si256(
        _mm_loadu_si128((const __m128i *)(const void *)context->fronts[0]));
    const __m256i high = _mm256_broadcastsi128_si256(
        _mm_loadu_si128((const __m128i *)(const void *)context->fronts[1]));
    const __m256i places = _mm256_and_si256(bytes, _mm256_set1_epi8(15));
    const __m256i fronts =
        _mm256_blendv_epi8(_mm256_shuffle_epi8(low, places), _mm256_shuffle_epi8(high, places),
                           _mm256_slli_epi16(bytes, 3)); /* by the bit of 16 */

    for (int i = 0; i < CONTEXT_FRONT; i++) {
        const uint32_t found = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(fronts, 7 - i));

        bits->of[i] |= (uint64_t)(found & 0xffff) << first | (uint64_t)(found >> 16) << second;
    }
}

WIDE static inline __m256i load_halves(const uint8_t *first, const uint8_t *second)
{
    return _mm256_set_m128i(_mm_loadu_si128((const __m128i *)(const void *)second),
                            _mm_loadu_si128((const __m128i *)(const void *)first));
}

/* No byte past the text is read: its last vector overlaps the one before. */
WIDE static inline void add_text(const struct context_words *context, struct bytes text,
                                 struct front_bits *bits)
{
    const size_t last = text.size < 16 ? 0 : text.size - 16;

    if (text.size < 16) {
        add_32(context, _mm256_zextsi128_si256(text_masks_short(text)), 0, 16, bits);
        return;
    }
    for (size_t at = 0; at + 32 < text.size; at += 32)
        add_32(context, load_halves(text.data + at, text.data + at + 16), at, at + 16, bits);
    add_32(context, load_halves(text.data + (text.size < 32 ? 0 : last - 16), text.data + last),
           text.size < 32 ? 0 : last - 16, last, bits);
}

/* As begins_widest(), below, in halves. */
WIDE static void begins_wide(const struct context_words *context, const struct bytes texts[2],
                             uint64_t out[2])
{
    for (size_t i = 0; i < 2; i++) {
        struct front_bits bits = {0};

        add_text(context, texts[i], &bits);
        for (int place = 0; place < CONTEXT_FRONT; place++) /* zeros follow the text */
            if (context->fronts[0][0] >> place & 1)
                bits.of[place] |= ~text_masks_full(texts[i].size);
        out[i] = bits.of[0] & bits.of[1] >> 1 & bits.of[2] >> 2 & bits.of[3] >> 3;
    }
}

#define WIDEST __attribute__((target("avx512bw")))

/* Where the first characters may be those of a word, with all of the text in one vector: of the few
 * such places most are those of one. */
WIDEST static void begins_widest(const struct context_words *context, const struct bytes texts[2],
                                 uint64_t out[2])
{
    const __m512i low =
        _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)context->fronts[0]));
    const __m512i high =
        _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)context->fronts[1]));

    for (size_t i = 0; i < 2; i++) {
        const __m512i bytes =
            _mm512_maskz_loadu_epi8(text_masks_full(texts[i].size), texts[i].data);
        const __m512i places = _mm512_and_si512(bytes, _mm512_set1_epi8(15));
        const __m512i fronts = _mm512_mask_shuffle_epi8(
            _mm512_shuffle_epi8(low, places), _mm512_test_epi8_mask(bytes, _mm512_set1_epi8(16)),
            high, places);

        out[i] = _mm512_test_epi8_mask(fronts, _mm512_set1_epi8(1)) &
                 _mm512_test_epi8_mask(fronts, _mm512_set1_epi8(2)) >> 1 &
                 _mm512_test_epi8_mask(fronts, _mm512_set1_epi8(4)) >> 2 &
                 _mm512_test_epi8_mask(fronts, _mm512_set1_epi8(8)) >> 3;
    }
}
_Static_assert(CONTEXT_FRONT == 4, "as many are tested there");
_Static_assert((int)CONTEXT + 1 + (int)CONTEXT_FRONT <= (int)TEXT_MASKS_MOST,
               "zeros follow a text");
#undef WIDE
#undef WIDEST
#else
#define begins_wide begins
#define begins_widest begins
#endif

void context_words_of(const char *const *words, unsigned vector, struct context_words *out)
{
    *out = (struct context_words){.words = words,
                                  .begins = vector == 64   ? begins_widest
                                            : vector == 32 ? begins_wide
                                                           : begins};
    for (const char *const *word = words; *word; word++) {
        add_fronts(out, *word);
        add_pair(out, (uint8_t)(*word)[0], (uint8_t)(*word)[1]);
        if ((*word)[1] == ' ') { /* e-mail, e_mail */
            add_pair(out, (uint8_t)(*word)[0], '-');
            add_pair(out, (uint8_t)(*word)[0], '_');
        }
    }
}

/* `file.cc` ends in no word. */
static bool is_ending(struct bytes text, size_t at, size_t size)
{
    return size == 2 && at > 0 && text.data[at - 1] == '.';
}

__attribute__((noinline)) static bool word_at(struct bytes text, size_t at, size_t most,
                                              const char *const *words)
{
    for (const char *const *word = words; *word; word++) {
        if (((uint8_t) * *word ^ text.data[at]) & 31 || !stands_at(bytes_from(text, at), *word))
            continue;
        if (at + strlen(*word) <= most && !is_ending(text, at, strlen(*word)) &&
            is_in_name(text, at, strlen(*word)))
            return true;
    }
    return false;
}

/* What begins_among() says of all letters. */
static bool begins_word(struct bytes text, size_t at)
{
    const uint8_t c = text.data[at], before = at > 0 ? text.data[at - 1] : 0;

    return is_letter(c) && (!is_letter(before) || (c <= 'Z' && before >= 'a'));
}

/* At most CONTEXT bytes and one: places where a word may begin are bits, and few of them begin with
 * two characters that one of the words begins with. */
static inline bool has_word(struct bytes text, uint64_t begins, size_t most,
                            const struct context_words *context)
{
    uint64_t left = begins & text_masks_full(text.size) >> 1; /* none is a letter */

    for (; left; left &= left - 1) {
        size_t at = (size_t)__builtin_ctzll(left);
        unsigned pair = pair_of(text.data[at], text.data[at + 1]);

        if (context->pairs[pair / 64] >> pair % 64 & 1 && begins_word(text, at) &&
            word_at(text, at, most, context->words))
            return true;
    }
    return false;
}

/* One more character on either side shows whether the outermost word begins there and is whole: the
 * end of "arabic" is no "bic". */
bool context_near(const struct view *view, uint64_t start, uint64_t end,
                  const struct context_words *context)
{
    const bool cut = start > CONTEXT;
    const struct bytes texts[2] = {view_bytes(view, cut ? start - CONTEXT - 1 : 0, start),
                                   view_bytes(view, end, end + CONTEXT + 1)};
    uint64_t begins[2];

    context->begins(context, texts, begins);
    begins[0] &= ~(uint64_t)cut;
    return has_word(texts[0], begins[0], texts[0].size, context) ||
           has_word(texts[1], begins[1], CONTEXT, context);
}
