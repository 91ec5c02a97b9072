/*
 * shape_tokens.c - personal data at a place where its shape ends: the token is cut out and proved.
 * Source: docs/reference/detectors.md for shapes, boundaries and confidence.
 */

#include "examine/detect/shape_tokens.h"

#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/identifier_table.h"
#include "examine/text/text_hash.h"

bool look_near(const struct look *look, uint64_t start, uint64_t end, enum identifier_id id)
{
    return context_near(look->view, start, end, &look->words[id]);
}

void look_add(const struct look *look, enum identifier_id id, const struct sight *sight,
              const char *masked)
{
    struct candidate *added = candidates_next(look->out, sight->start, sight->end);
    const size_t size = *masked ? strnlen(masked, MASKED_SIZE - 1) : 0; /* most have none */

    if (!added)
        return;
    added->hit.what = &identifiers[id].what;
    added->hit.sample = sight->proof == PROOF_SAMPLE;
    added->hit.confidence = (uint8_t)(added->hit.sample ? ASSAY_LOW : sight->confidence);
    added->hit.weak = sight->weak;
    added->hit.mark = text_mark(view_bytes(look->view, sight->start, sight->end));
    memcpy(added->hit.masked, masked, size);
    added->hit.masked[size] = 0;
    added->rank = sight->rank;
}

static void add(const struct look *look, enum identifier_id id, uint64_t start, uint64_t end,
                enum assay_confidence confidence, enum proof proof, enum rank rank,
                const char *masked)
{
    look_add(look, id, &(struct sight){start, end, confidence, proof, rank, false}, masked);
}

static uint8_t byte(const struct look *look, uint64_t offset)
{
    return view_byte(look->view, offset);
}

static bool joins_digits(uint8_t c)
{
    return c == '.' || c == '-' || c == '/' || c == ':';
}

static bool is_free_in_front(const struct look *look, uint64_t start)
{
    const uint8_t left = start ? byte(look, start - 1) : 0;

    return !is_alnum(left) && !(joins_digits(left) && start > 1 && is_digit(byte(look, start - 2)));
}

static bool is_free_behind(const struct look *look, uint64_t end)
{
    const uint8_t right = byte(look, end);

    return !is_alnum(right) && !(joins_digits(right) && is_digit(byte(look, end + 1)));
}

bool look_stands_alone(const struct look *look, uint64_t start, uint64_t end)
{
    return is_free_in_front(look, start) && is_free_behind(look, end);
}

