/* npy_value.h - one value of an array of NumPy as text. Source: NumPy, "The array interface
 * protocol", typestr; "Datetimes and timedeltas". */

#pragma once

#include "base/buf.h"
#include "examine/tables/npy_header.h"

/*
 * A field of a type: its letter ('i', 'U', 'M' ...), bytes of one, the step of a date ("[ns]"), and
 * whether its high byte comes first. MEANS_NOTHING: such values are not read.
 */
void npy_field_of(struct npy_field *field, uint8_t letter, uint64_t size, struct bytes step,
                  bool big);

/* Whether a whole number tells nobody: idle_number.h. */
bool npy_is_idle(const struct npy_field *field, struct bytes value);

/* The text of a value, in `room` or the value's own bytes; CELL_EMPTY: a date or a number that is
 * none (NaT, NaN). */
struct bytes npy_value_text(const struct npy_field *field, struct bytes value, struct buf *room,
                            enum cell_type *type);

/* The characters of UCS-4 as UTF-8; zeros, and numbers that are no characters, end lines. */
void npy_decode_wide(struct bytes units, bool big, struct buf *out);

/* Without the zeros that fill it up. */
struct bytes npy_without_end(struct bytes text);
