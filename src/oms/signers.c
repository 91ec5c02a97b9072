/*
 * signers.c - whose signature over a model covers which items of an inventory, and who signed what
 * is said of how they were built.
 *
 * A bundle was read when the inventory was made, and what it claims is known; here it is read once
 * more, held to its digest, and to the keys that a project trusts. An item is told a key only where
 * the signed list holds the digest of its bytes.
 */

#include <assay/inventory.h>
#include <assay/signing.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/build.h"
#include "oms/bundle.h"

enum {
    KEYS_MAX = 64,       /* of one project */
    ENVELOPES_MAX = 256, /* of one file: as many as its inspector reads */
    TRIES_MAX = 16384,   /* of a key on a signature over provenance, for a second or so */
};

struct signers {
    struct assay_inventory *inventory;
    int root; /* where files of the inventory are */
    struct arena *arena;
    struct assay_key *keys[KEYS_MAX];
    const char *names[KEYS_MAX]; /* of their files, in the inventory's arena */
    size_t key_count, tries;
    struct assay_error *err;
};

static void signers_clear(struct signers *signers)
{
    for (size_t i = 0; i < signers->key_count; i++)
        assay_key_free(signers->keys[i]);
    if (signers->root >= 0)
        close(signers->root);
    arena_free(signers->arena);
}

static int is_key(const struct dirent *entry)
{
    return bytes_ends(bytes_text(entry->d_name), BYTES(".pem"));
}

static void free_names(struct dirent ***names)
{
    free(*names);
}

/* Sorted, so that the order in which keys are tried is everywhere the same. */
static ASSAY_RESULT read_keys(struct signers *signers, const char *folder)
{
    CLEANUP(free_names) struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_key, alphasort);
    enum assay_status status = ASSAY_OK;

    if (count < 0 && errno != ENOENT && errno != ENOTDIR) {
        status = assay_fail(signers->err, ASSAY_EIO, ASSAY_NO_OFFSET, "the folder cannot be read");
        assay_error_path(signers->err, folder);
        return status;
    }
    for (int i = 0; i < count; i++) {
        size_t at = signers->key_count;
        const char *path = arena_printf(signers->arena, "%s/%s", folder, entries[i]->d_name);

        if (status == ASSAY_OK && at == KEYS_MAX)
            status = assay_fail(signers->err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                                "more than %d keys in %s", KEYS_MAX, folder);
        if (status == ASSAY_OK && path)
            status = assay_key_open_public(path, &signers->keys[at], signers->err);
        if (status == ASSAY_OK && path) {
            signers->names[at] =
                arena_text(inventory_arena(signers->inventory), entries[i]->d_name);
            signers->key_count++;
        }
        free(entries[i]);
    }
    return status;
}

/* The bundle's bytes where they are still those of the inventory; false where they are not. */
static bool read_again(struct signers *signers, const struct assay_item *item, struct buf *text)
{
    uint8_t digest[SHA256_SIZE];

    if (item->path->container || item->type != ASSAY_ITEM_FILE ||
        file_read(signers->root, item->path->name, text, NULL) != ASSAY_OK)
        return false;
    sha256(buf_bytes(text), digest);
    return memcmp(digest, item->content->sha256, SHA256_SIZE) == 0;
}

static int compare_digests(const void *left, const void *right)
{
    return memcmp(left, right, SHA256_SIZE);
}

