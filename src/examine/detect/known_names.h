/*
 * known_names.h - cell_name() of texts that were asked of before: people have the same names in
 * one row and the next, and a name is dear to read.
 *
 * A text has one place, which the last of several keeps; longer ones are read each time.
 */

#pragma once

#include "examine/detect/identifier_cells.h"
#include "examine/text/text_hash.h"

enum { KNOWN_NAMES = 256, KNOWN_NAME_MOST = 16 };

/* All zero knows none. */
struct known_names {
    struct known_name {
        uint64_t front, back; /* the first eight bytes and the last, which may overlap */
        uint8_t size;         /* 0: none is kept here */
        uint8_t fit;
    } places[KNOWN_NAMES];
};

static inline struct known_name *known_name_place(struct known_names *names,
                                                  const struct known_name *name)
{
    uint64_t mixed = (name->front ^ name->back << 7 ^ name->size) * TEXT_HASH_WORD;

    return &names->places[mixed >> 56];
}
_Static_assert(KNOWN_NAMES == 1 << 8, "a place is the upper byte of a product");

static inline enum cell_fit known_names_fit(struct known_names *names, struct bytes text)
{
    struct known_name name = {.size = (uint8_t)text.size}, *place;

    if (text.size == 0 || text.size > KNOWN_NAME_MOST)
        return cell_name(text);
    if (text.size < 8) {
        name.front = text_hash_tail(text.data, text.size);
    } else {
        name.front = text_hash_u64(text.data);
        name.back = text_hash_u64(text.data + text.size - 8);
    }
    place = known_name_place(names, &name);
    if (place->size != name.size || place->front != name.front || place->back != name.back) {
        name.fit = (uint8_t)cell_name(text);
        *place = name;
    }
    return (enum cell_fit)place->fit;
}
