/* fingerprint.c - what a finding is called: 16 bytes over rule and content, in hex. */

#include "policy/fingerprint.h"

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"

/* Each part with its NUL, so that no two lists of parts give the same bytes. */
static void add_text(struct digest *digest, const char *text)
{
    digest_add(digest, bytes_of(text, strlen(text) + 1));
}

void fingerprint_make(const struct fingerprint_parts *parts, char out[FINGERPRINT_SIZE])
{
    static const uint8_t none[SHA256_SIZE];
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    uint8_t hash[DIGEST_SIZE_MAX] = {0};

    if (!digest) /* memory ran out: as with a digest that is wrong, nothing good can follow */
        abort();
    digest_start(digest);
    add_text(digest, "assay.finding/1");
    add_text(digest, parts->code);
    add_text(digest, parts->headline);
    add_text(digest, parts->detail);
    digest_add(digest, bytes_of(parts->sha256 ? parts->sha256 : none, SHA256_SIZE));
    if (parts->said)
        add_text(digest, parts->said);
    digest_end(digest, hash);
    hex_encode(bytes_of(hash, FINGERPRINT_BYTES), out);
}

void assay_fingerprint_short(const char *fingerprint, char out[ASSAY_FINGERPRINT_SHORT_SIZE])
{
    snprintf(out, ASSAY_FINGERPRINT_SHORT_SIZE, "%.4s-%.4s-%.4s", fingerprint, fingerprint + 4,
             fingerprint + 8);
}

/* The digits of `text` without dashes; false where it is no fingerprint. */
static bool digits_of(const char *text, char out[FINGERPRINT_SIZE])
{
    size_t size = 0;

    for (; *text; text++) {
        if (*text == '-')
            continue;
        if (!strchr("0123456789abcdef", *text) || size + 1 >= FINGERPRINT_SIZE)
            return false;
        out[size++] = *text;
    }
    out[size] = 0;
    return size >= FINGERPRINT_SHORT_DIGITS;
}

bool fingerprint_valid(const char *text)
{
    char digits[FINGERPRINT_SIZE];

    return digits_of(text, digits);
}

bool fingerprint_first_digits(const char *text, char out[FINGERPRINT_SHORT_DIGITS + 1])
{
    char digits[FINGERPRINT_SIZE];

    if (!digits_of(text, digits))
        return false;
    snprintf(out, FINGERPRINT_SHORT_DIGITS + 1, "%.*s", FINGERPRINT_SHORT_DIGITS, digits);
    return true;
}

bool assay_fingerprint_is(const char *fingerprint, const char *text)
{
    char digits[FINGERPRINT_SIZE];

    return digits_of(text, digits) && strncmp(fingerprint, digits, strlen(digits)) == 0;
}
