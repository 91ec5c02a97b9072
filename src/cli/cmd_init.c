/* cmd_init.c - `assay init`: looks at the project, proposes a config, shows it, asks. */

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
    if (missing == 0 || !confirmed(cli))
        return ASSAY_OK;
    TRY(assay_init_apply(run->settings, plan, err));
    fprintf(cli->out, "written: %zu files below %s; next: assay check\n", missing,
            run->settings->root);
    return ASSAY_OK;
}

/* What the item is decides which card it gets. */
static enum assay_status init_card(struct run *run, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *path = NULL;
    const char *item = run->cli->options.card;
    enum assay_kind kind = ASSAY_KIND_OTHER;

    TRY(run_open(run, run->cli, item, err));
    TRY(run_scan(run, ASSAY_SCAN_ALL, err));
    if (run->inventory->item_count > 0)
        kind = run->inventory->items[0].content->kind;
    TRY(assay_init_card(item, kind, &path, err));
    fprintf(run->cli->out, "written: %s; fill in what says TODO\n", path);
    return ASSAY_OK;
}

static int init(struct cli *cli, int argc, char **argv)
{
    struct run run = {.cli = cli};
    struct assay_error err = {0};
    enum assay_status status;

    (void)argv;
    if (argc)
        return cli_usage(cli, "init works on the present folder: assay -C DIR init");
    status = cli->options.card ? init_card(&run, &err) : init_here(&run, &err);
    run_clear(&run);
    return status == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

const struct command command_init = {
    .name = "init",
    .arguments = "",
    .summary = "look at the project, propose a config, show it, ask",
    .examples = "  assay init\n"
                "  assay init --yes                     write without asking\n"
                "  assay init --card data/users.csv     a card to fill in\n",
    .bit = FOR_INIT,
    .run = init,
};
