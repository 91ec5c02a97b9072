/* ledger_keys.c - `assay ledger keys`: who may sign what. */

#include <inttypes.h>

#include "base/kit.h"
#include "cli/ledger_actions.h"

static void print(void *user, const struct assay_ledger_key *key)
{
    struct cli *cli = user;

    fprintf(cli->out, "%s  %-18s added by entry %" PRIu64, key->id, key->roles, key->added);
    if (key->ended != UINT64_MAX)
        fprintf(cli->out, ", %s by entry %" PRIu64, key->revoked ? "revoked" : "retired",
                key->ended);
    fputc('\n', cli->out);
}

static int run(struct cli *cli, int argc, char **argv)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};

    (void)argv;
    if (argc != 0)
        return cli_usage(cli, "ledger keys takes no arguments");
    if (ledger_open_here(cli, &ledger, &err) != ASSAY_OK ||
        assay_ledger_keys(ledger, print, cli, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    return EXIT_PASS;
}

const struct command ledger_keys = {
    .name = "ledger keys",
    .arguments = "",
    .summary = "the keys, and what each may sign",
    .examples = "  assay ledger keys\n",
    .bit = FOR_KEYS,
    .run = run,
};