/* The sorted digests of whole files in a signed statement; pieces of files name no item. */
static uint8_t *signed_digests(struct signers *signers, struct oms_bundle *bundle, size_t *count)
{
    struct doc_source source = {"signature", bundle->envelope.payload};
    struct oms_claim claim = {0};
    struct doc *statement;
    uint8_t *digests;
    bool legacy;

    *count = 0;
    if (!bytes_equal(bundle->envelope.type, BYTES(STATEMENT_TYPE)) ||
        doc_read_json(signers->arena, &source, &statement, NULL) != ASSAY_OK ||
        oms_payload_kind(statement, "signature", &legacy, NULL) != ASSAY_OK || legacy ||
        oms_payload_read(signers->arena, statement, false, "signature", &claim, NULL) != ASSAY_OK ||
        claim.rules.method != ASSAY_SIGN_FILES || claim.rules.hash != ASSAY_SIGN_SHA256)
        return NULL;
    digests = arena_array(signers->arena, claim.manifest.count + 1, SHA256_SIZE);
    for (size_t i = 0; digests && i < claim.manifest.count; i++)
        memcpy(digests + i * SHA256_SIZE, claim.manifest.resources[i].digest, SHA256_SIZE);
    *count = digests ? claim.manifest.count : 0;
    if (*count > 0)
        qsort(digests, *count, SHA256_SIZE, compare_digests);
    return digests;
}

static ASSAY_RESULT no_memory(struct signers *signers)
{
    return assay_fail(signers->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for signatures");
}

/* Adds a key to what is known of an item: facts are sorted by id. */
static ASSAY_RESULT tell(struct signers *signers, size_t index, enum assay_fact_id id,
                         const char *name)
{
    const struct assay_item *item = &signers->inventory->items[index];
    struct arena *arena = inventory_arena(signers->inventory);
    struct assay_fact *all = arena_array(arena, item->declared_count + 1, sizeof *all);
    const char **texts;
    size_t at = 0, known = 0, old = 0;

    while (at < item->declared_count && item->declared[at].id < id)
        at++;
    if (at < item->declared_count && item->declared[at].id == id)
        known = item->declared[at].value.count;
    old = known > 0;
    texts = arena_array(arena, known + 1, sizeof *texts);
    if (!all || !texts)
        return no_memory(signers);
    for (size_t i = 0; i < known; i++) {
        texts[i] = item->declared[at].value.texts[i];
        if (strcmp(texts[i], name) == 0)
            return ASSAY_OK;
    }
    texts[known] = name;
    for (size_t i = 0; i < at; i++)
        all[i] = item->declared[i];
    all[at] = (struct assay_fact){
        .id = id, .value = {.type = ASSAY_VALUE_TEXTS, .texts = texts, .count = known + 1}};
    for (size_t i = at + old; i < item->declared_count; i++)
        all[i + 1 - old] = item->declared[i];
    inventory_declare(signers->inventory, index, all, item->declared_count + 1 - old);
    return ASSAY_OK;
}

static ASSAY_RESULT tell_all(struct signers *signers, const uint8_t *digests, size_t count,
                             const char *name)
{
    for (size_t i = 0; count > 0 && i < signers->inventory->item_count; i++)
        if (!signers->inventory->items[i].content->cut &&
            bsearch(signers->inventory->items[i].content->sha256, digests, count, SHA256_SIZE,
                    compare_digests))
            TRY(tell(signers, i, ASSAY_FACT_STATEMENT_SIGNERS, name));
    return ASSAY_OK;
}

/* A bundle that is broken is known to be: its inspector told a gap, and it signs nothing. */
static ASSAY_RESULT judge_bundle(struct signers *signers, const struct assay_item *item)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    struct oms_bundle bundle = {0};
    const uint8_t *digests;
    size_t count;

    if (!read_again(signers, item, &text) ||
        oms_bundle_read(signers->arena, buf_bytes(&text), "signature", &bundle, NULL) != ASSAY_OK)
        return ASSAY_OK;
    for (size_t i = 0; i < signers->key_count; i++) {
        if (!dsse_verify(&bundle.envelope, 0, signers->keys[i]))
            continue;
        digests = signed_digests(signers, &bundle, &count);
        return digests ? tell_all(signers, digests, count, signers->names[i]) : ASSAY_OK;
    }
    return ASSAY_OK;
}

/* ---- provenance ---- */

/* Past TRIES_MAX nothing is signed by anybody. */
static bool has_signed(struct signers *signers, const struct dsse *envelope,
                       const struct assay_key *key)
{
    for (size_t i = 0; i < envelope->count && signers->tries < TRIES_MAX; i++, signers->tries++)
        if (dsse_verify(envelope, i, key))
            return true;
    return false;
}

