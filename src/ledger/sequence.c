/*
 * sequence.c - what waits in the spool into the log.
 *
 * An entry leaves the spool only when it is in the log for good, and one that is there already is
 * dropped: so a crash anywhere between is mended by running again. The writer's lock makes two
 * sequencers take turns; writers of entries are in nobody's way.
 */

#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/references.h"
#include "ledger/sequence.h"
#include "ledger/spool.h"

#define SUFFIX ".json"

enum { DIGITS = 2 * SHA256_SIZE };

struct spool {
    struct assay_ledger *ledger;
    struct assay_sequence *sequence;
    struct buf names;   /* struct waiting, by name */
    struct buf texts;   /* of the batch under way */
    struct buf entries; /* struct bytes, of those that are to be appended */
};

static void spool_clear(struct spool *spool)
{
    buf_clear(&spool->names);
    buf_clear(&spool->texts);
    buf_clear(&spool->entries);
}

/* Files that are being written, or that are somebody else's, have other names. */
static void take_name(void *user, const char *name)
{
    struct spool *spool = user;
    struct waiting waiting = {.same = SIZE_MAX};

    if (strlen(name) == DIGITS + strlen(SUFFIX) && strcmp(name + DIGITS, SUFFIX) == 0 &&
        hex_decode(bytes_of((const uint8_t *)name, DIGITS), waiting.sha256, SHA256_SIZE))
        buf_add(&spool->names, &waiting, sizeof waiting);
}

static int compare_names(const void *left, const void *right)
{
    return memcmp(left, right, SHA256_SIZE); /* the name is the first member */
}

static ASSAY_RESULT refused(const char *name, struct assay_error *err, const char *why)
{
    enum assay_status status = assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "%s", why);

    assay_error_path(err, name);
    return status;
}

/* An object that an entry names is there and is what its name says. */
static ASSAY_RESULT check_object(struct spool *spool, const uint8_t wanted[SHA256_SIZE],
                                 const char *entry, struct assay_error *err)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    CLEANUP(stream_close) struct stream stream = {0};
    uint8_t block[16 * 1024], found[DIGEST_SIZE_MAX];
    char name[STORE_NAME_SIZE];
    enum assay_status status;
    size_t got = 1;

    if (!digest)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a digest");
    store_object_name(wanted, name);
    status = store_open(spool->ledger->store, name, &stream, err);
    if (status == ASSAY_EMISSING)
        return refused(entry, err, "an object that it names is not in the ledger");
    TRY(status);
    digest_start(digest);
    while (got > 0) {
        TRY(stream_read(&stream, block, sizeof block, &got, err));
        digest_add(digest, bytes_of(block, got));
    }
    digest_end(digest, found);
    return memcmp(found, wanted, SHA256_SIZE) == 0
               ? ASSAY_OK
               : refused(entry, err, "an object that it names is not what its name says");
}

/* Whatever kind of statement it is: what it names must be there before it is in the log. */
static ASSAY_RESULT check_objects(struct spool *spool, const struct statement *statement,
                                  const char *name, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf references = {.ceiling = SIZE_MAX};
    const struct reference *all;

    if (!references_of(0, statement, &references))
        return refused(name, err, "it does not say what an inventory's entry says");
    TRY(buf_status(&references, err));
    all = (const struct reference *)(const void *)references.data;
    for (size_t i = 0; i < references.size / sizeof *all; i++)
        TRY(check_object(spool, all[i].sha256, name, err));
    return ASSAY_OK;
}

static ASSAY_RESULT check_signer(struct spool *spool, const struct dsse *envelope,
                                 const struct predicate_kind *kind, const char *name,
                                 struct assay_error *err)
{
    const struct ring_key *signer = ring_find(&spool->ledger->ring, envelope->signatures[0].keyid,
                                              spool->ledger->log.point.size);

