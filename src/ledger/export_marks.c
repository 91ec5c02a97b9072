/* export_marks.c - tells an export from a ledger, so that nobody writes into one. */

#include "ledger/export_marks.h"

#include "base/kit.h"

enum { SURE = 2 }; /* one alone may be somebody's own */

static void count_mark(void *user, const char *name)
{
    static const char *const marks[] = {"check.py", "entries",   "keys",
                                        "log.vkey", ERASED_NAME, "proofs"};
    size_t *seen = user;

    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        *seen += strcmp(name, marks[i]) == 0;
}

enum assay_status export_marks_find(struct store *store, bool *out, struct assay_error *err)
{
    size_t seen = 0;

    TRY(store_list(store, ".", count_mark, &seen, err));
    *out = seen >= SURE;
    return ASSAY_OK;
}

enum assay_status export_marks_refuse(struct store *store, struct assay_error *err)
{
    enum assay_status status;
    bool is_export;

    TRY(export_marks_find(store, &is_export, err));
    if (!is_export)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "%s is an export of a ledger, and is not written to", store->where);
    assay_error_id(err, "ledger.export");
    assay_error_path(err, store->where);
    assay_error_why(err, "its copies and proofs are of what it held when it was made: with one "
                         "entry more they would not hold");
    assay_error_do(err, "name the ledger itself: --ledger PATH; where that is lost, copy "
                        "checkpoint, checkpoints/, tile/, objects/ and stamps/ into a new folder, "
                        "which then is one");
    return status;
}
