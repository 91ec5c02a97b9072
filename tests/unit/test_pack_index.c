/* test_pack_index.c - indexes of packs, sound ones and those that lie about their tables. */

#include "rows.h"

#include "base/kit.h"
#include "source/git/pack_index.h"

enum { ID_SIZE = 20, SIZE_MAX_2 = 8 + 1024 + 2 * (20 + 4 + 4) + 8 + 40 };

/* Two objects, the second at an offset of eight bytes. What each row changes, one byte or the size.
 */
static const struct row {
    const char *name;
    size_t at, size; /* `size`: of the file, 0 for all of it */
    uint8_t byte;
    bool refused;
    uint64_t second; /* its offset */
} rows[] = {
    {"sound", SIZE_MAX, 0, 0, false, UINT64_C(0x500000007)},
    {"version 3", 7, 0, 3, true, 0},
    {"cut short in the counts", SIZE_MAX, 900, 0, true, 0},
    {"cut short in the ids", SIZE_MAX, 1050, 0, true, 0},
    {"one byte short", SIZE_MAX, SIZE_MAX_2 - 1, 0, true, 0},
    {"counts that shrink", 8 + 4 * 200 + 3, 0, 9, true, 0},
    {"more objects than it holds", 8 + 4 * 255 + 3, 0, 200, true, 0},
    {"an offset past the large ones", 8 + 1024 + 2 * 24 + 7, 0, 5, false, UINT64_MAX},
};

static void put(uint8_t *at, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

static void make(uint8_t *index)
{
    uint8_t *ids = index + 8 + FANOUT_SIZE;

    memcpy(index, "\xfftOc\0\0\0\2", 8);
    for (size_t first = 0; first < 256; first++)
        put(index + 8 + 4 * first, first < 0x11 ? 0 : first < 0x22 ? 1 : 2, 4);
    memset(ids, 0x11, ID_SIZE);
    memset(ids + ID_SIZE, 0x22, ID_SIZE);
    put(ids + 2 * 24, 12, 4);
    put(ids + 2 * 24 + 4, UINT64_C(0x80000000), 4);
    put(ids + 2 * 28, UINT64_C(0x500000007), 8);
}

static void holds_tables_to_the_file(void **state)
{
    const struct row *row = *state;
    size_t size = row->size ? row->size : SIZE_MAX_2;
    uint8_t *all = calloc(1, SIZE_MAX_2), *bytes = malloc(size);
    struct pack_index index;
    struct assay_error err = {0};
    struct object_id id;
    uint32_t position;

    assert_true(all && bytes);
    make(all);
    if (row->at != SIZE_MAX)
        all[row->at] = row->byte;
    memcpy(bytes, all, size);
    if (row->refused) {
        assert_int_equal(pack_index_open(bytes_of(bytes, size), ID_SIZE, &index, &err),
                         ASSAY_EFORMAT);
        assert_string_equal(err.id, "git.object-corrupt");
    } else {
        assert_ok(pack_index_open(bytes_of(bytes, size), ID_SIZE, &index, &err), err);
        memset(all, 0x22, ID_SIZE);
        object_id_of(&id, all, ID_SIZE);
        assert_true(id_table_find(&index.ids, &id, &position));
        assert_int_equal(position, 1);
        assert_int_equal(pack_index_offset(&index, 0), 12);
        assert_int_equal(pack_index_offset(&index, 1), row->second);
    }
    free(all);
    free(bytes);
}

int main(void)
{
    return RUN_CASES(holds_tables_to_the_file, rows);
}