    if (!signer)
        return refused(name, err, "it is not signed by a key in force");
    if (!(signer->roles & kind->role))
        return refused(name, err, "its key has not the role for such a statement");
    return dsse_verify(envelope, 0, signer->key)
               ? ASSAY_OK
               : refused(name, err, "its signature does not hold");
}

/* As strictly as what assay writes itself. */
static ASSAY_RESULT check_entry(struct spool *spool, struct bytes text,
                                const struct waiting *waiting, const char *name,
                                struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct predicate_kind *kind;
    uint8_t digest[SHA256_SIZE];
    struct doc_source source;
    struct entry entry;
    struct dsse own;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an entry");
    if (text.size > LIMIT_ENTRY)
        return refused(name, err, "it is larger than an entry may be");
    sha256(text, digest);
    if (memcmp(digest, waiting->sha256, sizeof digest) != 0)
        return refused(name, err, "its name is not the digest of its content");
    TRY(entry_read(arena, text, name, &entry, err));
    if (!dsse_read_own(arena, text, STATEMENT_TYPE, &own))
        return refused(name, err,
                       "its envelope has more than a payload and a signature, or base64 of another "
                       "alphabet: what is not signed anybody could change, to have it once more");
    kind = predicate_find(entry.statement.predicate_type);
    if (!kind)
        return refused(name, err, "this version of assay knows no such kind of statement");
    if (kind->role == ROLE_LOG) /* keys and erasures, which later entries depend on */
        return refused(name, err, "only the owner of the log states such a thing, and at once");
    TRY(check_signer(spool, &entry.envelope, kind, name, err));
    source = (struct doc_source){name, entry.envelope.payload};
    TRY(shape_check(kind->members, entry.statement.predicate, &source, "predicate", SHAPE_STRICT,
                    err));
    return check_objects(spool, &entry.statement, name, err);
}

/* The reason first: what is refused is never without it. */
static ASSAY_RESULT refuse(struct spool *spool, const char *name, struct bytes text,
                           const struct assay_error *why, struct assay_error *err)
{
    struct store *store = spool->ledger->store;
    char to[STORE_NAME_SIZE], line[sizeof why->text + 1];

    snprintf(to, sizeof to, SPOOL_REFUSED "/%.*s.why", DIGITS, name + strlen(SPOOL "/"));
    snprintf(line, sizeof line, "%s\n", why->text);
    TRY(store_put(store, to, bytes_text(line), err));
    snprintf(to, sizeof to, SPOOL_REFUSED "/%.*s.json", DIGITS, name + strlen(SPOOL "/"));
    TRY(store_put(store, to, text, err));
    TRY(store_remove(store, name, err));
    spool->sequence->refused++;
    if (spool->sequence->refuse)
        spool->sequence->refuse(spool->sequence->user, why);
    return ASSAY_OK;
}

/* Fails where the run cannot go on; what is wrong with the entry is told and set aside. */
static ASSAY_RESULT read_one(struct spool *spool, struct waiting *waiting, struct assay_error *err)
{
    struct buf *texts = &spool->texts;
    struct assay_error why = {0};
    char name[STORE_NAME_SIZE];
    enum assay_status status;
    struct bytes text;

    ledger_spool_name(waiting->sha256, name);
    waiting->start = waiting->end = texts->size;
    texts->ceiling = texts->size + LIMIT_SPOOLED;
    status = store_read(spool->ledger->store, name, texts, &why);
    if (status == ASSAY_EMISSING)
        return ASSAY_OK; /* taken back */
    if (status == ASSAY_ENOMEM || status == ASSAY_EOUTPUT) {
        *err = why;
        return status;
    }
    text = bytes_of(texts->data + waiting->start, texts->size - waiting->start);
    if (status != ASSAY_OK) { /* too large or no file: it stays where it is */
        spool->sequence->refused++;
        if (spool->sequence->refuse)
            spool->sequence->refuse(spool->sequence->user, &why);
        texts->size = waiting->start;
        texts->status = ASSAY_OK;
        return ASSAY_OK;
    }
    status = check_entry(spool, text, waiting, name, &why);
    if (status == ASSAY_ENOMEM || status == ASSAY_EOUTPUT || status == ASSAY_EIO) {
        *err = why;
        return status;
    }
    if (status != ASSAY_OK) {
        status = refuse(spool, name, text, &why, err);
        texts->size = waiting->start;
        return status;
    }
    waiting->end = texts->size;
    return ASSAY_OK;
}

