/* views.h - the views of a repository: each fills a catalogue with what is to be examined. */

#pragma once

#include <assay/target.h>

#include "source/git/catalogue.h"
#include "source/git/commits.h"
#include "source/git/refs.h"
#include "source/git/repository.h"
#include "source/git/trees.h"

/* A .gitattributes of the index. */
struct index_attributes {
    const struct index_attributes *next;
    const char *path;
    struct object_id id;
};

struct view {
    const struct repository *repository;
    const struct assay_target *target;
    struct objects *objects;
    struct catalogue *catalogue;
    struct commit_graph *graph;
    struct inventory_part *part;
    struct assay_target_facts *facts;
    unsigned threads; /* that the run may use */
    struct object_id head;
    bool born;               /* HEAD has a commit */
    struct object_id ignore; /* the .assayignore that belongs to the view */
    bool has_ignore;
    const struct index_attributes *attributes; /* of ASSAY_VIEW_STAGED */
};

/*
 * Each fails with ASSAY_EEMPTY, id "git.nothing-to-examine", where there is nothing to look at, and
 * with ASSAY_EMISSING or ASSAY_EUSAGE where the revision is not one.
 */
ASSAY_RESULT view_commit(struct view *view, struct assay_error *err); /* HEAD or `revision` */
ASSAY_RESULT view_staged(struct view *view, struct assay_error *err);
ASSAY_RESULT view_range(struct view *view, struct assay_error *err);
ASSAY_RESULT view_replaced(struct view *view, struct assay_error *err);
ASSAY_RESULT view_history(struct view *view, struct assay_error *err);
ASSAY_RESULT view_unreachable(struct view *view,
                              struct assay_error *err); /* history, and the rest */
ASSAY_RESULT view_push(struct view *view, struct assay_error *err);
/* What is staged or pushed, and what may be a record or a card beside it. */
ASSAY_RESULT view_beside(struct view *view, struct assay_error *err);
bool view_is_of_index(const struct assay_target *target);

/* The parts that views are made of. */
struct tree_walk view_walk(const struct view *view);
/* Starts the walk of commits at a ref; what it names beside commits is added under its name. A ref
 * that leads nowhere is a gap. */
ASSAY_RESULT view_start_at(struct view *view, const struct ref *ref, struct assay_error *err);
/* Adds what the trees of all walked commits hold, those that were added before left out. */
ASSAY_RESULT view_add_all(struct view *view, struct assay_error *err);
/* Adds what one commit introduced. */
ASSAY_RESULT view_add_introduced(struct view *view, uint32_t commit, struct assay_error *err);

/* Marks what HEAD holds too. */
ASSAY_RESULT view_mark_present(struct view *view, struct assay_error *err);

/* Remembers the .assayignore at the root of a tree, where there is one. */
ASSAY_RESULT view_take_ignore(struct view *view, const struct object_id *tree,
                              struct assay_error *err);

/* Whether something was not examined: then that nothing is there cannot be said. */
bool view_told_gap(const struct view *view);

/* The tree of a commit. */
ASSAY_RESULT view_tree_of(struct view *view, const struct object_id *commit, struct object_id *tree,
                          struct assay_error *err);

ASSAY_RESULT fail_nothing(const struct view *view, const char *why, struct assay_error *err);

/* The work tree is a folder on disk: a source of its own. */
struct source;
ASSAY_RESULT worktree_open(struct repository **repository, const struct assay_target *target,
                           struct inventory_part *part, struct source **out,
                           struct assay_error *err);

/* Tells where a shallow clone cut the walk off. */
void view_gap_shallow(const struct view *view);

/* An id in hex, its memory from the part; "" when memory ran out. */
const char *view_hex(const struct view *view, const struct object_id *id);
