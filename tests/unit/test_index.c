/* test_index.c - index files that git wrote, beside what git says is in them; and damaged ones. */

#include "walk.h"

#include "base/file.h"
#include "crypto/digest.h"
#include "source/git/index.h"
#include "source/git/repository.h"

#include <fcntl.h>

struct row {
    const char *name;
    const char *script; /* leaves the repository in "r" */
};

#define FILES                                                                                      \
    "mkdir -p a/b/c d; for i in 1 2 3 4 5 6 7 8 9; do echo $i >a/$i; echo $i >a/b/c/f$i; done\n"   \
    "echo x >d/x; ln -s x d/l; touch 'n\303\244me' -- -dash; git add -A; git commit -qm 1\n"

static const struct row rows[] = {
    {"version 2", "new r; " FILES},
    {"version 3: meant to be added, kept off the disk",
     "new r; " FILES "echo n >n; git add -N n; git update-index --skip-worktree a/1"},
    {"version 4: paths share their beginnings",
     "new r; " FILES "git update-index --index-version 4; echo n >n; git add -N n"},
    {"a path longer than its field can tell",
     "new r; " FILES "git update-index --add --cacheinfo 100644,$(git rev-parse HEAD:a/1),$(printf "
     "'long/%.0s' $(seq 1000))f"},
    {"conflicts stand in stages",
     "new r; " FILES "git checkout -q -b o; echo o >a/1; git commit -qam o; git checkout -q main\n"
     "echo m >a/1; git commit -qam m; git merge -q o >/dev/null || true"},
    {"extensions are passed over",
     "new r; " FILES "git update-index --untracked-cache; git config index.threads 4; git config "
     "feature.manyFiles true; git status >/dev/null; git reset -q --hard"},
    {"no checksum", "new r; " FILES "git config index.skipHash true; git add ."},
    {"split: added, replaced, gone",
     "new r; " FILES "git config splitIndex.maxPercentChange 100; git update-index --split-index\n"
     "echo n >a/n; git rm -q --cached a/2 a/b/c/f9; echo changed >a/3; git add a/n a/3"},
    {"split and nothing changed", "new r; " FILES "git update-index --split-index"},
    {"split, version 4",
     "new r; " FILES "git config splitIndex.maxPercentChange 100; git update-index --index-version "
     "4 --split-index; echo n >n; git rm -q --cached a/5; git add n"},
    {"sparse: folders stand as one entry",
     "new r; " FILES
     "git sparse-checkout set --cone --sparse-index d; test $(git ls-files --sparse "
     "| wc -l) -lt 10"},
    {"SHA-256", "git init -q -b main --object-format=sha256 r; cd r; " FILES "git update-index "
                "--index-version 4"},
    {"SHA-256, split",
     "git init -q -b main --object-format=sha256 r; cd r; " FILES "git config "
     "splitIndex.maxPercentChange 100; git update-index --split-index; echo n >n; git add n; git "
     "rm -q --cached a/5"},
};

static char *read_text(const char *path)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 1U << 24};
    struct assay_error err = {0};

    assert_ok(file_read(AT_FDCWD, path, &text, &err), err);
    return buf_take_string(&text);
}

/* As `git ls-files --stage -z | tr '\0' '\n'`, its modes cut to what the index keeps here. */
static void write_entry(struct buf *out, const struct index_entry *entry)
{
    static const char *const types[] = {[ENTRY_FILE] = "100",
                                        [ENTRY_SYMLINK] = "120",
                                        [ENTRY_GITLINK] = "160",
                                        [ENTRY_TREE] = "040"};
    char hex[OBJECT_HEX_MAX + 1];

    object_id_text(&entry->id, hex);
    buf_printf(out, "%s %s %u\t%s\n", types[entry->type], hex, entry->stage, entry->path);
}

static void read_repository(const char *folder, struct index *index, struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *repository = NULL;
    CLEANUP(object_store_freep) struct object_store *store = NULL;
    CLEANUP(objects_closep) struct objects *objects = NULL;
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    char path[PATH_MAX];
    struct index_source source = {.part = part};

    snprintf(path, sizeof path, "%s/r", folder);
    assert_ok(repository_open(path, NULL, &repository, err), *err);
    assert_non_null(repository);
    source.file = repository->index_file;
    source.folder = repository->git_dir;
    source.id_size = repository->id_size;
    assert_ok(repository_store(repository, NULL, part, &store, err), *err);
    assert_ok(objects_open(store, &objects, err), *err);
    source.objects = objects;
    (void)!index_read(&source, index, err);
}

