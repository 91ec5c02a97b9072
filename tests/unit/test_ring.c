/* test_ring.c - which key counts for which entry. */

#include "ledger/ring.h"

#include "json.h"
#include "ledger.h"

static void write_event(struct buf *out, const char *event, const char *pem, const char *roles,
                        const char *since)
{
    struct jcs jcs;
    static const uint8_t digest[32];

    jcs_init(&jcs, out);
    statement_open(&jcs);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "event");
    jcs_string(&jcs, event);
    jcs_key(&jcs, "key");
    jcs_string(&jcs, pem);
    if (roles) {
        jcs_key(&jcs, "roles");
        jcs_open_array(&jcs);
        jcs_string(&jcs, roles);
        jcs_close_array(&jcs);
    }
    if (since) {
        jcs_key(&jcs, "since");
        jcs_string(&jcs, since);
    }
    jcs_close_object(&jcs);
    statement_subjects(&jcs, PREDICATE_KEY);
    statement_subject(&jcs, NULL, digest);
    statement_close(&jcs);
}

static enum assay_status apply(struct ring *ring, uint64_t index, const char *event,
                               const char *pem, const char *roles, const char *since)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    struct statement statement;
    struct assay_error err = {0};

    write_event(&text, event, pem, roles, since);
    assert_ok(statement_read(arena, buf_bytes(&text), "statement", &statement, &err), err);
    return ring_apply(ring, index, &statement, "statement", &err);
}

static void test_events(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(ring_clear) struct ring ring = {0};
    CLEANUP(assay_key_freep) struct assay_key *other = NULL;
    struct note_verifier verifiers[RING_VERIFIERS_MAX];
    struct assay_error err = {0};
    struct bytes id, other_id;
    const char *pem;
    char path[200];

    (void)state;
    bench_make(&bench);
    snprintf(path, sizeof path, "%s/other.pem", bench.folder.path);
    assert_ok(assay_key_create(path, ASSAY_KEY_ED25519, NULL, &other, &err), err);
    id = bytes_text(assay_key_id(bench.key));
    other_id = bytes_text(assay_key_id(other));
    pem = assay_key_public_pem(bench.key);

    assert_int_equal(apply(&ring, 0, "add", pem, "log", NULL), ASSAY_OK);
    assert_int_equal(apply(&ring, 3, "add", pem, "log", NULL), ASSAY_EFORMAT); /* is there */
    assert_int_equal(apply(&ring, 3, "add", assay_key_public_pem(other), "entry", NULL), ASSAY_OK);
    assert_non_null(ring_find(&ring, id, 0)); /* entry 0 vouches for itself, no other does */
    assert_null(ring_find(&ring, other_id, 3));
    assert_non_null(ring_find(&ring, other_id, 4));
    assert_int_equal(ring_find(&ring, id, 5)->roles, ROLE_LOG);
    assert_int_equal(ring_find(&ring, other_id, 5)->roles, ROLE_ENTRY);

    assert_int_equal(apply(&ring, 7, "retire", pem, NULL, NULL), ASSAY_OK);
    assert_non_null(ring_find(&ring, id, 6));
    assert_null(ring_find(&ring, id, 7));
    assert_int_equal(ring_verifiers(&ring, "log", 7, verifiers), 1);
    assert_int_equal(ring_verifiers(&ring, "log", 8, verifiers), 0);
    assert_int_equal(ring_verifiers(&ring, "log", 0, verifiers), 0);
    assert_int_equal(apply(&ring, 8, "retire", pem, NULL, NULL), ASSAY_EFORMAT); /* not there */
    assert_int_equal(apply(&ring, 9, "revoke", assay_key_public_pem(other), NULL, "5"), ASSAY_OK);
    assert_true(ring.keys[1].revoked);
    assert_int_equal(ring.keys[1].since, 5);
    assert_int_equal(apply(&ring, 10, "add", pem, "log", NULL), ASSAY_OK); /* may come back */
}

struct row {
    const char *name;
    const char *event, *pem, *roles, *since;
};

static const struct row rows[] = {
    {"no such event", "rename", NULL, "log", NULL},
    {"no key", "add", "hello", "log", NULL},
    {"no role", "add", NULL, NULL, NULL},
    {"an unknown role alone", "add", NULL, "king", NULL},
    {"retire what is not there", "retire", NULL, NULL, NULL},
    {"revoke what is not there", "revoke", NULL, NULL, "1"},
};

static void check_bad(void **state)
{
    const struct row *row = *state;
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(ring_clear) struct ring ring = {0};

    bench_make(&bench);
    assert_int_equal(apply(&ring, 1, row->event,
                           row->pem ? row->pem : assay_key_public_pem(bench.key), row->roles,
                           row->since),
                     ASSAY_EFORMAT);
    assert_int_equal(ring.count, 0);
}

static void test_statement(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(ring_clear) struct ring ring = {0};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    struct statement statement;
    struct assay_error err = {0};

    (void)state;
    bench_make(&bench);
    ring_statement(&(struct ring_event){"add", bench.key, "log.example", ROLES_ALL, NULL,
                                        UINT64_MAX, BENCH_TIME, NULL},
                   &text);
    assert_true(jcs_is_canonical(buf_bytes(&text)));
    assert_ok(statement_read(arena, buf_bytes(&text), "statement", &statement, &err), err);
    assert_ok(ring_apply(&ring, 0, &statement, "statement", &err), err);
    assert_true(ring.keys[0].roles == ROLES_ALL);
    assert_string_equal(assay_key_id(ring.keys[0].key), assay_key_id(bench.key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_statement),
    };

    return RUN_CASES(check_bad, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
