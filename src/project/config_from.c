/*
 * config_from.c - a project's config, packs, waivers and trust as a commit has them.
 *
 * Whoever proposes a change must not choose the rules that judge it. So the receiving side names a
 * commit of its own; its files are copied into a folder that only this user can read, and read
 * there as they are in a work tree.
 */

#include <assay/project.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/kit.h"
#include "source/git/policy_files.h"

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

void assay_config_from_remove(const char *folder)
{
    enum { OPEN_MOST = 16 };

    if (folder)
        (void)nftw(folder, remove_one, OPEN_MOST, FTW_DEPTH | FTW_PHYS);
}

enum assay_status assay_config_from(const char *target, const char *revision, char **folder,
                                    struct assay_error *err)
{
    const char *base = getenv("TMPDIR");
    CLEANUP(free_cleanup) char *made = NULL;
    CLEANUP(close_cleanup) int fd = -1;
    enum assay_status status;

    if (asprintf(&made, "%s/assay-XXXXXX", base && base[0] == '/' ? base : "/tmp") < 0) {
        made = NULL;
        return out_of_memory(err);
    }
    if (!mkdtemp(made)) {
        status = assay_fail_errno(err, ASSAY_EOUTPUT, errno, "cannot make a folder %s", made);
        assay_error_do(err, "set TMPDIR to a folder that can be written");
        return status;
    }
    fd = open(made, O_PATH | O_DIRECTORY | O_CLOEXEC);
    status = fd < 0 ? assay_fail_errno(err, ASSAY_EIO, errno, "cannot open %s", made)
                    : policy_files_take(target, revision, fd, err);
    if (status != ASSAY_OK) {
        assay_config_from_remove(made);
        return status;
    }
    *folder = TAKE(made);
    return ASSAY_OK;
}
