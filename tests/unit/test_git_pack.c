/* test_git_pack.c - headers of packs and of their entries, sound and hostile. */

#include "rows.h"

#include "base/kit.h"
#include "source/git/pack.h"

#define HEADER "PACK\0\0\0\2\0\0\0\1"
#define TRAILER "aaaaaaaaaaaaaaaaaaaa"

static const struct file_row {
    const char *name;
    struct bytes bytes;
    enum assay_status status;
} files[] = {
    {"of version 2", ROW_BYTES(HEADER TRAILER), ASSAY_OK},
    {"of version 3", ROW_BYTES("PACK\0\0\0\3\0\0\0\1" TRAILER), ASSAY_OK},
    {"of version 4", ROW_BYTES("PACK\0\0\0\4\0\0\0\1" TRAILER), ASSAY_EFORMAT},
    {"no pack", ROW_BYTES("KCAP\0\0\0\2\0\0\0\1" TRAILER), ASSAY_EFORMAT},
    {"cut short", ROW_BYTES(HEADER "aaaa"), ASSAY_EFORMAT},
    {"empty", ROW_BYTES(""), ASSAY_EFORMAT},
};

static void opens(void **state)
{
    const struct file_row *row = *state;
    struct pack pack = {.name = "pack-1", .bytes = row->bytes, .id_size = 20};
    struct assay_error err = {0};

    assert_int_equal(pack_open(&pack, &err), row->status);
    if (row->status != ASSAY_OK)
        assert_string_equal(err.id, "git.object-corrupt");
}

/* The bytes of an entry that begins at 12, behind the header. */
static const struct entry_row {
    const char *name;
    struct bytes bytes;
    uint64_t offset;
    enum pack_entry_type type; /* 0: refused */
    uint64_t size, base;
} entries[] = {
    {"a blob of 3", ROW_BYTES("\x33zzz"), 12, PACK_BLOB, 3, 0},
    {"a commit of 300", ROW_BYTES("\x9c\x12zzz"), 12, PACK_COMMIT, 300, 0},
    {"a tree of 0", ROW_BYTES("\x20zzz"), 12, PACK_TREE, 0, 0},
    {"a delta by distance", ROW_BYTES("zz\x63\2zzz"), 14, PACK_OFFSET_DELTA, 3, 12},
    {"a delta by id", ROW_BYTES("\x73" TRAILER "zzz"), 12, PACK_ID_DELTA, 3, 0},
    {"a distance of two bytes adds one", ROW_BYTES("\x63\x80\0zzz"), 12, 0, 0, 0},
    {"a distance of none: itself", ROW_BYTES("\x63\0zzz"), 12, 0, 0, 0},
    {"into the header", ROW_BYTES("zz\x63\3zzz"), 14, 0, 0, 0},
    {"a distance of 64 bits and more",
     ROW_BYTES("\x63\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7fzzz"), 12, 0, 0, 0},
    {"a distance cut short", ROW_BYTES("\x63\x80"), 12, 0, 0, 0},
    {"an id cut short", ROW_BYTES("\x73zzz"), 12, 0, 0, 0},
    {"a size cut short", ROW_BYTES("\xb3"), 12, 0, 0, 0},
    {"a size of 64 bits and more", ROW_BYTES("\xb3\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7fz"), 12,
     0, 0, 0},
    {"a size that the pack cannot hold", ROW_BYTES("\xb3\xff\xff\xff\x7fzz"), 12, 0, 0, 0},
    {"type 0", ROW_BYTES("\x03zzz"), 12, 0, 0, 0},
    {"type 5", ROW_BYTES("\x53zzz"), 12, 0, 0, 0},
    {"an offset inside the header", ROW_BYTES("\x33zzz"), 11, 0, 0, 0},
    {"an offset in the trailer", ROW_BYTES("\x33zzz"), 16, 0, 0, 0},
    {"an offset behind the file", ROW_BYTES("\x33zzz"), UINT64_MAX, 0, 0, 0},
};

/* In memory of just the size, for the sanitizers. */
static void reads_entries(void **state)
{
    const struct entry_row *row = *state;
    size_t size = 12 + row->bytes.size + 20;
    uint8_t *bytes = malloc(size);
    struct pack pack = {.name = "pack-1", .bytes = {bytes, size}, .id_size = 20};
    struct assay_error err = {0};
    struct pack_entry entry = {0};

    assert_non_null(bytes);
    memcpy(bytes, HEADER, 12);
    memcpy(bytes + 12, row->bytes.data, row->bytes.size);
    memcpy(bytes + 12 + row->bytes.size, TRAILER, 20);
    assert_ok(pack_open(&pack, &err), err);
    if (row->type) {
        assert_ok(pack_entry_read(&pack, row->offset, &entry, &err), err);
        assert_int_equal(entry.type, row->type);
        assert_int_equal(entry.size, row->size);
        assert_int_equal(entry.base, row->base);
        assert_int_equal(pack_entry_data(&pack, &entry).data[0], 'z');
    } else {
        assert_int_equal(pack_entry_read(&pack, row->offset, &entry, &err), ASSAY_EFORMAT);
        assert_string_equal(err.id, "git.object-corrupt");
    }
    free(bytes);
}

int main(void)
{
    return RUN_CASES(opens, files) + RUN_CASES(reads_entries, entries);
}
