/*
 * hook.c - git hooks: a stub of a few lines that runs `assay hook run NAME`.
 *
 * The folder is the one that git itself will use; git's config is never changed. A hook of somebody
 * else is moved aside on request and restored byte for byte.
 */

#include <assay/hook.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "source/git/hook_stub.h"
#include "source/git/places.h"

enum { HOOK_SIZE_MAX = 1 << 20 };

const char *const assay_hook_names[] = {"pre-commit", "pre-merge-commit", "pre-push",
                                        "pre-receive"};
const size_t assay_hook_name_count = ARRAY_LEN(assay_hook_names);

/* Marks that managers of hooks leave in the scripts that they write. */
static const struct {
    const char *mark, *name, *advice;
} managers[] = {
    {"lefthook", "lefthook",
     "add to lefthook.yml:  %s: {commands: {assay: {run: assay hook run %s}}}"},
    {"pre-commit.com", "pre-commit",
     "add to .pre-commit-config.yaml:  - repo: local, hooks: [{id: assay, name: assay, language: "
     "system, pass_filenames: false, stages: [%s], entry: assay hook run %s}]"},
    {"husky", "husky", "add to .husky/%s the line:  assay hook run %s \"$@\""},
};

static enum assay_status fail_path(struct assay_error *err, const char *doing, const char *path)
{
    enum assay_status status =
        assay_fail_errno(err, ASSAY_EOUTPUT, errno, "cannot %s %s", doing, path);

    assay_error_path(err, path);
    return status;
}

static enum assay_status check_name(const char *name, struct assay_error *err)
{
    const char *nearest;
    enum assay_status status;

    for (size_t i = 0; i < assay_hook_name_count; i++)
        if (strcmp(assay_hook_names[i], name) == 0)
            return ASSAY_OK;
    nearest = text_nearest(name, assay_hook_names, assay_hook_name_count);
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "no hook named \"%s\"", name);
    assay_error_id(err, "hook.unknown-name");
    assay_error_do(err, nearest ? "did you mean \"%s\"?" : "assay hook install pre-commit%s",
                   nearest ? nearest : "");
    return status;
}

/* The folder that git runs hooks from (githooks(5), core.hooksPath). */
static enum assay_status hooks_folder(const struct assay_settings *settings,
                                      struct assay_hook_status *status, char folder[PATH_MAX],
                                      struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(free_cleanup) char *real = NULL;
    struct git_places places;
    size_t root_size = strlen(settings->root);
    int length;

    if (!arena)
        return out_of_memory(err);
    if (!settings->git_dir) {
        enum assay_status failed = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                              "%s is inside no git repository", settings->root);

        assay_error_id(err, "git.not-a-repository");
        assay_error_path(err, settings->root);
        assay_error_why(err, "hooks belong to a repository");
        assay_error_do(err, "git init, or change into a repository");
        return failed;
    }
    TRY(git_places_find(arena, settings->root, &places, err));
    if (!places.hooks_path) {
        length = snprintf(folder, PATH_MAX, "%s/hooks", settings->common_dir);
    } else {
        text_copy(status->hooks_path, sizeof status->hooks_path, places.hooks_path);
        text_copy(status->hooks_path_scope, sizeof status->hooks_path_scope,
                  places.hooks_path_scope);
        if (places.hooks_path[0] == '/')
            length = snprintf(folder, PATH_MAX, "%s", places.hooks_path);
        else if (places.hooks_path[0] == '~' && places.hooks_path[1] == '/' && getenv("HOME"))
            length = snprintf(folder, PATH_MAX, "%s/%s", getenv("HOME"), places.hooks_path + 2);
        else
            length = snprintf(folder, PATH_MAX, "%s/%s", settings->root, places.hooks_path);
        real = realpath(folder, NULL);
        status->hooks_path_outside =
            strncmp(real ? real : folder, settings->root, root_size) != 0 ||
            (real ? real : folder)[root_size] != '/';
    }
    if (length < 0 || length >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return fail_path(err, "use the hooks folder of", settings->root);
    }
    return ASSAY_OK;
}

bool assay_hook_is_default(const struct assay_settings *settings, const char *name)
{
    if (settings->bare)
        return strcmp(name, "pre-receive") == 0;
    /* git runs the second one, and not the first, for a merge that it commits itself */
    return strcmp(name, "pre-commit") == 0 || strcmp(name, "pre-merge-commit") == 0;
}

static bool program_in_path(void)
{
    const char *path = getenv("PATH");

    while (path && *path) {
        size_t size = strcspn(path, ":");
        char candidate[PATH_MAX];

        if (size > 0 && size < sizeof candidate - sizeof "/assay") {
            snprintf(candidate, sizeof candidate, "%.*s/assay", (int)size, path);
            if (access(candidate, X_OK) == 0)
                return true;
        }
        path += size + (path[size] == ':');
    }
    return false;
}

