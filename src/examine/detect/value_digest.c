/* value_digest.c - a value as it is compared, and its keyed digest. */

#include "examine/detect/value_digest.h"

#include "base/kit.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "examine/detect/detect.h"

enum { VALUE_MAX = 4096 };

static bool is_between_digits(struct bytes value, size_t at)
{
    return at > 0 && at + 1 < value.size && is_digit(value.data[at - 1]) &&
           is_digit(value.data[at + 1]);
}

static bool is_separator(uint8_t c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/';
}

void value_digest(const uint8_t *key, struct bytes value, struct assay_value_digest *out)
{
    uint8_t text[VALUE_MAX], whole[SHA256_SIZE];
    size_t size = 0;

    *out = (struct assay_value_digest){0};
    if (value.size == 0 || value.size > sizeof text)
        return;
    for (size_t i = 0; i < value.size; i++) {
        uint8_t c = value.data[i];

        if (!is_separator(c) || !is_between_digits(value, i))
            text[size++] = c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
    }
    hmac_sha256(bytes_of(key, ASSAY_DIGEST_KEY_SIZE), bytes_of(text, size), whole);
    memcpy(out->bytes, whole, sizeof out->bytes);
    out->made = true;
}
