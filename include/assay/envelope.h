/* envelope.h - DSSE envelopes, whoever made them: which of the keys that one trusts signed one, and
 * are they enough? */

#pragma once

#include <assay/key.h>

struct arena;

struct assay_envelope_check {
    const char *path;
    const struct assay_key *const *keys; /* that count; one may stand there more than once */
    size_t key_count;
    uint64_t threshold; /* different keys that must have signed; at least 1 */
    /* Tells of each key in turn. `first` is where the same key stands for the first time: `key`
     * itself but for those that count no more. */
    void (*each)(void *user, size_t key, size_t first, bool has_signed);
    void *user;
};

struct assay_envelope_subject {
    const char *name;   /* NULL where it has none */
    const char *digest; /* the first, such as "sha256:HEX" */
};

/* An envelope that holds; zeroed by the caller, released by assay_envelope_clear(). Its texts are
 * as a person may see them: what is no letter is escaped. */
struct assay_envelope {
    const char *type;    /* payloadType */
    const void *payload; /* the very bytes that were verified */
    size_t size;
    uint64_t keys, signers;         /* different ones that count, and those of them that signed */
    uint64_t signatures, strangers; /* in the envelope; those of no key that counts */
    const char *predicate;          /* predicateType where the payload is a Statement, or NULL */
    const struct assay_envelope_subject *subjects;
    size_t subject_count;
    struct arena *arena; /* all of it lives there */
};

/*
 * Reads an envelope once, counts the keys that signed it, and parses only what they signed.
 *
 * ASSAY_EUSAGE  "usage.bad-value": the threshold is 0, or above the number of different keys
 * ASSAY_ETRUST  "envelope.threshold": too few signed; "envelope.format": it is none, or what was
 *               signed is not what its type says
 */
ASSAY_RESULT assay_envelope_verify(const struct assay_envelope_check *check,
                                   struct assay_envelope *out, struct assay_error *err);

void assay_envelope_clear(struct assay_envelope *envelope);