static bool read_envelope(struct signers *signers, struct bytes text, struct dsse *out)
{
    struct doc_source source = {"provenance", text};
    const struct doc *inner;
    struct doc *doc;

    if (doc_read_json(signers->arena, &source, &doc, NULL) != ASSAY_OK || doc->type != DOC_MAP)
        return false;
    inner = doc_get(doc, "dsseEnvelope"); /* of a bundle of Sigstore */
    return dsse_of_doc(signers->arena, inner ? inner : doc, "provenance", out, NULL) == ASSAY_OK;
}

/* All envelopes of a file: what is told of it was read from any of them, so that one without a
 * signature takes the worth of all. 0 where there is one that is none. */
static size_t read_envelopes(struct signers *signers, struct bytes text, bool lines,
                             struct dsse *out)
{
    size_t count = 0;

    if (!lines)
        return read_envelope(signers, text, &out[0]);
    while (text.size > 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size);
        struct bytes line = bytes_of(text.data, end ? (size_t)(end - text.data) : text.size);

        text = bytes_from(text, line.size + (end != NULL));
        if (line.size <= 1)
            continue;
        if (count == ENVELOPES_MAX || !read_envelope(signers, line, &out[count++]))
            return 0;
    }
    return count;
}

/* True of an item that was told by this file who built it. */
static bool is_told_by(const struct assay_item *item, const struct assay_path *file)
{
    for (size_t i = 0; i < item->declared_count; i++)
        if (item->declared[i].id == ASSAY_FACT_PROVENANCE_BUILDER && item->declared[i].from)
            return assay_path_compare(item->declared[i].from, file) == 0;
    return false;
}

static ASSAY_RESULT tell_built(struct signers *signers, const struct assay_path *file,
                               const char *name)
{
    for (size_t i = 0; i < signers->inventory->item_count; i++)
        if (is_told_by(&signers->inventory->items[i], file))
            TRY(tell(signers, i, ASSAY_FACT_PROVENANCE_SIGNERS, name));
    return ASSAY_OK;
}

static ASSAY_RESULT judge_provenance(struct signers *signers, const struct assay_item *item)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    struct dsse *envelopes = arena_array(signers->arena, ENVELOPES_MAX, sizeof *envelopes);
    size_t count;

    if (!envelopes)
        return no_memory(signers);
    if (!read_again(signers, item, &text))
        return ASSAY_OK;
    count = read_envelopes(signers, buf_bytes(&text),
                           bytes_ends(bytes_text(item->path->name), BYTES(".jsonl")), envelopes);
    for (size_t i = 0; count > 0 && i < signers->key_count; i++) {
        size_t held = 0;

        while (held < count && has_signed(signers, &envelopes[held], signers->keys[i]))
            held++;
        if (held == count)
            TRY(tell_built(signers, item->path, signers->names[i]));
    }
    return ASSAY_OK;
}

static bool claims(const struct assay_item *item, enum assay_claim_role role)
{
    for (size_t i = 0;
         strcmp(item->content->format, "in-toto") == 0 && i < item->content->claim_count; i++)
        if (item->content->claims[i].role == role)
            return true;
    return false;
}

enum assay_status assay_inventory_signers(struct assay_inventory *inventory, const char *root,
                                          const char *folder, struct assay_error *err)
{
    CLEANUP(signers_clear)
    struct signers signers = {.inventory = inventory, .root = -1, .arena = arena_new(), .err = err};

    if (!signers.arena)
        return no_memory(&signers);
    TRY(read_keys(&signers, folder));
    if (signers.key_count == 0)
        return ASSAY_OK;
    signers.root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; signers.root >= 0 && i < inventory->item_count; i++) {
        if (claims(&inventory->items[i], ASSAY_CLAIM_SIGNED))
            TRY(judge_bundle(&signers, &inventory->items[i]));
        if (claims(&inventory->items[i], ASSAY_CLAIM_BUILT))
            TRY(judge_provenance(&signers, &inventory->items[i]));
    }
    return ASSAY_OK;
}
