/* secret_passwords.c - proofs for what people type: passwords in URLs, settings and code. */

#include "base/kit.h"
#include "examine/detect/secret_proofs.h"
#include "examine/detect/secret_words.h"

/* What stands for a password in manuals and on one's own machine. */
static bool is_plain_word(struct bytes text)
{
    static const char *const words[] = {
        "password", "passwd",   "pass",       "secret",  "user",  "test",     "pwd",  "admin",
        "root",     "postgres", "mypassword", "hunter2", "guest", "changeit", "none", "null"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (secret_is(text, words[i]))
            return true;
    return false;
}

static enum secret_verdict judge_password(struct bytes value)
{
    struct secret_letters seen = secret_letters(value);

    if (secret_is_template(value))
        return SECRET_NONE;
    if (is_plain_word(value) || secret_is_placeholder(value))
        return SECRET_SAMPLE;
    return (seen.lower || seen.upper) && seen.digits && value.size >= 6 ? SECRET_HIGH
                                                                        : SECRET_MEDIUM;
}

static enum secret_verdict prove_password(const struct secret *secret)
{
    return judge_password(secret->value);
}

static bool is_word_letter(uint8_t c)
{
    return c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* `settings.token1`, `token_v2_url`, `/run/secrets/x1`, `v1.2.3`, `x[1]`: a thing with a name. */
static bool is_code(struct bytes text)
{
    size_t words = 1, digits = 0, slashes = 0;
    bool name = text.size > 0 && !(text.data[0] >= '0' && text.data[0] <= '9');

    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (strchr("()[]{}<>;|*\\", c))
            return true;
        words += c == '.' || c == '_' || c == '-' || c == ':';
        digits += c >= '0' && c <= '9';
        slashes += c == '/';
        name = name && (is_word_letter(c) || c == '.' || c == '-' || c == ':');
    }
    return (text.size > 0 && (text.data[0] == '/' || text.data[0] == '~')) || slashes >= 3 ||
           secret_contains(text, "://") || (name && words > 1 && digits * 4 < text.size);
}

/* Where programs write the same words. */
static enum secret_verdict prove_setting(const struct secret *secret)
{
    return is_code(secret->value) ? SECRET_NONE : judge_password(secret->value);
}

/* What a URL must write otherwise: where these stand, a grammar or an expression tells of URLs. */
static bool is_grammar(struct bytes text)
{
    return bytes_has(text, '[') || bytes_has(text, ']') || bytes_has(text, '\\');
}

/* A password between ':' and '@' of a URL: sure where it is no plain word, nor for this machine. */
static enum secret_verdict prove_url(const struct secret *secret)
{
    static const char *const local[] = {"localhost", "127.0.0.1", "0.0.0.0", "[::1]"};
    enum secret_verdict verdict = judge_password(secret->value);

    if (is_grammar(secret->value))
        return SECRET_NONE;
    if (verdict > SECRET_SAMPLE && secret_starts(secret->after, "example."))
        return SECRET_SAMPLE;
    for (size_t i = 0; verdict == SECRET_HIGH && i < ARRAY_LEN(local); i++)
        if (secret_starts(secret->after, local[i]))
            return SECRET_MEDIUM;
    return verdict;
}

/* What is given to a command, or to SQL: a plain word with digits behind it ("test123") is what
 * people type to try it out. */
static enum secret_verdict prove_command(const struct secret *secret)
{
    enum secret_verdict verdict = judge_password(secret->value);
    struct bytes stem = secret->value;

    while (stem.size > 0 && bytes_has(BYTES("0123456789!"), stem.data[stem.size - 1]))
        stem.size--;
    return verdict == SECRET_HIGH && (is_plain_word(stem) || secret->value.size < 8) ? SECRET_MEDIUM
                                                                                     : verdict;
}

/* The value of a setting whose name says password, key or token, in any program or file: only what
 * looks random, and never high. */
static enum secret_verdict prove_assigned(const struct secret *secret)
{
    struct secret_letters seen = secret_letters(secret->value);
    bool mixed = seen.lower && seen.upper;
    double entropy = secret_entropy(secret->value);

    if (!seen.digits || !(seen.lower || seen.upper) || secret_is_template(secret->value) ||
        secret_is_placeholder(secret->value) || entropy < 3 || is_code(secret->value))
        return SECRET_NONE;
    return secret->value.size >= (mixed ? 20 : 32) && entropy >= 3.4 ? SECRET_MEDIUM : SECRET_LOW;
}

/* So few characters are hardly random: letters and digits, of which not many are the same. */
static enum secret_verdict prove_typed(const struct secret *secret)
{
    struct secret_letters seen = secret_letters(secret->value);

    return seen.digits && (seen.lower || seen.upper) && secret_entropy(secret->value) >= 2.2 &&
                   !secret_is_template(secret->value) && !secret_is_placeholder(secret->value) &&
                   !is_code(secret->value)
               ? SECRET_LOW
               : SECRET_NONE;
}

const struct secret_proof proof_password = {"its place; high with letters and digits",
                                            prove_password};
const struct secret_proof proof_setting = {
    "its place, no name of a variable; high with letters and digits", prove_setting};
const struct secret_proof proof_command = {
    "its place; high with letters and digits, eight at least and no plain word", prove_command};
const struct secret_proof proof_url = {"letters and digits, the host is not this machine",
                                       prove_url};
const struct secret_proof proof_typed = {"the setting's name, letters and digits; always low",
                                         prove_typed};
const struct secret_proof proof_assigned = {"the setting's name, entropy; never high",
                                            prove_assigned};
