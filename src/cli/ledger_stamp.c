/* ledger_stamp.c - `assay ledger stamp`: requests for time stamps, and the answers. */

#include <assay/stamp.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/kit.h"
#include "cli/ledger_actions.h"

enum assay_status ledger_write_request(struct cli *cli, const char *der, size_t size,
                                       struct assay_error *err)
{
    TRY(ledger_write_file(cli->options.request, der, size, err));
    cli_note(cli,
             "send it: curl -H 'Content-Type: application/timestamp-query' --data-binary @%s "
             "URL -o ANSWER.tsr",
             cli->options.request);
    return ASSAY_OK;
}

static enum assay_status request(struct cli *cli, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(free_cleanup) char *der = NULL;
    size_t size;

    TRY(ledger_open_here(cli, &ledger, err));
    TRY(assay_stamp_request(ledger, &der, &size, err));
    return ledger_write_request(cli, der, size, err);
}

static enum assay_status add(struct cli *cli, struct assay_error *err)
{
    CLEANUP(free_cleanup) char *place = NULL;
    struct assay_stamp stamp;
    char when[CLOCK_TEXT_SIZE];

    TRY(ledger_place(cli, &place, err));
    TRY(assay_stamp_add(place, cli->options.add, cli->options.request, cli->options.tsa_ca, &stamp,
                        err));
    clock_text(stamp.time, when);
    fprintf(cli->out, "stamped  %" PRIu64 " entries were there at %s, says %s\n", stamp.size, when,
            stamp.authority);
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    const struct options *options = &cli->options;
    struct assay_error err = {0};
    enum assay_status status;

    (void)argv;
    if (argc != 0 || (!options->add && !options->request))
        return cli_usage(cli, "say --request FILE.tsq, or --add FILE.tsr");
    if (options->add && !options->tsa_ca)
        return cli_usage(cli, "say whom you trust: --tsa-ca CA.pem");
    status = options->add ? add(cli, &err) : request(cli, &err);
    if (status == ASSAY_EFORMAT)
        err.status = ASSAY_ETRUST; /* what is cut or garbled proves nothing */
    return status == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

const struct command ledger_stamp = {
    .name = "ledger stamp",
    .arguments = "--request|--add FILE",
    .summary = "ask for a time stamp, or keep the answer",
    .examples = "  assay ledger stamp --request now.tsq     sent by whom you like, with curl\n"
                "  assay ledger stamp --add now.tsr --request now.tsq --tsa-ca ca.pem\n",
    .bit = FOR_STAMP,
    .run = run,
};
