/*
 * inventory.h - what is in a target: items with their facts and observations, and the gaps.
 *
 * Plain data. All of it lives in the inventory's own memory and is released with it; to a reader
 * everything is const. The JSON form is that of docs/reference/json.md.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum assay_kind {
    ASSAY_KIND_OTHER,
    ASSAY_KIND_DATASET,
    ASSAY_KIND_MODEL,
    ASSAY_KIND_CODE,
    ASSAY_KIND_DOCUMENT,
    ASSAY_KIND_CARD,
    ASSAY_KIND_POINTER,
    ASSAY_KIND_CONTAINER,
    ASSAY_KIND_CONFIG,
    ASSAY_KINDS
};

enum assay_item_type {
    ASSAY_ITEM_FILE,
    ASSAY_ITEM_SYMLINK,
    ASSAY_ITEM_HARDLINK,
    ASSAY_ITEM_GITLINK,
    ASSAY_ITEM_SPECIAL,
    ASSAY_ITEM_TYPES
};

/* What loading the item would do. */
enum assay_load {
    ASSAY_LOAD_ABSENT, /* no program loads such a thing */
    ASSAY_LOAD_CLEAN,
    ASSAY_LOAD_SUSPICIOUS,
    ASSAY_LOAD_DANGEROUS,
    ASSAY_LOADS
};

enum assay_confidence { ASSAY_LOW, ASSAY_MEDIUM, ASSAY_HIGH, ASSAY_CONFIDENCES };

/* Their names in JSON and policy; never NULL for values of the enum. */
const char *assay_kind_name(enum assay_kind kind);
const char *assay_item_type_name(enum assay_item_type type);
const char *assay_load_name(enum assay_load load);
const char *assay_confidence_name(enum assay_confidence confidence);

/*
 * A name inside a target: raw bytes, '/' between folders, NUL-terminated too. A member of a
 * container points to the container's own path, so `release.zip!/model.pt` is two of these.
 */
struct assay_path {
    const struct assay_path *container; /* NULL at the outermost level */
    size_t size;                        /* bytes of `name` */
    const char *name;
};

/* memcmp() order level by level, a container before its members. */
int assay_path_compare(const struct assay_path *a, const struct assay_path *b);

/* How a commit is signed: told by its header alone, the signature is not verified. */
enum assay_signature {
    ASSAY_UNSIGNED,
    ASSAY_SIGNED_GPG,
    ASSAY_SIGNED_SSH,
    ASSAY_SIGNED_X509,
    ASSAY_SIGNED_OTHER, /* in a way that is not known here */
    ASSAY_SIGNATURES
};

/* "gpg", "ssh", "x509", "other"; "none" for unsigned. */
const char *assay_signature_name(enum assay_signature signature);

/* A commit that introduced content; times in seconds since 1970. */
struct assay_commit {
    uint8_t id[32];
    uint8_t id_size; /* 20 or 32 */
    const char *author;
    int64_t time; /* of the author */
    const char *committer;
    int64_t committed;
    enum assay_signature signature;
};

/* Where git has the item's bytes; only the views of git fill it. */
struct assay_origin {
    uint8_t blob[32];
    uint8_t blob_size;                 /* 0, 20 or 32 */
    bool present;                      /* this content is at this path in HEAD */
    const struct assay_commit *commit; /* the oldest that introduced it here, or NULL */
};

enum assay_value_type { ASSAY_VALUE_BOOL, ASSAY_VALUE_INT, ASSAY_VALUE_TEXT, ASSAY_VALUE_TEXTS };

struct assay_value {
    enum assay_value_type type;
    union {
        bool boolean;
        int64_t integer;  /* at most 2^53-1 */
        const char *text; /* valid UTF-8 */
        struct {
            const char *const *texts;
            size_t count;
        };
    };
};

/* The facts that exist, one line each in include/assay/facts.def. */
enum assay_fact_id {
#define FACT(id, name, type, unit, meaning) ASSAY_FACT_##id,
#include <assay/facts.def>
#undef FACT
    ASSAY_FACTS
};

struct assay_fact_definition {
    const char *name; /* "model.base-model"; in policy "model.base_model" */
    enum assay_value_type type;
    const char *unit; /* "" where there is none */
    const char *meaning;
};

