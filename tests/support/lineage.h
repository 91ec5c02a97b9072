/* lineage.h - ledgers of trainings for tests: each statement is told by names of what went in and
 * came out, whose digests are made of the names. */

#pragma once

#include <assay/trace.h>

#include "doc/jcs.h"
#include "ledger.h"
#include "ledger/ledger.h"
#include "ledger/lineage.h"

/* One training: names apart by '|'; "md5=NAME" has an MD5 alone, "both=NAME" an MD5 and a SHA-256,
 * "weak=NAME" another SHA-256 beside the MD5 of "both=NAME". */
struct training {
    const char *inputs, *outputs;
};

/* 64 digits that begin with those of the name. */
static inline const char *lineage_hex(char salt, const char *name, char out[65])
{
    char salted[128];
    uint8_t digest[32];

    snprintf(salted, sizeof salted, "%c%s", salt, name);
    sha256(bytes_text(salted), digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
    return out;
}

static inline void lineage_thing(struct arena *arena, struct lineage_list *list, const char *word)
{
    struct lineage_thing thing = {.name = word};
    const char *equals = strchr(word, '='), *name = equals ? equals + 1 : word;
    struct assay_error err = {0};
    char hex[65];

    if (equals) {
        lineage_hex('m', name, hex);
        hex[32] = 0;
        assert_true(lineage_digest(&thing, "md5", arena_text(arena, hex)));
    }
    if (!equals || strncmp(word, "md5", 3) != 0) {
        lineage_hex(word[0] == 'w' && equals ? 'w' : 's', name, hex);
        assert_true(lineage_digest(&thing, "sha256", arena_text(arena, hex)));
    }
    assert_ok(lineage_add(arena, list, &thing, &err), err);
}

static inline void lineage_things(struct arena *arena, struct lineage_list *list, const char *names)
{
    char *copy = arena_text(arena, names);

    for (char *at = copy; at && *at;) {
        char *bar = strchr(at, '|');

        if (bar)
            *bar = 0;
        lineage_thing(arena, list, at);
        at = bar ? bar + 1 : NULL;
    }
}

/* Appends each as an entry, from index 1 on where the ledger is new. */
static inline void lineage_ledger(struct bench *bench, const struct training *trainings,
                                  size_t count)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct ledger_statement *statements = calloc(count, sizeof *statements);
    struct buf *texts = calloc(count, sizeof *texts);
    struct assay_error err = {0};

    for (size_t i = 0; i < count; i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        const struct assay_lineage lineage = {
            .arena = arena, .reader = "lineage.yml", .name = "lineage.yml"};
        struct lineage_run run = {.step = NULL};

        lineage_things(arena, &run.outputs, trainings[i].outputs);
        lineage_things(arena, &run.inputs, trainings[i].inputs);
        buf_init(&texts[i], ENTRY_PAYLOAD_MAX);
        lineage_statement(&lineage, &run, &texts[i]);
        statements[i] = (struct ledger_statement){predicate_named("lineage"), buf_bytes(&texts[i])};
    }
    assert_ok(assay_ledger_open_writer(bench->path, "log.example.org/t", bench->key, &ledger, &err),
              err);
    assert_ok(ledger_append(ledger, bench->key, statements, count, &err), err);
    for (size_t i = 0; i < count; i++)
        buf_clear(&texts[i]);
    free(texts);
    free(statements);
}

/* The trace of a word in a form, or NULL with the failure in `err`. */
static inline char *lineage_trace(const struct bench *bench, const char *word,
                                  enum assay_trace_form form, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_trace_freep) struct assay_trace *trace = NULL;
    char *text = NULL;

    if (assay_ledger_open(bench->path, &ledger, err) != ASSAY_OK ||
        assay_trace_make(ledger, word, &trace, err) != ASSAY_OK ||
        assay_trace_write(trace, form, true, &text, err) != ASSAY_OK)
        return NULL;
    return text;
}
