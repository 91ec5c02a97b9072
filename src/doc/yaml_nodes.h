/*
 * yaml_nodes.h - the tags of a YAML's nodes, where it is only asked whether a text is a YAML that
 * has some: nothing is kept, and nothing that YAML allows is refused.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/*
 * Goes through the documents of a text up to the first that is no YAML.
 *
 * wanted  whether the tag that begins at `at` is one that is looked for
 * cut     the text goes on behind what is here, so that its end says nothing
 *
 * True where a document that is whole, as far as it is here, has such a tag at a node. Memory that
 * ran out is no YAML either.
 */
bool yaml_nodes_tagged(struct bytes text, bool cut, bool (*wanted)(void *user, size_t at),
                       void *user);
