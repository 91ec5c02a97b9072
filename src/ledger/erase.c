/*
 * erase.c - deleting an object on purpose, and what is known to be deleted.
 *
 * The entry comes first, the deletion second: a crash between the two leaves an erasure that is not
 * done, which verify reports and the same command completes. The other way round it would leave an
 * object that is missing without a reason, which is what tampering looks like.
 * Source: ledger-formats.md 9.3.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "ledger/draft.h"
#include "ledger/erasures.h"
#include "ledger/seal.h"

void erasures_clear(struct erasures *erasures)
{
    buf_clear(&erasures->list);
}

void erasures_take(struct erasures *erasures, uint64_t index, const struct statement *statement)
{
    const struct doc *about = doc_get(&statement->subjects->items[0], "digest");
    struct erasure erasure = {.index = index, .named = UINT64_MAX};
    uint8_t subject[32];
    const char *member;

    erasures->list.ceiling = SIZE_MAX;
    if (!statement_u64(statement->predicate, "entry", &erasure.named))
        erasure.named = UINT64_MAX;
    if (statement_text(statement->predicate, "member", &member))
        text_copy(erasure.member, sizeof erasure.member, member);
    if (!statement_sha256(statement->predicate, "digest", erasure.sha256))
        return;
    erasure.same_subject = statement->subjects->count == 1 &&
                           statement_sha256(about, "sha256", subject) &&
                           memcmp(subject, erasure.sha256, sizeof subject) == 0;
    buf_add(&erasures->list, &erasure, sizeof erasure);
}

uint64_t erasures_find(const struct erasures *erasures, const uint8_t sha256[32], uint64_t named)
{
    for (size_t i = 0; i < erasures->list.size / sizeof(struct erasure); i++) {
        struct erasure erasure;

        memcpy(&erasure, erasures->list.data + i * sizeof erasure, sizeof erasure);
        if (erasure.index > named && memcmp(erasure.sha256, sha256, sizeof erasure.sha256) == 0)
            return erasure.index;
    }
    return UINT64_MAX;
}

struct loading {
    const struct ring *ring;
    struct erasures *out;
};

static bool load_one(void *user, uint64_t index, const struct entry *entry, const char *name,
                     struct arena *arena)
{
    const struct loading *loading = user;
    const struct ring_key *signer;

    (void)name;
    (void)arena;
    if (!bytes_equal(entry->statement.predicate_type, BYTES(PREDICATE_ERASURE)))
        return true;
    signer = ring_find(loading->ring, entry->envelope.signatures[0].keyid, index);
    if (signer && (signer->roles & ROLE_LOG) && dsse_verify(&entry->envelope, 0, signer->key))
        erasures_take(loading->out, index, &entry->statement);
    return true;
}

enum assay_status erasures_load(const struct assay_ledger *ledger, struct erasures *out,
                                struct assay_error *err)
{
    struct assay_ledger all = {
        .store = ledger->store, .digest = ledger->digest, .log = ledger->log};
    struct loading loading = {&all.ring, out};
    enum assay_status status = ledger_load_keys(&all, err);

    if (status == ASSAY_OK)
        status = ledger_walk_from(&all, 0, &(struct ledger_walk){load_one, &loading}, err);
    ring_clear(&all.ring);
    TRY(status);
    return buf_status(&out->list, err);
}

/* The object that is meant, and the newest entry that names it. */
struct search {
    const struct assay_ledger *ledger;
    bool by_index;
    uint64_t entry;     /* by_index: that names it */
    const char *member; /* by_index */
    uint8_t sha256[32];
    bool found, fixed; /* fixed: named by an inventory, which is never erased */
    uint64_t named;
    char name[64]; /* of the member */
    uint64_t at;   /* the entry that is looked at */
};

static void match_sealed(void *user, const uint8_t sha256[32])
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct search *search = user;
    struct disclosure disclosure = {BYTES(ERASURE_SEALED), NULL};
    bool opened =
        arena && seal_open(search->ledger->store, arena, sha256, &disclosure, NULL) == ASSAY_OK;

    if (search->by_index ? !opened || !bytes_equal(disclosure.name, bytes_text(search->member))
                         : memcmp(sha256, search->sha256, 32) != 0)
        return;
    memcpy(search->sha256, sha256, 32);
    search->found = true;
    search->named = search->at;
    snprintf(search->name, sizeof search->name, "%.*s",
             (int)(disclosure.name.size < 60 ? disclosure.name.size : 60),
             (const char *)disclosure.name.data);
}

static void match_object(void *user, const uint8_t sha256[32])
{
    struct search *search = user;

    if (search->by_index || memcmp(sha256, search->sha256, 32) != 0)
        return;
    search->found = true;
    search->named = search->at;
    text_copy(search->name, sizeof search->name, ERASURE_EVIDENCE);
}

static bool match_entry(void *user, uint64_t index, const struct entry *entry, const char *name,
                        struct arena *arena)
{
    const struct predicate_kind *kind = predicate_find(entry->statement.predicate_type);
    struct search *search = user;

    (void)name;
    (void)arena;
    if (!kind || (search->by_index && index != search->entry))
        return true;
    search->at = index;
    if (!search->by_index && strcmp(kind->name, "inventory") == 0) {
        char hex[65];

        hex_encode(bytes_of(search->sha256, 32), hex);
        search->fixed |=
            memmem(entry->envelope.payload.data, entry->envelope.payload.size, hex, 64) != NULL;
    }
    seal_digests(entry->statement.predicate, match_sealed, search);
    shape_objects(kind->members, entry->statement.predicate, match_object, search);
    return true;
}

