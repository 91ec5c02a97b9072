/* test_inflate.c - deflate, zlib and gzip through every engine, in pieces of every size. */

#include "rows.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "source/inflate_engine.h"

/* ---- whole streams, in pieces ---- */

/* FEW is for what is given byte by byte, and has the same in it. */
enum { PLAIN = 300000, FEW = 60000, BEHIND = 11 };

/* Text, noise and a long run, so that all three kinds of block and far distances come up. */
static void make_plain(uint8_t *plain, size_t size)
{
    uint32_t seed = 1;

    for (size_t i = 0; i < size; i++) {
        seed = seed * 1664525 + 1013904223;
        plain[i] = i < size / 3 ? (uint8_t)("assay reads bytes "[i % 18] + (int)(seed >> 31))
                   : i < size * 17 / 30 ? (uint8_t)(seed >> 24)
                   : i < size * 5 / 6   ? 0
                                        : plain[i - 31000];
    }
}

static size_t pack(const uint8_t *plain, size_t size, int window_bits, int level, uint8_t *out,
                   size_t room)
{
    z_stream z = {0};

    assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (z_const Bytef *)(uintptr_t)plain;
    z.avail_in = (uInt)size;
    z.next_out = out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return room - z.avail_out;
}

struct pieces {
    const char *name;
    size_t size, in, out;
    int level;
};

static const struct pieces pieces[] = {
    {"whole", PLAIN, PLAIN * 2, PLAIN * 2, 6},
    {"byte by byte in", FEW, 1, PLAIN, 6},
    {"byte by byte out", FEW, PLAIN * 2, 1, 6},
    {"small both", PLAIN, 7, 13, 6},
    {"odd both", PLAIN, 4093, 65521, 9},
    {"stored, odd", PLAIN, 251, 1021, 0},
    {"stored, bytes", FEW, 1, 3, 0},
    {"fast, blocks", PLAIN, 65536, 4096, 1},
    {"a room of the last byte", PLAIN, 1000, 999, 6},
    {"blocks", PLAIN, 4096, 262144, 6},
};

/* Inflates `in` in pieces; what stays of it is told. */
static enum inflate_result inflate_in_pieces(struct inflater *inflater, struct bytes in,
                                             size_t piece, size_t room, struct buf *out,
                                             size_t *left, struct assay_error *err)
{
    size_t given = piece < in.size ? piece : in.size;
    struct inflate_io io = {.in = bytes_of(in.data, given)};

    for (;;) {
        enum inflate_result result;
        uint8_t *to = buf_room(out, room);

        io.out = to;
        io.room = room;
        result = inflate_step(inflater, &io, err);
        buf_used(out, room - io.room);
        *left = in.size - given + io.in.size;
        if (result == INFLATE_NEEDS_INPUT) {
            assert_int_equal(io.in.size, 0);
            if (given == in.size)
                return result;
            io.in.data = in.data + given;
            io.in.size = piece < in.size - given ? piece : in.size - given;
            given += io.in.size;
        } else if (result == INFLATE_OUTPUT_FULL) {
            assert_int_equal(io.room, 0);
        } else {
            return result;
        }
    }
}

static void check_pieces(void **state)
{
    static const int bits[] = {-15, 15, 31};
    const struct pieces *row = *state;
    uint8_t *plain = malloc(PLAIN), *packed = malloc((size_t)PLAIN * 2);

    make_plain(plain, row->size);
    for (size_t e = 0; inflate_engines[e]; e++) {
        struct inflater *inflater = inflater_over(inflate_engines[e], INFLATE_RAW);

        for (size_t w = 0; w < ARRAY_LEN(bits); w++) {
            size_t size = pack(plain, row->size, bits[w], row->level, packed, (size_t)PLAIN * 2);
            CLEANUP(buf_clear) struct buf out;
            struct assay_error err = {0};
            size_t left;

            buf_init(&out, (size_t)PLAIN * 4);
            memset(packed + size, 'J', BEHIND);
            inflater_reset(inflater, (enum inflate_wrap)w);
            assert_int_equal(inflate_in_pieces(inflater, bytes_of(packed, size + BEHIND), row->in,
                                               row->out, &out, &left, &err),
                             INFLATE_ENDED);
            assert_int_equal(left, BEHIND);
            assert_int_equal(inflater_used(inflater), size);
            assert_true(bytes_equal(buf_bytes(&out), bytes_of(plain, row->size)));
        }
        inflater_free(inflater);
    }
    free(plain);
    free(packed);
}

