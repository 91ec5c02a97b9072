/* secret_proofs.c - proofs by how a token looks, and by the words around it. */

#include "examine/detect/secret_proofs.h"

#include "base/kit.h"
#include "examine/detect/secret_words.h"

enum { LEAST_ENTROPY_SHARE = 10 }; /* see looks_random() */

/* Random text of n characters holds about log2(n) bits a character where its alphabet is larger
 * than that, so what is short may have less; 2.8 is what 32 digits of hex never fall below. */
static bool looks_random(struct bytes text)
{
    return secret_entropy(text) >= (text.size < LEAST_ENTROPY_SHARE ? 2.2 : 2.8);
}

static enum secret_verdict prove_random(const struct secret *secret)
{
    return secret_is_placeholder(secret->value) || !looks_random(secret->value) ? SECRET_SAMPLE
                                                                                : SECRET_HIGH;
}

/* Where the prefix is short, names of things must not pass: letters and digits, both, and where the
 * pattern names words, one of them. */
static enum secret_verdict prove_mixed(const struct secret *secret)
{
    struct secret_letters seen = secret_letters(secret->value);

    if (!seen.digits || !(seen.lower || seen.upper) ||
        (secret->pattern->words && !secret_near(secret)))
        return SECRET_NONE;
    return prove_random(secret);
}

/* A shape that other things share: sure only where the issuer is named in front. */
static enum secret_verdict prove_named(const struct secret *secret)
{
    enum secret_verdict verdict = prove_random(secret);

    if (verdict == SECRET_HIGH && !secret_near(secret))
        return SECRET_MEDIUM;
    return verdict;
}

/* The value of a setting that names the issuer; sure where the name says what it is. */
static enum secret_verdict prove_keyed(const struct secret *secret)
{
    static const char *const words[] = {"key",  "token", "secret", "pass", "auth",
                                        "cred", "pat",   "pwd",    "psk",  "dsn"};
    struct bytes name = bytes_of(secret->whole.data, secret->whole.size - secret->value.size);
    struct secret_letters seen = secret_letters(secret->value);

    if (secret_is_placeholder(secret->value) || secret_is_template(secret->value))
        return SECRET_SAMPLE;
    if (!seen.digits || !(seen.lower || seen.upper) || !looks_random(secret->value))
        return SECRET_NONE;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (secret_contains(name, words[i]))
            return SECRET_HIGH;
    return SECRET_MEDIUM;
}

/* The place says enough. */
static enum secret_verdict prove_present(const struct secret *secret)
{
    return secret_is_placeholder(secret->value) || secret_is_template(secret->value) ? SECRET_SAMPLE
                                                                                     : SECRET_HIGH;
}

/* Sixteen characters of base 32. */
static enum secret_verdict prove_aws_id(const struct secret *secret)
{
    for (size_t i = 4; i < secret->value.size; i++)
        if (strchr("0189", secret->value.data[i]))
            return SECRET_NONE;
    return prove_random(secret);
}

/* Forty characters of base 64 that are not hex. */
static enum secret_verdict prove_aws_secret(const struct secret *secret)
{
    return secret_is_placeholder(secret->value) ? SECRET_SAMPLE
           : secret_entropy(secret->value) < 4  ? SECRET_NONE
                                                : SECRET_HIGH;
}

/* A hash is not the password, and gives it away where the password is weak. */
static enum secret_verdict prove_hash(const struct secret *secret)
{
    return prove_random(secret) == SECRET_HIGH ? SECRET_MEDIUM : SECRET_SAMPLE;
}

static enum secret_verdict prove_bearer(const struct secret *secret)
{
    struct secret_letters seen = secret_letters(secret->value);

    if (secret_is_placeholder(secret->value))
        return SECRET_SAMPLE;
    return seen.digits && (seen.lower || seen.upper) && secret_entropy(secret->value) >= 3.5
               ? SECRET_MEDIUM
               : SECRET_NONE;
}

/* It opens test data only; those of Stripe's documents stand in many libraries. */
static enum secret_verdict prove_stripe_test(const struct secret *secret)
{
    static const char *const published[] = {"sk_test_4eC39HqLyjWDarjtT1zdp7dc",
                                            "sk_test_BQokikJOvBiI2HlWgH4olfQ2",
                                            "sk_test_tR3PYbcVNZZ796tH88S4VQ2u"};

    for (size_t i = 0; i < ARRAY_LEN(published); i++)
        if (secret_starts(secret->value, published[i]))
            return SECRET_SAMPLE;
    return prove_random(secret) == SECRET_HIGH ? SECRET_MEDIUM : SECRET_SAMPLE;
}

const struct secret_proof proof_random = {"prefix, random text", prove_random};
const struct secret_proof proof_mixed = {"prefix, random text of letters and digits", prove_mixed};
const struct secret_proof proof_named = {"prefix; high where the issuer is named", prove_named};
const struct secret_proof proof_keyed = {"the setting's name, random text", prove_keyed};
const struct secret_proof proof_present = {"its place", prove_present};
const struct secret_proof proof_stripe_test = {"prefix, random text; of test data only",
                                               prove_stripe_test};
const struct secret_proof proof_aws_id = {"base 32", prove_aws_id};
const struct secret_proof proof_aws_secret = {"the setting's name, entropy of base 64",
                                              prove_aws_secret};
const struct secret_proof proof_hash = {"the form of the hash", prove_hash};
const struct secret_proof proof_bearer = {"the header's name, entropy", prove_bearer};
