/* policy_files.h - what a commit holds of a project's own rules: its configs, packs and trust. */

#pragma once

#include <assay/error.h>

/*
 * Holds the path of a pack or of patterns that a project's config names to what is taken below: it
 * ends in .yml or .yaml, or lies in a folder .assay. So a config cannot have other files of a
 * checkout read, where a token may lie.
 *
 * ASSAY_EUSAGE  "config.file-name"
 */
ASSAY_RESULT policy_file_check_name(const char *path, struct assay_error *err);

/*
 * Writes below `folder`, an open directory, what the tree of a commit has by a name that ends in
 * .yml or .yaml, and all below a folder .assay; nothing else, and no links.
 *
 * ASSAY_EMISSING  "git.unknown-revision"
 * ASSAY_EUSAGE    `path` is in no git repository
 * ASSAY_ELIMIT    there is too much of it
 */
ASSAY_RESULT policy_files_take(const char *path, const char *revision, int folder,
                               struct assay_error *err);
