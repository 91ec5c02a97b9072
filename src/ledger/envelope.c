/*
 * envelope.c - an envelope held to a number of keys. Source: DSSE 1.0.2, protocol.md; in-toto
 * Statement v1; ledger-formats.md 2.
 *
 * A key id in an envelope is a hint that anybody can write, so each signature is tried with each
 * key. What counts is how many different keys there are: a key has one id however it is written.
 */

#include <assay/envelope.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/dsse.h"
#include "ledger/predicates.h"

struct count {
    const struct assay_envelope_check *check;
    size_t *first;    /* by key: where the same one stands for the first time */
    bool *has_signed; /* by key, of those that are the first */
    struct assay_envelope envelope;
};

static ASSAY_RESULT fail_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an envelope");
}

/* What is cut or was changed proves nothing. */
static ASSAY_RESULT distrust(const char *path, enum assay_status status, struct assay_error *err)
{
    if (status != ASSAY_EFORMAT)
        return status;
    if (err)
        err->status = ASSAY_ETRUST;
    assay_error_id(err, "envelope.format");
    assay_error_path(err, path);
    return ASSAY_ETRUST;
}

static ASSAY_RESULT fail_format(const struct count *count, const char *text,
                                struct assay_error *err)
{
    return distrust(count->check->path, assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "%s", text),
                    err);
}

/* Which keys are the same, and whether there are as many as must sign. */
static ASSAY_RESULT tell_apart(struct count *count, struct assay_error *err)
{
    const struct assay_envelope_check *check = count->check;
    enum assay_status status;

    for (size_t i = 0; i < check->key_count; i++) {
        size_t first = 0;

        while (strcmp(assay_key_id(check->keys[first]), assay_key_id(check->keys[i])) != 0)
            first++;
        count->first[i] = first;
        count->envelope.keys += first == i;
    }
    if (check->threshold > 0 && check->threshold <= count->envelope.keys)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "%" PRIu64 " of %" PRIu64 " different keys can never have signed",
                        check->threshold, count->envelope.keys);
    assay_error_id(err, "usage.bad-value");
    if (count->envelope.keys < check->key_count)
        assay_error_why(err, "%zu of the files of --key are another's key once more",
                        check->key_count - (size_t)count->envelope.keys);
    assay_error_do(err, "--threshold N: from 1 to the number of different keys");
    return status;
}

static void count_signature(struct count *count, struct bytes pae, struct bytes signature)
{
    for (size_t i = 0; i < count->check->key_count; i++)
        if (count->first[i] == i && key_verify(count->check->keys[i], pae, signature)) {
            count->envelope.signers += !count->has_signed[i];
            count->has_signed[i] = true;
            return;
        }
    count->envelope.strangers++;
}

static ASSAY_RESULT count_signers(struct count *count, const struct dsse *dsse,
                                  struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf pae = {.ceiling = SIZE_MAX};

    if (dsse->count > LIMIT_ENVELOPE_SIGNATURES)
        return fail_format(count, "the envelope has more signatures than anybody gives", err);
    dsse_pae(dsse->type, dsse->payload, &pae);
    TRY(buf_status(&pae, err));
    count->envelope.signatures = dsse->count;
    for (size_t i = 0; i < dsse->count; i++)
        count_signature(count, buf_bytes(&pae), dsse->signatures[i].signature);
    for (size_t i = 0; i < count->check->key_count && count->check->each; i++)
        count->check->each(count->check->user, i, count->first[i],
                           count->has_signed[count->first[i]]);
    return ASSAY_OK;
}

static ASSAY_RESULT demand(const struct count *count, struct assay_error *err)
{
    const struct assay_envelope *envelope = &count->envelope;
    enum assay_status status;

    if (envelope->signers >= count->check->threshold)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                        "signed by %" PRIu64 " of %" PRIu64 " keys, and %" PRIu64 " must",
                        envelope->signers, envelope->keys, count->check->threshold);
    assay_error_id(err, "envelope.threshold");
    assay_error_path(err, count->check->path);
    if (envelope->strangers)
        assay_error_why(err,
                        "of its %" PRIu64 " signatures %" PRIu64 " are of none of these keys, or "
                        "over something else",
                        envelope->signatures, envelope->strangers);
    else
        assay_error_why(err, "a key counts once, however many signatures it gave");
    assay_error_do(err, "have the others sign the same payload, or see that the keys are theirs");
    return status;
}

