/* identifier_phone.c - telephone numbers. Source: ITU-T E.164 and its list of country codes; North
 * American Numbering Plan. */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

enum { E164_LEAST = IDENTIFIER_E164_LEAST, E164_MOST = 15 };

/* By the first two digits of a country code: which third ones exist, a bit each; ANY where the code
 * has but the two. 1 and 7 stand alone. */
#define ANY UINT16_MAX
#define TO(n) ((1 << ((n) + 1)) - 1)
#define D(n) (1 << (n))
static const uint16_t third_digits[100] = {
    [20] = ANY,
    [27] = ANY,
    [30] = ANY,
    [31] = ANY,
    [32] = ANY,
    [33] = ANY,
    [34] = ANY,
    [36] = ANY,
    [39] = ANY,
    [40] = ANY,
    [41] = ANY,
    [43] = ANY,
    [44] = ANY,
    [45] = ANY,
    [46] = ANY,
    [47] = ANY,
    [48] = ANY,
    [49] = ANY,
    [51] = ANY,
    [52] = ANY,
    [53] = ANY,
    [54] = ANY,
    [55] = ANY,
    [56] = ANY,
    [57] = ANY,
    [58] = ANY,
    [60] = ANY,
    [61] = ANY,
    [62] = ANY,
    [63] = ANY,
    [64] = ANY,
    [65] = ANY,
    [66] = ANY,
    [81] = ANY,
    [82] = ANY,
    [84] = ANY,
    [86] = ANY,
    [90] = ANY,
    [91] = ANY,
    [92] = ANY,
    [93] = ANY,
    [94] = ANY,
    [95] = ANY,
    [98] = ANY,
    [21] = D(1) | D(2) | D(3) | D(6) | D(8),
    [22] = TO(9),
    [23] = TO(9),
    [24] = TO(9),
    [25] = TO(8),
    [26] = TO(9),
    [29] = TO(1) | D(7) | D(8) | D(9),
    [35] = TO(9),
    [37] = TO(8),
    [38] = TO(3) | D(5) | D(6) | D(7) | D(9),
    [42] = D(0) | D(1) | D(3),
    [50] = TO(9),
    [59] = TO(9),
    [67] = TO(9) & ~D(1),
    [68] = TO(9) & ~D(4),
    [69] = TO(2),
    [80] = D(0) | D(8),
    [85] = D(0) | D(2) | D(3) | D(5) | D(6),
    [87] = D(0) | D(8),
    [88] = TO(3) | D(5) | D(6) | D(8),
    [96] = TO(8),
    [97] = TO(7) | D(9),
    [99] = D(2) | D(3) | D(4) | D(5) | D(6) | D(8),
};
#undef D
#undef TO
#undef ANY

static bool code_exists(struct bytes digits)
{
    const uint8_t *d = digits.data;

    return d[0] == '1' || d[0] == '7' || (third_digits[two_digits_of(d)] >> (d[2] - '0') & 1);
}

/* Numbers of these countries have so many digits, code included; elsewhere 9 to 15. */
struct range {
    uint8_t least, most;
};

static struct range size_range(struct bytes digits)
{
    static const struct range sizes[100] = {
        [31] = {11, 11}, [32] = {10, 11}, [33] = {11, 11}, [34] = {11, 11},
        [41] = {11, 11}, [44] = {11, 12}, [45] = {10, 10}, [47] = {10, 10},
        [48] = {11, 11}, [61] = {11, 11}, [86] = {11, 13}, [91] = {12, 12},
    };
    const uint8_t *d = digits.data;
    unsigned two = two_digits_of(d);

    if (d[0] == '1' || d[0] == '7')
        return (struct range){11, 11};
    if (two == 35 && d[2] == '1')
        return (struct range){12, 12};
    return sizes[two].most ? sizes[two] : (struct range){E164_LEAST, E164_MOST};
}

size_t identifier_e164_longest(struct bytes digits)
{
    return digits.size < 3 || !code_exists(digits) ? 0 : size_range(digits).most;
}

/* 555-0100 to 555-0199 are kept for fiction. */
static bool is_fiction(const uint8_t *d)
{
    return memcmp(d + 3, "55501", 5) == 0;
}

/* The numbers at which 32 bits end, with a sign and without. */
static bool is_limit(struct bytes digits)
{
    return bytes_equal(digits, BYTES("2147483647")) || bytes_equal(digits, BYTES("2147483648")) ||
           bytes_equal(digits, BYTES("4294967295")) || bytes_equal(digits, BYTES("4294967296"));
}

enum proof identifier_nanp(struct bytes digits)
{
    const uint8_t *d = digits.data;

    if (digits.size != 10 || d[0] < '2' || d[3] < '2' || memcmp(d + 1, "11", 2) == 0 ||
        memcmp(d + 4, "11", 2) == 0)
        return PROOF_FAILS;
    return is_fiction(d) || is_limit(digits) || identifier_is_run(digits) ? PROOF_SAMPLE
                                                                          : PROOF_HOLDS;
}

enum proof identifier_e164(struct bytes digits)
{
    struct range range;

    if (digits.size < E164_LEAST || digits.size > E164_MOST || !code_exists(digits))
        return PROOF_FAILS;
    range = size_range(digits);
    if (digits.size < range.least || digits.size > range.most)
        return PROOF_FAILS;
    if (digits.data[0] == '1')
        return identifier_nanp(bytes_from(digits, 1));
    return identifier_is_run(digits) ? PROOF_SAMPLE : PROOF_HOLDS;
}
