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

struct npy_header {
    unsigned version; /* 1 to 3 */
    bool objects;     /* elements are pickles */
    uint64_t width;   /* bytes of an element; of no meaning where `objects` */
    char type[64];    /* as written, "<f8"; "structure" where it has fields */
    uint64_t shape[LIMIT_RANK];
    size_t rank;
    uint64_t elements; /* product of the shape */
};

/* Reads magic, version and header; the cursor is left at the data. */
ASSAY_RESULT npy_header_read(struct cursor *cursor, struct npy_header *header);
