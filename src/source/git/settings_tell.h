/* settings_tell.h - what a repository's settings do beside saying where things are. */

#pragma once

#include "inventory/build.h"
#include "source/git/settings.h"

/* Files that could not be read become gaps (git.config-unread), settings of the repository that
 * run programs or take in other files notes (git.config-command). */
void settings_tell(const struct settings *settings, const char *git_dir, bool bare,
                   struct inventory_part *part);
