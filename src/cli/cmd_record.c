/* cmd_record.c - `assay record`: the inventory of a target becomes an entry of the signed ledger.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/kit.h"
#include "cli/commands.h"
#include "cli/keys.h"
#include "cli/run.h"

static enum assay_status record_target(struct run *run, const char *path, struct assay_key *key,
                                       bool made_key, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct cli *cli = run->cli;
    struct assay_record_result result = {0};
    const struct assay_totals *totals;
    struct assay_checkpoint checkpoint;
    const char *folder;
    enum assay_status status;

    TRY(run_open(run, cli, path, err));
    folder = cli->options.ledger ? cli->options.ledger : run->settings->ledger;
    if (!folder) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "there is no place for a ledger");
        assay_error_id(err, "ledger.no-place");
        assay_error_do(err, "assay record --ledger DIR");
        return status;
    }
    run->reads_all = true;
    run->target.verify_objects = true; /* what is signed is what its id says */
    TRY(run_scan(run, ASSAY_SCAN_ALL, err));
    if (cli_interrupted)
        return assay_fail(err, ASSAY_EINTERRUPTED, ASSAY_NO_OFFSET,
                          "interrupted: nothing was recorded");
    TRY(assay_ledger_open_writer(folder, cli->options.origin_name, key, &ledger, err));
    TRY(assay_ledger_record(ledger, key, run->inventory, clock_now(), &result, err));
    assay_ledger_checkpoint(ledger, &checkpoint);
    totals = &run->inventory->totals;
    if (result.unchanged)
        fprintf(cli->out, "unchanged since entry %" PRIu64 ": nothing was written\n", result.index);
    else
        fprintf(cli->out,
                "recorded %" PRIu64 " item%s (%" PRIu64 " data set%s, %" PRIu64
                " model%s) as entry %" PRIu64 "\n",
                totals->items, cli_plural(totals->items), totals->datasets,
                cli_plural(totals->datasets), totals->models, cli_plural(totals->models),
                result.index);
    fprintf(cli->out, "key %.16s%s, ledger %s, %" PRIu64 " entries\n", assay_key_id(key),
            made_key ? " (new)" : "", folder, checkpoint.size);
    if (run->inventory->gap_count)
        cli_note(cli, "the record says what was not seen: %zu gap%s (assay list)",
                 run->inventory->gap_count, cli_plural(run->inventory->gap_count));
    return ASSAY_OK;
}

static int record(struct cli *cli, int argc, char **argv)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    char here_name[] = ".";
    char *here[] = {here_name};
    struct assay_error err = {0};
    bool made_key;

    if (argc == 0) {
        argc = 1;
        argv = here;
    }
    if (keys_open_signing(cli, &key, &made_key, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    for (int i = 0; i < argc; i++) {
        struct run run = {.cli = cli};
        enum assay_status status = record_target(&run, argv[i], key, made_key, &err);

        run_clear(&run);
        if (status != ASSAY_OK)
            return cli_fail(cli, &err);
        made_key = false;
    }
    return EXIT_PASS;
}

const struct command command_record = {
    .name = "record",
    .arguments = "[TARGET...]",
    .summary = "hash data sets and models into the signed ledger",
    .examples = "  assay record                        the work tree, or the folder\n"
                "  assay record release.tar.gz         a bundle\n"
                "  assay record --head --ledger /srv/ledger\n",
    .bit = FOR_RECORD,
    .run = record,
};
