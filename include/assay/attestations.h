/*
 * attestations.h - the files of a project's folder attestations/, wherever what is judged stands:
 * on disk, in a commit, or in the index.
 *
 * Plain data in memory of its own. What holds no signed statement by the look of it is left out.
 */

#pragma once

#include <assay/error.h>
#include <assay/git.h>
#include <stddef.h>

struct assay_attestation_file {
    const char *path; /* "attestations/a.json"; raw bytes */
    const char *text; /* NUL-terminated; NULL where it could not be read */
    size_t size;
    const char *problem; /* then why, else NULL */
};

struct assay_attestation_files {
    const struct assay_attestation_file *files; /* in the order of their paths, folder by folder */
    size_t count;
};

struct assay_attestation_place {
    const char *folder; /* the project's on disk; NULL: of git, as below */
    const char *repository;
    const char *commit;                      /* a revision; NULL: the index */
    const struct assay_git_environment *git; /* what git handed over, or NULL */
};

/*
 * Reads them. A file that cannot be read is one of them, with its problem.
 * out  the caller's, to release with assay_attestation_files_free()
 *
 * ASSAY_EMISSING  "git.unknown-revision"
 */
ASSAY_RESULT assay_attestation_files_open(const struct assay_attestation_place *place,
                                          struct assay_attestation_files **out,
                                          struct assay_error *err);
void assay_attestation_files_free(struct assay_attestation_files *files); /* NULL is fine */
void assay_attestation_files_freep(struct assay_attestation_files **files);
