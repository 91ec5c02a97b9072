/* ledger_anchor.c - `assay ledger anchor`: the newest checkpoint as a tag in a git repository. */

#include <assay/anchor.h>

#include "base/kit.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"

static enum assay_status anchor(struct cli *cli, const char *repository, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(free_cleanup) char *tag = NULL;

    TRY(ledger_open_here(cli, &ledger, err));
    if (cli->options.key)
        TRY(keys_open_named(cli, cli->options.key, &key, err));
    TRY(assay_anchor_add(ledger, repository, key, &tag, err));
    fprintf(cli->out, "%s\n", tag);
    cli_note(cli, "push it where others fetch from: git push ORIGIN tag '%s'", tag);
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct assay_error err = {0};

    if (argc != 1)
        return cli_usage(cli, "say which repository: assay ledger anchor REPOSITORY");
    return anchor(cli, argv[0], &err) == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

const struct command ledger_anchor = {
    .name = "ledger anchor",
    .arguments = "REPOSITORY",
    .summary = "the newest checkpoint as an annotated tag in git",
    .examples = "  assay ledger anchor ../public\n"
                "  assay ledger anchor ../public --key release    git tag -v can verify it, too\n",
    .bit = FOR_ANCHOR,
    .run = run,
};