/* Whose hook this is, by its text. To ours somebody may have added lines: then it is theirs. */
static void judge(struct assay_hook_status *status, const char *name, struct bytes text)
{
    char current[64];
    const uint8_t *mark;

    status->calls_assay =
        memmem(text.data, text.size, HOOK_STUB_CALL, strlen(HOOK_STUB_CALL)) != NULL;
    snprintf(current, sizeof current, HOOK_STUB_MARK "%d ", HOOK_STUB_VERSION);
    mark = memmem(text.data, text.size, HOOK_STUB_MARK, strlen(HOOK_STUB_MARK));
    if (mark && !memmem(text.data, text.size, current, strlen(current))) {
        status->state = ASSAY_HOOK_OUTDATED;
        return;
    }
    if (mark && hook_stub_is(name, text)) {
        status->state = ASSAY_HOOK_OURS;
        return;
    }
    status->state = ASSAY_HOOK_FOREIGN;
    for (size_t i = 0; i < ARRAY_LEN(managers); i++) {
        if (memmem(text.data, text.size, managers[i].mark, strlen(managers[i].mark))) {
            status->state = ASSAY_HOOK_MANAGER;
            status->manager = managers[i].name;
        }
    }
    for (size_t i = 0, lines = 0; i < text.size && i + 1 < sizeof status->first_lines; i++) {
        if (text.data[i] == '\n' && (++lines == 3 || i + 1 == text.size))
            break;
        status->first_lines[i] = (char)(text.data[i] >= ' ' ? text.data[i] : '?');
        if (text.data[i] == '\n') /* an error is told line by line: keep this one whole */
            status->first_lines[i] = ';';
    }
}

static bool is_same_file(const struct assay_settings *settings, const char *name,
                         const struct stat *file)
{
    char path[PATH_MAX];
    struct stat own;
    int length = snprintf(path, sizeof path, "%s/hooks/%s", settings->common_dir, name);

    return length > 0 && length < PATH_MAX && stat(path, &own) == 0 && own.st_dev == file->st_dev &&
           own.st_ino == file->st_ino;
}

/* One of ours, of any version, in the repository's own folder. */
static bool stands_in_repository(const struct assay_settings *settings, const char *name)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = HOOK_SIZE_MAX};
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/hooks/%s", settings->common_dir, name);

    return length > 0 && length < PATH_MAX && file_read(AT_FDCWD, path, &text, NULL) == ASSAY_OK &&
           memmem(text.data, text.size, HOOK_STUB_MARK, strlen(HOOK_STUB_MARK)) != NULL;
}

enum assay_status assay_hook_look(const struct assay_settings *settings, const char *name,
                                  struct assay_hook_status *out, struct assay_error *err)
{
    char folder[PATH_MAX], chained[PATH_MAX];
    struct buf text;
    struct stat file;
    enum assay_status status;

    TRY(check_name(name, err));
    *out = (struct assay_hook_status){.program_found = program_in_path()};
    TRY(hooks_folder(settings, out, folder, err));
    if (snprintf(out->path, sizeof out->path, "%s/%s", folder, name) >= (int)sizeof out->path) {
        errno = ENAMETOOLONG;
        return fail_path(err, "use", folder);
    }
    snprintf(chained, sizeof chained, "%s" HOOK_STUB_CHAINED, out->path);
    out->chained = access(chained, F_OK) == 0;
    if (strstr(folder, "/.husky")) {
        out->state = ASSAY_HOOK_MANAGER; /* husky writes its own files anew at each install */
        out->manager = "husky";
    }
    out->passed_over = out->hooks_path[0] && stands_in_repository(settings, name);
    if (stat(out->path, &file) != 0)
        return ASSAY_OK;
    if (out->passed_over) /* the folder that was named may be that very one */
        out->passed_over = !is_same_file(settings, name, &file);
    out->executable = access(out->path, X_OK) == 0;
    buf_init(&text, HOOK_SIZE_MAX);
    status = file_read(AT_FDCWD, out->path, &text, err);
    if (status == ASSAY_OK && !out->manager)
        judge(out, name, buf_bytes(&text));
    buf_clear(&text);
    return status;
}

