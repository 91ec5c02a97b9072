/*
 * discover.c - the look upwards for a repository. Source: git(1), GIT_DIR and
 * GIT_CEILING_DIRECTORIES.
 */

#include "source/git/discover.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/kit.h"
#include "base/text.h"
#include "source/git/library.h"

/*
 * Whether `path` or a folder above it could be a repository. Starting libgit2 costs milliseconds
 * (it reads all certificates of the machine), which what is in no repository is spared. Where this
 * is in doubt, libgit2 decides.
 */
static bool may_be_inside(const char *path)
{
    static const char *const marks[] = {".git", "HEAD"};
    CLEANUP(free_cleanup) char *folder = realpath(path, NULL);
    char mark[PATH_MAX + 8];

    if (!folder)
        return true;
    for (char *end = folder + strlen(folder);;) {
        struct stat info;

        *end = 0;
        for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
            snprintf(mark, sizeof mark, "%s/%s", folder, marks[i]);
            if (lstat(mark, &info) == 0 || (errno != ENOENT && errno != ENOTDIR))
                return true;
        }
        end = strrchr(folder, '/');
        if (!end)
            return false;
    }
}

bool discover_may_succeed(const char *path, const struct assay_git_environment *environment)
{
    return (environment && environment->git_dir) || may_be_inside(path);
}

static void look_upwards(const char *path, const char *ceilings, char git_dir[PATH_MAX])
{
    git_buf found = {0};
    size_t size;

    git_dir[0] = 0;
    if (git_repository_discover(&found, path, 0, ceilings) == 0)
        text_copy(git_dir, PATH_MAX, found.ptr);
    git_buf_dispose(&found);
    size = strlen(git_dir);
    while (size > 1 && git_dir[size - 1] == '/')
        git_dir[--size] = 0;
}

static bool is_same(const char *a, const char *b)
{
    CLEANUP(free_cleanup) char *one = realpath(a, NULL);
    CLEANUP(free_cleanup) char *other = realpath(b, NULL);

    return one && other && strcmp(one, other) == 0;
}

bool is_inside(const char *path, const char *above)
{
    CLEANUP(free_cleanup) char *below = realpath(path, NULL);
    CLEANUP(free_cleanup) char *top = realpath(above, NULL);
    size_t size = top ? strlen(top) : 0;

    if (!below || !top || strncmp(below, top, size) != 0)
        return false;
    return below[size] == 0 || below[size] == '/' || top[size - 1] == '/';
}

void discover(const char *path, const struct assay_git_environment *environment,
              char git_dir[PATH_MAX], bool *ours)
{
    char at_start[PATH_MAX];

    look_upwards(path, environment ? environment->ceilings : NULL, git_dir);
    *ours = false;
    if (!environment)
        return;
    if (!environment->git_dir) {
        look_upwards(environment->start, environment->ceilings, at_start);
        *ours = git_dir[0] && strcmp(git_dir, at_start) == 0;
        return;
    }
    /* A folder that was named, and lies elsewhere, is what it is without these variables. */
    *ours = (git_dir[0] && is_same(git_dir, environment->git_dir)) ||
            is_same(path, environment->start) ||
            (environment->work_tree && is_inside(path, environment->work_tree));
    if (!*ours)
        return;
    if (!realpath(environment->git_dir, git_dir))
        text_copy(git_dir, PATH_MAX, environment->git_dir);
}
