/* ledger_prove.c - `assay ledger prove`: a proof that an entry is in the ledger, for those who have
 * not got it. */

#include <stdlib.h>

#include "base/kit.h"
#include "cli/ledger_actions.h"

/* FILE gets the proof, FILE.entry the bytes that it is about. */
static enum assay_status prove(struct cli *cli, const char *word, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(free_cleanup) char *proof = NULL;
    CLEANUP(free_cleanup) char *entry = NULL;
    CLEANUP(free_cleanup) char *beside = NULL;
    const char *path = cli->options.outputs.count ? cli->options.outputs.texts[0] : NULL;
    size_t size;
    uint64_t index;

    TRY(ledger_open_here(cli, &ledger, err));
    TRY(ledger_find_entry(ledger, word, &index, err));
    TRY(assay_ledger_prove(ledger, index, &proof, err));
    if (!path) {
        fputs(proof, cli->out);
        return ASSAY_OK;
    }
    TRY(assay_ledger_entry(ledger, index, &entry, &size, err));
    if (asprintf(&beside, "%s.entry", path) < 0)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a name");
    TRY(ledger_write_file(beside, entry, size, err));
    TRY(ledger_write_file(path, proof, strlen(proof), err));
    cli_note(cli, "%s proves %s; the verifier key: assay key export --vkey", path, beside);
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct assay_error err = {0};

    if (argc != 1)
        return cli_usage(cli, "say which entry: its number, or a digest that it is about");
    if (cli->options.outputs.count > 1)
        return cli_usage(cli, "a proof is written to one file: name one -o");
    return prove(cli, argv[0], &err) == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

const struct command ledger_prove = {
    .name = "ledger prove",
    .arguments = "INDEX|DIGEST",
    .summary = "a proof that an entry is in the log",
    .examples = "  assay ledger prove 3 -o 3.tlog-proof     and 3.tlog-proof.entry, its bytes\n"
                "  assay verify --proof 3.tlog-proof --entry 3.tlog-proof.entry --vkey LINE\n",
    .bit = FOR_PROVE,
    .run = run,
};
