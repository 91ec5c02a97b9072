/* dvc_unlisted.c - walks a folder that DVC keeps, on disk. */

#include "source/dvc_unlisted.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/search.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/ignore.h"

enum { FOLDER_DEPTH = 64, DVCIGNORE_SIZE = 1 << 20 };

struct level {
    struct ignore_rules *rules; /* of its .dvcignore */
    size_t from;                /* of a path: where that which they match begins */
};

struct looking {
    const struct dvc_list *list;
    struct level levels[FOLDER_DEPTH]; /* folders above with a .dvcignore, the nearest first */
    size_t level_count;
    dvc_unlisted_visit *visit;
    void *state;
    struct buf path; /* below the root */
    size_t below;    /* of it: where the path in the folder begins */
    size_t count;
    struct assay_error *err;
};

static int order_file(const void *key, const void *element)
{
    const struct bytes *relpath = key;
    const struct dvc_file *file = element;

    return bytes_compare(*relpath, file->relpath);
}

static bool is_listed(const struct dvc_list *list, struct bytes relpath)
{
    const size_t at =
        search_first(&relpath, list->files, list->count, sizeof *list->files, order_file);

    return at < list->count && bytes_equal(list->files[at].relpath, relpath);
}

/* DVC takes none of these into a list, so they are no files too many; a loader may be given one. */
static bool is_of_tools(const char *name)
{
    static const char *const names[] = {".git", ".hg", ".dvc"};

    return bytes_is_one_of(bytes_text(name), names, ARRAY_LEN(names));
}

static void folder_close(DIR **folder)
{
    if (*folder)
        closedir(*folder);
}

/* The nearest that says anything decides. */
static bool is_left_out(const struct looking *looking, struct bytes path, bool folder)
{
    for (size_t i = 0; i < looking->level_count; i++) {
        const struct level *level = &looking->levels[i];
        const enum ignore_verdict verdict =
            ignore_match(level->rules, bytes_from(path, level->from), folder);

        if (verdict != IGNORE_SILENT)
            return verdict == IGNORE_DROP;
    }
    return false;
}

/* NOLINTBEGIN(misc-no-recursion): FOLDER_DEPTH bounds it */
static ASSAY_RESULT look(struct looking *looking, int fd, int depth, bool left_out);

static ASSAY_RESULT look_at(struct looking *looking, int folder, const char *name, int depth,
                            bool left_out)
{
    struct bytes path = buf_bytes(&looking->path);
    struct bytes relpath = bytes_from(path, looking->below);
    struct dvc_unlisted found;
    struct stat info;

    if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return ASSAY_OK; /* it went meanwhile */
    left_out = left_out || is_of_tools(name) || is_left_out(looking, path, S_ISDIR(info.st_mode));
    if (S_ISDIR(info.st_mode)) {
        int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

        return look(looking, fd, depth + 1, left_out);
    }
    found = (struct dvc_unlisted){relpath, S_ISLNK(info.st_mode), left_out};
    if ((!S_ISREG(info.st_mode) && !found.is_link) || is_listed(looking->list, relpath))
        return ASSAY_OK;
    if (++looking->count > LIMIT_DVC_FILES)
        return assay_fail(looking->err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                          "more than %u files on disk are not in the list", LIMIT_DVC_FILES);
    return looking->visit(looking->state, &found, looking->err);
}

/* Takes `fd` over. */
static ASSAY_RESULT look(struct looking *looking, int fd, int depth, bool left_out)
{
    CLEANUP(folder_close) DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    size_t size = looking->path.size;
    const struct dirent *entry;

    if (!folder) {
        int sys = errno;

        if (fd >= 0)
            close(fd);
        return fail_id_errno(looking->err, ASSAY_EIO, GAP_FILE_UNREADABLE, sys,
                             "a folder on disk cannot be read");
    }
    if (depth > FOLDER_DEPTH)
        return assay_fail(looking->err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                          "folders on disk are more than %d deep", FOLDER_DEPTH);
    while ((entry = readdir(folder))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        buf_byte(&looking->path, '/');
        buf_text(&looking->path, entry->d_name);
        TRY(buf_status(&looking->path, looking->err));
        TRY(look_at(looking, dirfd(folder), entry->d_name, depth, left_out));
        looking->path.size = size;
    }
    return ASSAY_OK;
}
/* NOLINTEND(misc-no-recursion) */

/* NULL where there is none, or it cannot be read: then nothing is left out. */
static struct ignore_rules *read_rules(int root, const char *path)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = DVCIGNORE_SIZE};
    int fd = beneath_open(root, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct assay_error failure = {0};
    enum assay_status status;

    if (fd < 0)
        return NULL;
    status = file_read_open(fd, path, &text, &failure);
    close(fd);
    return status == ASSAY_OK ? ignore_parse(buf_bytes(&text)) : NULL;
}

/* Of all folders above: a project of DVC need not begin at the root. */
static void find_rules(struct looking *looking, int root, const char *folder)
{
    size_t size = strlen(folder);

    while (size > 0 && looking->level_count < FOLDER_DEPTH) {
        CLEANUP(buf_clear) struct buf path = {.ceiling = LIMIT_NAME};
        const char *slash = memrchr(folder, '/', size);
        struct level *level = &looking->levels[looking->level_count];

        size = slash ? (size_t)(slash - folder) : 0;
        level->from = size > 0 ? size + 1 : 0;
        buf_add(&path, folder, level->from);
        buf_text(&path, ".dvcignore");
        level->rules = path.status == ASSAY_OK ? read_rules(root, buf_string(&path)) : NULL;
        looking->level_count += level->rules != NULL;
    }
}

static void looking_clear(struct looking *looking)
{
    buf_clear(&looking->path);
    for (size_t i = 0; i < looking->level_count; i++)
        ignore_free(looking->levels[i].rules);
}

enum assay_status dvc_unlisted_each(int root, const char *folder, const struct dvc_list *list,
                                    dvc_unlisted_visit *visit, void *state, struct assay_error *err)
{
    CLEANUP(looking_clear)
    struct looking looking = {.list = list, .visit = visit, .state = state, .err = err};
    int fd = beneath_open(root, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT)
        return ASSAY_OK;
    if (fd < 0)
        return fail_id_errno(err, ASSAY_EIO, GAP_FILE_UNREADABLE, errno,
                             "no folder, or one behind a link, stands on disk in its place");
    find_rules(&looking, root, folder);
    buf_init(&looking.path, LIMIT_NAME);
    buf_text(&looking.path, folder);
    looking.below = looking.path.size + 1;
    return look(&looking, fd, 0, false);
}
