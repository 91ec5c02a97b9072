/*
 * sas_file.h - what the readers of a data set of SAS (.sas7bdat) share: the file at hand, the page
 * that was read last, and its variables.
 *
 * A file is a header and pages of one size. A page has places of subheaders, which describe
 * variables or hold a packed row each, or rows of one size, or both. Addresses and some counts take
 * eight bytes where the file is of a machine of 64 bits, else four.
 *
 * The format was never published. Source: M. Shotwell, C. Cummins, "SAS7BDAT Database Binary
 * Format", and the readers of it that followed.
 */

#pragma once

#include "base/buf.h"
#include "examine/tables/survey.h"

/* A text among those of all variables. */
struct sas_place {
    uint16_t block, at, size;
};

struct sas_variable {
    struct sas_place name, label, format;
    uint64_t at; /* in a row */
    uint32_t width;
    bool text;
};

struct sas_file {
    struct cursor *cursor;
    struct survey survey;
    bool big, wide;
    bool of_transfer;     /* Stat/Transfer wrote it, who begins rows where others put a gap */
    uint64_t pages_at;    /* bytes of the header */
    uint64_t pages, read; /* pages in all; those that were read */
    uint32_t page_size;
    struct buf page;
    uint64_t page_at; /* where the page at hand stands in the file */

    uint64_t row_size, rows;  /* rows as the header of rows tells */
    uint64_t rows_beside;     /* that stand in a page with subheaders */
    bool begun;               /* rows: all that tells of variables was met */
    uint64_t told;            /* variables */
    struct sas_place packing; /* the name of what rows are packed by */
    struct sas_variable *variables;
    size_t capacity, named, placed, formatted; /* variables that subheaders of each kind told of */
    struct buf texts;
    struct sas_block {
        size_t at, size;
    } * blocks; /* of texts */
    size_t block_count, block_capacity;
    size_t blocks_needed; /* by the places that were met */
    struct buf row;       /* one that was packed */
};

/* An unsigned number of 2, 4 or 8 bytes in the file's order; 0 of what is not within `bytes`. */
uint64_t sas_number(const struct sas_file *file, struct bytes bytes, uint64_t at, size_t width);

/* A count or address, of which the file has `index` before it from `bytes` on. */
static inline uint64_t sas_word(const struct sas_file *file, struct bytes bytes, size_t index)
{
    const size_t width = file->wide ? 8 : 4;

    return sas_number(file, bytes, index * width, width);
}

/* What a subheader is about, by its first bytes; those from SAS_MARKS on are all such. */
#define SAS_ROW_SIZE UINT32_C(0xf7f7f7f7)
#define SAS_COLUMN_SIZE UINT32_C(0xf6f6f6f6)
#define SAS_COUNTS UINT32_C(0xfffffc00)
#define SAS_TEXTS UINT32_C(0xfffffffd)
#define SAS_NAMES UINT32_C(0xffffffff)
#define SAS_ATTRIBUTES UINT32_C(0xfffffffc)
#define SAS_FORMAT UINT32_C(0xfffffbfe)
#define SAS_MARKS UINT32_C(0xfffffff8)
uint32_t sas_mark(const struct sas_file *file, struct bytes subheader);

/* sas_variables.c: takes up what one subheader says of the variables. */
ASSAY_RESULT sas_describe(struct sas_file *file, struct bytes subheader);
/* False where a subheader is yet to come that some variable needs. */
bool sas_is_described(const struct sas_file *file);
/* Makes columns of the variables, which must be described. */
ASSAY_RESULT sas_tell_variables(struct sas_file *file);
/* Rows are packed by what came before in them, not by runs alone. */
bool sas_is_by_reference(const struct sas_file *file);

/* sas_unpack.c: a row that was packed, into `row` of the file. False: it is not what it should be.
 */
bool sas_unpack(struct sas_file *file, struct bytes packed);
