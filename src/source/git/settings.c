/*
 * settings.c - which files hold git's configuration, what they include, and the last word of each
 * name. Source: git-config(1), "FILES", "Includes", "Conditional includes", "Values".
 */

#include "source/git/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "base/text.h"
#include "source/fail.h"
#include "source/git/settings_parse.h"

enum { INCLUDE_DEPTH = 10 /* as git has it */, HEAD_CEILING = 4096 };

struct settings {
    struct arena *arena;
    struct setting *values;
    size_t count, room;
    struct settings_flaw *flaws;
    size_t flaw_count, flaw_room;
    unsigned included; /* files that were included so far */
};

/* One file on the way: files include files. */
struct reading {
    struct settings *settings;
    const struct settings_place *place; /* NULL: no conditions hold */
    const char *path;
    enum settings_scope scope;
    unsigned depth;
    bool alone; /* what it includes has no say */
};

void settings_free(struct settings *settings)
{
    if (!settings)
        return;
    arena_free(settings->arena);
    free(settings->values);
    free(settings->flaws);
    free(settings);
}

void settings_freep(struct settings **settings)
{
    settings_free(*settings);
    *settings = NULL;
}

static enum assay_status add_flaw(struct settings *settings, const char *path, const char *why,
                                  struct assay_error *err)
{
    struct settings_flaw flaw = {arena_text(settings->arena, path),
                                 arena_text(settings->arena, why)};

    if (!flaw.path || !flaw.why ||
        !HAS_ROOM(settings->flaws, settings->flaw_count, settings->flaw_room))
        return fail_no_memory(err);
    settings->flaws[settings->flaw_count++] = flaw;
    return ASSAY_OK;
}

/* ---- paths ---- */

/* Source: git-config(1), "pathname". Somebody else's home ("~ann/") is not looked up: a name
 * service may be a server, and a repository must not choose what is asked of it. */
static bool expand(const char *value, char *out, size_t size)
{
    const char *home = getenv("HOME"), *slash = strchr(value, '/');

    if (value[0] != '~')
        return text_copy(out, size, value);
    if (!slash)
        slash = value + strlen(value);
    return slash == value + 1 && home && text_copy(out, size, home) &&
           text_append(out, size, slash);
}

/* A path in a file is relative to that file's folder. */
static bool beside(const char *file, const char *value, char *out, size_t size)
{
    char path[PATH_MAX];
    const char *slash = strrchr(file, '/');

    if (!expand(value, path, sizeof path))
        return false;
    if (path[0] == '/' || !slash)
        return text_copy(out, size, path);
    return snprintf(out, size, "%.*s/%s", (int)(slash - file), file, path) < (int)size;
}

/* ---- conditions ---- */

static bool matches(const char *pattern, const char *text, bool fold)
{
    CLEANUP(free_cleanup) char *one = strdup(pattern);
    CLEANUP(free_cleanup) char *other = strdup(text);

    if (!one || !other || strlen(one) > LIMIT_IGNORE_PATTERN)
        return false;
    for (char *at = one; fold && *at; at++)
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    for (char *at = other; fold && *at; at++)
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    return glob_match(bytes_text(one), bytes_text(other));
}

static bool is_git_dir(const struct reading *reading, const char *wanted, bool fold)
{
    CLEANUP(free_cleanup) char *real = realpath(reading->place->git_dir, NULL);
    char path[PATH_MAX], pattern[PATH_MAX + 8];
    bool below = strncmp(wanted, "./", 2) == 0;
    size_t size;

    if (below ? !beside(reading->path, wanted + 2, path, sizeof path)
              : !expand(wanted, path, sizeof path))
        return false;
    size = strlen(path);
    snprintf(pattern, sizeof pattern, "%s%s%s", path[0] == '/' ? "" : "**/", path,
             size > 0 && path[size - 1] == '/' ? "**" : "");
    return matches(pattern, reading->place->git_dir, fold) ||
           (real && matches(pattern, real, fold));
}

static bool is_branch(const struct reading *reading, const char *wanted)
{
    static const char ref[] = "ref: refs/heads/";
    CLEANUP(buf_clear) struct buf head = {.ceiling = HEAD_CEILING};
    char path[PATH_MAX], pattern[PATH_MAX + 8];
    const char *text;
    size_t size = strlen(wanted);

    snprintf(path, sizeof path, "%s/HEAD", reading->place->git_dir);
    if (file_read(AT_FDCWD, path, &head, NULL) != ASSAY_OK)
        return false;
    while (head.size > 0 && (head.data[head.size - 1] == '\n' || head.data[head.size - 1] == '\r'))
        head.size--;
    text = buf_string(&head);
    snprintf(pattern, sizeof pattern, "%s%s", wanted,
             size > 0 && wanted[size - 1] == '/' ? "**" : "");
    return strncmp(text, ref, strlen(ref)) == 0 && matches(pattern, text + strlen(ref), false);
}