static void agrees_with_git(void **state)
{
    const struct row *row = *state;
    CLEANUP(index_clear) struct index index = {0};
    CLEANUP(buf_clear) struct buf out = {.ceiling = 1U << 24};
    struct assay_error err = {0};
    char script[4096], path[PATH_MAX];
    char *folder, *expected;

    snprintf(
        script, sizeof script,
        "%s\ngit ls-files --stage -z | tr '\\0' '\\n' | sed 's/^\\(...\\).../\\1/' >../listed\n",
        row->script);
    folder = walk_folder(script);
    read_repository(folder, &index, &err);
    assert_ok(err.status, err);
    for (size_t i = 0; i < index.count; i++)
        write_entry(&out, &index.entries[i]);
    snprintf(path, sizeof path, "%s/listed", folder);
    expected = read_text(path);
    assert_string_equal(buf_string(&out), expected);
    free(expected);
    walk_remove(folder);
}

/* ---- what git knows of the files on disk ---- */

/* `git ls-files --debug` has the same numbers. */
static void write_stat(struct buf *out, const struct index_entry *entry)
{
    const struct index_stat *stat = &entry->stat;

    buf_printf(out, "%s\n  ctime: %u:%u\n  mtime: %u:%u\n  ino: %u\n  size: %u\n", entry->path,
               stat->changed, stat->changed_ns, stat->modified, stat->modified_ns, stat->inode,
               stat->size);
}

static const struct row looked_at[] = {
    {"as it was added", "new r; echo 1 >a; mkdir b; echo 22 >b/c; git add ."},
    {"version 4", "new r; echo 1 >a; git update-index --add --index-version 4 a"},
    {"nobody looked", "new r; echo 1 >a; git add a; git update-index --add --cacheinfo "
                      "100644,$(git rev-parse :a),z"},
};

static void stat_is_gits(void **state)
{
    const struct row *row = *state;
    CLEANUP(index_clear) struct index index = {0};
    CLEANUP(buf_clear) struct buf out = {.ceiling = 1U << 16};
    struct assay_error err = {0};
    char script[4096], path[PATH_MAX];
    char *folder, *expected;

    snprintf(script, sizeof script,
             "%s\ngit ls-files --debug | sed -E '/uid:/d; s/.*ino: /  ino: /; s/\tflags:.*//' "
             ">../listed\n",
             row->script);
    folder = walk_folder(script);
    read_repository(folder, &index, &err);
    for (size_t i = 0; i < index.count; i++)
        write_stat(&out, &index.entries[i]);
    assert_true(index.written.tv_sec > 0);
    snprintf(path, sizeof path, "%s/listed", folder);
    expected = read_text(path);
    assert_string_equal(buf_string(&out), expected);
    free(expected);
    walk_remove(folder);
}

struct whole {
    const char *name, *script;
    bool known; /* the tree that all entries would be */
};

static const struct whole wholes[] = {
    {"committed", "new r; echo 1 >a; mkdir b; echo 2 >b/c; git add .; git commit -qm 1", true},
    {"committed, split",
     "new r; echo 1 >a; git add .; git commit -qm 1; git update-index --split-index", true},
    {"added behind it", "new r; echo 1 >a; git add .; git commit -qm 1; echo 2 >b; git add b",
     false},
    {"never worked out", "new r; echo 1 >a; git add .", false},
};

