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

enum outlook { LIES_NOWHERE, LIES_INSIDE, IN_DOUBT };

/* Looks at `folder`/`name`, through a link where `follow`; false where it is not there. Whatever
 * else is wrong with it leaves a doubt. */
static bool is_there(const char *folder, const char *name, bool follow, struct stat *info,
                     bool *doubt)
{
    char path[PATH_MAX + 16];
    int code;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    code = follow ? stat(path, info) : lstat(path, info);
    *doubt = *doubt || (code != 0 && errno != ENOENT && errno != ENOTDIR);
    return code == 0;
}

/* Whether git's own folder has all that makes it one, and that in it. */
static bool is_git_dir(const char *folder, bool *doubt)
{
    struct stat head, objects, refs, elsewhere;

    return is_there(folder, "HEAD", true, &head, doubt) && S_ISREG(head.st_mode) &&
           is_there(folder, "objects", true, &objects, doubt) && S_ISDIR(objects.st_mode) &&
           is_there(folder, "refs", true, &refs, doubt) && S_ISDIR(refs.st_mode) &&
           !is_there(folder, "commondir", false, &elsewhere, doubt);
}

/* Whether a folder is a work tree or a bare repository; *device is that of where the look began. */
static enum outlook look_at(const char *folder, dev_t device, char git_dir[PATH_MAX])
{
    struct stat info;
    bool doubt = false, marked = is_there(folder, ".git", false, &info, &doubt);

    if (marked)
        snprintf(git_dir, PATH_MAX, "%s/.git", folder);
    else if ((marked = is_there(folder, "HEAD", false, &info, &doubt)))
        snprintf(git_dir, PATH_MAX, "%s", folder[0] ? folder : "/");
    if (!marked)
        return doubt ? IN_DOUBT : LIES_NOWHERE;
    if (lstat(git_dir, &info) != 0 || !S_ISDIR(info.st_mode) || info.st_dev != device)
        return IN_DOUBT;
    return is_git_dir(git_dir, &doubt) && !doubt ? LIES_INSIDE : IN_DOUBT;
}

/*
 * What most paths lie in is plain to see: a work tree, a bare repository, or neither up to the
 * root. Starting libgit2 costs milliseconds (it reads all certificates of the machine), so it is
 * asked in all other cases alone: linked work trees, limits of the look, other file systems,
 * anything odd.
 */
static enum outlook look_upwards(const char *path, bool limited, char git_dir[PATH_MAX])
{
    CLEANUP(free_cleanup) char *folder = realpath(path, NULL);
    struct stat start;
    enum outlook outlook = LIES_NOWHERE;

    if (!folder || stat(folder, &start) != 0 || strlen(folder) + strlen("/.git") >= PATH_MAX)
        return IN_DOUBT;
    for (char *end = folder + strlen(folder); outlook == LIES_NOWHERE && end;
         end = strrchr(folder, '/')) {
        *end = 0;
        outlook = look_at(folder, start.st_dev, git_dir);
    }
    return outlook == LIES_INSIDE && limited ? IN_DOUBT : outlook;
}

static enum assay_status find(const char *path, const char *ceilings, char git_dir[PATH_MAX],
                              struct assay_error *err)
{
    enum outlook outlook = look_upwards(path, ceilings && ceilings[0], git_dir);
    git_buf found = {0};
    size_t size;

    if (outlook == LIES_INSIDE)
        return ASSAY_OK;
    git_dir[0] = 0;
    if (outlook == LIES_NOWHERE)
        return ASSAY_OK;
    TRY(library_open(err));
    if (git_repository_discover(&found, path, 0, ceilings) == 0)
        text_copy(git_dir, PATH_MAX, found.ptr);
    git_buf_dispose(&found);
    library_close();
    size = strlen(git_dir);
    while (size > 1 && git_dir[size - 1] == '/')
        git_dir[--size] = 0;
    return ASSAY_OK;
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

enum assay_status discover(const char *path, const struct assay_git_environment *environment,
                           char git_dir[PATH_MAX], bool *ours, struct assay_error *err)
{
    char at_start[PATH_MAX];

    TRY(find(path, environment ? environment->ceilings : NULL, git_dir, err));
    *ours = false;
    if (!environment || (!environment->git_dir && !git_dir[0]))
        return ASSAY_OK;
    if (!environment->git_dir) {
        TRY(find(environment->start, environment->ceilings, at_start, err));
        *ours = strcmp(git_dir, at_start) == 0;
        return ASSAY_OK;
    }
    /* A folder that was named, and lies elsewhere, is what it is without these variables. */
    *ours = (git_dir[0] && is_same(git_dir, environment->git_dir)) ||
            is_same(path, environment->start) ||
            (environment->work_tree && is_inside(path, environment->work_tree));
    if (*ours && !realpath(environment->git_dir, git_dir))
        text_copy(git_dir, PATH_MAX, environment->git_dir);
    return ASSAY_OK;
}