/* ---- streams by hand ---- */

#define HEAD "\x1f\x8b\x08\0\0\0\0\0\0\xff"
#define FLAGGED(flags) "\x1f\x8b\x08" flags "\0\0\0\0\0\xff"
#define HELLO "\xcb\x48\xcd\xc9\xc9\x07\0" /* "hello", one block of fixed codes */
#define SUMS "\x86\xa6\x10\x36\5\0\0\0"

struct row {
    const char *name;
    enum inflate_wrap wrap;
    struct bytes in;
    enum inflate_result result;
    size_t left, out;
    const char *id;
    uint64_t offset;
};

static const struct row rows[] = {
    {"gzip", INFLATE_GZIP, {(const uint8_t *)HEAD HELLO SUMS "x", 26}, INFLATE_ENDED, 1, 5, "", 0},
    {"gzip, all fields of the header",
     INFLATE_GZIP,
     {(const uint8_t *)FLAGGED("\x1e") "\3\0abcname\0text\0\x16\xb2" HELLO SUMS, 42},
     INFLATE_ENDED,
     0,
     5,
     "",
     0},
    {"gzip, an empty extra field",
     INFLATE_GZIP,
     {(const uint8_t *)FLAGGED("\4") "\0\0" HELLO SUMS, 27},
     INFLATE_ENDED,
     0,
     5,
     "",
     0},
    {"gzip, the header's CRC is wrong",
     INFLATE_GZIP,
     {(const uint8_t *)FLAGGED("\x1e") "\3\0abcname\0text\0\x17\xb2" HELLO SUMS, 42},
     INFLATE_DAMAGED,
     15,
     0,
     "bundle.bad-header",
     27},
    {"gzip, reserved flags",
     INFLATE_GZIP,
     {(const uint8_t *)FLAGGED("\x20") HELLO SUMS, 25},
     INFLATE_DAMAGED,
     15,
     0,
     "bundle.bad-header",
     10},
    {"gzip, another method",
     INFLATE_GZIP,
     {(const uint8_t *)"\x1f\x8b\x07\0\0\0\0\0\0\xff" HELLO SUMS, 25},
     INFLATE_DAMAGED,
     15,
     0,
     "bundle.bad-header",
     10},
    {"gzip, no gzip",
     INFLATE_GZIP,
     {(const uint8_t *)"hello, world", 12},
     INFLATE_DAMAGED,
     2,
     0,
     "bundle.bad-header",
     10},
    {"gzip, a wrong CRC",
     INFLATE_GZIP,
     {(const uint8_t *)HEAD HELLO "\x87\xa6\x10\x36\5\0\0\0", 25},
     INFLATE_DAMAGED,
     0,
     5,
     "bundle.checksum",
     25},
    {"gzip, a wrong length",
     INFLATE_GZIP,
     {(const uint8_t *)HEAD HELLO "\x86\xa6\x10\x36\6\0\0\0", 25},
     INFLATE_DAMAGED,
     0,
     5,
     "bundle.checksum",
     25},
    {"gzip, cut in the trailer",
     INFLATE_GZIP,
     {(const uint8_t *)HEAD HELLO SUMS, 24},
     INFLATE_NEEDS_INPUT,
     0,
     5,
     "",
     0},
    {"gzip, cut in the data",
     INFLATE_GZIP,
     {(const uint8_t *)HEAD HELLO, 15},
     INFLATE_NEEDS_INPUT,
     0,
     4,
     "",
     0},
    {"gzip, cut in the header",
     INFLATE_GZIP,
     {(const uint8_t *)HEAD, 9},
     INFLATE_NEEDS_INPUT,
     0,
     0,
     "",
     0},
    {"nothing", INFLATE_GZIP, {(const uint8_t *)"", 0}, INFLATE_NEEDS_INPUT, 0, 0, "", 0},
    {"zlib",
     INFLATE_ZLIB,
     {(const uint8_t *)"\x78\x9c" HELLO "\x06\x2c\x02\x15x", 14},
     INFLATE_ENDED,
     1,
     5,
     "",
     0},
    {"zlib, a wrong sum",
     INFLATE_ZLIB,
     {(const uint8_t *)"\x78\x9c" HELLO "\x06\x2c\x02\x16", 13},
     INFLATE_DAMAGED,
     0,
     5,
     "bundle.checksum",
     13},
    {"zlib, a header that does not check",
     INFLATE_ZLIB,
     {(const uint8_t *)"\x78\x9d" HELLO, 9},
     INFLATE_DAMAGED,
     7,
     0,
     "bundle.bad-header",
     2},
    {"zlib, a dictionary",
     INFLATE_ZLIB,
     {(const uint8_t *)"\x78\x20" HELLO, 9},
     INFLATE_DAMAGED,
     7,
     0,
     "bundle.bad-header",
     2},
    {"zlib, a window too large",
     INFLATE_ZLIB,
     {(const uint8_t *)"\x88\x1c" HELLO, 9},
     INFLATE_DAMAGED,
     7,
     0,
     "bundle.bad-header",
     2},
    {"raw", INFLATE_RAW, {(const uint8_t *)HELLO "xx", 9}, INFLATE_ENDED, 2, 5, "", 0},
    {"raw, no kind of block",
     INFLATE_RAW,
     {(const uint8_t *)"\7\7", 2},
     INFLATE_DAMAGED,
     9,
     0,
     "bundle.checksum",
     9},
    {"raw, a distance before the start",
     INFLATE_RAW,
     {(const uint8_t *)"\x4b\x04\x42\0", 4},
     INFLATE_DAMAGED,
     9,
     1,
     "bundle.checksum",
     9},
    {"raw, a length of a stored block",
     INFLATE_RAW,
     {(const uint8_t *)"\1\1\0\0\0x", 6},
     INFLATE_DAMAGED,
     9,
     0,
     "bundle.checksum",
     9},
};

