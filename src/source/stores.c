/* stores.c - the folders in which content that pointers stand for is looked for. */

#include "source/stores.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "source/fail.h"

enum assay_status stores_init(struct stores *stores, const char *root, bool on_disk,
                              struct assay_error *err)
{
    *stores = (struct stores){.arena = arena_new(), .on_disk = on_disk};
    if (!stores->arena)
        return fail_no_memory(err);
    if (root)
        stores->root = arena_text(stores->arena, root);
    return !root || stores->root ? ASSAY_OK : fail_no_memory(err);
}

enum assay_status stores_join(struct stores *stores, const struct stores *from,
                              struct assay_error *err)
{
    for (size_t i = 0; from && i < from->lfs_count; i++)
        TRY(stores_add_lfs(stores, from->lfs[i], err));
    return ASSAY_OK;
}

enum assay_status stores_copy(struct stores *stores, const struct stores *from,
                              struct assay_error *err)
{
    TRY(stores_init(stores, from ? from->root : NULL, from && from->on_disk, err));
    if (from && from->annex) {
        stores->annex = arena_text(stores->arena, from->annex);
        if (!stores->annex)
            return fail_no_memory(err);
    }
    return stores_join(stores, from, err);
}

void stores_clear(struct stores *stores)
{
    arena_free(stores->arena);
    *stores = (struct stores){0};
}

enum assay_status stores_add_lfs(struct stores *stores, const char *folder, struct assay_error *err)
{
    const char **grown = arena_array(stores->arena, stores->lfs_count + 1, sizeof *grown);

    if (!grown)
        return fail_no_memory(err);
    for (size_t i = 0; i < stores->lfs_count; i++)
        grown[i] = stores->lfs[i];
    grown[stores->lfs_count] = arena_text(stores->arena, folder);
    if (!grown[stores->lfs_count])
        return fail_no_memory(err);
    stores->lfs = grown;
    stores->lfs_count++;
    return ASSAY_OK;
}

bool store_is_file(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static const char *if_file(const char *path)
{
    return path && store_is_file(path) ? path : NULL;
}

const char *store_lfs_find(const struct stores *stores, const char *oid, struct arena *arena)
{
    for (size_t i = 0; i < stores->lfs_count; i++) {
        const char *path =
            if_file(arena_printf(arena, "%s/%.2s/%.2s/%s", stores->lfs[i], oid, oid + 2, oid));

        if (path)
            return path;
    }
    return NULL;
}

const char *store_annex_find(const struct stores *stores, const struct annex_key *key,
                             struct arena *arena)
{
    const char *name = arena_copy(arena, key->name);
    char folders[ANNEX_FOLDERS_SIZE];

    if (!stores->annex || !name)
        return NULL;
    for (int lower = 0; lower < 2; lower++) {
        const char *path;

        annex_key_folders(key->name, lower != 0, folders);
        path = if_file(arena_printf(arena, "%s/%s/%s/%s", stores->annex, folders, name, name));
        if (path)
            return path;
    }
    return NULL;
}

const char *store_dvc_find(const char *cache, const char *md5, bool legacy, struct arena *arena)
{
    return if_file(
        arena_printf(arena, "%s%s/%.2s/%s", cache, legacy ? "" : "/files/md5", md5, md5 + 2));
}

/* ---- which cache of DVC ---- */

/* A value may stand in quotes, as the reader of DVC (configobj) has it. */
static struct bytes unquote(struct bytes text)
{
    bool quoted = text.size >= 2 && (text.data[0] == '"' || text.data[0] == '\'') &&
                  text.data[text.size - 1] == text.data[0];

    return quoted ? bytes_of(text.data + 1, text.size - 2) : text;
}

/* The last `dir` in section `cache` of an INI file; empty where there is none. */
static struct bytes cache_dir(struct bytes text)
{
    struct bytes found = {0};
    bool in_cache = false;

    while (text.size > 0) {
        const uint8_t *end = memchr(text.data, '\n', text.size), *equals;
        size_t size = end ? (size_t)(end - text.data) : text.size;
        struct bytes line = bytes_trim(bytes_of(text.data, size), BYTES(" \t\r"));

        text = bytes_from(text, size + 1);
        if (line.size > 0 && line.data[0] == '[') {
            in_cache = bytes_equal(line, BYTES("[cache]"));
            continue;
        }
        equals = line.size ? memchr(line.data, '=', line.size) : NULL;
        if (in_cache && equals &&
            bytes_equal(
                bytes_trim(bytes_of(line.data, (size_t)(equals - line.data)), BYTES(" \t\r")),
                BYTES("dir")))
            found = unquote(
                bytes_trim(bytes_from(line, (size_t)(equals - line.data) + 1), BYTES(" \t\r")));
    }
    return found;
}

/* `cache.dir` of one file of settings, relative to the folder that the file lies in; else `value`.
 */
static const char *read_dir(const char *folder, const char *name, const char *value,
                            struct arena *arena)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_IGNORE_FILE};
    const char *path = arena_printf(arena, "%s/%s", folder, name);
    struct bytes dir;

    if (!path || file_read(AT_FDCWD, path, &text, NULL) != ASSAY_OK)
        return value;
    dir = cache_dir(buf_bytes(&text));
    if (dir.size == 0 || memchr(dir.data, 0, dir.size))
        return value;
    return dir.data[0] == '/'
               ? arena_copy(arena, dir)
               : arena_printf(arena, "%s/%.*s", folder, (int)dir.size, (const char *)dir.data);
}

/* What the user set for all projects, weaker than what the project says. */
static const char *users_dir(struct arena *arena)
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    const char *folder = NULL;

    if (base && base[0] == '/')
        folder = arena_printf(arena, "%s/dvc", base);
    else if (home && home[0] == '/')
        folder = arena_printf(arena, "%s/.config/dvc", home);
    return folder ? read_dir(folder, "config", NULL, arena) : NULL;
}

const char *store_dvc_cache(const struct stores *stores, const char *pointer, struct arena *arena)
{
    char *above = arena_text(arena, pointer);

    if (!stores->root || !above)
        return NULL;
    for (;;) {
        char *slash = strrchr(above, '/');
        const char *folder, *dir;
        struct stat info;

        above[slash ? (size_t)(slash - above) : 0] = 0;
        folder = arena_printf(arena, "%s/%s%s.dvc", stores->root, above, above[0] ? "/" : "");
        if (folder && lstat(folder, &info) == 0 && S_ISDIR(info.st_mode)) {
            dir = read_dir(folder, "config", users_dir(arena), arena);
            dir = read_dir(folder, "config.local", dir, arena);
            return dir ? dir : arena_printf(arena, "%s/cache", folder);
        }
        if (above[0] == 0)
            return NULL;
    }
}
