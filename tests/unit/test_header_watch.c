/* test_header_watch.c - what headers of cpio and ar hold beside names and sizes, in pieces of every
 * size. */

#include "source/header_watch.h"

#include "base/kit.h"

#include "rows.h"

#define ZERO "00000000"
#define NEWC_OF(mode, content, name)                                                               \
    "070701" ZERO mode ZERO ZERO ZERO ZERO content ZERO ZERO ZERO ZERO name ZERO
#define NEWC(content, name) NEWC_OF(ZERO, content, name)
#define FIRST NEWC("00000002", "00000002") "a\0hi\0\0"
#define LAST NEWC(ZERO, "0000000b") "TRAILER!!!\0\0\0\0"
#define ODC(content, name)                                                                         \
    "070707"                                                                                       \
    "000000"                                                                                       \
    "000000"                                                                                       \
    "100644"                                                                                       \
    "000000"                                                                                       \
    "000000"                                                                                       \
    "000001"                                                                                       \
    "000000"                                                                                       \
    "00000000000" name content
#define AR "!<arch>\n"
#define AR_HEAD(name, date, size) name date "0     0     100644  " size "        `\n"
#define AR_KEPT(name, date, size) name date "0     0     100644  " size "        `.\n"
#define DATE "0           "

static const struct row {
    const char *name;
    enum container_format format;
    struct bytes bytes;
    const char *kept; /* "AT TEXT" a line, "." for what is no letter */
    uint64_t lost;
} rows[] = {
    {"nothing beside", CONTAINER_CPIO, ROW_BYTES(FIRST FIRST LAST), "", ASSAY_NO_OFFSET},
    {"text behind a name", CONTAINER_CPIO,
     ROW_BYTES(NEWC("00000002", "0000000e") "a\0some words\0\0hi\0\0" LAST), "112 some words\n",
     ASSAY_NO_OFFSET},
    {"text in a field", CONTAINER_CPIO,
     ROW_BYTES(NEWC_OF("mr.words", "00000002", "00000002") "a\0hi\0\0" LAST),
     "0 07070100000000mr.words" ZERO ZERO ZERO ZERO "00000002" ZERO ZERO ZERO ZERO "00000002" ZERO
     "\n",
     ASSAY_NO_OFFSET},
    {"what stands behind the last is told elsewhere", CONTAINER_CPIO,
     ROW_BYTES(FIRST LAST "some words"), "", ASSAY_NO_OFFSET},
    {"no header", CONTAINER_CPIO, ROW_BYTES(FIRST "some words" LAST),
     "116 some words" NEWC(ZERO, "0000000b") "TRAILER...\n", 116},
    {"no size", CONTAINER_CPIO, ROW_BYTES(FIRST NEWC("0000000x", "00000002") "a\0hi"),
     "116 " NEWC("0000000x", "00000002") "a.hi\n", 116},
    {"zeros", CONTAINER_CPIO, ROW_BYTES(FIRST "\0\0\0\0\0\0\0\0"), "", ASSAY_NO_OFFSET},
    {"odc", CONTAINER_CPIO,
     ROW_BYTES(ODC("00000000002", "000015") "a\0some words\0hi" ODC("00000000000",
                                                                    "000013") "TRAILER!!!\0"),
     "78 some words\n", ASSAY_NO_OFFSET},
    {"binary", CONTAINER_CPIO,
     ROW_BYTES("\xc7\x71"
               "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
               "\x0d\0"
               "\0\0\x02\0"
               "a\0some words\0\0hi"),
     "28 some words\n", ASSAY_NO_OFFSET},
    {"a linker's archive", CONTAINER_AR,
     ROW_BYTES(AR AR_HEAD("a/              ", DATE, "3 ") "hi!\n" AR_HEAD("b/              ", DATE,
                                                                          "2 ") "hi"),
     "", ASSAY_NO_OFFSET},
    {"names of BSD", CONTAINER_AR,
     ROW_BYTES(AR AR_HEAD("#1/16           ", DATE, "18") "a\0some words\0\0\0\0hi"),
     "70 some words\n", ASSAY_NO_OFFSET},
    {"text in the name's field", CONTAINER_AR,
     ROW_BYTES(AR AR_HEAD("a/ some words   ", DATE, "2 ") "hi"),
     "8 " AR_KEPT("a. some words   ", DATE, "2 "), ASSAY_NO_OFFSET},
    {"text in the date", CONTAINER_AR,
     ROW_BYTES(AR AR_HEAD("a/              ", "some words  ", "2 ") "hi"),
     "8 " AR_KEPT("a.              ", "some words  ", "2 "), ASSAY_NO_OFFSET},
    {"the table of names", CONTAINER_AR,
     ROW_BYTES(AR AR_HEAD("//              ", DATE,
                          "12") "some words.\n" AR_HEAD("a/              ", DATE, "2 ") "hi"),
     "68 some words..\n", ASSAY_NO_OFFSET},
    {"no header of one", CONTAINER_AR,
     ROW_BYTES(
         AR AR_HEAD("a/              ", DATE,
                    "2 ") "hi"
                          "some words, sixty of them and more, that are not any header at all"),
     "70 some words, sixty of them and more, that are not any header at all\n", 70},
    {"any other", CONTAINER_ZIP, ROW_BYTES("some words"), "", ASSAY_NO_OFFSET},
};

