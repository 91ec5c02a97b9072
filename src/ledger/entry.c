/* entry.c - entries of the ledger, read strictly (ledger-formats.md 9). */

#include "ledger/entry.h"

#include "base/kit.h"
#include "base/limits.h"

static ASSAY_RESULT fail(const char *path, struct assay_error *err, const char *text)
{
    enum assay_status status = assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "%s", text);

    assay_error_path(err, path);
    return status;
}

/* Any envelope, for those that are not in the form that assay itself writes; tells what is wrong.
 */
static ASSAY_RESULT read_envelope(struct arena *arena, struct bytes text, const char *path,
                                  struct dsse *out, struct assay_error *err)
{
    TRY(dsse_read(arena, text, path, out, err));
    if (!jcs_is_canonical(text))
        return fail(path, err, "the envelope is not in canonical form");
    if (!bytes_equal(out->type, BYTES(STATEMENT_TYPE)))
        return fail(path, err, "the envelope does not hold a statement");
    return out->count == 1 ? ASSAY_OK : fail(path, err, "an entry has exactly one signature");
}

enum assay_status entry_read(struct arena *arena, struct bytes text, const char *path,
                             struct entry *out, struct assay_error *err)
{
    struct entry entry = {.text = text};

    if (!dsse_read_own(arena, text, STATEMENT_TYPE, &entry.envelope))
        TRY(read_envelope(arena, text, path, &entry.envelope, err));
    TRY(statement_read_canonical(arena, entry.envelope.payload, path, &entry.statement, err));
    *out = entry;
    return ASSAY_OK;
}

enum assay_status entry_sign(const struct assay_key *key, struct bytes statement, struct buf *out,
                             struct assay_error *err)
{
    size_t before = out->size;

    TRY(dsse_sign(key, STATEMENT_TYPE, statement, out, err));
    if (out->size - before > LIMIT_ENTRY)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                          "an entry of %zu bytes is larger than an entry may be",
                          out->size - before);
    return ASSAY_OK;
}
