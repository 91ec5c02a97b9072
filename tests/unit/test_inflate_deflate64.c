/* test_inflate_deflate64.c - deflate64: what deflate is as well, its longer matches, and damage. */

#include "rows.h"

#include <string.h>
#include <zlib.h>

#include "base/kit.h"
#include "source/inflate_engine.h"

enum { PLAIN = 200000 };

/* Words and noise: no match is as long as 258 bytes, the one length that deflate writes otherwise.
 */
static void make_plain(uint8_t *plain)
{
    uint32_t seed = 7;
    size_t at = 0;

    while (at < PLAIN) {
        seed = seed * 1664525 + 1013904223;
        if (seed >> 31) {
            plain[at++] = (uint8_t)(seed >> 20);
        } else {
            for (size_t i = 0; i < (seed >> 24 & 15) && at < PLAIN; i++)
                plain[at++] = (uint8_t)("weights of models"[i]);
        }
    }
}

static size_t pack(const uint8_t *plain, int level, int strategy, uint8_t *out, size_t room)
{
    z_stream z = {0};

    assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, -15, 9, strategy), Z_OK);
    z.next_in = (z_const Bytef *)(uintptr_t)plain;
    z.avail_in = PLAIN;
    z.next_out = out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return room - z.avail_out;
}

/* Feeds and takes pieces of these sizes; the number of bytes that came. */
static size_t unpack(struct bytes packed, size_t in, size_t out, uint8_t *to, size_t room,
                     enum inflate_result *result, size_t *left)
{
    struct inflater *inflater = inflater_over(&inflate_deflate64, INFLATE_RAW);
    struct assay_error err = {0};
    size_t got = 0;

    assert_non_null(inflater);
    do {
        size_t give = packed.size < in ? packed.size : in,
               take = room - got < out ? room - got : out;
        struct inflate_io io = {.in = bytes_of(packed.data, give), .out = to + got, .room = take};

        *result = inflate_step(inflater, &io, &err);
        packed = bytes_from(packed, give - io.in.size);
        got += take - io.room;
        if (*result == INFLATE_NEEDS_INPUT && packed.size == 0)
            break;
    } while ((*result == INFLATE_NEEDS_INPUT || *result == INFLATE_OUTPUT_FULL) && got < room);
    if (*result == INFLATE_DAMAGED)
        assert_string_equal(err.id, "bundle.checksum");
    *left = packed.size;
    inflater_free(inflater);
    return got;
}

struct piece {
    const char *name;
    size_t in, out;
    int level, strategy;
};

static const struct piece pieces[] = {
    {"whole", PLAIN * 2, PLAIN * 2, 6, Z_DEFAULT_STRATEGY},
    {"byte by byte in", 1, PLAIN * 2, 6, Z_DEFAULT_STRATEGY},
    {"byte by byte out", PLAIN * 2, 1, 6, Z_DEFAULT_STRATEGY},
    {"odd both", 13, 4093, 9, Z_DEFAULT_STRATEGY},
    {"fixed codes", 1000, 1000, 6, Z_FIXED},
    {"no matches", 1000, 1000, 6, Z_HUFFMAN_ONLY},
    {"stored", 251, 1021, 0, Z_DEFAULT_STRATEGY},
};

static void reads_what_deflate_is_too(void **state)
{
    static uint8_t plain[PLAIN], packed[PLAIN * 2], seen[PLAIN + 16];
    const struct piece *row = *state;
    enum inflate_result result;
    size_t size, left;

    make_plain(plain);
    size = pack(plain, row->level, row->strategy, packed, sizeof packed);
    memcpy(packed + size, "behind", 6);
    assert_int_equal(
        unpack(bytes_of(packed, size + 6), row->in, row->out, seen, sizeof seen, &result, &left),
        PLAIN);
    assert_int_equal(result, INFLATE_ENDED);
    assert_int_equal(left, 6);
    assert_memory_equal(plain, seen, PLAIN);
}

