/* git_signature.h - who signed a commit or a tag, by keys of SSH and a file of allowed signers. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

/* What is asked; `repository` is a folder of it. */
struct assay_git_question {
    const char *repository;
    const char *revision; /* a commit, or the name of a tag */
    bool is_tag;
    const char *signers; /* file of allowed signers, as ssh-keygen(1) has it */
};

/* A signature that holds. Texts are safe to show. */
struct assay_git_signature {
    char object[65];      /* id of the commit or tag, hex */
    char principals[512]; /* of the line of the key: one, or patterns with commas between */
    char key[64];         /* "ED25519 SHA256:..." */
    char person[512];     /* the committer or tagger, as the object says it */
    bool is_theirs;       /* the person's address is one of the principals */
    int64_t time;         /* seconds since 1970, as the object says it */
};

/*
 * Judges one signature. The object is held to its id; the time at which the key must count is the
 * one that the object states.
 *
 * ASSAY_ETRUST   "git-signature.*": none, another kind, another tag's; "ssh-signature.*": does not
 *                hold; "signers.*": nobody's, or not then
 * ASSAY_EUSAGE   "signers.format": the file of signers cannot be read
 * ASSAY_EMISSING "git.unknown-revision" and others of git
 */
ASSAY_RESULT assay_git_signature_verify(const struct assay_git_question *question,
                                        struct assay_git_signature *out, struct assay_error *err);
