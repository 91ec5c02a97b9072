/* alternates.c - follows info/alternates; a folder that was met already ends a cycle. */

#include "source/git/alternates.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"

void object_folders_clear(struct object_folders *folders)
{
    for (size_t i = 0; i < folders->count; i++) {
        free(folders->folders[i].path);
        close(folders->folders[i].fd);
    }
    free(folders->folders);
    *folders = (struct object_folders){0};
}

enum { NAMED_MAX = 400 }; /* bytes of a path that a message shows */

/* Everything that the walk from folder to folder needs. */
struct walk {
    struct object_folders *folders;
    struct inventory_part *part;
};

static enum assay_status gap(const struct walk *walk, const char *path, const char *why)
{
    char text[NAMED_MAX + 128];

    if (!walk->part)
        return ASSAY_OK;
    snprintf(text, sizeof text, "objects are borrowed from %.*s%s, %s", NAMED_MAX, path,
             strlen(path) > NAMED_MAX ? "..." : "", why);
    inventory_gap(walk->part, GAP_GIT_ALTERNATE_MISSING, NULL, ASSAY_NO_OFFSET, text);
    return ASSAY_OK;
}

static bool is_known(const struct object_folders *folders, const struct stat *status)
{
    for (size_t i = 0; i < folders->count; i++)
        if (folders->folders[i].device == status->st_dev &&
            folders->folders[i].inode == status->st_ino)
            return true;
    return false;
}

/* Room for one more, or NULL when memory ran out. */
static struct object_folder *next_folder(struct object_folders *folders)
{
    size_t capacity = folders->capacity ? folders->capacity * 2 : 4;
    struct object_folder *grown = folders->folders;

    if (!grown || folders->count == folders->capacity) {
        grown = reallocarray(grown, capacity, sizeof *grown);
        if (!grown)
            return NULL;
        folders->folders = grown;
        folders->capacity = capacity;
    }
    return &grown[folders->count];
}

/* `base` is the folder that a relative path starts at. */
static enum assay_status add(struct walk *walk, int base, const char *path, unsigned depth,
                             struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = openat(base, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(free_cleanup) char *copy = NULL;
    struct object_folder *next;
    struct stat status;

    if (fd < 0 || fstat(fd, &status) != 0) {
        if (depth == 0 && walk->folders->count == 0)
            return fail_id_errno(err, errno == ENOENT ? ASSAY_EMISSING : ASSAY_EIO,
                                 "git.unsupported-format", errno,
                                 "cannot open the repository's objects");
        return gap(walk, path, "which is not there or cannot be read");
    }
    if (is_known(walk->folders, &status))
        return ASSAY_OK;
    if (depth > LIMIT_GIT_ALTERNATE_DEPTH)
        return gap(walk, path, "which lies behind more alternates than git follows");
    copy = strdup(path);
    next = next_folder(walk->folders);
    if (!copy || !next)
        return fail_no_memory(err);
    *next = (struct object_folder){.path = TAKE(copy),
                                   .fd = fd,
                                   .device = status.st_dev,
                                   .inode = status.st_ino,
                                   .depth = depth};
    walk->folders->count++;
    fd = -1; // NOLINT(clang-analyzer-deadcode.DeadStores): read by its cleanup
    return ASSAY_OK;
}

static bool octal(struct bytes text, uint8_t *byte)
{
    if (text.size < 3 || text.data[0] < '0' || text.data[0] > '3')
        return false;
    for (size_t i = 1; i < 3; i++)
        if (text.data[i] < '0' || text.data[i] > '7')
            return false;
    *byte = (uint8_t)((text.data[0] - '0') << 6 | (text.data[1] - '0') << 3 | (text.data[2] - '0'));
    return true;
}

/* A path in double quotes, as C writes texts. Source: git, gitrepository-layout(5) and quote.c's
 * documentation, "C-style". False where it is not one. */
static bool unquote(struct bytes line, struct buf *out)
{
    static const char letters[] = "abfnrtv\"\\", bytes[] = "\a\b\f\n\r\t\v\"\\";

    for (size_t at = 1; at < line.size; at++) {
        uint8_t byte = line.data[at];
        const char *letter;

        if (byte == '"')
            return at + 1 == line.size;
        if (byte == '\\' && ++at < line.size) {
            letter = line.data[at] ? strchr(letters, line.data[at]) : NULL;
            if (letter)
                byte = (uint8_t)bytes[letter - letters];
            else if (octal(bytes_from(line, at), &byte))
                at += 2;
            else
                return false;
        }
        buf_byte(out, byte);
    }
    return false;
}

static enum assay_status add_line(struct walk *walk, size_t from, struct bytes line,
                                  struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf path = {.ceiling = LIMIT_NAME};

    if (line.size == 0 || line.data[0] == '#')
        return ASSAY_OK;
    if (line.data[0] != '"' || !unquote(line, &path)) {
        buf_reset(&path);
        buf_add(&path, line.data, line.size);
    }
    buf_byte(&path, 0);
    if (path.status == ASSAY_ELIMIT)
        return gap(walk, "a path in info/alternates", "which is longer than any can be");
    TRY(buf_status(&path, err));
    return add(walk, walk->folders->folders[from].fd, (const char *)path.data,
               walk->folders->folders[from].depth + 1, err);
}

static enum assay_status follow(struct walk *walk, size_t from, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_GIT_ALTERNATES};
    struct assay_error failure = {0};
    enum assay_status status =
        file_read(walk->folders->folders[from].fd, "info/alternates", &text, &failure);
    struct bytes rest = buf_bytes(&text);

    if (status == ASSAY_EMISSING)
        return ASSAY_OK;
    if (status != ASSAY_OK)
        return gap(walk, "info/alternates", "which cannot be read");
    while (rest.size > 0) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        struct bytes line = bytes_of(rest.data, end ? (size_t)(end - rest.data) : rest.size);

        rest = bytes_from(rest, line.size + 1);
        TRY(add_line(walk, from, line, err));
    }
    return ASSAY_OK;
}

static enum assay_status open_all(struct walk *walk, const char *folder,
                                  const char *const *borrowed, size_t count,
                                  struct assay_error *err)
{
    TRY(add(walk, AT_FDCWD, folder, 0, err));
    for (size_t i = 0; i < count; i++)
        TRY(add(walk, AT_FDCWD, borrowed[i], 0, err));
    for (size_t i = 0; i < walk->folders->count; i++)
        TRY(follow(walk, i, err));
    return ASSAY_OK;
}

enum assay_status object_folders_open(const char *folder, const char *const *borrowed, size_t count,
                                      struct inventory_part *part, struct object_folders *out,
                                      struct assay_error *err)
{
    struct object_folders folders = {0};
    struct walk walk = {.folders = &folders, .part = part};
    enum assay_status status = open_all(&walk, folder, borrowed, count, err);

    if (status == ASSAY_OK)
        *out = folders;
    else
        object_folders_clear(&folders);
    return status;
}
