/*
 * settings_tell.c - settings that run programs: a repository that is unpacked, mounted or shared
 * brings its config along, and git runs what that names. Source: git-config(1).
 */

#include "source/git/settings_tell.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/glob.h"
#include "base/kit.h"
#include "base/text.h"
#include "inventory/gaps.h"

enum { TOLD_MAX = 100 };

enum runs {
    ALWAYS,
    UNLESS_TRUTH, /* "true" and "false" switch on what git has by itself */
    UNLESS_LFS,   /* what `git lfs install` writes */
    WITH_BANG,    /* only a value that begins with "!" */
    IF_NOT_NEVER, /* "never" forbids it */
};

/* In a pattern `*` is the subsection, or a part of the key, whatever stands in it. */
static const struct {
    const char *pattern;
    enum runs runs;
} commands[] = {
    {"alias.*", WITH_BANG},
    {"browser.*.cmd", ALWAYS},
    {"core.alternaterefscommand", ALWAYS},
    {"core.askpass", ALWAYS},
    {"core.editor", ALWAYS},
    {"core.fsmonitor", UNLESS_TRUTH},
    {"core.gitproxy", ALWAYS},
    {"core.hookspath", ALWAYS},
    {"core.pager", ALWAYS},
    {"core.sshcommand", ALWAYS},
    {"credential.*helper", ALWAYS},
    {"credential.helper", ALWAYS},
    {"diff.*.command", ALWAYS},
    {"diff.*.textconv", ALWAYS},
    {"diff.external", ALWAYS},
    {"difftool.*.cmd", ALWAYS},
    {"difftool.*.path", ALWAYS},
    {"filter.*.clean", UNLESS_LFS},
    {"filter.*.process", UNLESS_LFS},
    {"filter.*.smudge", UNLESS_LFS},
    {"gpg.*program", ALWAYS},
    {"guitool.*.cmd", ALWAYS},
    {"include.path", ALWAYS},
    {"includeif.*.path", ALWAYS},
    {"init.templatedir", ALWAYS},
    {"interactive.difffilter", ALWAYS},
    {"man.*.cmd", ALWAYS},
    {"merge.*.driver", ALWAYS},
    {"mergetool.*.cmd", ALWAYS},
    {"mergetool.*.path", ALWAYS},
    {"pager.*", UNLESS_TRUTH},
    {"protocol.ext.allow", IF_NOT_NEVER},
    {"remote.*.receivepack", ALWAYS},
    {"remote.*.uploadpack", ALWAYS},
    {"remote.*.vcs", ALWAYS},
    {"sendemail.*cmd", ALWAYS},
    {"sequence.editor", ALWAYS},
    {"submodule.*.update", WITH_BANG},
    {"trailer.*.cmd", ALWAYS},
    {"trailer.*.command", ALWAYS},
    {"uploadpack.packobjectshook", ALWAYS},
};

/* One `*` at most, which stands for anything, slashes too: glob.h is for paths. */
static bool fits(const char *pattern, const char *name)
{
    const char *star = strchr(pattern, '*');
    size_t front = star ? (size_t)(star - pattern) : 0, size = strlen(name);

    if (!star)
        return strcmp(pattern, name) == 0;
    return size >= strlen(pattern) - 1 && strncmp(name, pattern, front) == 0 &&
           strcmp(name + size - strlen(star + 1), star + 1) == 0;
}

static bool is_truth(const char *value)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "0", "1", ""};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasecmp(value, words[i]) == 0)
            return true;
    return false;
}

static bool runs(const struct setting *setting)
{
    const char *value = setting->value;

    for (size_t i = 0; value && i < ARRAY_LEN(commands); i++) {
        if (!fits(commands[i].pattern, setting->name))
            continue;
        switch (commands[i].runs) {
        case UNLESS_TRUTH:
            return !is_truth(value);
        case UNLESS_LFS:
            return strncmp(value, "git-lfs ", 8) != 0 || strpbrk(value, ";&|`$<>\n");
        case WITH_BANG:
            return value[0] == '!';
        case IF_NOT_NEVER:
            return strcasecmp(value, "never") != 0;
        default:
            return value[0] != 0;
        }
    }
    return false;
}

/* A path below the git folder as paths of the target are; others as they are. */
static const struct assay_path *place_of(const char *path, const char *git_dir, bool bare,
                                         struct inventory_part *part)
{
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX};
    size_t size = strlen(git_dir);

    if (strncmp(path, git_dir, size) == 0 && path[size] == '/')
        buf_printf(&name, "%s%s", bare ? "" : ".git/", path + size + 1);
    else
        buf_text(&name, path);
    return inventory_path(part, NULL, buf_bytes(&name));
}

void settings_tell(const struct settings *settings, const char *git_dir, bool bare,
                   struct inventory_part *part)
{
    const struct assay_path *config =
        inventory_path(part, NULL, bytes_text(bare ? "config" : ".git/config"));
    size_t told = 0;

    for (size_t i = 0; i < settings_flaw_count(settings); i++) {
        const struct settings_flaw *flaw = settings_flaw(settings, i);

        inventory_gap(part, GAP_GIT_CONFIG_UNREAD, place_of(flaw->path, git_dir, bare, part),
                      ASSAY_NO_OFFSET, flaw->why);
    }
    for (size_t i = 0; i < settings_count(settings) && told < TOLD_MAX; i++) {
        const struct setting *setting = settings_at(settings, i);
        CLEANUP(buf_clear) struct buf why = {.ceiling = SIZE_MAX};

        if (setting->scope < SETTINGS_LOCAL || !runs(setting))
            continue;
        text_show(&why, bytes_text(setting->name));
        buf_text(&why, strncmp(setting->name, "include", 7) == 0
                           ? " takes in settings from another file"
                           : " names a program that git runs");
        inventory_note(part, NOTE_GIT_CONFIG_COMMAND, config, buf_string(&why));
        told++;
    }
}
