/* test_volumes.c - which names are volumes, and what is said of a set of them. */

#include "walk.h"

#include "base/kit.h"
#include "source/class.h"
#include "source/volumes.h"

struct row {
    const char *name;
    const char *stem; /* NULL: no volume */
    uint64_t number;
};

static const struct row rows[] = {
    {"a.7z.001", "a.7z", 1},
    {"a.zip.012", "a.zip", 12},
    {"d/a.tar.gz.aa", "d/a.tar.gz", 1},
    {"a.tar.ba", "a.tar", 27},
    {"a.part1.rar", "a.part", 1},
    {"a.part02.rar", "a.part", 2},
    {"a.z01", "a.z", 1},
    {"a.7z.000", NULL, 0},
    {"a.7z.01", NULL, 0},
    {"a.txt.001", NULL, 0},
    {"a.csv.aa", NULL, 0},
    {".001", NULL, 0},
    {"001", NULL, 0},
    {"", NULL, 0},
    {"a.rar", NULL, 0},
    {".part.rar", NULL, 0},
    {"a.z1", NULL, 0},
    {"a.tar.AA", NULL, 0},
    {"a.tar.gz", NULL, 0},
    {"a.tar.xz", NULL, 0},
    {"a.tar.bz", NULL, 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct bytes stem;
    uint64_t number;

    assert_int_equal(volume_name(bytes_text(row->name), &stem, &number), row->stem != NULL);
    if (row->stem) {
        assert_true(bytes_equal(stem, bytes_text(row->stem)));
        assert_int_equal(number, row->number);
    }
}

static void check_sets(void **state)
{
    static const char *const names[] = {"b.7z.004", "a.7z.001", "b.7z.001",
                                        "c.txt",    "a.7z.002", "d.zip.001"};
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(volumes_clear) struct volumes volumes = {0};
    CLEANUP(buf_clear) struct buf out;
    struct assay_error err;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct entry entry = {.type = ASSAY_ITEM_FILE};

        assert_true(
            entry_place_one(&entry, part, inventory_path(part, NULL, bytes_text(names[i])), NULL));
        assert_ok(volumes_see(&volumes, &entry, &err), err);
    }
    volumes_tell(&volumes, part);
    buf_init(&out, 4096);
    for (const struct gap_node *gap = part->gaps; gap; gap = gap->next) {
        buf_printf(&out, "%s ", gap->gap.id);
        walk_path(&out, gap->gap.path);
        buf_printf(&out, ": %s\n", gap->gap.why);
    }
#define ONE ": one of several volumes of an archive; what is in it was not put together\n"
    buf_byte(&out, 0);
    assert_string_equal((char *)out.data,
                        "bundle.volume-missing d.zip.001: no other volume of it is here\n"
                        "bundle.multi-volume d.zip.001" ONE
                        "bundle.volume-missing b.7z.004: volume 3 of it is not here\n"
                        "bundle.volume-missing b.7z.004: volume 2 of it is not here\n"
                        "bundle.multi-volume b.7z.004" ONE "bundle.multi-volume b.7z.001" ONE
                        "bundle.multi-volume a.7z.002" ONE "bundle.multi-volume a.7z.001" ONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_sets)};
    int failed = RUN_CASES(check, rows);

    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
