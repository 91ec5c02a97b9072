/* verify_nearest.c - how the files that are here stand to the record that has most of them. */

#include "cli/verify_nearest.h"

#include <assay/nearest.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/verify_unseen.h"

struct showing {
    struct run *run;
    const struct assay_nearest *nearest;
    bool cut; /* what is present was seen in part */
    uint64_t *changes, *unseen;
};

/* As it is safe to print: what a ledger of others says is their word. */
static const char *shown(struct run *run, const char *text)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = SIZE_MAX};
    const char *kept;

    text_show(&out, bytes_text(text));
    kept = arena_text(run->arena, buf_string(&out));
    return kept ? kept : "?";
}

static void print_record(const struct showing *showing)
{
    const struct assay_nearest *nearest = showing->nearest;
    struct run *run = showing->run;
    const char *view = run->inventory->target.view;

    fprintf(run->cli->out,
            "record   %s itself was not recorded%s%s: held to entry %" PRIu64
            ", which has the bytes of %zu of its %zu file%s\n",
            shown(run, run->named), *view ? " in the view " : "", view, nearest->entry,
            nearest->known, nearest->asked, cli_plural(nearest->asked));
    fprintf(run->cli->out, "         %s, %s, at %s\n", shown(run, nearest->name),
            shown(run, nearest->view), shown(run, nearest->time));
    if (*nearest->top || *nearest->record_top)
        fprintf(run->cli->out, "names    %s here is compared with %s of the record\n",
                *nearest->top ? shown(run, nearest->top) : "the top",
                *nearest->record_top ? shown(run, nearest->record_top) : "the top");
    if (nearest->aside)
        fprintf(run->cli->out, "aside    %zu file%s below .git: no part of what is handed out\n",
                nearest->aside, cli_plural(nearest->aside));
}

static void print_newer(const struct showing *showing)
{
    const struct assay_nearest *nearest = showing->nearest;

    if (nearest->newer != ASSAY_NO_ENTRY)
        fprintf(showing->run->cli->out,
                "newer    entry %" PRIu64 " recorded the same target since, and fits these files "
                "less\n",
                nearest->newer);
}

/* By a gap in the archive that holds all, in the file, or in a folder above it. */
static bool is_unseen(const struct showing *showing, const struct assay_item *missing)
{
    const struct assay_nearest *nearest = showing->nearest;
    const struct assay_inventory *present = showing->run->inventory;
    const char *below = missing->path->name + strlen(nearest->record_top);
    CLEANUP(free_cleanup) char *name = NULL;
    bool archive = present->item_count > 1 && strcmp(present->target.type, "bundle") == 0;

    if (archive)
        return present->gap_count > 0; /* what does not open hides what is in it */
    if (asprintf(&name, "%s%s", nearest->top, below) < 0)
        name = NULL;
    return showing->cut || !name ||
           verify_is_unseen(present, &(struct assay_path){.size = strlen(name), .name = name});
}

/* Of what is not the record's: do other entries know it? */
static void print_elsewhere(const struct showing *showing, const struct assay_held_file *file)
{
    FILE *out = showing->run->cli->out;

    if (file->present->content->size == 0)
        fputs(" (it is empty)", out);
    else if (file->entry == ASSAY_NO_ENTRY)
        fputs(" (no entry recorded these bytes)", out);
    else
        fprintf(out, " (entry %" PRIu64 " recorded these bytes as %s)", file->entry,
                shown(showing->run, file->known_as));
}

/* As verify_is_waivers(), below the folder that stands for the top of the record. */
static bool is_waivers(const struct showing *showing, const struct assay_held_file *file)
{
    const struct assay_nearest *nearest = showing->nearest;
    size_t top = strlen(nearest->top);

    return file->present && *nearest->record_top == 0 &&
           strncmp(file->present->path->name, nearest->top, top) == 0 &&
           strcmp(file->present->path->name + top, ".assay/waivers") == 0;
}

