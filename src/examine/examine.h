/*
 * examine.h - turns entries into items: one pass over the bytes feeds digest, detectors, inspector.
 */

#pragma once

#include <assay/inventory.h>

#include "base/crew.h"
#include "cache/cache.h"
#include "inventory/build.h"
#include "source/source.h"

struct examiner_options {
    const char *cache_folder; /* for the compiled pattern database; NULL: compiled each time */
    const char *const *dataset_globs; /* names that the project's config calls data sets */
    size_t dataset_glob_count;
    const char *const *model_globs;
    size_t model_glob_count;
    const struct assay_patterns *patterns; /* of a person, or NULL */
    enum assay_scan_depth depth;
    const uint8_t *digest_key; /* as in assay_scan_options, or NULL */
    struct crew *crew;   /* the threads of the run, which help each other; NULL: nobody does */
    struct cache *cache; /* stays the caller's, and may be NULL */
};

/* The digest of all that decides what an examination finds beside the bytes and their name; false
 * where it is not known which code is running. A new option goes into rules.c. */
bool examine_rules(const struct examiner_options *options, const struct assay_limits *limits,
                   uint8_t rules[32]);

/* What all threads share; unchanging after it was made. */
struct examiner;

/* The options are copied. Patterns are compiled, or read back, when first something is looked for:
 * examine_entries() tells where they do not compile (ASSAY_EINTERNAL). */
ASSAY_RESULT examiner_new(const struct examiner_options *options, struct source_budget *budget,
                          struct examiner **out, struct assay_error *err);
void examiner_free(struct examiner *examiner);
void examiner_freep(struct examiner **examiner);

/* One thread's buffers, digest contexts and scratch; what crew_help() takes as the helper. */
struct examine_worker;

/* Items and gaps that this thread finds land in `part`, which stays the caller's. */
ASSAY_RESULT examine_worker_new(struct examiner *examiner, struct inventory_part *part,
                                struct examine_worker **out, struct assay_error *err);
void examine_worker_free(struct examine_worker *worker);

/* Bytes hashed by this worker so far; read by the progress line from another thread. */
uint64_t examine_worker_bytes(const struct examine_worker *worker);

/* What the pointers that this worker met claim to stand for; it stays the worker's. */
struct stored_pointer;
struct stored_pointer *examine_worker_pointers(struct examine_worker *worker, size_t *count);

/*
 * Examines the first of some entries, at least one and as many as are best read together, and of
 * those that are containers all that is in them; *done of them were. What is wrong with an entry is
 * a gap, never a failure: only ASSAY_ENOMEM, ASSAY_EINTERNAL and ASSAY_EINTERRUPTED are returned.
 */
ASSAY_RESULT examine_entries(struct examine_worker *worker, struct source *source,
                             struct source_session *session, const struct entry *entries,
                             size_t count, size_t *done, struct assay_error *err);

/*
 * Adds what secrets the names of items hold to what was seen in them; those of a folder to the
 * first item in it. Before the inventory is shown to anyone.
 */
ASSAY_RESULT examine_names(struct examine_worker *worker, struct assay_inventory *inventory,
                           struct assay_error *err);

/*
 * Puts a mask in the place of each secret and each number of a person that the reasons of gaps
 * repeat: lists and pointers give the names of other files. After all gaps are known.
 */
ASSAY_RESULT examine_withhold(struct examine_worker *worker, struct assay_inventory *inventory,
                              struct assay_error *err);

/*
 * Ties cards to what they describe, after all items are known: `X.card.yml` to X, the front matter
 * of a README.md to the models and data sets in its folder and below, down to the next such README.
 * Their facts become declared facts of those items.
 */
ASSAY_RESULT examine_link_cards(struct assay_inventory *inventory, struct assay_error *err);

/*
 * Holds what manifests, lists and indexes say of other content against that content: what is
 * missing or differs becomes a gap. Tells of files of container images which layer they come from.
 * To be called after examine_link_cards().
 */
ASSAY_RESULT examine_link_claims(struct assay_inventory *inventory, struct assay_error *err);

/*
 * Holds against each other what cards, configurations and files say of each model: what they say
 * differently becomes its fact model.disagreements. To be called after examine_link_cards().
 */
ASSAY_RESULT examine_link_agreement(struct assay_inventory *inventory, struct assay_error *err);
