/* append.c - statements into the ledger, by keys that may make them. */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/spool.h"

static ASSAY_RESULT fail_role(const struct assay_ledger *ledger, const struct assay_key *signer,
                              const struct ring_key *known, const struct predicate_kind *kind,
                              struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "key %.16s may not sign: %s",
                   assay_key_id(signer), kind->name);

    assay_error_id(err, "key.role");
    assay_error_path(err, ledger->store->where);
    assay_error_why(err,
                    known ? "the ledger knows the key, and not in the role \"%s\""
                          : "the ledger does not know the key in any role, as \"%s\" needs",
                    ledger_role_name(kind->role));
    assay_error_do(err, "assay ledger admit KEY.pub --role %s      (by the owner of the log)",
                   ledger_role_name(kind->role));
    return status;
}

/* All keys, where that of entry 0 is not the signer: most ledgers need no other. */
enum assay_status ledger_find_signer(struct assay_ledger *ledger, const struct assay_key *signer,
                                     const struct ring_key **out, struct assay_error *err)
{
    struct bytes id = bytes_text(assay_key_id(signer));

    *out = ring_find(&ledger->ring, id, ledger->log.point.size);
    if (!*out) {
        TRY(ledger_load_known_keys(ledger, err));
        *out = ring_find(&ledger->ring, id, ledger->log.point.size);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT check_role(struct assay_ledger *ledger, const struct assay_key *signer,
                               const struct ledger_statement *statements, size_t count,
                               struct assay_error *err)
{
    const struct ring_key *known;

    TRY(ledger_find_signer(ledger, signer, &known, err));
    for (size_t i = 0; i < count; i++)
        if (!known || !(known->roles & statements[i].kind->role))
            return fail_role(ledger, signer, known, statements[i].kind, err);
    return ASSAY_OK;
}

enum assay_status ledger_may_sign(struct assay_ledger *ledger, const struct assay_key *signer,
                                  const struct predicate_kind *kind, struct assay_error *err)
{
    return check_role(ledger, signer, &(struct ledger_statement){.kind = kind}, 1, err);
}

/* What is written is held to the same table as what is read, and strictly. */
static ASSAY_RESULT check_form(struct arena *arena, const struct ledger_statement *draft,
                               struct assay_error *err)
{
    struct doc_source source = {"statement", draft->text};
    struct statement statement;

    TRY(statement_read_canonical(arena, draft->text, source.path, &statement, err));
    return shape_check(draft->kind->members, statement.predicate, &source, "predicate",
                       SHAPE_STRICT, err);
}

/* Signs all before anything is written: what cannot be signed leaves no trace. The entries live in
 * `arena`, as those of a large batch are many pages. */
static ASSAY_RESULT sign_all(struct arena *arena, const struct assay_key *signer,
                             const struct ledger_statement *statements, size_t count,
                             struct bytes *entries, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *read = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};

    if (!read)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a statement");
    for (size_t i = 0; i < count; i++) {
        char *kept;

        arena_reset(read);
        buf_reset(&text);
        TRY(check_form(read, &statements[i], err));
        TRY(entry_sign(signer, statements[i].text, &text, err));
        kept = arena_copy(arena, buf_bytes(&text));
        if (!kept)
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for entries");
        entries[i] = bytes_of(kept, text.size);
    }
    return ASSAY_OK;
}

enum assay_status ledger_append(struct assay_ledger *ledger, const struct assay_key *signer,
                                const struct ledger_statement *statements, size_t count,
                                struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(free_cleanup) struct bytes *entries = calloc(count, sizeof *entries);

    if (!arena || !entries)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for entries");
    TRY(check_role(ledger, signer, statements, count, err));
    TRY(sign_all(arena, signer, statements, count, entries, err));
    if (!ledger->spools)
        return log_append(&ledger->log, ledger->key, entries, count, err);
    for (size_t i = 0; i < count; i++)
        TRY(ledger_spool_add(ledger, entries[i], err));
    return ASSAY_OK;
}
