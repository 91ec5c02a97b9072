/* rules_here.c - the rules that judge lie in the work tree: where the commit at hand has others,
 * that counts or is said. */

#include "cli/rules_here.h"

#include <inttypes.h>
#include <string.h>

#include "base/beneath.h"
#include "base/kit.h"
#include "base/limits.h"

#define CONFIG ".assay.yml"
#define FOLDER ".assay/"
#define WAIVERS FOLDER "waivers"
#define IGNORED ".assayignore"

static bool is_of_work_tree(const struct run *run)
{
    return run->settings->git_dir && !run->settings->bare && !run->config_from;
}

enum assay_status staged_waivers_take(struct run *run, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *text = NULL;
    char *kept;

    if (run->target.view != ASSAY_VIEW_STAGED || !is_of_work_tree(run) || run->writes_waivers)
        return ASSAY_OK;
    TRY(assay_git_kept_file(run->path, run->cli->git, NULL, WAIVERS, &text,
                            &run->staged_waivers_size, err));
    kept = arena_alloc(run->arena, run->staged_waivers_size + 1);
    if (!kept)
        return out_of_memory(err);
    memcpy(kept, text ? text : "", run->staged_waivers_size + 1);
    run->staged_waivers = kept;
    return ASSAY_OK;
}

/* A file of the project as it lies here; what cannot be read was told where it was used. */
static bool read_here(const struct run *run, const char *name, struct buf *out)
{
    struct assay_error ignored = {0};

    return beneath_read(run->settings->root, name, out, &ignored) == ASSAY_OK;
}

static bool is_same(const struct buf *here, const char *text, size_t size)
{
    return here->size == size && (size == 0 || memcmp(here->data, text, size) == 0);
}

bool staged_waivers_differ(const struct run *run)
{
    CLEANUP(buf_clear) struct buf here = {.ceiling = LIMIT_DOCUMENT};

    return run->staged_waivers && read_here(run, WAIVERS, &here) &&
           !is_same(&here, run->staged_waivers, run->staged_waivers_size);
}

/* ---- what is said ---- */

struct telling {
    struct run *run;
    const char *commit; /* what judges is held to it, or to the index where it is NULL */
};

static void tell(struct telling *telling, const char *name, bool is_here, bool is_kept)
{
    const char *judged = is_here ? "judged as it lies here" : "did not judge, for it is not here";

    if (telling->commit)
        cli_note(telling->run->cli, "note: %s %s; %s has %s: --config-from %s", name, judged,
                 telling->commit,
                 !is_kept  ? "none"
                 : is_here ? "another"
                           : "one",
                 telling->commit);
    else
        cli_note(telling->run->cli, "note: %s %s, and is %s: git add %s", name, judged,
                 is_kept ? "staged otherwise" : "not staged", name);
}

static ASSAY_RESULT hold(struct telling *telling, const char *name, struct assay_error *err)
{
    struct run *run = telling->run;
    CLEANUP(buf_clear) struct buf here = {.ceiling = LIMIT_DOCUMENT};
    CLEANUP(free_cleanup) char *text = NULL;
    bool is_here = read_here(run, name, &here);
    size_t size;

    TRY(assay_git_kept_file(run->path, run->cli->git, telling->commit, name, &text, &size, err));
    if (is_here != (text != NULL) || (text && !is_same(&here, text, size)))
        tell(telling, name, is_here, text != NULL);
    return ASSAY_OK;
}

static ASSAY_RESULT hold_config(struct telling *telling, struct assay_error *err)
{
    const struct assay_settings *settings = telling->run->settings;
    size_t root = strlen(settings->root);
    bool below = settings->config_path &&
                 strncmp(settings->config_path, settings->root, root) == 0 &&
                 settings->config_path[root] == '/';

    TRY(hold(telling, below ? settings->config_path + root + 1 : CONFIG, err));
    for (size_t i = 0; i < settings->pack_count; i++)
        if (strncmp(settings->packs[i], "assay:", strlen("assay:")) != 0 &&
            beneath_is_named(settings->packs[i]))
            TRY(hold(telling, settings->packs[i], err));
    return ASSAY_OK;
}

/* What a range brought below .assay, where waivers, patterns and keys of signers lie. */
static ASSAY_RESULT hold_folder(struct telling *telling, struct assay_error *err)
{
    const struct assay_inventory *inventory = telling->run->inventory;
    const char *last = WAIVERS;

    TRY(hold(telling, WAIVERS, err));
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_path *path = inventory->items[i].path;
        const char *name;

        if (path->container || path->size <= strlen(FOLDER) ||
            memcmp(path->name, FOLDER, strlen(FOLDER)) != 0)
            continue;
        name = arena_printf(telling->run->arena, "%.*s", (int)path->size, path->name);
        if (!name)
            return out_of_memory(err);
        if (strcmp(name, last) != 0 && strcmp(name, WAIVERS) != 0)
            TRY(hold(telling, name, err));
        last = name;
    }
    return ASSAY_OK;
}

/* What a change names in its own .assayignore was not examined with it: the rules of before did not
 * leave it out. With --config-from those of that commit count, and there is nothing to tell. */
static ASSAY_RESULT hold_ignored(struct telling *telling, const char *before,
                                 struct assay_error *err)
{
    const struct run *run = telling->run;
    const bool staged = run->target.view == ASSAY_VIEW_STAGED;
    const char *range = run->target.revision, *dots = staged ? NULL : strstr(range, "..");
    const char *after = dots ? dots + strspn(dots, ".") : NULL;
    CLEANUP(free_cleanup) char *was = NULL, *is = NULL;
    const struct assay_totals *totals = &run->inventory->totals;
    size_t was_size = 0, is_size = 0;

    if (totals->ignored == 0 || !*run->inventory->target.head)
        return ASSAY_OK;
    TRY(assay_git_kept_file(run->path, run->cli->git, before, IGNORED, &was, &was_size, err));
    TRY(assay_git_kept_file(run->path, run->cli->git, after && !*after ? "HEAD" : after, IGNORED,
                            &is, &is_size, err));
    if (is && (!was || was_size != is_size || memcmp(was, is, is_size) != 0))
        cli_note(run->cli,
                 "note: " IGNORED " is %s in this change, and leaves out %" PRIu64
                 " file%s: --include-ignored examines %s",
                 was ? "changed" : "new", totals->ignored, totals->ignored == 1 ? "" : "s",
                 totals->ignored == 1 ? "it" : "them");
    return ASSAY_OK;
}

/* What a range starts from: "main" of main..b and of main...b. */
static const char *start_of(const struct run *run)
{
    const char *range = run->target.revision, *dots = strstr(range, "..");

    return dots && dots > range ? arena_printf(run->arena, "%.*s", (int)(dots - range), range)
                                : arena_text(run->arena, "HEAD");
}

enum assay_status rules_here_tell(struct run *run, struct assay_error *err)
{
    struct telling telling = {.run = run};
    bool range = run->target.view == ASSAY_VIEW_RANGE;

    if (!is_of_work_tree(run) || (!range && run->target.view != ASSAY_VIEW_STAGED))
        return ASSAY_OK;
    if (range) {
        telling.commit = start_of(run);
        if (!telling.commit)
            return out_of_memory(err);
        TRY(hold_folder(&telling, err));
    }
    TRY(hold_ignored(&telling, range ? telling.commit : "HEAD", err));
    return run->settings->config_is_named ? ASSAY_OK : hold_config(&telling, err);
}
