/* ledger_show.c - `assay ledger show`: one entry, its statement as it was signed. */

#include <assay/statement.h>
#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
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

/* For the reader, beside the bytes that were signed. */
static void print_sealed(void *user, const struct assay_sealed *sealed)
{
    struct cli *cli = user;
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};

    if (sealed->value) {
        text_show(&shown, bytes_text(sealed->value));
        cli_note(cli, "  %s: %s", sealed->name, buf_string(&shown));
    } else if (sealed->erased != UINT64_MAX) {
        cli_note(cli, "  sealed %.16s: erased, as entry %" PRIu64 " says", sealed->digest,
                 sealed->erased);
    } else {
        cli_note(cli, "  sealed %.16s: NOT THERE, and no entry says why", sealed->digest);
    }
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
        assay_ledger_each(ledger, index, print, cli, &err) != ASSAY_OK ||
        assay_ledger_sealed(ledger, index, print_sealed, cli, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    return EXIT_PASS;
}

const struct command ledger_show = {
    .name = "ledger show",
    .arguments = "INDEX|DIGEST",
    .summary = "what one entry says, as JSON",
    .examples = "  assay ledger show 3\n"
                "  assay ledger show 5ee348c9d163     the newest entry about this content\n",
    .bit = FOR_SHOW,
    .run = run,
};
