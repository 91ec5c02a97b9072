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
    settings_free(repository->settings);
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
}

void repository_freep(struct repository **repository)
{
    repository_free(*repository);
    *repository = NULL;
}

/* ---- opening ---- */

static enum assay_status fail_open(const char *path, const char *why, struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EFORMAT, GAP_GIT_UNSUPPORTED_FORMAT,
                                       "cannot read the repository: %s", why);

    assay_error_path(err, path);
    assay_error_why(err, "its config or its folders are not those of a repository");
    assay_error_do(err, "git -C %s fsck", path);
    return status;
}

/* What git takes for a repository. */
static bool is_whole(const char *git_dir, const char *common_dir)
{
    const char *const needed[][2] = {
        {git_dir, "HEAD"}, {common_dir, "objects"}, {common_dir, "refs"}};
    char path[PATH_MAX];
    struct stat status;

    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        snprintf(path, sizeof path, "%s/%s", needed[i][0], needed[i][1]);
        if (lstat(path, &status) != 0)
            return false;
    }
    return true;
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
    return settings_path(repository->settings, name, out, PATH_MAX);
}

static char *real_or_same(const char *path)
{
    char *real = realpath(path, NULL);

    return real ? real : without_slash(path);
}

/* The folder that holds this path. */
static char *above(const char *path)
{
    char folder[PATH_MAX], *slash;

    if (!text_copy(folder, sizeof folder, path) || !(slash = strrchr(folder, '/')))
        return NULL;
    slash[slash == folder] = 0;
    return real_or_same(folder);
}

/* A linked work tree's git folder names the file that stands for it there. */
static char *find_linked(const struct repository *repository)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = PATH_MAX};
    char path[PATH_MAX], file[2 * PATH_MAX];
    const char *named;

    snprintf(path, sizeof path, "%s/gitdir", repository->git_dir);
    if (strcmp(repository->git_dir, repository->common_dir) == 0 ||
        file_read(AT_FDCWD, path, &text, NULL) != ASSAY_OK)
        return NULL;
    while (text.size > 0 && (text.data[text.size - 1] == '\n' || text.data[text.size - 1] == '\r'))
        text.size--;
    named = buf_string(&text);
    snprintf(file, sizeof file, "%s%s%s", named[0] == '/' ? "" : repository->git_dir,
             named[0] == '/' ? "" : "/", named);
    return above(file);
}

static bool is_named_git(const char *git_dir)
{
    const char *slash = strrchr(git_dir, '/');

    return strcmp(slash ? slash + 1 : git_dir, ".git") == 0;
}

/* Where the files stand: as git says, then as the repository does; NULL where it is bare.
 * Source: git-config(1), "core.worktree", "core.bare"; gitrepository-layout(5), "gitdir". */
static char *find_work_dir(const struct repository *repository,
                           const struct repository_format *format,
                           const struct assay_git_environment *environment)
{
    const struct settings *settings = repository->settings;
    char named[PATH_MAX], path[2 * PATH_MAX];
    char *linked;

    if (environment && environment->work_tree)
        return without_slash(environment->work_tree);
    if (format->own_worktree)
        return real_or_same(format->own_worktree);
    linked = find_linked(repository);
    if (linked)
        return linked;
    if (settings_true(settings, "core.bare") ||
        (!settings_find(settings, "core.bare") && !is_named_git(repository->git_dir) &&
         !settings_find(settings, "core.worktree")))
        return NULL;
    if (settings_path(settings, "core.worktree", named, sizeof named)) {
        snprintf(path, sizeof path, "%s%s%s", named[0] == '/' ? "" : repository->git_dir,
                 named[0] == '/' ? "" : "/", named);
        return real_or_same(path);
    }
    /* where only the git folder was handed over, git takes the folder it stands in */
    return environment && environment->git_dir ? without_slash(environment->start)
                                               : above(repository->git_dir);
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

static enum assay_status read_settings(struct repository *repository, struct assay_error *err)
{
    const struct settings_place place = {repository->git_dir, repository->common_dir};
    struct assay_error failure = {0};
    enum assay_status status = settings_read(&place, &repository->settings, &failure);

    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (status != ASSAY_OK)
        return fail_open(failure.path, failure.text, err);
    repository->sparse = settings_true(repository->settings, "core.sparsecheckout");
    return ASSAY_OK;
}

/* `environment` is NULL where it is of another repository. */
static enum assay_status fill(struct repository *repository, const char *path, const char *git_dir,
                              const struct repository_format *format,
                              const struct assay_git_environment *environment,
                              struct assay_error *err)
{
    static const struct assay_git_environment none;
    const struct assay_git_environment *given = environment ? environment : &none;

    repository->id_size = format->id_size;
    repository->handed_over = given->git_dir || given->work_tree;
    repository->git_dir = real_or_same(git_dir);
    repository->common_dir = without_slash(format->common_dir);
    if (!repository->git_dir || !repository->common_dir)
        return fail_no_memory(err);
    TRY(read_settings(repository, err));
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
    TRY(discover(path, environment, git_dir, &ours, err));
    if (!git_dir[0])
        return ASSAY_OK;
    repository = calloc(1, sizeof *repository);
    if (!repository)
        return fail_no_memory(err);
    TRY(format_read(git_dir, ours ? environment->common_dir : NULL, &format, err));
    if (!is_whole(git_dir, format.common_dir))
        return fail_open(git_dir, "HEAD, objects or refs are not there", err);
    TRY(fill(repository, path, git_dir, &format, ours ? environment : NULL, err));
    *out = TAKE(repository);
    return ASSAY_OK;
}

/* A bare repository's is, where none was asked for; that of the disk opens no objects. */
static bool is_of_all_history(enum assay_view view)
{
    return view == ASSAY_VIEW_HISTORY || view == ASSAY_VIEW_UNREACHABLE ||
           view == ASSAY_VIEW_DEFAULT;
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
        .every_pack = target && is_of_all_history(target->view),
    };

    return object_store_open(&options, part, out, err);
}

/* ---- what its settings say ---- */

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

/* What the .gitignore of each folder on the way down says, the innermost first, then the others. */
static bool is_ignored(const struct repository *repository, struct ignore_rules *const outer[2],
                       const char *path, size_t size)
{
    enum ignore_verdict verdict = IGNORE_SILENT;

    for (size_t above = size; above > 0 && verdict == IGNORE_SILENT;) {
        struct ignore_rules *rules;
        char file[2 * PATH_MAX];

        while (above > 0 && path[above - 1] != '/')
            above--;
        snprintf(file, sizeof file, "%s/%.*s.gitignore", repository->work_dir, (int)above, path);
        rules = read_rules(file);
        verdict = ignore_match(rules, bytes_of(path + above, size - above), true);
        ignore_free(rules);
        above -= above > 0;
    }
    for (size_t i = 0; i < 2 && verdict == IGNORE_SILENT; i++)
        verdict = ignore_match(outer[i], bytes_of(path, size), true);
    return verdict == IGNORE_DROP;
}

bool repository_ignores_prefix(const struct repository *repository)
{
    struct ignore_rules *const outer[2] = {repository_exclude(repository),
                                           repository_excludes_file(repository)};
    const char *path = repository->prefix;
    bool ignored = false;

    for (size_t size = strcspn(path, "/"); size > 0 && !ignored;) {
        ignored = is_ignored(repository, outer, path, size);
        size = path[size] ? size + 1 + strcspn(path + size + 1, "/") : 0;
    }
    ignore_free(outer[0]);
    ignore_free(outer[1]);
    return ignored;
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
