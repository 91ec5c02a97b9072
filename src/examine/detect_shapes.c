/*
 * detect_shapes.c - personal data that has no literal to search for: e-mail, telephone, social
 * security, card and account numbers.
 *
 * Each block of 64 bytes becomes a few 64-bit masks, one bit a byte (digit, letter, dash ...).
 * Shifted ANDs of masks, with the bits of the block before moved in, mark the last byte of each
 * shape; only there the token is cut out and proved. Source: performance.md "Patterns";
 * identifiers.md for shapes, boundaries and confidence.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "examine/detect.h"
#include "examine/identifiers.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum { BLOCK = 64 };

static const char *const email_words[] = {"email", "mail", "courriel", NULL};
static const char *const phone_words[] = {"phone", "tel",     "mobile",    "fax",
                                          "cell",  "telefon", "telephone", NULL};
static const char *const ssn_words[] = {"ssn", "social security", "taxpayer", NULL};
static const char *const card_words[] = {"card",  "pan",     "cc",   "visa",       "carte",
                                         "karte", "tarjeta", "amex", "mastercard", NULL};
static const char *const iban_words[] = {"iban", "konto", "compte", NULL};

static const struct detected email = {"pii.email", 0.01, email_words};
static const struct detected phone = {"pii.phone", 0.62, phone_words};
static const struct detected ssn = {"pii.us-ssn", 0.89, ssn_words};
/* Luhn, and the share of prefixes that an issuer has. */
static const struct detected card = {"pii.credit-card", 0.03, card_words};
static const struct detected iban = {"pii.iban", 1.0 / 97, iban_words};

/* One bit a byte of a block: what the byte is, or that a run of so many ends there. */
struct masks {
    uint64_t digit, upper, alnum, at, plus;
    uint64_t dash, dot, close; /* '-', '.', ')' */
    uint64_t blank;            /* '-' or ' ' */
    uint64_t d2, d3, d4, d8, d9, d10, d12;
};

/* Adds the masks of a block to masks of zeros. */
typedef void classify_fn(const uint8_t *block, struct masks *m);

struct shapes {
    classify_fn *classify;
    struct masks before;
};

/* The bytes in [from, to] of 16 or 32, as all ones: moved so that the range begins at the least
 * signed value, it takes one comparison. */
#ifdef __SSE2__
static inline __m128i in_range(__m128i bytes, char from, char to)
{
    __m128i moved = _mm_sub_epi8(bytes, _mm_set1_epi8((char)(from - 128)));

    return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(-128 + (to - from) + 1)));
}

static inline __m128i equal(__m128i bytes, char c)
{
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

static void classify(const uint8_t *block, struct masks *m)
{
    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
        __m128i digit = in_range(bytes, '0', '9');
        __m128i letter = in_range(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
        __m128i dash = equal(bytes, '-');

#define BITS(lanes) ((uint64_t)(uint32_t)_mm_movemask_epi8(lanes) << i)
        m->digit |= BITS(digit);
        m->upper |= BITS(in_range(bytes, 'A', 'Z'));
        m->alnum |= BITS(_mm_or_si128(digit, letter));
        m->at |= BITS(equal(bytes, '@'));
        m->plus |= BITS(equal(bytes, '+'));
        m->dash |= BITS(dash);
        m->dot |= BITS(equal(bytes, '.'));
        m->close |= BITS(equal(bytes, ')'));
        m->blank |= BITS(_mm_or_si128(dash, equal(bytes, ' ')));
#undef BITS
    }
}

/* The same with twice the width, where the processor has it. */
#define WIDE __attribute__((target("avx2")))

WIDE static inline __m256i in_range_wide(__m256i bytes, char from, char to)
{
    __m256i moved = _mm256_sub_epi8(bytes, _mm256_set1_epi8((char)(from - 128)));

    return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(-128 + (to - from) + 1)), moved);
}

