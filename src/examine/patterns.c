/*
 * patterns.c - the secrets that are looked for, one line each, sorted by class.
 *
 * `find` has fixed counts and a literal, so that Hyperscan stays fast; `token` is the whole of it
 * with its boundaries. Source of each form: the issuer's own documentation of its tokens.
 */

#include "examine/patterns.h"

#include <math.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"

#define ALONE "(?<![0-9A-Za-z])"
#define ENDS "(?![0-9A-Za-z_-])"

/* Shannon's measure, in bits a character. */
static double entropy(struct bytes text)
{
    unsigned counts[256] = {0};
    double sum = 0;

    for (size_t i = 0; i < text.size; i++)
        counts[text.data[i]]++;
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        double share = (double)counts[i] / (double)text.size;

        if (counts[i])
            sum -= share * log2(share);
    }
    return sum;
}

static bool contains_folded(struct bytes text, const char *word)
{
    size_t size = strlen(word);

    for (size_t i = 0; i + size <= text.size; i++)
        if (strncasecmp((const char *)text.data + i, word, size) == 0)
            return true;
    return false;
}

/* Words and runs that people write where a secret would stand. */
static bool is_placeholder(struct bytes text)
{
    static const char *const words[] = {"example",  "xxxx",   "your",   "changeme", "placeholder",
                                        "dummy",    "redact", "sample", "12345678", "abcdefgh",
                                        "00000000", "....",   "****",   "----",     "insert"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (contains_folded(text, words[i]))
            return true;
    return false;
}

/* The prefix is the proof, unless what follows is no random text. */
static enum secret_proof prove_random(const struct secret *secret)
{
    return is_placeholder(secret->value) || entropy(secret->value) < 2.8 ? SECRET_SAMPLE
                                                                         : SECRET_HIGH;
}

/* A shape that other things share: sure only where the issuer is named in front. */
static enum secret_proof prove_named(const struct secret *secret, const char *issuer)
{
    enum secret_proof proof = prove_random(secret);

    if (proof == SECRET_HIGH && !contains_folded(secret->before, issuer))
        return SECRET_MEDIUM;
    return proof;
}

static enum secret_proof prove_mailgun(const struct secret *secret)
{
    return prove_named(secret, "mailgun");
}

static enum secret_proof prove_twilio(const struct secret *secret)
{
    return prove_named(secret, "twilio");
}

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

/* Four letters, 30 characters, and the CRC-32 of those 30 in base 62. Where the sum holds it is a
 * token, however it looks; where it does not, the issuer may have changed its form. */
static enum secret_proof prove_github(const struct secret *secret)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    struct bytes body = bytes_of(secret->value.data + 4, 30);
    uint32_t crc = crc32_of(body);

    for (size_t i = 6; i-- > 0; crc /= 62)
        if (body.data[30 + i] != (uint8_t)digits[crc % 62])
            return prove_random(secret);
    return SECRET_HIGH;
}

/* Sixteen characters of base 32. */
static enum secret_proof prove_aws_id(const struct secret *secret)
{
    for (size_t i = 4; i < secret->value.size; i++)
        if (strchr("0189", secret->value.data[i]))
            return SECRET_NONE;
    return prove_random(secret);
}

/* Forty characters of base 64 that are not hex. */
static enum secret_proof prove_aws_secret(const struct secret *secret)
{
    return is_placeholder(secret->value) ? SECRET_SAMPLE
           : entropy(secret->value) < 4  ? SECRET_NONE
                                         : SECRET_HIGH;
}

static bool is_base64(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' ||
           c == '/' || c == '=';
}

/* The first line must be followed by a key: by 64 characters of base 64 among line ends, real ones
 * or written as \n, and by headers like `Proc-Type:` only where the key is locked. */
static enum secret_proof prove_private_key(const struct secret *secret)
{
    struct bytes body =
        bytes_of(secret->after.data, secret->after.size < 600 ? secret->after.size : 600);
    bool locked = contains_folded(secret->whole, "ENCRYPTED") ||
                  contains_folded(body, "Proc-Type: 4,ENCRYPTED");
    size_t run = 0;

