/* ledger_show.c - `assay ledger show`: one entry, its statement as it was signed. */

#include <inttypes.h>

#include "base/kit.h"
#include "cli/ledger_actions.h"

static bool print(void *user, const struct assay_entry *entry)
{
    struct cli *cli = user;

    cli_note(cli, "entry %" PRIu64 ": %s, signed by %.16s: %s", entry->index,
             *entry->kind ? entry->kind : entry->predicate_type, entry->signer,
             entry->holds ? "the signature holds" : "NOT BY A KEY THAT MAY SIGN THIS");
    fwrite(entry->statement, 1, entry->statement_size, cli->out);
    fputc('\n', cli->out);
    return false;
}

static int run(struct cli *cli, int argc, char **argv)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};
    uint64_t index;

    if (argc != 1)
        return cli_usage(cli, "say which entry: its number, or a digest that it is about");
    if (ledger_open_here(cli, &ledger, &err) != ASSAY_OK ||
        ledger_find_entry(ledger, argv[0], &index, &err) != ASSAY_OK ||
        assay_ledger_each(ledger, index, print, cli, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    return EXIT_PASS;
}

const struct ledger_action ledger_show = {"show", "INDEX|DIGEST", "one entry's statement, as JSON",
                                          run};
