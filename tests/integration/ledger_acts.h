/*
 * ledger_acts.h - everything that changes a ledger, each as one call that may be stopped anywhere.
 *
 * What is drawn at random (keys, salts, a witness's line) is made once, before: then two runs of an
 * act write the same bytes.
 */

#pragma once

#include <assay/ledger_keys.h>
#include <assay/spool.h>
#include <assay/statement.h>
#include <assay/witness.h>

#include "base/file.h"
#include "ledger.h"
#include "ledger/ledger.h"
#include "ledger/trust.h"

/* A ledger, and what its acts need. */
struct stage {
    struct bench bench;
    struct assay_key *other;           /* a second key */
    struct assay_statement *statement; /* an attestation with sealed values */
    struct assay_trust *trust;         /* the other key as a witness's */
    char answer[100];                  /* file with its line */
};

typedef enum assay_status act_fn(const struct stage *stage, const char *path, size_t count,
                                 struct assay_error *err);

static inline ASSAY_RESULT open_stage(const struct stage *stage, const char *path,
                                      struct assay_ledger **out, struct assay_error *err)
{
    return assay_ledger_open_writer(path, "log.example", stage->bench.key, out, err);
}

/* Records version `count` of a target. */
static enum assay_status act_record(const struct stage *stage, const char *path, size_t count,
                                    struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_inventory_freep)
    struct assay_inventory *inventory = bench_inventory("target", (uint32_t)count);
    struct assay_record_result result;

    TRY(open_stage(stage, path, &ledger, err));
    return assay_ledger_record(ledger, stage->bench.key, inventory, BENCH_TIME, &result, err);
}

static bool newest_statement(void *user, uint64_t index, const struct entry *entry,
                             const char *name, struct arena *arena)
{
    struct buf *out = user;

    (void)index;
    (void)name;
    (void)arena;
    buf_add(out, entry->envelope.payload.data, entry->envelope.payload.size);
    return false;
}

/* `count` statements like that of the newest record, in one batch. */
static enum assay_status act_batch(const struct stage *stage, const char *path, size_t count,
                                   struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(buf_clear) struct buf text = {.ceiling = ENTRY_PAYLOAD_MAX};
    CLEANUP(free_cleanup) struct ledger_statement *statements = calloc(count, sizeof *statements);

    assert_non_null(statements);
    TRY(open_stage(stage, path, &ledger, err));
    TRY(ledger_walk_back(ledger, &(struct ledger_walk){newest_statement, &text}, err));
    for (size_t i = 0; i < count; i++)
        statements[i] = (struct ledger_statement){predicate_named("inventory"), buf_bytes(&text)};
    return ledger_append(ledger, stage->bench.key, statements, count, err);
}

/* Leaves `count` entries in the spool, as writers do. */
static enum assay_status act_spool(const struct stage *stage, const char *path, size_t count,
                                   struct assay_error *err)
{
    for (size_t i = 1; i <= count; i++) {
        CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
        CLEANUP(assay_inventory_freep)
        struct assay_inventory *inventory = bench_inventory("target", 9000 + (uint32_t)i);
        struct assay_record_result result;

        TRY(assay_ledger_open_spool(path, stage->bench.key, true, &ledger, err));
        TRY(assay_ledger_record(ledger, stage->bench.key, inventory, BENCH_TIME, &result, err));
    }
    return ASSAY_OK;
}

static enum assay_status act_sequence(const struct stage *stage, const char *path, size_t count,
                                      struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_sequence sequence = {0};

    (void)count;
    TRY(open_stage(stage, path, &ledger, err));
    TRY(assay_ledger_sequence(ledger, &sequence, err));
    assert_int_equal(sequence.refused, 0);
    return ASSAY_OK;
}

static enum assay_status act_attest(const struct stage *stage, const char *path, size_t count,
                                    struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    uint64_t index;

    (void)count;
    TRY(open_stage(stage, path, &ledger, err));
    return assay_ledger_state(ledger, stage->bench.key, stage->statement, &index, err);
}

