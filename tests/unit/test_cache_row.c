/* test_cache_row.c - a row of the cache, byte for byte: what it is found by, and what must be as it
 * was before it is believed. */

#include "cache/row.h"

#include "base/kit.h"
#include "rows.h"

enum { SEED = 42, CHECK_SIZE = 8 };

/* What is asked for: a file, or a blob of git. */
struct scene {
    struct inventory_part *part;
    struct assay_origin origin;
    struct entry_place place;
    struct entry entry;
    struct buf row;
    size_t key_size;
};

static const struct file_identity identity = {
    .device = 0x0102030405060708,
    .inode = 0x1112131415161718,
    .size = 0x2122232425262728,
    .content = {.tv_sec = 0x31323334, .tv_nsec = 0x01020304},
    .status = {.tv_sec = -1, .tv_nsec = 999999999},
};

/* Little-endian, in the order of the structure; seconds before 1970 are negative. */
static const char identity_bytes[] = "\x08\x07\x06\x05\x04\x03\x02\x01"
                                     "\x18\x17\x16\x15\x14\x13\x12\x11"
                                     "\x28\x27\x26\x25\x24\x23\x22\x21"
                                     "\x34\x33\x32\x31\0\0\0\0\x04\x03\x02\x01"
                                     "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xc9\x9a\x3b";

static void scene_make(struct scene *scene, const char *name, bool blob)
{
    *scene = (struct scene){.part = inventory_part_new(), .row = {.ceiling = 1 << 16}};
    assert_non_null(scene->part);
    if (blob) {
        scene->origin.blob_size = 20;
        memset(scene->origin.blob, 0xab, 20);
        scene->place.origin = &scene->origin;
    }
    scene->place.path = inventory_path(scene->part, NULL, bytes_text(name));
    scene->entry = (struct entry){.place_count = 1, .identity = identity};
    scene->entry.places = &scene->place;
}

static void scene_clear(struct scene *scene)
{
    buf_clear(&scene->row);
    inventory_part_free(scene->part);
}

static void write_row(struct scene *scene)
{
    scene->key_size = row_begin(&scene->entry, &identity, &scene->row);
    buf_text(&scene->row, "what was found");
    row_seal(SEED, scene->key_size, &scene->row);
    assert_int_equal(scene->row.status, ASSAY_OK);
}

static struct bytes key_of(const struct scene *scene)
{
    return bytes_front(buf_bytes(&scene->row), scene->key_size);
}

static struct bytes open_row(const struct scene *scene, uint64_t seed, const struct entry *entry)
{
    struct bytes blob;

    return row_open(seed, entry, key_of(scene), bytes_from(buf_bytes(&scene->row), scene->key_size),
                    &blob);
}

static void a_file_is_known_by_its_name_and_identity(void **state)
{
    struct scene scene;
    struct bytes row;

    (void)state;
    scene_make(&scene, "a.csv", false);
    assert_false(row_is_of_blob(&scene.entry));
    write_row(&scene);
    row = buf_bytes(&scene.row);
    assert_true(bytes_equal(key_of(&scene), BYTES("\0a.csv")));
    row = bytes_from(row, scene.key_size + CHECK_SIZE);
    assert_true(bytes_starts(row, bytes_of(identity_bytes, sizeof identity_bytes - 1)));
    assert_true(bytes_equal(bytes_from(row, sizeof identity_bytes - 1), BYTES("\0what was found")));
    assert_true(bytes_equal(open_row(&scene, SEED, &scene.entry), BYTES("what was found")));
    scene_clear(&scene);
}

/* The id that git gives to its bytes comes back, and is no part of what tells the file apart. */
static void a_file_keeps_the_id_of_its_bytes(void **state)
{
    struct file_identity hashed = identity;
    struct bytes value, blob;
    struct scene scene;

    (void)state;
    scene_make(&scene, "a.csv", false);
    memset(hashed.blob, 0xcd, 20);
    hashed.blob_size = 20;
    scene.key_size = row_begin(&scene.entry, &hashed, &scene.row);
    buf_text(&scene.row, "what was found");
    row_seal(SEED, scene.key_size, &scene.row);
    value = bytes_from(buf_bytes(&scene.row), scene.key_size);
    assert_true(bytes_equal(row_open(SEED, &scene.entry, key_of(&scene), value, &blob),
                            BYTES("what was found")));
    assert_true(bytes_equal(blob, bytes_of(hashed.blob, 20)));
    scene_clear(&scene);
}

