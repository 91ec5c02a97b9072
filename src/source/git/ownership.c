/*
 * ownership.c - git's rule of whose repositories are read, so that the answer is the same.
 * Source: git-config(1), "safe.directory".
 */

#include "source/git/ownership.h"

#include <limits.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/command_settings.h"
#include "source/git/settings.h"

/* Root may also read what belongs to the user who called sudo. */
static bool is_mine(uid_t owner)
{
    uid_t me = geteuid();
    const char *sudo = me == 0 ? getenv("SUDO_UID") : NULL;
    uint64_t behind;

    return owner == me || (sudo && text_u64(bytes_text(sudo), &behind) && owner == behind);
}

/* Whether one value of the setting names the repository; "~/" is the user's own folder. */
static bool names(const char *value, const char *path)
{
    const char *home = getenv("HOME");
    size_t size = home ? strlen(home) : 0;

    if (strcmp(value, "*") == 0 || strcmp(value, path) == 0)
        return true;
    return size > 0 && value[0] == '~' && value[1] == '/' && strncmp(path, home, size) == 0 &&
           strcmp(path + size, value + 1) == 0;
}

/* What the values of the setting say so far. */
struct saying {
    const char *path;
    bool safe;
};

static void say(void *user, const char *name, const char *value)
{
    struct saying *saying = user;

    if (strcasecmp(name, "safe.directory") != 0)
        return;
    if (!value || !value[0]) /* an empty one forgets those before it */
        saying->safe = false;
    else
        saying->safe = saying->safe || names(value, saying->path);
}

/* The settings of system, user and command line only: a repository cannot declare itself safe. */
static bool is_declared_safe(const char *path)
{
    CLEANUP(settings_freep) struct settings *settings = NULL;
    struct saying saying = {.path = path};

    if (settings_read(NULL, &settings, NULL) != ASSAY_OK)
        return false;
    for (size_t i = 0; i < settings_count(settings); i++)
        say(&saying, settings_at(settings, i)->name, settings_at(settings, i)->value);
    return command_settings_each(say, &saying) && saying.safe;
}

static enum assay_status fail_owner(const char *path, const char *git_dir, uid_t owner,
                                    struct assay_error *err)
{
    char where[PATH_MAX + 16];
    enum assay_status status = fail_id(err, ASSAY_EIO, GAP_GIT_FOREIGN_OWNER,
                                       "not reading %s: it belongs to uid %u, you are uid %u", path,
                                       (unsigned)owner, (unsigned)geteuid());

    snprintf(where, sizeof where, "%s/config", git_dir);
    assay_error_path(err, where);
    assay_error_why(err, "settings in another user's repository can run programs; "
                         "assay never runs them, but follows git's rule");
    assay_error_do(err, "git config --global --add safe.directory %s      (or run as uid %u)", path,
                   (unsigned)owner);
    return status;
}

enum assay_status check_owner(const char *work_dir, const char *git_dir, struct assay_error *err)
{
    const char *named = work_dir ? work_dir : git_dir;
    char link[PATH_MAX]; /* the file that stands for the git folder in a linked work tree */
    const char *const owned[] = {work_dir, git_dir, work_dir ? link : NULL};
    struct stat status;

    snprintf(link, sizeof link, "%s/.git", work_dir ? work_dir : "");
    for (size_t i = 0; i < ARRAY_LEN(owned); i++) {
        if (!owned[i] || lstat(owned[i], &status) != 0 || is_mine(status.st_uid))
            continue;
        if (is_declared_safe(named))
            return ASSAY_OK;
        return fail_owner(named, git_dir, status.st_uid, err);
    }
    return ASSAY_OK;
}
