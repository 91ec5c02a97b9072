/* repository.c - finds a repository, holds it to git's ownership rule, and asks it by name. */

#include "source/git/repository.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/disk_file.h"
#include "source/fail.h"
#include "source/git/library.h"

enum { SHALLOW_CEILING = 64 << 20, SHALLOW_LINE = 40 /* at least, without its end */ };

static char *without_slash(const char *path)
{
    char *copy = path ? strdup(path) : NULL;
    size_t size = copy ? strlen(copy) : 0;

    while (size > 1 && copy[size - 1] == '/')
        copy[--size] = 0;
    return copy;
}

void repository_free(struct repository *repository)
{
    if (!repository)
        return;
    git_repository_free(repository->handle);
    free(repository->git_dir);
    free(repository->common_dir);
    free(repository->objects_dir);
    free(repository->work_dir);
    free(repository->prefix);
    free(repository->lfs_dir);
    free(repository->shallow);
    free(repository);
    library_close();
}

void repository_freep(struct repository **repository)
{
    repository_free(*repository);
    *repository = NULL;
}

/* ---- ownership: git's rule, so that the answer is the same ---- */

/* Root may also read what belongs to the user who called sudo. Source: git-config(1),
 * "safe.directory". */
static bool is_mine(uid_t owner)
{
    uid_t me = geteuid();
    const char *sudo = me == 0 ? getenv("SUDO_UID") : NULL;
    uint64_t behind;

    return owner == me || (sudo && text_u64(bytes_text(sudo), &behind) && owner == behind);
}

/* The settings of system and user only: a repository cannot declare itself safe. */
static bool is_declared_safe(const char *path)
{
    git_config *config = NULL;
    git_config_iterator *values = NULL;
    git_config_entry *entry;
    bool safe = false;

    if (git_config_open_default(&config) == 0 &&
        git_config_multivar_iterator_new(&values, config, "safe.directory", NULL) == 0) {
        while (git_config_next(&entry, values) == 0) {
            if (entry->value[0] == 0) /* an empty one forgets those before it */
                safe = false;
            else if (strcmp(entry->value, "*") == 0 || strcmp(entry->value, path) == 0)
                safe = true;
        }
    }
    git_config_iterator_free(values);
    git_config_free(config);
    return safe;
}

static enum assay_status fail_owner(const char *path, const char *git_dir, uid_t owner,
                                    struct assay_error *err)
{
    char where[PATH_MAX + 16];
    enum assay_status status = fail_id(err, ASSAY_EIO, "git.foreign-owner",
                                       "not reading %s: it belongs to uid %u, you are uid %u", path,
                                       (unsigned)owner, (unsigned)geteuid());

    snprintf(where, sizeof where, "%s/config", git_dir);
    assay_error_path(err, where);
    assay_error_why(err, "settings in another user's repository can run programs; "
                         "assay never runs them, but follows git's rule");
    assay_error_do(err, "git config --global --add safe.directory %s      (or run as uid %u)", path,
                   (unsigned)owner);
    return status;
}

static enum assay_status check_owner(const struct repository *repository, struct assay_error *err)
{
    const char *named = repository->work_dir ? repository->work_dir : repository->git_dir;
    const char *const owned[] = {repository->work_dir, repository->git_dir};
    struct stat status;

    for (size_t i = 0; i < ARRAY_LEN(owned); i++) {
        if (!owned[i] || lstat(owned[i], &status) != 0 || is_mine(status.st_uid))
            continue;
        if (is_declared_safe(named))
            return ASSAY_OK;
        return fail_owner(named, repository->git_dir, status.st_uid, err);
    }
    return ASSAY_OK;
}

/* ---- opening ---- */

static enum assay_status fail_open(const char *path, struct assay_error *err)
{
    enum assay_status status = fail_git(err, ASSAY_EFORMAT, "git.unsupported-format",
                                        "cannot read the repository %s", path);

    assay_error_path(err, path);
    assay_error_why(err, "its format or one of its extensions is not one that assay reads");
    assay_error_do(err,
                   "git -C %s fsck      (a repository with SHA-256 ids is not read yet: "
                   "examine an export of its tree)",
                   path);
    return status;
}

static int compare_ids(const void *a, const void *b)
{
    return object_id_compare(a, b);
}