static void print(const struct asides *asides, struct buf *out)
{
    for (size_t i = 0; i < asides->count; i++) {
        buf_u64(out, asides->pieces[i].at);
        buf_byte(out, ' ');
        for (size_t j = 0; j < asides->pieces[i].size; j++) {
            uint8_t byte = asides->bytes.data[asides->pieces[i].begin + j];

            buf_byte(out, byte > ' ' && byte < 0x7f && byte != '/' && byte != '!' ? byte
                          : byte == ' '                                           ? byte
                                                                                  : '.');
        }
        buf_byte(out, '\n');
    }
}

static void check_in_pieces(const struct row *row, size_t piece)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = 4096};
    CLEANUP(asides_clear) struct asides asides;
    struct header_watch watch;
    struct bytes left = row->bytes;

    asides_init(&asides);
    header_watch_start(&watch, row->format, &asides);
    while (left.size > 0) {
        size_t size = piece < left.size ? piece : left.size;

        header_watch_pass(&watch, bytes_of(left.data, size));
        left = bytes_from(left, size);
    }
    print(&asides, &out);
    if (piece >= row->bytes.size)
        assert_string_equal(buf_string(&out), row->kept);
    assert_true(watch.lost == row->lost);
}

static void check(void **state)
{
    const struct row *row = *state;

    for (size_t piece = 1; piece < 70; piece++)
        check_in_pieces(row, piece);
    check_in_pieces(row, row->bytes.size);
}

/* libarchive would take memory for all of them. */
static void refuses_names_that_are_too_long(void **state)
{
    static const struct {
        enum container_format format;
        struct bytes bytes;
        bool refused;
    } headers[] = {
        {CONTAINER_CPIO, ROW_BYTES(NEWC(ZERO, "00800000")), false},
        {CONTAINER_CPIO, ROW_BYTES(NEWC(ZERO, "00800001")), true},
        {CONTAINER_AR, ROW_BYTES(AR "//              " DATE "0     0     100644  99999999  `\n"),
         true},
        {CONTAINER_AR, ROW_BYTES(AR "a/              " DATE "0     0     100644  99999999  `\n"),
         false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        CLEANUP(asides_clear) struct asides asides;
        struct header_watch watch;

        asides_init(&asides);
        header_watch_start(&watch, headers[i].format, &asides);
        header_watch_pass(&watch, headers[i].bytes);
        assert_int_equal(watch.refused, headers[i].refused);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(refuses_names_that_are_too_long)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