/* NULL when memory ran out. A NUL is shown like all that cannot be seen, and ends nothing. */
static const char *show(struct arena *arena, struct bytes a, struct bytes b)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};

    text_show(&shown, a);
    text_show(&shown, b);
    return shown.status == ASSAY_OK ? arena_copy(arena, buf_bytes(&shown)) : NULL;
}

static ASSAY_RESULT take_subject(struct arena *arena, const struct doc *doc,
                                 struct assay_envelope_subject *out, struct assay_error *err)
{
    const struct doc *name = doc_get(doc, "name");
    const struct doc_member *digest = doc_get(doc, "digest")->members;
    const char *algorithm = show(arena, digest->name, BYTES(":"));

    out->name = name ? show(arena, name->text, BYTES("")) : NULL;
    out->digest = algorithm ? show(arena, bytes_text(algorithm), digest->value.text) : NULL;
    return out->digest && (out->name || !name) ? ASSAY_OK : fail_memory(err);
}

/* A statement of a kind of ours is held to its table, as in a ledger. */
static ASSAY_RESULT check_kind(const struct count *count, const struct statement *statement,
                               struct bytes payload, struct assay_error *err)
{
    const struct predicate_kind *kind = predicate_find(statement->predicate_type);
    struct doc_source source = {count->check->path, payload};
    struct assay_error failure = {0}, open = {0};

    if (!kind || shape_check(kind->members, statement->predicate, &source, "predicate", 0,
                             &failure) == ASSAY_OK)
        return ASSAY_OK;
    if (shape_check(kind->members, statement->predicate, &source, "predicate", SHAPE_OPEN, &open) ==
        ASSAY_OK) /* outside of a ledger nothing need be sealed */
        return ASSAY_OK;
    return fail_format(count, failure.text, err);
}

static ASSAY_RESULT read_statement(struct count *count, struct bytes payload,
                                   struct assay_error *err)
{
    struct assay_envelope *envelope = &count->envelope;
    struct assay_envelope_subject *subjects;
    struct statement statement;

    TRY(distrust(count->check->path,
                 statement_read(envelope->arena, payload, count->check->path, &statement, err),
                 err));
    TRY(check_kind(count, &statement, payload, err));
    subjects = arena_array(envelope->arena, statement.subjects->count, sizeof *subjects);
    if (!subjects)
        return fail_memory(err);
    for (size_t i = 0; i < statement.subjects->count; i++)
        TRY(take_subject(envelope->arena, &statement.subjects->items[i], &subjects[i], err));
    envelope->predicate = show(envelope->arena, statement.predicate_type, BYTES(""));
    envelope->subjects = subjects;
    envelope->subject_count = statement.subjects->count;
    return envelope->predicate ? ASSAY_OK : fail_memory(err);
}

static ASSAY_RESULT verify(struct count *count, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    const struct assay_envelope_check *check = count->check;
    struct assay_envelope *envelope = &count->envelope;
    struct dsse dsse;

    count->first = arena_array(envelope->arena, check->key_count, sizeof *count->first);
    count->has_signed = arena_array(envelope->arena, check->key_count, sizeof *count->has_signed);
    if (!count->first || !count->has_signed)
        return fail_memory(err);
    TRY(tell_apart(count, err));
    TRY(file_read(AT_FDCWD, check->path, &text, err));
    TRY(distrust(check->path, dsse_read(envelope->arena, buf_bytes(&text), check->path, &dsse, err),
                 err));
    TRY(count_signers(count, &dsse, err));
    TRY(demand(count, err));
    envelope->type = show(envelope->arena, dsse.type, BYTES(""));
    if (!envelope->type)
        return fail_memory(err);
    envelope->payload = dsse.payload.data;
    envelope->size = dsse.payload.size;
    if (bytes_equal(dsse.type, BYTES(STATEMENT_TYPE)))
        TRY(read_statement(count, dsse.payload, err));
    return ASSAY_OK;
}

void assay_envelope_clear(struct assay_envelope *envelope)
{
    arena_free(envelope->arena);
    *envelope = (struct assay_envelope){0};
}

enum assay_status assay_envelope_verify(const struct assay_envelope_check *check,
                                        struct assay_envelope *out, struct assay_error *err)
{
    struct count count = {.check = check, .envelope.arena = arena_new()};
    enum assay_status status;

    if (!count.envelope.arena)
        return fail_memory(err);
    status = verify(&count, err);
    if (status == ASSAY_OK)
        *out = count.envelope;
    else
        assay_envelope_clear(&count.envelope);
    return status;
}