/* 40 lines, then 3,000 times the same letter, packed by 7-Zip: one match is that long. */
static const uint8_t sample[] = {
    0xe5, 0x91, 0xbb, 0x0d, 0x80, 0x30, 0x10, 0x43, 0x7b, 0xa6, 0xc8, 0x08, 0x24, 0xe4, 0x3b, 0x0e,
    0x05, 0x48, 0x48, 0x08, 0x9a, 0x14, 0x19, 0x1f, 0x89, 0x0a, 0xdd, 0x9b, 0x00, 0xf9, 0x95, 0x56,
    0x6c, 0xe7, 0xee, 0xce, 0xe3, 0xda, 0xdc, 0xec, 0xee, 0xdd, 0xad, 0xae, 0x6f, 0xa3, 0x4f, 0xaf,
    0xe0, 0xad, 0x10, 0xad, 0xd0, 0x60, 0xc9, 0x56, 0x09, 0xc9, 0x2a, 0x0b, 0xde, 0x44, 0xe4, 0x64,
    0x54, 0x55, 0x8f, 0x1c, 0x54, 0xc1, 0x14, 0x8b, 0x55, 0x4a, 0x80, 0x0b, 0xb9, 0x68, 0xca, 0x78,
    0xd3, 0x38, 0xd5, 0x82, 0x2a, 0x2e, 0x14, 0x39, 0x09, 0xae, 0xc6, 0xed, 0x70, 0xed, 0xbc, 0x0c,
    0x73, 0xe0, 0x4a, 0xf8, 0x4f, 0xc5, 0xa0, 0x18, 0x2b, 0x14, 0x98, 0xe0, 0x4a, 0x11, 0xae, 0x00,
    0x17, 0x4f, 0xcc, 0x83, 0xa2, 0xdd, 0xe3, 0x4d, 0xcd, 0xc8, 0xf9, 0x2a, 0x43, 0x1e, 0x79, 0xe4,
    0x91, 0x47, 0x1e, 0x79, 0xe4, 0x91, 0x47, 0x1e, 0x79, 0xe4, 0xf9, 0x13, 0x0f};

static void reads_matches_of_any_length(void **state)
{
    char wanted[4096];
    uint8_t seen[4096];
    enum inflate_result result;
    size_t size = 0, left;

    (void)state;
    for (int i = 0; i < 40; i++)
        size += (size_t)snprintf(wanted + size, sizeof wanted - size, "line %d of a text\n",
                                 i * i % 97);
    memset(wanted + size, 'x', 3000);
    size += 3000;
    for (size_t step = 1; step <= sizeof sample; step += 17) {
        assert_int_equal(unpack(bytes_of(sample, sizeof sample), step, 100 * step, seen,
                                sizeof seen, &result, &left),
                         size);
        assert_int_equal(result, INFLATE_ENDED);
        assert_memory_equal(wanted, seen, size);
    }
}

struct bad {
    const char *name;
    struct bytes packed;
    enum inflate_result result;
    size_t got;
};

static const struct bad bad[] = {
    {"nothing", {NULL, 0}, INFLATE_NEEDS_INPUT, 0},
    {"a block of a kind that does not exist", ROW_BYTES("\x07\0"), INFLATE_DAMAGED, 0},
    {"a stored block whose size does not check", ROW_BYTES("\1\2\0\0\0ab"), INFLATE_DAMAGED, 0},
    {"a stored block cut short",
     ROW_BYTES("\1\2\0\xfd\xff"
               "a"),
     INFLATE_NEEDS_INPUT, 1},
    {"a match in front of the start", ROW_BYTES("\x03\x02\0\0"), INFLATE_DAMAGED, 0},
    {"codes of no lengths", ROW_BYTES("\x05\0\0\0\0\0\0\0\0"), INFLATE_DAMAGED, 0},
    {"codes that leave room", ROW_BYTES("\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
     INFLATE_DAMAGED, 0},
};

static void says_what_is_damaged(void **state)
{
    const struct bad *row = *state;
    enum inflate_result result;
    uint8_t seen[64];
    size_t left;

    assert_int_equal(unpack(row->packed, 1, sizeof seen, seen, sizeof seen, &result, &left),
                     row->got);
    assert_int_equal(result, row->result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_matches_of_any_length)};

    return RUN_CASES(reads_what_deflate_is_too, pieces) + RUN_CASES(says_what_is_damaged, bad) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