    for (size_t i = 0; i < body.size; i++) {
        uint8_t c = body.data[i];

        if (c == '\\' && i + 1 < body.size && strchr("nr", body.data[i + 1])) {
            i++;
            continue;
        }
        if (is_base64(c)) {
            if (++run == 64)
                return locked ? SECRET_MEDIUM : SECRET_HIGH;
        } else if (!strchr("\r\n \t\"',+", c)) {
            run = 0;
        }
        if (c == '-' && run == 0 && i + 4 < body.size && memcmp(body.data + i, "-----", 5) == 0)
            return SECRET_NONE;
    }
    return SECRET_NONE;
}

/* The first part is base 64 of a JSON object that names an algorithm. */
static enum secret_proof prove_jwt(const struct secret *secret)
{
    const uint8_t *dot = memchr(secret->value.data, '.', secret->value.size);
    CLEANUP(buf_clear) struct buf padded;
    CLEANUP(buf_clear) struct buf header;

    if (!dot)
        return SECRET_NONE;
    buf_init(&padded, 4096);
    buf_init(&header, 4096);
    buf_add(&padded, secret->value.data, (size_t)(dot - secret->value.data));
    while (padded.size % 4)
        buf_byte(&padded, '=');
    if (!base64_decode(&header, buf_bytes(&padded), true) || header.size < 2 ||
        header.data[0] != '{' || header.data[header.size - 1] != '}' ||
        !contains_folded(buf_bytes(&header), "\"alg\""))
        return SECRET_NONE;
    return contains_folded(buf_bytes(&header), "\"none\"") ? SECRET_LOW : SECRET_MEDIUM;
}

static bool is_template(struct bytes text)
{
    static const char *const marks[] = {"${", "{{", "<", "%(", "$(", "process.env", "os.environ"};

    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (contains_folded(text, marks[i]))
            return true;
    return text.size > 0 && (text.data[0] == '$' || text.data[0] == '{');
}