static void check(void **state)
{
    const struct row *row = *state;

    for (size_t e = 0; inflate_engines[e]; e++) {
        for (size_t piece = 1; piece < 64; piece = piece * 3 + 1) {
            struct inflater *inflater = inflater_over(inflate_engines[e], row->wrap);
            CLEANUP(buf_clear) struct buf out;
            struct assay_error err = {0};
            size_t left;

            buf_init(&out, 4096);
            assert_int_equal(inflate_in_pieces(inflater, row->in, piece, piece, &out, &left, &err),
                             row->result);
            assert_true(bytes_equal(buf_bytes(&out), bytes_of("hello", row->out)) ||
                        row->wrap == INFLATE_RAW);
            assert_int_equal(out.size, row->out);
            assert_string_equal(err.id, row->id);
            if (row->offset != 9) { /* how far an engine reads before it sees is its own */
                assert_int_equal(left, row->left);
                if (row->result == INFLATE_DAMAGED)
                    assert_int_equal(err.offset, row->offset);
            }
            inflater_free(inflater);
        }
    }
}

/* ---- names without end, damage, and long streams ---- */

static void check_long_name(void **state)
{
    static uint8_t in[10 + 70000] = FLAGGED("\x8");

    (void)state;
    memset(in + 10, 'n', sizeof in - 10);
    for (size_t e = 0; inflate_engines[e]; e++) {
        struct inflater *inflater = inflater_over(inflate_engines[e], INFLATE_GZIP);
        CLEANUP(buf_clear) struct buf out;
        struct assay_error err = {0};
        size_t left;

        buf_init(&out, 4096);
        assert_int_equal(
            inflate_in_pieces(inflater, bytes_of(in, sizeof in), 1000, 16, &out, &left, &err),
            INFLATE_DAMAGED);
        assert_string_equal(err.id, "bundle.bad-header");
        inflater_free(inflater);
    }
}

