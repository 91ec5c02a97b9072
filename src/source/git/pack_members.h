/*
 * pack_members.h - a pack or a bundle of git as a container: its blobs are members, at the paths
 * that its trees give them.
 *
 * Nothing but its bytes is read: no index beside it, no repository around it, no settings.
 */

#pragma once

#include "source/container.h"

/* `container` is copied; its `plain` is read by offset. */
ASSAY_RESULT pack_open_members(const struct container *container, bool bundle, struct source **out,
                               struct assay_error *err);