/* Whether a setting of that name includes a file: "include.path", "includeif.CONDITION.path". */
static bool includes(const struct reading *reading, const char *name)
{
    static const char start[] = "includeif.", end[] = ".path";
    char condition[PATH_MAX];
    size_t size = strlen(name), least = strlen(start) + strlen(end);

    if (strcmp(name, "include.path") == 0)
        return true;
    if (!reading->place || size < least || strncmp(name, start, strlen(start)) != 0 ||
        strcmp(name + size - strlen(end), end) != 0 || size - least >= sizeof condition)
        return false;
    memcpy(condition, name + strlen(start), size - least);
    condition[size - least] = 0;
    if (strncmp(condition, "gitdir:", 7) == 0)
        return is_git_dir(reading, condition + 7, false);
    if (strncmp(condition, "gitdir/i:", 9) == 0)
        return is_git_dir(reading, condition + 9, true);
    return strncmp(condition, "onbranch:", 9) == 0 && is_branch(reading, condition + 9);
}

/* ---- files ---- */

static enum assay_status read_file(const struct reading *reading, struct assay_error *err);

/* Without the path, which the flaw has. */
static const char *why_of(const struct assay_error *failure)
{
    if (failure->status == ASSAY_ELIMIT)
        return "it is larger than 4 MiB, or has too many settings";
    if (failure->sys == EINVAL || failure->sys == EISDIR)
        return "it is no regular file";
    return failure->sys ? "it cannot be read" : failure->text;
}

/* Git passes over an included file that is not there. */
// NOLINTNEXTLINE(misc-no-recursion): the depth is counted
static enum assay_status include(const struct reading *above, const char *value,
                                 struct assay_error *err)
{
    struct settings *settings = above->settings;
    struct reading reading = *above;
    struct assay_error failure = {0};
    char path[PATH_MAX];
    enum assay_status status;

    if (!beside(above->path, value, path, sizeof path))
        return add_flaw(settings, value, "the path of an included file leads nowhere", err);
    reading.path = path;
    reading.depth++;
    if (reading.depth > INCLUDE_DEPTH)
        return add_flaw(settings, path, "settings include settings more than 10 levels deep", err);
    if (settings->included >= LIMIT_GIT_INCLUDES) {
        if (settings->included++ == LIMIT_GIT_INCLUDES)
            return add_flaw(settings, path, "settings include more than 256 files", err);
        return ASSAY_OK;
    }
    settings->included++;
    status = read_file(&reading, &failure);
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    return status == ASSAY_OK || status == ASSAY_EMISSING
               ? ASSAY_OK
               : add_flaw(settings, path, why_of(&failure), err);
}

// NOLINTNEXTLINE(misc-no-recursion): the depth is counted
static enum assay_status keep(void *state, const char *name, const char *value,
                              struct assay_error *err)
{
    const struct reading *reading = state;
    struct settings *settings = reading->settings;
    struct setting setting = {
        .name = arena_text(settings->arena, name),
        .value = value ? arena_text(settings->arena, value) : NULL,
        .scope = reading->scope,
        .included = reading->depth > 0,
    };

    if (settings->count == LIMIT_GIT_SETTINGS)
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET, "more than %u settings",
                          (unsigned)LIMIT_GIT_SETTINGS);
    if (!setting.name || (value && !setting.value) ||
        !HAS_ROOM(settings->values, settings->count, settings->room))
        return fail_no_memory(err);
    settings->values[settings->count++] = setting;
    return value && !reading->alone && includes(reading, name) ? include(reading, value, err)
                                                               : ASSAY_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): the depth is counted
static enum assay_status read_file(const struct reading *reading, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_GIT_CONFIG};
    struct reading own = *reading;
    const struct settings_each told = {keep, &own};

    if (strcmp(reading->path, "/dev/null") == 0) /* how one says that there is none */
        return ASSAY_OK;
    TRY(file_read(AT_FDCWD, reading->path, &text, err));
    return settings_parse(buf_bytes(&text), &told, err);
}

static enum assay_status read_one(struct settings *settings, const struct settings_place *place,
                                  enum settings_scope scope, const char *path,
                                  struct assay_error *err)
{
    const struct reading reading = {
        .settings = settings, .place = place, .path = path, .scope = scope};
    struct assay_error failure = {0};
    enum assay_status status = read_file(&reading, &failure);

