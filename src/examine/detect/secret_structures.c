/* secret_structures.c - proofs by what a token holds once it is decoded. */

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/secret_proofs.h"
#include "examine/detect/secret_words.h"

enum { DECODED_MAX = 4096 };

/* Base 64 of either alphabet, with its padding or without; what a token's cut left over is not
 * decoded. */
static bool decode(struct bytes text, struct buf *out)
{
    CLEANUP(buf_clear) struct buf padded;

    buf_init(&padded, DECODED_MAX);
    while (text.size > 0 && text.data[text.size - 1] == '=')
        text.size--;
    if (text.size % 4 == 1)
        return false;
    buf_add(&padded, text.data, text.size);
    while (padded.size % 4)
        buf_byte(&padded, '=');
    return padded.status == ASSAY_OK && base64_decode(out, buf_bytes(&padded), true);
}

static struct bytes up_to(struct bytes text, char mark)
{
    const uint8_t *at = memchr(text.data, mark, text.size);

    return at ? bytes_of(text.data, (size_t)(at - text.data)) : text;
}

static bool is_printable(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((text.data[i] < ' ' && !strchr("\t\r\n", text.data[i])) || text.data[i] > '~')
            return false;
    return text.size > 0;
}

/* The first part is a JSON object that names an algorithm (RFC 7515). */
static enum secret_verdict prove_jwt(const struct secret *secret)
{
    CLEANUP(buf_clear) struct buf header;

    buf_init(&header, DECODED_MAX);
    if (!decode(up_to(secret->value, '.'), &header) || header.size < 2 || header.data[0] != '{' ||
        header.data[header.size - 1] != '}' || !secret_contains(buf_bytes(&header), "\"alg\""))
        return SECRET_NONE;
    return secret_contains(buf_bytes(&header), "\"none\"") ? SECRET_LOW : SECRET_MEDIUM;
}

/* All up to `_` or `.` is a JSON object; of a long one the beginning, as far as it is at hand. */
static enum secret_verdict prove_json(const struct secret *secret)
{
    struct bytes text = up_to(up_to(secret->value, '_'), '.');
    CLEANUP(buf_clear) struct buf object;

    buf_init(&object, DECODED_MAX);
    while (text.size > 0 && text.data[text.size - 1] == '=')
        text.size--;
    text.size -= text.size % 4; /* the first bytes tell */
    if (!decode(text, &object) || !bytes_starts(buf_bytes(&object), BYTES("{\"")) ||
        !is_printable(buf_bytes(&object)))
        return SECRET_NONE;
    return secret_is_placeholder(buf_bytes(&object)) ? SECRET_SAMPLE : SECRET_HIGH;
}

/* The first part is the number of a user in digits. */
static enum secret_verdict prove_discord(const struct secret *secret)
{
    enum { DIGITS_LEAST = 17, DIGITS_MOST = 20 };
    const struct bytes user = up_to(secret->value, '.');
    CLEANUP(buf_clear) struct buf digits;

    buf_init(&digits, DECODED_MAX);
    if (!decode(user, &digits) || digits.size < DIGITS_LEAST || digits.size > DIGITS_MOST)
        return SECRET_NONE;
    for (size_t i = 0; i < digits.size; i++)
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return SECRET_NONE;
    /* of Discord's own documents */
    return secret_is_placeholder(secret->value) ||
                   bytes_equal(user, BYTES("MTk4NjIyNDgzNDcxOTI1MjQ4"))
               ? SECRET_SAMPLE
               : SECRET_HIGH;
}

/* A field of a macaroon, the second form: type, size, bytes. */
static bool take_field(struct bytes *rest, uint8_t type, struct bytes *out)
{
    size_t size = 0, at = 1;

    if (rest->size < 2 || rest->data[0] != type)
        return false;
    for (unsigned shift = 0; shift < 21; shift += 7, at++) {
        if (at >= rest->size)
            return false;
        size |= (size_t)(rest->data[at] & 127) << shift;
        if (!(rest->data[at] & 128)) {
            at++;
            break;
        }
    }
    if (size > rest->size - at)
        return false;
    *out = bytes_of(rest->data + at, size);
    *rest = bytes_from(*rest, at + size);
    return true;
}

static bool take_end(struct bytes *rest)
{
    if (rest->size == 0 || rest->data[0] != 0)
        return false;
    *rest = bytes_from(*rest, 1);
    return true;
}

/* Source: docs.pypi.org/api/secrets; libmacaroons, doc/format.txt, the second binary form. */
static bool is_macaroon(struct bytes rest)
{
    struct bytes field;

    if (rest.size == 0 || rest.data[0] != 2)
        return false;
    rest = bytes_from(rest, 1);
    if (!take_field(&rest, 1, &field) || !bytes_equal(field, BYTES("pypi.org")) ||
        !take_field(&rest, 2, &field) || !take_end(&rest))
        return false;
    while (take_field(&rest, 2, &field))
        if (!take_end(&rest))
            return false;
    return take_end(&rest) && take_field(&rest, 6, &field) && field.size == 32 && rest.size == 0;
}

