/* Git LFS pointers: the exact grammar, and what only looks like one. */

#include "base/buf.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "inspect.h"

#define VERSION "version https://git-lfs.github.com/spec/v1\n"
#define HEX "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"
#define OID "oid sha256:" HEX "\n"

struct row {
    const char *name;
    struct bytes text;
    enum assay_status status;
    uint64_t offset;
};

/* Added to an offset: it is no pointer, but git-lfs would check its content out. */
#define MILD (UINT64_C(1) << 32)

static const struct row rows[] = {
    {"a pointer", ROW_BYTES(VERSION OID "size 12345\n"), ASSAY_OK, 0},
    {"its old name", ROW_BYTES("version https://hawser.github.com/spec/v1\n" OID "size 12345\n"),
     ASSAY_OK, 0},
    {"with an extension", ROW_BYTES(VERSION "ext-0-fold sha256:" HEX "\n" OID "size 12345\n"),
     ASSAY_OK, 0},
    {"with a key to come", ROW_BYTES(VERSION OID "size 12345\nx-y z\n"), ASSAY_OK, 0},
    {"version alone", ROW_BYTES(VERSION), ASSAY_EFORMAT, 43},
    {"no oid", ROW_BYTES(VERSION "size 1\n"), ASSAY_EFORMAT, 50},
    {"no size", ROW_BYTES(VERSION OID), ASSAY_EFORMAT, 119},
    {"keys not sorted", ROW_BYTES(VERSION "size 1\n" OID), ASSAY_EFORMAT, 50},
    {"a key twice", ROW_BYTES(VERSION OID OID "size 1\n"), ASSAY_EFORMAT, 119},
    {"upper-case digits",
     ROW_BYTES(VERSION
               "oid sha256:4D7A214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
               "size 1\n"),
     ASSAY_EFORMAT, 43},
    {"a short oid", ROW_BYTES(VERSION "oid sha256:4d7a\nsize 1\n"), ASSAY_EFORMAT, 43},
    {"a long oid", ROW_BYTES(VERSION "oid sha256:" HEX "00\nsize 1\n"), ASSAY_EFORMAT, 43},
    {"another digest", ROW_BYTES(VERSION "oid md5:4d7a\nsize 1\n"), ASSAY_EFORMAT, 43},
    {"a negative size", ROW_BYTES(VERSION OID "size -1\n"), ASSAY_EFORMAT, 119},
    {"a size that fits nowhere", ROW_BYTES(VERSION OID "size 99999999999999999999\n"),
     ASSAY_EFORMAT, 119},
    {"its first name", ROW_BYTES("version http://git-media.io/v/2\n" OID "size 12345\n"), ASSAY_OK,
     0},
    {"a size beyond git-lfs", ROW_BYTES(VERSION OID "size 9223372036854775808\n"), ASSAY_EFORMAT,
     119},
    {"an extension without a number", ROW_BYTES(VERSION "ext-fold sha256:" HEX "\n" OID "size 1\n"),
     ASSAY_EFORMAT, 43},
    {"an extension of no digest", ROW_BYTES(VERSION "ext-0-fold x\n" OID "size 1\n"), ASSAY_EFORMAT,
     43},
    {"CRLF", ROW_BYTES(VERSION "oid sha256:" HEX "\r\nsize 12345\r\n"), ASSAY_EFORMAT, 43 + MILD},
    {"CRLF from the first line on",
     ROW_BYTES("version https://git-lfs.github.com/spec/v1\r\noid sha256:" HEX
               "\r\nsize 12345\r\n"),
     ASSAY_EFORMAT, 0 + MILD},
    {"blanks before", ROW_BYTES("\n " VERSION OID "size 12345\n"), ASSAY_EFORMAT, 0 + MILD},
    {"a byte order mark", ROW_BYTES("\xef\xbb\xbf" VERSION OID "size 12345\n"), ASSAY_EFORMAT, 0},
    {"no final newline", ROW_BYTES(VERSION OID "size 12345"), ASSAY_EFORMAT, 119 + MILD},
    {"a blank line", ROW_BYTES(VERSION "\n" OID "size 12345\n"), ASSAY_EFORMAT, 43 + MILD},
    {"blanks behind", ROW_BYTES(VERSION OID "size 12345\n\n \n"), ASSAY_EFORMAT, 130 + MILD},
    {"a line behind", ROW_BYTES(VERSION OID "size 12345\nx\n"), ASSAY_EFORMAT, 130},
    {"NUL", ROW_BYTES(VERSION "\0 x\n"), ASSAY_EFORMAT, 43},
};

