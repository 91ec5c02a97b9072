/* ledger_init.c - `assay ledger init`: a new ledger, before anything is recorded. */

#include <assay/key.h>

#include "base/kit.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"

static enum assay_status init(struct cli *cli, struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(assay_key_freep) struct assay_key *log_key = NULL;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_checkpoint checkpoint;
    CLEANUP(free_cleanup) char *place = NULL;
    bool made;

    TRY(ledger_place(cli, &place, err));
    if (assay_ledger_open(place, &ledger, NULL) == ASSAY_OK) {
        enum assay_status status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                                              "%s is a ledger already", assay_ledger_place(ledger));

        assay_error_id(err, "ledger.exists");
        assay_error_path(err, assay_ledger_place(ledger));
        assay_error_do(err, "assay ledger log --ledger %s      shows it; or name another folder",
                       assay_ledger_place(ledger));
        return status;
    }
    TRY(keys_open_signing(cli, &key, &made, err));
    TRY(keys_open_log(cli, &log_key, err));
    TRY(assay_ledger_open_writer_for(place, cli->options.origin_name, log_key ? log_key : key, key,
                                     &ledger, err));
    assay_ledger_checkpoint(ledger, &checkpoint);
    fprintf(cli->out, "%s\n%s\n", assay_ledger_place(ledger), assay_ledger_verifier(ledger));
    cli_note(cli, "log %s, key %.16s%s; give the line above to those who shall check it",
             checkpoint.origin, assay_key_id(key), made ? " (new)" : "");
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct assay_error err = {0};

    (void)argv;
    if (argc != 0)
        return cli_usage(cli, "the place is an option: assay ledger init --ledger DIR");
    return init(cli, &err) == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

const struct command ledger_init = {
    .name = "ledger init",
    .arguments = "",
    .summary = "make a ledger, with its first key",
    .examples = "  assay ledger init --origin-name ledger.example.org/credit\n"
                "  assay ledger init --ledger new --log-key log --key ci   two keys, two roles\n",
    .bit = FOR_LEDGER_INIT,
    .run = run,
};
