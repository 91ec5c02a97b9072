/* ledger_sequence.c - `assay ledger sequence`: what writers left in the spool into the log. */

#include <assay/spool.h>
#include <inttypes.h>

#include "base/kit.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"

static void print_refused(void *user, const struct assay_error *why)
{
    const struct cli *cli = user;

    fprintf(cli->out, "refused  %s: %s\n", why->path, why->text);
}

static enum assay_status sequence(struct cli *cli, struct assay_sequence *result,
                                  struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(free_cleanup) char *place = NULL;
    struct assay_checkpoint checkpoint;
    bool made;

    TRY(ledger_place(cli, &place, err));
    TRY(assay_ledger_open(place, &ledger, err)); /* a sequencer makes no ledger */
    assay_ledger_free(TAKE(ledger));
    TRY(keys_open_log(cli, &key, err));
    if (!key)
        TRY(keys_open_signing(cli, &key, &made, err));
    TRY(assay_ledger_open_writer(place, NULL, key, &ledger, err));
    TRY(assay_ledger_sequence(ledger, result, err));
    assay_ledger_checkpoint(ledger, &checkpoint);
    fprintf(cli->out,
            "%" PRIu64 " taken, %" PRIu64 " known already, %" PRIu64 " refused; %" PRIu64
            " entries in %s\n",
            result->taken, result->known, result->refused, checkpoint.size,
            assay_ledger_place(ledger));
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct assay_sequence result = {.refuse = print_refused, .user = cli};
    struct assay_error err = {0};

    (void)argv;
    if (argc != 0)
        return cli_usage(cli, "ledger sequence takes no arguments");
    if (sequence(cli, &result, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    if (result.refused)
        cli_note(cli, "what was refused is in spool/refused, each with the reason in NAME.why");
    return result.refused ? EXIT_INCOMPLETE : EXIT_PASS;
}

const struct command ledger_sequence = {
    .name = "ledger sequence",
    .arguments = "",
    .summary = "take what writers left in the spool into the log",
    .examples = "  assay ledger sequence\n",
    .bit = FOR_SEQUENCE,
    .run = run,
};