WIDE static inline __m256i equal_wide(__m256i bytes, char c)
{
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

WIDE static void classify_wide(const uint8_t *block, struct masks *m)
{
    for (int i = 0; i < BLOCK; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(block + i));
        __m256i digit = in_range_wide(bytes, '0', '9');
        __m256i letter = in_range_wide(_mm256_or_si256(bytes, _mm256_set1_epi8(0x20)), 'a', 'z');
        __m256i dash = equal_wide(bytes, '-');

#define BITS(lanes) ((uint64_t)(uint32_t)_mm256_movemask_epi8(lanes) << i)
        m->digit |= BITS(digit);
        m->upper |= BITS(in_range_wide(bytes, 'A', 'Z'));
        m->alnum |= BITS(_mm256_or_si256(digit, letter));
        m->at |= BITS(equal_wide(bytes, '@'));
        m->plus |= BITS(equal_wide(bytes, '+'));
        m->dash |= BITS(dash);
        m->dot |= BITS(equal_wide(bytes, '.'));
        m->close |= BITS(equal_wide(bytes, ')'));
        m->blank |= BITS(_mm256_or_si256(dash, equal_wide(bytes, ' ')));
#undef BITS
    }
}

static classify_fn *choose_classify(void)
{
    return __builtin_cpu_supports("avx2") ? classify_wide : classify;
}
#else
static void classify(const uint8_t *block, struct masks *m)
{
    for (int i = 0; i < BLOCK; i++) {
        uint8_t c = block[i];
        uint64_t bit = UINT64_C(1) << i;

        m->digit |= is_digit(c) ? bit : 0;
        m->upper |= c >= 'A' && c <= 'Z' ? bit : 0;
        m->alnum |= is_alnum(c) ? bit : 0;
        m->at |= c == '@' ? bit : 0;
        m->plus |= c == '+' ? bit : 0;
        m->dash |= c == '-' ? bit : 0;
        m->dot |= c == '.' ? bit : 0;
        m->close |= c == ')' ? bit : 0;
        m->blank |= c == '-' || c == ' ' ? bit : 0;
    }
}

static classify_fn *choose_classify(void)
{
    return classify;
}
#endif

struct shapes *shapes_new(void)
{
    struct shapes *shapes = calloc(1, sizeof *shapes);

    if (shapes)
        shapes->classify = choose_classify();
    return shapes;
}

void shapes_start(struct shapes *shapes)
{
    shapes->before = (struct masks){0};
}

/* A mask moved `by` bytes towards the end, the last bytes of the block before moved in. */
#define MOVED(field, by) (m->field << (by) | before->field >> (64 - (by)))

struct look {
    const struct view *view;
    struct candidates *out;
};

static void add(const struct look *look, const struct detected *what, uint64_t start, uint64_t end,
                enum assay_confidence confidence, enum proof proof, bool weak, enum rank rank,
                const char *masked)
{
    struct candidate candidate = {
        .hit = {.what = what,
                .start = start,
                .end = end,
                .confidence = proof == PROOF_SAMPLE ? ASSAY_LOW : confidence,
                .sample = proof == PROOF_SAMPLE,
                .weak = weak},
        .rank = rank};

    for (size_t i = 0; masked[i] && i + 1 < MASKED_SIZE; i++)
        candidate.hit.masked[i] = masked[i];
    candidates_add(look->out, &candidate);
}

static uint8_t byte(const struct look *look, uint64_t offset)
{
    return view_byte(look->view, offset);
}

static bool joins_digits(uint8_t c)
{
    return c == '.' || c == '-' || c == '/' || c == ':';
}

/* No letter or digit beside, and no sign that joins more digits: versions, dates, part numbers. */
static bool stands_alone(const struct look *look, uint64_t start, uint64_t end)
{
    uint8_t left = start ? byte(look, start - 1) : 0, right = byte(look, end);

    if (is_alnum(left) || is_alnum(right))
        return false;
    if (joins_digits(left) && start > 1 && is_digit(byte(look, start - 2)))
        return false;
    return !(joins_digits(right) && is_digit(byte(look, end + 1)));
}

