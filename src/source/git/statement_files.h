/* statement_files.h - the files of attestations/ as a commit or the index has them. */

#pragma once

#include "source/statement_files.h"

/*
 * `path` lies in the repository. Objects that cannot be read are files with a problem.
 *
 * ASSAY_EMISSING  "git.unknown-revision"
 */
ASSAY_RESULT statement_files_of_commit(struct statement_files *files,
                                       const struct assay_attestation_place *place,
                                       struct assay_error *err);
ASSAY_RESULT statement_files_of_index(struct statement_files *files,
                                      const struct assay_attestation_place *place,
                                      struct assay_error *err);
