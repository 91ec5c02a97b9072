/* annex.h - what a key of git-annex says, as evidence; of links and of pointer files alike. */

#pragma once

#include "examine/inspector.h"
#include "source/annex_key.h"

/* Tells what the item stands for, and whether the key has a digest that can be checked. */
void annex_tell(const struct annex_key *key, struct evidence *evidence);
