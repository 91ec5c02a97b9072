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

/* A repository of its own, where the folder is a submodule, holds none. */
static int is_listed(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
           strcmp(entry->d_name, ".git") != 0;
}

static void names_free(struct dirent **names, int count)
{
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_STATEMENT_DEPTH levels
static ASSAY_RESULT read_entry(struct statement_files *files, int above, const char *name,
                               const char *path, unsigned depth, struct assay_error *err)
{
    CLEANUP(close_cleanup) int folder = -1;
    enum assay_status status = ASSAY_OK;
    struct dirent **names = NULL;
    struct stat found;
    char why[128];
    int count;

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
    folder = openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    count = folder < 0 ? -1 : scandirat(folder, ".", &names, is_listed, alphasort);
    if (count < 0)
        return statement_files_unread(files, path, strerror(errno), err);
    for (int i = 0; status == ASSAY_OK && i < count; i++) {
        CLEANUP(free_cleanup) char *below = NULL;

        if (asprintf(&below, "%s/%s", path, names[i]->d_name) < 0) {
            below = NULL;
            status = fail_no_memory(err);
        } else {
            status = read_entry(files, folder, names[i]->d_name, below, depth + 1, err);
        }
    }
    names_free(names, count);
    return status;
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