bool look_is_whole_real(const struct look *look, uint64_t start, uint64_t end)
{
    return byte(look, end) == '.' && byte(look, end + 1) == '0' && is_free_behind(look, end + 2) &&
           is_free_in_front(look, start);
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

enum { LOCAL = 1, DOMAIN = 2 }; /* where in an address a character may stand */
#define BOTH (LOCAL | DOMAIN)
#define TEN(c)                                                                                     \
    [c] = BOTH, [(c) + 1] = BOTH, [(c) + 2] = BOTH, [(c) + 3] = BOTH, [(c) + 4] = BOTH,            \
    [(c) + 5] = BOTH, [(c) + 6] = BOTH, [(c) + 7] = BOTH, [(c) + 8] = BOTH, [(c) + 9] = BOTH
#define LETTERS(a)                                                                                 \
    TEN(a), TEN((a) + 10), [(a) + 20] = BOTH, [(a) + 21] = BOTH, [(a) + 22] = BOTH,                \
                                  [(a) + 23] = BOTH, [(a) + 24] = BOTH, [(a) + 25] = BOTH
static const uint8_t places[UINT8_MAX + 1] = {
    TEN('0'),       LETTERS('A'),  LETTERS('a'),  ['-'] = BOTH,  ['.'] = BOTH,
    ['!'] = LOCAL,  ['#'] = LOCAL, ['$'] = LOCAL, ['%'] = LOCAL, ['&'] = LOCAL,
    ['\''] = LOCAL, ['*'] = LOCAL, ['+'] = LOCAL, ['_'] = LOCAL, ['~'] = LOCAL,
};
#undef LETTERS
#undef TEN
#undef BOTH

static bool is_local(uint8_t c)
{
    return places[c] & LOCAL;
}

/* How many of the last bytes of `text` may stand in a local part. */
static size_t local_behind(struct bytes text)
{
    size_t size = 0;

    while (size < text.size && is_local(text.data[text.size - 1 - size]))
        size++;
    return size;
}

/* And of its first bytes in a domain. */
static size_t domain_ahead(struct bytes text)
{
    size_t size = 0;

    while (size < text.size && places[text.data[size]] & DOMAIN)
        size++;
    return size;
}

enum {
    ADDRESS_ROOM = 65 + 254 + 1, /* bytes: a local part, a domain and the sign between them */
    LOCAL_USUAL = 40,            /* longer local parts are not those of people */
    DIGITS_OF_DATE = 8,
};

/* `j..n@e....org`: enough for its owner to know it again. */
static void mask_email(struct bytes text, char out[MASKED_SIZE])
{
    const uint8_t *at = memchr(text.data, '@', text.size);
    const uint8_t *dot = memrchr(text.data, '.', text.size);
    size_t tail = text.size - (size_t)(dot - text.data);

    memcpy(out, "?..?@?...", 9);
    out[0] = (char)text.data[0];
    out[3] = (char)at[-1];
    out[5] = (char)at[1];
    if (tail > 16)
        tail = 16;
    memcpy(out + 9, dot, tail);
    out[9 + tail] = 0;
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

/* An address as it stands in the text: its sign is '@', or what is written for it. */
struct address {
    uint64_t start, sign, domain, end;
};

/* Cut by what may stand in a local part and in a domain. */
static struct address cut_address(const struct look *look, uint64_t sign, uint64_t domain)
{
    struct address address = {
        .start = sign - local_behind(view_bytes(look->view, sign < 65 ? 0 : sign - 65, sign)),
        .sign = sign,
        .domain = domain,
        .end = domain + domain_ahead(view_bytes(look->view, domain, domain + 254))};

    while (address.start < sign &&
           (byte(look, address.start) == '\'' || byte(look, address.start) == '*' ||
            byte(look, address.start) == '.')) /* quotes, markup */
        address.start++;
    while (address.end > domain && !is_alnum(byte(look, address.end - 1))) /* ends a sentence */
        address.end--;
    return address;
}

/* With an '@', in `room` where another sign stands there. */
static struct bytes plain_address(const struct look *look, const struct address *address,
                                  uint8_t room[ADDRESS_ROOM])
{
    struct bytes local = view_bytes(look->view, address->start, address->sign);
    struct bytes domain = view_bytes(look->view, address->domain, address->end);

    if (address->domain == address->sign + 1)
        return view_bytes(look->view, address->start, address->end);
    if (local.size == 0 || domain.size == 0 || local.size + domain.size >= ADDRESS_ROOM)
        return bytes_of(NULL, 0);
    memcpy(room, local.data, local.size);
    room[local.size] = '@';
    memcpy(room + local.size + 1, domain.data, domain.size);
    return bytes_of(room, local.size + 1 + domain.size);
}

static void prove_email(const struct look *look, const struct address *address)
{
    uint8_t room[ADDRESS_ROOM];
    struct bytes text;
    char masked[MASKED_SIZE];
    enum assay_confidence confidence;
    enum proof proof;

    if (byte(look, address->end) == '@' || byte(look, address->end) == '_' ||
        is_login(look, address->start, address->end))
        return;
    text = plain_address(look, address, room);
    proof = identifier_email(text);
    if (proof == PROOF_FAILS || text.size == 0)
        return;
    confidence =
        look_near(look, address->start, address->end, ID_EMAIL) ? ASSAY_HIGH : ASSAY_MEDIUM;
    mask_email(text, masked);
    add(look, ID_EMAIL, address->start, address->end, confidence, proof, RANK_SHAPE, masked);
}

void look_email(const struct look *look, uint64_t at)
{
    struct address address;
    uint64_t sign = at;
    uint8_t left;

    if (byte(look, at) != '@') {
        if (at < 2 || byte(look, at - 1) != 0xbc || byte(look, at - 2) != 0xef)
            return;
        sign = at - 2;
    }
    address = cut_address(look, sign, at + 1);
    left = address.start > look->view->base ? byte(look, address.start - 1) : 0;
    if (address.start < sign && !is_alnum(left) && left != '@')
        prove_email(look, &address);
}

/* Where the local part of an escaped address begins: '%' and '&' are none of it, and two hex digits
 * behind a '%' are another character's. The same as `sign` where there is none. */
static uint64_t escaped_local(const struct look *look, uint64_t sign)
{
    uint64_t start = sign;
    uint8_t left = 0;

    while (start > look->view->base && sign - start <= 65) {
        left = byte(look, start - 1);
        if (!(places[left] & (LOCAL | DOMAIN)) || left == '%' || left == '&')
            break;
        start--;
    }
    if (left != '%' || start == sign)
        return start;
    if (sign - start <= 2 || !hex_is_digit(byte(look, start)) ||
        !hex_is_digit(byte(look, start + 1)) ||
        (byte(look, start) == '4' && byte(look, start + 1) == '0')) /* two signs */
        return sign;
    return start + 2;
}

/* The width of a field: `%40s`, `%40lu`, and no domain begins so. */
static bool is_conversion(const struct look *look, uint64_t domain)
{
    uint8_t first = byte(look, domain), second = byte(look, domain + 1);

    return second == '.' ||
           (bytes_has(BYTES("hjltz"), first) && bytes_has(BYTES("diouxX"), second));
}

/* Archives of mail are asked by the number of a message, which is written as an address is: long,
 * or with a date and more in it. */
static bool is_message(struct bytes local)
{
    size_t digits = 0;

    for (size_t i = 0; i < local.size; i++)
        digits += is_digit(local.data[i]);
    return local.size > LOCAL_USUAL || (digits >= DIGITS_OF_DATE && digits < local.size);
}

void look_escaped_email(const struct look *look, uint64_t at)
{
    struct address address;
    uint64_t sign = at - 2;

    if (at < look->view->base + 2 || byte(look, at) != '0' || byte(look, at - 1) != '4' ||
        is_conversion(look, at + 1))
        return;
    address = cut_address(look, sign, at + 1);
    address.start = escaped_local(look, sign);
    if (address.start < sign && is_alnum(byte(look, address.start)) &&
        !is_message(view_bytes(look->view, address.start, sign)))
        prove_email(look, &address);
}

enum {
    E164_DIGITS = 15,
    E164_MOST = 3 * E164_DIGITS + 2, /* bytes: two signs between digits, and what is behind them */
};

/* At most two signs between groups: `) `, ` (`. */
static bool is_between_groups(const uint8_t *at)
{
    return (at[0] == ' ' || at[0] == '-' || at[0] == '.' || at[0] == '(' || at[0] == ')') &&
           (is_digit(at[1]) || is_digit(at[2]));
}

/* The longest number that begins with the first digit of `text`, which is of E164_MOST bytes: its
 * proof, and *size of it. */
static enum proof read_e164(const uint8_t *text, size_t *size)
{
    uint8_t digits[E164_DIGITS];
    size_t count = 0, longest = E164_DIGITS;
    enum proof best = PROOF_FAILS;

    for (const uint8_t *at = text;; at++) { /* groups of digits; it may end behind each of them */
        if (is_digit(*at)) {
            if (count == longest)
                return best;
            digits[count++] = *at;
            if (count == 3)
                longest = identifier_e164_longest(bytes_of(digits, count));
            if (longest == 0)
                return PROOF_FAILS;
            continue;
        }
        if (is_alnum(*at))
            return best;
        if (is_digit(at[-1]) && count >= IDENTIFIER_E164_LEAST) {
            enum proof proof = identifier_e164(bytes_of(digits, count));

            if (proof != PROOF_FAILS) {
                best = proof;
                *size = (size_t)(at - text);
            }
        }
        if (!is_between_groups(at))
            return best;
    }
}

void look_e164(const struct look *look, uint64_t at)
{
    uint8_t text[E164_MOST] = {0};
    struct bytes ahead = view_bytes(look->view, at, at + E164_MOST);
    uint64_t start = at - 1, end;
    size_t size = 0;
    enum proof proof;

    if (start > 0 && (is_alnum(byte(look, start - 1)) || byte(look, start - 1) == '+'))
        return;
    if (ahead.size == 0)
        return;
    memcpy(text, ahead.data, ahead.size);
    proof = read_e164(text, &size);
    end = at + size;
    if (proof == PROOF_FAILS || is_alnum(byte(look, end)) ||
        (joins_digits(byte(look, end)) && is_digit(byte(look, end + 1))))
        return;
    add(look, ID_PHONE, start, end,
        look_near(look, start, end, ID_PHONE) ? ASSAY_MEDIUM : ASSAY_LOW, proof, RANK_SHAPE, "");
}

void look_nanp(const struct look *look, uint64_t end)
{
    uint8_t digits[10];
    size_t count;
    uint64_t start = end - 8;
    uint8_t between = byte(look, start + 3), left;
    bool trunk; /* its prefix stands in front */
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
    left = start ? byte(look, start - 1) : 0;
    trunk =
        (left == ' ' || left == '-' || left == '.') && start >= 2 && byte(look, start - 2) == '1';
    if (trunk && byte(look, start - 3) == '+') /* E.164's */
        return;
    if (!digits_of(look, start, end, digits, sizeof digits, &count) || count != 10)
        return;
    if (trunk && !is_alnum(byte(look, start - 3)))
        start -= 2;
    if (!look_stands_alone(look, start, end))
        return;
    proof = identifier_nanp(bytes_of(digits, count));
    if (proof == PROOF_FAILS)
        return;
    add(look, ID_PHONE, start, end,
        look_near(look, start, end, ID_PHONE) ? ASSAY_MEDIUM : ASSAY_LOW, proof, RANK_SHAPE, "");
}

void look_ssn(const struct look *look, uint64_t end)
{
    uint8_t digits[9];
    size_t count;
    uint64_t start = end - 11;
    enum identifier_id id = ID_SSN;
    enum proof proof;

    if (!look_stands_alone(look, start, end) ||
        !digits_of(look, start, end, digits, sizeof digits, &count) || count != 9)
        return;
    proof = identifier_ssn(bytes_of(digits, count));
    if (proof == PROOF_FAILS) {
        proof = identifier_itin(bytes_of(digits, count));
        id = ID_ITIN;
    }
    if (proof != PROOF_FAILS)
        add(look, id, start, end, look_near(look, start, end, id) ? ASSAY_MEDIUM : ASSAY_LOW, proof,
            RANK_SHAPE, "");
}

bool look_prove_card(const struct look *look, uint64_t start, uint64_t end)
{
    uint8_t digits[19];
    size_t count;
    char masked[MASKED_SIZE];
    enum proof proof;

    if (!(look_stands_alone(look, start, end) || look_is_whole_real(look, start, end)) ||
        !digits_of(look, start, end, digits, sizeof digits, &count))
        return false;
    proof = identifier_card(bytes_of(digits, count));
    if (proof == PROOF_FAILS)
        return false;
    snprintf(masked, sizeof masked, "%.6s......%.4s", (const char *)digits,
             (const char *)digits + count - 4);
    add(look, ID_CARD, start, end, look_near(look, start, end, ID_CARD) ? ASSAY_HIGH : ASSAY_LOW,
        proof, RANK_PROOF, masked);
    return true;
}

/* Four hex digits or more, behind or in front of the sign at `at`: one more group of a list of
 * numbers or code points, in which four of a card's size stand by chance. */
static bool group_goes_on(const struct look *look, uint64_t at, uint8_t sign, int step)
{
    bool digit = false;
    size_t size = 0;

    if (byte(look, at) != sign)
        return false;
    for (at += (uint64_t)(int64_t)step; size < 5 && hex_is_digit(byte(look, at)); size++) {
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

void look_card_groups(const struct look *look, uint64_t end)
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
    if (group_goes_on(look, end, sign, 1) || look_prove_card(look, start, end))
        return;
    if (sizes[1] == 4 && group_at(look, end, sign) == 3) /* a number of 19 */
        (void)look_prove_card(look, start, end + 4);
}

void look_iban(const struct look *look, uint64_t at)
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
    confidence = look_near(look, start, next, ID_IBAN) ? ASSAY_HIGH : ASSAY_MEDIUM;
    add(look, ID_IBAN, start, next, confidence, proof, RANK_PROOF, "");
}
