/* list_facts.h - what `assay list -v` tells of one item below its line. */

#pragma once

#include <assay/inventory.h>
#include <stdio.h>

/* Facts, columns and what was seen, in lines that begin with blanks; nothing where nothing is
 * known. */
void list_facts(FILE *out, const struct assay_item *item);
