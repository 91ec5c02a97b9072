/* test_jcs.c - canonical JSON against the vectors of RFC 8785. */

#include "doc/jcs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/file.h"
#include "base/kit.h"
#include "rows.h"

enum { CEILING = 1 << 20 };

static double from_bits(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

struct number_row {
    const char *name;
    const char *file;
    unsigned count;
};

static const struct number_row number_rows[] = {
    {"the published numbers", TEST_DATA "/jcs/es6-numbers-10k.txt", 10000},
    {"all powers of two", TEST_DATA "/jcs/powers-of-two.txt", 2098},
};

static void check_numbers(void **state)
{
    const struct number_row *row = *state;
    FILE *file = fopen(row->file, "r");
    CLEANUP(buf_clear) struct buf out;
    char line[128];
    unsigned count = 0;

    assert_non_null(file);
    buf_init(&out, CEILING);
    while (fgets(line, sizeof line, file)) {
        char *comma = strchr(line, ',');
        uint64_t bits = strtoull(line, NULL, 16);
        struct jcs jcs;

        assert_non_null(comma);
        line[strcspn(line, "\n")] = 0;
        buf_reset(&out);
        jcs_init(&jcs, &out);
        jcs_real(&jcs, from_bits(bits));
        assert_string_equal(buf_string(&out), comma + 1);
        count++;
    }
    fclose(file);
    assert_int_equal(count, row->count);
}

struct document_row {
    const char *name; /* of the file in input/ and output/ */
    const char *hex;  /* of the one in outhex/: the same bytes as output/, beyond all doubt */
};

static const struct document_row document_rows[] = {
    {"arrays.json", "arrays.txt"},         {"french.json", "french.txt"},
    {"structures.json", "structures.txt"}, {"unicode.json", "unicode.txt"},
    {"values.json", "values.txt"},         {"weird.json", "weird.txt"},
};

static void read_data(const char *folder, const char *name, struct buf *out)
{
    struct assay_error err = {0};
    char path[512];

    snprintf(path, sizeof path, TEST_DATA "/jcs/%s/%s", folder, name);
    buf_init(out, CEILING);
    assert_ok(file_read(AT_FDCWD, path, out, &err), err);
    while (out->size > 0 && out->data[out->size - 1] == '\n')
        out->size--;
}

static void write_again(struct bytes text, struct buf *out)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {"test", text};
    struct assay_error err = {0};
    struct doc *doc;
    struct jcs jcs;

    assert_ok(doc_read_json(arena, &source, &doc, &err), err);
    buf_init(out, CEILING);
    jcs_init(&jcs, out);
    jcs_doc(&jcs, doc);
    assert_ok(buf_status(out, &err), err);
}

/* Pairs of digits with blanks and line ends between them. */
static void assert_hex(struct bytes found, struct bytes hex)
{
    size_t digits = 0;

    for (size_t i = 0; i < hex.size; i++) {
        static const char alphabet[] = "0123456789abcdef";

        if (hex.data[i] == ' ' || hex.data[i] == '\n')
            continue;
        assert_true(digits / 2 < found.size);
        assert_int_equal(hex.data[i],
                         alphabet[found.data[digits / 2] >> (digits % 2 ? 0 : 4) & 0xf]);
        digits++;
    }
    assert_int_equal(digits, 2 * found.size);
}

static void check_document(void **state)
{
    const struct document_row *row = *state;
    CLEANUP(buf_clear) struct buf input, wanted, hex, out;

    read_data("input", row->name, &input);
    read_data("output", row->name, &wanted);
    read_data("outhex", row->hex, &hex);
    write_again(buf_bytes(&input), &out);
    assert_string_equal(buf_string(&out), buf_string(&wanted));
    assert_hex(buf_bytes(&out), buf_bytes(&hex));
    assert_true(jcs_is_canonical(buf_bytes(&wanted)));
    assert_false(jcs_is_canonical(buf_bytes(&input)));
}

struct text_row {
    const char *name;
    struct bytes in;
    const char *out; /* NULL: `in` is canonical */
};

static const struct text_row text_rows[] = {
    {"empty object", ROW_BYTES("{}"), NULL},
    {"nested", ROW_BYTES("{\"a\":[1,{\"b\":null}],\"c\":true}"), NULL},
    {"blank", ROW_BYTES("[1, 2]"), "[1,2]"},
    {"final newline", ROW_BYTES("[]\n"), "[]"},
    {"members out of order", ROW_BYTES("{\"b\":1,\"a\":2}"), "{\"a\":2,\"b\":1}"},
    {"order of UTF-16 units", ROW_BYTES("{\"\xef\xac\xb3\":1,\"\xf0\x9f\x98\x82\":2}"),
     "{\"\xf0\x9f\x98\x82\":2,\"\xef\xac\xb3\":1}"},
    {"prefix first", ROW_BYTES("{\"aa\":1,\"a\":2}"), "{\"a\":2,\"aa\":1}"},
    {"escapes", ROW_BYTES("\"\\u0008\\u0000\\u001F\\/\\u007f\""), "\"\\b\\u0000\\u001f/\x7f\""},
    {"line separators stay raw", ROW_BYTES("\"\\u2028\\u2029\""), "\"\xe2\x80\xa8\xe2\x80\xa9\""},
    {"minus zero", ROW_BYTES("[-0,-0.0]"), "[0,0]"},
    {"2^53-1 stays", ROW_BYTES("9007199254740991"), NULL},
    {"2^53+1 changes value", ROW_BYTES("9007199254740993"), "9007199254740992"},
    {"beyond 64 bits", ROW_BYTES("[18446744073709551616]"), "[18446744073709552000]"},
    {"1e20 and 1e21", ROW_BYTES("[1e20,1e21]"), "[100000000000000000000,1e+21]"},
    {"small", ROW_BYTES("[0.000001,1e-7]"), NULL},
    {"escaped although it need not be", ROW_BYTES("\"\\u0061\""), "\"a\""},
};

