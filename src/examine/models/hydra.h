/* hydra.h - marks of YAML that is made into objects. */

#pragma once

#include "examine/inspector.h"

/* Whether a text says that objects are made of it: `_target_`, or a tag of PyYAML's. */
bool hydra_is_marked(struct bytes text);

/* A text that has no mark up to here: one that follows is told, as is not known what it makes. */
enum assay_status hydra_read_behind(struct cursor *cursor, struct evidence *evidence);

/* A text without the ending of a YAML: told where it makes objects, else *is_yaml is false. */
enum assay_status hydra_read_by_any_name(struct cursor *cursor, struct evidence *evidence,
                                         bool *is_yaml);

#define HYDRA_TARGET "_target_"
#define HYDRA_COMPONENT "_component_"

/* A class or function, and beside it what it is given: either word alone means many things. */
extern const struct hydra_pair {
    const char *name, *given;
} hydra_pairs[];
extern const size_t hydra_pair_count;

/* Tells of names that run code behind these keys, in a text that is no tree: whether there are any.
 */
bool hydra_search(struct evidence *evidence, struct bytes text);
