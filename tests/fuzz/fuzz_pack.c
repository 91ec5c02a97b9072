/*
 * fuzz_pack.c - any bytes as an index and its pack, or as a multi-pack-index, or as a loose object:
 * every object that is named is read, or a failure says why.
 *
 * The input: a byte that tells which, two bytes of the first part's size (big-endian), the index,
 * the pack. It is read from files of a folder, as a repository is.
 */

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/kit.h"
#include "source/git/multi_pack_index.h"
#include "source/git/object_order.h"
#include "source/git/pack_index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ID_SIZE = 20, READ_MAX = 64 };

static char folder[64];

static void write_file(const char *name, struct bytes bytes)
{
    char path[256];
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert(fd >= 0);
    assert(bytes.size == 0 || write(fd, bytes.data, bytes.size) == (ssize_t)bytes.size);
    close(fd);
}

static void clean(void)
{
    static const char *const names[] = {"pack/p.idx", "pack/p.pack", "pack/multi-pack-index",
                                        "aa/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    char path[256];

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
}

static void remove_folder(void)
{
    char path[256];

    clean();
    snprintf(path, sizeof path, "%s/pack", folder);
    rmdir(path);
    snprintf(path, sizeof path, "%s/aa", folder);
    rmdir(path);
    rmdir(folder);
}

static void make_folder(void)
{
    char path[256];

    if (folder[0])
        return;
    snprintf(folder, sizeof folder, "/tmp/assay-fuzz-XXXXXX");
    assert(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/pack", folder);
    assert(mkdir(path, 0700) == 0);
    snprintf(path, sizeof path, "%s/aa", folder);
    assert(mkdir(path, 0700) == 0);
    atexit(remove_folder);
}

static void read_one(struct objects *objects, const struct object_id *id)
{
    struct object object = {0};
    struct stream stream = {0};
    struct assay_error err = {0};
    uint8_t block[4096];
    size_t got = 1;
    enum assay_status status = object_read(objects, id, &object, &err);

    assert(status == ASSAY_OK || err.id[0]);
    object_release(&object);
    status = object_stream(objects, id, &stream, &err);
    for (int i = 0; status == ASSAY_OK && got > 0 && i < 1000; i++)
        status = stream_read(&stream, block, sizeof block, &got, &err);
    assert(status == ASSAY_OK || err.id[0]);
    stream_close(&stream);
}

static const struct object_id *id_of(const void *state, uint32_t object)
{
    return (const struct object_id *)state + object;
}

/* All ids that an index names, and one that none does. */
static size_t ids_of(const struct id_table *table, struct object_id *ids)
{
    size_t count = 0;

    object_id_of(&ids[count++],
                 (const uint8_t *)"\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
                                  "\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa",
                 ID_SIZE);
    for (uint32_t i = 0; i < table->count && count < READ_MAX; i++)
        id_table_get(table, i, &ids[count++]);
    return count;
}

static void read_all(const struct object_id *ids, size_t count)
{
    CLEANUP(object_store_freep) struct object_store *store = NULL;
    CLEANUP(objects_closep) struct objects *objects = NULL;
    const struct object_store_options options = {
        .folder = folder, .id_size = ID_SIZE, .verify_objects = true, .verify_packs = true};
    struct ordered order[READ_MAX];
    struct assay_error err = {0};

    assert(object_store_open(&options, NULL, &store, &err) == ASSAY_OK);
    assert(objects_open(store, &objects, &err) == ASSAY_OK);
    for (size_t i = 0; i < count; i++)
        order[i].object = (uint32_t)i;
    assert(objects_order(store, order, count, id_of, ids, 1, &err) == ASSAY_OK);
    for (size_t i = 0; i < count; i++)
        read_one(objects, &ids[order[i].object]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct object_id ids[READ_MAX];
    struct pack_index index = {0};
    struct multi_pack_index multi = {0};
    struct bytes first, second;
    size_t count;

    if (size < 3)
        return 0;
    first = bytes_of(data + 3, (size_t)data[1] << 8 | data[2]);
    if (first.size > size - 3)
        return 0;
    second = bytes_from(bytes_of(data, size), 3 + first.size);
    make_folder();
    clean();
    write_file("pack/p.pack", second);
    if (data[0] % 3 == 0) {
        write_file("pack/p.idx", first);
        (void)!pack_index_open(first, ID_SIZE, &index, NULL);
        count = ids_of(&index.ids, ids);
    } else if (data[0] % 3 == 1) {
        write_file("pack/multi-pack-index", first);
        (void)!multi_pack_index_open(first, ID_SIZE, &multi, NULL);
        count = ids_of(&multi.ids, ids);
    } else {
        write_file("aa/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", first);
        count = ids_of(&index.ids, ids);
    }
    read_all(ids, count);
    return 0;
}
