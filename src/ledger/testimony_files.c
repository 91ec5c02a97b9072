/*
 * testimony_files.c - attestations and their withdrawals as files of their own, beside or instead
 * of a ledger.
 *
 * A file is a DSSE envelope round a statement of the kind `attestation`, with what is personal in
 * the clear: `assay attest -o FILE` writes one, and so does whatever signs in-toto statements. The
 * keys that count are named by whoever judges; a file that none of them signed is told, and does
 * not hold.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "ledger/draft.h"
#include "ledger/testimony.h"

enum { FILES_MAX = 10000 };

struct filing {
    const struct assay_testimony_files *files;
    struct arena *arena;
    struct buf told;      /* struct assay_attestation */
    struct buf withdrawn; /* struct assay_withdrawal */
    bool withdrawals_alone;
    struct assay_error *err;
};

static void filing_clear(struct filing *filing)
{
    buf_clear(&filing->told);
    buf_clear(&filing->withdrawn);
}

static ASSAY_RESULT out_of_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for attestations");
}

/* The key that signed, or NULL. */
static const struct assay_key *signer_of(const struct filing *filing, const struct dsse *envelope)
{
    for (size_t i = 0; i < envelope->count && i < LIMIT_ENVELOPE_SIGNATURES; i++)
        for (size_t j = 0; j < filing->files->key_count; j++)
            if (dsse_verify(envelope, i, filing->files->keys[j]))
                return filing->files->keys[j];
    return NULL;
}

static ASSAY_RESULT take(struct filing *filing, const char *where, const struct dsse *envelope,
                         const struct statement *statement)
{
    const struct assay_key *signer = signer_of(filing, envelope);
    struct arena *arena = filing->arena;
    struct assay_attestation told = {
        .where = where,
        .name = testimony_text(arena, statement->predicate, "name"),
        .email = testimony_text(arena, statement->predicate, "email"),
        .words = testimony_text(arena, statement->predicate, "statement"),
        .signer = signer ? arena_text(arena, assay_key_id(signer)) : "",
        .filed = true,
        .holds = signer != NULL,
    };

    if (!told.name || !told.email || !told.words || !told.signer)
        return out_of_memory(filing->err);
    sha256(envelope->payload, told.statement);
    TRY(testimony_attestation(arena, statement, &told, filing->err));
    buf_add(&filing->told, &told, sizeof told);
    return buf_status(&filing->told, filing->err);
}

/* Of a key that nobody trusts it takes nothing back, and that is told: somebody meant it to. */
static ASSAY_RESULT take_withdrawal(struct filing *filing, const char *where,
                                    const struct dsse *envelope, const struct statement *statement)
{
    const struct assay_key *signer = signer_of(filing, envelope);
    struct arena *arena = filing->arena;
    struct assay_withdrawal made = {
        .where = where,
        .name = testimony_text(arena, statement->predicate, "name"),
        .words = testimony_text(arena, statement->predicate, "reason"),
        .signer = signer ? arena_text(arena, assay_key_id(signer)) : "",
    };

    if (!made.name || !made.words || !made.signer)
        return out_of_memory(filing->err);
    if (signer)
        return testimony_withdrawal(arena, statement, &made, &filing->withdrawn, filing->err);
    if (filing->files->problem)
        filing->files->problem(filing->files->user, where,
                               "no trusted key signed this withdrawal: it takes nothing back");
    return ASSAY_OK;
}

/* What stands in the folder and is neither attestation nor withdrawal is told, and passed over. */
static ASSAY_RESULT read_one(struct filing *filing, int folder, const char *name)
{
    const struct assay_testimony_files *files = filing->files;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    const struct predicate_kind *kind = NULL;
    bool withdraws = false;
    const char *where = arena_printf(filing->arena, "attestations/%s", name);
    struct assay_error failure = {0};
    struct statement statement;
    struct dsse envelope;
    enum assay_status status;

    if (!arena || !where)
        return out_of_memory(filing->err);
    status = file_read(folder, name, &text, &failure);
    if (status == ASSAY_OK)
        status = dsse_read(arena, buf_bytes(&text), where, &envelope, &failure);
    if (status == ASSAY_OK)
        status = statement_read(arena, envelope.payload, where, &statement, &failure);
    if (status == ASSAY_OK) {
        withdraws = bytes_equal(statement.predicate_type, BYTES(PREDICATE_WITHDRAWAL));
        kind = predicate_named(withdraws ? "withdrawal" : "attestation");
        if (!bytes_equal(statement.predicate_type, bytes_text(kind->type)))
            return ASSAY_OK; /* a statement of another kind: others read it */
        if (!withdraws && filing->withdrawals_alone)
            return ASSAY_OK;
    }
    if (status == ASSAY_OK) {
        struct doc_source source = {where, envelope.payload};

        status = shape_check(kind->members, statement.predicate, &source, "predicate", SHAPE_OPEN,
                             &failure);
    }
    if (status == ASSAY_ENOMEM)
        return out_of_memory(filing->err);
    if (status == ASSAY_OK)
        return withdraws ? take_withdrawal(filing, where, &envelope, &statement)
                         : take(filing, where, &envelope, &statement);
    if (files->problem)
        files->problem(files->user, where, failure.text);
    return ASSAY_OK;
}

