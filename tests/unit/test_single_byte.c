/* test_single_byte.c - Western text before UTF-8, and text of other encodings that is none. */

#include "rows.h"

#include "base/kit.h"
#include "examine/text/single_byte.h"

static const struct row {
    const char *name;
    const char *text, *encoding, *decoded; /* NULL: it is not told, or not asked for */
} rows[] = {
    {"ASCII", "plain", NULL, "plain"},
    {"German",
     "M\xfcller, Stra\xdf"
     "e, \xc4rzte",
     "iso-8859-1", "Müller, Straße, Ärzte"},
    {"French", "l\x92\xe9t\xe9 \x96 \x9cuvre \x80 5", "windows-1252", "l’été – œuvre € 5"},
    {"Spanish", "\xbfQu\xe9? \xa1No! 5\xba", "iso-8859-1", "¿Qué? ¡No! 5º"},
    {"Catalan", "col\xb7lecci\xf3", "iso-8859-1", "col·lecció"},
    {"in capitals", "M\xdcLLER \xc9T\xc9", "iso-8859-1", "MÜLLER ÉTÉ"},
    {"Polish of windows-1250", "\xb3ód\xbf ma\xb3y \xb9ngel wa\xbfny", NULL, NULL},
    {"Russian of windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", NULL, NULL},
    {"Japanese of Shift JIS", "\x93\x8c\x8b\x9e\x93s", NULL, NULL},
    {"Chinese of GBK", "\xb1\xb1\xbe\xa9", NULL, NULL},
    {"German of Mac OS Roman", "M\x9fller gr\x9fn h\x9aren", NULL, NULL},
    {"German of code page 850", "M\x81ller", NULL, NULL},
    {"UTF-8", "M\xc3\xbcller", NULL, NULL},
    {"no character", "a\x81", NULL, "a\xef\xbf\xbd"},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct bytes text = bytes_text(row->text);

    for (size_t step = 1; step <= text.size; step++) {
        struct single_byte single = {.high = 0};
        const char *name;

        for (size_t at = 0; at < text.size; at += step)
            single_byte_feed(
                &single, bytes_of(text.data + at, text.size - at < step ? text.size - at : step));
        name = single_byte_name(&single);
        assert_string_equal(name ? name : "none", row->encoding ? row->encoding : "none");
    }
    if (row->decoded) {
        CLEANUP(buf_clear) struct buf out;

        buf_init(&out, SIZE_MAX);
        single_byte_decode(&out, text);
        assert_string_equal(buf_string(&out), row->decoded);
    }
}

int main(void)
{
    return RUN_CASES(check, rows);
}
