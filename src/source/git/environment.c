/*
 * environment.c - git's variables, read once and unset.
 * Source: git(1), "Environment Variables"; git-rev-parse(1), --local-env-vars.
 */

#include <assay/git.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "source/fail.h"

struct taken {
    struct assay_git_environment environment; /* first, as callers hold its address */
    struct arena *arena;
};

/* Those of one repository. GIT_CONFIG_COUNT and GIT_CONFIG_PARAMETERS are the user's word for all
 * of them, as GIT_CONFIG_GLOBAL is, and git hands them on to submodules too. */
static const char *const names[] = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
};

static bool absolute(struct taken *taken, const char *path, const char **out)
{
    *out = NULL;
    if (!path || !path[0])
        return true;
    *out = path[0] == '/' ? arena_text(taken->arena, path)
                          : arena_printf(taken->arena, "%s/%s", taken->environment.start, path);
    return *out != NULL;
}

/* The byte that an escape at *at stands for; moves behind it. */
static char unescape(const char **at)
{
    static const char letters[] = "abfnrtv", meant[] = "\a\b\f\n\r\t\v";
    const char *found;
    unsigned value = 0;

    for (int i = 0; i < 3 && **at >= '0' && **at <= '7'; i++)
        value = value * 8 + (unsigned)(*(*at)++ - '0');
    if ((*at)[-1] != '\\')
        return (char)(unsigned char)value;
    found = **at ? strchr(letters, **at) : NULL;
    return found ? meant[(++*at, found - letters)] : **at ? *(*at)++ : '\\';
}

/* One path of the list, which may be quoted as in C; moves *at behind it and its colon. */
static void take_path(const char **at, struct buf *out)
{
    buf_reset(out);
    if (**at == '"') {
        ++*at;
        while (**at && **at != '"') {
            if (**at == '\\') {
                ++*at;
                buf_byte(out, (uint8_t)unescape(at));
            } else {
                buf_byte(out, (uint8_t) * (*at)++);
            }
        }
        *at += **at == '"';
    }
    while (**at && **at != ':')
        buf_byte(out, (uint8_t) * (*at)++);
    *at += **at == ':';
}

static bool take_alternates(struct taken *taken)
{
    const char *at = getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES");
    CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX}; /* the system limits variables */
    struct assay_git_environment *out = &taken->environment;
    const char **alternates;
    size_t most = 1;

    for (const char *colon = at ? strchr(at, ':') : NULL; colon; colon = strchr(colon + 1, ':'))
        most++;
    alternates = arena_array(taken->arena, most, sizeof *alternates);
    out->alternates = alternates;
    while (alternates && at && *at) {
        take_path(&at, &path);
        if (path.status != ASSAY_OK)
            return false;
        if (path.size > 0 &&
            !absolute(taken, buf_string(&path), &alternates[out->alternate_count++]))
            return false;
    }
    return alternates != NULL;
}

static bool take(struct taken *taken)
{
    struct assay_git_environment *out = &taken->environment;
    const char *ceilings = getenv("GIT_CEILING_DIRECTORIES");
    char start[PATH_MAX];

    out->quarantined = getenv("GIT_QUARANTINE_PATH") != NULL;
    out->start = arena_text(taken->arena, getcwd(start, sizeof start) ? start : "");
    out->ceilings = ceilings ? arena_text(taken->arena, ceilings) : NULL;
    return out->start && (!ceilings || out->ceilings) &&
           absolute(taken, getenv("GIT_DIR"), &out->git_dir) &&
           absolute(taken, getenv("GIT_WORK_TREE"), &out->work_tree) &&
           absolute(taken, getenv("GIT_COMMON_DIR"), &out->common_dir) &&
           absolute(taken, getenv("GIT_INDEX_FILE"), &out->index_file) &&
           absolute(taken, getenv("GIT_SHALLOW_FILE"), &out->shallow_file) &&
           absolute(taken, getenv("GIT_OBJECT_DIRECTORY"), &out->object_dir) &&
           take_alternates(taken);
}

enum assay_status assay_git_environment_take(struct assay_git_environment **out,
                                             struct assay_error *err)
{
    struct taken *taken = calloc(1, sizeof *taken);

    if (taken)
        taken->arena = arena_new();
    if (!taken || !taken->arena || !take(taken)) {
        assay_git_environment_free((struct assay_git_environment *)taken);
        return fail_no_memory(err);
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        unsetenv(names[i]);
    *out = &taken->environment;
    return ASSAY_OK;
}

void assay_git_environment_free(struct assay_git_environment *environment)
{
    struct taken *taken = (struct taken *)environment;

    if (taken)
        arena_free(taken->arena);
    free(taken);
}
