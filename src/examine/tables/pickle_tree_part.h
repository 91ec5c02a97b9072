/* pickle_tree_part.h - what the files of pickle_tree*.c share. */

#pragma once

#include "examine/python/pickle_ops.h"
#include "examine/tables/pickle_tree.h"

/* A new node; TERM_UNKNOWN, and tree->lost, past the ceiling. ASSAY_ENOMEM. */
ASSAY_RESULT pickle_tree_make(struct pickle_tree *tree, enum pickle_node_kind kind, uint64_t offset,
                              struct pickle_term *term);
/* Adds items to a node; tree->lost past the ceiling. */
ASSAY_RESULT pickle_tree_add(struct pickle_tree *tree, struct pickle_term term,
                             const struct pickle_term *items, size_t count, uint64_t offset);
/* An object gets the items of its arguments, which go with that. */
void pickle_tree_give(struct pickle_tree *tree, struct pickle_term args, struct pickle_term object);
/* Lets a node go: what still refers to it will find nothing. */
void pickle_tree_drop(struct pickle_tree *tree, struct pickle_term term);
/* The same of an outermost row, and of what is in it alone. */
void pickle_tree_drop_row(struct pickle_tree *tree, struct pickle_term row);
/* As pickle_tree_node(), to change it. */
struct pickle_node *pickle_tree_change(const struct pickle_tree *tree, struct pickle_term term);

/* The opcode at the cursor, which is left behind its fixed argument, *number. */
ASSAY_RESULT pickle_tree_op(struct pickle_tree *tree, uint8_t *code, uint64_t *number);
/* A line, at most LIMIT_PICKLE_LINE bytes of it, in tree->text. */
ASSAY_RESULT pickle_tree_line(struct pickle_tree *tree);

/* A global by its two names. */
enum pickle_tree_name pickle_tree_name_of(struct bytes module, struct bytes name);

/* What a call of a name gives, of which the arguments are known. */
ASSAY_RESULT pickle_tree_call(struct pickle_tree *tree, struct pickle_term callee,
                              struct pickle_term args, uint64_t offset, struct pickle_term *result);
/* Where a wrapper of joblib was given its state: the bytes of its array follow. `size` is that of
 * all of them; UINT64_MAX where a pickle does. */
ASSAY_RESULT pickle_tree_wrapped(struct pickle_tree *tree, struct pickle_term state, bool *aligned,
                                 uint64_t *size);
