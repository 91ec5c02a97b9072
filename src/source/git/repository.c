/* repository.c - finds a repository, holds it to git's ownership rule, and asks it by name. */

#include "source/git/repository.h"

#include <assay/target.h>

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
#include "source/attributes.h"
#include "source/disk_file.h"
#include "source/fail.h"
#include "source/git/discover.h"
#include "source/git/format.h"
#include "source/git/library.h"
#include "source/git/ownership.h"

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
    stores_clear(&repository->stores);
    free(repository->index_file);
    for (size_t i = 0; i < repository->alternate_count; i++)
        free(repository->alternates[i]);
    free(repository->alternates);
    free(repository->shallow);
    free(repository);
    library_close();
}

void repository_freep(struct repository **repository)
{
    repository_free(*repository);
    *repository = NULL;
}

/* ---- opening ---- */

static enum assay_status fail_open(const char *path, struct assay_error *err)
{
    enum assay_status status = fail_git(err, ASSAY_EFORMAT, GAP_GIT_UNSUPPORTED_FORMAT,
                                        "cannot read the repository %s", path);

    assay_error_path(err, path);
    assay_error_why(err, "its config or its folders are not those of a repository");
    assay_error_do(err, "git -C %s fsck", path);
    return status;
}

static int compare_ids(const void *a, const void *b)
{
    return object_id_compare(a, b);
}

/* One id a line. Source: gitrepository-layout(5), "shallow". */
static enum assay_status read_shallow(struct repository *repository, const char *named,
                                      struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SHALLOW_CEILING};
    char path[PATH_MAX];
    struct assay_error failure;
    struct bytes rest;
    enum assay_status status;

    if (named)
        snprintf(path, sizeof path, "%s", named);
    else
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

/* Whether what stands behind the work tree is the git folder, or lies in it; ".github" is not. */
static bool is_in_git_folder(const char *behind)
{
    static const char name[] = "/.git";
    size_t size = strlen(name);

    return strncmp(behind, name, size) == 0 && (behind[size] == 0 || behind[size] == '/');
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
        is_in_git_folder(resolved + size))
        return strdup("");
    return strdup(resolved + size + 1);
}

bool repository_config_path(const struct repository *repository, const char *name,
                            char out[PATH_MAX])
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

/* Where the files stand: as git says, then as the repository does. */
static char *find_work_dir(const struct repository *repository,
                           const struct repository_format *format,
                           const struct assay_git_environment *environment)
{
    const char *configured = git_repository_workdir(repository->handle);
    git_config *config = NULL;
    bool named = format->own_worktree != NULL;

    if (environment && environment->work_tree)
        return without_slash(environment->work_tree);
    if (format->own_worktree)
        return without_slash(format->own_worktree);
    if (!environment || !environment->git_dir || !configured)
        return without_slash(configured);
    /* where only the git folder was handed over, git takes the folder it stands in */
    if (git_repository_config_snapshot(&config, repository->handle) == 0) {
        const char *value;

        named = git_config_get_string(&value, config, "core.worktree") == 0;
        git_config_free(config);
    }
    return without_slash(named ? configured : environment->start);
}

static bool copy_alternates(struct repository *repository,
                            const struct assay_git_environment *environment)
{
    size_t count = environment ? environment->alternate_count : 0;

    repository->alternates = calloc(count + 1, sizeof *repository->alternates);
    for (size_t i = 0; repository->alternates && i < count; i++) {
        repository->alternates[i] = strdup(environment->alternates[i]);
        if (!repository->alternates[i])
            return false;
        repository->alternate_count++;
    }
    return repository->alternates != NULL;
}

static char *named_or_in(const char *named, const char *folder, const char *name)
{
    char *path;

    if (named)
        return strdup(named);
    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

/* `environment` is NULL where it is of another repository. */
static enum assay_status fill(struct repository *repository, const char *path,
                              const struct repository_format *format,
                              const struct assay_git_environment *environment,
                              struct assay_error *err)
{
    static const struct assay_git_environment none;
    const struct assay_git_environment *given = environment ? environment : &none;

    repository->id_size = format->id_size;
    repository->sparse = format->sparse;
    repository->handed_over = given->git_dir || given->work_tree;
    repository->git_dir = without_slash(git_repository_path(repository->handle));
    repository->common_dir = without_slash(format->common_dir);
    if (!repository->git_dir || !repository->common_dir)
        return fail_no_memory(err);
    if (!git_repository_is_bare(repository->handle) || given->work_tree || format->own_worktree)
        repository->work_dir = find_work_dir(repository, format, environment);
    repository->objects_dir = named_or_in(given->object_dir, repository->common_dir, "objects");
    repository->index_file = named_or_in(given->index_file, repository->git_dir, "index");
    repository->prefix = find_prefix(repository, path);
    if (!repository->objects_dir || !repository->index_file || !repository->prefix ||
        !copy_alternates(repository, environment))
        return fail_no_memory(err);
    TRY(check_owner(repository->work_dir, repository->git_dir, err));
    TRY(repository_stores(repository, err));
    return read_shallow(repository, given->shallow_file, err);
}

static void format_cleanup(struct repository_format *format)
{
    format_clear(format);
}

enum assay_status repository_open(const char *path, const struct assay_git_environment *environment,
                                  struct repository **out, struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *repository = NULL;
    CLEANUP(format_cleanup) struct repository_format format = {0};
    char git_dir[PATH_MAX];
    bool ours;

    *out = NULL;
    if (!discover_may_succeed(path, environment))
        return ASSAY_OK;
    TRY(library_open(err));
    repository = calloc(1, sizeof *repository);
    if (!repository) {
        library_close();
        return fail_no_memory(err);
    }
    discover(path, environment, git_dir, &ours);
    if (!git_dir[0])
        return ASSAY_OK;
    TRY(format_read(git_dir, ours ? environment->common_dir : NULL, &format, err));
    if (open_found(repository, git_dir) != 0)
        return fail_open(path, err);
    TRY(fill(repository, path, &format, ours ? environment : NULL, err));
    *out = TAKE(repository);
    return ASSAY_OK;
}

enum assay_status repository_store(const struct repository *repository,
                                   const struct assay_target *target, struct inventory_part *part,
                                   struct object_store **out, struct assay_error *err)
{
    const struct object_store_options options = {
        .folder = repository->objects_dir,
        .borrowed = (const char *const *)repository->alternates,
        .borrowed_count = repository->alternate_count,
        .id_size = repository->id_size,
        .verify_objects = target && target->verify_objects,
        .verify_packs = target && target->verify_packs,
    };

    return object_store_open(&options, part, out, err);
}

/* ---- what its settings say ---- */

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

    if (!repository_config_path(repository, "core.excludesfile", path)) {
        if (xdg && xdg[0])
            snprintf(path, sizeof path, "%s/git/ignore", xdg);
        else
            snprintf(path, sizeof path, "%s/.config/git/ignore", home ? home : "");
    }
    return read_rules(path);
}

struct attributes_file *repository_attributes(const struct repository *repository)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_IGNORE_FILE};
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/info/attributes", repository->common_dir);
    return file_read(AT_FDCWD, path, &text, NULL) == ASSAY_OK
               ? attributes_parse(buf_bytes(&text), true)
               : NULL;
}
