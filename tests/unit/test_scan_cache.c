/* test_scan_cache.c - nothing is read from or written into the folder that is examined. */

#include "audit/scan_cache.h"

#include <sys/stat.h>

#include "base/kit.h"
#include "folder.h"

enum { PATH = 256 };

struct scene {
    struct folder folder; /* target/, target/in/, beside/, link -> target/in */
    char target[PATH];
};

static void make(struct scene *scene)
{
    static const char *const folders[] = {"target", "target/in", "beside", "target-2"};
    char path[PATH];

    folder_make(&scene->folder);
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        snprintf(path, sizeof path, "%s/%s", scene->folder.path, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    snprintf(path, sizeof path, "%s/link", scene->folder.path);
    assert_int_equal(symlink("target/in", path), 0);
    snprintf(scene->target, sizeof scene->target, "%s/target", scene->folder.path);
}

struct row {
    const char *name;
    const char *cache, *login;
    const char *type, *view;
    const char *taken; /* NULL: none */
};

static const struct row rows[] = {
    {"beside the target", "beside", "login", "directory", "", "beside"},
    {"a name that begins as the target's", "target-2", NULL, "directory", "", "target-2"},
    {"in the target", "target/in", NULL, "directory", "", NULL},
    {"the target itself", "target", NULL, "directory", "", NULL},
    {"by way of a link", "link/deep", NULL, "directory", "", NULL},
    {"not there yet", "target/in/new/deep", NULL, "directory", "", NULL},
    {"not there yet, and beside", "beside/new/deep", NULL, "directory", "", "beside/new/deep"},
    {"in the target, and there is another", "target/in", "beside", "directory", "", "beside"},
    {"both in the target", "target/in", "link", "directory", "", NULL},
    {"where no file is walked", "target/in", NULL, "git", "history", "target/in"},
    {"where git's files are walked", "target/in", NULL, "git", "worktree", NULL},
    {"where names are listed", "target/in", NULL, "git", "listed", NULL},
    {"none was named", NULL, NULL, "directory", "", NULL},
};

static const char *below(const struct scene *scene, const char *name, char path[PATH])
{
    snprintf(path, PATH, "%s/%s", scene->folder.path, name ? name : "");
    return name ? path : NULL;
}

static void check(void **state)
{
    const struct row *row = *state;
    struct scene scene;
    char cache[PATH], login[PATH], taken[PATH];
    struct assay_scan_options options = {0};
    const struct assay_target_facts facts = {.type = row->type, .view = row->view};
    struct assay_target target = {0};
    const char *folder;

    make(&scene);
    target.path = scene.target;
    options.cache_folder = below(&scene, row->cache, cache);
    options.login_folder = below(&scene, row->login, login);
    folder = scan_cache_folder(&options, &target, &facts);
    if (row->taken)
        assert_string_equal(folder ? folder : "(none)", below(&scene, row->taken, taken));
    else
        assert_null(folder);
    folder_remove(&scene.folder);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
