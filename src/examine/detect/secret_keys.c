/* secret_keys.c - proofs that a private key stands where one begins. */

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/secret_proofs.h"
#include "examine/detect/secret_words.h"

enum { BODY = 600, LINE = 64 };

static bool is_base64(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' ||
           c == '/' || c == '=';
}

/* A line of base 64 follows: 64 characters among line ends, real ones or written as \n, and headers
 * like `Proc-Type:` only where the key is locked. */
static bool has_body(struct bytes body)
{
    size_t run = 0;

    for (size_t i = 0; i < body.size; i++) {
        uint8_t c = body.data[i];

        if (c == '\\' && i + 1 < body.size && strchr("nr", body.data[i + 1])) {
            i++;
            continue;
        }
        if (is_base64(c)) {
            if (++run == LINE)
                return true;
        } else if (!strchr("\r\n \t\"',+", c)) {
            run = 0;
        }
        if (c == '-' && run == 0 && i + 4 < body.size && memcmp(body.data + i, "-----", 5) == 0)
            return false;
    }
    return false;
}

/* What an OpenSSH key says of its passphrase stands in the base 64: a magic, and the name of a
 * cipher behind its length, "none" where there is none. Source: OpenSSH, PROTOCOL.key. */
static bool is_locked_openssh(struct bytes body)
{
    static const char open[] = "openssh-key-v1\0\0\0\0\4none";
    enum { MAGIC = 15, DIGITS = 32 /* of base 64: 24 bytes, as many as `open` has with its end */ };
    CLEANUP(buf_clear) struct buf bytes;
    char digits[DIGITS];
    size_t count = 0;

    for (size_t i = 0; i < body.size && count < DIGITS; i++) {
        if (body.data[i] == '\\')
            i++;
        else if (is_base64(body.data[i]))
            digits[count++] = (char)body.data[i];
        else if (count > 0 && !strchr("\r\n \t\"',", body.data[i]))
            break;
    }
    buf_init(&bytes, DIGITS);
    return count == DIGITS && base64_decode(&bytes, bytes_of(digits, count), false) &&
           bytes.size >= sizeof open - 1 && memcmp(bytes.data, open, MAGIC) == 0 &&
           memcmp(bytes.data, open, sizeof open - 1) != 0;
}

static struct bytes body_of(const struct secret *secret)
{
    return bytes_front(secret->after, BODY);
}

static enum secret_verdict prove_private_key(const struct secret *secret)
{
    struct bytes body = body_of(secret);
    bool locked = secret_contains(secret->whole, "ENCRYPTED") ||
                  secret_contains(body, "Proc-Type: 4,ENCRYPTED") || is_locked_openssh(body);

    if (!has_body(body))
        return SECRET_NONE;
    return locked ? SECRET_MEDIUM : SECRET_HIGH;
}

/* The header of PuTTY's files tells whether a passphrase locks the key. */
static enum secret_verdict prove_putty(const struct secret *secret)
{
    if (!secret_contains(body_of(secret), "Public-Lines:"))
        return SECRET_NONE;
    return secret_is(secret->value, "none") ? SECRET_HIGH : SECRET_MEDIUM;
}

/* Bytes behind the frame of a key are random; those of a template for one are not there. */
static enum secret_verdict prove_der(const struct secret *secret)
{
    enum { SEEN = 32, LEAST = 20 };
    bool seen[256] = {false};
    size_t count = 0;

    if (secret->after.size < SEEN)
        return SECRET_NONE;
    for (size_t i = 0; i < SEEN; i++) {
        count += !seen[secret->after.data[i]];
        seen[secret->after.data[i]] = true;
    }
    return count >= LEAST ? SECRET_HIGH : SECRET_NONE;
}

/* A private key of JOSE has the names of its other numbers around (RFC 7517, 7518). */
static enum secret_verdict prove_jwk(const struct secret *secret)
{
    static const char *const names[] = {"\"kty\"", "\"crv\"", "\"qi\"", "AQAB"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (secret_contains(secret->before, names[i]) || secret_contains(secret->after, names[i]))
            return secret_is_placeholder(secret->value) ? SECRET_SAMPLE : SECRET_HIGH;
    return SECRET_NONE;
}

static enum secret_verdict prove_locked(const struct secret *secret)
{
    (void)secret;
    return SECRET_MEDIUM;
}

const struct secret_proof proof_private_key = {
    "a line of base 64 follows; medium where it is locked", prove_private_key};
const struct secret_proof proof_putty = {"its header; medium where it is locked", prove_putty};
const struct secret_proof proof_der = {"its frame, random bytes follow", prove_der};
const struct secret_proof proof_jwk = {"the other members of a key beside it", prove_jwk};
const struct secret_proof proof_locked = {"its frame; what is inside is locked", prove_locked};
