/* test_envelope.c - thresholds: who signed, and are they enough? */

#include <assay/envelope.h>

#include <fcntl.h>

#include "base/codec.h"
#include "base/file.h"
#include "folder.h"
#include "ledger.h"
#include "ledger/dsse.h"
#include "ledger/statement.h"
#include "rows.h"

enum { PEOPLE = 3 };

/* Letters name keys: "ab" is an envelope that a and b signed; 'x' is a signature of nobody. */
struct row {
    const char *name;
    const char *signed_by;
    const char *trusted;
    uint64_t threshold;
    enum assay_status status;
    const char *told; /* by trusted key: 's' signed, 'm' missing, '=' counted before */
};

static const struct row rows[] = {
    {"one of one", "a", "a", 1, ASSAY_OK, "s"},
    {"two of three", "ac", "abc", 2, ASSAY_OK, "sms"},
    {"three of three", "cba", "abc", 3, ASSAY_OK, "sss"},
    {"more than must", "abc", "abc", 1, ASSAY_OK, "sss"},
    {"too few", "a", "abc", 2, ASSAY_ETRUST, "smm"},
    {"nobody's", "xx", "abc", 1, ASSAY_ETRUST, "mmm"},
    {"nobody's beside enough", "xaxb", "abc", 2, ASSAY_OK, "ssm"},
    {"one key twice in the envelope", "aa", "abc", 2, ASSAY_ETRUST, "smm"},
    {"one key under two names", "a", "aab", 2, ASSAY_ETRUST, "s=m"},
    {"two of two, one under two names", "ba", "aab", 2, ASSAY_OK, "s=s"},
    {"somebody else", "c", "ab", 1, ASSAY_ETRUST, "mm"},
    {"none must", "a", "a", 0, ASSAY_EUSAGE, ""},
    {"more than there are", "ab", "ab", 3, ASSAY_EUSAGE, ""},
    {"more than there are different ones", "ab", "aa", 2, ASSAY_EUSAGE, ""},
};

static void told(void *user, size_t key, size_t first, bool has_signed)
{
    char *out = user;

    out[key] = (char)(first != key ? '=' : has_signed ? 's' : 'm');
}

static void add_signature(const struct assay_key *key, struct bytes pae, struct buf *out)
{
    struct key_signature signature = {.size = 8};
    struct assay_error err = {0};

    if (key)
        assert_ok(key_sign(key, pae, &signature, &err), err);
    buf_text(out, "{\"sig\":\"");
    base64_encode(out, bytes_of(signature.bytes, signature.size));
    buf_text(out, "\"}");
}

static void write_envelope(const char *path, const char *type, struct bytes payload,
                           struct assay_key *const *people, const char *signed_by)
{
    CLEANUP(buf_clear) struct buf pae = {.ceiling = 4096};
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    struct assay_error err = {0};

    dsse_pae(bytes_text(type), payload, &pae);
    buf_printf(&text, "{\"payloadType\":\"%s\",\"payload\":\"", type);
    base64_encode(&text, payload);
    buf_text(&text, "\",\"signatures\":[");
    for (const char *by = signed_by; *by; by++) {
        if (by != signed_by)
            buf_byte(&text, ',');
        add_signature(*by == 'x' ? NULL : people[*by - 'a'], buf_bytes(&pae), &text);
    }
    buf_text(&text, "]}");
    assert_ok(file_replace(AT_FDCWD, path, buf_bytes(&text), 0600, &err), err);
}

static void make_people(struct assay_key *people[PEOPLE])
{
    static const enum assay_key_algorithm algorithms[PEOPLE] = {ASSAY_KEY_ED25519, ASSAY_KEY_P256,
                                                                ASSAY_KEY_P384};
    struct assay_error err = {0};

    for (size_t i = 0; i < PEOPLE; i++)
        assert_ok(key_make(algorithms[i], &people[i], &err), err);
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(assay_envelope_clear) struct assay_envelope envelope = {0};
    struct assay_key *people[PEOPLE];
    const struct assay_key *trusted[8];
    struct assay_envelope_check question = {
        .keys = trusted, .key_count = strlen(row->trusted), .threshold = row->threshold};
    struct assay_error err = {0};
    char path[128], seen[8] = "";

    make_people(people);
    for (size_t i = 0; row->trusted[i]; i++)
        trusted[i] = people[row->trusted[i] - 'a'];
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/envelope", folder.path);
    write_envelope(path, "text/plain", BYTES("hello\0world"), people, row->signed_by);
    question.path = path;
    question.each = told;
    question.user = seen;
    assert_int_equal(assay_envelope_verify(&question, &envelope, &err), row->status);
    assert_string_equal(seen, row->told);
    if (row->status == ASSAY_OK) {
        assert_string_equal(envelope.type, "text/plain");
        assert_true(bytes_equal(bytes_of(envelope.payload, envelope.size), BYTES("hello\0world")));
        assert_true(envelope.signers >= row->threshold);
        assert_int_equal(envelope.signatures, strlen(row->signed_by));
    } else {
        assert_null(envelope.payload);
        assert_int_not_equal(strlen(err.remedy), 0);
    }
    for (size_t i = 0; i < PEOPLE; i++)
        assay_key_free(people[i]);
}

/* What a payload is called is held to what it is, once it is known to be signed. */
static void test_statement(void **state)
{
#define SHA256 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HEAD "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"p\\u0000q\","
    CLEANUP(folder_remove) struct folder folder;
    CLEANUP(assay_envelope_clear) struct assay_envelope envelope = {0};
    struct assay_key *people[PEOPLE];
    struct assay_envelope_check question = {.key_count = 1, .threshold = 1};
    struct assay_error err = {0};
    char path[128];

    (void)state;
    make_people(people);
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/envelope", folder.path);
    question.path = path;
    question.keys = (const struct assay_key *const *)people;
    write_envelope(path, STATEMENT_TYPE,
                   BYTES(HEAD
                         "\"predicate\":{},\"subject\":[{\"digest\":{\"sha256\":\"" SHA256 "\"},"
                         "\"name\":\"\\u001b[2J\"},{\"digest\":{\"x\":\"0a\",\"z\":\"0b\"}}]}"),
                   people, "a");
    assert_ok(assay_envelope_verify(&question, &envelope, &err), err);
    assert_string_equal(envelope.predicate, "p\\x00q");
    assert_int_equal(envelope.subject_count, 2);
    assert_string_equal(envelope.subjects[0].digest, "sha256:" SHA256);
    assert_string_equal(envelope.subjects[0].name, "\\x1b[2J");
    assert_string_equal(envelope.subjects[1].digest, "x:0a");
    assert_null(envelope.subjects[1].name);
    assay_envelope_clear(&envelope);

    write_envelope(path, STATEMENT_TYPE, BYTES(HEAD "\"predicate\":{},\"subject\":[]}"), people,
                   "a");
    assert_int_equal(assay_envelope_verify(&question, &envelope, &err), ASSAY_ETRUST);
    assert_string_equal(err.id, "envelope.format");
    write_envelope(path, STATEMENT_TYPE, BYTES("{"), people, "b"); /* not read: not signed */
    assert_int_equal(assay_envelope_verify(&question, &envelope, &err), ASSAY_ETRUST);
    assert_string_equal(err.id, "envelope.threshold");
    for (size_t i = 0; i < PEOPLE; i++)
        assay_key_free(people[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_statement)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
