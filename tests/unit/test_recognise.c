/* test_recognise.c - containers by their first bytes. */

#include "rows.h"

#include "base/kit.h"
#include "source/source.h"

struct row {
    const char *name;
    const char *head;
    size_t size;
    enum container_format expected;
};

#define HEAD(literal) literal, sizeof(literal) - 1

/* "hello\n" behind that header. */
#define LZMA(header) header "\x00\x34\x19\x49\xee\x8d\xdd\x3d\x3a\xdf\xff\xff\xdd\x12\x00\x00"

static const struct row rows[] = {
    {"nothing", HEAD(""), CONTAINER_NONE},
    {"zip", HEAD("PK\3\4...."), CONTAINER_ZIP},
    {"empty zip", HEAD("PK\5\6"), CONTAINER_ZIP},
    {"zip, the first volume", HEAD("PK\7\10PK\3\4"), CONTAINER_ZIP},
    {"zip that was meant to be split", HEAD("PK00PK\3\4"), CONTAINER_ZIP},
    {"a text that begins like a zip", HEAD("PK zip"), CONTAINER_NONE},
    {"gzip", HEAD("\x1f\x8b\x08\0"), CONTAINER_GZIP},
    {"gzip with a method that does not exist", HEAD("\x1f\x8b\x07\0"), CONTAINER_NONE},
    {"zstd", HEAD("\x28\xb5\x2f\xfd"), CONTAINER_ZSTD},
    {"xz", HEAD("\xfd\x37zXZ\0"), CONTAINER_XZ},
    {"bzip2", HEAD("BZh91AY&SY"), CONTAINER_BZIP2},
    {"empty bzip2", HEAD("BZh9\x17\x72\x45\x38\x50\x90"), CONTAINER_BZIP2},
    {"a word that begins like bzip2", HEAD("BZh9 is not"), CONTAINER_NONE},
    {"LZMA of a known size", HEAD(LZMA("\x5d\0\0\x80\0\6\0\0\0\0\0\0\0")), CONTAINER_LZMA},
    {"LZMA, dictionary of one and a half", HEAD(LZMA("\x5d\0\0\xc0\0\6\0\0\0\0\0\0\0")),
     CONTAINER_LZMA},
    {"LZMA, a dictionary nobody makes", HEAD(LZMA("\x5d\0\0\xa0\0\6\0\0\0\0\0\0\0")),
     CONTAINER_NONE},
    {"LZMA, a size beyond belief", HEAD(LZMA("\x5d\0\0\x80\0\6\0\0\0\0\1\0\0")), CONTAINER_NONE},
    {"LZMA, properties that cannot be", HEAD(LZMA("\x80\0\0\x80\0\6\0\0\0\0\0\0\0")),
     CONTAINER_NONE},
    {"what only begins like LZMA", HEAD("\x5d\0\0\x80\0\6\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff"),
     CONTAINER_NONE},
    {"zlib",
     HEAD("\170"
          "\234"
          "\313"
          "\110"
          "\315"
          "\311"
          "\311"
          "\127"
          "\310"
          "\0"
          "\221"
          "\0"
          "\31"
          "\221"
          "\4"
          "\111"
          ""),
     CONTAINER_ZLIB},
    {"zlib, cut short", HEAD("\x78\x9c\xcb\x48"), CONTAINER_NONE},
    {"zlib with a wrong sum",
     HEAD("\170"
          "\234"
          "\313"
          "\110"
          "\315"
          "\311"
          "\311"
          "\127"
          "\310"
          "\0"
          "\221"
          "\0"
          "\31"
          "\221"
          "\4"
          "\110"
          ""),
     CONTAINER_NONE},
    {"a text that begins like zlib", HEAD("x^2 + 1"), CONTAINER_NONE},
    {"zlib of joblib",
     HEAD("ZF0xb                "
          "\170"
          "\234"
          "\313"
          "\110"
          "\315"
          "\311"
          "\311"
          "\127"
          "\310"
          "\0"
          "\221"
          "\0"
          "\31"
          "\221"
          "\4"
          "\111"
          ""),
     CONTAINER_ZLIB_OLD},
    {"a length of joblib without zlib", HEAD("ZF0xb                hello"), CONTAINER_NONE},
    {"too short for tar", HEAD("name\0\0\0\0"), CONTAINER_NONE},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(container_recognise(bytes_of(row->head, row->size)), row->expected);
}

/* A header without magic: only the sum of its bytes, blanks in the sum's own place, speaks. */
static void old_tar_is_known_by_its_sum(void **state)
{
    uint8_t block[512] = "name";
    uint32_t sum = 8 * ' ';

    (void)state;
    for (size_t i = 0; i < sizeof block; i++)
        sum += block[i];
    snprintf((char *)block + 148, 8, "%06o", (unsigned)sum);
    assert_int_equal(container_recognise(bytes_of(block, sizeof block)), CONTAINER_TAR);
    block[0] = 'N'; /* the sum no longer holds */
    assert_int_equal(container_recognise(bytes_of(block, sizeof block)), CONTAINER_NONE);
    memcpy(block + 257, "ustar", 5);
    assert_int_equal(container_recognise(bytes_of(block, sizeof block)), CONTAINER_TAR);
    block[0] = 0; /* a member without a name is one all the same */
    assert_int_equal(container_recognise(bytes_of(block, sizeof block)), CONTAINER_TAR);
}

