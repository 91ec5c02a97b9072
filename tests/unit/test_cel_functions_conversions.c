#include "cel_case.h"

static const struct cel_row rows[] = {
    {"int of text", "int('-12')", "-12"},
    {"int of text with blanks", "int(' 1')", "fault(the text is no int)"},
    {"int of nothing", "int('')", "fault(the text is no int)"},
    {"int of a large uint", "int(9223372036854775808u)",
     "fault(range: the number does not fit int)"},
    {"int of a double cut", "[int(1.9), int(-1.9)]", "[1, -1]"},
    {"int of NaN", "int(double('NaN'))", "fault(range: the number does not fit int)"},
    {"uint of a negative", "uint(-1)", "fault(range: the number does not fit uint)"},
    {"double of text", "[double('1e3'), double('-0.5')]", "[1000.0, -0.5]"},
    {"double of no number", "double('1x')", "fault(the text is no double)"},
    {"bool of text", "[bool('true'), bool('F')]", "[true, false]"},
    {"bool of other text", "bool('yes')", "fault(the text is no bool)"},
    {"text of numbers", "[string(1), string(2u), string(0.1), string(1e21)]",
     "[\"1\", \"2\", \"0.1\", \"1e+21\"]"},
    {"text of bytes that are none", "string(b'\\xff')", "fault(the bytes are not UTF-8)"},
    {"text of times", "[string(duration('90m')), string(timestamp(0))]",
     "[\"5400s\", \"1970-01-01T00:00:00Z\"]"},
    {"bytes of text", "bytes('ä')", "b\"\\xc3\\xa4\""},
    {"bad duration", "duration('1x')", "fault(the text is no duration, or out of range)"},
    {"bad timestamp", "timestamp('2026-02-30T00:00:00Z')",
     "fault(the text is no timestamp, or out of range)"},
    {"timestamp out of range", "timestamp(253402300800)", "fault(range: the years are 1 to 9999)"},
    {"type of a value", "type(item.size) == int", "true"},
    {"types are of type type", "type(type(1)) == type", "true"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