/* Erases the name in entry `count`, an attestation. */
static enum assay_status act_erase(const struct stage *stage, const char *path, size_t count,
                                   struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_erasure erasure = {.ground = "GDPR Art. 17", .who = "DPO", .time = BENCH_TIME};
    char what[32];
    struct assay_erased done;

    snprintf(what, sizeof what, "%zu.name", count);
    erasure.what = what;
    TRY(open_stage(stage, path, &ledger, err));
    return assay_ledger_erase(ledger, stage->bench.key, &erasure, &done, err);
}

static enum assay_status act_admit(const struct stage *stage, const char *path, size_t count,
                                   struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;

    (void)count;
    TRY(open_stage(stage, path, &ledger, err));
    return assay_ledger_admit(ledger, stage->other, "entry,approve", BENCH_TIME, err);
}

static enum assay_status act_revoke(const struct stage *stage, const char *path, size_t count,
                                    struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    const struct assay_key_end end = {.id = assay_key_id(stage->other),
                                      .reason = "lost",
                                      .revoke = true,
                                      .since = count,
                                      .time = BENCH_TIME};

    TRY(open_stage(stage, path, &ledger, err));
    return assay_ledger_end_key(ledger, &end, err);
}

static enum assay_status act_rotate(const struct stage *stage, const char *path, size_t count,
                                    struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;

    (void)count;
    TRY(open_stage(stage, path, &ledger, err));
    return assay_ledger_rotate(ledger, stage->other, BENCH_TIME, err);
}

static enum assay_status act_cosign(const struct stage *stage, const char *path, size_t count,
                                    struct assay_error *err)
{
    struct assay_witness_added added;

    (void)count;
    return assay_witness_add(path, stage->answer, stage->trust, &added, err);
}

static inline void stage_clear(struct stage *stage)
{
    assay_trust_free(stage->trust);
    assay_statement_free(stage->statement);
    assay_key_free(stage->other);
    bench_clear(&stage->bench);
}

static inline void stage_make(struct stage *stage)
{
    static const char *const sets[] = {"meaning=review", "name=Jane Doe", "role=Validator",
                                       "statement=I looked."};
    const struct assay_subject subject = {.name = "thing"};
    const struct assay_draft draft = {.kind = "attestation",
                                      .subjects = &subject,
                                      .subject_count = 1,
                                      .sets = sets,
                                      .set_count = ARRAY_LEN(sets),
                                      .time = BENCH_TIME};
    struct assay_error err = {0};

    *stage = (struct stage){.statement = NULL};
    bench_make(&stage->bench);
    assert_ok(key_make(ASSAY_KEY_ED25519, &stage->other, &err), err);
    assert_ok(assay_statement_make(&draft, &stage->statement, &err), err);
    snprintf(stage->answer, sizeof stage->answer, "%s/answer", stage->bench.folder.path);
}

/* The other key as a witness of the ledger as it is now. */
static inline void stage_witness(struct stage *stage)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(buf_clear) struct buf vkey = {.ceiling = 512};
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    CLEANUP(buf_clear) struct buf line = {.ceiling = NOTE_SIZE_MAX};
    const struct note_verifier witness = {NOTE_COSIGNATURE, "w.example", stage->other};
    struct assay_error err = {0};
    const char *key;

    note_verifier_write(&witness, &vkey);
    key = buf_string(&vkey);
    assert_ok(assay_trust_of_keys(&key, 1, &stage->trust, &err), err);
    assert_ok(assay_ledger_open(stage->bench.path, &ledger, &err), err);
    checkpoint_write(&ledger->log.point, &text);
    assert_ok(note_sign_line(buf_bytes(&text), &witness, BENCH_TIME, &line, &err), err);
    assert_ok(file_replace(AT_FDCWD, stage->answer, buf_bytes(&line), 0600, &err), err);
}
