/* cmd_init.c - `assay init`: looks at the project, proposes a config, shows it, asks. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/kit.h"
#include "cli/commands.h"
#include "cli/run.h"

static void print_file(FILE *out, const struct assay_init_file *file)
{
    const char *line = file->content;

    fprintf(out, "%s%s\n", file->path, file->exists ? "  (there already: left alone)" : "");
    if (file->exists)
        return;
    while (*line) {
        size_t size = strcspn(line, "\n");

        fprintf(out, "  + %.*s\n", (int)size, line);
        line += size + (line[size] == '\n');
    }
}

/* In a config that is written they stand as comments; one that is there is left alone. */
static void print_hints(FILE *out, const struct assay_init_plan *plan)
{
    if (!plan->files[0].exists || plan->hint_count == 0)
        return;
    fputs("packs that may apply, and that the config does not choose:\n", out);
    for (size_t i = 0; i < plan->hint_count; i++)
        fprintf(out, "  %s: %s\n", plan->hints[i].pack, plan->hints[i].why);
}

static bool confirmed(struct cli *cli)
{
    char answer[16];

    if (cli->options.assume_yes)
        return true;
    if (isatty(STDIN_FILENO) != 1) {
        cli_note(cli, "nothing was written: assay init --yes writes without asking");
        return false;
    }
    fputs("write these files? [y/N] ", cli->err);
    fflush(cli->err);
    return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static enum assay_status init_here(struct run *run, struct assay_error *err)
{
    CLEANUP(assay_init_plan_freep) struct assay_init_plan *plan = NULL;
    struct cli *cli = run->cli;
    size_t missing = 0;

    TRY(run_open(run, cli, ".", err));
    TRY(run_scan(run, ASSAY_SCAN_ALL, err));
    TRY(assay_init_propose(run->settings, run->inventory, &plan, err));
    fprintf(cli->out, "found: %s\n", plan->found);
    for (size_t i = 0; i < plan->file_count; i++) {
        print_file(cli->out, &plan->files[i]);
        missing += !plan->files[i].exists;
    }
    print_hints(cli->out, plan);
    if (missing == 0 || !confirmed(cli))
        return ASSAY_OK;
    TRY(assay_init_apply(run->settings, plan, err));
    fprintf(cli->out, "written: %zu file%s below %s; next: assay check\n", missing,
            cli_plural(missing), run->settings->root);
    return ASSAY_OK;
}

/* Data that DVC keeps elsewhere is known by the file that stands for it. */
static const char *subject_of(const char *item, const char *dvc)
{
    return access(item, F_OK) != 0 && access(dvc, F_OK) == 0 ? dvc : item;
}

/* Of the first in it that gets a card, for it may be an archive; of a pointer, what its name says.
 */
static enum assay_kind kind_of(const struct assay_inventory *inventory, const char *item)
{
    for (size_t i = 0; i < inventory->item_count; i++) {
        enum assay_kind kind = inventory->items[i].content->kind;

        if (kind == ASSAY_KIND_POINTER)
            kind = assay_kind_of_name(item);
        if (kind == ASSAY_KIND_DATASET || kind == ASSAY_KIND_MODEL)
            return kind;
    }
    return ASSAY_KIND_OTHER;
}

/* What the item is decides which card it gets. */
static enum assay_status init_card(struct run *run, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *path = NULL;
    CLEANUP(free_cleanup) char *dvc = NULL;
    const char *item = run->cli->options.card;

    if (asprintf(&dvc, "%s.dvc", item) < 0)
        return out_of_memory(err);
    TRY(run_open(run, run->cli, subject_of(item, dvc), err));
    TRY(run_scan(run, ASSAY_SCAN_ALL, err));
    TRY(assay_init_card(item, kind_of(run->inventory, item), &path, err));
    fprintf(run->cli->out, "written: %s; fill in what says TODO\n", path);
    return ASSAY_OK;
}

/* What a person must write for an auditor; no run is needed for that. */
static enum assay_status init_record(struct cli *cli, const char *wanted, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *text = NULL;

    if (strcmp(cli->options.record_kind, "list") == 0) {
        TRY(assay_record_kinds(&text, err));
        fputs(text, cli->out);
        return ASSAY_OK;
    }
    TRY(assay_init_record(cli->options.record_kind, wanted, &text, err));
    fprintf(cli->out, "written: %s; fill in what says TODO\n", text);
    return ASSAY_OK;
}

static int init(struct cli *cli, int argc, char **argv)
{
    struct run run = {.cli = cli};
    struct assay_error err = {0};
    enum assay_status status;

    if (cli->options.card && cli->options.record_kind)
        return cli_usage(cli, "--card and --record write a file each: one at a time");
    if (argc > (cli->options.record_kind ? 1 : 0))
        return cli_usage(cli, "init works on the present folder: assay -C DIR init");
    if (cli->options.record_kind)
        status = init_record(cli, argc ? argv[0] : NULL, &err);
    else
        status = cli->options.card ? init_card(&run, &err) : init_here(&run, &err);
    run_clear(&run);
    return status == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

const struct command command_init = {
    .name = "init",
    .arguments = "[PATH]",
    .summary = "look at the project, propose a config, show it, ask",
    .examples = "  assay init\n"
                "  assay init --yes                     write without asking\n"
                "  assay init --card data/users.csv     a card to fill in\n"
                "  assay init --record retention        a record to fill in; list: all kinds\n"
                "  assay init --record change records/chg-17.yml   another of a kind\n",
    .bit = FOR_INIT,
    .run = init,
};