/* What is in the log needs no second look: its key may have been retired since, its objects erased.
 */
static ASSAY_RESULT drop_known(struct spool *spool, const struct waiting *waiting,
                               struct assay_error *err)
{
    char name[STORE_NAME_SIZE];

    ledger_spool_name(waiting->sha256, name);
    TRY(store_remove(spool->ledger->store, name, err));
    spool->sequence->known++;
    return ASSAY_OK;
}

/* The first of two that say the same is taken; it waits until it is in the log, so the second is
 * not needed for that. Where the first was refused the second has its own turn. */
static bool is_known(const struct waiting *waiting, const struct waiting *one)
{
    return one->known || (one->same != SIZE_MAX && waiting[one->same].taken);
}

/* `count` of those that wait, from number `from` on. */
static ASSAY_RESULT take_batch(struct spool *spool, struct waiting *waiting, size_t from,
                               size_t count, struct assay_error *err)
{
    struct waiting *batch = waiting + from;
    size_t taken;

    buf_reset(&spool->texts);
    buf_reset(&spool->entries);
    for (size_t i = 0; i < count; i++)
        if (is_known(waiting, &batch[i])) {
            TRY(drop_known(spool, &batch[i], err));
        } else {
            TRY(read_one(spool, &batch[i], err));
            batch[i].taken = batch[i].end > batch[i].start;
        }
    for (size_t i = 0; i < count; i++) {
        struct bytes text =
            bytes_of(spool->texts.data + batch[i].start, batch[i].end - batch[i].start);

        if (text.size > 0)
            buf_add(&spool->entries, &text, sizeof text);
    }
    TRY(buf_status(&spool->entries, err));
    taken = spool->entries.size / sizeof(struct bytes);
    if (taken > 0)
        TRY(log_append(&spool->ledger->log, spool->ledger->key,
                       (const struct bytes *)(const void *)spool->entries.data, taken, err));
    spool->sequence->taken += taken;
    for (size_t i = 0; i < count; i++) {
        char name[STORE_NAME_SIZE];

        ledger_spool_name(batch[i].sha256, name);
        if (batch[i].end > batch[i].start)
            TRY(store_remove(spool->ledger->store, name, err));
    }
    return ASSAY_OK;
}

enum assay_status assay_ledger_sequence(struct assay_ledger *ledger,
                                        struct assay_sequence *sequence, struct assay_error *err)
{
    CLEANUP(spool_clear) struct spool spool = {.ledger = ledger, .sequence = sequence};
    struct waiting *waiting;
    size_t count;

    buf_init(&spool.names, SIZE_MAX);
    buf_init(&spool.texts, SIZE_MAX);
    buf_init(&spool.entries, SIZE_MAX);
    if (!ledger->key)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                          "the ledger %s was opened for reading", ledger->store->where);
    TRY(ledger_load_known_keys(ledger, err));
    TRY(store_list(ledger->store, SPOOL, take_name, &spool, err));
    TRY(buf_status(&spool.names, err));
    waiting = (struct waiting *)(void *)spool.names.data;
    count = spool.names.size / sizeof *waiting;
    if (count > 0)
        qsort(waiting, count, sizeof *waiting, compare_names);
    TRY(sequence_find_known(ledger, waiting, count, err));
    for (size_t at = 0; at < count; at += LIMIT_SEQUENCE)
        TRY(take_batch(&spool, waiting, at,
                       count - at < LIMIT_SEQUENCE ? count - at : LIMIT_SEQUENCE, err));
    return ASSAY_OK;
}
