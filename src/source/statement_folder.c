/* statement_folder.c - the files of attestations/ as they stand on disk. Links are not followed. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/order.h"
#include "base/room.h"
#include "source/fail.h"
#include "source/statement_files.h"

static ASSAY_RESULT read_file(struct statement_files *files, int folder, const char *name,
                              const char *path, struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {.state = NULL};
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct assay_error failure = {0};

    if (fd < 0)
        return statement_files_unread(files, path, strerror(errno), err);
    if (stream_of_file(&stream, fd, &failure) != ASSAY_OK)
        return failure.status == ASSAY_ENOMEM
                   ? fail_no_memory(err)
                   : statement_files_unread(files, path, failure.text, err);
    return statement_files_add(files, path, &stream, err);
}

/* The names in a folder. */
struct names {
    char **all;
    size_t count, capacity;
};

static void names_clear(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->all[i]);
    free(names->all);
}

/* A repository of its own, where the folder is a submodule, holds none. */
static bool is_listed(const char *name)
{
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && strcmp(name, ".git") != 0;
}

static ASSAY_RESULT add_name(struct names *names, const char *name, struct assay_error *err)
{
    if (!HAS_ROOM(names->all, names->count, names->capacity))
        return fail_no_memory(err);
    names->all[names->count] = strdup(name);
    if (!names->all[names->count])
        return fail_no_memory(err);
    names->count++;
    return ASSAY_OK;
}

/* In the order of their bytes. Where they cannot be listed, or are more than are ever kept, *why
 * tells it: which of them would be read must not hang on the order that the disk has them in. */
static ASSAY_RESULT list_names(DIR *folder, struct names *names, const char **why,
                               struct assay_error *err)
{
    const struct dirent *entry;

    *why = NULL;
    for (errno = 0; (entry = readdir(folder)); errno = 0) {
        if (!is_listed(entry->d_name))
            continue;
        if (names->count == LIMIT_STATEMENT_FILES) {
            *why = "there are too many files in it: none is read";
            return ASSAY_OK;
        }
        TRY(add_name(names, entry->d_name, err));
    }
    if (errno != 0)
        *why = strerror(errno);
    if (names->count > 0)
        qsort(names->all, names->count, sizeof *names->all, order_texts);
    return ASSAY_OK;
}

static ASSAY_RESULT read_entry(struct statement_files *files, int above, const char *name,
                               const char *path, unsigned depth, struct assay_error *err);

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_STATEMENT_DEPTH levels
static ASSAY_RESULT read_folder(struct statement_files *files, DIR *folder, const char *path,
                                unsigned depth, struct assay_error *err)
{
    CLEANUP(names_clear) struct names names = {.count = 0};
    const char *why;

    TRY(list_names(folder, &names, &why, err));
    if (why)
        return statement_files_unread(files, path, why, err);
    for (size_t i = 0; i < names.count; i++) {
        CLEANUP(free_cleanup) char *below = NULL;

        if (asprintf(&below, "%s/%s", path, names.all[i]) < 0) {
            below = NULL;
            return fail_no_memory(err);
        }
        TRY(read_entry(files, dirfd(folder), names.all[i], below, depth + 1, err));
    }
    return ASSAY_OK;
}

static void folder_close(DIR **folder)
{
    if (*folder)
        closedir(*folder);
}

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_STATEMENT_DEPTH levels
static ASSAY_RESULT open_folder(struct statement_files *files, int above, const char *name,
                                const char *path, unsigned depth, struct assay_error *err)
{
    int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    CLEANUP(folder_close) DIR *folder = fd < 0 ? NULL : fdopendir(fd);

    enum assay_status status;

    if (folder)
        return read_folder(files, folder, path, depth, err);
    status = statement_files_unread(files, path, strerror(errno), err);
    if (fd >= 0)
        close(fd);
    return status;
}

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_STATEMENT_DEPTH levels
static enum assay_status read_entry(struct statement_files *files, int above, const char *name,
                                    const char *path, unsigned depth, struct assay_error *err)
{
    struct stat found;
    char why[128];

    if (fstatat(above, name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? ASSAY_OK
                               : statement_files_unread(files, path, strerror(errno), err);
    if (S_ISREG(found.st_mode) && depth > 0)
        return read_file(files, above, name, path, err);
    if (!S_ISDIR(found.st_mode)) {
        snprintf(why, sizeof why, "it is %s, not %s", file_kind(found.st_mode),
                 depth > 0 ? "a regular file" : "a folder");
        return statement_files_unread(files, path, why, err);
    }
    if (depth > LIMIT_STATEMENT_DEPTH)
        return statement_files_unread(files, path, "folders nest too deeply", err);
    return open_folder(files, above, name, path, depth, err);
}

enum assay_status statement_files_of_folder(struct statement_files *files, const char *root,
                                            struct assay_error *err)
{
    CLEANUP(close_cleanup) int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? ASSAY_OK
                   : statement_files_unread(files, STATEMENT_FOLDER, strerror(errno), err);
    return read_entry(files, folder, STATEMENT_FOLDER, STATEMENT_FOLDER, 0, err);
}
