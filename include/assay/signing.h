/* signing.h - models signed as a whole, as others sign and check them: OpenSSF Model Signing 1.0.
 */

#pragma once

#include <assay/key.h>
#include <signal.h>

enum assay_signing_method {
    ASSAY_SIGN_FILES,  /* one digest a file */
    ASSAY_SIGN_SHARDS, /* one for each piece of a file */
};

enum assay_signing_hash { ASSAY_SIGN_SHA256, ASSAY_SIGN_BLAKE2B, ASSAY_SIGN_HASHES };

/* Where the text of 1.0 and its reference tool differ (ledger-formats.md 4.4), writers choose. */
enum assay_signing_dialect { ASSAY_SIGN_SPEC, ASSAY_SIGN_REF };

/* "sha256", "blake2b"; and back, false where there is none of that name. */
const char *assay_signing_hash_name(enum assay_signing_hash hash);
bool assay_signing_hash_named(const char *name, enum assay_signing_hash *out);

/* What of a model is signed, and how. */
struct assay_signing_rules {
    enum assay_signing_method method;
    enum assay_signing_hash hash;
    uint64_t shard_size;        /* bytes; 0: 1000000000 */
    bool allow_symlinks;        /* links to what is inside the model */
    const char *const *ignored; /* paths below the model that are left out, with all below them */
    size_t ignored_count;
};

struct assay_signing_request {
    const char *model;     /* a folder or a file */
    const char *signature; /* where the bundle will be: left out where that is inside, or NULL */
    struct assay_signing_rules rules;
    enum assay_signing_dialect dialect;
    const struct assay_key *key; /* ECDSA, with its private half */
    const char *chain;           /* PEM file, leaf first, whose leaf certifies `key`; or NULL */
    unsigned jobs;               /* threads; 0: all processors */
    const volatile sig_atomic_t *interrupted; /* or NULL */
};

/* A model that was signed; zeroed by the caller, released by assay_signed_clear(). */
struct assay_signed {
    char *bundle; /* JSON text */
    size_t size;
    char *name;            /* of the model: the base name of its path */
    uint8_t root[32];      /* SHA-256 over all digests in their order */
    uint8_t resources[32]; /* SHA-256 of the canonical list of names and digests */
    uint64_t files, bytes;
    char **empty; /* files without a byte, which shards do not cover */
    size_t empty_count;
};

void assay_signed_clear(struct assay_signed *done);

/*
 * Hashes a model and signs what was found; reads each byte once.
 *
 * ASSAY_EUSAGE  "signature.link", "signature.name", "signature.special", "signature.empty-model",
 *               "signature.algorithm", "signature.ignore-path", ...: a model or key that cannot be
 *               signed so; nothing is skipped silently
 */
ASSAY_RESULT assay_model_sign(const struct assay_signing_request *request, struct assay_signed *out,
                              struct assay_error *err);

/* How it stands in a ledger. */
struct assay_signed_record {
    const char *name;            /* of the bundle, such as "model.sig" */
    const struct assay_key *key; /* that signed the model */
    int64_t time;
};

/* Puts a signed model into a ledger: the bundle as an object, and an entry by `signer` about it;
 * `index` as for assay_ledger_state(). ASSAY_ETRUST: "key.role". */
struct assay_ledger;
ASSAY_RESULT assay_ledger_signed(struct assay_ledger *ledger, const struct assay_key *signer,
                                 const struct assay_signed *model,
                                 const struct assay_signed_record *record, uint64_t *index,
                                 struct assay_error *err);

/* The request for a time stamp over the signature in a bundle, DER; the caller's to free(). */
ASSAY_RESULT assay_signature_stamp_request(const char *signature, char **der, size_t *size,
                                           struct assay_error *err);

struct assay_signature_stamping {
    const char *signature;   /* the bundle, which is written anew */
    const char *answer;      /* of the authority, DER */
    const char *request;     /* whose nonce must have come back, or NULL */
    const char *authorities; /* that are trusted, PEM */
};

/*
 * Checks an answer and puts it into the bundle.
 *
 * ASSAY_ETRUST  "stamp.*", or "signature.format": no bundle
 */
ASSAY_RESULT assay_signature_stamp_add(const struct assay_signature_stamping *what, int64_t *time,
                                       char authority[256], struct assay_error *err);

enum assay_difference_kind {
    ASSAY_MODEL_CHANGED,
    ASSAY_MODEL_MISSING,
    ASSAY_MODEL_EXTRA,
    ASSAY_MODEL_RENAMED,
    ASSAY_MODEL_DIFFERENCES
};

struct assay_difference {
    enum assay_difference_kind kind;
    const char *name;    /* as signed, or as it is where it was not */
    const char *renamed; /* what a RENAMED one is called now */
    const char *why;     /* more words, or NULL */
};

struct assay_model_check {
    const char *model, *signature;
    const struct assay_key *key; /* of the signer, or NULL with `roots` */
    const char *roots;           /* PEM file of the certificates that are trusted */
    const char *authorities;     /* the same of those who give time stamps, or NULL: none does */
    const char *const *ignored;  /* left out in addition to what the signature leaves out */
    size_t ignored_count;
    bool ignore_unsigned; /* what is there and not signed is not told */
    bool allow_legacy;    /* signatures of before 1.0 (ledger-formats.md 4.5) */
    unsigned jobs;
    const volatile sig_atomic_t *interrupted;
    void (*difference)(void *user, const struct assay_difference *difference);
    void (*note)(void *user, const char *text);
    void *user;
};

struct assay_model_verdict {
    uint64_t files, differences;
    uint8_t root[32];
    char signer[256]; /* "key 0123456789abcdef", or the subject of a certificate */
    bool is_stamped;  /* by a trusted authority: the signature was there by then */
    int64_t stamped;  /* seconds since 1970 */
    char authority[256];
};

/*
 * Checks a bundle (ledger-formats.md 4.6), then the model against what it says. Differences are
 * told one by one and counted; a signature that does not hold is a failure.
 *
 * ASSAY_ETRUST  "signature.*" or "certificate.*": which part does not hold
 */
ASSAY_RESULT assay_model_verify(const struct assay_model_check *check,
                                struct assay_model_verdict *out, struct assay_error *err);

struct assay_inventory;

/*
 * Tells each item of an inventory which keys signed exactly its bytes, as part of a model: the fact
 * `statement.signers`. Signatures that are among the items are read once more.
 *
 * root    folder that the inventory is of; a signature that is not there, or has changed, is none
 * folder  public keys that are trusted, each NAME.pem; where it is not there nobody is
 *
 * ASSAY_EUSAGE  a file of `folder` is no public key
 */
ASSAY_RESULT assay_inventory_signers(struct assay_inventory *inventory, const char *root,
                                     const char *folder, struct assay_error *err);
