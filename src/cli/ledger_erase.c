/* ledger_erase.c - `assay ledger erase`: a sealed value or a file of evidence goes for good. */

#include <assay/statement.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/kit.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"

static enum assay_status erase(struct cli *cli, const char *what, struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(assay_key_freep) struct assay_key *log_key = NULL;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(free_cleanup) char *place = NULL;
    const struct assay_erasure erasure = {what, cli->options.ground, cli->options.who, clock_now()};
    const struct assay_key *signer;
    struct assay_erased erased;
    bool made;

    TRY(ledger_place(cli, &place, err));
    TRY(assay_ledger_open(place, &ledger, err)); /* there is one, before a key is made for it */
    assay_ledger_free(TAKE(ledger));
    TRY(keys_open_log(cli, &log_key, err));
    if (!log_key)
        TRY(keys_open_signing(cli, &key, &made, err));
    signer = log_key ? log_key : key;
    TRY(assay_ledger_open_writer(place, NULL, log_key ? log_key : key, &ledger, err));
    TRY(assay_ledger_erase(ledger, signer, &erasure, &erased, err));
    if (erased.before) {
        fprintf(cli->out, "%s was erased already, by entry %" PRIu64 ": nothing to do\n", what,
                erased.index);
        return ASSAY_OK;
    }
    fprintf(cli->out, "erased %s, as entry %" PRIu64 " says\n", what, erased.index);
    cli_note(cli, "copies of the folder that were made before still hold it");
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct assay_error err = {0};

    if (argc != 1)
        return cli_usage(cli, "say what is erased: a digest, or INDEX.MEMBER");
    if (!cli->options.ground || !cli->options.who)
        return cli_usage(cli,
                         "an erasure needs a legal ground and a name: --ground TEXT --who NAME");
    return erase(cli, argv[0], &err) == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

const struct command ledger_erase = {
    .name = "ledger erase",
    .arguments = "DIGEST|INDEX.MEMBER --ground TEXT --who NAME",
    .summary = "delete a sealed value or evidence, and say so",
    .examples = "  assay ledger erase 3.name --ground \"GDPR Art. 17(1)(b)\" --who \"A. Dahl\"\n",
    .bit = FOR_ERASE,
    .run = run,
};
