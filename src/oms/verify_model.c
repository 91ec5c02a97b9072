/* verify_model.c - checks a signature and the model that it is about, in the order of
 * ledger-formats.md 4.6. */

#include <fcntl.h>
#include <stdio.h>
#include <time.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "oms/bundle.h"
#include "oms/compare.h"
#include "oms/stamps.h"

struct checking {
    const struct assay_model_check *check;
    struct arena *arena;
    struct oms_bundle bundle;
    struct oms_claim claim;
    struct assay_model_verdict *out;
    struct assay_error *err;
};

static void note(const struct checking *checking, const char *text)
{
    if (checking->check->note)
        checking->check->note(checking->check->user, text);
}

static ASSAY_RESULT fail(const struct checking *checking, const char *id, const char *text,
                         const char *remedy)
{
    enum assay_status status =
        oms_fail(checking->err, ASSAY_ETRUST, id, checking->check->signature, "%s", text);

    assay_error_do(checking->err, "%s", remedy);
    return status;
}

/* The key must be the one that is named; a hint that says otherwise tells why nothing would fit. */
static ASSAY_RESULT find_key(const struct checking *checking, const struct assay_key **out)
{
    const struct assay_model_check *check = checking->check;
    CLEANUP(assay_key_freep) struct assay_key *old = NULL;
    char hint[2 * SHA256_SIZE + 1];

    if (!check->key)
        return fail(checking, "signature.method",
                    "the model was signed by a key, not a certificate",
                    "name the signer's public key: --key PUB.pem");
    if (assay_key_algorithm(check->key) == ASSAY_KEY_ED25519)
        return fail(checking, "signature.algorithm", "an Ed25519 key signs no models",
                    "name the ECDSA key of the signer: --key PUB.pem");
    oms_key_hint(check->key, hint);
    if (checking->bundle.old_key.size)
        TRY(key_of_pem(checking->bundle.old_key, check->signature, &old, checking->err));
    if ((checking->bundle.hint.size && !bytes_equal(checking->bundle.hint, bytes_text(hint))) ||
        (old && strcmp(assay_key_id(old), assay_key_id(check->key)) != 0))
        return fail(checking, "signature.key", "the model was signed by another key",
                    "ask the signer which key it was, by a way that you trust");
    snprintf(checking->out->signer, sizeof checking->out->signer, "key %.16s",
             assay_key_id(check->key));
    *out = check->key;
    return ASSAY_OK;
}

static ASSAY_RESULT read_chain(const struct checking *checking, struct certificates *chain)
{
    const struct doc *list = checking->bundle.chain;

    for (size_t i = 0; i < list->count; i++) {
        CLEANUP(buf_clear) struct buf der = {.ceiling = CERTIFICATE_FILE_MAX};
        const struct doc *raw = doc_get(&list->items[i], "rawBytes");

        if (!raw || raw->type != DOC_TEXT || !base64_decode(&der, raw->text, false) ||
            certificates_read(chain, buf_bytes(&der), checking->check->signature, NULL) != ASSAY_OK)
            return fail(checking, "signature.format", "a certificate in it cannot be read",
                        "fetch the signature again");
    }
    return ASSAY_OK;
}

/* The time of signing, where somebody who is trusted has seen it. */
static ASSAY_RESULT check_stamps(const struct checking *checking)
{
    const struct assay_model_check *check = checking->check;
    struct timestamp stamp;

    if (checking->bundle.stamp_count == 0) {
        if (check->authorities)
            note(checking, "no time stamp came with it: now is what counts");
        return ASSAY_OK;
    }
    if (!check->authorities) {
        note(checking,
             "a time stamp came with it: --tsa-ca CA.pem says whom you trust; now is what "
             "counts");
        return ASSAY_OK;
    }
    TRY(oms_stamps_judge(&checking->bundle, check->signature, check->authorities, &stamp,
                         checking->err));
    checking->out->is_stamped = true;
    checking->out->stamped = stamp.time;
    text_copy(checking->out->authority, sizeof checking->out->authority, stamp.authority);
    return ASSAY_OK;
}

static ASSAY_RESULT find_leaf(const struct checking *checking, struct assay_key **out)
{
    const struct assay_model_check *check = checking->check;
    CLEANUP(certificates_freep) struct certificates *chain = certificates_new();
    CLEANUP(certificates_freep) struct certificates *roots = NULL;
    enum assay_status status;

    if (!check->roots)
        return fail(checking, "signature.method", "the model was signed with a certificate",
                    "name the root that you trust: --ca-file CA.pem");
    if (!chain)
        return oms_fail_memory(checking->err);
    TRY(certificates_open(check->roots, &roots, checking->err));
    TRY(read_chain(checking, chain));
    status = certificates_verify(
        chain, roots, checking->out->is_stamped ? checking->out->stamped : (int64_t)time(NULL),
        checking->err);
    if (status != ASSAY_OK) {
        assay_error_path(checking->err, check->signature);
        return status;
    }
    if (!certificate_may_sign(chain, 0))
        return fail(checking, "signature.certificate-use",
                    "the certificate is neither for signatures nor for code",
                    "ask the signer for one with keyUsage digitalSignature");
    certificate_subject(chain, 0, checking->out->signer);
    return certificate_key(chain, 0, out, checking->err);
}