static ASSAY_RESULT fail_search(const struct search *search, const char *what,
                                struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                   search->fixed ? "\"%.90s\" is what an inventory names, and stays"
                                 : "no entry names \"%.90s\" as something that can be erased",
                   what);

    assay_error_id(err, search->fixed ? "ledger.not-erasable" : "ledger.no-object");
    assay_error_path(err, search->ledger->store->where);
    assay_error_why(err, "a sealed value is named INDEX.MEMBER or by its digest, evidence by its "
                         "digest (64 hex digits)");
    assay_error_do(err, "assay ledger show INDEX      tells what is sealed in an entry");
    return status;
}

/* What INDEX.MEMBER sealed once can be opened no more: the erasure says what it was. */
static bool find_erased(struct search *search, const struct erasures *erasures)
{
    for (size_t i = 0; i < erasures->list.size / sizeof(struct erasure); i++) {
        struct erasure erasure;

        memcpy(&erasure, erasures->list.data + i * sizeof erasure, sizeof erasure);
        if (erasure.named == search->entry && strcmp(erasure.member, search->member) == 0) {
            memcpy(search->sha256, erasure.sha256, sizeof search->sha256);
            return true;
        }
    }
    return false;
}

static ASSAY_RESULT look(struct search *search, struct assay_error *err)
{
    return ledger_walk_from(search->ledger, search->by_index ? search->entry : 0,
                            &(struct ledger_walk){match_entry, search}, err);
}

static ASSAY_RESULT find(struct search *search, const struct erasures *erasures, const char *what,
                         struct assay_error *err)
{
    const char *dot = strchr(what, '.');
    struct bytes word = bytes_text(what);

    if (bytes_starts(word, BYTES("sha256:")))
        word = bytes_from(word, 7);
    search->by_index = dot && text_u64(bytes_of(what, (size_t)(dot - what)), &search->entry);
    search->member = dot ? dot + 1 : "";
    if (search->by_index || hex_decode(word, search->sha256, sizeof search->sha256))
        TRY(look(search, err));
    if (search->by_index && !search->found && find_erased(search, erasures)) {
        search->by_index = false; /* the newest entry that names the digest decides */
        TRY(look(search, err));
    }
    return search->found && !search->fixed ? ASSAY_OK : fail_search(search, what, err);
}

static bool is_there(struct store *store, const char *name)
{
    CLEANUP(stream_close) struct stream stream = {0};

    return store_open(store, name, &stream, NULL) != ASSAY_EMISSING;
}

static ASSAY_RESULT state(struct assay_ledger *ledger, const struct assay_key *signer,
                          const struct assay_erasure *erasure, const struct search *search,
                          uint64_t *index, struct assay_error *err)
{
    CLEANUP(assay_statement_freep) struct assay_statement *statement = NULL;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_subject subject = {.name = "object"};
    char hex[65];
    const char *sets[5];
    struct assay_draft draft = {.kind = "erasure",
                                .subjects = &subject,
                                .subject_count = 1,
                                .sets = sets,
                                .set_count = ARRAY_LEN(sets),
                                .time = erasure->time};

    hex_encode(bytes_of(search->sha256, 32), hex);
    memcpy(subject.sha256, search->sha256, 32);
    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an erasure");
    sets[0] = arena_printf(arena, "digest=%s", hex);
    sets[1] = arena_printf(arena, "entry=%" PRIu64, search->named);
    sets[2] = arena_printf(arena, "ground=%s", erasure->ground);
    sets[3] = arena_printf(arena, "member=%s", search->name);
    sets[4] = arena_printf(arena, "who=%s", erasure->who);
    for (size_t i = 0; i < ARRAY_LEN(sets); i++)
        if (!sets[i])
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an erasure");
    TRY(draft_make(predicate_named("erasure"), &draft, &statement, err));
    return assay_ledger_state(ledger, signer, statement, index, err);
}

enum assay_status assay_ledger_erase(struct assay_ledger *ledger, const struct assay_key *signer,
                                     const struct assay_erasure *erasure, struct assay_erased *out,
                                     struct assay_error *err)
{
    CLEANUP(erasures_clear) struct erasures erasures = {0};
    struct search search = {.ledger = ledger};
    char name[STORE_NAME_SIZE];
    enum assay_status status;

    TRY(erasures_load(ledger, &erasures, err));
    TRY(find(&search, &erasures, erasure->what, err));
    store_object_name(search.sha256, name);
    out->index = erasures_find(&erasures, search.sha256, search.named);
    out->before = out->index != UINT64_MAX && !is_there(ledger->store, name);
    if (out->index == UINT64_MAX)
        TRY(state(ledger, signer, erasure, &search, &out->index, err));
    status = store_remove(ledger->store, name, err);
    if (status == ASSAY_OK)
        status = store_sync(ledger->store, err); /* it does not come back after a loss of power */
    if (status != ASSAY_OK) {
        assay_error_why(err,
                        "entry %" PRIu64 " states the erasure, and the object may still be there",
                        out->index);
        assay_error_do(err, "run the same command again: it completes the erasure");
    }
    return status;
}
