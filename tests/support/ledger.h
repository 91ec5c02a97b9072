/* ledger.h - small ledgers for tests: a key, a folder, inventories that differ by a number. */

#pragma once

#include <assay/ledger.h>

#include "base/kit.h"
#include "base/text.h"
#include "folder.h"
#include "inventory/build.h"
#include "rows.h"

struct bench {
    struct folder folder;
    struct assay_key *key;
    char path[96]; /* of the ledger */
};

enum { BENCH_TIME = 1763600000 }; /* 2025-11-20T00:53:20Z */

static inline void bench_make(struct bench *bench)
{
    struct assay_error err = {0};
    char path[96];

    folder_make(&bench->folder);
    setenv("SOURCE_DATE_EPOCH", "1763600000", 1);
    snprintf(path, sizeof path, "%s/key.pem", bench->folder.path);
    snprintf(bench->path, sizeof bench->path, "%s/ledger", bench->folder.path);
    bench->key = NULL;
    assert_ok(assay_key_create(path, ASSAY_KEY_ED25519, NULL, &bench->key, &err), err);
}

static inline void bench_clear(struct bench *bench)
{
    assay_key_free(bench->key);
    folder_remove(&bench->folder);
}

/* A target `name` with two data sets and a document, whose contents depend on `version`. */
static inline struct assay_inventory *bench_inventory(const char *name, uint32_t version)
{
    struct inventory_part *part = inventory_part_new();
    struct assay_target_facts target = {
        .type = "directory", .view = "", .name = name, .head = "", .range = ""};
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};
    static const char *const paths[] = {"README.md", "data/a.csv", "data/b.csv"};

    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct assay_examination *content =
            arena_alloc(inventory_part_arena(part), sizeof *content);

        *content = (struct assay_examination){
            .size = 10 + i,
            .kind = i == 0 ? ASSAY_KIND_DOCUMENT : ASSAY_KIND_DATASET,
            .format = i == 0 ? "" : "csv",
        };
        content->sha256[0] = (uint8_t)i;
        if (i == 1)
            memcpy(content->sha256 + 1, &version, sizeof version);
        inventory_add(part, &(struct assay_item){
                                .path = inventory_path(part, NULL, bytes_text(paths[i])),
                                .content = content,
                            });
    }
    assert_ok(inventory_merge(&part, 1, &target, &inventory, &err), err);
    return inventory;
}

/* Opens for writing, records one version of a target, closes. */
static inline struct assay_record_result bench_record(struct bench *bench, const char *name,
                                                      uint32_t version)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_inventory_freep)
    struct assay_inventory *inventory = bench_inventory(name, version);
    struct assay_record_result result = {0};
    struct assay_error err = {0};

    assert_ok(assay_ledger_open_writer(bench->path, NULL, bench->key, &ledger, &err), err);
    assert_ok(assay_ledger_record(ledger, bench->key, inventory, BENCH_TIME, &result, &err), err);
    return result;
}

/* What a verification told. */
struct bench_problems {
    unsigned count;
    char paths[32][256];
    char first[512];
};

static inline void bench_problem(void *user, const struct assay_error *problem)
{
    struct bench_problems *problems = user;

    if (problems->count == 0)
        text_copy(problems->first, sizeof problems->first, problem->text);
    if (problems->count < ARRAY_LEN(problems->paths))
        text_copy(problems->paths[problems->count], sizeof problems->paths[0], problem->path);
    problems->count++;
}

/* Opens and verifies; the failure to open counts as a problem too. */
static inline enum assay_status bench_verify(const char *path, struct bench_problems *problems)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_verify_report report = {.problem = bench_problem, .user = problems};
    struct assay_error err = {0};
    enum assay_status status = assay_ledger_open(path, &ledger, &err);

    *problems = (struct bench_problems){0};
    if (status == ASSAY_OK)
        return assay_ledger_verify(ledger, NULL, &report, &err);
    bench_problem(problems, &err);
    return status;
}

/* True when some problem is about the file `name` of the ledger. */
static inline bool bench_names(const struct bench_problems *problems, const char *path,
                               const char *name)
{
    char whole[256];

    snprintf(whole, sizeof whole, "%s/%s", path, name);
    for (unsigned i = 0; i < problems->count && i < ARRAY_LEN(problems->paths); i++)
        if (strcmp(problems->paths[i], whole) == 0)
            return true;
    return false;
}
