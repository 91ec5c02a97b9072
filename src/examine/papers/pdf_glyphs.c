/* pdf_glyphs.c - see pdf_glyphs.h. */

#include "examine/papers/pdf_glyphs.h"

#include <stdbool.h>
#include <string.h>

#include "base/kit.h"

static const char *const ascii[] = {
    "space",       "exclam",
    "quotedbl",    "numbersign",
    "dollar",      "percent",
    "ampersand",   "quotesingle",
    "parenleft",   "parenright",
    "asterisk",    "plus",
    "comma",       "hyphen",
    "period",      "slash",
    "zero",        "one",
    "two",         "three",
    "four",        "five",
    "six",         "seven",
    "eight",       "nine",
    "colon",       "semicolon",
    "less",        "equal",
    "greater",     "question",
    "at",          "A",
    "B",           "C",
    "D",           "E",
    "F",           "G",
    "H",           "I",
    "J",           "K",
    "L",           "M",
    "N",           "O",
    "P",           "Q",
    "R",           "S",
    "T",           "U",
    "V",           "W",
    "X",           "Y",
    "Z",           "bracketleft",
    "backslash",   "bracketright",
    "asciicircum", "underscore",
    "grave",       "a",
    "b",           "c",
    "d",           "e",
    "f",           "g",
    "h",           "i",
    "j",           "k",
    "l",           "m",
    "n",           "o",
    "p",           "q",
    "r",           "s",
    "t",           "u",
    "v",           "w",
    "x",           "y",
    "z",           "braceleft",
    "bar",         "braceright",
    "asciitilde",
};

static const char *const latin[] = {
    "Agrave",      "Aacute",     "Acircumflex", "Atilde",      "Adieresis",   "Aring",
    "AE",          "Ccedilla",   "Egrave",      "Eacute",      "Ecircumflex", "Edieresis",
    "Igrave",      "Iacute",     "Icircumflex", "Idieresis",   "Eth",         "Ntilde",
    "Ograve",      "Oacute",     "Ocircumflex", "Otilde",      "Odieresis",   "multiply",
    "Oslash",      "Ugrave",     "Uacute",      "Ucircumflex", "Udieresis",   "Yacute",
    "Thorn",       "germandbls", "agrave",      "aacute",      "acircumflex", "atilde",
    "adieresis",   "aring",      "ae",          "ccedilla",    "egrave",      "eacute",
    "ecircumflex", "edieresis",  "igrave",      "iacute",      "icircumflex", "idieresis",
    "eth",         "ntilde",     "ograve",      "oacute",      "ocircumflex", "otilde",
    "odieresis",   "divide",     "oslash",      "ugrave",      "uacute",      "ucircumflex",
    "udieresis",   "yacute",     "thorn",       "ydieresis",
};

static const struct {
    const char *name;
    uint32_t letter;
} others[] = {
    {"ff", 0xfb00},        {"fi", 0xfb01},           {"fl", 0xfb02},
    {"ffi", 0xfb03},       {"ffl", 0xfb04},          {"quoteright", 0x2019},
    {"quoteleft", 0x2018}, {"quotedblleft", 0x201c}, {"quotedblright", 0x201d},
    {"endash", 0x2013},    {"emdash", 0x2014},       {"minus", '-'},
    {"hyphenminus", '-'},  {"sfthyphen", 0xad},      {"bullet", 0x2022},
    {"ellipsis", 0x2026},  {"periodcentered", 0xb7}, {"dotlessi", 0x131},
    {"Lslash", 0x141},     {"lslash", 0x142},        {"OE", 0x152},
    {"oe", 0x153},         {"Scaron", 0x160},        {"scaron", 0x161},
    {"Zcaron", 0x17d},     {"zcaron", 0x17e},        {"Euro", 0x20ac},
    {"section", 0xa7},     {"degree", 0xb0},         {"nbspace", ' '},
};

enum { ASCII_FIRST = ' ', LATIN_FIRST = 0xc0 };
_Static_assert(ARRAY_LEN(ascii) == 0x7f - ASCII_FIRST, "a letter of ASCII is missing");
_Static_assert(ARRAY_LEN(latin) == 0x100 - LATIN_FIRST, "a Latin letter is missing");

static bool is(struct bytes name, const char *word)
{
    return name.data[0] == (uint8_t)word[0] && bytes_equal(name, bytes_text(word));
}

static uint32_t by_list(struct bytes name)
{
    for (uint32_t i = 0; i < ARRAY_LEN(ascii); i++)
        if (is(name, ascii[i]))
            return ASCII_FIRST + i;
    for (uint32_t i = 0; i < ARRAY_LEN(latin); i++)
        if (is(name, latin[i]))
            return LATIN_FIRST + i;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (is(name, others[i].name))
            return others[i].letter;
    return 0;
}

/* Digits of uni0041 and u1F600, upper case; 0 where they are none. */
static uint32_t by_code(struct bytes digits, size_t least, size_t most)
{
    uint32_t code = 0;

    if (digits.size < least || digits.size > most)
        return 0;
    for (size_t i = 0; i < digits.size; i++) {
        const uint8_t digit = digits.data[i];

        if (digit >= '0' && digit <= '9')
            code = code * 16 + digit - '0';
        else if (digit >= 'A' && digit <= 'F')
            code = code * 16 + 10 + digit - 'A';
        else
            return 0;
    }
    return code;
}

uint32_t pdf_glyph(struct bytes name)
{
    const uint8_t *point = name.size > 1 ? memchr(name.data + 1, '.', name.size - 1) : NULL;
    uint32_t letter;

    if (point) /* a.sc is an a */
        name.size = (size_t)(point - name.data);
    if (name.size == 0)
        return 0;
    letter = by_list(name);
    if (letter == 0 && bytes_starts(name, BYTES("uni")))
        letter = by_code(bytes_from(name, 3), 4, 4);
    if (letter == 0 && name.data[0] == 'u')
        letter = by_code(bytes_from(name, 1), 4, 6);
    return letter;
}
