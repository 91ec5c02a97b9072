/* test_bundle_read.c - files of model signatures: what is read, and why the others are refused. */

#include "base/kit.h"
#include "oms/bundle.h"
#include "oms/stamps.h"
#include "rows.h"

#define TYPE "\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\""
#define ONE "{\"sig\":\"AAAA\",\"keyid\":\"\"}"
#define ENVELOPE_OF(signatures)                                                                    \
    "\"dsseEnvelope\":{\"payload\":\"e30=\",\"payloadType\":\"t\",\"signatures\":[" signatures "]" \
    "}"
#define ENVELOPE ENVELOPE_OF(ONE)
#define KEY "\"publicKey\":{\"hint\":\"ab\"}"
#define CHAIN "\"x509CertificateChain\":{\"certificates\":[{\"rawBytes\":\"AAAA\"}]}"
#define MATERIAL(what) "\"verificationMaterial\":{" what "}"
#define BUNDLE(what) "{" TYPE "," MATERIAL(what) "," ENVELOPE "}"
#define STAMPS(list) "\"timestampVerificationData\":{\"rfc3161Timestamps\":[" list "]}"
#define STAMP "{\"signedTimestamp\":\"AQID\"}"
#define FOUR STAMP "," STAMP "," STAMP "," STAMP

struct row {
    const char *name;
    const char *text;
    const char *id; /* "": it is read */
    size_t stamps;
};

static const struct row rows[] = {
    {"a key", BUNDLE(KEY ",\"tlogEntries\":[]"), "", 0},
    {"a key, no log", BUNDLE(KEY), "", 0},
    {"a key of before 1.0", BUNDLE("\"publicKey\":{\"rawBytes\":\"AAAA\",\"keyDetails\":\"x\"}"),
     "", 0},
    {"certificates", BUNDLE(CHAIN), "", 0},
    {"no stamps in their list", BUNDLE(KEY "," STAMPS("")), "", 0},
    {"a stamp", BUNDLE(KEY "," STAMPS(STAMP)), "", 1},
    {"stamps", BUNDLE(CHAIN "," STAMPS(STAMP "," STAMP)), "", 2},
    {"more stamps than anybody gives",
     BUNDLE(KEY "," STAMPS(FOUR "," FOUR "," FOUR "," FOUR "," STAMP)), "signature.format", 0},
    {"a stamp that is no map", BUNDLE(KEY "," STAMPS("\"AQID\"")), "signature.format", 0},
    {"a stamp without bytes", BUNDLE(KEY "," STAMPS("{}")), "signature.format", 0},
    {"a stamp with more in it", BUNDLE(KEY "," STAMPS("{\"signedTimestamp\":\"AQID\",\"x\":1}")),
     "signature.format", 0},
    {"a stamp that is no base64", BUNDLE(KEY "," STAMPS("{\"signedTimestamp\":\"A\"}")),
     "signature.format", 0},
    {"both key and chain", BUNDLE(KEY "," CHAIN), "signature.format", 0},
    {"neither", BUNDLE("\"tlogEntries\":[]"), "signature.format", 0},
    {"no certificates in the chain", BUNDLE("\"x509CertificateChain\":{\"certificates\":[]}"),
     "signature.format", 0},
    {"without a key", BUNDLE("\"certificate\":{\"rawBytes\":\"AAAA\"}"), "signature.keyless", 0},
    {"a member nobody knows", BUNDLE(KEY ",\"extra\":1"), "signature.format", 0},
    {"one beside the envelope", "{" TYPE "," MATERIAL(KEY) "," ENVELOPE ",\"extra\":1}",
     "signature.format", 0},
    {"a log that is no list", BUNDLE(KEY ",\"tlogEntries\":{}"), "signature.format", 0},
    {"no envelope", "{" TYPE "," MATERIAL(KEY) "}", "signature.format", 0},
    {"no signature", "{" TYPE "," MATERIAL(KEY) "," ENVELOPE_OF("") "}", "signature.count", 0},
    {"two signatures", "{" TYPE "," MATERIAL(KEY) "," ENVELOPE_OF(ONE "," ONE) "}",
     "signature.count", 0},
    {"another version", "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.4+json\"}",
     "signature.media-type", 0},
    {"the same member twice", "{" TYPE "," TYPE "," MATERIAL(KEY) "," ENVELOPE "}",
     "signature.format", 0},
    {"no object", "[]", "signature.media-type", 0},
    {"no JSON", "x", "signature.format", 0},
    {"empty", "", "signature.format", 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct oms_bundle bundle;
    struct assay_error err = {0};
    enum assay_status status =
        oms_bundle_read(arena, bytes_text(row->text), "bundle", &bundle, &err);

    assert_string_equal(err.id, row->id);
    assert_int_equal(status, row->id[0] ? ASSAY_ETRUST : ASSAY_OK);
    if (status == ASSAY_OK)
        assert_int_equal(bundle.stamp_count, row->stamps);
}

/* What is put in is read again, behind those that were there; all else stays. */
static void test_stamp(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf once = {.ceiling = 1 << 20};
    CLEANUP(buf_clear) struct buf twice = {.ceiling = 1 << 20};
    struct oms_bundle bundle;
    struct assay_error err = {0};

    (void)state;
    assert_ok(oms_bundle_stamp(arena, BYTES(BUNDLE(KEY)), "bundle", BYTES("one"), &once, &err),
              err);
    assert_ok(oms_bundle_stamp(arena, buf_bytes(&once), "bundle", BYTES("two"), &twice, &err), err);
    assert_ok(oms_bundle_read(arena, buf_bytes(&twice), "bundle", &bundle, &err), err);
    assert_int_equal(bundle.stamp_count, 2);
    assert_true(bytes_equal(bundle.stamps[0], BYTES("one")));
    assert_true(bytes_equal(bundle.stamps[1], BYTES("two")));
    assert_true(bytes_equal(bundle.hint, BYTES("ab")));
    assert_true(bytes_equal(bundle.envelope.payload, BYTES("{}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_stamp)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