static void print_file(struct showing *showing, const struct assay_held_file *file)
{
    static const char *const words[ASSAY_STANDINGS] = {
        [ASSAY_STANDS_SAME] = "same",       [ASSAY_STANDS_RENAMED] = "renamed",
        [ASSAY_STANDS_CHANGED] = "changed", [ASSAY_STANDS_MISSING] = "missing",
        [ASSAY_STANDS_NEW] = "new",
    };
    const struct assay_item *item = file->present ? file->present : file->recorded;
    CLEANUP(free_cleanup) char *path = assay_path_show(item->path);
    CLEANUP(free_cleanup) char *was = file->recorded ? assay_path_show(file->recorded->path) : NULL;
    FILE *out = showing->run->cli->out;
    bool unseen = file->present ? item->content->cut : is_unseen(showing, item);

    if (file->standing == ASSAY_STANDS_SAME)
        return;
    if (is_waivers(showing, file)) {
        fprintf(out, "waivers  .assay/waivers is %s since the record: no change of the content\n",
                words[file->standing]);
        return;
    }
    *(unseen ? showing->unseen : showing->changes) += 1;
    fprintf(out, "%-8s %s", unseen ? "unseen" : words[file->standing], path ? path : "?");
    if (file->standing == ASSAY_STANDS_RENAMED)
        fprintf(out, " (these bytes are %s of the record)", was ? was : "?");
    else if (file->present && !unseen)
        print_elsewhere(showing, file);
    fputc('\n', out);
}

static void print_tree(struct showing *showing)
{
    const struct assay_nearest *nearest = showing->nearest;
    uint64_t before = *showing->changes + *showing->unseen;

    print_record(showing);
    print_newer(showing);
    for (size_t i = 0; i < nearest->file_count; i++)
        print_file(showing, &nearest->files[i]);
    if (*showing->changes + *showing->unseen == before)
        fprintf(showing->run->cli->out,
                "content  is what entry %" PRIu64 " recorded%s%s: %zu file%s\n", nearest->entry,
                *nearest->record_top ? " below " : "", shown(showing->run, nearest->record_top),
                nearest->counts[ASSAY_STANDS_SAME], cli_plural(nearest->counts[ASSAY_STANDS_SAME]));
    else
        fprintf(showing->run->cli->out, "content  %zu file%s of entry %" PRIu64 ", as recorded\n",
                nearest->counts[ASSAY_STANDS_SAME], cli_plural(nearest->counts[ASSAY_STANDS_SAME]),
                nearest->entry);
}

/* Whoever keeps one file may call it anything. */
static void print_lone(const struct showing *showing)
{
    const struct assay_nearest *nearest = showing->nearest;
    const struct assay_held_file *file = &nearest->files[0];
    struct run *run = showing->run;

    fprintf(run->cli->out,
            "content  entry %" PRIu64 " recorded these bytes as %s of %s, %s, at %s\n",
            nearest->entry, shown(run, file->known_as), shown(run, nearest->name),
            shown(run, nearest->view), shown(run, nearest->time));
    print_newer(showing);
}

/* What an archive holds is told when it is opened; until then it is one file. */
static enum assay_status open_archive(struct run *run, struct assay_error *err)
{
    assay_inventory_free(run->inventory);
    run->inventory = NULL;
    return run_scan(run, ASSAY_SCAN_DIGESTS, err);
}

enum assay_status verify_nearest(struct run *run, const struct assay_ledger *ledger,
                                 uint64_t *changes, uint64_t *unseen, struct assay_error *err)
{
    CLEANUP(assay_nearest_freep) struct assay_nearest *nearest = NULL;
    struct showing showing = {.run = run, .changes = changes, .unseen = unseen};
    enum assay_status status = assay_ledger_nearest(ledger, run->inventory, &nearest, err);

    if (status == ASSAY_EMISSING && strcmp(run->inventory->target.type, "bundle") == 0) {
        TRY(open_archive(run, err));
        if (run->inventory->item_count > 1)
            status = assay_ledger_nearest(ledger, run->inventory, &nearest, err);
    }
    TRY(status);
    showing.nearest = nearest;
    showing.cut = !nearest->lone && verify_is_cut(nearest->recorded, run->inventory);
    if (nearest->lone)
        print_lone(&showing);
    else
        print_tree(&showing);
    return ASSAY_OK;
}