static void the_whole_tree_is_gits(void **state)
{
    const struct whole *row = *state;
    CLEANUP(index_clear) struct index index = {0};
    struct assay_error err = {0};
    char script[4096], path[PATH_MAX], hex[OBJECT_HEX_MAX + 1], line[OBJECT_HEX_MAX + 2];
    char *folder, *expected;

    snprintf(script, sizeof script,
             "%s\ncp .git/index ../index 2>/dev/null; git write-tree >../tree\n"
             "cp ../index .git/index 2>/dev/null || true\n",
             row->script);
    folder = walk_folder(script);
    read_repository(folder, &index, &err);
    assert_int_equal(index.has_tree, row->known);
    if (index.has_tree) {
        object_id_text(&index.tree, hex);
        snprintf(line, sizeof line, "%s\n", hex);
        snprintf(path, sizeof path, "%s/tree", folder);
        expected = read_text(path);
        assert_string_equal(line, expected);
        free(expected);
    }
    walk_remove(folder);
}

/* ---- damage: each row changes the file of a small repository ---- */

struct damage {
    const char *name;
    const char *script; /* "sum FILE" writes the checksum anew */
    const char *id;
};

#define SUM                                                                                        \
    "sum() { head -c -20 $1 >../t; sha1sum <../t | perl -ne 'print pack \"H40\", "                 \
    "$_' >>../t; cp ../t $1; }\n"
#define SMALL "new r; echo 1 >a; echo 2 >b; git add .; chmod u+w .git/index\n" SUM
#define POKE(at, bytes)                                                                            \
    "printf '" bytes "' | dd of=.git/index bs=1 seek=" at " conv=notrunc 2>/dev/null\n"

static const struct damage damages[] = {
    {"no index at all", SMALL "rm .git/index", ""},
    {"empty", SMALL ": >.git/index", "git.index-corrupt"},
    {"cut short", SMALL "head -c 100 .git/index >../t; cp ../t .git/index", "git.index-corrupt"},
    {"a flipped bit", SMALL POKE("60", "\\377"), "git.index-corrupt"},
    {"version 5", SMALL POKE("4", "\\0\\0\\0\\005") "sum .git/index", "git.unsupported-format"},
    {"more entries than fit", SMALL POKE("8", "\\377\\377\\377\\377") "sum .git/index",
     "git.index-corrupt"},
    {"fewer entries than stand there", SMALL POKE("8", "\\0\\0\\0\\001") "sum .git/index",
     "git.index-corrupt"},
    {"a mode of nothing", SMALL POKE("36", "\\0\\0\\0\\0") "sum .git/index", "git.index-corrupt"},
    {"a name longer than told", SMALL POKE("73", "\\002") "sum .git/index", "git.index-corrupt"},
    {"an extension that must be known",
     SMALL "head -c -20 .git/index >../t; printf 'wxyz\\0\\0\\0\\0' >>../t; cp ../t .git/index\n"
           "head -c 20 /dev/zero >>.git/index",
     "git.unsupported-format"},
    {"an extension that may be passed over",
     SMALL "head -c -20 .git/index >../t; printf 'WXYZ\\0\\0\\0\\0' >>../t; cp ../t .git/index\n"
           "head -c 20 /dev/zero >>.git/index",
     ""},
    {"an extension longer than the file",
     SMALL "head -c -20 .git/index >../t; printf 'WXYZ\\377\\0\\0\\0' >>../t; cp ../t .git/index\n"
           "head -c 20 /dev/zero >>.git/index",
     "git.index-corrupt"},
    {"the shared file is gone", SMALL "git update-index --split-index; rm .git/sharedindex.*",
     "git.index-corrupt"},
    {"the shared file is damaged",
     SMALL "git update-index --split-index; chmod u+w .git/sharedindex.*; : >$(echo "
           ".git/sharedindex.*)",
     "git.index-corrupt"},
};

static void damage_is_told(void **state)
{
    const struct damage *row = *state;
    CLEANUP(index_clear) struct index index = {0};
    struct assay_error err = {0};
    char *folder = walk_folder(row->script);

    read_repository(folder, &index, &err);
    assert_string_equal(err.id, row->id);
    if (err.status != ASSAY_OK) {
        assert_string_not_equal(err.remedy, "");
        assert_string_not_equal(err.path, "");
        assert_int_equal(index.count, 0);
    }
    walk_remove(folder);
}

int main(void)
{
    return RUN_CASES(agrees_with_git, rows) + RUN_CASES(damage_is_told, damages) +
           RUN_CASES(stat_is_gits, looked_at) + RUN_CASES(the_whole_tree_is_gits, wholes);
}
