/*
 * pickle_values.h - arrays of NumPy in a pickle that was read as a tree: their type, shape, and
 * where their elements lie, in the file or in a list.
 */

#pragma once

#include "base/limits.h"
#include "examine/tables/npy_value.h"
#include "examine/tables/pickle_tree.h"

enum { PICKLE_ARRAY_FIELDS = 64 };

struct pickle_array_type {
    uint8_t letter;
    bool big, objects;
    uint64_t width;     /* bytes of an element */
    size_t field_count; /* 0: nothing is read; 1 without a name: the element itself */
    bool structure;
    struct npy_field fields[PICKLE_ARRAY_FIELDS];
};

struct pickle_values {
    struct pickle_array_type type;
    uint64_t shape[LIMIT_RANK];
    size_t rank;
    uint64_t count; /* product of the shape */
    bool fortran;
    uint64_t at, size;       /* of the bytes in the file, */
    struct pickle_term text; /* or the text or bytes that holds them, else TERM_NOTHING */
    struct pickle_term list; /* or the list of the elements, else TERM_NOTHING */
};

/* The type that a numpy.dtype stands for. */
ASSAY_RESULT pickle_array_type_of(struct pickle_tree *tree, struct pickle_term dtype,
                                  struct pickle_array_type *type);

/* False in *is for what is no array that is followed. */
ASSAY_RESULT pickle_values_of(struct pickle_tree *tree, struct pickle_term term,
                              struct pickle_values *values, bool *is);
