/* recording.c - what `assay record` and `assay check --record` have in common. */

#include "cli/recording.h"

#include <assay/spool.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/kit.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"

enum assay_status recording_keys(struct cli *cli, struct recording *recording,
                                 struct assay_error *err)
{
    return keys_open_signing(cli, &recording->key, &recording->made_key, err);
}

enum assay_status recording_place(const struct run *run, const char **out, struct assay_error *err)
{
    *out = run->cli->options.ledger ? run->cli->options.ledger : run->settings->ledger;
    return *out ? ASSAY_OK : ledger_no_place(err);
}

enum assay_status recording_check(const struct run *run, struct assay_error *err)
{
    enum assay_status status;

    if (cli_interrupted)
        return assay_fail(err, ASSAY_EINTERRUPTED, ASSAY_NO_OFFSET,
                          "interrupted: nothing was recorded");
    if (run->inventory->item_count > 0 || run->inventory->gap_count > 0)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EEMPTY, ASSAY_NO_OFFSET,
                        "nothing to examine in %s: nothing was recorded", run->named);
    assay_error_id(err, CLI_NOTHING);
    return status;
}

enum assay_status recording_open(const struct run *run, struct recording *recording,
                                 struct assay_error *err)
{
    struct cli *cli = run->cli;
    const char *place;

    TRY(recording_place(run, &place, err));
    TRY(keys_open_log(cli, &recording->log_key, err));
    if (!recording->log_key || cli->options.spool)
        TRY(assay_ledger_open_spool(place, recording->key, cli->options.spool, &recording->ledger,
                                    err));
    recording->spools = recording->ledger != NULL;
    if (recording->spools)
        return ASSAY_OK;
    return assay_ledger_open_writer_for(place, cli->options.origin_name,
                                        recording->log_key ? recording->log_key : recording->key,
                                        recording->key, &recording->ledger, err);
}

static void tell(const struct run *run, const struct recording *recording,
                 const struct assay_record_result *result)
{
    const struct assay_totals *totals = &run->inventory->totals;
    FILE *out = recording->out;

    if (result->unchanged)
        fprintf(out, "unchanged since entry %" PRIu64 ": nothing was written\n", result->index);
    else if (recording->spools)
        fprintf(out,
                "left %" PRIu64 " item%s in the spool: the entry is in the log after assay ledger "
                "sequence\n",
                totals->items, cli_plural(totals->items));
    else
        fprintf(out,
                "recorded %" PRIu64 " item%s (%" PRIu64 " data set%s, %" PRIu64
                " model%s) as entry %" PRIu64 "\n",
                totals->items, cli_plural(totals->items), totals->datasets,
                cli_plural(totals->datasets), totals->models, cli_plural(totals->models),
                result->index);
}

enum assay_status recording_inventory(const struct run *run, struct recording *recording,
                                      struct assay_record_result *result, struct assay_error *err)
{
    TRY(assay_ledger_record(recording->ledger, recording->key, run->inventory, clock_now(), result,
                            err));
    tell(run, recording, result);
    return ASSAY_OK;
}

void recording_end(struct recording *recording)
{
    struct assay_checkpoint checkpoint;

    assay_ledger_checkpoint(recording->ledger, &checkpoint);
    fprintf(recording->out, "key %.16s%s, ledger %s, %" PRIu64 " entries\n",
            assay_key_id(recording->key), recording->made_key ? " (new)" : "",
            assay_ledger_place(recording->ledger), checkpoint.size);
    recording->made_key = false;
    assay_ledger_free(TAKE(recording->ledger));
    assay_key_free(TAKE(recording->log_key));
}

void recording_clear(struct recording *recording)
{
    assay_ledger_free(recording->ledger);
    assay_key_free(recording->log_key);
    assay_key_free(recording->key);
    *recording = (struct recording){0};
}