    if (status == ASSAY_OK || status == ASSAY_EMISSING)
        return ASSAY_OK;
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (scope < SETTINGS_LOCAL)
        return add_flaw(settings, path, why_of(&failure), err);
    *err = failure;
    assay_error_path(err, path);
    return ASSAY_EFORMAT;
}

/* Source: git(1), GIT_CONFIG_SYSTEM, GIT_CONFIG_GLOBAL, GIT_CONFIG_NOSYSTEM. */
static enum assay_status read_users(struct settings *settings, const struct settings_place *place,
                                    struct assay_error *err)
{
    const char *system = getenv("GIT_CONFIG_SYSTEM"), *global = getenv("GIT_CONFIG_GLOBAL");
    const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char path[PATH_MAX];

    if (!getenv("GIT_CONFIG_NOSYSTEM"))
        TRY(read_one(settings, place, SETTINGS_SYSTEM, system ? system : "/etc/gitconfig", err));
    if (global)
        return global[0] ? read_one(settings, place, SETTINGS_GLOBAL, global, err) : ASSAY_OK;
    if ((xdg && xdg[0]) || home) {
        snprintf(path, sizeof path, "%s%s/git/config", xdg && xdg[0] ? xdg : home,
                 xdg && xdg[0] ? "" : "/.config");
        TRY(read_one(settings, place, SETTINGS_GLOBAL, path, err));
    }
    if (!home)
        return ASSAY_OK;
    snprintf(path, sizeof path, "%s/.gitconfig", home);
    return read_one(settings, place, SETTINGS_GLOBAL, path, err);
}

static enum assay_status make(struct settings **out, struct assay_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return fail_no_memory(err);
    (*out)->arena = arena_new();
    return (*out)->arena ? ASSAY_OK : fail_no_memory(err);
}

enum assay_status settings_read(const struct settings_place *place, struct settings **out,
                                struct assay_error *err)
{
    CLEANUP(settings_freep) struct settings *settings = NULL;
    char path[PATH_MAX];

    TRY(make(&settings, err));
    TRY(read_users(settings, place, err));
    if (place) {
        snprintf(path, sizeof path, "%s/config", place->common_dir);
        TRY(read_one(settings, place, SETTINGS_LOCAL, path, err));
    }
    if (place && settings_true(settings, "extensions.worktreeconfig")) {
        snprintf(path, sizeof path, "%s/config.worktree", place->git_dir);
        TRY(read_one(settings, place, SETTINGS_WORKTREE, path, err));
    }
    *out = TAKE(settings);
    return ASSAY_OK;
}

enum assay_status settings_read_file(const char *path, struct settings **out,
                                     struct assay_error *err)
{
    CLEANUP(settings_freep) struct settings *settings = NULL;
    struct reading reading = {.path = path, .scope = SETTINGS_LOCAL, .alone = true};

    TRY(make(&settings, err));
    reading.settings = settings;
    TRY(read_file(&reading, err));
    *out = TAKE(settings);
    return ASSAY_OK;
}

/* ---- what they say ---- */

size_t settings_count(const struct settings *settings)
{
    return settings->count;
}

const struct setting *settings_at(const struct settings *settings, size_t at)
{
    return &settings->values[at];
}

size_t settings_flaw_count(const struct settings *settings)
{
    return settings->flaw_count;
}

const struct settings_flaw *settings_flaw(const struct settings *settings, size_t at)
{
    return &settings->flaws[at];
}

const struct setting *settings_find(const struct settings *settings, const char *name)
{
    for (size_t i = settings->count; i-- > 0;)
        if (strcmp(settings->values[i].name, name) == 0)
            return &settings->values[i];
    return NULL;
}

const char *settings_text(const struct settings *settings, const char *name)
{
    const struct setting *setting = settings_find(settings, name);

    return setting ? setting->value : NULL;
}

bool settings_true(const struct settings *settings, const char *name)
{
    const struct setting *setting = settings_find(settings, name);
    const char *value = setting ? setting->value : "";

    if (!value || strcasecmp(value, "true") == 0 || strcasecmp(value, "yes") == 0 ||
        strcasecmp(value, "on") == 0)
        return true;
    return strtol(value, NULL, 0) != 0;
}

bool settings_path(const struct settings *settings, const char *name, char *out, size_t size)
{
    const char *value = settings_text(settings, name);

    return value && value[0] && expand(value, out, size);
}