static int is_json(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);

    return entry->d_name[0] != '.' && size > 5 && strcmp(entry->d_name + size - 5, ".json") == 0;
}

static void names_free(struct dirent **names, int count)
{
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

static ASSAY_RESULT read_folder(struct filing *filing, const char *path)
{
    CLEANUP(close_cleanup)
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    enum assay_status status = ASSAY_OK;
    struct dirent **names = NULL;
    int count;

    if (folder < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
        return ASSAY_OK;
    count = folder < 0 ? -1 : scandirat(folder, ".", &names, is_json, alphasort);
    if (count < 0)
        return assay_fail_errno(filing->err, ASSAY_EIO, errno, "cannot read %s", path);
    for (int i = 0; status == ASSAY_OK && i < count && i < FILES_MAX; i++)
        status = read_one(filing, folder, names[i]->d_name);
    if (count > FILES_MAX && filing->files->problem)
        filing->files->problem(filing->files->user, path,
                               "more than 10,000 files: those behind are not read");
    names_free(names, count);
    return status;
}

static ASSAY_RESULT empty(struct assay_testimony **out, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct testimony *made = arena ? arena_alloc(arena, sizeof *made) : NULL;

    if (!made)
        return out_of_memory(err);
    made->arena = TAKE(arena);
    *out = &made->shown;
    return ASSAY_OK;
}

struct list {
    const void *first;
    size_t *count, size; /* of one */
};

/* Those that were there, and then those of files; counts them all. */
static ASSAY_RESULT join(struct testimony *made, const struct list *list, const struct buf *more,
                         const void **out, struct assay_error *err)
{
    size_t before = *list->count * list->size;
    uint8_t *all = arena_alloc(made->arena, before + more->size + 1);

    if (!all)
        return out_of_memory(err);
    if (before > 0)
        memcpy(all, list->first, before);
    if (more->size > 0)
        memcpy(all + before, more->data, more->size);
    *list->count += more->size / list->size;
    *out = all;
    return ASSAY_OK;
}

enum assay_status assay_testimony_add_files(struct assay_testimony **testimony,
                                            const struct assay_testimony_files *files,
                                            struct assay_error *err)
{
    CLEANUP(filing_clear)
    struct filing filing = {.files = files,
                            .told = {.ceiling = SIZE_MAX},
                            .withdrawn = {.ceiling = SIZE_MAX},
                            .err = err};
    struct testimony *made;
    const void *all;

    if (!*testimony)
        TRY(empty(testimony, err));
    made = (struct testimony *)(void *)*testimony; /* its first member */
    filing.arena = made->arena;
    TRY(read_folder(&filing, files->folder));
    filing.withdrawals_alone = true;
    if (files->kept)
        TRY(read_folder(&filing, files->kept));
    TRY(join(made,
             &(struct list){made->shown.attestations, &made->shown.attestation_count,
                            sizeof *made->shown.attestations},
             &filing.told, &all, err));
    made->shown.attestations = all;
    TRY(join(made,
             &(struct list){made->shown.withdrawals, &made->shown.withdrawal_count,
                            sizeof *made->shown.withdrawals},
             &filing.withdrawn, &all, err));
    made->shown.withdrawals = all;
    return testimony_withdraw(made, err);
}

enum assay_status assay_statement_sign(const struct assay_statement *statement,
                                       const struct assay_key *signer, char **text,
                                       struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = LIMIT_DOCUMENT};

    TRY(dsse_sign(signer, STATEMENT_TYPE, bytes_text(statement->open_text), &out, err));
    buf_byte(&out, '\n');
    *text = buf_take_string(&out);
    return *text ? ASSAY_OK : out_of_memory(err);
}
