/* test_published.c - what others had seen of a ledger, and when: what a revoked key is judged by.
 */

#include "ledger/published.h"

#include <assay/witness.h>
#include <fcntl.h>

#include "base/file.h"
#include "ledger.h"
#include "ledger/trust.h"

/* A ledger of four entries whose checkpoint of size 3 a witness cosigned at 1000. */
struct seen {
    struct bench bench;
    struct assay_key *witness;
    struct assay_trust *quorum, *none; /* the same keys, with and without a demand */
};

static void seen_clear(struct seen *seen)
{
    assay_key_free(seen->witness);
    assay_trust_free(seen->quorum);
    assay_trust_free(seen->none);
    bench_clear(&seen->bench);
}

static void make_trust(struct seen *seen)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(buf_clear) struct buf vkey = {.ceiling = 512};
    CLEANUP(buf_clear) struct buf policy = {.ceiling = 4096};
    struct assay_error err = {0};

    note_verifier_write(&(struct note_verifier){NOTE_COSIGNATURE, "w.example", seen->witness},
                        &vkey);
    assert_ok(assay_ledger_open(seen->bench.path, &ledger, &err), err);
    buf_printf(&policy, "log %s\nwitness w %s\nquorum w\n", assay_ledger_verifier(ledger),
               buf_string(&vkey));
    assert_ok(trust_read(buf_bytes(&policy), "policy", &seen->quorum, &err), err);
    policy.size -= 2;
    buf_text(&policy, "none\n");
    assert_ok(trust_read(buf_bytes(&policy), "policy", &seen->none, &err), err);
}

static void cosign(const struct seen *seen, uint64_t size, uint64_t time)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = NOTE_SIZE_MAX};
    CLEANUP(buf_clear) struct buf line = {.ceiling = 4096};
    struct assay_witness_added added;
    struct assay_error err = {0};
    struct note note;
    char path[128];

    assert_ok(assay_ledger_open(seen->bench.path, &ledger, &err), err);
    assert_ok(published_read(ledger, size, arena, &bytes, &note, &err), err);
    assert_ok(note_sign_line(note.text,
                             &(struct note_verifier){NOTE_COSIGNATURE, "w.example", seen->witness},
                             time, &line, &err),
              err);
    snprintf(path, sizeof path, "%s/answer", seen->bench.folder.path);
    assert_ok(file_replace(AT_FDCWD, path, buf_bytes(&line), 0600, &err), err);
    assert_ok(assay_witness_add(seen->bench.path, path, seen->quorum, &added, &err), err);
    assert_int_equal(added.added, 1);
    assert_int_equal(added.size, size);
}

static uint64_t seen_before(const struct seen *seen, int64_t time, const struct assay_trust *trust)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct published_observers by = {.trust = trust};
    struct assay_error err = {0};
    uint64_t size = UINT64_MAX;

    assert_ok(assay_ledger_open(seen->bench.path, &ledger, &err), err);
    assert_ok(published_before(ledger, time, &by, &size, &err), err);
    return size;
}

static void test_cosigned_before(void **state)
{
    CLEANUP(seen_clear) struct seen seen = {0};
    struct assay_error err = {0};

    (void)state;
    bench_make(&seen.bench);
    for (uint32_t i = 1; i < 4; i++)
        bench_record(&seen.bench, "one", i);
    assert_ok(key_make(ASSAY_KEY_ED25519, &seen.witness, &err), err);
    make_trust(&seen);
    assert_int_equal(seen_before(&seen, 2000, seen.quorum), 0);
    cosign(&seen, 3, 1000);
    assert_int_equal(seen_before(&seen, 1001, seen.quorum), 3);
    assert_int_equal(seen_before(&seen, 1000, seen.quorum), 0); /* before is before */
    assert_int_equal(seen_before(&seen, -1, seen.quorum), 0);
    assert_int_equal(seen_before(&seen, 9999, seen.none), 0); /* nobody is asked for */
    assert_int_equal(seen_before(&seen, 9999, NULL), 0);
    cosign(&seen, 4, 2000);
    assert_int_equal(seen_before(&seen, 1001, seen.quorum), 3);
    assert_int_equal(seen_before(&seen, 2001, seen.quorum), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cosigned_before)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
