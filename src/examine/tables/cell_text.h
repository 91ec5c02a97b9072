/*
 * cell_text.h - values of typed tables as the one text that stands for them: integers in decimal,
 * numbers in the fewest digits that read back the same, dates and times as ISO 8601 has them.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "examine/tables/cell_value.h"

/* What the bytes of a value mean. Numbers are little-endian unless it is told. */
enum meaning_kind {
    MEANS_NOTHING, /* all values are null */
    MEANS_BYTES,   /* text where it looks like one */
    MEANS_TEXT,
    MEANS_BOOLEAN,
    MEANS_SIGNED, /* of 1 to 8 bytes */
    MEANS_UNSIGNED,
    MEANS_FLOAT,         /* of 2, 4 or 8 bytes */
    MEANS_DECIMAL,       /* two's complement, of any size up to 32 bytes, times 10^-scale */
    MEANS_DECIMAL_BIG,   /* the same, big-endian */
    MEANS_DATE,          /* days since 1970-01-01 */
    MEANS_TIME,          /* since midnight, in 10^-scale seconds */
    MEANS_TIMESTAMP,     /* since 1970-01-01, in 10^-scale seconds */
    MEANS_TIMESTAMP_UTC, /* the same, as an instant and not by some clock on a wall */
    MEANS_INT96,         /* nanoseconds of a day, and the Julian day */
    MEANS_UUID,          /* 16 bytes, as they are printed */
    MEANS_PERIOD,        /* an amount of time, in 10^-scale seconds */
    MEANS_INTERVAL,      /* months, days, milliseconds, 32 bits each */
};

struct meaning {
    enum meaning_kind kind;
    int scale;
};

enum { CELL_TEXT_MAX = 384 };

/*
 * The text of one value; in `room`, or the value's own bytes. Of what can be no text (pictures, a
 * decimal of 33 bytes) it is empty, and its type is CELL_BINARY.
 */
struct bytes cell_text(const struct meaning *meaning, struct bytes value, char room[CELL_TEXT_MAX],
                       enum cell_type *type);
