/* ledger_consistency.c - `assay ledger consistency`: a proof for who kept an older checkpoint. */

#include <assay/proof.h>
#include <inttypes.h>

#include "base/kit.h"
#include "cli/ledger_actions.h"

static enum assay_status consistency(struct cli *cli, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_since since;

    TRY(ledger_open_here(cli, &ledger, err));
    TRY(assay_ledger_since(ledger, cli->options.since, &since, err));
    fputs(since.proof, cli->out);
    free_cleanup(&since.proof);
    cli_note(cli, "the ledger of %" PRIu64 " entries goes on from the first %" PRIu64, since.size,
             since.old);
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct assay_error err = {0};

    (void)argv;
    if (argc != 0 || !cli->options.since)
        return cli_usage(cli, "say what you kept: assay ledger consistency --since CHECKPOINT");
    if (consistency(cli, &err) == ASSAY_OK)
        return EXIT_PASS;
    if (err.status == ASSAY_EFORMAT)
        err.status = ASSAY_ETRUST; /* what is cut or garbled proves nothing */
    return cli_fail(cli, &err);
}

const struct command ledger_consistency = {
    .name = "ledger consistency",
    .arguments = "--since KEPT",
    .summary = "a proof that the log goes on from a kept checkpoint",
    .examples = "  assay ledger consistency --since kept/checkpoint\n",
    .bit = FOR_CONSISTENCY,
    .run = run,
};
