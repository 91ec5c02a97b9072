/* export.h - a ledger, or some entries of it, as one folder for who has no assay. */

#pragma once

#include <assay/ledger.h>

struct assay_export {
    const char *path;     /* a folder that is not there yet or empty; a tar where it ends in .tar */
    bool part;            /* entries `first` to `last` alone, or those about `about` */
    uint64_t first, last; /* both included */
    const char *about;    /* hex digest or its beginning, or NULL */
    bool without_sealed;  /* what is personal stays out, and withheld.txt names it */
};

struct assay_exported {
    uint64_t entries, objects, stamps;
    uint64_t sealed;   /* of the objects: what is personal, as whoever has the export can read it */
    uint64_t withheld; /* sealed values that were left out */
    uint64_t absent;   /* objects that entries name and that are not there */
    uint64_t missing;  /* those of them which no entry says were erased: the ledger is damaged */
};

/*
 * Writes checkpoint, entries with proofs, objects, keys, stamps, and a README with the commands
 * that check them. The same ledger gives the same bytes. Entries that add or end keys are always
 * there.
 *
 * ASSAY_EUSAGE   "export.exists"; "ledger.no-entry" where no entry is meant
 * ASSAY_EOUTPUT  a file could not be written
 */
ASSAY_RESULT assay_ledger_export(const struct assay_ledger *ledger, const struct assay_export *what,
                                 struct assay_exported *out, struct assay_error *err);
