/* test_embedded.c - containers that begin behind other bytes, and what only looks like one. */

#include "source/embedded.h"

#include "base/kit.h"

#include "seed.h"

enum { FRONT = 15 /* bytes in front of the container in each seed */ };

static const struct row {
    const char *name;
    enum container_format format;
} rows[] = {
    {"gzip", CONTAINER_GZIP},   {"zstd", CONTAINER_ZSTD}, {"xz", CONTAINER_XZ},
    {"bzip2", CONTAINER_BZIP2}, {"lz4", CONTAINER_LZ4},   {"7z", CONTAINER_7Z},
    {"rar4", CONTAINER_RAR},    {"rar5", CONTAINER_RAR},  {"cab", CONTAINER_CAB},
    {"tar", CONTAINER_TAR},
};

/* As the patterns of secrets find them. */
static void meet_all(struct embedded_places *places, struct bytes bytes)
{
    embedded_start(places);
    for (size_t at = 0; at < bytes.size; at++)
        for (size_t i = 0; i < embedded_format_count; i++) {
            size_t end = embedded_magic_end(i), size = embedded_magic(i).size;

            if (end <= bytes.size - at &&
                memcmp(bytes.data + at + end - size, embedded_magic(i).data, size) == 0)
                embedded_meet(places, i, bytes_from(bytes, at), at);
        }
}

static bool holds(const struct embedded *place, struct bytes bytes)
{
    struct source_budget budget;
    struct assay_error err = {0};
    struct stream stream;
    bool answer = false;

    source_budget_init(&budget, NULL);
    stream_of_bytes(&stream, bytes_from(bytes, (size_t)place->at));
    assert_ok(embedded_holds(place, &stream, &budget, &answer, &err), err);
    stream_close(&stream);
    return answer;
}

static void read_seed(const struct row *row, struct buf *seed)
{
    char path[64];

    snprintf(path, sizeof path, "embedded/%s", row->name);
    seed_read(path, seed);
}

static void finds_one_behind_other_bytes(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};
    struct embedded_places places;

    read_seed(row, &seed);
    meet_all(&places, buf_bytes(&seed));
    assert_int_equal(places.count, 1);
    assert_int_equal(places.all[0].at, FRONT);
    assert_int_equal(places.all[0].format, row->format);
    assert_true(holds(&places.all[0], buf_bytes(&seed)));
}

/* At its very beginning an item is a container in its own right. */
static void finds_none_at_the_start(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};
    struct embedded_places places;

    read_seed(row, &seed);
    meet_all(&places, bytes_from(buf_bytes(&seed), FRONT));
    for (size_t i = 0; i < places.count; i++)
        assert_true(places.all[i].at > 0);
}

/* A magic alone, which stands in any large file by chance. */
static void believes_no_magic_alone(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};
    struct embedded_places places;

    for (size_t i = 0; i < embedded_format_count; i++) {
        uint8_t bytes[FRONT + 1024] = {0};
        size_t end = embedded_magic_end(i), size = embedded_magic(i).size;

        memcpy(bytes + FRONT + end - size, embedded_magic(i).data, size);
        meet_all(&places, bytes_of(bytes, sizeof bytes));
        for (size_t j = 0; j < places.count; j++)
            assert_false(holds(&places.all[j], bytes_of(bytes, sizeof bytes)));
    }
    read_seed(row, &seed);
    meet_all(&places, bytes_of(seed.data, FRONT + 10)); /* cut in its header */
    assert_int_equal(places.count, 0);
}

static void says_that_there_are_more_than_are_looked_at(void **state)
{
    CLEANUP(buf_clear) struct buf all = {.ceiling = 1 << 20};
    struct embedded_places places;

    (void)state;
    for (size_t i = 0; i < EMBEDDED_MAX + 1; i++)
        seed_read("embedded/xz", &all);
    meet_all(&places, buf_bytes(&all));
    assert_int_equal(places.count, EMBEDDED_MAX);
    assert_true(places.more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_that_there_are_more_than_are_looked_at),
    };

    return RUN_CASES(finds_one_behind_other_bytes, rows) +
           RUN_CASES(finds_none_at_the_start, rows) + RUN_CASES(believes_no_magic_alone, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
