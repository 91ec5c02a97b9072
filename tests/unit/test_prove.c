/* test_prove.c - proofs are checked with nothing but the entry and the verifier key. */

#include "json.h"
#include "ledger.h"
#include "ledger/ledger.h"

/* Takes the line at the front off `rest`, without its line feed. */
static struct bytes take_line(struct bytes *rest)
{
    const uint8_t *end = memchr(rest->data, '\n', rest->size);
    struct bytes line;

    assert_non_null(end);
    line = bytes_of(rest->data, (size_t)(end - rest->data));
    *rest = bytes_from(*rest, line.size + 1);
    return line;
}

/* The reader's side, from the text of the format alone. */
static bool proof_holds(const char *text, struct bytes entry, uint64_t index, const char *vkey)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    struct bytes rest = bytes_text(text), line;
    struct note_verifier known = {0};
    struct hash hashes[MERKLE_PROOF_MAX], leaf;
    struct assay_error err = {0};
    struct checkpoint point;
    struct note note;
    size_t count = 0;
    char wanted[40];

    assert_true(bytes_equal(take_line(&rest), BYTES("c2sp.org/tlog-proof@v1")));
    snprintf(wanted, sizeof wanted, "index %u", (unsigned)index);
    assert_true(bytes_equal(take_line(&rest), bytes_text(wanted)));
    for (line = take_line(&rest); line.size > 0; line = take_line(&rest)) {
        CLEANUP(buf_clear) struct buf raw = {.ceiling = 64};

        assert_true(base64_decode(&raw, line, false) && raw.size == SHA256_SIZE);
        memcpy(hashes[count++].bytes, raw.data, SHA256_SIZE);
    }
    assert_ok(note_verifier_read(arena, bytes_text(vkey), &known, &key, &err), err);
    assert_ok(note_read(arena, rest, "proof", &note, &err), err);
    assert_ok(note_verify(&note, &known, 1, "proof", &err), err);
    assert_ok(checkpoint_read(note.text, "proof", &point, &err), err);
    merkle_leaf(digest, entry, &leaf);
    return merkle_check_inclusion(digest, index, point.size, &leaf, hashes, count, &point.root);
}

static void test_proofs(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};
    char *none = NULL;

    (void)state;
    bench_make(&bench);
    for (uint32_t i = 1; i < 7; i++)
        bench_record(&bench, "one", i);
    assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
    for (uint64_t i = 0; i < 7; i++) {
        CLEANUP(free_cleanup) char *proof = NULL;
        CLEANUP(free_cleanup) char *entry = NULL;
        size_t size;

        assert_ok(assay_ledger_prove(ledger, i, &proof, &err), err);
        assert_ok(assay_ledger_entry(ledger, i, &entry, &size, &err), err);
        assert_true(proof_holds(proof, bytes_of(entry, size), i, assay_ledger_verifier(ledger)));
        entry[size / 2] ^= 1;
        assert_false(proof_holds(proof, bytes_of(entry, size), i, assay_ledger_verifier(ledger)));
    }
    assert_int_equal(assay_ledger_prove(ledger, 7, &none, &err), ASSAY_EUSAGE);
    assert_int_equal(assay_ledger_entry(ledger, 7, &none, &(size_t){0}, &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, "ledger.no-entry");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_proofs)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
