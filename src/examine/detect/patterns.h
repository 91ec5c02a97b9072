/*
 * patterns.h - the secrets that are looked for, and their compiled form.
 *
 * They stand in families (secrets_*.c); secret_table.h tells how to add one. A person may add files
 * of more (user_patterns.h).
 */

#pragma once

#include "base/bytes.h"
#include "examine/evidence.h"

/* What a proof says of a token: how sure, or that it is none. */
enum secret_verdict { SECRET_NONE, SECRET_SAMPLE, SECRET_LOW, SECRET_MEDIUM, SECRET_HIGH };

enum { SECRET_BEFORE = 200, SECRET_NEAR = 40 };

struct pattern;

/* A token where it stands. */
struct secret {
    const struct pattern *pattern;
    struct bytes whole;  /* the match */
    struct bytes value;  /* group 1 of `token`, or the match */
    struct bytes before; /* SECRET_BEFORE characters in front, or as many as there are */
    struct bytes after;  /* what follows, as far as it is at hand */
};

/* Which of two that overlap stays: the first of these. */
enum pattern_rank {
    PATTERN_TOKEN,   /* a token of its own form */
    PATTERN_KEYED,   /* known by what stands around it */
    PATTERN_GENERIC, /* by a word that any program may use */
};

struct secret_proof;
struct user_rule;

struct pattern {
    struct detected what;
    const char *title;  /* what a person calls it */
    const char *origin; /* where its form is documented */
    /* What Hyperscan looks for: without groups, with a literal of 3 bytes or more and fixed or
     * bounded counts. It matches where the shortest token ends. */
    const char *find;
    /* The whole token for PCRE2, with boundaries; group 1 is the secret itself where there is
     * more around it. */
    const char *token;
    const struct secret_proof *proof;
    const char *const *words; /* one of which must stand near, NULL-terminated; or NULL */
    enum pattern_rank rank;
    const struct user_rule *user; /* what proof_user asks of it; NULL for shipped ones */
};

/* One of the pattern's words stands within SECRET_NEAR characters in front. */
bool secret_near(const struct secret *secret);

struct pattern_family {
    const char *name;
    const char *about;
    const struct pattern *all;
    const size_t *count;
};
extern const struct pattern_family pattern_families[];
extern const size_t pattern_family_count;

/* The shipped ones, family after family; NULL behind the last. */
const struct pattern *pattern_shipped(size_t index);

/* Those that one run looks for, compiled on first use; `cache_folder` is copied, or NULL. */
struct patterns;
ASSAY_RESULT patterns_new(const char *cache_folder, struct patterns **out, struct assay_error *err);
void patterns_free(struct patterns *patterns);
/* Those of a person too, or, `alone`, instead; before anything is compiled. They stay the caller's
 * and must live longer. */
struct assay_patterns;
ASSAY_RESULT patterns_use(struct patterns *patterns, const struct assay_patterns *user, bool alone,
                          struct assay_error *err);
size_t patterns_count(const struct patterns *patterns);
const struct pattern *patterns_at(const struct patterns *patterns, size_t index);

/* The compiled database (a struct hs_database), compiled or read back once for all threads. */
struct hs_database;
ASSAY_RESULT patterns_database(struct patterns *patterns, const struct hs_database **out,
                               struct assay_error *err);
