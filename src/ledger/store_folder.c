/*
 * store_folder.c - a ledger as a folder of static files (ledger-formats.md 6 and 9).
 *
 * A piece is written aside in state/new, synced with others and renamed: after a crash it is whole
 * or absent. One that is there already, and the same, is left alone. There is one writer, which
 * begins by dropping what a crash left aside.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "ledger/folder_batch.h"
#include "ledger/folder_fail.h"
#include "ledger/folder_links.h"
#include "ledger/store.h"

#define LOCK_NAME FOLDER_STATE "/lock"
#define ASIDE_FOLDER FOLDER_STATE "/new"

enum {
    FOLDER_MODE = 0755, /* a published ledger is read by others; the umask may say less */
    FILE_MODE = 0644,
    LOCK_TRIES = 100, /* another writer is done in far less than LOCK_TRIES * LOCK_WAIT */
    LOCK_WAIT = 20,   /* ms */
};

struct folder {
    struct store store;
    char *path;
    int fd;   /* of the folder */
    int lock; /* of LOCK_NAME while it is held, else -1 */
    struct folder_batch batch;
    uint64_t asides; /* written so far */
};

static struct folder *folder_of(struct store *store)
{
    return (struct folder *)store; /* `store` is its first member */
}

static ASSAY_RESULT fail_read(struct store *store, const char *name, struct assay_error *err)
{
    return folder_fail_read(store, folder_of(store)->fd, name, err);
}

static enum assay_status folder_open(struct store *store, const char *name, struct stream *out,
                                     struct assay_error *err)
{
    CLEANUP(close_cleanup)
    int fd = openat(folder_of(store)->fd, name,
                    O_RDONLY | O_CLOEXEC | O_NONBLOCK | (folder_is_spooled(name) ? O_NOFOLLOW : 0));
    struct stat status;
    enum assay_status opened;

    if (fd < 0 || fstat(fd, &status) != 0)
        return fail_read(store, name, err);
    if (!S_ISREG(status.st_mode))
        return folder_fail_not_regular(store, name, status.st_mode, err);
    opened = stream_of_file(out, fd, err);
    /* NOLINTNEXTLINE(clang-analyzer-deadcode.DeadStores): CLEANUP reads it */
    fd = -1; /* taken over, also on failure */
    return opened;
}

/* Makes one folder; a new one is durable only when its parent is synced. */
static bool make_folder(struct folder *folder, char *name)
{
    char *slash = strrchr(name, '/');
    bool kept;

    if (mkdirat(folder->fd, name, FOLDER_MODE) != 0)
        return errno == EEXIST;
    if (!slash)
        return folder_batch_keep(&folder->batch, ".");
    *slash = 0;
    kept = folder_batch_keep(&folder->batch, name);
    *slash = '/';
    return kept;
}

/* Makes the folders that `name` stands in. The innermost is tried first: mostly it is there. */
static bool make_parents(struct folder *folder, char *name)
{
    char *last = strrchr(name, '/');
    bool made;

    if (!last)
        return true;
    *last = 0;
    made = make_folder(folder, name);
    if (!made && errno == ENOENT) {
        made = true;
        for (char *slash = strchr(name, '/'); made && slash; slash = strchr(slash + 1, '/')) {
            *slash = 0;
            made = make_folder(folder, name);
            *slash = '/';
        }
        made = made && make_folder(folder, name);
    }
    *last = '/';
    return made;
}

/* What is there stays: an object of that name, or what a crash left and is wanted again. */
static bool is_same(struct store *store, const char *name, struct bytes content)
{
    CLEANUP(buf_clear) struct buf there = {.ceiling = content.size + 1};

    return store_read(store, name, &there, NULL) == ASSAY_OK &&
           bytes_equal(buf_bytes(&there), content);
}

/* Writing to the disk begins at once and is waited for with the sync, if it can: so the files of a
 * batch are ready for the same turn of the file system's journal. */
