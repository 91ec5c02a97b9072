/* test_multi_pack_index.c - one index over two packs, and chunks that lie. */

#include "rows.h"

#include "base/kit.h"
#include "source/git/multi_pack_index.h"

enum {
    ID_SIZE = 20,
    TABLE = 12,             /* of chunks, behind the header */
    NAMES = TABLE + 5 * 12, /* four chunks and the end */
    FANOUT = NAMES + 16,
    IDS = FANOUT + 1024,
    OFFSETS = IDS + 2 * ID_SIZE,
    END = OFFSETS + 2 * 8,
    WHOLE = END + ID_SIZE,
};

static const struct row {
    const char *name;
    size_t at, size; /* one byte changed, or the file cut */
    uint8_t byte;
    bool refused;
} rows[] = {
    {"sound", SIZE_MAX, 0, 0, false},
    {"not one", 0, 0, 'X', true},
    {"version 2", 4, 0, 2, true},
    {"ids of SHA-256", 5, 0, 2, true},
    {"more chunks than the file has", 6, 0, 255, true},
    {"no chunk of ids", TABLE + 2 * 12, 0, 'X', true},
    {"a chunk that begins behind the next", TABLE + 2 * 12 + 10, 0, 0xff, true},
    {"a chunk that ends behind the file", TABLE + 4 * 12 + 8, 0, 0xff, true},
    {"more packs than it names", 11, 0, 200, true},
    {"counts that shrink", FANOUT + 3, 0, 9, true},
    {"more objects than it holds", FANOUT + 4 * 255 + 3, 0, 3, true},
    {"cut short", SIZE_MAX, END, 0, false}, /* the checksum alone is: it is checked elsewhere */
    {"cut short in the offsets", SIZE_MAX, END - 4, 0, true},
    {"cut short in the table", SIZE_MAX, 40, 0, true},
    {"empty", SIZE_MAX, 1, 0, true},
};

static void put(uint8_t *at, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

static void make(uint8_t *index)
{
    static const struct {
        const char *id;
        size_t at;
    } chunks[] = {
        {"PNAM", NAMES}, {"OIDF", FANOUT}, {"OIDL", IDS}, {"OOFF", OFFSETS}, {"\0\0\0\0", END}};

    memcpy(index, "MIDX\1\1\4\0\0\0\0\2", 12);
    for (size_t i = 0; i < ARRAY_LEN(chunks); i++) {
        memcpy(index + TABLE + 12 * i, chunks[i].id, 4);
        put(index + TABLE + 12 * i + 4, chunks[i].at, 8);
    }
    memcpy(index + NAMES, "a.idx\0b.idx\0\0\0\0", 16);
    for (size_t first = 0; first < 256; first++)
        put(index + FANOUT + 4 * first, first < 0x11 ? 0 : first < 0x22 ? 1 : 2, 4);
    memset(index + IDS, 0x11, ID_SIZE);
    memset(index + IDS + ID_SIZE, 0x22, ID_SIZE);
    put(index + OFFSETS + 4, 12, 4);
    put(index + OFFSETS + 8, 1, 4);
    put(index + OFFSETS + 12, 34, 4);
}

static void check_sound(const struct multi_pack_index *index)
{
    struct object_id id;
    struct bytes names = index->names;
    const char *name;
    uint32_t position, pack;
    uint64_t offset;
    uint8_t wanted[ID_SIZE];

    memset(wanted, 0x22, sizeof wanted);
    object_id_of(&id, wanted, sizeof wanted);
    assert_true(id_table_find(&index->ids, &id, &position));
    assert_true(multi_pack_index_get(index, position, &pack, &offset));
    assert_int_equal(pack, 1);
    assert_int_equal(offset, 34);
    assert_true(multi_pack_index_name(&names, &name));
    assert_string_equal(name, "a.idx");
    assert_true(multi_pack_index_name(&names, &name));
    assert_string_equal(name, "b.idx");
    assert_false(multi_pack_index_name(&names, &name));
}

static void holds_chunks_to_the_file(void **state)
{
    const struct row *row = *state;
    size_t size = row->size ? row->size : WHOLE;
    uint8_t *all = calloc(1, WHOLE), *bytes = malloc(size);
    struct multi_pack_index index;
    struct assay_error err = {0};
    enum assay_status status;

    assert_true(all && bytes);
    make(all);
    if (row->at != SIZE_MAX)
        all[row->at] = row->byte;
    memcpy(bytes, all, size);
    status = multi_pack_index_open(bytes_of(bytes, size), ID_SIZE, &index, &err);
    assert_int_equal(status, row->refused ? ASSAY_EFORMAT : ASSAY_OK);
    if (row->refused)
        assert_string_equal(err.id, "git.object-corrupt");
    else
        check_sound(&index);
    free(all);
    free(bytes);
}

int main(void)
{
    return RUN_CASES(holds_chunks_to_the_file, rows);
}