/* One id a line. Source: gitrepository-layout(5), "shallow". */
static enum assay_status read_shallow(struct repository *repository, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SHALLOW_CEILING};
    char path[PATH_MAX];
    struct assay_error failure;
    struct bytes rest;
    enum assay_status status;

    snprintf(path, sizeof path, "%s/shallow", repository->common_dir);
    status = file_read(AT_FDCWD, path, &text, &failure);
    if (status == ASSAY_EMISSING)
        return ASSAY_OK;
    if (status != ASSAY_OK) {
        *err = failure;
        return status;
    }
    rest = buf_bytes(&text);
    repository->shallow = calloc(rest.size / SHALLOW_LINE + 1, sizeof *repository->shallow);
    if (!repository->shallow)
        return fail_no_memory(err);
    while (object_id_take(&rest, &repository->shallow[repository->shallow_count])) {
        repository->shallow_count++;
        rest = bytes_from(rest, 1);
    }
    qsort(repository->shallow, repository->shallow_count, sizeof *repository->shallow, compare_ids);
    return ASSAY_OK;
}

bool repository_is_shallow_at(const struct repository *repository, const struct object_id *commit)
{
    return repository->shallow_count > 0 &&
           bsearch(commit, repository->shallow, repository->shallow_count,
                   sizeof *repository->shallow, compare_ids) != NULL;
}

/* The target's folder below the work tree; "" where it is the whole, or inside the git folder. */
static char *find_prefix(const struct repository *repository, const char *path)
{
    char resolved[PATH_MAX], work[PATH_MAX];
    size_t size;

    if (!repository->work_dir || !realpath(path, resolved) || !realpath(repository->work_dir, work))
        return strdup("");
    size = strlen(work);
    if (strncmp(resolved, work, size) != 0 || resolved[size] != '/' ||
        strncmp(resolved + size, "/.git", 5) == 0)
        return strdup("");
    return strdup(resolved + size + 1);
}

/* A path of the configuration with `~` resolved; false where it is not set. */
static bool config_path(const struct repository *repository, const char *name, char out[PATH_MAX])
{
    git_config *config = NULL;
    git_buf value = {0};
    bool set = git_repository_config_snapshot(&config, repository->handle) == 0 &&
               git_config_get_path(&value, config, name) == 0 &&
               text_copy(out, PATH_MAX, value.ptr);

    git_buf_dispose(&value);
    git_config_free(config);
    return set;
}

/* `lfs.storage`, relative to the git folder, else "lfs" in it. */
static char *find_lfs(const struct repository *repository)
{
    char storage[PATH_MAX];
    char *folder;
    int size;

    if (!config_path(repository, "lfs.storage", storage))
        size = asprintf(&folder, "%s/lfs", repository->common_dir);
    else if (storage[0] == '/')
        return strdup(storage);
    else
        size = asprintf(&folder, "%s/%s", repository->common_dir, storage);
    return size < 0 ? NULL : folder;
}

static enum assay_status fill(struct repository *repository, const char *path,
                              struct assay_error *err)
{
    const char *common = git_repository_commondir(repository->handle);

    repository->git_dir = without_slash(git_repository_path(repository->handle));
    repository->common_dir = without_slash(common);
    repository->work_dir = without_slash(git_repository_workdir(repository->handle));
    if (!repository->git_dir || !repository->common_dir ||
        asprintf(&repository->objects_dir, "%s/objects", repository->common_dir) < 0) {
        repository->objects_dir = NULL;
        return fail_no_memory(err);
    }
    repository->prefix = find_prefix(repository, path);
    repository->lfs_dir = find_lfs(repository);
    if (!repository->prefix || !repository->lfs_dir)
        return fail_no_memory(err);
    TRY(check_owner(repository, err));
    return read_shallow(repository, err);
}

/* libgit2 1.5 loses what it used to look for extensions; the leak checker, where there is one, is
 * to look for ours. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

static int open_found(struct repository *repository, const char *path)
{
    git_repository *handle = NULL;
    int code;

    if (__lsan_disable)
        __lsan_disable();
    code = git_repository_open_ext(&handle, path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);
    if (__lsan_enable)
        __lsan_enable();
    repository->handle = handle;
    return code;
}

/*
 * Whether `path` or a folder above it could be a repository. Starting libgit2 costs milliseconds
 * (it reads all certificates of the machine), which what is in no repository is spared. Where this
 * is in doubt, libgit2 decides.
 */
static bool may_be_inside(const char *path)
{
    static const char *const marks[] = {".git", "HEAD"};
    CLEANUP(free_cleanup) char *folder = realpath(path, NULL);
    char mark[PATH_MAX + 8];

    if (!folder)
        return true;
    for (char *end = folder + strlen(folder);;) {
        struct stat info;

        *end = 0;
        for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
            snprintf(mark, sizeof mark, "%s/%s", folder, marks[i]);
            if (lstat(mark, &info) == 0 || (errno != ENOENT && errno != ENOTDIR))
                return true;
        }
        end = strrchr(folder, '/');
        if (!end)
            return false;
    }
}

