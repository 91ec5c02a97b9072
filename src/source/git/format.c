/*
 * format.c - the version and the extensions of a repository.
 * Source: git, Documentation/technical/repository-version; git-config(1), "extensions.*".
 */

#include "source/git/format.h"

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/settings.h"

enum { COMMONDIR_CEILING = PATH_MAX, SHA1_BYTES = 20, SHA256_BYTES = 32 };

/* What these change does not touch where objects, index and refs stand, or is read below. */
static const char *const known[] = {
    "extensions.compatobjectformat",
    "extensions.noop",
    "extensions.noop-v1",
    "extensions.objectformat",
    "extensions.partialclone",
    "extensions.preciousobjects",
    "extensions.refstorage",
    "extensions.relativeworktrees",
    "extensions.worktreeconfig",
};

void format_clear(struct repository_format *format)
{
    free(format->common_dir);
    free(format->own_worktree);
}

static enum assay_status fail_format(const char *git_dir, struct assay_error *err,
                                     const char *remedy, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static enum assay_status fail_format(const char *git_dir, struct assay_error *err,
                                     const char *remedy, const char *format, ...)
{
    char text[256];
    va_list args;
    enum assay_status status;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = fail_id(err, ASSAY_EFORMAT, GAP_GIT_UNSUPPORTED_FORMAT, "%s", text);
    assay_error_path(err, git_dir);
    assay_error_why(err, "reading it as something else would mean looking at the wrong content");
    assay_error_do(err, "%s", remedy);
    return status;
}

static bool is_known(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(known[i], name) == 0)
            return true;
    return false;
}

static enum assay_status judge(const char *git_dir, const char *name, const char *value,
                               struct repository_format *out, struct assay_error *err)
{
    static const char other[] = "examine an export:  git archive HEAD -o tree.tar && assay check "
                                "tree.tar";

    if (!is_known(name))
        return fail_format(git_dir, err, other, "the repository needs %s, which is unknown here",
                           name);
    if (strcmp(name, "extensions.refstorage") == 0 && strcmp(value, "files") != 0)
        return fail_format(git_dir, err, "git refs migrate --ref-format=files",
                           "the repository keeps its refs as \"%s\", which is not read here",
                           value);
    if (strcmp(name, "extensions.objectformat") != 0)
        return ASSAY_OK;
    if (strcasecmp(value, "sha256") == 0)
        out->id_size = SHA256_BYTES;
    else if (strcasecmp(value, "sha1") != 0)
        return fail_format(git_dir, err, other, "the repository has ids of the kind \"%s\"", value);
    return ASSAY_OK;
}

static enum assay_status read_extensions(const char *git_dir, const struct settings *config,
                                         struct repository_format *out, struct assay_error *err)
{
    const char *number = settings_text(config, "core.repositoryformatversion");
    uint64_t version = 0;

    if (number && (!text_u64(bytes_text(number), &version) || version > 1))
        return fail_format(git_dir, err, "a newer assay",
                           "the repository's format has version %.32s; 0 and 1 are read here",
                           number);
    for (size_t i = 0; i < settings_count(config); i++) {
        const struct setting *setting = settings_at(config, i);

        if (strncmp(setting->name, "extensions.", 11) != 0)
            continue;
        /* version 0 knew no extensions: what git does not heed there, changes nothing */
        if (version == 1 || is_known(setting->name))
            TRY(judge(git_dir, setting->name, setting->value ? setting->value : "true", out, err));
    }
    return ASSAY_OK;
}

static enum assay_status fail_config(const char *path, const struct assay_error *failure,
                                     struct assay_error *err)
{
    enum assay_status status = fail_id(err, ASSAY_EFORMAT, GAP_GIT_UNSUPPORTED_FORMAT,
                                       "cannot read the repository's config: %s", failure->text);

    assay_error_path(err, path);
    assay_error_do(err, "git config --file %s --list      shows the line", path);
    return status;
}

/* Git takes its defaults where there is none. */
static enum assay_status read_config(const char *folder, const char *name, struct settings **out,
                                     struct assay_error *err)
{
    struct assay_error failure = {0};
    char path[PATH_MAX];
    enum assay_status status;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    status = settings_read_file(path, out, &failure);
    if (status == ASSAY_OK || status == ASSAY_EMISSING)
        return ASSAY_OK;
    return status == ASSAY_ENOMEM ? fail_no_memory(err) : fail_config(path, &failure, err);
}

/* The config that is this work tree's alone, where the extension says that there is one. */
static enum assay_status read_own(const char *git_dir, const struct settings *config,
                                  struct repository_format *out, struct assay_error *err)
{
    CLEANUP(settings_freep) struct settings *own = NULL;
    char path[PATH_MAX];

    if (!settings_true(config, "extensions.worktreeconfig"))
        return ASSAY_OK;
    TRY(read_config(git_dir, "config.worktree", &own, err));
    if (!own || !settings_path(own, "core.worktree", path, sizeof path))
        return ASSAY_OK;
    if (path[0] == '/')
        out->own_worktree = strdup(path);
    else if (asprintf(&out->own_worktree, "%s/%s", git_dir, path) < 0)
        out->own_worktree = NULL;
    return out->own_worktree ? ASSAY_OK : fail_no_memory(err);
}

/* A linked work tree's git folder names the shared one in a file. */
static enum assay_status find_common(const char *git_dir, char **out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = COMMONDIR_CEILING};
    char path[PATH_MAX];
    const char *named;

    snprintf(path, sizeof path, "%s/commondir", git_dir);
    if (file_read(AT_FDCWD, path, &text, NULL) != ASSAY_OK)
        snprintf(path, sizeof path, "%s", git_dir);
    while (text.size > 0 && (text.data[text.size - 1] == '\n' || text.data[text.size - 1] == '\r'))
        text.size--;
    named = buf_string(&text);
    if (named[0] == '/')
        snprintf(path, sizeof path, "%s", named);
    else if (named[0])
        snprintf(path, sizeof path, "%s/%s", git_dir, named);
    *out = realpath(path, NULL);
    if (!*out)
        *out = strdup(path);
    return *out ? ASSAY_OK : fail_no_memory(err);
}

/* Opening a named pipe would wait for ever, whatever --time-limit says. */
static enum assay_status check_regular(const char *folder, struct assay_error *err)
{
    static const char *const names[] = {"HEAD", "config", "config.worktree", "commondir"};
    char path[PATH_MAX];
    struct stat status;

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (stat(path, &status) != 0 || S_ISREG(status.st_mode))
            continue;
        return fail_format(folder, err, "ls -l in that folder; git writes no such thing",
                           "the repository's %s is no regular file", names[i]);
    }
    return ASSAY_OK;
}

enum assay_status format_read(const char *git_dir, const char *common_dir,
                              struct repository_format *out, struct assay_error *err)
{
    CLEANUP(settings_freep) struct settings *config = NULL;

    *out = (struct repository_format){.id_size = SHA1_BYTES};
    TRY(check_regular(git_dir, err));
    if (common_dir) {
        out->common_dir = strdup(common_dir);
        if (!out->common_dir)
            return fail_no_memory(err);
    } else {
        TRY(find_common(git_dir, &out->common_dir, err));
    }
    TRY(check_regular(out->common_dir, err));
    TRY(read_config(out->common_dir, "config", &config, err));
    if (!config)
        return ASSAY_OK;
    TRY(read_extensions(git_dir, config, out, err));
    return read_own(git_dir, config, out, err);
}
