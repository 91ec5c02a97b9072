/* hydra.h - marks of YAML that is made into objects. */

#pragma once

#include "examine/inspector.h"

/* Whether a text says that objects are made of it: `_target_`, or a tag of PyYAML's. */
bool hydra_is_marked(struct bytes text);

/* Words of which one, or two together, may stand in a YAML that objects are made of, and in many
 * another. */
struct hydra_words {
    bool marked; /* it is one: hydra_is_marked() */
    unsigned seen;
};

/* Notes those of one piece of a text. */
void hydra_words_note(struct hydra_words *words, struct bytes some);
/* Whether what was noted so far may make objects. */
bool hydra_words_may_make(const struct hydra_words *words);

/* A text of some size that has no mark up to here: where one follows, it is asked for once more. */
enum assay_status hydra_read_behind(struct cursor *cursor, struct evidence *evidence);

/* All of that; *is where it is a YAML to be told of. */
enum assay_status hydra_read_again(struct cursor *cursor, struct evidence *evidence, bool *is);

/* A text without the ending of a YAML: told where it makes objects, else *is_yaml is false. */
enum assay_status hydra_read_by_any_name(struct cursor *cursor, struct evidence *evidence,
                                         bool *is_yaml);

/* JSON that is made into objects by the same keys: *is where what it makes would run code. */
enum assay_status hydra_read_json(struct cursor *cursor, struct evidence *evidence, bool *is);

/* Whether a text is an expression that MONAI evaluates, and runs code of another kind than the
 * settings of a model need. */
bool hydra_expression_runs(struct bytes text);

#define HYDRA_TARGET "_target_"
#define HYDRA_COMPONENT "_component_"

/* A class or function, and beside it what it is given, or NULL: either word alone means many
 * things, so that only what runs code is told. */
extern const struct hydra_pair {
    const char *name, *given;
} hydra_pairs[];
extern const size_t hydra_pair_count;

/* Tells of names that run code behind these keys, and of Keras's classes that do, in a text that is
 * no tree and stands at `at` in the item: whether there are any. */
bool hydra_search(struct evidence *evidence, uint64_t at, struct bytes text);
