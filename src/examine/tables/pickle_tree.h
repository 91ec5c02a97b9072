/*
 * pickle_tree.h - what a pickle makes, as far as tables are made of it: lists, tuples, dictionaries
 * and objects, whose texts and numbers stay in the file and are known by where they stand there.
 *
 * Nothing is judged here; pickle_machine.h does that. The cursor seeks, and is left anywhere.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "examine/tables/cell_value.h"

enum pickle_term_kind {
    TERM_NOTHING, /* no value */
    TERM_UNKNOWN, /* one that was not followed */
    TERM_NULL,    /* None, NaT, NA */
    TERM_LEAF,    /* `value`: where the opcode stands that pushes it */
    TERM_LATIN,   /* likewise: bytes, written as the text whose characters they are */
    TERM_DECIMAL, /* likewise: a number, written as a text */
    TERM_NUMBER,  /* of NumPy: where the opcode of its bytes stands, and which type they are of */
    TERM_DAY,     /* since 1970-01-01 */
    TERM_MOMENT,  /* microseconds since then */
    TERM_NODE     /* `value`: which one, and its generation */
};

struct pickle_term {
    uint64_t kind : 4, value : 60;
};
_Static_assert(sizeof(struct pickle_term) == 8, "millions of them are kept");

/* Names that tables are made with. */
enum pickle_tree_name {
    NAME_OTHER,
    NAME_BLOCK,
    NAME_CODEC,
    NAME_DATE,
    NAME_DATETIME,
    NAME_DECIMAL,
    NAME_DTYPE,
    NAME_FRAME,
    NAME_FROM_BUFFER,
    NAME_INDEX,
    NAME_JOBLIB,
    NAME_MANAGER,
    NAME_MULTI_INDEX,
    NAME_NA,
    NAME_NAT,
    NAME_RANGE_INDEX,
    NAME_RECONSTRUCT,
    NAME_RECONSTRUCTOR,
    NAME_SCALAR,
    NAME_SERIES,
    NAME_SLICE,
    NAME_TIMESTAMP,
};

enum pickle_node_kind { NODE_FREE, NODE_NAME, NODE_LIST, NODE_TUPLE, NODE_DICT, NODE_OBJECT };

struct pickle_node {
    uint8_t kind;
    bool seen;    /* by who looks for tables: the same thing may be in several places */
    bool shared;  /* it was taken from the memo: rows behind may hold it as well */
    uint8_t name; /* of a name, and of the class or function that an object came from */
    uint32_t generation, next;  /* the next free one */
    uint32_t count, capacity;   /* of `items`: key, value, key, value ... in a dictionary */
    struct pickle_term *items;  /* an object's arguments */
    struct pickle_term state;   /* of an object: what BUILD gave it */
    uint64_t data, size, first; /* raw bytes behind a wrapper of joblib; where a container begins */
    uint64_t end;               /* and behind its last item */
};

struct pickle_tree;

/* Who takes the items of the outermost list as they come, so that they need not be kept. */
struct pickle_rows {
    /* *taken is false where they are no rows, which is told of the first alone: then they stay. */
    enum assay_status (*take)(struct pickle_rows *rows, struct pickle_tree *tree,
                              const struct pickle_term *items, size_t count, bool *taken);
};

struct pickle_tree {
    struct cursor *cursor;
    struct pickle_rows *rows; /* or NULL */
    struct pickle_node *nodes;
    uint32_t count, capacity, free;
    uint64_t items;             /* room for all of them */
    uint64_t looked;            /* names that had to be read */
    uint64_t reads;             /* that may be made yet: a text may be in any number of places */
    size_t memo;                /* places of all streams that are open */
    uint64_t compared;          /* values held to be of records, in all lists */
    bool lost;                  /* more than is followed: some of it is not there */
    bool stray;                 /* values were let go, or put where rows were handed on before */
    uint64_t taken_at;          /* where rows were handed on last */
    struct pickle_term rows_in; /* the list whose rows were taken, or TERM_NOTHING */
    struct buf text;            /* of the leaf at hand */
};

void pickle_tree_init(struct pickle_tree *tree, struct cursor *cursor, struct pickle_rows *rows);
void pickle_tree_clear(struct pickle_tree *tree);

/* Reads one stream from the cursor on; *root is its result. ASSAY_EFORMAT where it is none. */
ASSAY_RESULT pickle_tree_read(struct pickle_tree *tree, struct pickle_term *root);

/* NULL for what is no node, or was let go. */
const struct pickle_node *pickle_tree_node(const struct pickle_tree *tree, struct pickle_term term);
/* NULL for what is none of that kind. */
const struct pickle_node *pickle_tree_of(const struct pickle_tree *tree, struct pickle_term term,
                                         enum pickle_node_kind kind);
/* An object that came from such a name. */
const struct pickle_node *pickle_tree_made(const struct pickle_tree *tree, struct pickle_term term,
                                           enum pickle_tree_name name);
/* An item of a list or a tuple, an argument of an object; TERM_NOTHING where there is none. */
struct pickle_term pickle_tree_item(const struct pickle_tree *tree, struct pickle_term term,
                                    size_t index);
/* Puts another term in the place of an item of any node. */
void pickle_tree_put_item(struct pickle_tree *tree, struct pickle_term term, size_t index,
                          struct pickle_term item);
/* A value of a dictionary, by a key that is a text. */
ASSAY_RESULT pickle_tree_get(struct pickle_tree *tree, struct pickle_term dictionary,
                             const char *key, struct pickle_term *value);

/*
 * A leaf by its text: UTF-8, in tree->text, until the next call. CELL_EMPTY: null; CELL_TYPES:
 * its text tells; CELL_BINARY: bytes that are no text; CELL_NESTED: no leaf. A text of more than
 * LIMIT_PICKLE_LINE bytes is cut.
 */
ASSAY_RESULT pickle_tree_cell(struct pickle_tree *tree, struct pickle_term term,
                              enum cell_type *type, struct bytes *text);
/* Text or bytes alone, whole: empty for all else, and where they are more than `most`. */
ASSAY_RESULT pickle_tree_text(struct pickle_tree *tree, struct pickle_term term, size_t most,
                              struct bytes *text);
/* A whole number; false in *known for all else. */
ASSAY_RESULT pickle_tree_number(struct pickle_tree *tree, struct pickle_term term, bool *known,
                                int64_t *number);
/* Where the bytes of a leaf stand in the file, one behind the other; `at` is 0 where they do not.
 */
ASSAY_RESULT pickle_tree_bytes(struct pickle_tree *tree, struct pickle_term term, uint64_t *at,
                               uint64_t *size);

static inline struct pickle_term pickle_term_of(enum pickle_term_kind kind, uint64_t value)
{
    return (struct pickle_term){.kind = (unsigned)kind & 15, .value = value & (UINT64_MAX >> 4)};
}

/* The value of TERM_DAY and TERM_MOMENT. */
static inline int64_t pickle_term_signed(struct pickle_term term)
{
    return (int64_t)((uint64_t)term.value << 4) >> 4;
}

/* The type of a number of NumPy stands above the offset of its bytes. */
enum { PICKLE_NUMBER_SHIFT = 44, PICKLE_NUMBER_BIG = 0x80, PICKLE_NUMBER_LATIN = 0x100 };
