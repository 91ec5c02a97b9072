/* lineage.h - where models came from, as a project's own records tell it, for the ledger. */

#pragma once

#include <assay/ledger.h>

/* What one record tells: a training or more, each with its inputs and outputs. */
struct assay_lineage;

/*
 * Reads a record: lineage.yml (docs/reference/lineage.md), dvc.lock, MLmodel, the meta.yaml of an
 * MLflow run, or a card. Which it is, its name tells.
 *
 * root       folder whose content the inventory is, or NULL where there is none (a bundle)
 * inventory  what is recorded: fills in digests of the files in it
 * out        the caller's, to release with assay_lineage_free()
 *
 * ASSAY_EMISSING  no such file
 * ASSAY_EUSAGE    wrong, with line and column: unknown member, a path that is not in the inventory,
 *                 a digest that is not that of the file, an input that cannot be named
 */
ASSAY_RESULT assay_lineage_read(const char *path, const char *root,
                                const struct assay_inventory *inventory, struct assay_lineage **out,
                                struct assay_error *err);
void assay_lineage_free(struct assay_lineage *lineage);
void assay_lineage_freep(struct assay_lineage **lineage);

struct assay_lineage_result {
    uint64_t index;    /* of the first new entry */
    uint64_t appended; /* entries */
    uint64_t known;    /* statements that the ledger holds already, word for word */
};

/* Appends a statement for each training (SLSA provenance v1), all in one batch. */
ASSAY_RESULT assay_ledger_lineage(struct assay_ledger *ledger, const struct assay_key *key,
                                  const struct assay_lineage *lineage,
                                  struct assay_lineage_result *result, struct assay_error *err);