/* What is there belongs to somebody else: says to whom, and the ways to go on. */
static enum assay_status refuse(const struct assay_hook_status *status, const char *name,
                                struct assay_error *err)
{
    enum assay_status failed = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                          "%s is not ours: nothing was written", status->path);

    assay_error_path(err, status->path);
    if (status->state == ASSAY_HOOK_MANAGER) {
        assay_error_id(err, "hook.manager");
        assay_error_why(err, "%s manages the hooks of this repository", status->manager);
        for (size_t i = 0; i < ARRAY_LEN(managers); i++) {
            if (strcmp(managers[i].name, status->manager) == 0) {
                char advice[400];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the formats are the table's own */
                snprintf(advice, sizeof advice, managers[i].advice, name, name);
#pragma GCC diagnostic pop
                assay_error_do(err, "%s", advice);
            }
        }
        return failed;
    }
    assay_error_id(err, "hook.foreign");
    assay_error_why(err, "it begins: %s", status->first_lines);
    assay_error_do(err,
                   "assay hook install %s --chain    (runs it first), or add to it the line: "
                   "assay hook run %s \"$@\"",
                   name, name);
    return failed;
}

/* A bare repository has neither index nor commits made in it: only what comes in can be judged. */
static enum assay_status check_bare(const struct assay_settings *settings, const char *name,
                                    struct assay_error *err)
{
    enum assay_status status;

    if (!settings->bare || strcmp(name, "pre-receive") == 0)
        return ASSAY_OK;
    status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "a bare repository runs no %s hook", name);
    assay_error_id(err, "hook.unknown-name");
    assay_error_path(err, settings->root);
    assay_error_do(err, "assay hook install pre-receive");
    return status;
}

static enum assay_status check_outside(const struct assay_hook_status *status,
                                       const struct assay_hook_options *options, const char *name,
                                       struct assay_error *err)
{
    enum assay_status failed;

    if (!status->hooks_path_outside || options->into_hooks_path)
        return ASSAY_OK;
    failed = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "core.hooksPath is %s (%s config), outside this repository: nothing was "
                        "written",
                        status->hooks_path, status->hooks_path_scope);
    assay_error_id(err, "hook.hooks-path");
    assay_error_path(err, status->path);
    assay_error_why(err, "a hook there would run in every repository that has this setting");
    assay_error_do(err, "assay hook install %s --into-hooks-path", name);
    return failed;
}

enum assay_status assay_hook_install(const struct assay_settings *settings, const char *name,
                                     const struct assay_hook_options *options, bool *changed,
                                     struct assay_hook_status *out, struct assay_error *err)
{
    char chained[PATH_MAX], folder[PATH_MAX];
    struct buf stub, present;
    enum assay_status status;
    bool same;

    TRY(assay_hook_look(settings, name, out, err));
    TRY(check_bare(settings, name, err));
    TRY(check_outside(out, options, name, err));
    if (out->state == ASSAY_HOOK_MANAGER || (out->state == ASSAY_HOOK_FOREIGN && !options->chain))
        return refuse(out, name, err);
    snprintf(chained, sizeof chained, "%s" HOOK_STUB_CHAINED, out->path);
    text_copy(folder, sizeof folder, out->path);
    *strrchr(folder, '/') = 0;
    TRY(file_make_folders(AT_FDCWD, folder, 0755, err));
    if (out->state == ASSAY_HOOK_FOREIGN) {
        if (link(out->path, chained) != 0) /* unlike rename(), refuses to lose an older one */
            return fail_path(err, "move the present hook aside to", chained);
        out->chained = true;
    }
    buf_init(&stub, HOOK_SIZE_MAX);
    buf_init(&present, HOOK_SIZE_MAX);
    hook_stub_write(&(struct hook_stub){name, out->chained, options->warn_if_missing}, &stub);
    status = buf_status(&stub, err);
    same = (out->state == ASSAY_HOOK_OURS || out->state == ASSAY_HOOK_OUTDATED) &&
           out->executable && file_read(AT_FDCWD, out->path, &present, NULL) == ASSAY_OK &&
           bytes_equal(buf_bytes(&present), buf_bytes(&stub));
    if (status == ASSAY_OK && !same)
        status = file_replace(AT_FDCWD, out->path, buf_bytes(&stub), 0755, err);
    buf_clear(&stub);
    buf_clear(&present);
    TRY(status);
    *changed = !same;
    return assay_hook_look(settings, name, out, err);
}

enum assay_status assay_hook_uninstall(const struct assay_settings *settings, const char *name,
                                       bool *changed, struct assay_hook_status *out,
                                       struct assay_error *err)
{
    char chained[PATH_MAX];

    TRY(assay_hook_look(settings, name, out, err));
    *changed = false;
    if (out->state != ASSAY_HOOK_OURS && out->state != ASSAY_HOOK_OUTDATED)
        return ASSAY_OK;
    snprintf(chained, sizeof chained, "%s" HOOK_STUB_CHAINED, out->path);
    if (out->chained ? rename(chained, out->path) != 0 : unlink(out->path) != 0)
        return fail_path(err, "remove", out->path);
    *changed = true;
    return assay_hook_look(settings, name, out, err);
}
