/* test_spool.c - what was added is read back, from memory and from the file without a name. */

#include "rows.h"

#include <errno.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/spool.h"

static void fill(struct spool *spool, size_t size)
{
    static uint8_t block[1 << 20];

    for (size_t done = 0; done < size; done += sizeof block) {
        memset(block, (int)(done >> 20) + 1, sizeof block);
        spool_add(spool, bytes_of(block, size - done < sizeof block ? size - done : sizeof block));
    }
}

static void check_read(struct spool *spool, uint64_t offset, int wanted)
{
    struct assay_error err = {0};
    struct stream stream;
    uint8_t byte = 0;
    size_t got;

    assert_ok(spool_stream(spool, &stream, &err), err);
    assert_ok(stream.read_at(&stream, offset, &byte, 1, &got, &err), err);
    assert_int_equal(got, wanted ? 1 : 0);
    assert_int_equal(byte, wanted);
}

static void small_ones_stay_in_memory(void **state)
{
    struct spool spool;
    struct stream stream;
    struct assay_error err = {0};
    uint8_t two[2];
    size_t got;

    (void)state;
    spool_init(&spool);
    spool_add(&spool, BYTES("abc"));
    assert_int_equal(spool.fd, -1);
    check_read(&spool, 2, 'c');
    check_read(&spool, 3, 0);
    check_read(&spool, UINT64_MAX, 0);
    assert_ok(spool_stream(&spool, &stream, &err), err);
    assert_int_equal(stream.size, 3);
    assert_ok(stream_read(&stream, two, 2, &got, &err), err);
    assert_ok(stream_read(&stream, two, 2, &got, &err), err);
    assert_int_equal(got, 1);
    assert_int_equal(two[0], 'c');
    spool_clear(&spool);
}

static void large_ones_move_to_a_file(void **state)
{
    struct spool spool;
    size_t size = LIMIT_SPOOL_MEMORY + (3U << 20) + 5;

    (void)state;
    spool_init(&spool);
    fill(&spool, size);
    assert_true(spool.fd >= 0);
    assert_int_equal(spool.memory.size, 0);
    check_read(&spool, 0, 1);
    check_read(&spool, 5U << 20, 6);
    check_read(&spool, size - 1, (int)((size - 1) >> 20) + 1);
    check_read(&spool, size, 0);
    spool_clear(&spool);
    assert_int_equal(spool.fd, -1);
}

static void a_failure_is_kept(void **state)
{
    struct spool spool;
    struct stream stream;
    struct assay_error err = {0};

    (void)state;
    spool_init(&spool);
    fill(&spool, LIMIT_SPOOL_MEMORY + 1);
    close(spool.fd);
    spool_add(&spool, BYTES("x"));
    spool_add(&spool, BYTES("y"));
    assert_int_equal(spool_stream(&spool, &stream, &err), ASSAY_EIO);
    assert_string_equal(err.id, "file.too-large");
    spool.fd = -1;
    spool_clear(&spool);
}

static void without_a_file_memory_holds_more(void **state)
{
    struct spool spool;
    struct stream stream;
    struct assay_error err = {0};

    (void)state;
    spool_init(&spool);
    spool.no_file = ENOSPC; /* as where no folder for it may be written */
    fill(&spool, LIMIT_SPOOL_NO_FILE);
    assert_int_equal(spool.fd, -1);
    check_read(&spool, 0, 1);
    check_read(&spool, LIMIT_SPOOL_NO_FILE - 1, LIMIT_SPOOL_NO_FILE >> 20);
    spool_add(&spool, BYTES("x"));
    assert_int_equal(spool_stream(&spool, &stream, &err), ASSAY_EIO);
    assert_string_equal(err.id, "file.too-large");
    spool_clear(&spool);
}

/* In memory and in a file: what stands before it reads as something. */
static void begins_at_an_offset(void **state)
{
    enum { FROM = 300000 };
    static const size_t sizes[] = {5, LIMIT_SPOOL_MEMORY + 5};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        CLEANUP(free_cleanup) uint8_t *bytes = calloc(1, sizes[i]);
        struct spool spool;
        struct stream stream;
        struct assay_error err = {0};
        uint8_t out[8] = "........";
        size_t got = 0;

        memcpy(bytes + sizes[i] - 5, "words", 5);
        spool_init(&spool);
        spool_begin_at(&spool, FROM);
        spool_add(&spool, bytes_of(bytes, sizes[i]));
        assert_ok(spool_stream(&spool, &stream, &err), err);
        assert_int_equal(stream.size, FROM + sizes[i]);
        assert_ok(stream.read_at(&stream, FROM - 3, out, sizeof out, &got, &err), err);
        assert_int_equal(got, 3);
        assert_memory_equal(out, "\xff\xff\xff.....", sizeof out);
        assert_ok(stream.read_at(&stream, stream.size - 5, out, sizeof out, &got, &err), err);
        assert_int_equal(got, 5);
        assert_memory_equal(out, "words", 5);
        spool_clear(&spool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begins_at_an_offset), cmocka_unit_test(small_ones_stay_in_memory),
        cmocka_unit_test(large_ones_move_to_a_file),
        cmocka_unit_test(without_a_file_memory_holds_more), cmocka_unit_test(a_failure_is_kept)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
