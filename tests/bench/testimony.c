/*
 * testimony.c - how long all entries of a ledger take that people signed, for tests/bench/run:
 *
 *     bench-testimony FOLDER ENTRIES SUBJECTS   makes FOLDER/ledger with as many attestations, each
 *                                               of as many files; then seconds of CPU time for one
 *                                               reading of all that rules may ask
 */

#include <assay/statement.h>
#include <assay/testimony.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/kit.h"
#include "ledger.h"
#include "maker.h"

enum { SUBJECTS_MAX = 400 };

static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* What a person says of `count` files. */
static enum assay_status make_statement(uint64_t index, size_t count, struct assay_statement **out,
                                        struct assay_error *err)
{
    static const char *const sets[] = {"name=Jane Doe", "role=Head of Validation",
                                       "meaning=validation", "statement=as in the report",
                                       "controls=MOD-006"};
    static char names[SUBJECTS_MAX][64];
    struct assay_subject subjects[SUBJECTS_MAX] = {0};

    for (size_t i = 0; i < count; i++) {
        uint64_t file = index * count + i;

        snprintf(names[i], sizeof names[i], "models/%06" PRIu64 "/weights.safetensors", file);
        subjects[i].name = names[i];
        memcpy(subjects[i].sha256, &file, sizeof file);
    }
    return assay_statement_make(&(struct assay_draft){.kind = "attestation",
                                                      .subjects = subjects,
                                                      .subject_count = count,
                                                      .sets = sets,
                                                      .set_count = ARRAY_LEN(sets),
                                                      .time = BENCH_TIME + (int64_t)index},
                                out, err);
}

static bool fill(struct maker *maker, size_t entries, size_t subjects)
{
    for (size_t i = 0; i < entries; i++) {
        CLEANUP(assay_statement_freep) struct assay_statement *statement = NULL;
        uint64_t index;

        if (make_statement(i, subjects, &statement, &maker->err) != ASSAY_OK ||
            assay_ledger_state(maker->ledger, maker->key, statement, &index, &maker->err) !=
                ASSAY_OK)
            return false;
    }
    return true;
}

static bool read_all(struct maker *maker)
{
    CLEANUP(assay_testimony_freep) struct assay_testimony *testimony = NULL;
    double before = cpu_seconds();

    if (assay_ledger_testimony(maker->ledger, NULL, &testimony, &maker->err) != ASSAY_OK)
        return false;
    printf("%.3f %zu\n", cpu_seconds() - before, testimony->attestation_count);
    return true;
}

int main(int argc, char **argv)
{
    struct maker maker = {0};
    size_t entries = argc == 4 ? strtoull(argv[2], NULL, 10) : 0;
    size_t subjects = argc == 4 ? strtoull(argv[3], NULL, 10) : 0;
    bool done;

    if (entries == 0 || subjects == 0 || subjects > SUBJECTS_MAX)
        return 2;
    done = maker_begin(&maker, argv[1]) && fill(&maker, entries, subjects) && read_all(&maker);
    if (!done)
        fprintf(stderr, "bench-testimony: %s\n", maker.err.text);
    maker_end(&maker);
    return done ? 0 : 1;
}
