/* link_outside.h - symbolic links on disk and in git that lead to what is not examined with them.
 */

#pragma once

#include "base/bytes.h"

/* True where the target of the symbolic link `name` lies outside of the folder that the name is
 * relative to. What git-annex keeps, which is looked for there, does not. */
bool link_leads_out(struct bytes name, struct bytes target);
