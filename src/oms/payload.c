/* payload.c - writes the statement that is signed. Source: ledger-formats.md 4.2 and 4.4. */

#include "oms/payload.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/kit.h"

/* What `algorithm` says of each resource. */
static void name_algorithm(const struct oms_rules *rules, enum assay_signing_dialect dialect,
                           char out[64])
{
    const char *hash = assay_signing_hash_name(rules->hash);

    if (rules->method == ASSAY_SIGN_SHARDS && dialect == ASSAY_SIGN_REF)
        snprintf(out, 64, "%s-sharded-%" PRIu64, hash, rules->shard_size);
    else
        snprintf(out, 64, "%s", hash);
}

static void write_resources(const struct oms_manifest *manifest, const struct oms_rules *rules,
                            enum assay_signing_dialect dialect, struct jcs *jcs)
{
    char algorithm[64];

    name_algorithm(rules, dialect, algorithm);
    jcs_open_array(jcs);
    for (size_t i = 0; i < manifest->count; i++) {
        const struct oms_resource *resource = &manifest->resources[i];

        jcs_open_object(jcs);
        jcs_key(jcs, "algorithm");
        jcs_string(jcs, algorithm);
        jcs_key(jcs, "digest");
        jcs_hex(jcs, bytes_of(resource->digest, oms_digest_size(rules->hash)));
        jcs_key(jcs, "name");
        jcs_string(jcs, resource->name);
        jcs_close_object(jcs);
    }
    jcs_close_array(jcs);
}

static void write_texts(struct jcs *jcs, const char *const *texts, size_t count)
{
    jcs_open_array(jcs);
    for (size_t i = 0; i < count; i++)
        jcs_string(jcs, texts[i]);
    jcs_close_array(jcs);
}

static void write_serialization(const struct oms_rules *rules, struct jcs *jcs)
{
    jcs_open_object(jcs);
    jcs_key(jcs, "allow_symlinks");
    jcs_bool(jcs, rules->allow_symlinks);
    jcs_key(jcs, "hash_type");
    jcs_string(jcs, assay_signing_hash_name(rules->hash));
    jcs_key(jcs, "ignore_paths");
    write_texts(jcs, rules->ignored, rules->ignored_count);
    jcs_key(jcs, "method");
    jcs_string(jcs, rules->method == ASSAY_SIGN_SHARDS ? "shards" : "files");
    if (rules->method == ASSAY_SIGN_SHARDS) {
        jcs_key(jcs, "shard_size");
        jcs_u64(jcs, rules->shard_size);
    }
    jcs_close_object(jcs);
}

enum assay_status oms_payload_write(const struct oms_manifest *manifest,
                                    const struct oms_rules *rules,
                                    enum assay_signing_dialect dialect, const char *name,
                                    struct buf *out, uint8_t resources[SHA256_SIZE],
                                    struct assay_error *err)
{
    uint8_t root[SHA256_SIZE];
    struct jcs jcs;
    size_t start;

    TRY(oms_manifest_root(manifest, rules->hash, root, err));
    jcs_init(&jcs, out);
    statement_open(&jcs);
    jcs_open_object(&jcs);
    if (manifest->empty_count && dialect == ASSAY_SIGN_SPEC) {
        jcs_key(&jcs, OMS_EMPTY_FILES);
        write_texts(&jcs, manifest->empty, manifest->empty_count);
    }
    jcs_key(&jcs, "resources");
    start = out->size;
    write_resources(manifest, rules, dialect, &jcs);
    if (resources && out->status == ASSAY_OK)
        sha256(bytes_from(buf_bytes(out), start + (out->data[start] != '[')), resources);
    jcs_key(&jcs, "serialization");
    write_serialization(rules, &jcs);
    jcs_close_object(&jcs);
    statement_subjects(&jcs, OMS_PREDICATE);
    statement_subject(&jcs, name, root);
    statement_close(&jcs);
    return buf_status(out, err);
}