/* Damage anywhere: what came before is handed out, the same whatever the pieces and the engine. */
static void check_damage(void **state)
{
    uint8_t *plain = malloc(PLAIN), *packed = malloc((size_t)PLAIN * 2);
    size_t size;

    (void)state;
    make_plain(plain, PLAIN);
    size = pack(plain, PLAIN, 31, 6, packed, (size_t)PLAIN * 2);
    for (size_t at = 10; at < size; at += size / 60) {
        size_t first = 0;

        packed[at] ^= 0x5a;
        for (size_t e = 0; inflate_engines[e]; e++) {
            size_t mine = 0;

            for (size_t room = 100; room < 500000; room *= 60) {
                struct inflater *inflater = inflater_over(inflate_engines[e], INFLATE_GZIP);
                CLEANUP(buf_clear) struct buf out;
                struct assay_error err = {0};
                enum inflate_result result;
                size_t left;

                buf_init(&out, (size_t)PLAIN * 64);
                result = inflate_in_pieces(inflater, bytes_of(packed, size), 5000, room, &out,
                                           &left, &err);
                assert_true(result == INFLATE_DAMAGED || result == INFLATE_NEEDS_INPUT);
                mine = room == 100 ? out.size : mine;
                first = e == 0 ? mine : first;
                assert_int_equal(out.size, mine);
                assert_int_equal(mine, first);
                inflater_free(inflater);
            }
        }
        packed[at] ^= 0x5a;
    }
    free(plain);
    free(packed);
}

/* Lengths are kept modulo 2^32 in the trailer and in 32 bits by engines. */
static void check_past_32_bits(void **state)
{
    enum { BLOCK = 1 << 20, BLOCKS = 4097 };
    static uint8_t zeros[BLOCK], out[BLOCK], packed[8192];
    uint8_t trailer[10] = "\3"; /* an empty last block, then the sums */
    struct inflater *inflater = inflater_new(INFLATE_GZIP);
    struct inflate_io io = {.in = BYTES(HEAD)};
    struct assay_error err = {0};
    uint64_t came = 0;
    uLong crc = 0, one = crc32(0, zeros, BLOCK);
    z_stream z = {.next_in = zeros, .avail_in = BLOCK, .next_out = packed, .avail_out = 8192};
    struct bytes block;

    (void)state;
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FULL_FLUSH), Z_OK);
    block = bytes_of(packed, sizeof packed - z.avail_out);
    deflateEnd(&z);
    for (unsigned i = 0; i < BLOCKS; i++)
        crc = crc32_combine(crc, one, BLOCK);
    for (unsigned i = 0; i < 4; i++)
        trailer[2 + i] = (uint8_t)(crc >> 8 * i);
    trailer[8] = 0x10; /* the length modulo 2^32 */
    for (unsigned i = 0; i <= BLOCKS; i++) {
        enum inflate_result result;

        do {
            io.out = out;
            io.room = sizeof out;
            result = inflate_step(inflater, &io, &err);
            came += sizeof out - io.room;
        } while (result == INFLATE_OUTPUT_FULL);
        assert_int_equal(result, INFLATE_NEEDS_INPUT);
        io.in = i < BLOCKS ? block : bytes_of(trailer, sizeof trailer);
    }
    io.room = sizeof out;
    assert_int_equal(inflate_step(inflater, &io, &err), INFLATE_ENDED);
    assert_true(came == (uint64_t)BLOCK * BLOCKS);
    inflater_free(inflater);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_long_name),
                                       cmocka_unit_test(check_damage),
                                       cmocka_unit_test(check_past_32_bits)};
    int failed = RUN_CASES(check, rows) + RUN_CASES(check_pieces, pieces);

    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
