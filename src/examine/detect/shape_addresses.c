/* shape_addresses.c - addresses of machines in text: IPv4, IPv6, MAC. */

#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/shape_tokens.h"
#include "examine/text/text_masks.h"

enum { IPV6_MOST = 39, VERSION_MOST = 30 };

static uint8_t byte(const struct look *look, uint64_t offset)
{
    return view_byte(look->view, offset);
}

static void add(const struct look *look, enum identifier_id id, uint64_t start, uint64_t end,
                enum proof proof, bool weak)
{
    bool near = look_near(look, start, end, id);

    if (proof == PROOF_SAMPLE && !near) /* nobody's, and said of nobody */
        return;
    look_add(look, id,
             &(struct sight){start, end, near ? ASSAY_MEDIUM : ASSAY_LOW, proof, RANK_SHAPE,
                             weak && !near},
             "");
}

/* The part of an address that begins at *at, which moves behind its dot. */
static unsigned take_part(struct bytes text, size_t *at)
{
    unsigned part = 0;

    while (*at < text.size && is_digit(text.data[*at]))
        part = part * 10 + (text.data[(*at)++] - (unsigned)'0');
    ++*at;
    return part;
}

/* Versions have four parts as well, and their first is small. */
static bool is_version_like(struct bytes text)
{
    size_t at = 0;

    return take_part(text, &at) <= VERSION_MOST;
}

/* Of versions, and of sections of a standard, all parts are: of addresses of people one in 4,000 is
 * so. The public servers of names 1.1.1.1, 8.8.8.8 and 9.9.9.9 are, too. */
static bool is_version(struct bytes text)
{
    for (size_t at = 0; at < text.size;)
        if (take_part(text, &at) > VERSION_MOST)
            return false;
    return true;
}

static bool begins_address(const struct look *look, uint64_t start)
{
    uint8_t c = start > look->view->base ? byte(look, start - 1) : 0;

    return !is_alnum(c) && c != '_' &&
           !((c == '-' || c == '/' || c == ':') && start > 1 && is_digit(byte(look, start - 2)));
}

/* A port may follow; more numbers, or the size of a network, may not. */
static bool ends_address(const struct look *look, uint64_t end)
{
    uint8_t c = byte(look, end);

    return !is_alnum(c) && c != '_' &&
           !((c == '.' || c == '-' || c == '/') && is_digit(byte(look, end + 1)));
}

/* The digits and dots at the end of `text`, of at least one byte. */
static struct bytes last_numbers(struct bytes text)
{
    const uint64_t others = ~(text_masks_of(text).digit | text_masks_equal(text, '.'));
    const uint64_t before = others & text_masks_full(text.size);

    return before ? bytes_from(text, 64 - (size_t)__builtin_clzll(before)) : text;
}

void look_ipv4(const struct look *look, uint64_t end)
{
    const struct bytes text = last_numbers(view_bytes(look->view, end < 16 ? 0 : end - 16, end));
    uint64_t start;
    enum proof proof;

    start = end - text.size;
    if (text.size < 7 || text.size > 15 || !begins_address(look, start) || !ends_address(look, end))
        return;
    proof = identifier_ipv4(text);
    if (proof == PROOF_HOLDS && is_version(text))
        proof = PROOF_SAMPLE;
    if (proof != PROOF_FAILS)
        add(look, ID_IP, start, end, proof, is_version_like(text));
}

void look_ipv6(const struct look *look, uint64_t at)
{
    uint64_t start = at, end = at;
    struct bytes text;
    enum proof proof;

    while (start > look->view->base && at - start <= IPV6_MOST &&
           (hex_is_digit(byte(look, start - 1)) || byte(look, start - 1) == ':'))
        start--;
    while (end - start <= IPV6_MOST && (hex_is_digit(byte(look, end)) || byte(look, end) == ':'))
        end++;
    if (end - start < 6 || end - start > IPV6_MOST ||
        (start > look->view->base &&
         (is_alnum(byte(look, start - 1)) || byte(look, start - 1) == '_')) ||
        is_alnum(byte(look, end)) || byte(look, end) == '_')
        return;
    if (byte(look, end - 1) == ':' && byte(look, end - 2) != ':') /* the colon of the sentence */
        end--;
    text = view_bytes(look->view, start, end);
    if (text.size == 0)
        return;
    if (!memmem(text.data, text.size, "::", 2)) { /* reported at its third colon, once */
        size_t colons = 0;

        for (uint64_t i = start; i < at; i++)
            colons += byte(look, i) == ':';
        if (colons > 6)
            return;
    }
    proof = identifier_ipv6(text);
    if (proof != PROOF_FAILS)
        add(look, ID_IP, start, end, proof, false);
}

void look_mac(const struct look *look, uint64_t at)
{
    bool dots = byte(look, at) == '.';
    uint64_t start = at - (dots ? 9 : 14), end = at + (dots ? 5 : 3);
    uint8_t sign = byte(look, at), left;
    enum proof proof;

    if (at < (dots ? 9U : 14U) || start < look->view->base)
        return;
    left = start > look->view->base ? byte(look, start - 1) : 0;
    if (is_alnum(left) || left == sign || is_alnum(byte(look, end)) ||
        (byte(look, end) == sign && is_alnum(byte(look, end + 1))))
        return;
    proof = identifier_mac(view_bytes(look->view, start, end));
    if (proof != PROOF_FAILS)
        add(look, ID_MAC, start, end, proof, false);
}
