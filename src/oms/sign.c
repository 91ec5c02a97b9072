/* sign.c - signs a model. Source: ledger-formats.md 4. */

#include <stdlib.h>
#include <time.h>

#include "base/kit.h"
#include "base/limits.h"
#include "oms/bundle.h"

void assay_signed_clear(struct assay_signed *done)
{
    for (size_t i = 0; i < done->empty_count; i++)
        free(done->empty[i]);
    free(done->empty);
    free(done->bundle);
    free(done->name);
    *done = (struct assay_signed){0};
}

static ASSAY_RESULT check_key(const struct assay_key *key, struct assay_error *err)
{
    enum assay_status status;

    if (assay_key_algorithm(key) != ASSAY_KEY_ED25519)
        return ASSAY_OK;
    status = oms_fail(err, ASSAY_EUSAGE, "signature.algorithm", NULL,
                      "an Ed25519 key cannot sign models");
    assay_error_why(err, "OpenSSF Model Signing knows ECDSA on P-256, P-384 and P-521");
    assay_error_do(err, "assay key new --algorithm ecdsa-p256 model, then --key model");
    return status;
}

/* A chain that nobody would believe is not written. */
static ASSAY_RESULT open_chain(const struct assay_signing_request *request,
                               struct certificates **out, struct assay_error *err)
{
    CLEANUP(certificates_freep) struct certificates *chain = NULL;
    CLEANUP(assay_key_freep) struct assay_key *leaf = NULL;

    if (!request->chain)
        return ASSAY_OK;
    TRY(certificates_open(request->chain, &chain, err));
    TRY(certificate_key(chain, 0, &leaf, err));
    if (certificates_count(chain) > CERTIFICATE_CHAIN_MAX)
        return oms_fail(err, ASSAY_EUSAGE, "certificate.format", request->chain,
                        "more certificates than a chain may have");
    if (strcmp(assay_key_id(leaf), assay_key_id(request->key)) != 0)
        return oms_fail(err, ASSAY_EUSAGE, "signature.key", request->chain,
                        "the first certificate is not of the key that signs");
    if (!certificate_may_sign(chain, 0))
        return oms_fail(err, ASSAY_EUSAGE, "signature.certificate-use", request->chain,
                        "the first certificate is neither for signatures nor for code");
    for (size_t i = 0; i + 1 < certificates_count(chain); i++)
        if (!certificate_issued_by(chain, i, i + 1))
            return oms_fail(err, ASSAY_EUSAGE, "certificate.chain", request->chain,
                            "certificate %zu is not signed by the one behind it", i + 1);
    *out = TAKE(chain);
    return ASSAY_OK;
}

static ASSAY_RESULT keep_empty(const struct oms_manifest *manifest, struct assay_signed *out,
                               struct assay_error *err)
{
    out->empty = calloc(manifest->empty_count + 1, sizeof *out->empty);
    if (!out->empty)
        return oms_fail_memory(err);
    for (size_t i = 0; i < manifest->empty_count; i++) {
        out->empty[i] = strdup(manifest->empty[i]);
        if (!out->empty[i])
            return oms_fail_memory(err);
        out->empty_count++;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT measure(const struct assay_signing_request *request, struct oms_tree *tree,
                            struct oms_rules *rules, struct oms_manifest *manifest,
                            struct assay_error *err)
{
    struct oms_hashing how = {rules, request->jobs, request->interrupted, NULL, NULL, NULL};
    enum assay_status status;

    TRY(oms_tree_open(tree, request->model, err));
    TRY(oms_rules_make(tree->arena, &request->rules,
                       request->signature ? oms_tree_below(tree, request->signature) : NULL, rules,
                       err));
    TRY(oms_tree_walk(tree, rules, err));
    TRY(oms_tree_signable(tree, err));
    if (request->dialect == ASSAY_SIGN_REF)
        how.single_name = ".";
    manifest->arena = tree->arena;
    TRY(oms_hash(tree, &how, manifest, err));
    if (manifest->count == 0) {
        status = oms_fail(err, ASSAY_EEMPTY, "signature.empty-model", request->model,
                          "there is nothing to sign: the model has no file%s",
                          manifest->empty_count ? " with a byte in it" : "");
        assay_error_do(err, "name the folder that holds the model, or the file that it is");
        return status;
    }
    oms_manifest_sort(manifest, request->dialect);
    return ASSAY_OK;
}

static ASSAY_RESULT finish(const struct assay_signing_request *request, const struct oms_tree *tree,
                           const struct oms_rules *rules, const struct oms_manifest *manifest,
                           const struct certificates *chain, struct assay_signed *out,
                           struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf payload = {.ceiling = LIMIT_SIGNATURE_PAYLOAD};
    CLEANUP(buf_clear) struct buf bundle = {.ceiling = LIMIT_DOCUMENT};

    TRY(oms_manifest_root(manifest, rules->hash, out->root, err));
    if (oms_payload_write(manifest, rules, request->dialect, tree->name, &payload, out->resources,
                          err) != ASSAY_OK)
        return oms_fail(err, ASSAY_ELIMIT, "signature.too-large", request->model,
                        "the list of files is larger than readers take");
    TRY(oms_bundle_write(request->key, chain, buf_bytes(&payload), &bundle, err));
    out->files = manifest->files;
    out->bytes = manifest->bytes;
    TRY(keep_empty(manifest, out, err));
    out->name = strdup(tree->name);
    out->size = bundle.size;
    out->bundle = buf_take_string(&bundle);
    return out->name && out->bundle ? ASSAY_OK : oms_fail_memory(err);
}

enum assay_status assay_model_sign(const struct assay_signing_request *request,
                                   struct assay_signed *out, struct assay_error *err)
{
    CLEANUP(certificates_freep) struct certificates *chain = NULL;
    CLEANUP(oms_tree_clear) struct oms_tree tree = {0};
    struct oms_rules rules;
    struct oms_manifest manifest = {0};

    TRY(check_key(request->key, err));
    TRY(open_chain(request, &chain, err));
    TRY(measure(request, &tree, &rules, &manifest, err));
    return finish(request, &tree, &rules, &manifest, chain, out, err);
}
