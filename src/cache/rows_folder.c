/* rows_folder.c - files of rows, each named by its scope. */

#include "cache/rows_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/kit.h"

enum { SCOPE_SHOWN = 16, SECONDS_A_DAY = 24 * 60 * 60 };

static const char prefix[] = "rows-";

static char *folder_of(const char *database)
{
    const char *slash = strrchr(database, '/');

    return slash ? strndup(database, (size_t)(slash - database) + 1) : strdup("./");
}

static char *path_of(const char *database, const uint8_t scope[CACHE_SCOPE_SIZE])
{
    CLEANUP(free_cleanup) char *folder = folder_of(database);
    char hex[2 * SCOPE_SHOWN + 1];
    char *path = NULL;

    hex_encode(bytes_of(scope, SCOPE_SHOWN), hex);
    if (!folder || asprintf(&path, "%s%s%s", folder, prefix, hex) < 0)
        return NULL;
    return path;
}

bool rows_folder_open(const char *database, const uint8_t scope[CACHE_SCOPE_SIZE],
                      struct rows *rows)
{
    CLEANUP(free_cleanup) char *path = path_of(database, scope);

    return path && rows_map(rows, path, scope);
}

/* ---- all of them ---- */

struct found {
    uint64_t bytes;
    char oldest[NAME_MAX + 1]; /* "" where there is none */
};

/* "rows-", a scope, and of one that was not put in place yet the process that wrote it. */
static bool is_name_of_rows(const char *name)
{
    const size_t size = strspn(name + sizeof prefix - 1, "0123456789abcdef");
    const char *behind = name + sizeof prefix - 1 + size;

    return size == 2 * (size_t)SCOPE_SHOWN && (*behind == 0 || *behind == '.');
}

/* Looks at all but `own`; those last written before `before` go. */
static void look(DIR *folder, const char *own, time_t before, struct found *found)
{
    const struct dirent *entry;
    struct timespec oldest = {0};
    struct stat status;

    *found = (struct found){0};
    rewinddir(folder);
    while ((entry = readdir(folder))) {
        const char *name = entry->d_name;
        bool is_older;

        if (strncmp(name, prefix, sizeof prefix - 1) != 0 || !is_name_of_rows(name) ||
            strcmp(name, own) == 0 ||
            fstatat(dirfd(folder), name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(status.st_mode))
            continue;
        if (status.st_mtim.tv_sec < before && unlinkat(dirfd(folder), name, 0) == 0)
            continue;
        found->bytes += (uint64_t)status.st_size;
        is_older =
            status.st_mtim.tv_sec < oldest.tv_sec ||
            (status.st_mtim.tv_sec == oldest.tv_sec && status.st_mtim.tv_nsec < oldest.tv_nsec);
        if (!found->oldest[0] || is_older) {
            snprintf(found->oldest, sizeof found->oldest, "%s", name);
            oldest = status.st_mtim;
        }
    }
}

static bool make_room(const char *path, uint64_t limit, time_t before)
{
    CLEANUP(free_cleanup) char *above = folder_of(path);
    DIR *folder = above ? opendir(above) : NULL;
    struct found found;
    bool has_room = false;

    if (!folder)
        return false;
    look(folder, strrchr(path, '/') + 1, before, &found);
    while (!(has_room = found.bytes <= limit) && found.oldest[0] &&
           unlinkat(dirfd(folder), found.oldest, 0) == 0)
        look(folder, strrchr(path, '/') + 1, before, &found);
    closedir(folder);
    return has_room;
}

void rows_folder_keep(const char *database, const uint8_t scope[CACHE_SCOPE_SIZE],
                      const struct rows *rows, uint64_t limit, unsigned keep_days)
{
    CLEANUP(free_cleanup) char *path = path_of(database, scope);
    time_t before = time(NULL) - (time_t)keep_days * SECONDS_A_DAY;

    if (!path)
        return;
    if (rows->image.size > limit || !make_room(path, limit - rows->image.size, before))
        unlink(path); /* what is there is older than what there is no room for */
    else
        (void)rows_save(rows, path); /* it costs the next run time, and nothing else */
}

uint64_t rows_folder_size(const char *database)
{
    CLEANUP(free_cleanup) char *above = folder_of(database);
    DIR *folder = above ? opendir(above) : NULL;
    struct found found = {0};

    if (folder) {
        look(folder, "", 0, &found);
        closedir(folder);
    }
    return found.bytes;
}
