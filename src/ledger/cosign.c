/* cosign.c - the ledger's side of witnesses: asking them, and keeping what they answer.
 * Source: C2SP tlog-witness; ledger-formats.md 7. */

#include <assay/witness.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/kit.h"
#include "ledger/proof_text.h"
#include "ledger/published.h"
#include "ledger/trust.h"

enum assay_status assay_witness_request(const struct assay_ledger *ledger, uint64_t old,
                                        char **text, struct assay_error *err)
{
    struct log_view view = {.log = &ledger->log};
    struct merkle_source source = log_subtrees(&view);
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};
    CLEANUP(buf_clear) struct buf out = {.ceiling = (size_t)2 * NOTE_SIZE_MAX};
    struct witness_request request = {.old = old};
    char name[STORE_NAME_SIZE];
    enum assay_status status;

    if (old > ledger->log.point.size) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                            "the ledger has %" PRIu64 " entries, fewer than %" PRIu64,
                            ledger->log.point.size, old);
        assay_error_id(err, "ledger.set-back");
        assay_error_why(err, "a proof leads from a smaller size to a larger one");
        assay_error_do(err, "if the witness did sign that size, this is not all of the ledger");
        return status;
    }
    if (old > 0)
        TRY(merkle_prove_consistency(&source, old, ledger->log.point.size, &request.path, err));
    log_checkpoint_name(ledger->log.point.size, name);
    TRY(store_required(ledger->store, name, store_read(ledger->store, name, &note, err), err));
    request.note = buf_bytes(&note);
    witness_request_write(&request, &out);
    return buf_hand_over(&out, text, err);
}

enum assay_status assay_witness_last(const struct assay_ledger *ledger,
                                     const struct assay_trust *trust, uint64_t *size,
                                     struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf sizes = {.ceiling = SIZE_MAX};

    *size = 0;
    TRY(published_sizes(ledger, &sizes, err));
    for (size_t i = published_count(&sizes); i > 0; i--) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        CLEANUP(buf_clear) struct buf bytes = {.ceiling = NOTE_SIZE_MAX};
        struct trust_verdict verdict;
        struct note note;

        if (!arena)
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a checkpoint");
        TRY(published_read(ledger, published_at(&sizes, i - 1), arena, &bytes, &note, err));
        TRY(trust_witnesses(trust, &note, "checkpoint", &verdict, err));
        if (verdict.witnesses > 0) {
            *size = published_at(&sizes, i - 1);
            return ASSAY_OK;
        }
    }
    return ASSAY_OK;
}

/* Answers on their way into the ledger. */
struct adding {
    struct assay_ledger *ledger;
    struct buf sizes;
    const char *path;
    struct assay_witness_added *out;
    struct assay_error *err;
};

static void adding_clear(struct adding *adding)
{
    buf_clear(&adding->sizes);
    assay_ledger_free(adding->ledger);
}

/* Appends a line to the note `name`, unless it is there. */
static ASSAY_RESULT append_line(struct adding *adding, const char *name, struct bytes line,
                                bool *added)
{
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};

    TRY(store_read(adding->ledger->store, name, &note, adding->err));
    if (memmem(note.data, note.size, line.data, line.size))
        return ASSAY_OK;
    buf_add(&note, line.data, line.size);
    TRY(buf_status(&note, adding->err));
    *added = true;
    return store_commit(adding->ledger->store, name, buf_bytes(&note), adding->err);
}

/* Keeps a line that holds: beside the size first, as when a size is published. */
static ASSAY_RESULT keep(struct adding *adding, uint64_t size, const struct note *there,
                         struct bytes line)
{
    bool added = false;
    char name[STORE_NAME_SIZE];

    if (there->count >= NOTE_SIGNATURES_MAX)
        return assay_fail(adding->err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                          "the checkpoint of size %" PRIu64 " has 100 signatures already", size);
    log_checkpoint_name(size, name);
    TRY(append_line(adding, name, line, &added));
    if (size == adding->ledger->log.point.size)
        TRY(append_line(adding, "checkpoint", line, &added));
    adding->out->size = size;
    adding->out->added += added;
    adding->out->known += !added;
    return ASSAY_OK;
}

