/* hashed_column.c - columns of digests of identifiers, told by their name and the form of their
 * cells. */

#include "examine/detect/hashed_column.h"

#include "base/codec.h"
#include "base/kit.h"
#include "examine/detect/column_proof.h"
#include "examine/text/text_hash.h"

enum { VALUES_LEAST = 8 /* different ones, of which an ordinary table of people has more */ };

#define SET(id) (UINT64_C(1) << ID_##id)

/* A digest under one of these names is one of what the name says. */
static const uint64_t direct = SET(EMAIL) | SET(PHONE) | SET(SSN) | SET(NINO) | SET(KVNR) |
                               SET(ITIN) | SET(PASSPORT) | SET(DRIVER) | SET(IBAN) | SET(BIRTH) |
                               SET(DNI) | SET(BSN) | SET(CPF) | SET(FISCALE) | SET(DE_TAX) |
                               SET(PESEL);
/* Under these it may as well be a random code, which the law permits: the name has to say that it
 * is a digest. */
static const uint64_t coded = SET(NAME) | SET(MRN) | SET(PLAN) | SET(ACCOUNT) | SET(PERSON_CODE) |
                              SET(NHS) | SET(NIR) | SET(MBI);

static const char *const people[] = {"user",     "customer", "patient",    "member", "person",
                                     "employee", "student",  "subscriber", "voter",  "participant",
                                     "citizen",  "donor",    "aadhaar",    "ip",     "imei",
                                     "idfa",     "gaid",     NULL};
static const char *const hashes[] = {"hash", "hashed", "hashes", "sha",       "sha1",
                                     "sha2", "sha224", "sha256", "sha384",    "sha512",
                                     "md5",  "hmac",   "digest", "pseudonym", NULL};
/* Whose digest it may be as well. */
static const char *const others[] = {
    "agent",       "attachment", "avatar",   "block",   "blob",     "body",    "commit",
    "content",     "context",    "contract", "dataset", "document", "file",    "firmware",
    "git",         "header",     "html",     "image",   "key",      "message", "model",
    "passwd",      "pwd",        "password", "photo",   "picture",  "row",     "schema",
    "session",     "template",   "text",     "thread",  "token",    "tree",    "tx",
    "transaction", "wallet",     "secret",   "config",  "profile",  NULL};

const struct identifier hashed_identifier = {
    .what = {.class_name = "pii.hashed-identifier", .headers = hashes},
    .rule = RULE_DIGEST,
    .unless = others,
    .harbor = "R",
    .shape = "hex or base64 of as many bytes as MD5, SHA-1 or SHA-2 have; no UUID",
    .proof =
        "the column's name is of an address or a number of persons, or of a person and a hash"};

bool hashed_column_is_named(const struct column_words *words, uint64_t named)
{
    if (column_words_have(words, others))
        return false;
    if (named & direct)
        return true;
    return column_words_have(words, hashes) &&
           ((named & coded) || column_words_have(words, people));
}

/* Version and variant of RFC 9562, written without dashes: most often a random number. */
static bool is_uuid(struct bytes text)
{
    int version, variant;

    if (text.size != 32)
        return false;
    version = hex_value(text.data[12]);
    variant = hex_value(text.data[16]);
    return version >= 1 && version <= 8 && variant >= 8 && variant <= 11;
}

/* Letters among them, or they are digits of a number. */
static bool is_hex(struct bytes text)
{
    size_t letters = 0;

    for (size_t i = 0; i < text.size; i++) {
        if (!hex_is_digit(text.data[i]))
            return false;
        letters += text.data[i] > '9';
    }
    return letters > 0;
}

/* Capitals and small letters, or they are a word. */
static bool is_base64(struct bytes text)
{
    bool capital = false, small = false;

    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (base64_value(c) < 0 && c != '-' && c != '_')
            return false;
        capital |= c >= 'A' && c <= 'Z';
        small |= c >= 'a' && c <= 'z';
    }
    return capital && small;
}

bool hashed_column_is_digest(struct bytes text)
{
    static const size_t sizes[] = {16, 20, 28, 32, 48, 64}; /* MD5, SHA-1, SHA-2 */
    size_t padding = 0;

    while (padding < 2 && padding < text.size && text.data[text.size - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        const size_t letters = (sizes[i] * 8 + 5) / 6;

        if (text.size == sizes[i] * 2 && is_hex(text))
            return !is_uuid(text);
        if (text.size - padding == letters && (padding == 0 || text.size % 4 == 0))
            return is_base64(bytes_front(text, letters));
    }
    return false;
}

void hashed_column_cell(struct evidence *evidence, uint32_t column, struct bytes text,
                        const struct assay_place *place)
{
    struct tally *tally;
    uint32_t mark;

    if (!hashed_column_is_digest(text))
        return;
    tally = evidence_use_tally(evidence, hashed_identifier.what.class_name, column);
    if (!tally)
        return;
    mark = text_mark(text);
    tally->what = &hashed_identifier.what;
    tally->seen[mark / 64 % SEEN_WORDS] |= UINT64_C(1) << mark % 64;
    tally->counts[WEAK]++;
    if (tally->place_counts[WEAK] < LIMIT_OBSERVATION_PLACES) {
        struct assay_place *kept = &tally->places[WEAK][tally->place_counts[WEAK]++];

        *kept = *place;
        evidence_digest(evidence, text, &kept->value);
    }
}

void hashed_column_judge(const struct evidence *evidence, struct tally *tally)
{
    const struct column *known = &evidence->columns[tally->column];
    const uint64_t digests = tally->counts[WEAK];
    int values = 0;

    for (size_t i = 0; i < SEEN_WORDS; i++)
        values += __builtin_popcountll(tally->seen[i]);
    tally->verdict = (struct column_verdict){.judged = true,
                                             .named = true,
                                             .cells = values >= VALUES_LEAST &&
                                                      digests >= known->cells - known->cells / 2,
                                             .level = ASSAY_MEDIUM};
}