static void a_blob_is_known_by_its_id_and_name(void **state)
{
    struct scene scene;

    (void)state;
    scene_make(&scene, "a.csv", true);
    assert_true(row_is_of_blob(&scene.entry));
    write_row(&scene);
    assert_int_equal(scene.key_size, 1 + 20 + 5);
    assert_true(bytes_starts(key_of(&scene), BYTES("\x14\xab\xab")));
    assert_true(bytes_equal(bytes_from(key_of(&scene), 21), BYTES("a.csv")));
    assert_true(bytes_equal(bytes_from(buf_bytes(&scene.row), scene.key_size + CHECK_SIZE),
                            BYTES("what was found")));
    scene.entry.identity.inode++; /* the id says it */
    assert_true(bytes_equal(open_row(&scene, SEED, &scene.entry), BYTES("what was found")));
    scene_clear(&scene);
}

/* An id that is cut off must not stand for the beginning of a name. */
static void an_id_is_no_part_of_a_name(void **state)
{
    CLEANUP(buf_clear) struct buf key = {.ceiling = 1 << 16};
    struct scene blob, file;

    (void)state;
    scene_make(&blob, "a", true);
    write_row(&blob);
    scene_make(&file,
               "\xab\xab\xab\xab\xab\xab\xab\xab\xab\xab\xab\xab\xab\xab\xab\xab\xab\xab\xab"
               "\xab"
               "a",
               false);
    row_put_key(&file.entry, &key);
    assert_int_equal(key.size, blob.key_size);
    assert_false(bytes_equal(buf_bytes(&key), key_of(&blob)));
    scene_clear(&blob);
    scene_clear(&file);
}

struct row {
    const char *name;
    struct file_identity by; /* added to what it was */
};

static const struct row rows[] = {
    {"another device", {.device = 1}},
    {"another inode", {.inode = 1}},
    {"another size", {.size = 1}},
    {"changed a second later", {.content = {.tv_sec = 1}}},
    {"changed a nanosecond later", {.content = {.tv_nsec = 1}}},
    {"touched a second later", {.status = {.tv_sec = 1}}},
    {"touched a nanosecond later", {.status = {.tv_nsec = 1}}},
};

static void another_file_is_not_known(void **state)
{
    const struct row *row = *state;
    struct file_identity *now;
    struct scene scene;

    scene_make(&scene, "a.csv", false);
    write_row(&scene);
    now = &scene.entry.identity;
    now->device += row->by.device;
    now->inode += row->by.inode;
    now->size += row->by.size;
    now->content.tv_sec += row->by.content.tv_sec;
    now->content.tv_nsec += row->by.content.tv_nsec;
    now->status.tv_sec += row->by.status.tv_sec;
    now->status.tv_nsec += row->by.status.tv_nsec;
    assert_null(open_row(&scene, SEED, &scene.entry).data);
    scene_clear(&scene);
}

/* Any bit of the key, the check, the identity and what was found; any cut; and another seed. */
static void damage_is_not_believed(void **state)
{
    (void)state;
    for (int blob = 0; blob < 2; blob++) {
        struct scene scene;
        struct bytes value;

        scene_make(&scene, "a.csv", blob);
        write_row(&scene);
        value = bytes_from(buf_bytes(&scene.row), scene.key_size);
        for (size_t bit = 0; bit < scene.row.size * 8; bit++) {
            scene.row.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
            assert_null(open_row(&scene, SEED, &scene.entry).data);
            scene.row.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        }
        for (size_t size = 1; size < value.size; size++) { /* nothing is read behind it */
            CLEANUP(free_cleanup) uint8_t *cut = malloc(size);
            struct bytes known;

            assert_non_null(cut);
            memcpy(cut, value.data, size);
            assert_null(
                row_open(SEED, &scene.entry, key_of(&scene), bytes_of(cut, size), &known).data);
        }
        assert_null(open_row(&scene, SEED + 1, &scene.entry).data);
        assert_non_null(open_row(&scene, SEED, &scene.entry).data);
        scene_clear(&scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_known_by_its_name_and_identity),
        cmocka_unit_test(a_file_keeps_the_id_of_its_bytes),
        cmocka_unit_test(a_blob_is_known_by_its_id_and_name),
        cmocka_unit_test(an_id_is_no_part_of_a_name),
        cmocka_unit_test(damage_is_not_believed),
    };

    return RUN_CASES(another_file_is_not_known, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
