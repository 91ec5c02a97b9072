/* annex.h - what a key of git-annex says, as evidence; of links and of pointer files alike. */

#pragma once

#include "examine/inspector.h"
#include "source/annex_key.h"

void annex_tell(const struct annex_key *key, struct evidence *evidence);
