/*
 * loose_member.h - a loose object of git as a container: a repository that lies in the target as
 * files, or in an archive, has many. What is behind its header is the one member.
 */

#pragma once

#include "source/container.h"

/* `container` is copied. */
ASSAY_RESULT loose_open_member(const struct container *container, struct source **out,
                               struct assay_error *err);
