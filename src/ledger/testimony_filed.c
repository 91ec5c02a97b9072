/*
 * testimony_filed.c - the kinds of statement that are read from files of attestations/.
 *
 * The keys that count are named by whoever judges. An attestation that none of them signed is told,
 * and does not hold; nor does a withdrawal, and then it is not known whether what it names counts:
 * its signer may have been trusted when it was signed.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "ledger/predicates.h"
#include "ledger/shape.h"
#include "ledger/testimony_files.h"

/* The key that signed, or NULL. */
static const struct assay_key *signer_of(const struct filing *filing, const struct dsse *envelope)
{
    if (!bytes_equal(envelope->type, BYTES(STATEMENT_TYPE)))
        return NULL;
    for (size_t i = 0; i < envelope->count && i < LIMIT_ENVELOPE_SIGNATURES; i++)
        for (size_t j = 0; j < filing->files->key_count; j++)
            if (dsse_verify(envelope, i, filing->files->keys[j]))
                return filing->files->keys[j];
    return NULL;
}

/* In the folder itself, and *.json: one that was put aside does not count. */
static bool stands_in_folder(const char *where)
{
    const char *name = strchr(where, '/');

    return name && name[1] != '.' && !strchr(name + 1, '/') &&
           bytes_ends(bytes_text(name), BYTES(".json"));
}

static ASSAY_RESULT take_attestation(struct filing *filing, const struct filed *filed,
                                     const char *fault)
{
    const struct doc *predicate = filed->statement.predicate;
    const struct assay_key *signer = signer_of(filing, &filed->envelope);
    struct arena *arena = filing->arena;
    struct assay_attestation told = {
        .where = filed->where,
        .name = testimony_text(arena, predicate, "name"),
        .email = testimony_text(arena, predicate, "email"),
        .words = testimony_text(arena, predicate, "statement"),
        .signer = signer ? arena_text(arena, assay_key_id(signer)) : "",
        .filed = true,
        .holds = signer != NULL,
    };

    if (filing->kept || !stands_in_folder(filed->where))
        return ASSAY_OK;
    if (fault) {
        filing_note(filing, filed->where, fault);
        return ASSAY_OK;
    }
    if (!told.name || !told.email || !told.words || !told.signer)
        return testimony_no_memory(filing->err);
    sha256(filed->envelope.payload, told.statement);
    TRY(testimony_attestation(arena, &filed->statement, &told, filing->err));
    buf_add(&filing->told, &told, sizeof told);
    return buf_status(&filing->told, filing->err);
}

/* What it names can be read whoever signed it, and however little else of it. */
static ASSAY_RESULT take_withdrawal(struct filing *filing, const struct filed *filed,
                                    const char *fault)
{
    const struct doc *predicate = filed->statement.predicate;
    const struct assay_key *signer = signer_of(filing, &filed->envelope);
    struct arena *arena = filing->arena;
    struct assay_withdrawal made = {
        .where = filed->where,
        .name = testimony_text(arena, predicate, "name"),
        .words = testimony_text(arena, predicate, "reason"),
        .signer = signer ? arena_text(arena, assay_key_id(signer)) : "",
        .holds = signer && !fault,
    };

    if (!made.name || !made.words || !made.signer)
        return testimony_no_memory(filing->err);
    if (fault)
        TRY(filing_unread(filing, filed->where, fault));
    else if (!signer)
        filing_note(filing, filed->where, "no trusted key signed this withdrawal");
    return testimony_withdrawal(arena, &filed->statement, &made, &filing->withdrawn, filing->err);
}

/* `fault` tells what of the predicate is not as its kind wants it, or is NULL. */
static const struct {
    const char *kind;
    enum assay_status (*take)(struct filing *filing, const struct filed *filed, const char *fault);
} kinds[] = {{"attestation", take_attestation}, {"withdrawal", take_withdrawal}};

/* Another version's withdrawal would be one of ours that is not known. */
static ASSAY_RESULT take_other(struct filing *filing, const struct filed *filed)
{
    struct bytes type = filed->statement.predicate_type;

    return bytes_starts(type, BYTES(PREDICATE_BASE)) && !predicate_find(type)
               ? filing_unread(filing, filed->where,
                               "this version of assay knows no such kind of statement")
               : ASSAY_OK;
}

enum assay_status testimony_filed(struct filing *filing, const struct filed *filed)
{
    const struct predicate_kind *kind = predicate_find(filed->statement.predicate_type);
    struct doc_source source = {filed->where, filed->envelope.payload};
    struct assay_error failure = {0};
    enum assay_status status;

    for (size_t i = 0; kind && i < ARRAY_LEN(kinds); i++) {
        if (strcmp(kind->name, kinds[i].kind) != 0)
            continue;
        status = shape_check(kind->members, filed->statement.predicate, &source, "predicate",
                             SHAPE_OPEN, &failure);
        if (status == ASSAY_ENOMEM)
            return testimony_no_memory(filing->err);
        return kinds[i].take(filing, filed, status == ASSAY_OK ? NULL : failure.text);
    }
    return take_other(filing, filed);
}
