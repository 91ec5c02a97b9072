/* directory_frame.c - one folder of a walk: its names, and the files in it that rule the walk. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "source/directory_part.h"
#include "source/disk_file.h"

void directory_frame_free(struct directory_frame *frame)
{
    if (!frame)
        return;
    if (frame->folder)
        closedir(frame->folder);
    buf_clear(&frame->pool);
    free(frame->names);
    ignore_free(frame->assay_rules);
    ignore_free(frame->git_rules);
    attributes_free(frame->attributes);
    free(frame);
}

void directory_frame_freep(struct directory_frame **frame)
{
    directory_frame_free(*frame);
}

struct directory_name directory_name_of(const char *text, size_t size, uint8_t type)
{
    struct directory_name name = {.text = text, .type = type};

    for (size_t i = 0; i < sizeof name.front; i++)
        name.front = name.front << 8 | (i < size ? (uint8_t)text[i] : 0);
    return name;
}

int directory_compare_names(const void *left, const void *right)
{
    const struct directory_name *a = left, *b = right;

    if (a->front != b->front)
        return a->front < b->front ? -1 : 1;
    return strcmp(a->text, b->text);
}

/* The whole of a short text of a regular file; 0 where it is none, or longer. */
static size_t read_line(int folder, const char *path, int flags, char *text, size_t room)
{
    CLEANUP(close_cleanup)
    int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
    struct stat status;
    ssize_t size;

    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return 0;
    size = read(fd, text, room);
    if (size <= 0 || (size_t)size == room)
        return 0;
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r'))
        size--;
    for (ssize_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < ' ')
            return 0; /* more than a line */
    text[size] = 0;
    return (size_t)size;
}

static bool is_folder_at(int folder, const char *path)
{
    struct stat status;

    return fstatat(folder, path, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

/* Only what git itself would take for a repository: a folder that merely has the name is walked. */
static bool is_repository(int folder)
{
    char head[PATH_MAX];
    struct stat status;
    size_t size;

    if (!is_folder_at(folder, ".git/objects") || !is_folder_at(folder, ".git/refs") ||
        fstatat(folder, ".git", &status, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    if (fstatat(folder, ".git/HEAD", &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode))
        return true; /* as git once wrote it */
    size = read_line(folder, ".git/HEAD", O_NOFOLLOW, head, sizeof head);
    return (size > 4 && strncmp(head, "ref:", 4) == 0) ||
           ((size == 40 || size == 64) && strspn(head, "0123456789abcdefABCDEF") == size);
}

/* The file that stands for the repository in linked work trees and submodules: one line. */
static bool is_repository_link(int folder)
{
    char line[PATH_MAX + 16];

    return read_line(folder, ".git", O_NOFOLLOW, line, sizeof line) > 8 &&
           strncmp(line, "gitdir: ", 8) == 0;
}

static bool is_git(const struct directory_frame *frame, const char *name)
{
    int folder = dirfd(frame->folder);

    return strcmp(name, ".git") == 0 && (is_repository(folder) || is_repository_link(folder));
}

/* Returns errno. */
int directory_read_names(struct directory_frame *frame)
{
    const struct dirent *found;
    const char *text;

    while (errno = 0, (found = readdir(frame->folder)) != NULL) {
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        if (is_git(frame, found->d_name)) {
            frame->has_git = true;
            continue;
        }
        buf_byte(&frame->pool, found->d_type);
        buf_add(&frame->pool, found->d_name, strlen(found->d_name) + 1);
        frame->count++;
    }
    if (errno)
        return errno;
    frame->names = calloc(frame->count + 1, sizeof *frame->names);
    if (frame->pool.status != ASSAY_OK || !frame->names)
        return ENOMEM;
    text = (const char *)frame->pool.data;
    for (size_t i = 0; i < frame->count; i++) {
        size_t size = strlen(text + 1);

        frame->names[i] = directory_name_of(text + 1, size, (uint8_t)text[0]);
        text += size + 2;
    }
    qsort(frame->names, frame->count, sizeof *frame->names, directory_compare_names);
    return 0;
}

static bool has_name(const struct directory_frame *frame, const char *text)
{
    struct directory_name wanted = directory_name_of(text, strlen(text), DT_UNKNOWN);

    return bsearch(&wanted, frame->names, frame->count, sizeof wanted, directory_compare_names) !=
           NULL;
}

/* A small file of the folder, whole; false where there is none or it cannot be used. */
static bool read_small(const struct directory_frame *frame, const char *name, struct buf *text)
{
    return has_name(frame, name) && disk_file_small(dirfd(frame->folder), name, text);
}

struct ignore_rules *directory_read_rules(const struct directory_frame *frame, const char *name)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_IGNORE_FILE};

    return read_small(frame, name, &text) ? ignore_parse(buf_bytes(&text)) : NULL;
}

struct attributes_file *directory_read_attributes(const struct directory_frame *frame, bool top)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_IGNORE_FILE};

    return read_small(frame, ".gitattributes", &text) ? attributes_parse(buf_bytes(&text), top)
                                                      : NULL;
}
