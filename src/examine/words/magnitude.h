/* magnitude.h - sizes of models as people write them: "7B", "1.5b", "8x7B", "350M". */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct magnitude {
    uint64_t value; /* parameters */
    uint64_t step;  /* of the last digit that was written: 7B is 7e9 by 1e9, 1.5B by 1e8 */
};

/* True where all of `text` is such a size. */
bool magnitude_read(struct bytes text, struct magnitude *out);

/* The last such size among the words of a name ("Llama-2-7b-hf"). */
bool magnitude_in_name(struct bytes name, struct magnitude *out);

/*
 * True where a count of parameters may be called by that size: names are rounded, up or down, and
 * leave out embeddings or count them twice, so that three tenths, or half a step, are nothing.
 */
bool magnitude_fits(const struct magnitude *size, uint64_t parameters);