/* Copies the digits of [start, end); false where there are more than fit. */
static bool digits_of(const struct look *look, uint64_t start, uint64_t end, uint8_t *digits,
                      size_t size, size_t *count)
{
    *count = 0;
    for (uint64_t at = start; at < end; at++) {
        uint8_t c = byte(look, at);

        if (!is_digit(c))
            continue;
        if (*count == size)
            return false;
        digits[(*count)++] = c;
    }
    return true;
}

static bool is_local(uint8_t c)
{
    return is_alnum(c) || (c && strchr("!#$%&'*+-._~", c));
}

static bool is_domain(uint8_t c)
{
    return is_alnum(c) || c == '-' || c == '.';
}

/* `j..n@e....org`: enough for its owner to know it again. */
static void mask_email(struct bytes text, char out[MASKED_SIZE])
{
    const uint8_t *at = memchr(text.data, '@', text.size);
    const uint8_t *dot = memrchr(text.data, '.', text.size);
    size_t tail = text.size - (size_t)(dot - text.data);

    snprintf(out, MASKED_SIZE, "%c..%c@%c...%.*s", text.data[0], at[-1], at[1],
             tail < 16 ? (int)tail : 16, (const char *)dot);
}

/* `//user@host`, `//user:password@host`, `git@host:path`: a place to log in, not an address. */
static bool is_login(const struct look *look, uint64_t start, uint64_t end)
{
    uint64_t at = start;

    if (byte(look, end) == ':' && (is_alnum(byte(look, end + 1)) || byte(look, end + 1) == '/'))
        return true;
    if (at > 0 && byte(look, at - 1) == ':') { /* over the user's name */
        at--;
        while (at > look->view->base && start - at < 64 &&
               (is_local(byte(look, at - 1)) || byte(look, at - 1) == ':'))
            at--;
    }
    return at > 1 && byte(look, at - 1) == '/' && byte(look, at - 2) == '/';
}

static void look_email(const struct look *look, uint64_t at)
{
    uint64_t start = at, end = at + 1;
    char masked[MASKED_SIZE];
    enum assay_confidence confidence;
    enum proof proof;
    uint8_t left;

    while (start > look->view->base && at - start < 65 && is_local(byte(look, start - 1)))
        start--;
    while (start < at && strchr("'*.", byte(look, start))) /* quotes, markup */
        start++;
    while (end - at < 255 && is_domain(byte(look, end)))
        end++;
    while (end > at + 1 && !is_alnum(byte(look, end - 1))) /* the dot that ends a sentence */
        end--;
    left = start > look->view->base ? byte(look, start - 1) : 0;
    if (start == at || is_alnum(left) || left == '@' || byte(look, end) == '@' ||
        byte(look, end) == '_' || is_login(look, start, end))
        return;
    proof = identifier_email(view_bytes(look->view, start, end));
    if (proof == PROOF_FAILS)
        return;
    confidence = context_near(look->view, start, end, email_words) ? ASSAY_HIGH : ASSAY_MEDIUM;
    mask_email(view_bytes(look->view, start, end), masked);
    add(look, &email, start, end, confidence, proof, false, RANK_SHAPE, masked);
}

