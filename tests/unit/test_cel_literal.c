#include "cel_case.h"

static const struct cel_row rows[] = {
    {"escapes", "'\\a\\b\\f\\n\\r\\t\\v\\\\\\?\\\"\\'\\`'", "\"\\a\\b\\f\\n\\r\\t\\v\\\\?\\\"'`\""},
    {"code points", "'\\u00e4\\U0001F431\\x41\\101'", "\"ä🐱AA\""},
    {"octets in bytes", "b'\\xff\\377ä'", "b\"\\xff\\xff\\xc3\\xa4\""},
    {"code point in a string beyond a byte", "'\\xff'", "\"ÿ\""},
    {"raw", "r'\\n'", "\"\\\\n\""},
    {"triple quotes hold lines", "'''a\nb'''", "\"a\\nb\""},
    {"surrogate", "'\\ud800'", "1:2: U+D800 is no character"},
    {"beyond Unicode", "'\\U00110000'", "1:2: U+110000 is no character"},
    {"no such escape", "'a\\q'", "1:3: no such escape in a string"},
    {"escape cut short", "'\\u12'", "1:2: no such escape in a string"},
    {"u in bytes", "b'\\u0041'", "1:3: no such escape in bytes"},
    {"hex", "[dyn(0x10), dyn(-0x10), dyn(0xFFu)]", "[16, -16, 255u]"},
    {"uint too large", "18446744073709551616u", "1:1: number is too large for a uint"},
    {"doubles", "[.5, 1e3, 1.5E-2]", "[0.5, 1000.0, 0.015]"},
    {"double too large", "1e999", "1:1: number is too large for a double"},
};

int main(void)
{
    return RUN_CASES(cel_check_row, rows);
}