enum assay_status repository_open(const char *path, struct repository **out,
                                  struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *repository = NULL;
    git_buf found = {0};
    int code;

    *out = NULL;
    if (!may_be_inside(path))
        return ASSAY_OK;
    TRY(library_open(err));
    repository = calloc(1, sizeof *repository);
    if (!repository) {
        library_close();
        return fail_no_memory(err);
    }
    if (git_repository_discover(&found, path, 0, NULL) != 0)
        return ASSAY_OK;
    code = open_found(repository, found.ptr);
    git_buf_dispose(&found);
    if (code != 0)
        return fail_open(path, err);
    TRY(fill(repository, path, err));
    *out = TAKE(repository);
    return ASSAY_OK;
}

/* ---- asking by name ---- */

enum assay_status repository_head(const struct repository *repository, struct object_id *id,
                                  bool *born, struct assay_error *err)
{
    git_oid oid;
    int code = git_reference_name_to_id(&oid, repository->handle, "HEAD");

    *born = code == 0;
    if (code == 0)
        object_id_of(id, oid.id, GIT_OID_RAWSZ);
    else if (code != GIT_ENOTFOUND)
        return fail_git(err, ASSAY_EFORMAT, GAP_GIT_REF_BROKEN, "HEAD cannot be read");
    return ASSAY_OK;
}

enum assay_status repository_resolve(const struct repository *repository, const char *revision,
                                     struct object_id *id, struct assay_error *err)
{
    git_object *object = NULL, *commit = NULL;
    enum assay_status status;
    int code = git_revparse_single(&object, repository->handle, revision);

    if (code == 0)
        code = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
    if (code == 0)
        object_id_of(id, git_object_id(commit)->id, GIT_OID_RAWSZ);
    git_object_free(object);
    git_object_free(commit);
    if (code == 0)
        return ASSAY_OK;
    status =
        fail_id(err, ASSAY_EMISSING, "git.unknown-revision", "unknown revision \"%s\"", revision);
    assay_error_path(err, repository->work_dir ? repository->work_dir : repository->git_dir);
    if (repository->shallow_count > 0) {
        assay_error_why(err, "no commit of this name is here, and this is a shallow clone");
        assay_error_do(err, "GitHub: fetch-depth: 0 · GitLab: GIT_DEPTH: 0 · "
                            "else: git fetch --unshallow");
    } else {
        assay_error_why(err, "no branch, tag or commit of this repository has that name");
        assay_error_do(err, "git branch -a; git tag      (in CI: git fetch origin %s)", revision);
    }
    return status;
}

bool repository_ignores_prefix(const struct repository *repository)
{
    char path[PATH_MAX];
    int ignored = 0;

    if (repository->prefix[0] == 0)
        return false;
    snprintf(path, sizeof path, "%s/", repository->prefix);
    return git_ignore_path_is_ignored(&ignored, repository->handle, path) == 0 && ignored;
}

static struct ignore_rules *read_rules(const char *path)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_IGNORE_FILE};

    return file_read(AT_FDCWD, path, &text, NULL) == ASSAY_OK ? ignore_parse(buf_bytes(&text))
                                                              : NULL;
}

struct ignore_rules *repository_exclude(const struct repository *repository)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/info/exclude", repository->common_dir);
    return read_rules(path);
}

struct ignore_rules *repository_excludes_file(const struct repository *repository)
{
    const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char path[PATH_MAX];

    if (!config_path(repository, "core.excludesfile", path)) {
        if (xdg && xdg[0])
            snprintf(path, sizeof path, "%s/git/ignore", xdg);
        else
            snprintf(path, sizeof path, "%s/.config/git/ignore", home ? home : "");
    }
    return read_rules(path);
}

enum assay_status repository_lfs(const struct repository *repository, const uint8_t oid[32],
                                 struct stream *stream, struct assay_error *err)
{
    char hex[65], path[80];
    CLEANUP(close_cleanup)
    int folder = open(repository->lfs_dir, O_PATH | O_CLOEXEC | O_DIRECTORY);

    hex_encode(bytes_of(oid, 32), hex);
    snprintf(path, sizeof path, "objects/%.2s/%.2s/%s", hex, hex + 2, hex);
    if (folder < 0 || disk_file_open(folder, path, stream, NULL) != ASSAY_OK)
        return fail_id(err, ASSAY_EMISSING, GAP_POINTER_LFS_MISSING,
                       "the content sha256:%s is not in the local LFS store", hex);
    return ASSAY_OK;
}
