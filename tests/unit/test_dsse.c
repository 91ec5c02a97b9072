/* test_dsse.c - envelopes: the published example, own ones, and what is none. */

#include "ledger/dsse.h"

#include "doc/jcs.h"
#include "json.h"
#include "ledger.h"

struct row {
    const char *name;
    struct bytes text;
    enum assay_status status;
};

#define SIGNATURES "\"signatures\":[{\"sig\":\"AAAA\"}]"

static const struct row rows[] = {
    {"least", ROW_BYTES("{\"payload\":\"aGk=\",\"payloadType\":\"t\"," SIGNATURES "}"), ASSAY_OK},
    {"unknown members",
     ROW_BYTES("{\"payload\":\"aGk=\",\"payloadType\":\"t\",\"x\":1," SIGNATURES "}"), ASSAY_OK},
    {"keyid null",
     ROW_BYTES(
         "{\"payload\":\"aGk=\",\"payloadType\":\"t\",\"signatures\":[{\"keyid\":null,\"sig\":"
         "\"AAAA\"}]}"),
     ASSAY_OK},
    {"URL-safe base64", ROW_BYTES("{\"payload\":\"_-8=\",\"payloadType\":\"t\"," SIGNATURES "}"),
     ASSAY_OK},
    {"no payload", ROW_BYTES("{\"payloadType\":\"t\"," SIGNATURES "}"), ASSAY_EFORMAT},
    {"no type", ROW_BYTES("{\"payload\":\"aGk=\"," SIGNATURES "}"), ASSAY_EFORMAT},
    {"no signatures", ROW_BYTES("{\"payload\":\"aGk=\",\"payloadType\":\"t\"}"), ASSAY_EFORMAT},
    {"empty signatures",
     ROW_BYTES("{\"payload\":\"aGk=\",\"payloadType\":\"t\",\"signatures\":[]}"), ASSAY_EFORMAT},
    {"signature is a text",
     ROW_BYTES("{\"payload\":\"aGk=\",\"payloadType\":\"t\",\"signatures\":[\"AAAA\"]}"),
     ASSAY_EFORMAT},
    {"keyid a number",
     ROW_BYTES("{\"payload\":\"aGk=\",\"payloadType\":\"t\",\"signatures\":[{\"keyid\":1,\"sig\":"
               "\"AAAA\"}]}"),
     ASSAY_EFORMAT},
    {"no base64", ROW_BYTES("{\"payload\":\"a\",\"payloadType\":\"t\"," SIGNATURES "}"),
     ASSAY_EFORMAT},
    {"a list", ROW_BYTES("[]"), ASSAY_EFORMAT},
    {"duplicate payload",
     ROW_BYTES("{\"payload\":\"aGk=\",\"payload\":\"aGo=\",\"payloadType\":\"t\"," SIGNATURES "}"),
     ASSAY_EFORMAT},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error err = {0};
    struct dsse envelope;

    assert_int_equal(dsse_read(arena, row->text, "envelope", &envelope, &err), row->status);
}

static void test_example(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf pae = {.ceiling = 4096};
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    struct assay_error err = {0};
    const struct doc *vector;
    struct dsse envelope;
    struct jcs jcs;

    (void)state;
    vector = read_vectors(arena, "dsse/protocol-example.json");
    jcs_init(&jcs, &text);
    jcs_doc(&jcs, doc_get(vector, "envelope"));
    assert_ok(dsse_read(arena, buf_bytes(&text), "example", &envelope, &err), err);
    assert_true(bytes_equal(envelope.payload, BYTES("hello world")));
    assert_int_equal(envelope.count, 1);
    assert_int_equal(envelope.signatures[0].signature.size, 64);
    dsse_pae(envelope.type, envelope.payload, &pae);
    assert_string_equal(buf_string(&pae), "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

/* The published signature, in the form that assay takes: DER, over the example above. */
static void test_example_signature(void **state)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    struct assay_error err = {0};
    struct dsse_signature signature = {0};
    struct dsse envelope = {.type = BYTES("http://example.com/HelloWorld"),
                            .payload = BYTES("hello world"),
                            .signatures = &signature,
                            .count = 1};

    (void)state;
    assert_ok(assay_key_open_public(TEST_DATA "/dsse/public.pem", &key, &err), err);
    assert_ok(file_read(AT_FDCWD, TEST_DATA "/dsse/signature.der", &text, &err), err);
    signature.signature = buf_bytes(&text);
    assert_true(dsse_verify(&envelope, 0, key));
    signature.signature.size--;
    assert_false(dsse_verify(&envelope, 0, key));
    signature.signature.size++;
    envelope.payload = BYTES("hello World");
    assert_false(dsse_verify(&envelope, 0, key));
}

static void test_sign(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    struct assay_error err = {0};
    struct dsse envelope;

    (void)state;
    bench_make(&bench);
    assert_ok(dsse_sign(bench.key, "text/plain", BYTES("hello\0world"), &text, &err), err);
    assert_true(jcs_is_canonical(buf_bytes(&text)));
    assert_ok(dsse_read(arena, buf_bytes(&text), "own", &envelope, &err), err);
    assert_true(bytes_equal(envelope.payload, BYTES("hello\0world")));
    assert_true(bytes_equal(envelope.signatures[0].keyid, bytes_text(assay_key_id(bench.key))));
    assert_true(dsse_verify(&envelope, 0, bench.key));
    envelope.type = BYTES("text/html"); /* the type is signed too */
    assert_false(dsse_verify(&envelope, 0, bench.key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example),
        cmocka_unit_test(test_example_signature),
        cmocka_unit_test(test_sign),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