/* The fact dictionary, indexed by enum assay_fact_id. */
extern const struct assay_fact_definition assay_facts[ASSAY_FACTS];

struct assay_fact {
    enum assay_fact_id id;
    bool declared;                 /* by a person, in `from`; else measured on the item's bytes */
    const struct assay_path *from; /* the document that declares it, or NULL: the item itself */
    struct assay_value value;
};

enum { ASSAY_DIGEST_KEY_SIZE = 32 };

/*
 * HMAC-SHA256 of a value that was seen, its first 16 bytes (RFC 2104 section 5): equal ones are one
 * value, for who has the same key. What is made of a value first: docs/reference/detectors.md.
 */
struct assay_value_digest {
    bool made; /* there was a key, and a value */
    uint8_t bytes[16];
};

struct assay_place {
    uint64_t offset;       /* bytes from the start of the item */
    uint32_t line, column; /* from 1 in text, 0 elsewhere */
    struct assay_value_digest value;
};

struct assay_column_count {
    const char *name; /* of the column, shown form */
    uint64_t count;
};

/* A class of thing seen at a place. The value itself is never kept. */
struct assay_observation {
    const char *class_name; /* "pii.email", "secret.private-key", "model.code-import" */
    enum assay_confidence confidence;
    uint64_t count;
    const char *detail; /* what may be said: "posix.system"; "" for personal data, and for secrets
                         * unless they stand in the item's name, which is no place in it */
    const char *masked; /* the first value's first and last characters, or "" */
    const struct assay_place *places; /* the first LIMIT_OBSERVATION_PLACES */
    size_t place_count;
    const struct assay_column_count *columns; /* of a table, or NULL */
    size_t column_count;
};

/* What a document may say of other content. */
enum assay_claim_role {
    ASSAY_CLAIM_FILE,     /* a file by its name: RECORD, SHA256SUMS, manifest.json of docker save */
    ASSAY_CLAIM_SHARD,    /* a part of a model by its name */
    ASSAY_CLAIM_TENSORS,  /* a file that tensors are read from; `size` is the least it must have */
    ASSAY_CLAIM_MANIFEST, /* from here on blobs of an OCI layout by their digest */
    ASSAY_CLAIM_CONFIG,
    ASSAY_CLAIM_LAYER,     /* in the order of the image, the lowest first */
    ASSAY_CLAIM_BLOB,      /* part of an artifact that is no image */
    ASSAY_CLAIM_SUBJECT,   /* the manifest that this one is about; it need not be here */
    ASSAY_CLAIM_DIFF,      /* a layer before it was compressed, by an image's config */
    ASSAY_CLAIM_PIN,       /* from here on no file beside it: what a lock file pins */
    ASSAY_CLAIM_COMPONENT, /* that a bill of materials lists */
    ASSAY_CLAIM_BUILT,     /* what a build made, by digest */
    ASSAY_CLAIM_SIGNED,    /* a file that a signature is over, by digest */
    ASSAY_CLAIM_ROLES
};

#define ASSAY_NO_SIZE UINT64_MAX

/*
 * One thing that a document says of other content: a manifest of its blobs, a RECORD of its files.
 * Whether it holds is known when all items are; what does not hold is a gap. No part of the
 * canonical form. Texts are never NULL.
 */
struct assay_claim {
    enum assay_claim_role role;
    bool elsewhere;         /* the bytes may lie at a URL instead of here */
    const char *name;       /* as written, or "" where the digest is the name */
    const char *digest;     /* "sha256:" and lowercase hex, likewise others; "" for none */
    const char *media_type; /* or "" */
    const char *title;      /* the name or tag that the document gives it, or "" */
    uint64_t size;          /* or ASSAY_NO_SIZE */
    uint64_t offset;        /* where in the document it stands */
};

/* What examination found in one content; shared by all items that have this content. */
struct assay_examination {
    uint64_t size;
    uint8_t sha256[32];
    enum assay_kind kind;
    enum assay_load load;
    const char *format;             /* "safetensors", "csv"; "" when it was not recognised */
    const struct assay_fact *facts; /* sorted by id, declared after measured */
    size_t fact_count;
    const struct assay_observation *observations; /* sorted by class, then detail */
    size_t observation_count;
    bool cut; /* the bytes broke off: size and digest are of those before, and a gap tells why */
    const struct assay_claim *claims; /* in the order of the document */
    size_t claim_count;
};

