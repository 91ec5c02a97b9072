/*
 * cell_value.h - what the text of a cell is taken for, and the one text of all that mean the same.
 *
 * Source: docs/reference/tables.md, "Cells".
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum cell_type {
    CELL_EMPTY,
    CELL_INTEGER,
    CELL_NUMBER,
    CELL_BOOLEAN,
    CELL_DATE,
    CELL_TEXT,
    CELL_NESTED, /* a list or a map, which no plain table has */
    CELL_BINARY, /* bytes that are no text: pictures, sound */
    CELL_TYPES
};

/* Sets of types are a bit each. */
#define CELL_TYPES_OF_NUMBERS (1U << CELL_INTEGER | 1U << CELL_NUMBER)

/* A column that has one of these holds no keys of other tables. */
#define CELL_TYPES_NO_KEYS (1U << CELL_DATE | 1U << CELL_BOOLEAN | 1U << CELL_NESTED)

/* True where all that are not empty are of one kind that has an order. */
static inline bool cell_types_have_order(unsigned types)
{
    types &= ~(1U << CELL_EMPTY);
    return types == 1U << CELL_DATE || (types && !(types & ~CELL_TYPES_OF_NUMBERS));
}

enum { CELL_SIZE_MAX = 40 /* bytes of a cell that may be anything but text */ };

struct cell_value {
    enum cell_type type;
    /* The cell itself or `room`; empty where the cell is: "NA", "null", "nan" and kin are. */
    struct bytes text;
    double number;       /* INTEGER, NUMBER */
    struct bytes moment; /* DATE: empty where day and month cannot be told apart */
    char room[CELL_SIZE_MAX + 8];
};

/* Reads a cell, which must outlive the value. */
void cell_read(struct bytes cell, struct cell_value *out);

/* The type alone: the strictest that fits. Digits that begin with a needless zero are text, for
 * 02139 is a name and no quantity. */
enum cell_type cell_type(struct bytes cell);

/* True where a spreadsheet program would run the cell: OWASP, "CSV Injection". Telephone numbers
 * and negative numbers begin likewise and are none. */
bool cell_is_formula(struct bytes cell);
