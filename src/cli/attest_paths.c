/* attest_paths.c - see attest_paths.h. Content is not looked at, and nothing is followed. */

#include "cli/attest_paths.h"

#include <fts.h>
#include <limits.h>
#include <string.h>

#include "base/glob.h"
#include "base/kit.h"
#include "base/text.h"

enum { FILES_MAX = 1000000 };

static void close_walk(FTS **walk)
{
    if (*walk)
        (void)fts_close(*walk);
}

static bool is_of_git(const FTSENT *entry)
{
    return entry->fts_info == FTS_D && strcmp(entry->fts_name, ".git") == 0;
}

/* A member of an archive has a path of its own: the pattern may be of that. */
static bool is_archive(const char *name)
{
    static const char *const ends[] = {".7z",  ".bz2", ".ckpt", ".gz", ".pt",  ".pth",
                                       ".tar", ".tgz", ".whl",  ".xz", ".zip", ".zst"};

    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (bytes_ends(bytes_text(name), bytes_text(ends[i])))
            return true;
    return false;
}

/* The target may be any folder on the way: paths are those in the target. */
static bool matches_from_some_folder(const char *glob, const char *path)
{
    for (; path; path = strchr(path, '/'), path += path != NULL)
        if (glob_match(bytes_text(glob), bytes_text(path)))
            return true;
    return false;
}

bool attest_paths_match(const char *root, const char *glob)
{
    char path[PATH_MAX];
    char *const roots[] = {path, NULL};
    CLEANUP(close_walk) FTS *walk = NULL;
    const size_t skip = strlen(root) + 1;
    FTSENT *entry;

    if (!text_copy(path, sizeof path, root))
        return true;
    walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (size_t i = 0; walk && (entry = fts_read(walk)) != NULL; i++) {
        if (i == FILES_MAX)
            return true;
        if (is_of_git(entry) && fts_set(walk, entry, FTS_SKIP) != 0)
            return true;
        if (entry->fts_info == FTS_D || entry->fts_info == FTS_DP || entry->fts_pathlen <= skip)
            continue;
        if (matches_from_some_folder(glob, entry->fts_path + skip) || is_archive(entry->fts_name))
            return true;
    }
    return walk == NULL;
}
