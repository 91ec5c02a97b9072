/*
 * testimony_files.c - attestations and their withdrawals as files of their own, beside or instead
 * of a ledger.
 *
 * A file is a DSSE envelope round an in-toto statement, with what is personal in the clear: `assay
 * attest -o FILE` writes one, and so does whatever signs in-toto statements; a *.jsonl has one on
 * each line. Where a file cannot be read, and nobody can tell that it is no withdrawal, it is
 * unread: a withdrawal that was damaged must not leave what it took back as if it counted.
 */

#include "ledger/testimony_files.h"

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/draft.h"

static void filing_clear(struct filing *filing)
{
    buf_clear(&filing->told);
    buf_clear(&filing->withdrawn);
    buf_clear(&filing->unread);
}

enum assay_status filing_unread(struct filing *filing, const char *where, const char *why)
{
    const struct assay_unread_statement unread = {where, arena_text(filing->arena, why)};

    if (!unread.why)
        return testimony_no_memory(filing->err);
    buf_add(&filing->unread, &unread, sizeof unread);
    return buf_status(&filing->unread, filing->err);
}

void filing_note(const struct filing *filing, const char *where, const char *why)
{
    if (filing->files->problem)
        filing->files->problem(filing->files->user, where, why);
}

/* Damage does not take all members of an envelope away: a document with none is something else. */
static bool is_like_envelope(const struct doc *doc)
{
    return doc->type != DOC_MAP || doc_get(doc, "payload") || doc_get(doc, "payloadType") ||
           doc_get(doc, "signatures");
}

static ASSAY_RESULT read_envelope(struct filing *filing, const char *where, struct bytes text)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {where, text};
    struct filed filed = {.where = where};
    struct assay_error failure = {0};
    enum assay_status status;
    struct doc *doc;

    if (!arena)
        return testimony_no_memory(filing->err);
    status = doc_read_json(arena, &source, &doc, &failure);
    if (status == ASSAY_OK && !is_like_envelope(doc)) {
        filing_note(filing, where, "it is no envelope of a signed statement");
        return ASSAY_OK;
    }
    if (status == ASSAY_OK)
        status = dsse_of_doc(arena, doc, where, &filed.envelope, &failure);
    if (status == ASSAY_OK)
        status = statement_read(arena, filed.envelope.payload, where, &filed.statement, &failure);
    if (status == ASSAY_OK)
        return testimony_filed(filing, &filed);
    return status == ASSAY_ENOMEM ? testimony_no_memory(filing->err)
                                  : filing_unread(filing, where, failure.text);
}

static ASSAY_RESULT read_lines(struct filing *filing, const char *where, struct bytes text)
{
    while (text.size > 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        struct bytes line = bytes_of(text.data, end ? (size_t)(end - text.data) : text.size);

        text = bytes_from(text, line.size + (end != NULL));
        if (line.size > 0 && !(line.size == 1 && line.data[0] == '\r'))
            TRY(read_envelope(filing, where, line));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_all(struct filing *filing, const struct assay_attestation_files *files)
{
    for (size_t i = 0; files && i < files->count; i++) {
        const struct assay_attestation_file *file = &files->files[i];
        const char *where = arena_text(filing->arena, file->path);
        struct bytes text = bytes_of(file->text, file->size);

        if (!where)
            return testimony_no_memory(filing->err);
        if (!file->text)
            TRY(filing_unread(filing, where, file->problem));
        else if (bytes_ends(bytes_text(where), BYTES(".jsonl")))
            TRY(read_lines(filing, where, text));
        else
            TRY(read_envelope(filing, where, text));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT empty(struct assay_testimony **out, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct testimony *made = arena ? arena_alloc(arena, sizeof *made) : NULL;

    if (!made)
        return testimony_no_memory(err);
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
        return testimony_no_memory(err);
    if (before > 0)
        memcpy(all, list->first, before);
    if (more->size > 0)
        memcpy(all + before, more->data, more->size);
    *list->count += more->size / list->size;
    *out = all;
    return ASSAY_OK;
}

static ASSAY_RESULT join_all(struct testimony *made, const struct filing *filing,
                             struct assay_error *err)
{
    struct assay_testimony *shown = &made->shown;
    const void *all;

    TRY(join(
        made,
        &(struct list){shown->attestations, &shown->attestation_count, sizeof *shown->attestations},
        &filing->told, &all, err));
    shown->attestations = all;
    TRY(join(
        made,
        &(struct list){shown->withdrawals, &shown->withdrawal_count, sizeof *shown->withdrawals},
        &filing->withdrawn, &all, err));
    shown->withdrawals = all;
    TRY(join(made, &(struct list){shown->unread, &shown->unread_count, sizeof *shown->unread},
             &filing->unread, &all, err));
    shown->unread = all;
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
                            .unread = {.ceiling = SIZE_MAX},
                            .err = err};
    struct testimony *made;

    if (!*testimony)
        TRY(empty(testimony, err));
    made = (struct testimony *)(void *)*testimony; /* its first member */
    filing.arena = made->arena;
    TRY(read_all(&filing, files->judged));
    filing.kept = true;
    TRY(read_all(&filing, files->kept));
    TRY(join_all(made, &filing, err));
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
    return *text ? ASSAY_OK : testimony_no_memory(err);
}
