/* anchor.h - checkpoints in other people's git repositories, where an owner cannot take them back.
 */

#pragma once

#include <assay/git_signature.h>
#include <assay/key.h>
#include <assay/ledger.h>

/*
 * Stores the newest checkpoint as an annotated tag at HEAD; its message is the note, which is
 * signed by itself, so that git need not sign the tag.
 *
 * key  signs the tag as well, as git would by a key of SSH; or NULL
 * tag  "assay/ledger.example.org%2Fteam/12"; the caller's to free()
 *
 * ASSAY_ETRUST  "ledger.fork": a tag of that size says something else
 * ASSAY_EUSAGE  "anchor.not-signed": it is there already, without the signature that `key` is for
 */
ASSAY_RESULT assay_anchor_add(const struct assay_ledger *ledger, const char *repository,
                              const struct assay_key *key, char **tag, struct assay_error *err);

struct assay_anchor_check {
    const char *repository;
    const char *signers; /* file of allowed signers: each tag must be signed by one; or NULL */
    /* Of each tag whose signature holds; the principals are empty where nobody said whose it is. */
    void (*is_signed)(void *user, const char *tag, const struct assay_git_signature *signature);
    void *user;
};

/* Holds the ledger to every anchored checkpoint; fails as assay_ledger_since() does, and as
 * assay_git_signature_verify() where a tag is signed and that does not hold.
 * ASSAY_EMISSING "anchor.none": there is none of this log. */
ASSAY_RESULT assay_anchor_verify(const struct assay_ledger *ledger,
                                 const struct assay_anchor_check *check, uint64_t *count,
                                 uint64_t *newest, struct assay_error *err);
