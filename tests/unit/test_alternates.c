/* test_alternates.c - the folders that objects are borrowed from, in the order git reads them. */

#include "walk.h"

#include "source/git/alternates.h"

static const struct row {
    const char *name;
    const char *script; /* folders o (the repository's), a, b, c ... */
    const char *found;  /* what each is called at the end of its path */
    size_t gaps;
} rows[] = {
    {"none", "", "o", 0},
    {"one, absolute", "echo $PWD/a >o/info/alternates", "o a", 0},
    {"one, relative to the folder that names it", "echo ../a >o/info/alternates", "o a", 0},
    {"a comment, an empty line, no end of line", "printf '#x\\n\\n../a' >o/info/alternates", "o a",
     0},
    {"quoted", "mkdir 'q\"\t'; printf '\"../q\\\\\"\\\\011\"\\n' >o/info/alternates", "o q\"\t", 0},
    {"a quote that does not end is a name", "printf '\"../a\\n' >o/info/alternates", "o", 1},
    {"of alternates, in a circle",
     "echo ../a >o/info/alternates; echo ../b >a/info/alternates; echo ../o >b/info/alternates",
     "o a b", 0},
    {"the same under two names", "ln -s a l; printf '../a\\n../l\\n' >o/info/alternates", "o a", 0},
    {"one that is missing", "printf '../gone\\n../a\\n' >o/info/alternates", "o a", 1},
    {"one that is a file", "echo x >f; printf '../f\\n' >o/info/alternates", "o", 1},
    {"deeper than git follows",
     "echo ../a >o/info/alternates; echo ../b >a/info/alternates; echo ../c >b/info/alternates\n"
     "echo ../d >c/info/alternates; echo ../e >d/info/alternates; echo ../f >e/info/alternates\n"
     "mkdir f",
     "o a b c d e", 1},
};

static void follows(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) char *script = NULL;
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(buf_clear) struct buf found = {.ceiling = 4096};
    struct object_folders folders = {0};
    struct assay_error err = {0};
    char *folder, path[PATH_MAX];
    size_t gaps = 0;

    if (asprintf(&script, "mkdir o a b c d e; for d in *; do mkdir $d/info; done\n%s",
                 row->script) < 0)
        fail_msg("out of memory");
    folder = walk_folder(script);
    snprintf(path, sizeof path, "%s/o", folder);
    assert_ok(object_folders_open(path, NULL, 0, part, &folders, &err), err);
    for (size_t i = 0; i < folders.count; i++)
        buf_printf(&found, "%s%s", i ? " " : "", strrchr(folders.folders[i].path, '/') + 1);
    assert_string_equal(buf_string(&found), row->found);
    for (const struct gap_node *gap = part->gaps; gap; gap = gap->next) {
        assert_string_equal(gap->gap.id, "git.alternate-missing");
        gaps++;
    }
    assert_int_equal(gaps, row->gaps);
    object_folders_clear(&folders);
    walk_remove(folder);
}

int main(void)
{
    return RUN_CASES(follows, rows);
}
