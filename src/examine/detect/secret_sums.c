/*
 * secret_sums.c - proofs by a check sum that the issuer puts into its tokens.
 *
 * Where the sum does not hold, the issuer never made that token: somebody mistyped or made it up.
 */

#include "base/kit.h"
#include "examine/detect/secret_proofs.h"
#include "examine/detect/secret_words.h"

static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char base16[] = "0123456789abcdef";
static const char base36[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static uint32_t crc32_of(struct bytes text)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < text.size; i++) {
        crc ^= text.data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0);
    }
    return ~crc;
}

/* The number `crc` in `size` digits stands at `text`. */
static bool holds(const uint8_t *text, size_t size, uint32_t crc, const char *digits)
{
    uint32_t base = (uint32_t)strlen(digits);

    for (size_t i = size; i-- > 0; crc /= base)
        if (text[i] != (uint8_t)digits[crc % base])
            return false;
    return crc == 0;
}

/* What looks random and yet has a wrong sum. */
static enum secret_verdict no_sum(const struct secret *secret)
{
    return secret_is_placeholder(secret->value) || secret_entropy(secret->value) < 2.8
               ? SECRET_SAMPLE
               : SECRET_MEDIUM;
}

/* A prefix, then characters of base 62 of which the last six are the CRC-32 of those before.
 * Source: github.blog, "Behind GitHub's new authentication token formats" (2021). */
static enum secret_verdict prove_base62(const struct secret *secret)
{
    const uint8_t *mark = memrchr(secret->value.data, '_', secret->value.size);
    struct bytes body = {0};

    if (mark)
        body = bytes_from(secret->value, (size_t)(mark - secret->value.data) + 1);
    if (body.size > 6 &&
        holds(body.data + body.size - 6, 6, crc32_of(bytes_of(body.data, body.size - 6)), base62))
        return SECRET_HIGH;
    return no_sum(secret);
}

/* prefix-PAYLOAD.VV.LLCCCCCCC: version, length of the payload, CRC-32 of all in front of it, in
 * base 36. Source: GitLab, lib/authn/token_field/generator/routable_token.rb. */
static enum secret_verdict prove_gitlab(const struct secret *secret)
{
    struct bytes text = secret->value;

    if (!memchr(text.data, '.', text.size) || text.size < 7)
        return secret_is_placeholder(text) || secret_entropy(text) < 2.8 ? SECRET_SAMPLE
                                                                         : SECRET_HIGH;
    return holds(text.data + text.size - 7, 7, crc32_of(bytes_of(text.data, text.size - 7)), base36)
               ? SECRET_HIGH
               : no_sum(secret);
}

/* Eight digits of hex at the end: the CRC-32 of what stands before the last `_`, its lowest byte
 * first. Source: Grafana, pkg/components/satokengen. */
static enum secret_verdict prove_grafana(const struct secret *secret)
{
    struct bytes text = secret->value;
    uint32_t crc = crc32_of(bytes_of(text.data, text.size - 9));

    for (size_t i = 0; i < 8; i++) {
        uint32_t nibble = crc >> (i / 2 * 8 + (i % 2 ? 0 : 4)) & 15;
        uint8_t c = text.data[text.size - 8 + i];

        if (c != (uint8_t) "0123456789abcdef"[nibble] && c != (uint8_t) "0123456789ABCDEF"[nibble])
            return no_sum(secret);
    }
    return SECRET_HIGH;
}

/* A prefix, 40 characters and eight digits of hex: the CRC-32 of those 40. Source: Cloudflare,
 * "Token formats", which says that a sum is there; which one was found by trying. */
static enum secret_verdict prove_cloudflare(const struct secret *secret)
{
    enum { BODY = 40, SUM = 8 };
    const struct bytes text = secret->value;
    const struct bytes sum = bytes_from(text, text.size - SUM);

    return holds(sum.data, SUM, crc32_of(bytes_of(sum.data - BODY, BODY)), base16) ? SECRET_HIGH
                                                                                   : no_sum(secret);
}

static uint32_t bech32_step(uint32_t sum, uint32_t value)
{
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                         0x2a1462b3};
    uint32_t top = sum >> 25;

    sum = (sum & 0x1ffffff) << 5 ^ value;
    for (unsigned i = 0; i < ARRAY_LEN(generator); i++)
        sum ^= top >> i & 1 ? generator[i] : 0;
    return sum;
}

/* Source: BIP 173; age, doc/age.1 and internal/bech32. */
static enum secret_verdict prove_age(const struct secret *secret)
{
    static const char prefix[] = "age-secret-key-";
    static const char alphabet[] = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
    uint32_t sum = 1;

    for (const char *c = prefix; *c; c++)
        sum = bech32_step(sum, (uint32_t)*c >> 5);
    sum = bech32_step(sum, 0);
    for (const char *c = prefix; *c; c++)
        sum = bech32_step(sum, (uint32_t)*c & 31);
    for (size_t i = sizeof prefix; i < secret->value.size; i++) {
        const char *at = strchr(alphabet, secret->value.data[i]);

        if (!at)
            return SECRET_NONE;
        sum = bech32_step(sum, (uint32_t)(at - alphabet));
    }
    return sum == 1 ? SECRET_HIGH : SECRET_LOW;
}

const struct secret_proof proof_github = {"CRC-32 in base 62", prove_base62};
const struct secret_proof proof_npm = {"CRC-32 in base 62", prove_base62};
const struct secret_proof proof_gitlab = {"CRC-32 in base 36, where it has one", prove_gitlab};
const struct secret_proof proof_grafana = {"CRC-32 in hex", prove_grafana};
const struct secret_proof proof_cloudflare = {"CRC-32 in hex", prove_cloudflare};
const struct secret_proof proof_age = {"check sum of Bech32", prove_age};