/* Looks for the checkpoint that a witness's line is under, the newest first. */
static ASSAY_RESULT place_line(struct adding *adding, struct note_signature *signature,
                               const struct note_verifier *witness, struct bytes line)
{
    enum assay_status status;

    for (size_t i = published_count(&adding->sizes); i > 0; i--) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        CLEANUP(buf_clear) struct buf bytes = {.ceiling = NOTE_SIZE_MAX};
        uint64_t size = published_at(&adding->sizes, i - 1);
        struct note note, only;

        if (!arena)
            return assay_fail(adding->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                              "out of memory for a checkpoint");
        TRY(published_read(adding->ledger, size, arena, &bytes, &note, adding->err));
        only = (struct note){.text = note.text, .signatures = signature, .count = 1};
        if (note_judge(&only, witness, NULL) == NOTE_HOLDS)
            return keep(adding, size, &note, line);
    }
    status = assay_fail(adding->err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "%s: the line of %s is under no checkpoint of this ledger", adding->path,
                        witness->name);
    assay_error_id(adding->err, "witness.cosignature");
    assay_error_path(adding->err, adding->path);
    assay_error_why(adding->err, "it was changed, or given to another ledger or a fork of this");
    assay_error_do(adding->err, "ask the witness again; nothing was added of this line");
    return status;
}

static ASSAY_RESULT add_lines(struct adding *adding, const struct note *answer,
                              const struct assay_trust *trust)
{
    struct bytes rest = answer->lines;

    for (size_t i = 0; i < answer->count; i++) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size); /* note_read() saw it */
        struct bytes line = bytes_of(rest.data, (size_t)(end - rest.data) + 1);
        const struct note_verifier *witness = trust_witness(trust, &answer->signatures[i]);

        rest = bytes_from(rest, line.size);
        if (witness)
            TRY(place_line(adding, &answer->signatures[i], witness, line));
        else
            adding->out->foreign++;
    }
    return ASSAY_OK;
}

/* An answer is signature lines alone, or the whole checkpoint with them. */
static ASSAY_RESULT read_answer(struct arena *arena, struct buf *text, const char *path,
                                struct note *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf lines = {.ceiling = NOTE_SIZE_MAX};
    enum assay_status status;

    TRY(file_read(AT_FDCWD, path, &lines, err));
    if (bytes_starts(buf_bytes(&lines), BYTES("\xe2\x80\x94 ")))
        buf_text(text, "answer\n\n"); /* makes a note of it */
    buf_add(text, lines.data, lines.size);
    TRY(buf_status(text, err));
    status = note_read(arena, buf_bytes(text), path, out, err);
    if (status == ASSAY_EFORMAT) {
        assay_error_id(err, "proof.format");
        assay_error_do(err, "an answer holds the signature lines that a witness gave");
    }
    return status;
}

enum assay_status assay_witness_add(const char *place, const char *answer,
                                    const struct assay_trust *trust,
                                    struct assay_witness_added *out, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX + 16};
    CLEANUP(adding_clear)
    struct adding adding = {.sizes = {.ceiling = SIZE_MAX}, .path = answer, .out = out, .err = err};
    enum assay_status status;
    struct note note;

    *out = (struct assay_witness_added){0};
    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an answer");
    TRY(read_answer(arena, &text, answer, &note, err));
    TRY(published_open(place, &adding.ledger, err));
    TRY(published_sizes(adding.ledger, &adding.sizes, err));
    TRY(add_lines(&adding, &note, trust));
    if (out->added + out->known > 0)
        return ASSAY_OK;
    status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s: no line is by a known witness", answer);
    assay_error_id(err, "witness.unknown");
    assay_error_path(err, answer);
    assay_error_do(err, "name its key: --vkey LINE, or --trust FILE");
    return status;
}
