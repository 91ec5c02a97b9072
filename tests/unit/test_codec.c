#include "base/codec.h"

#include "base/buf.h"
#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name;
    const char *text;
    bool url;
    const char *bytes; /* NULL: refused */
};

/* The encodings are the examples of RFC 4648, section 10. */
static const struct row rows[] = {
    {"nothing", "", false, ""},
    {"one byte", "Zg==", false, "f"},
    {"two bytes", "Zm8=", false, "fo"},
    {"three bytes", "Zm9v", false, "foo"},
    {"six bytes", "Zm9vYmFy", false, "foobar"},
    {"stray bits behind one byte", "Zh==", false, NULL},
    {"stray bits behind two bytes", "Zm9=", false, NULL},
    {"padding left out", "Zg", false, NULL},
    {"padding in the middle", "Zg==Zg==", false, NULL},
    {"a blank", "Zm9 ", false, NULL},
    {"a line feed", "Zm9v\nZm9", false, NULL},
    {"one sign and three pads", "Z===", false, NULL},
    {"pad before sign", "Zg=v", false, NULL},
    {"no sign before the last four", "Z*9vZm9v", false, NULL},
    {"a byte beyond ASCII", "Zm9\xff", true, NULL},
    {"URL alphabet before the last four", "-_-_Zm9v", false, NULL},
    {"URL alphabet where it is not taken", "-_-_", false, NULL},
    {"URL alphabet", "-_-_", true, "\xfb\xff\xbf"},
};

static void check_base64(void **state)
{
    const struct row *row = *state;
    struct buf out;

    buf_init(&out, 64);
    if (!row->bytes) {
        assert_false(base64_decode(&out, bytes_text(row->text), row->url));
    } else {
        assert_true(base64_decode(&out, bytes_text(row->text), row->url));
        assert_true(bytes_equal(buf_bytes(&out), bytes_text(row->bytes)));
        if (!row->url) {
            buf_reset(&out);
            base64_encode(&out, bytes_text(row->bytes));
            assert_string_equal(buf_string(&out), row->text);
        }
    }
    buf_clear(&out);
}

/* All three ends, and every byte, back and forth; a buffer takes what fits in it exactly. */
static void base64_gives_back_what_it_took(void **state)
{
    uint8_t all[256];

    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (uint8_t)(i * 89);
    for (size_t size = 0; size <= sizeof all; size++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = (size + 2) / 3 * 4};
        CLEANUP(buf_clear) struct buf back = {.ceiling = size};
        CLEANUP(buf_clear) struct buf less = {.ceiling = size > 0 ? size - 1 : 0};

        base64_encode(&text, bytes_of(all, size));
        assert_int_equal(text.status, ASSAY_OK);
        assert_true(base64_decode(&back, buf_bytes(&text), false));
        assert_true(bytes_equal(buf_bytes(&back), bytes_of(all, size)));
        assert_true(base64_decode(&less, buf_bytes(&text), false));
        assert_int_equal(less.status, size > 0 ? ASSAY_ELIMIT : ASSAY_OK);
    }
}

static void hex_takes_lowercase_of_the_right_size_only(void **state)
{
    uint8_t out[2] = {0};
    char text[5];

    (void)state;
    assert_true(hex_decode(BYTES("00ff"), out, 2));
    assert_int_equal(out[1], 0xff);
    assert_false(hex_decode(BYTES("00FF"), out, 2));
    assert_false(hex_decode(BYTES("00f"), out, 2));
    assert_false(hex_decode(BYTES("00fg"), out, 2));
    hex_encode(BYTES("\x0a\xb1"), text);
    assert_string_equal(text, "0ab1");
}

/* Escapes take digits of either case, and only where all of them are there. */
static void escapes_are_whole(void **state)
{
    uint32_t number = 7;
    uint8_t octet = 7;

    (void)state;
    assert_true(hex_number(BYTES("00e9x"), 4, &number));
    assert_int_equal(number, 0xe9);
    assert_true(hex_number(BYTES("FFfffFFf"), 8, &number));
    assert_int_equal(number, 0xffffffff);
    assert_false(hex_number(BYTES("00e"), 4, &number));
    assert_false(hex_number(BYTES("00eg"), 4, &number));
    assert_int_equal(number, 0xffffffff);
    assert_true(hex_octet(BYTES("2Fx"), &octet));
    assert_int_equal(octet, '/');
    assert_false(hex_octet(BYTES("2"), &octet));
    assert_false(hex_octet(BYTES("\x12"
                                 "0"),
                           &octet));
    assert_int_equal(octet, '/');
    assert_true(hex_is_lower(BYTES("09af")));
    assert_false(hex_is_lower(BYTES("09aF")));
}

/* As mail and settings have it: over lines, with padding or without. */
static void base64_of_several_lines(void **state)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = 64};

    (void)state;
    base64_decode_lines(&out, BYTES("Zm9v\r\n  YmF5\nZg=="));
    assert_string_equal(buf_string(&out), "foobayf");
    base64_decode_lines(&out, BYTES("Zm8"));
    assert_string_equal(buf_string(&out), "foobayffo");
}

/* RFC 4648 section 10, and what tells the two alphabets apart. */
static void base64url_has_no_padding(void **state)
{
    static const struct {
        const char *text, *bytes; /* NULL: refused */
    } cases[] = {
        {"", ""},           {"Zg", "f"},         {"Zm8", "fo"},  {"Zm9v", "foo"},
        {"Zm9vYg", "foob"}, {"-_8", "\xfb\xff"}, {"Zg==", NULL}, {"Z", NULL},
        {"+_8", NULL},      {"Zh", NULL},        {"Zg\n", NULL}, {"Zm9vZ", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buf_clear) struct buf out = {.ceiling = 64};

        assert_int_equal(base64url_decode(&out, bytes_text(cases[i].text)), cases[i].bytes != NULL);
        if (!cases[i].bytes)
            continue;
        assert_string_equal(buf_string(&out), cases[i].bytes);
        buf_reset(&out);
        base64url_encode(&out, bytes_text(cases[i].bytes));
        assert_string_equal(buf_string(&out), cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64_gives_back_what_it_took),
        cmocka_unit_test(base64url_has_no_padding),
        cmocka_unit_test(hex_takes_lowercase_of_the_right_size_only),
        cmocka_unit_test(escapes_are_whole),
        cmocka_unit_test(base64_of_several_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check_base64, rows);
}