/* Of an old header without a name, and behind blocks of zeros, the sum speaks as well. */
static void zeros_in_front_hide_no_tar(void **state)
{
    uint8_t blocks[21 * 512] = {0}, *header = blocks + 20 * 512 - 512;

    (void)state;
    header[157] = 1;
    snprintf((char *)header + 148, 8, "%06o", 8 * ' ' + 1);
    assert_int_equal(container_recognise(bytes_of(header, 512)), CONTAINER_TAR);
    assert_int_equal(container_recognise(bytes_of(blocks, sizeof blocks)), CONTAINER_TAR);
    assert_int_equal(container_recognise(bytes_of(blocks, 512)), CONTAINER_NONE);
    header[157] = 2;
    assert_int_equal(container_recognise(bytes_of(blocks, sizeof blocks)), CONTAINER_NONE);
}

/* A header of `name` at `at` in bytes of x. */
static void put_header(uint8_t *bytes, size_t at, const char *name, bool magic)
{
    unsigned sum = 0;

    memset(bytes + at, 0, 512);
    memcpy(bytes + at, name, strlen(name));
    memcpy(bytes + at + 124, "00000000000", 11);
    memset(bytes + at + 148, ' ', 8);
    bytes[at + 156] = '0';
    if (magic)
        memcpy(bytes + at + 257, "ustar\00000", 8);
    for (size_t i = 0; i < 512; i++)
        sum += bytes[at + i];
    snprintf((char *)bytes + at + 148, 8, "%06o", sum);
}

static void a_tar_behind_other_bytes_is_found(void **state)
{
    static const struct {
        size_t at;
        bool magic;
        size_t found;
    } places[] = {{1000, true, 1000}, {1, true, 1},       {1024, false, 1024},
                  {1000, false, 0},   {3584, true, 3584}, {3585, true, 0 /* not all of it */}};
    uint8_t bytes[4096];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        uint8_t whole[8192];

        memset(whole, 'x', sizeof whole);
        put_header(whole, places[i].at, "member", places[i].magic);
        memcpy(bytes, whole, sizeof bytes);
        assert_int_equal(container_tar_behind(bytes_of(bytes, sizeof bytes)), places[i].found);
    }
    for (size_t at = 1; at < 200; at++) { /* wherever the search makes its steps */
        uint8_t whole[1024];

        memset(whole, 'u', sizeof whole);
        put_header(whole, at, "member", true);
        assert_int_equal(container_tar_behind(bytes_of(whole, sizeof whole)), at);
        assert_int_equal(container_tar_behind(bytes_of(whole, at + 512)), at);
    }
    /* the word alone, however often, is no header */
    for (size_t i = 0; i + 6 <= sizeof bytes; i += 6)
        memcpy(bytes + i, "ustar\0", 6);
    assert_int_equal(container_tar_behind(bytes_of(bytes, sizeof bytes)), 0);
    assert_int_equal(container_tar_behind(bytes_of(bytes, 0)), 0);
}

/* As tar of Unix V7 wrote it: nothing but digits, blanks and zeros in its fields of numbers. */
static void put_plain_header(uint8_t *bytes, size_t at)
{
    unsigned sum = 0;

    memset(bytes + at, 0, 512);
    memcpy(bytes + at, "member", 6);
    memcpy(bytes + at + 100, "   644 \0   765 \0   144 \0", 24);
    memcpy(bytes + at + 124, "          0  4577321160         ", 32);
    for (size_t i = 0; i < 512; i++)
        sum += bytes[at + i];
    snprintf((char *)bytes + at + 148, 8, "%6o", sum);
}

static void a_header_without_magic_is_found_anywhere(void **state)
{
    static const uint8_t around[] = {'x', '8', 0xb8, 0xff};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(around); i++) {
        for (size_t at = 1; at < 200; at++) {
            uint8_t whole[1024];

            memset(whole, around[i], sizeof whole);
            put_plain_header(whole, at);
            assert_int_equal(container_tar_behind(bytes_of(whole, sizeof whole)), at);
            assert_int_equal(container_tar_behind(bytes_of(whole, at + 512)), at);
            whole[at + 130] = around[i]; /* a number that is none */
            assert_int_equal(container_tar_behind(bytes_of(whole, sizeof whole)), 0);
        }
    }
}

static void formats_have_names(void **state)
{
    (void)state;
    for (int i = 0; i < CONTAINER_FORMATS; i++)
        assert_non_null(container_format_name((enum container_format)i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_tar_is_known_by_its_sum),
        cmocka_unit_test(zeros_in_front_hide_no_tar),
        cmocka_unit_test(a_tar_behind_other_bytes_is_found),
        cmocka_unit_test(a_header_without_magic_is_found_anywhere),
        cmocka_unit_test(formats_have_names),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
