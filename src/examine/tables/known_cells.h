/*
 * known_cells.h - cells of a column that were met before: what a text came to then, it comes to
 * again. Words, dates and small numbers stand again and again in their columns; a column in which
 * nothing does is found out, and left alone for a while.
 *
 * A text has one place, which the last of several keeps.
 */

#pragma once

#include <stdbool.h>

#include "examine/tables/cell_value.h"
#include "examine/text/text_hash.h"

enum {
    KNOWN_CELLS = 256, /* places; a power of two */
    KNOWN_CELL_MOST = 24,
    KNOWN_CELL_MISSES = 256,   /* after which it is asked whether the column repeats itself */
    KNOWN_CELL_HITS = 64,      /* as often as this it has to */
    KNOWN_CELL_PAUSE = 1 << 13 /* cells that are not looked up where it does not */
};

struct known_cell {
    uint64_t words[3]; /* all of the text, zeros behind it */
    uint32_t form;     /* its size, and as which type it was to be read; 0: none is kept here */
    bool counts;       /* it has a value */
    uint8_t value_part;
    uint64_t name_adds, value_adds; /* to the sums of its row, the latter to those of that part */
};

struct known_cells {
    unsigned hits, misses, pause;
    struct known_cell places[KNOWN_CELLS];
};

/* True where a cell is to be looked up. */
static inline bool known_cells_want(struct known_cells *cells, struct bytes text)
{
    if (!cells || text.size > KNOWN_CELL_MOST)
        return false;
    if (cells->pause == 0)
        return true;
    cells->pause--;
    return false;
}

/* A cell of one byte or more, by which its place is found; what it comes to is not told yet. */
static inline struct known_cell known_cell_of(struct bytes text, enum cell_type type)
{
    struct known_cell cell = {.form = (uint32_t)text.size | (uint32_t)type << 16};

    if (text.size < 8) {
        cell.words[0] = text_hash_tail(text.data, text.size);
        return cell;
    }
    cell.words[0] = text_hash_u64(text.data);
    if (text.size > 16)
        cell.words[1] = text_hash_u64(text.data + 8);
    if (text.size > 8)
        cell.words[2] = text_hash_u64(text.data + text.size - 8);
    return cell;
}

static inline struct known_cell *known_cell_place(struct known_cells *cells,
                                                  const struct known_cell *cell)
{
    uint64_t mixed =
        (cell->words[0] ^ cell->words[1] << 3 ^ cell->words[2] << 7 ^ cell->form) * TEXT_HASH_WORD;

    return &cells->places[mixed >> 56];
}
_Static_assert(KNOWN_CELLS == 1 << 8, "a place is the upper byte of a product");

/* True where the cell that is kept in a place is this one. */
static inline bool known_cell_is(struct known_cells *cells, const struct known_cell *place,
                                 const struct known_cell *cell)
{
    if (place->words[0] == cell->words[0] && place->words[1] == cell->words[1] &&
        place->words[2] == cell->words[2] && place->form == cell->form) {
        cells->hits++;
        return true;
    }
    if (++cells->misses == KNOWN_CELL_MISSES) {
        cells->pause = cells->hits < KNOWN_CELL_HITS ? KNOWN_CELL_PAUSE : 0;
        cells->hits = cells->misses = 0;
    }
    return false;
}
