/* test_program_end.c - where a program ends by its own account. */

#include "base/kit.h"
#include "source/embedded.h"

#include "seed.h"

static const struct row {
    const char *name, *seed;
    uint64_t size; /* of the item; 0: as many bytes as there are */
    uint64_t end;
} rows[] = {
    {"ELF", "embedded/elf", 0, 150},
    {"ELF of an unknown size", "embedded/elf", STREAM_SIZE_UNKNOWN, 150},
    {"ELF whose segment is cut", "embedded/elf", 140, 64},
    {"PE", "embedded/pe", 0, 190},
    {"Mach-O", "embedded/macho", 0, 180},
    {"several programs in one", "embedded/fat", 0, 164},
    {"no program", "embedded/tar", 0, 0},
};

static void finds_the_end(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};

    seed_read(row->seed, &seed);
    assert_int_equal(embedded_program_end(buf_bytes(&seed), row->size ? row->size : seed.size),
                     row->end);
}

/* Each byte changed, and every cut: nothing is read past the end, and no end lies past the item's.
 */
static void takes_any_bytes(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};

    seed_read(row->seed, &seed);
    for (size_t at = 0; at < seed.size; at++) {
        uint8_t before = seed.data[at];

        (void)embedded_program_end(bytes_of(seed.data, at), seed.size);
        for (unsigned value = 0; value < 256; value += 51) {
            seed.data[at] = (uint8_t)value;
            (void)embedded_program_end(buf_bytes(&seed), seed.size);
        }
        seed.data[at] = before;
    }
}

static void a_class_of_java_is_none(void **state)
{
    uint8_t head[64] = {0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61};

    (void)state;
    assert_int_equal(embedded_program_end(bytes_of(head, sizeof head), 9000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_class_of_java_is_none)};

    return RUN_CASES(finds_the_end, rows) + RUN_CASES(takes_any_bytes, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