static bool holds_legacy(const struct checking *checking, const struct assay_key *key)
{
    const struct dsse *envelope = &checking->bundle.envelope;
    CLEANUP(buf_clear) struct buf pae = {.ceiling = 5 * (size_t)LIMIT_DOCUMENT};

    oms_legacy_pae(envelope->type, envelope->payload, &pae);
    return pae.status == ASSAY_OK &&
           key_verify_sha256(key, buf_bytes(&pae), envelope->signatures[0].signature);
}

/* Whether the signature fits, and in which of two encodings. */
static ASSAY_RESULT check_signature(const struct checking *checking, bool *legacy)
{
    CLEANUP(assay_key_freep) struct assay_key *leaf = NULL;
    const struct assay_key *key = NULL;

    TRY(check_stamps(checking));
    if (checking->bundle.chain)
        TRY(find_leaf(checking, &leaf));
    else
        TRY(find_key(checking, &key));
    if (leaf)
        key = leaf;
    *legacy = false;
    if (dsse_verify(&checking->bundle.envelope, 0, key))
        return ASSAY_OK;
    if (!holds_legacy(checking, key))
        return fail(checking, "signature.broken",
                    "the signature does not fit what it is said to be over",
                    "the file was damaged or forged: fetch it again from the signer");
    *legacy = true;
    if (!checking->check->allow_legacy)
        return fail(checking, "signature.legacy", "the signature is of a kind from before 1.0",
                    "have it signed anew, or accept it: --allow-legacy");
    note(checking, "signed in a form of before 1.0, which was encoded wrongly");
    return ASSAY_OK;
}

static ASSAY_RESULT check_bundle(struct checking *checking)
{
    const char *path = checking->check->signature;
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    struct bytes kept;
    struct doc *statement;
    bool legacy, old_kind;

    TRY(file_read(AT_FDCWD, path, &text, checking->err));
    kept = bytes_of(arena_copy(checking->arena, buf_bytes(&text)), text.size);
    if (!kept.data)
        return oms_fail_memory(checking->err);
    TRY(oms_bundle_read(checking->arena, kept, path, &checking->bundle, checking->err));
    TRY(check_signature(checking, &legacy));
    if (!bytes_equal(checking->bundle.envelope.type, BYTES(STATEMENT_TYPE)))
        return fail(checking, "signature.payload-type", "what was signed is no in-toto statement",
                    "this signature is over something else than a model");
    if (doc_read_json(checking->arena,
                      &(struct doc_source){path, checking->bundle.envelope.payload}, &statement,
                      NULL) != ASSAY_OK)
        return fail(checking, "signature.statement-type", "what was signed is no JSON",
                    "this signature is over something else than a model");
    TRY(oms_payload_kind(statement, path, &old_kind, checking->err));
    if (legacy != old_kind)
        return fail(checking, "signature.legacy", "the signature mixes two versions of its form",
                    "have it signed anew");
    return oms_payload_read(checking->arena, statement, old_kind, path, &checking->claim,
                            checking->err);
}

static bool is_signed(void *user, const char *name)
{
    return oms_claims(user, name);
}

static ASSAY_RESULT lay_rules(const struct checking *checking, const struct oms_tree *tree,
                              struct oms_rules *rules)
{
    const struct assay_model_check *check = checking->check;
    const char *own = oms_tree_below(tree, check->signature);

    if (!checking->claim.has_ignored)
        TRY(oms_rules_ignore_always(checking->arena, rules, checking->err));
    if (own && !oms_claims(&checking->claim, own))
        TRY(oms_rules_ignore(checking->arena, rules, &own, 1, checking->err));
    return oms_rules_ignore(checking->arena, rules, check->ignored, check->ignored_count,
                            checking->err);
}

static ASSAY_RESULT check_model(struct checking *checking)
{
    const struct assay_model_check *check = checking->check;
    CLEANUP(oms_tree_clear) struct oms_tree tree = {0};
    struct oms_claim *claim = &checking->claim;
    struct oms_manifest present = {.arena = checking->arena};
    struct oms_hashing how = {.rules = &claim->rules,
                              .jobs = check->jobs,
                              .interrupted = check->interrupted,
                              .user = claim};

    TRY(oms_tree_open(&tree, check->model, checking->err));
    oms_sort_by_file(&claim->manifest);
    TRY(lay_rules(checking, &tree, &claim->rules));
    TRY(oms_tree_walk(&tree, &claim->rules, checking->err));
    if (tree.single && claim->manifest.count &&
        bytes_equal(claim->manifest.resources[0].file, BYTES(".")))
        how.single_name = ".";
    else if (check->ignore_unsigned)
        how.wants = is_signed;
    TRY(oms_hash(&tree, &how, &present, checking->err));
    if (present.empty_count && claim->rules.method == ASSAY_SIGN_SHARDS && !claim->has_empty)
        note(checking, "files without a byte are in no shard: nobody signed that they are there");
    checking->out->files = present.files;
    return oms_compare(claim, &present, &tree, check, &checking->out->differences, checking->err);
}

enum assay_status assay_model_verify(const struct assay_model_check *check,
                                     struct assay_model_verdict *out, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct checking checking = {.check = check, .arena = arena, .out = out, .err = err};

    if (!arena)
        return oms_fail_memory(err);
    TRY(check_bundle(&checking));
    memcpy(out->root, checking.claim.root, sizeof out->root);
    if (checking.bundle.has_log)
        note(&checking, "entries of a transparency log came with it; they are not looked at");
    return check_model(&checking);
}