static bool write_aside(int at, const char *aside, struct bytes content)
{
    CLEANUP(close_cleanup)
    int fd = openat(at, aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);

    if (fd < 0 || !file_write_all(fd, content))
        return false;
    (void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    return true;
}

/* True where the folder that a spooled piece stands in is one, not a link to another. */
static bool is_own_folder(const struct folder *folder, char *name)
{
    char *slash = strrchr(name, '/');
    struct stat status;
    int result;

    if (!slash || !folder_is_spooled(name))
        return true;
    *slash = 0;
    result = fstatat(folder->fd, name, &status, AT_SYMLINK_NOFOLLOW);
    *slash = '/';
    if (result == 0 && !S_ISDIR(status.st_mode))
        errno = ENOTDIR;
    return result == 0 && S_ISDIR(status.st_mode);
}

static bool put(struct folder *folder, char *aside, char *name, struct bytes content)
{
    bool written;
    int sys;

    written = make_parents(folder, aside) && make_parents(folder, name) &&
              is_own_folder(folder, name) && write_aside(folder->fd, aside, content) &&
              folder_batch_add(&folder->batch, aside, name);
    sys = errno;
    if (!written)
        unlinkat(folder->fd, aside, 0); /* a full disk gets its space back */
    errno = sys;
    return written;
}

static enum assay_status folder_write(struct store *store, const char *name, struct bytes content,
                                      struct assay_error *err)
{
    struct folder *folder = folder_of(store);
    char aside[64], copy[STORE_NAME_SIZE];

    snprintf(aside, sizeof aside, ASIDE_FOLDER "/%" PRIu64, folder->asides++);
    if (!text_copy(copy, sizeof copy, name)) {
        errno = ENAMETOOLONG;
        return folder_fail_write(store, name, err);
    }
    if (is_same(store, name, content) ? folder_batch_keep(&folder->batch, name)
                                      : put(folder, aside, copy, content))
        return ASSAY_OK;
    return folder_fail_write(store, name, err);
}

static enum assay_status folder_sync(struct store *store, struct assay_error *err)
{
    struct folder *folder = folder_of(store);
    const char *failed = ".";

    return folder_batch_flush(&folder->batch, folder->fd, &failed)
               ? ASSAY_OK
               : folder_fail_write(store, failed, err);
}

static enum assay_status folder_commit(struct store *store, const char *name, struct bytes content,
                                       struct assay_error *err)
{
    TRY(folder_write(store, name, content, err));
    TRY(folder_sync(store, err));
    return folder_sync(store, err); /* the names, too */
}

/* Written aside under a name that no other writer has; the lock is not needed, and not held. */
static enum assay_status folder_put(struct store *store, const char *name, struct bytes content,
                                    struct assay_error *err)
{
    struct folder *folder = folder_of(store);
    char aside[64], copy[STORE_NAME_SIZE];
    uint64_t random;

    TRY(random_bytes(&random, sizeof random, err));
    snprintf(aside, sizeof aside, FOLDER_SPOOL "/%016" PRIx64 ".tmp", random);
    if (!text_copy(copy, sizeof copy, name)) {
        errno = ENAMETOOLONG;
        return folder_fail_write(store, name, err);
    }
    if (!(is_same(store, name, content) ? folder_batch_keep(&folder->batch, name)
                                        : put(folder, aside, copy, content)))
        return folder_fail_write(store, name, err);
    TRY(folder_sync(store, err));
    return folder_sync(store, err); /* the name, too */
}

static void dir_cleanup(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

static enum assay_status folder_list(struct store *store, const char *name,
                                     void (*each)(void *user, const char *name), void *user,
                                     struct assay_error *err)
{
    CLEANUP(dir_cleanup) DIR *dir = NULL;
    struct dirent *entry;
    int fd = openat(folder_of(store)->fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 && errno == ENOTDIR)
        return folder_fail_kind(store, name, "it is no folder", err);
    if (fd < 0)
        return errno == ENOENT ? ASSAY_OK : fail_read(store, name, err);
    dir = fdopendir(fd);
    if (!dir) {
        enum assay_status status = fail_read(store, name, err);

        close(fd);
        return status;
    }
    for (errno = 0; (entry = readdir(dir)); errno = 0)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            each(user, entry->d_name);
    return errno == 0 ? ASSAY_OK : fail_read(store, name, err);
}

static enum assay_status folder_list_links(struct store *store,
                                           void (*each)(void *user, const char *name), void *user,
                                           struct assay_error *err)
{
    return folder_links(folder_of(store)->fd, store->where, each, user, err);
}

struct removal {
    struct store *store;
    const char *folder;
    enum assay_status status;
    struct assay_error *err;
};

static void remove_each(void *user, const char *name)
{
    struct removal *removal = user;
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", removal->folder, name);
    if (removal->status == ASSAY_OK && unlinkat(folder_of(removal->store)->fd, path, 0) != 0)
        removal->status = folder_fail_write(removal->store, path, removal->err);
}

static enum assay_status folder_remove(struct store *store, const char *name,
                                       struct assay_error *err)
{
    struct removal removal = {.store = store, .folder = name, .err = err};
    int at = folder_of(store)->fd;

    if (unlinkat(at, name, 0) == 0)
        return folder_batch_keep_parent(&folder_of(store)->batch, name)
                   ? ASSAY_OK
                   : folder_fail_write(store, name, err);
    if (errno == ENOENT)
        return ASSAY_OK;
    if (errno != EISDIR)
        return folder_fail_write(store, name, err);
    TRY(folder_list(store, name, remove_each, &removal, err));
    TRY(removal.status);
    if (unlinkat(at, name, AT_REMOVEDIR) != 0)
        return folder_fail_write(store, name, err);
    return ASSAY_OK;
}

/* The lock file is never deleted: another writer could hold a lock on the deleted one. */
static enum assay_status folder_lock(struct store *store, struct assay_error *err)
{
    static const struct timespec wait = {.tv_nsec = LOCK_WAIT * 1000000L};
    struct folder *folder = folder_of(store);
    char name[] = LOCK_NAME;
    enum assay_status status;

    if (!make_parents(folder, name))
        return folder_fail_write(store, LOCK_NAME, err);
    folder->lock =
        openat(folder->fd, LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (folder->lock < 0)
        return folder_fail_write(store, LOCK_NAME, err);
    for (int tries = 0; flock(folder->lock, LOCK_EX | LOCK_NB) != 0; tries++) {
        if (errno == EWOULDBLOCK && tries < LOCK_TRIES) {
            nanosleep(&wait, NULL);
            continue;
        }
        status = assay_fail(err, ASSAY_EOUTPUT, ASSAY_NO_OFFSET,
                            "another process is writing to the ledger %s", store->where);
        assay_error_id(err, "ledger.locked");
        store_blame(store, LOCK_NAME, err);
        assay_error_why(err,
                        "one writer at a time keeps the log in one order; nothing was written");
        assay_error_do(err, "run the same command again when the other one is done");
        return status;
    }
    return folder_remove(store, ASIDE_FOLDER, err);
}

static void folder_free(struct store *store)
{
    struct folder *folder = folder_of(store);

    folder_batch_clear(&folder->batch);
    close_cleanup(&folder->lock);
    close_cleanup(&folder->fd);
    free(folder->path);
    free(folder);
}

static const struct store_kind folder_kind = {
    .owner_state = true,
    .open = folder_open,
    .write = folder_write,
    .sync = folder_sync,
    .commit = folder_commit,
    .put = folder_put,
    .remove = folder_remove,
    .list = folder_list,
    .list_links = folder_list_links,
    .lock = folder_lock,
    .free = folder_free,
};

enum assay_status store_folder_open(const char *path, bool create, struct store **out,
                                    struct assay_error *err)
{
    CLEANUP(store_freep) struct store *store = NULL;
    struct folder *folder = calloc(1, sizeof *folder);

    if (!folder)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a ledger");
    store = &folder->store;
    store->kind = &folder_kind;
    folder->lock = folder->fd = -1;
    folder->path = strdup(path);
    store->where = folder->path;
    if (!folder->path)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a ledger");
    if (create && file_make_folders(AT_FDCWD, path, FOLDER_MODE, err) != ASSAY_OK)
        return folder_fail_write(store, ".", err);
    folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd < 0 && errno == ENOTDIR) {
        enum assay_status status =
            assay_fail_errno(err, ASSAY_EUSAGE, ENOTDIR, "%s is no ledger", path);

        assay_error_id(err, "ledger.not-one");
        assay_error_path(err, path);
        assay_error_why(err, "a ledger is a folder");
        assay_error_do(err, "name a ledger, or an empty or new folder: --ledger PATH");
        return status;
    }
    if (folder->fd < 0) {
        enum assay_status status =
            assay_fail_errno(err, errno == ENOENT ? ASSAY_EMISSING : ASSAY_EIO, errno,
                             "cannot open the ledger %s", path);

        assay_error_id(err, "ledger.missing");
        assay_error_path(err, path);
        assay_error_why(err, "a ledger is a folder; the first record makes it");
        assay_error_do(err, "assay record      (or name another place: --ledger PATH)");
        return status;
    }
    *out = TAKE(store);
    return ASSAY_OK;
}