static void reads(void **state)
{
    const struct row *row = *state;

    for (size_t step = 1; step < 200; step += 7) {
        struct inspected *seen =
            inspect_in_steps(&inspect_lfs_pointer, row->text, "w.bin", step, true);

        assert_true(seen->bid >= 240);
        assert_int_equal(seen->status, row->status);
        if (row->status == ASSAY_OK) {
            assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_POINTER_OID), "sha256:" HEX);
            assert_int_equal(inspected_int(seen, ASSAY_FACT_POINTER_SIZE), 12345);
            assert_int_equal(seen->content.kind, ASSAY_KIND_POINTER);
        } else {
            assert_int_equal(seen->err.offset, row->offset % MILD);
            if (row->offset >= MILD)
                assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_POINTER_OID),
                                    "sha256:" HEX);
            else
                assert_null(inspected_find(seen, ASSAY_FACT_POINTER_OID));
        }
        inspected_free(seen);
    }
}

/* No beginning of a pointer is one. */
static void refuses_cuts(void **state)
{
    struct bytes whole = rows[0].text;

    (void)state;
    for (size_t size = 0; size < whole.size; size++) {
        struct inspected *seen =
            inspect_bytes(&inspect_lfs_pointer, bytes_of(whole.data, size), "w.bin");

        assert_true(seen->bid == 0 || seen->status == ASSAY_EFORMAT);
        inspected_free(seen);
    }
}

static void leaves_long_texts(void **state)
{
    uint8_t text[1025] = VERSION;
    struct subject subject = {.head = bytes_of(text, sizeof text), .size = sizeof text};

    (void)state;
    memset(text + 43, 'x', sizeof text - 43);
    assert_int_equal(inspect_lfs_pointer.bid(&subject), 0);
}

/* git-lfs looks at the first 1024 bytes, whatever stands behind them. */
static void takes_as_much_as_git_lfs(void **state)
{
    static const char extension[] = "ext-0-", behind[] = " sha256:" HEX "\n" OID "size 12345\n";
    static const struct {
        size_t size, blanks;
        enum assay_status status;
        bool told;
    } wanted[] = {{1023, 0, ASSAY_OK, true},
                  {1024, 0, ASSAY_OK, true},
                  {1026, 0, ASSAY_EFORMAT, true}, /* of another size, where it is cut */
                  {1040, 0, ASSAY_EFORMAT, false},
                  {1024, 400, ASSAY_EFORMAT, true}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        const size_t name = wanted[i].size - strlen(VERSION) - strlen(extension) - strlen(behind);
        struct buf text = {.ceiling = SIZE_MAX};
        struct inspected *seen;

        buf_text(&text, VERSION);
        buf_text(&text, extension);
        for (size_t k = 0; k < name; k++)
            buf_byte(&text, 'a');
        buf_text(&text, behind);
        for (size_t k = 0; k < wanted[i].blanks; k++)
            buf_byte(&text, ' ');
        seen = inspect_bytes(&inspect_lfs_pointer, buf_bytes(&text), "w.bin");
        assert_int_equal(seen->status, wanted[i].status);
        assert_int_equal(inspected_find(seen, ASSAY_FACT_POINTER_OID) != NULL, wanted[i].told);
        inspected_free(seen);
        buf_clear(&text);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_cuts),
        cmocka_unit_test(leaves_long_texts),
        cmocka_unit_test(takes_as_much_as_git_lfs),
    };
    int failures = RUN_CASES(reads, rows);

    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
