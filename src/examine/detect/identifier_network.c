/* identifier_network.c - addresses of machines: IPv4, IPv6, MAC. Source: RFC 4291, RFC 5737, RFC
 * 6890, RFC 7042, RFC 3849, RFC 6052. */

#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

/* Private, shared, loopback, local, test and multicast ranges: nobody's own address. */
static bool is_nobodys(const uint8_t *a)
{
    static const uint8_t tests[][3] = {{192, 0, 2}, {198, 51, 100}, {203, 0, 113}, {192, 0, 0}};

    for (size_t i = 0; i < ARRAY_LEN(tests); i++)
        if (memcmp(a, tests[i], 3) == 0)
            return true;
    return a[0] == 0 || a[0] == 10 || a[0] == 127 || a[0] >= 224 || (a[0] == 192 && a[1] == 168) ||
           (a[0] == 172 && a[1] >= 16 && a[1] <= 31) || (a[0] == 169 && a[1] == 254) ||
           (a[0] == 100 && a[1] >= 64 && a[1] <= 127) || (a[0] == 198 && (a[1] | 1) == 19);
}

/* Four numbers to 255 without leading zeros. */
static bool read_ipv4(struct bytes text, uint8_t out[4])
{
    size_t at = 0;

    for (size_t i = 0; i < 4; i++) {
        unsigned number = 0;
        size_t start;

        if (i > 0 && (at >= text.size || text.data[at++] != '.'))
            return false;
        for (start = at; at < text.size && at - start < 3 && is_ascii_digit(text.data[at]); at++)
            number = number * 10 + (text.data[at] - (unsigned)'0');
        if (at == start || number > 255 || (text.data[start] == '0' && at - start > 1))
            return false;
        out[i] = (uint8_t)number;
    }
    return at == text.size;
}

enum proof identifier_ipv4(struct bytes text)
{
    uint8_t address[4];

    if (!read_ipv4(text, address))
        return PROOF_FAILS;
    return is_nobodys(address) ? PROOF_SAMPLE : PROOF_HOLDS;
}

enum proof identifier_ipv6(struct bytes text)
{
    static const char *const nobodys[] = {
        "2001:db8:", "2001:DB8:", "2001:0db8:", "fe8", "fe9", "fea", "feb",      "fc",
        "fd",        "ff",        "FE8",        "FC",  "FD",  "FF",  "64:ff9b:", "::ffff:0:0"};
    size_t groups = 0, size = 0, given = 0;
    bool digit = false, gap = false;

    for (size_t i = 0; i <= text.size; i++) {
        uint8_t c = i < text.size ? text.data[i] : ':';

        if (hex_is_digit(c)) {
            digit |= is_ascii_digit(c);
            if (++size > 4)
                return PROOF_FAILS;
            continue;
        }
        if (c != ':')
            return PROOF_FAILS;
        if (size > 0) {
            groups++;
            given += size;
            size = 0;
            continue;
        }
        if (i == text.size) { /* ends in a colon: only as `::` */
            if (!gap || text.size < 2 || text.data[text.size - 2] != ':')
                return PROOF_FAILS;
        } else if (i == 0) {
            if (text.size < 2 || text.data[1] != ':')
                return PROOF_FAILS;
        } else if (gap) {
            return PROOF_FAILS;
        } else {
            gap = true;
        }
    }
    if (!digit || groups < 2 || given < 4 || (gap ? groups > 7 : groups != 8))
        return PROOF_FAILS;
    for (size_t i = 0; i < ARRAY_LEN(nobodys); i++)
        if (bytes_starts(text, bytes_text(nobodys[i])))
            return PROOF_SAMPLE;
    return PROOF_HOLDS;
}

/* Six octets with one sign between them, or three groups of four with dots. */
static size_t mac_octets(struct bytes text, uint8_t out[12])
{
    size_t group = text.size == 14 ? 4 : 2, count = 0;
    uint8_t sign = text.data[group];

    if (!(text.size == 14 && sign == '.') && !(text.size == 17 && (sign == ':' || sign == '-')))
        return 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (i % (group + 1) == group) {
            if (c != sign)
                return 0;
            continue;
        }
        if (!hex_is_digit(c))
            return 0;
        out[count++] = c >= 'a' ? (uint8_t)(c - 'a' + 'A') : c;
    }
    return count;
}

enum proof identifier_mac(struct bytes text)
{
    uint8_t digits[12];
    struct bytes whole = bytes_of(digits, sizeof digits);

    if ((text.size != 14 && text.size != 17) || mac_octets(text, digits) != sizeof digits ||
        memcmp(digits, digits + 1, sizeof digits - 1) == 0)
        return PROOF_FAILS;
    return bytes_starts(whole, BYTES("00005E0053")) || bytes_starts(whole, BYTES("01005E")) ||
                   bytes_equal(whole, BYTES("001122334455")) ||
                   bytes_equal(whole, BYTES("AABBCCDDEEFF")) ||
                   bytes_equal(whole, BYTES("0123456789AB"))
               ? PROOF_SAMPLE
               : PROOF_HOLDS;
}