/* `at` is the first digit behind '+'. */
static void look_e164(const struct look *look, uint64_t at)
{
    uint8_t digits[16];
    size_t count = 0, used = 0, longest = 15, group = 0;
    uint64_t start = at - 1, next = at, end = at;
    enum proof proof, best = PROOF_FAILS;
    enum assay_confidence confidence;

    if (start > 0 && (is_alnum(byte(look, start - 1)) || byte(look, start - 1) == '+'))
        return;
    for (;; next++) { /* groups of digits; the number may end behind each of them */
        uint8_t c = byte(look, next);

        if (is_digit(c)) {
            if (count == longest || count == sizeof digits)
                break;
            digits[count++] = c;
            group++;
            if (count == 3) {
                longest = identifier_e164_longest(bytes_of(digits, count));
                if (longest == 0)
                    return;
            }
            continue;
        }
        if (is_alnum(c))
            break;
        if (group) {
            proof = identifier_e164(bytes_of(digits, count));
            if (proof != PROOF_FAILS) {
                best = proof;
                end = next;
                used = count;
            }
            group = 0;
        }
        /* at most two signs between groups: `) `, ` (` */
        if (!(c == ' ' || c == '-' || c == '.' || c == '(' || c == ')') ||
            (!is_digit(byte(look, next + 1)) && !is_digit(byte(look, next + 2))))
            break;
    }
    if (best == PROOF_FAILS || is_alnum(byte(look, end)) || used == 0)
        return;
    if (joins_digits(byte(look, end)) && is_digit(byte(look, end + 1)))
        return;
    confidence = context_near(look->view, start, end, phone_words) ? ASSAY_MEDIUM : ASSAY_LOW;
    add(look, &phone, start, end, confidence, best, false, RANK_SHAPE, "");
}

/* `end` is behind `ddd-dddd`. */
static void look_nanp(const struct look *look, uint64_t end)
{
    uint8_t digits[10];
    size_t count;
    uint64_t start = end - 8;
    uint8_t between = byte(look, start + 3), left;
    enum proof proof;

    left = byte(look, start - 1); /* a sign: the shape has one there */
    if (left == ' ' && byte(look, start - 2) == ')')
        start--, left = ')';
    if (left == ')') {
        if (byte(look, start - 5) != '(')
            return;
        start -= 5;
    } else if (left == between && start >= 4) {
        start -= 4;
    } else {
        return;
    }
    if (!digits_of(look, start, end, digits, sizeof digits, &count) || count != 10)
        return;
    left = start ? byte(look, start - 1) : 0;
    if ((left == ' ' || left == '-' || left == '.') && start >= 2 &&
        byte(look, start - 2) == '1') { /* the trunk prefix; `+1` is E.164's */
        if (byte(look, start - 3) == '+')
            return;
        if (!is_alnum(byte(look, start - 3)))
            start -= 2;
    }
    if (!stands_alone(look, start, end))
        return;
    proof = identifier_nanp(bytes_of(digits, count));
    if (proof == PROOF_FAILS)
        return;
    add(look, &phone, start, end,
        context_near(look->view, start, end, phone_words) ? ASSAY_MEDIUM : ASSAY_LOW, proof, false,
        RANK_SHAPE, "");
}

/* `end` is behind `ddd-dd-dddd`. */
static void look_ssn(const struct look *look, uint64_t end)
{
    uint8_t digits[9];
    size_t count;
    uint64_t start = end - 11;
    enum proof proof;

    if (!stands_alone(look, start, end) ||
        !digits_of(look, start, end, digits, sizeof digits, &count) || count != 9)
        return;
    proof = identifier_ssn(bytes_of(digits, count));
    if (proof != PROOF_FAILS)
        add(look, &ssn, start, end,
            context_near(look->view, start, end, ssn_words) ? ASSAY_MEDIUM : ASSAY_LOW, proof,
            false, RANK_SHAPE, "");
}

static bool prove_card(const struct look *look, uint64_t start, uint64_t end)
{
    uint8_t digits[19];
    size_t count;
    char masked[MASKED_SIZE];
    enum proof proof;

    if (!stands_alone(look, start, end) ||
        !digits_of(look, start, end, digits, sizeof digits, &count))
        return false;
    proof = identifier_card(bytes_of(digits, count));
    if (proof == PROOF_FAILS)
        return false;
    snprintf(masked, sizeof masked, "%.6s......%.4s", (const char *)digits,
             (const char *)digits + count - 4);
    add(look, &card, start, end,
        context_near(look->view, start, end, card_words) ? ASSAY_HIGH : ASSAY_LOW, proof, false,
        RANK_PROOF, masked);
    return true;
}