static void check_text(void **state)
{
    const struct text_row *row = *state;
    CLEANUP(buf_clear) struct buf out;

    write_again(row->in, &out);
    if (row->out)
        assert_string_equal(buf_string(&out), row->out);
    assert_int_equal(jcs_is_canonical(row->in), row->out == NULL);
    assert_true(jcs_is_canonical(buf_bytes(&out)));
}

/* What must be escaped is, wherever it stands in a string of any length. */
static void test_escapes_at_every_place(void **state)
{
    enum { LENGTHS = 26 };
    static const struct {
        char byte;
        const char *as;
    } bytes[] = {{'"', "\\\""},     {'\\', "\\\\"}, {'\n', "\\n"},
                 {0x1f, "\\u001f"}, {0, "\\u0000"}, {(char)0xff, "\xef\xbf\xbd"},
                 {0x7f, "\x7f"},    {' ', " "},     {'!', "!"},
                 {'#', "#"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bytes); i++) {
        for (size_t at = 0; at < LENGTHS * LENGTHS; at++) {
            size_t size = at / LENGTHS, place = at % LENGTHS;
            char text[LENGTHS], wanted[2 * LENGTHS + 16];
            CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};
            struct jcs jcs;

            if (place >= size)
                continue;
            memset(text, 'a', size);
            text[place] = bytes[i].byte;
            snprintf(wanted, sizeof wanted, "\"%.*s%s%.*s\"", (int)place,
                     "aaaaaaaaaaaaaaaaaaaaaaaaaa", bytes[i].as, (int)(size - place - 1),
                     "aaaaaaaaaaaaaaaaaaaaaaaaaa");
            jcs_init(&jcs, &out);
            jcs_text(&jcs, bytes_of(text, size));
            assert_string_equal(buf_string(&out), wanted);
        }
    }
}

static void test_calls(void **state)
{
    CLEANUP(buf_clear) struct buf out;
    struct jcs jcs;

    (void)state;
    buf_init(&out, CEILING);
    jcs_init(&jcs, &out);
    jcs_open_object(&jcs);
    jcs_key(&jcs, "base64");
    jcs_base64(&jcs, BYTES("foob"));
    jcs_key(&jcs, "bytes");
    jcs_hex(&jcs, BYTES("\x00\xff"));
    jcs_key(&jcs, "list");
    jcs_open_array(&jcs);
    jcs_int(&jcs, -7);
    jcs_u64(&jcs, 7);
    jcs_bool(&jcs, false);
    jcs_null(&jcs);
    jcs_string(&jcs, "a\"b");
    jcs_text(&jcs, BYTES("x\xffy"));
    jcs_open_object(&jcs);
    jcs_close_object(&jcs);
    jcs_close_array(&jcs);
    jcs_close_object(&jcs);
    assert_string_equal(buf_string(&out), "{\"base64\":\"Zm9vYg==\",\"bytes\":\"00ff\",\"list\":[-"
                                          "7,7,false,null,\"a\\\"b\",\"x\xef\xbf\xbdy\",{}]}");
}

static void test_limits(void **state)
{
    CLEANUP(buf_clear) struct buf out;
    struct jcs jcs;

    (void)state;
    buf_init(&out, CEILING);
    jcs_init(&jcs, &out);
    jcs_u64(&jcs, UINT64_C(1) << 53);
    assert_int_equal(buf_status(&out, NULL), ASSAY_ELIMIT);
    buf_reset(&out);
    jcs_init(&jcs, &out);
    jcs_int(&jcs, -(INT64_C(1) << 53));
    assert_int_equal(buf_status(&out, NULL), ASSAY_ELIMIT);
    buf_reset(&out);
    jcs_init(&jcs, &out);
    jcs_real(&jcs, from_bits(UINT64_C(0x7ff0000000000000)));
    assert_int_equal(buf_status(&out, NULL), ASSAY_EFORMAT);
    assert_false(jcs_is_canonical(BYTES("")));
    assert_false(jcs_is_canonical(BYTES("{\"a\":1,\"a\":1}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_escapes_at_every_place),
    };

    return RUN_CASES(check_numbers, number_rows) + RUN_CASES(check_document, document_rows) +
           RUN_CASES(check_text, text_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
