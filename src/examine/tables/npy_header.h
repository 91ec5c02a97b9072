/*
 * npy_header.h - the header of a .npy array: type, order and shape.
 *
 * Source: NumPy, NEP 1 "A simple file format for NumPy arrays", and numpy.lib.format for versions 2
 * and 3. The header is a Python literal; it is read as one, never evaluated.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/cursor.h"
#include "base/limits.h"
#include "examine/tables/cell_text.h"

enum { NPY_FIELDS = 256 };

/* A text or a number of an element. */
struct npy_field {
    uint64_t at, size; /* bytes in the element; the unused end of a text is zeros */
    uint64_t unit;     /* bytes of one value; `size` is that of all where the field is an array */
    struct meaning meaning; /* MEANS_BYTES: a text; MEANS_NOTHING: none that is read */
    bool wide;              /* a text in UCS-4 */
    bool big;               /* its high byte first */
    uint8_t letter;         /* of its type: 'U', 'i' ... */
    char name[64];          /* cut; empty in arrays without fields */
};

struct npy_header {
    unsigned version; /* 1 to 3 */
    bool taken;       /* the cursor stands behind it, whether it was understood or not */
    bool objects;     /* elements are pickles */
    bool structure;   /* elements have fields */
    bool fortran;     /* the first number of a place changes fastest */
    uint64_t width;   /* bytes of an element; of no meaning where `objects` */
    char type[64];    /* as written, "<f8"; "structure" where it has fields */
    uint64_t shape[LIMIT_RANK];
    size_t rank;
    uint64_t elements;                   /* product of the shape */
    struct npy_field fields[NPY_FIELDS]; /* by rising `at` */
    size_t field_count;
    bool more_fields; /* than are kept */
};

/* Reads magic, version and header; the cursor is left at the data. */
ASSAY_RESULT npy_header_read(struct cursor *cursor, struct npy_header *header);
