/* test_seal.c - disclosures as RFC 9901 has them, and predicates with and without them. */

#include "ledger/seal.h"

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "json.h"
#include "ledger/predicates.h"

/* RFC 9901 section 4.2.1 and 4.2.3: the disclosures of "family_name" in several layouts of JSON. */
static const struct {
    const char *name, *text, *digest; /* NULL: no disclosure */
} rows[] = {
    {"as the RFC has it", "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
     "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"},
    {"with other blanks", "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd",
     ""},
    {"with padding",
     "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0=", NULL},
    {"of an element of a list", "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0", NULL},
    {"nothing", "", NULL},
    {"a text", "InRleHQi", NULL},
};

static void check_row(size_t row)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf digest = {.ceiling = 64};
    struct bytes text = bytes_text(rows[row].text);
    struct disclosure disclosure;
    struct assay_error err = {0};
    uint8_t sum[SHA256_SIZE];

    if (!rows[row].digest) {
        assert_int_equal(disclosure_read(arena, text, rows[row].name, &disclosure, &err),
                         ASSAY_EFORMAT);
        return;
    }
    assert_ok(disclosure_read(arena, text, rows[row].name, &disclosure, &err), err);
    assert_true(bytes_equal(disclosure.name, BYTES("family_name")));
    assert_true(bytes_equal(disclosure.value->text, BYTES("M\xc3\xb6"
                                                          "bius")));
    sha256(text, sum);
    base64url_encode(&digest, bytes_of(sum, sizeof sum));
    if (rows[row].digest[0])
        assert_string_equal(buf_string(&digest), rows[row].digest);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        check_row(i);
}

static void test_writes_what_it_reads(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    static const uint8_t salt[SEAL_SALT_SIZE] = {0xff, 0xfe};
    struct doc value = {.type = DOC_TEXT, .text = BYTES("Jane \"Q.\" Doe")};
    struct disclosure disclosure;
    struct assay_error err = {0};

    (void)state;
    disclosure_write(salt, BYTES("name"), &value, &text);
    assert_ok(disclosure_read(arena, buf_bytes(&text), "it", &disclosure, &err), err);
    assert_true(bytes_equal(disclosure.name, BYTES("name")));
    assert_true(bytes_equal(disclosure.value->text, value.text));
}

static struct doc *read_json(struct arena *arena, const char *json)
{
    struct doc_source source = {"predicate", bytes_text(json)};
    struct assay_error err = {0};
    struct doc *doc;

    assert_ok(doc_read_json(arena, &source, &doc, &err), err);
    return doc;
}

#define ATTESTATION                                                                                \
    "\"meaning\":\"review\",\"role\":\"Validator\",\"time\":\"2026-11-21T02:00:00Z\""

static void test_seals_what_is_personal(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    const struct predicate_kind *kind = predicate_named("attestation");
    const struct doc *open =
        read_json(arena, "{" ATTESTATION ",\"name\":\"Jane Doe\",\"statement\":\"I did\"}");
    struct doc_source source = {"predicate", {0}};
    struct sealed once, twice;
    struct assay_error err = {0};
    struct jcs jcs;

    (void)state;
    assert_ok(
        shape_check(kind->members, open, &source, "predicate", SHAPE_STRICT | SHAPE_OPEN, &err),
        err);
    assert_ok(seal(arena, kind->members, open, &once, &err), err);
    assert_int_equal(once.count, 2);
    assert_ok(shape_check(kind->members, &once.predicate, &source, "predicate", SHAPE_STRICT, &err),
              err);
    jcs_init(&jcs, &text);
    jcs_doc(&jcs, &once.predicate);
    assert_null(strstr(buf_string(&text), "Jane"));
    assert_non_null(strstr(buf_string(&text), "\"_sd_alg\":\"sha-256\""));
    /* the same value is another disclosure each time: nobody finds it by guessing */
    assert_ok(seal(arena, kind->members, open, &twice, &err), err);
    assert_memory_not_equal(once.objects[0].sha256, twice.objects[0].sha256, SHA256_SIZE);
}

#define A "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""
#define B "\"BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""
#define SEALED(digests) "\"_sd\":[" digests "],\"_sd_alg\":\"sha-256\""

static const struct {
    const char *name, *json;
    unsigned how;
    bool fits;
} forms[] = {
    {"sealed", "{" ATTESTATION "," SEALED(A "," B) "}", SHAPE_STRICT, true},
    {"open", "{" ATTESTATION ",\"name\":\"J\",\"statement\":\"S\"}", SHAPE_STRICT | SHAPE_OPEN,
     true},
    {"open in an entry", "{" ATTESTATION ",\"name\":\"J\"," SEALED(A "," B) "}", 0, false},
    {"too few", "{" ATTESTATION "," SEALED(A) "}", 0, false},
    {"one twice", "{" ATTESTATION "," SEALED(A "," A) "}", 0, false},
    {"not sorted", "{" ATTESTATION "," SEALED(B "," A) "}", 0, false},
    {"none", "{" ATTESTATION "}", 0, false},
    {"another digest", "{" ATTESTATION ",\"_sd\":[" A "," B "],\"_sd_alg\":\"sha-1\"}", 0, false},
    {"no digest at all", "{" ATTESTATION "," SEALED("\"A\",\"B\"") "}", 0, false},
    {"sealed where it is written", "{" ATTESTATION "," SEALED(A "," B) "}",
     SHAPE_STRICT | SHAPE_OPEN, false},
    {"a later version's member", "{" ATTESTATION ",\"later\":\"x\"," SEALED(A "," B) "}", 0, true},
    {"that, strictly", "{" ATTESTATION ",\"later\":\"x\"," SEALED(A "," B) "}", SHAPE_STRICT,
     false},
    {"evidence",
     "{\"evidence\":[{\"digest\":{\"sha256\":"
     "\"00000000000000000000000000000000000000000000000000000000000000ff\"}}]," ATTESTATION
     "," SEALED(A "," B) "}",
     0, true},
    {"evidence without a digest",
     "{\"evidence\":[{\"uri\":\"urn:x\"}]," ATTESTATION "," SEALED(A "," B) "}", 0, false},
};

static void test_forms(void **state)
{
    const struct predicate_kind *kind = predicate_named("attestation");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct doc_source source = {"predicate", bytes_text(forms[i].json)};
        struct assay_error err = {0};
        enum assay_status status = shape_check(kind->members, read_json(arena, forms[i].json),
                                               &source, "predicate", forms[i].how, &err);

        if ((status == ASSAY_OK) != forms[i].fits)
            fail_msg("%s: %s", forms[i].name, err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_writes_what_it_reads),
        cmocka_unit_test(test_seals_what_is_personal),
        cmocka_unit_test(test_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
