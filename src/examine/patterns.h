/*
 * patterns.h - the table of secrets, and its compiled form.
 *
 * A new kind of secret is one line in patterns.c, and a row that hits and one that just misses in
 * tests/unit/test_patterns.c.
 */

#pragma once

#include "base/bytes.h"
#include "examine/evidence.h"

/* What a proof says of a token: how sure, or that it is none. */
enum secret_proof { SECRET_NONE, SECRET_SAMPLE, SECRET_LOW, SECRET_MEDIUM, SECRET_HIGH };

/* A token where it stands. */
struct secret {
    struct bytes whole;  /* the match */
    struct bytes value;  /* group 1 of `token`, or the match */
    struct bytes before; /* 40 characters in front, or as many as there are */
    struct bytes after;  /* what follows, as far as it is at hand */
};

struct pattern {
    struct detected what;
    /* Regular expression without groups, with a literal of 3 bytes or more and fixed counts: what
     * Hyperscan looks for. It matches where the shortest token ends. */
    const char *find;
    /* The whole token for PCRE2, with boundaries; group 1 is the secret itself where there is
     * more around it. NULL: `find` between boundaries. */
    const char *token;
    enum secret_proof (*prove)(const struct secret *secret);
};

extern const struct pattern patterns_table[];
extern const size_t patterns_count;

/* Sets up the table's compiled form, made on first use; `cache_folder` is copied or NULL. */
struct patterns;
ASSAY_RESULT patterns_new(const char *cache_folder, struct patterns **out, struct assay_error *err);
void patterns_free(struct patterns *patterns);

/* The compiled database (a struct hs_database), compiled or read back once for all threads. */
struct hs_database;
ASSAY_RESULT patterns_database(struct patterns *patterns, const struct hs_database **out,
                               struct assay_error *err);
