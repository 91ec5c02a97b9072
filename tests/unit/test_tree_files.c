/* test_tree_files.c - the files of a tree beside git's own list of them. */

#include "oracle.h"

#include "source/git/tree_files.h"

static char *folder;
static struct object_store *store;
static struct objects *objects;

static int open_all(void **state)
{
    char path[PATH_MAX];
    struct object_store_options options = {.folder = path, .id_size = 20};
    struct assay_error err = {0};

    (void)state;
    folder = walk_folder(
        "new r; mkdir -p a a.b a/b/c; echo 1 >a/1; echo 2 >a.txt; echo 3 >a-x; echo 4 >a.b/x\n"
        "echo 5 >a/b/c/deep; ln -s a.txt link; echo 6 >run; chmod +x run; git add -A\n"
        "git update-index --add --cacheinfo 160000,0123456789012345678901234567890123456789,sub\n"
        "at 1000000001; git commit -qm 1; git ls-tree -r HEAD >../list; git rev-parse "
        "'HEAD^{tree}' >../tree\n"
        "{ printf 'commit refs/heads/deep\\ncommitter A <a@x.org> 1 +0000\\ndata 0\\nM 100644 "
        "inline '\n"
        "yes d | head -n 2100 | tr '\\n' /; printf 'x\\ndata 1\\nx\\n'; } | git fast-import "
        "--quiet\n"
        "git rev-parse 'deep^{tree}' >../deep\n"
        "printf '100644 a\\0123' | git hash-object -w -t tree --literally --stdin >../cut\n");
    snprintf(path, sizeof path, "%s/r/.git/objects", folder);
    return object_store_open(&options, NULL, &store, &err) != ASSAY_OK ||
           objects_open(store, &objects, &err) != ASSAY_OK;
}

static int close_all(void **state)
{
    (void)state;
    objects_close(objects);
    object_store_free(store);
    walk_remove(folder);
    return 0;
}

static void read_text(const char *name, struct buf *text)
{
    char path[PATH_MAX];
    struct assay_error err = {0};

    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_ok(file_read(AT_FDCWD, path, text, &err), err);
}

static struct object_id id_in(const char *name)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 100};
    struct object_id id;
    uint8_t bytes[20];

    read_text(name, &text);
    assert_true(hex_decode(bytes_of(text.data, 40), bytes, sizeof bytes));
    object_id_of(&id, bytes, sizeof bytes);
    return id;
}

/* A line as `git ls-tree -r` writes it. */
static enum assay_status write_line(void *state, const struct tree_file *file,
                                    struct assay_error *err)
{
    struct buf *out = state;
    char hex[OBJECT_HEX_MAX + 1];

    object_id_text(&file->id, hex);
    buf_printf(out, "%s %s %s\t%.*s\n",
               file->type == ENTRY_GITLINK   ? "160000"
               : file->type == ENTRY_SYMLINK ? "120000"
               : file->executable            ? "100755"
                                             : "100644",
               file->type == ENTRY_GITLINK ? "commit" : "blob", hex, (int)file->path.size,
               (const char *)file->path.data);
    return buf_status(out, err);
}

static void as_git_lists_them(void **state)
{
    CLEANUP(buf_clear) struct buf wanted = {.ceiling = 1U << 20}, found = {.ceiling = 1U << 20};
    struct object_id tree = id_in("tree");
    struct assay_error err = {0};

    (void)state;
    read_text("list", &wanted);
    assert_ok(tree_files(objects, &tree, 100, write_line, &found, &err), err);
    assert_string_equal(buf_string(&found), buf_string(&wanted));
}

/* Eight files and four folders, which count. */
static void so_many_and_no_more(void **state)
{
    struct object_id tree = id_in("tree");
    struct assay_error err = {0};

    (void)state;
    for (uint64_t most = 0; most < 20; most++) {
        CLEANUP(buf_clear) struct buf found = {.ceiling = 1U << 20};

        assert_int_equal(tree_files(objects, &tree, most, write_line, &found, &err),
                         most < 12 ? ASSAY_ELIMIT : ASSAY_OK);
    }
}

static void what_is_no_tree_ends(void **state)
{
    static const struct {
        const char *tree;
        enum assay_status status;
    } ends[] = {{"deep", ASSAY_ELIMIT}, {"cut", ASSAY_EFORMAT}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        CLEANUP(buf_clear) struct buf found = {.ceiling = 1U << 20};
        struct object_id tree = id_in(ends[i].tree);
        struct assay_error err = {0};

        assert_int_equal(tree_files(objects, &tree, UINT64_MAX, write_line, &found, &err),
                         ends[i].status);
    }
}

static enum assay_status stop(void *state, const struct tree_file *file, struct assay_error *err)
{
    (void)file;
    ++*(int *)state;
    return assay_fail(err, ASSAY_EEMPTY, ASSAY_NO_OFFSET, "enough");
}

static void who_is_told_may_end_it(void **state)
{
    struct object_id tree = id_in("tree");
    struct assay_error err = {0};
    int told = 0;

    (void)state;
    assert_int_equal(tree_files(objects, &tree, 100, stop, &told, &err), ASSAY_EEMPTY);
    assert_int_equal(told, 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_git_lists_them),
        cmocka_unit_test(so_many_and_no_more),
        cmocka_unit_test(what_is_no_tree_ends),
        cmocka_unit_test(who_is_told_may_end_it),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
