/* ledger_log.c - `assay ledger log`: the entries, one line each. */

#include <inttypes.h>

#include "base/kit.h"
#include "cli/ledger_actions.h"

static bool print(void *user, const struct assay_entry *entry)
{
    struct cli *cli = user;

    fprintf(cli->out, "%6" PRIu64 "  %-20s  %-12s  %.16s  %.12s%s%s", entry->index, entry->time,
            *entry->kind ? entry->kind : entry->predicate_type, entry->signer, entry->digest,
            *entry->subject ? "  " : "", entry->subject);
    if (entry->subjects > 1)
        fprintf(cli->out, " and %zu more", entry->subjects - 1);
    if (!entry->holds)
        fputs("  NOT BY A KEY THAT MAY SIGN THIS", cli->out);
    else if (entry->doubted)
        fprintf(cli->out, "  KEY REVOKED BY ENTRY %" PRIu64 ", THIS ENTRY WITH IT%s%s",
                entry->revoked, *entry->compromised ? ": in other hands since " : "",
                entry->compromised);
    else if (entry->revoked != UINT64_MAX)
        fprintf(cli->out, "  key revoked by entry %" PRIu64 ", this entry not", entry->revoked);
    fputc('\n', cli->out);
    return true;
}

static int run(struct cli *cli, int argc, char **argv)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};

    (void)argv;
    if (argc != 0)
        return cli_usage(cli, "ledger log takes no arguments; one entry: ledger show INDEX");
    if (ledger_open_here(cli, &ledger, &err) != ASSAY_OK ||
        assay_ledger_each(ledger, 0, print, cli, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    return EXIT_PASS;
}

const struct command ledger_log = {
    .name = "ledger log",
    .arguments = "",
    .summary = "the entries, one line each",
    .examples = "  assay ledger log\n",
    .bit = FOR_LOG,
    .run = run,
};