/* The layer of a container image that a file comes from. */
struct assay_layer {
    const char *digest; /* "sha256:..." as its manifest has it */
    bool final;         /* in the file system of an image: no later layer hides or removes it */
    bool whiteout;      /* a mark that removes files of layers below, no file itself */
};

struct assay_item {
    const struct assay_path *path;
    enum assay_item_type type;
    const char *link;                        /* of a symlink or hardlink, else NULL */
    const struct assay_examination *content; /* never NULL */
    const struct assay_origin *origin;       /* NULL outside git */
    const struct assay_fact *declared;       /* by cards elsewhere about this item, sorted by id */
    size_t declared_count;
    const struct assay_layer *layer; /* NULL outside container images */
};

/* Something not examined, or only in part. */
struct assay_gap {
    const char *id;                /* "bundle.encrypted", as assay explain knows it */
    const struct assay_path *path; /* NULL where the whole target is meant */
    const char *why;
    uint64_t offset; /* or ASSAY_NO_OFFSET */
};

/*
 * How the files of a work tree stand to the commit that is checked out. All zero where there is
 * none, in other views, and where it is not known.
 */
struct assay_checked_out {
    const char *commit; /* hex id; NULL or "" where nothing is told */
    uint64_t differs;   /* tracked files that are not as it has them: changed, added, gone */
    uint64_t untracked; /* examined files that git does not track */
    uint64_t undecided; /* tracked files of which only a filter of git's could tell */
};

/* `3 files differ from commit 0123456789ab, 2 are not in it`; "" where none does, and where that is
 * not known. */
enum { ASSAY_CHECKED_OUT_SIZE = 256 };
void assay_checked_out_text(const struct assay_checked_out *told, char out[ASSAY_CHECKED_OUT_SIZE]);

struct assay_target_facts {
    const char *type; /* "git", "directory", "bundle" */
    const char *view; /* "worktree", "staged", "head", "commit", "range", "history"; "" elsewhere */
    const char *name; /* last part of its path; not part of the canonical form */
    const char *head; /* hex commit id, or "" */
    const char *range;  /* "A..B" in hex, or "" */
    const char *folder; /* of the repository, that was named; "" for the whole, and elsewhere */
    struct assay_checked_out checked_out;
};

struct assay_totals {
    uint64_t items, bytes, models, datasets, containers, commits, ignored;
};

struct assay_inventory {
    struct assay_target_facts target;
    const struct assay_item *items; /* in canonical order */
    size_t item_count;
    const struct assay_gap *gaps; /* sorted by id, then path */
    size_t gap_count;
    const struct assay_gap *notes; /* likewise: worth knowing, and nothing was left out for it */
    size_t note_count;
    struct assay_totals totals;
    bool digests_only; /* nothing was inspected or looked for: what is not told may be there */
    uint8_t root[32];  /* Merkle root over the tree manifest (ledger-formats.md 9.4) */
};

void assay_inventory_free(struct assay_inventory *inventory);
void assay_inventory_freep(struct assay_inventory **inventory);

/* The fact of an item by id: measured, else declared in it, else declared by a card; NULL if none.
 */
const struct assay_fact *assay_item_fact(const struct assay_item *item, enum assay_fact_id id);

/*
 * The canonical form assay.inventory/1, as JCS.
 * text  the caller's to free(); NUL-terminated
 */
ASSAY_RESULT assay_inventory_json(const struct assay_inventory *inventory, char **text,
                                  size_t *size, struct assay_error *err);

/* Reads that form back. The inventory is the caller's. ASSAY_EFORMAT with the member's name. */
ASSAY_RESULT assay_inventory_parse(const void *text, size_t size, struct assay_inventory **out,
                                   struct assay_error *err);

/* `release.tar!/models.zip!/a/b.bin`, safe to show on a terminal; the caller's to free(), or NULL
 * when memory ran out. */
char *assay_path_show(const struct assay_path *path);
