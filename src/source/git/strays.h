/* strays.h - what lies in a git folder and is none of git's: examined like any other file. */

#pragma once

#include "source/git/repository.h"
#include "source/source.h"

/*
 * Puts the strays of the repository's git folder behind the entries of `*source`, which is taken
 * over, also on failure; below ".git/", or at the top where the repository is bare. Tells the
 * settings of the repository that run programs (git.config-command).
 */
ASSAY_RESULT strays_join(struct source **source, const char *git_dir, bool bare,
                         struct source **out, struct assay_error *err);
