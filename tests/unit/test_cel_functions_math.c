#include "cel_case.h"

static const struct cel_row rows[] = {
    {"greatest of many", "math.greatest(1, 5.5, 3u)", "5.5"},
    {"least of a list", "math.least([3, 1, 2])", "1"},
    {"of nothing", "math.greatest([])", "fault(the greatest or least of nothing)"},
    {"of texts", "math.greatest([dyn('a')])",
     "fault(no such overload: numbers are compared, not string)"},
    {"unknown inside", "math.greatest(1, 2, u)", "unknown(u)"},
    {"rounding", "[math.ceil(1.2), math.floor(-1.2), math.round(-1.5), math.trunc(-1.7)]",
     "[2.0, -2.0, -2.0, -1.0]"},
    {"kinds of doubles", "[math.isNaN(0.0 / 0.0), math.isInf(1.0 / 0.0), math.isFinite(1.0)]",
     "[true, true, true]"},
    {"size and sign", "[math.abs(-3), math.sign(-3)]", "[3, -1]"},
    {"the lowest has no size", "math.abs(-9223372036854775808)",
     "fault(range: the result does not fit)"},
    {"root", "math.sqrt(81)", "9.0"},
    {"bits", "[math.bitAnd(6, 3), math.bitOr(4, -2), math.bitXor(1, 3), math.bitNot(1)]",
     "[2, -2, 2, -2]"},
    {"shifts", "[math.bitShiftLeft(1, 4), math.bitShiftRight(-1024, 3), math.bitShiftLeft(1, 64)]",
     "[16, 2305843009213693824, 0]"},
    {"shift the wrong way", "math.bitShiftLeft(1, -1)", "fault(negative offset)"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
