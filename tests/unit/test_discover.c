/* test_discover.c - which repository a path lies in: what is plain to see, and what libgit2
 * decides. */

#include "walk.h"

#include "source/git/discover.h"

struct row {
    const char *name;
    const char *script;
    const char *path;     /* asked about */
    const char *found;    /* "" where there is none */
    const char *ceilings; /* below the folder, or NULL */
};

static const struct row rows[] = {
    {"a work tree", "new r", "r", "r/.git", NULL},
    {"a folder in it", "new r; mkdir -p a/b", "r/a/b", "r/.git", NULL},
    {"a file in it", "new r; echo > f", "r/f", "r/.git", NULL},
    {"a link to a file in it", "new r; echo > f; cd ..; ln -s r/f l", "l", "r/.git", NULL},
    {"git's folder itself", "new r", "r/.git", "r/.git", NULL},
    {"a folder in git's", "new r", "r/.git/refs/heads", "r/.git", NULL},
    {"a bare repository", "git init -q --bare b", "b", "b", NULL},
    {"one in a work tree", "new r; git init -q --bare b", "r/b/objects", "r/b", NULL},
    {"the inner one of two", "new r; git init -q s", "r/s", "r/s/.git", NULL},
    {"none", "mkdir -p a/b", "a/b", "", NULL},
    {"nothing there", "mkdir a", "a/none", "", NULL},
    {"a .git that is none", "new r; mkdir -p a/.git", "r/a", "r/.git", NULL},
    {"a HEAD that is none", "new r; mkdir a; echo > a/HEAD", "r/a", "r/.git", NULL},
    {"a .git without refs", "new r; rm -r .git/refs", "r", "", NULL},
    {"a .git whose HEAD is a folder", "new r; rm .git/HEAD; mkdir .git/HEAD", "r", "", NULL},
    {"a link in the place of .git", "new r; mv .git ../g; ln -s ../g .git", "r", "r/.git", NULL},
    {"git's folder elsewhere", "git init -q --separate-git-dir=g r", "r", "g", NULL},
    {"a linked work tree", "new r; c 1; git worktree add -q ../w 2>/dev/null", "w",
     "r/.git/worktrees/w", NULL},
    {"beyond a limit", "new r; mkdir -p a/b", "r/a/b", "", "r/a"},
    {"within a limit", "new r; mkdir -p a/b", "r/a/b", "r/.git", "."},
};

static void check(void **state)
{
    const struct row *row = *state;
    char *folder = walk_folder(row->script);
    char path[PATH_MAX], found[PATH_MAX], wanted[PATH_MAX] = "", ceiling[PATH_MAX];
    struct assay_git_environment environment = {.start = "/"};
    struct assay_error err = {0};
    bool ours;

    snprintf(path, sizeof path, "%s/%s", folder, row->path);
    snprintf(ceiling, sizeof ceiling, "%s/%s", folder, row->ceilings ? row->ceilings : "");
    environment.ceilings = row->ceilings ? ceiling : NULL;
    if (row->found[0])
        snprintf(wanted, sizeof wanted, "%s/%s", folder, row->found);
    assert_ok(discover(path, &environment, found, &ours, &err), err);
    assert_string_equal(found, wanted);
    assert_false(ours);
    walk_remove(folder);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
