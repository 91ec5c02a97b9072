/* shipped.h - all packs that the program ships, as one policy. */

#pragma once

#include <assay/policy.h>

/* Who asks may choose one by what is told. The caller's; NULL where they cannot be opened, which is
 * told elsewhere. */
struct assay_policy *shipped_open(const char *root, bool without_examples);
