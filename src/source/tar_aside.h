/*
 * tar_aside.h - what the headers of a tar say beside what a member is: who owned it, attributes,
 * comments, and the room in fields that their text does not fill.
 */

#pragma once

#include "source/asides.h"
#include "source/tar_header.h"

/* Of a header at `at`, whose sum holds. `shared` is what the one before it had, zeros at first. */
void tar_aside_header(struct asides *asides, uint64_t at, const uint8_t block[TAR_BLOCK],
                      uint8_t shared[TAR_BLOCK]);

/* Of the records of a pax header, which begin at `at`; `global`: of no member alone. */
void tar_aside_records(struct asides *asides, uint64_t at, struct bytes records, bool global);
