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

enum { NPY_TEXTS = 64 };

/* Where an element holds a text; its unused end is zeros. */
struct npy_text {
    uint64_t at, size; /* bytes in the element */
    bool wide, big;    /* UCS-4, its high byte first; else bytes of any meaning */
    char name[64];     /* of its field, cut; empty in arrays without */
};

struct npy_header {
    unsigned version; /* 1 to 3 */
    bool taken;       /* the cursor stands behind it, whether it was understood or not */
    bool objects;     /* elements are pickles */
    uint64_t width;   /* bytes of an element; of no meaning where `objects` */
    char type[64];    /* as written, "<f8"; "structure" where it has fields */
    uint64_t shape[LIMIT_RANK];
    size_t rank;
    uint64_t elements;                /* product of the shape */
    struct npy_text texts[NPY_TEXTS]; /* by rising `at` */
    size_t text_count;
    bool more_texts; /* than are kept */
};

/* Reads magic, version and header; the cursor is left at the data. */
ASSAY_RESULT npy_header_read(struct cursor *cursor, struct npy_header *header);