static bool is_hex(uint8_t c)
{
    return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* Four hex digits or more, behind or in front of the sign at `at`: one more group of a list of
 * numbers or code points, in which four of a card's size stand by chance. */
static bool group_goes_on(const struct look *look, uint64_t at, uint8_t sign, int step)
{
    bool digit = false;
    size_t size = 0;

    if (byte(look, at) != sign)
        return false;
    for (at += (uint64_t)(int64_t)step; size < 5 && is_hex(byte(look, at)); size++) {
        digit |= is_digit(byte(look, at));
        at += (uint64_t)(int64_t)step;
    }
    return digit && size >= 4 && !is_alnum(byte(look, at));
}

/* The digits between `at` and the first byte that is none; 0 where the sign before them differs. */
static size_t group_at(const struct look *look, uint64_t at, uint8_t sign)
{
    size_t size = 0;

    if (byte(look, at) != sign)
        return 0;
    while (size < 8 && is_digit(byte(look, at + 1 + size)))
        size++;
    return size;
}

/* `end` is behind the third group of a card's number: 4-4-4, 4-6-5 or 4-6-4. */
static void look_card_groups(const struct look *look, uint64_t end)
{
    uint64_t start = end;
    uint8_t sign = 0;
    size_t sizes[3] = {0};

    for (int i = 2; i >= 0; i--) {
        while (start > look->view->base && is_digit(byte(look, start - 1)) && sizes[i] < 8)
            start--, sizes[i]++;
        if (i == 2)
            sign = start ? byte(look, start - 1) : 0;
        else if (byte(look, start + sizes[i]) != sign)
            return;
        if (i > 0)
            start--;
    }
    if (sizes[0] != 4 || group_goes_on(look, start - 1, sign, -1))
        return;
    if (sizes[1] == 4) {
        if (group_at(look, end, sign) != 4)
            return;
        end += 5;
    }
    if (group_goes_on(look, end, sign, 1) || prove_card(look, start, end))
        return;
    if (sizes[1] == 4 && group_at(look, end, sign) == 3) /* a number of 19 */
        (void)prove_card(look, start, end + 4);
}

/* `end` is behind a run of twelve digits or more. */
static void look_long_run(const struct look *look, uint64_t end)
{
    uint64_t start = end - 12;

    while (start > look->view->base && end - start < 20 && is_digit(byte(look, start - 1)))
        start--;
    if (end - start <= 19)
        (void)prove_card(look, start, end);
}

/* Bare digits: a shape that only a column's name, or a word nearby, makes more of. */
static void look_bare_ssn(const struct look *look, uint64_t end)
{
    enum proof proof = identifier_ssn(view_bytes(look->view, end - 9, end));

    if (proof == PROOF_HOLDS && stands_alone(look, end - 9, end))
        add(look, &ssn, end - 9, end, ASSAY_LOW, proof, true, RANK_GENERIC, "");
}

static void look_bare_nanp(const struct look *look, uint64_t end)
{
    uint64_t start = end - 10;
    enum proof proof = identifier_nanp(view_bytes(look->view, start, end));
    bool near;

    if (proof != PROOF_HOLDS || !stands_alone(look, start, end) ||
        (start && byte(look, start - 1) == '+'))
        return;
    near = context_near(look->view, start, end, phone_words);
    add(look, &phone, start, end, near ? ASSAY_MEDIUM : ASSAY_LOW, proof, !near, RANK_GENERIC, "");
}

/* `at` is the fourth character: two letters and two digits were seen, nothing joined before. */
static void look_iban(const struct look *look, uint64_t at)
{
    uint64_t start = at - 3, next = start;
    size_t length = identifier_iban_length(byte(look, start), byte(look, start + 1));
    uint8_t text[40];
    bool grouped = byte(look, start + 4) == ' ';
    enum assay_confidence confidence;
    enum proof proof;

    if (length == 0)
        return;
    for (size_t count = 0; count < length; count++, next++) {
        if (grouped && count && count % 4 == 0) {
            if (byte(look, next) != ' ')
                return;
            next++;
        }
        text[count] = byte(look, next);
        if (!is_alnum(text[count]))
            return;
    }
    if (is_alnum(byte(look, next)))
        return;
    proof = identifier_iban(bytes_of(text, length));
    if (proof == PROOF_FAILS)
        return;
    confidence = context_near(look->view, start, next, iban_words) ? ASSAY_HIGH : ASSAY_MEDIUM;
    add(look, &iban, start, next, confidence, proof, false, RANK_PROOF, "");
}

/* Calls `fn` with the offset of each set bit. */
static inline void each(const struct look *look, uint64_t mask, uint64_t offset,
                        void (*fn)(const struct look *look, uint64_t at))
{
    for (; mask; mask &= mask - 1)
        fn(look, offset + (uint64_t)__builtin_ctzll(mask));
}

static void match(const struct look *look, const struct masks *before, struct masks *m,
                  uint64_t offset)
{
    uint64_t runs, sign;

    each(look, m->at, offset, look_email);
    if (m->digit == 0 && before->digit >> 44 == 0) /* nothing below can end here */
        return;
    each(look, MOVED(plus, 1) & m->digit, offset, look_e164);
    m->d2 = m->digit & MOVED(digit, 1);
    m->d3 = m->d2 & MOVED(digit, 2);
    m->d4 = m->d2 & MOVED(d2, 2);
    m->d8 = m->d4 & MOVED(d4, 4);
    m->d9 = m->d8 & MOVED(digit, 8);
    m->d10 = m->d9 & MOVED(digit, 9);
    m->d12 = m->d8 & MOVED(d4, 8);
    each(look, m->d2 & MOVED(upper, 2) & MOVED(upper, 3) & ~MOVED(alnum, 4), offset, look_iban);

    /* Shapes with signs are told one byte behind their end, where no digit follows. */
    runs = MOVED(d4, 1) & ~m->digit;
    each(look,
         runs & MOVED(dash, 5) & MOVED(d2, 6) & MOVED(dash, 8) & MOVED(d3, 9) & ~MOVED(digit, 12),
         offset, look_ssn);
    sign = MOVED(blank, 9) | MOVED(dot, 9) | MOVED(close, 9);
    each(look, runs & (MOVED(blank, 5) | MOVED(dot, 5)) & MOVED(d3, 6) & sign, offset, look_nanp);
    each(look, runs & MOVED(blank, 5) & MOVED(d4, 6) & MOVED(blank, 10) & MOVED(d4, 11), offset,
         look_card_groups);
    each(look,
         runs & ((MOVED(blank, 5) & MOVED(d4, 6) & MOVED(digit, 10) & MOVED(digit, 11) &
                  MOVED(blank, 12) & MOVED(d4, 13)) |
                 (MOVED(digit, 5) & MOVED(blank, 6) & MOVED(d4, 7) & MOVED(digit, 11) &
                  MOVED(digit, 12) & MOVED(blank, 13) & MOVED(d4, 14))),
         offset, look_card_groups);
    each(look, MOVED(d12, 1) & ~m->digit, offset, look_long_run);
    each(look, MOVED(d9, 1) & ~m->digit & ~MOVED(digit, 10), offset, look_bare_ssn);
    each(look, MOVED(d10, 1) & ~m->digit & ~MOVED(digit, 11), offset, look_bare_nanp);
}

void shapes_look(struct shapes *shapes, const struct view *view, uint64_t from, uint64_t to,
                 struct candidates *out)
{
    const struct look look = {.view = view, .out = out};
    uint8_t rest[BLOCK];

    /* Past the last byte one more block of zeros ends what runs up to it. */
    for (uint64_t at = from; at < to || (view->last && at < to + BLOCK); at += BLOCK) {
        struct masks masks = {0};

        if (at + BLOCK <= to) {
            shapes->classify(view->data + (at - view->base), &masks);
        } else {
            memset(rest, 0, sizeof rest);
            if (at < to)
                memcpy(rest, view->data + (at - view->base), (size_t)(to - at));
            shapes->classify(rest, &masks);
        }
        match(&look, &shapes->before, &masks, at);
        shapes->before = masks;
    }
}
