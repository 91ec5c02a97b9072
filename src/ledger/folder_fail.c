/* folder_fail.c - what is wrong with a folder: the disk, or what stands in it. The second is
 * damage, which another disk would not mend. */

#include "ledger/folder_fail.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/kit.h"

bool folder_is_spooled(const char *name)
{
    return strncmp(name, FOLDER_SPOOL "/", sizeof FOLDER_SPOOL) == 0;
}

enum assay_status folder_fail_kind(const struct store *store, const char *name, const char *what,
                                   struct assay_error *err)
{
    enum assay_status status = store_damaged(store, name, ASSAY_NO_OFFSET, err, "%s", what);

    if (folder_is_spooled(name)) {
        assay_error_why(err, "nobody leaves an entry that way; it is left where it is");
        assay_error_do(err, "remove it, and ask who writes to the spool");
    } else if (strncmp(name, FOLDER_STATE "/", sizeof FOLDER_STATE) == 0) {
        assay_error_why(err, "what the writer keeps for itself proves nothing, and is made anew");
        assay_error_do(err, "remove it, then run the same command again");
    }
    return status;
}

enum assay_status folder_fail_not_regular(const struct store *store, const char *name, mode_t mode,
                                          struct assay_error *err)
{
    char what[64];

    snprintf(what, sizeof what, "it is %s, not a regular file", file_kind(mode));
    return folder_fail_kind(store, name, what, err);
}

static bool is_link(int at, const char *name)
{
    struct stat status;

    return fstatat(at, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

enum assay_status folder_fail_read(const struct store *store, int at, const char *name,
                                   struct assay_error *err)
{
    int sys = errno;
    enum assay_status status;
    struct stat there;

    if (sys == ENXIO && fstatat(at, name, &there, 0) == 0) /* a socket */
        return folder_fail_not_regular(store, name, there.st_mode, err);
    if ((sys == ENOENT || sys == ELOOP) && is_link(at, name))
        return folder_fail_kind(store, name,
                                folder_is_spooled(name)
                                    ? "it is a symbolic link, which is not followed here"
                                    : "it is a symbolic link that leads nowhere",
                                err);
    status = assay_fail_errno(err, sys == ENOENT || sys == ENOTDIR ? ASSAY_EMISSING : ASSAY_EIO,
                              sys, "cannot read %s/%s", store->where, name);
    store_blame(store, name, err);
    return status;
}

enum assay_status folder_fail_write(const struct store *store, const char *name,
                                    struct assay_error *err)
{
    int sys = errno;
    enum assay_status status;

    if ((sys == EISDIR || sys == ENOTDIR || sys == ELOOP) && strcmp(name, ".") != 0)
        return folder_fail_kind(store, name,
                                sys == EISDIR  ? "a folder stands where this file belongs"
                                : sys == ELOOP ? "a symbolic link stands where this file belongs"
                                               : "something else stands where its folder belongs",
                                err);
    status = assay_fail_errno(err, ASSAY_EOUTPUT, sys, "cannot write %s/%s", store->where, name);
    assay_error_id(err, "ledger.write");
    store_blame(store, name, err);
    assay_error_why(err, "nothing was committed: the ledger ends where it ended before");
    assay_error_do(err, sys == ENOSPC || sys == EDQUOT
                            ? "free space on that disk, then run the same command again"
                            : "see that the folder can be written, or name another: --ledger PATH");
    return status;
}
