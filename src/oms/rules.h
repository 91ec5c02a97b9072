/* rules.h - what of a model is signed, and how a failure to do so is told. */

#pragma once

#include <assay/signing.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "crypto/digest.h"

#define OMS_MEDIA_TYPE "application/vnd.dev.sigstore.bundle.v0.3+json"
#define OMS_PREDICATE "https://model_signing/signature/v1.0"
#define OMS_PREDICATE_LEGACY "https://model_signing/Digests/v0.1"
/* A member of assay's own in the predicate: what shards cannot say. */
#define OMS_EMPTY_FILES "assay_empty_files"

#define OMS_SHARD_SIZE UINT64_C(1000000000)

/* The rules of one signature, complete: names that are left out sorted, each once. */
struct oms_rules {
    enum assay_signing_method method;
    enum assay_signing_hash hash;
    uint64_t shard_size;
    bool allow_symlinks;
    const char **ignored;
    size_t ignored_count;
};

/* The digest behind a name, and its size in bytes. */
enum digest_kind oms_digest(enum assay_signing_hash hash);
size_t oms_digest_size(enum assay_signing_hash hash);

/*
 * Rules as a person gave them, with what is always left out, and `own` (the signature file, a path
 * below the model; or NULL).
 *
 * ASSAY_EUSAGE  "signature.ignore-path"
 */
ASSAY_RESULT oms_rules_make(struct arena *arena, const struct assay_signing_rules *from,
                            const char *own, struct oms_rules *out, struct assay_error *err);

/* Adds names to those that are left out. */
ASSAY_RESULT oms_rules_ignore(struct arena *arena, struct oms_rules *rules,
                              const char *const *paths, size_t count, struct assay_error *err);
/* Adds what is left out of every model. */
ASSAY_RESULT oms_rules_ignore_always(struct arena *arena, struct oms_rules *rules,
                                     struct assay_error *err);

/* True for a name that is left out, or lies below one. */
bool oms_is_ignored(const struct oms_rules *rules, const char *name);

/* Relative, with '/', no empty part, no "." and "..", valid UTF-8. */
bool oms_name_is_fine(struct bytes name);

/* Fails with an id; `path` may be NULL. */
ASSAY_RESULT oms_fail(struct assay_error *err, enum assay_status status, const char *id,
                      const char *path, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#ifdef __clang_analyzer__ /* see assay_fail() */
#define oms_fail(err, status, ...) ((void)(oms_fail)(err, status, __VA_ARGS__), (status))
#endif

ASSAY_RESULT oms_fail_memory(struct assay_error *err);