static void look_at_letters(struct bytes text, bool *letters, bool *digits)
{
    *letters = *digits = false;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        *digits |= c >= '0' && c <= '9';
        *letters |= (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
}

static bool starts_with_any(struct bytes text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text.size >= strlen(words[i]) &&
            strncasecmp((const char *)text.data, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* A password between ':' and '@' of a URL: sure where it is no plain word, nor for this machine. */
static enum secret_proof prove_url(const struct secret *secret)
{
    static const char *const words[] = {"password", "passwd", "pass", "secret", "user", "test"};
    static const char *const local[] = {"localhost", "127.0.0.1", "0.0.0.0", "[::1]"};
    bool letters, digits;

    if (is_template(secret->value))
        return SECRET_NONE;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (secret->value.size == strlen(words[i]) && contains_folded(secret->value, words[i]))
            return SECRET_SAMPLE;
    if (is_placeholder(secret->value) ||
        starts_with_any(secret->after, (const char *const[]){"example."}, 1))
        return SECRET_SAMPLE;
    look_at_letters(secret->value, &letters, &digits);
    if (letters && digits && secret->value.size >= 6 &&
        !starts_with_any(secret->after, local, ARRAY_LEN(local)))
        return SECRET_HIGH;
    return SECRET_MEDIUM;
}

/* `password = "..."`: only what looks random, and never more than low. */
static enum secret_proof prove_assigned(const struct secret *secret)
{
    bool letters, digits;

    look_at_letters(secret->value, &letters, &digits);
    if (!digits || !letters || is_template(secret->value) || is_placeholder(secret->value) ||
        entropy(secret->value) < 3)
        return SECRET_NONE;
    return SECRET_LOW;
}

/* The value of a connection string or of a service account: its shape says enough. */
static enum secret_proof prove_present(const struct secret *secret)
{
    return is_placeholder(secret->value) ? SECRET_SAMPLE : SECRET_HIGH;
}

#define SECRET(name, find_, token_, prove_)                                                        \
    {                                                                                              \
        .what = {"secret." name, 0, NULL}, .find = (find_), .token = (token_), .prove = (prove_)   \
    }

const struct pattern patterns_table[] = {
    SECRET("age-key", "AGE-SECRET-KEY-1[0-9A-Z]{58}", NULL, prove_random),
    SECRET("anthropic-key", "sk-ant-[a-z0-9]{3,10}-[0-9A-Za-z_-]{32}",
           ALONE "sk-ant-[a-z0-9]{3,10}-[0-9A-Za-z_-]{32,200}" ENDS, prove_random),
    SECRET("assigned-password",
           "(?i)(?:password|passwd|secret|token|api[_-]?key|access[_-]?key)[\"']?[ \\t]{0,4}"
           "(?:=|:)[ \\t]{0,4}[\"'][^\"'\\s]{8}",
           "(?i)(?:password|passwd|secret|token|api[_-]?key|access[_-]?key)[\"']?[ \\t]{0,4}"
           "(?:=|:)[ \\t]{0,4}[\"']([^\"'\\s]{8,128})[\"']",
           prove_assigned),
    SECRET("atlassian-token", "ATATT3xFfGF0[0-9A-Za-z_=-]{100}",
           ALONE "ATATT3xFfGF0[0-9A-Za-z_=-]{100,200}" ENDS, prove_random),
    SECRET("aws-access-key-id", "(?:AKIA|ASIA)[0-9A-Z]{16}", NULL, prove_aws_id),
    SECRET("aws-secret-key",
           "(?i)aws[0-9a-z_. -]{0,20}(?:secret|key)[0-9a-z_. -]{0,20}[\"']?[ \\t]{0,4}(?:=|:)"
           "[ \\t]{0,4}[\"']?[0-9A-Za-z/+]{40}",
           "(?i)aws[0-9a-z_. -]{0,20}(?:secret|key)[0-9a-z_. -]{0,20}[\"']?[ \\t]{0,4}(?:=|:)"
           "[ \\t]{0,4}[\"']?([0-9A-Za-z/+]{40})(?![0-9A-Za-z/+=])",
           prove_aws_secret),
    SECRET("azure-storage-key",
           "AccountKey=[0-9A-Za-z+/]{86}==", "AccountKey=([0-9A-Za-z+/]{86}==)", prove_present),
    SECRET("databricks-token", "dapi[0-9a-f]{32}", ALONE "dapi[0-9a-f]{32}(?:-[0-9])?" ENDS,
           prove_random),
    SECRET("digitalocean-token", "do[opr]_v1_[0-9a-f]{64}", NULL, prove_random),
    SECRET(
        "discord-token",
        "(?i)discord[^\\n]{0,40}[MNO][0-9A-Za-z_-]{23,25}\\.[0-9A-Za-z_-]{6}\\.[0-9A-Za-z_-]{27}",
        "(?i)discord[^\\n]{0,40}" ALONE
        "([MNO][0-9A-Za-z_-]{23,25}\\.[0-9A-Za-z_-]{6}\\.[0-9A-Za-z_-]{27,38})" ENDS,
        prove_random),
    SECRET("discord-webhook", "/api/webhooks/[0-9]{17,20}/[0-9A-Za-z_-]{60}",
           "https://(?:[a-z]+\\.)?discord(?:app)?\\.com/api/webhooks/[0-9]{17,20}/"
           "([0-9A-Za-z_-]{60,72})" ENDS,
           prove_random),
    SECRET("docker-token", "dckr_pat_[0-9A-Za-z_-]{27}", NULL, prove_random),
    SECRET("gcp-service-account", "\"private_key_id\"[ \\t]{0,4}:[ \\t]{0,4}\"[0-9a-f]{40}\"",
           "\"private_key_id\"[ \\t]{0,4}:[ \\t]{0,4}\"([0-9a-f]{40})\"", prove_present),
    SECRET("github-token", "gh[oprsu]_[0-9A-Za-z]{36}", NULL, prove_github),
    SECRET("github-token", "github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}", NULL, prove_random),
    SECRET("gitlab-token", "glpat-[0-9A-Za-z_-]{20}", ALONE "glpat-[0-9A-Za-z_-]{20,64}",
           prove_random),
    SECRET("google-api-key", "AIza[0-9A-Za-z_-]{35}", NULL, prove_random),
    SECRET("grafana-token", "glsa_[0-9A-Za-z]{32}_[0-9a-fA-F]{8}", NULL, prove_random),
    SECRET("huggingface-token", "(?:hf_|api_org_)[A-Za-z]{34}", NULL, prove_random),
    SECRET("json-web-token", "eyJ[0-9A-Za-z_-]{10,}\\.eyJ[0-9A-Za-z_-]{10}",
           ALONE "eyJ[0-9A-Za-z_-]{10,}\\.eyJ[0-9A-Za-z_-]{10,}\\.[0-9A-Za-z_-]{16,}" ENDS,
           prove_jwt),
    SECRET("mailgun-key", "key-[0-9a-f]{32}", NULL, prove_mailgun),
    SECRET("npm-token", "npm_[0-9A-Za-z]{36}", NULL, prove_random),
    SECRET("openai-key", "sk-[0-9A-Za-z]{48}", NULL, prove_random),
    SECRET("openai-key", "T3BlbkFJ[0-9A-Za-z_-]{20}",
           ALONE
           "sk-(?:proj-|svcacct-|admin-)?[0-9A-Za-z_-]{20,100}T3BlbkFJ[0-9A-Za-z_-]{20,100}" ENDS,
           prove_random),
    SECRET("private-key", "-----BEGIN (?:[A-Z0-9]{1,16} ){0,2}PRIVATE KEY(?: BLOCK)?-----",
           "-----BEGIN (?!OPENSSH )(?:[A-Z0-9]{1,16} ){0,2}PRIVATE KEY(?: BLOCK)?-----",
           prove_private_key),
    SECRET("pypi-token", "pypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50}",
           ALONE "pypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50,250}" ENDS, prove_random),
    SECRET("sendgrid-key", "SG\\.[0-9A-Za-z_-]{22}\\.[0-9A-Za-z_-]{43}", NULL, prove_random),
    SECRET("shopify-token", "shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", NULL, prove_random),
    SECRET("slack-token", "xox[abeoprs]-[0-9]{10,13}-[0-9A-Za-z-]{20}",
           ALONE "xox[abeoprs]-[0-9]{10,13}-[0-9A-Za-z-]{20,120}" ENDS, prove_random),
    SECRET("slack-webhook",
           "hooks\\.slack\\.com/services/T[0-9A-Z]{8,12}/B[0-9A-Z]{8,12}/[0-9A-Za-z]{24}",
           "https://hooks\\.slack\\.com/services/(T[0-9A-Z]{8,12}/B[0-9A-Z]{8,12}/"
           "[0-9A-Za-z]{24})" ENDS,
           prove_random),
    SECRET("square-token", "sq0(?:atp-[0-9A-Za-z_-]{22}|csp-[0-9A-Za-z_-]{43})", NULL,
           prove_random),
    SECRET("ssh-private-key", "-----BEGIN OPENSSH PRIVATE KEY-----",
           "-----BEGIN OPENSSH PRIVATE KEY-----", prove_private_key),
    SECRET("stripe-key", "[rs]k_live_[0-9A-Za-z]{24}", ALONE "[rs]k_live_[0-9A-Za-z]{24,99}" ENDS,
           prove_random),
    SECRET("telegram-token", "[0-9]{8,10}:AA[0-9A-Za-z_-]{33}", NULL, prove_random),
    SECRET("twilio-key", "SK[0-9a-f]{32}", NULL, prove_twilio),
    SECRET("url-password", "://[^\\s/:@\"'<>]{1,64}:[^\\s/@\"'<>]{3,64}@",
           "[A-Za-z][0-9A-Za-z+.-]{1,20}://[^\\s/:@\"'<>]{1,64}:([^\\s/@\"'<>]{3,64})@", prove_url),
    SECRET("vault-token", "hvs\\.[0-9A-Za-z_-]{90}", ALONE "hvs\\.[0-9A-Za-z_-]{90,120}" ENDS,
           prove_random),
};
const size_t patterns_count = ARRAY_LEN(patterns_table);
