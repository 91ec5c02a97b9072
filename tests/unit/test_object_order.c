/* test_object_order.c - read in the order given, every entry of a pack is inflated once. */

#include "oracle.h"

#include "source/git/object_order.h"

/* A hundred versions of each of four files, in chains as deep as they can be. */
#define FILES                                                                                      \
    "new r; awk 'BEGIN { for (v = 0; v < 100; v++) {\n"                                            \
    "printf \"commit refs/heads/main\\ncommitter A <a@x.org> %d +0000\\ndata 2\\nm\\n\", "         \
    "1000000000"                                                                                   \
    " + v\n"                                                                                       \
    "for (f = 0; f < 4; f++) { print \"M 100644 inline f\" f \"\\ndata <<END\"\n"                  \
    "for (i = 0; i < 200; i++) print (i == v ? \"changed\" : \"line\"), i, f\n"                    \
    "print \"END\\n\" } } }' | git fast-import --quiet\n"

static const struct row {
    const char *name;
    const char *repack;
} rows[] = {
    {"chains of 50", "git repack -adfq"},
    {"chains of 250", "git repack -adfq --depth=250 --window=250"},
    {"deltas named by ids", "git -c repack.usedeltabaseoffset=false repack -adfq"},
    {"a multi-pack-index", "git repack -adfq; git multi-pack-index write"},
};

enum { OBJECTS_MAX = 1000 };

struct list {
    struct object_id ids[OBJECTS_MAX];
    struct ordered order[OBJECTS_MAX];
    size_t count;
};

static const struct object_id *id_of(const void *state, uint32_t object)
{
    return &((const struct list *)state)->ids[object];
}

static void list_blobs(const char *folder, struct list *list)
{
    CLEANUP(buf_clear) struct buf all = {.ceiling = 1U << 30};
    struct oracle_object object;
    struct assay_error err = {0};
    struct bytes rest;
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/all", folder);
    assert_ok(file_read(AT_FDCWD, path, &all, &err), err);
    rest = buf_bytes(&all);
    list->count = 0;
    while (oracle_next(&rest, &object)) {
        if (object.type != OBJECT_BLOB)
            continue;
        assert_true(list->count < OBJECTS_MAX);
        list->order[list->count].object = (uint32_t)list->count;
        list->ids[list->count++] = object.id;
    }
}

/* Each once, and neighbours of one group together. */
static void check_order(const struct list *list)
{
    bool seen[OBJECTS_MAX] = {false};

    for (size_t i = 0; i < list->count; i++) {
        const struct ordered *at = &list->order[i];

        assert_false(seen[at->object]);
        seen[at->object] = true;
        if (i > 0 && at->group)
            assert_true(at->group >= list->order[i - 1].group);
    }
}

/* Reads it from where it is told to stand; that it is what its id says is found out at its end. */
static void read_there(struct objects *objects, const struct object_id *id,
                       const struct ordered *at)
{
    struct stream stream = {0};
    struct assay_error err = {0};
    uint8_t bytes[4096];
    size_t got = 1;

    assert_non_null(at->pack);
    assert_ok(object_stream_at(objects, id, at->pack, at->offset, &stream, &err), err);
    while (got > 0)
        assert_ok(stream_read(&stream, bytes, sizeof bytes, &got, &err), err);
    stream_close(&stream);
}

static void inflates_once(void **state)
{
    static struct list list;
    const struct row *row = *state;
    CLEANUP(free_cleanup) char *script = NULL;
    char path[PATH_MAX], *folder;
    struct object_store_options options = {.folder = path, .id_size = 20, .verify_objects = true};
    struct object_store *store = NULL;
    struct objects *objects = NULL;
    struct assay_error err = {0};

    if (asprintf(&script, "%s%s\ngit cat-file --batch --batch-all-objects >../all", FILES,
                 row->repack) < 0)
        fail_msg("out of memory");
    folder = walk_folder(script);
    list_blobs(folder, &list);
    assert_int_equal(list.count, 400);
    snprintf(path, sizeof path, "%s/r/.git/objects", folder);
    assert_ok(object_store_open(&options, NULL, &store, &err), err);
    assert_ok(objects_open(store, &objects, &err), err);
    assert_ok(objects_order(store, list.order, list.count, id_of, &list, 2, &err), err);
    check_order(&list);
    for (size_t i = 0; i < list.count; i++)
        read_there(objects, &list.ids[list.order[i].object], &list.order[i]);
    assert_int_equal(objects_counts(objects)->inflated, 400);
    assert_int_equal(objects_counts(objects)->hashed, 400);
    assert_true(objects_counts(objects)->deltas >= 380);
    objects_close(objects);
    object_store_free(store);
    walk_remove(folder);
}

int main(void)
{
    return RUN_CASES(inflates_once, rows);
}
