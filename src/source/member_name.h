/* member_name.h - what the name or the link of a container's member could do if it were unpacked.
 */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/* True for "", absolute names, drive letters, and a ".." between slashes of either kind. */
bool member_name_is_unsafe(struct bytes name);

/* True where the target of the symbolic link `name` lies outside of what is unpacked. */
bool member_link_escapes(struct bytes name, struct bytes target);