static enum secret_verdict prove_pypi(const struct secret *secret)
{
    CLEANUP(buf_clear) struct buf macaroon;
    struct bytes text = bytes_from(secret->value, sizeof "pypi-" - 1);

    buf_init(&macaroon, DECODED_MAX);
    if (secret_is_placeholder(secret->value))
        return SECRET_SAMPLE;
    return decode(text, &macaroon) && is_macaroon(buf_bytes(&macaroon)) ? SECRET_HIGH
                                                                        : SECRET_MEDIUM;
}

/* Sixty-four bytes. */
static enum secret_verdict prove_storage_key(const struct secret *secret)
{
    CLEANUP(buf_clear) struct buf key;

    buf_init(&key, DECODED_MAX);
    if (secret_is_placeholder(secret->value))
        return SECRET_SAMPLE;
    /* the account of the storage emulator, which is the same everywhere */
    if (secret_starts(secret->value, "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsu"))
        return SECRET_SAMPLE;
    return decode(secret->value, &key) && key.size == 64 ? SECRET_HIGH : SECRET_LOW;
}

/* `user:password` (RFC 7617). */
static enum secret_verdict prove_basic(const struct secret *secret)
{
    CLEANUP(buf_clear) struct buf pair;
    struct bytes user, password;

    buf_init(&pair, DECODED_MAX);
    if (!decode(secret->value, &pair) || !is_printable(buf_bytes(&pair)))
        return SECRET_NONE;
    user = up_to(buf_bytes(&pair), ':');
    if (user.size == 0 || user.size + 4 > pair.size)
        return SECRET_NONE;
    password = bytes_from(buf_bytes(&pair), user.size + 1);
    if (secret_is(user, "s6BhdRkqt3") || secret_is(user, "Aladdin")) /* RFC 6749, RFC 7617 */
        return SECRET_SAMPLE;
    if (secret_is_placeholder(buf_bytes(&pair)) || secret_contains(password, "password") ||
        secret_is(password, "passwd") || secret_is(password, "pass") ||
        secret_is(password, "secret"))
        return SECRET_SAMPLE;
    return SECRET_HIGH;
}

static enum secret_verdict prove_decodes(const struct secret *secret)
{
    CLEANUP(buf_clear) struct buf text;

    buf_init(&text, DECODED_MAX);
    if (!decode(secret->value, &text) || !is_printable(buf_bytes(&text)))
        return SECRET_NONE;
    return secret_is_placeholder(buf_bytes(&text)) ? SECRET_SAMPLE : SECRET_HIGH;
}

/* The first lines of a key in PEM. */
static enum secret_verdict prove_kubeconfig(const struct secret *secret)
{
    CLEANUP(buf_clear) struct buf pem;
    struct bytes text = secret->value;

    buf_init(&pem, DECODED_MAX);
    text.size -= text.size % 4;
    return decode(text, &pem) && bytes_starts(buf_bytes(&pem), BYTES("-----BEGIN")) &&
                   secret_contains(buf_bytes(&pem), "PRIVATE KEY-----")
               ? SECRET_HIGH
               : SECRET_NONE;
}

/* Base 64 of text under `data:`, the text itself under `stringData:`. */
static enum secret_verdict prove_kubernetes(const struct secret *secret)
{
    CLEANUP(buf_clear) struct buf decoded;
    struct bytes text = secret->value;

    buf_init(&decoded, DECODED_MAX);
    if (!secret_contains(secret->whole, "stringData:")) {
        if (!decode(text, &decoded))
            return SECRET_NONE;
        text = buf_bytes(&decoded);
    }
    if (secret_is_template(text))
        return SECRET_NONE;
    return secret_is_placeholder(text) || secret_is(text, "password") ? SECRET_SAMPLE
                                                                      : SECRET_MEDIUM;
}

const struct secret_proof proof_discord = {"the number of a user in base 64", prove_discord};
const struct secret_proof proof_jwt = {"the header is JSON that names an algorithm", prove_jwt};
const struct secret_proof proof_json = {"decodes to JSON", prove_json};
const struct secret_proof proof_pypi = {"decodes to a macaroon of pypi.org", prove_pypi};
const struct secret_proof proof_storage_key = {"decodes to 64 bytes", prove_storage_key};
const struct secret_proof proof_basic = {"decodes to user:password", prove_basic};
const struct secret_proof proof_decodes = {"decodes to text", prove_decodes};
const struct secret_proof proof_kubeconfig = {"decodes to a private key in PEM", prove_kubeconfig};
const struct secret_proof proof_kubernetes = {"the kind of the object, decodes", prove_kubernetes};
