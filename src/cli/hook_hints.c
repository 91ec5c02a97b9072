/*
 * hook_hints.c - the next commands to type after a push that was stopped.
 *
 * They name the commits that were pushed, not the branch that one happens to be on, and only what
 * the repository knows: the first push of a branch has no upstream, and a forced one may replace a
 * commit that was never fetched.
 */

#include "cli/hook_hints.h"

#include "base/kit.h"
#include "base/text.h"

enum { SHOWN = 3, ID_DIGITS = 12, REVISION_SIZE = 1024 };

static bool is_zero(const char *id)
{
    return id[strspn(id, "0")] == 0;
}

/* An empty range fails as such, before anything is examined, where its ends are known. */
static bool is_known(const struct run *run, const char *revision)
{
    const struct assay_scan_options options = {.threads = 1};
    struct assay_target target = run->target;
    struct assay_inventory *inventory = NULL;
    struct assay_error ignored = {0};
    char range[2 * REVISION_SIZE + 3];
    enum assay_status status;

    snprintf(range, sizeof range, "%s..%s", revision, revision);
    target.view = ASSAY_VIEW_RANGE;
    target.revision = range;
    target.updates = NULL;
    target.update_count = 0;
    status = assay_scan(&target, &options, &inventory, &ignored);
    assay_inventory_free(inventory);
    return status == ASSAY_EEMPTY;
}

/* What the other side had before: the ref's old value, else a branch of it that is known here. */
static bool find_start(const struct run *run, const struct assay_ref_update *update,
                       char start[REVISION_SIZE])
{
    static const char heads[] = "refs/heads/";
    const char *branches[] = {"HEAD", "main", "master", update->name};

    if (!is_zero(update->before)) {
        snprintf(start, REVISION_SIZE, "%.*s", ID_DIGITS, update->before);
        if (is_known(run, start))
            return true;
    }
    if (strncmp(update->name, heads, strlen(heads)) == 0)
        branches[3] += strlen(heads);
    for (size_t i = 0; run->target.remote && i < ARRAY_LEN(branches); i++) {
        int size = snprintf(start, REVISION_SIZE, "%s/%s", run->target.remote, branches[i]);

        if (size > 0 && size < REVISION_SIZE && is_known(run, start))
            return true;
    }
    return false;
}

/* One word for a POSIX shell, in quotes only where it needs them. */
static void write_word(struct buf *out, const char *word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "_-./:@%+,=";

    if (word[0] && word[strspn(word, plain)] == 0) {
        buf_text(out, word);
        return;
    }
    buf_byte(out, '\'');
    for (const char *at = word; *at; at++) {
        if (*at == '\'')
            buf_text(out, "'\\''");
        else
            buf_byte(out, (uint8_t)*at);
    }
    buf_byte(out, '\'');
}

/* What stands in no commit and no tree is called after its ref. */
static bool is_blob(const struct run *run, const struct assay_ref_update *update)
{
    const struct assay_inventory *inventory = run->inventory;
    size_t size = strlen(update->name);

    for (size_t i = 0; inventory && i < inventory->item_count; i++) {
        const struct assay_path *path = inventory->items[i].path;

        if (!path->container && path->size == size && memcmp(path->name, update->name, size) == 0)
            return !inventory->items[i].origin || !inventory->items[i].origin->commit;
    }
    return false;
}

static void write_update(const struct run *run, const struct assay_ref_update *update,
                         const char *label, struct buf *out)
{
    char start[REVISION_SIZE], range[REVISION_SIZE + 64];

    buf_text(out, label);
    if (is_blob(run, update)) {
        buf_printf(out, "git cat-file blob %.*s >BLOB; assay check BLOB\n", ID_DIGITS,
                   update->after);
        return;
    }
    if (find_start(run, update, start)) {
        snprintf(range, sizeof range, "%s..%.*s", start, ID_DIGITS, update->after);
        buf_text(out, "assay check --range ");
        write_word(out, range);
    } else {
        buf_printf(out, "assay check --commit %.*s   (before it: --history)", ID_DIGITS,
                   update->after);
    }
    buf_byte(out, '\n');
}

void hook_hints_of_push(const struct run *run, struct buf *out)
{
    size_t shown = 0;

    for (size_t i = 0; i < run->target.update_count && shown < SHOWN; i++) {
        const struct assay_ref_update *update = &run->target.updates[i];

        if (!is_zero(update->after))
            write_update(run, update, shown++ ? "                " : "  see it        ", out);
    }
}
