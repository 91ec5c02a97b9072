/* ledger_witness.c - `assay ledger witness`: ask one, be one, and keep what one answered. */

#include <assay/trust.h>
#include <assay/witness.h>
#include <inttypes.h>
#include <string.h>

#include "base/kit.h"
#include "base/text.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"

/* `from`: what the witness answered that it signed last, which is 0 of a witness that is new or has
 * forgotten; NULL where the ledger is asked. */
static enum assay_status request(struct cli *cli, const struct assay_trust *trust,
                                 const uint64_t *from, struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(free_cleanup) char *text = NULL;
    uint64_t old = from ? *from : 0;

    TRY(ledger_open_here(cli, &ledger, err));
    if (!from && trust)
        TRY(assay_witness_last(ledger, trust, &old, err));
    TRY(assay_witness_request(ledger, old, &text, err));
    TRY(ledger_write_file(cli->options.request, text, strlen(text), err));
    cli_note(cli, "%s asks a witness who signed last at %" PRIu64 " entries", cli->options.request,
             old);
    return ASSAY_OK;
}

static enum assay_status sign(struct cli *cli, const struct assay_trust *trust,
                              struct assay_error *err)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    CLEANUP(free_cleanup) char *line = NULL;
    struct assay_witness witness = {.name = cli->options.witness_name,
                                    .folder = cli->options.state};
    enum assay_status status;
    uint64_t size;
    bool made;

    TRY(keys_open_signing(cli, &key, &made, err));
    witness.key = key;
    status = assay_witness_sign(&witness, trust, cli->options.sign, &line, &size, err);
    if (status != ASSAY_OK && strcmp(err->id, "witness.stale") == 0)
        fprintf(cli->out, "%" PRIu64 "\n", size); /* the body of the answer 409 */
    TRY(status);
    fputs(line, cli->out);
    if (fflush(cli->out) != 0) {
        status = assay_fail(err, ASSAY_EOUTPUT, ASSAY_NO_OFFSET, "the answer could not be given");
        assay_error_do(err, "ask again: assay ledger witness --request FILE --from SIZE");
        return status;
    }
    return ASSAY_OK;
}

static enum assay_status add(struct cli *cli, const struct assay_trust *trust,
                             struct assay_error *err)
{
    CLEANUP(free_cleanup) char *place = NULL;
    struct assay_witness_added added;

    TRY(ledger_place(cli, &place, err));
    TRY(assay_witness_add(place, cli->options.add, trust, &added, err));
    fprintf(cli->out,
            "%" PRIu64 " added, %" PRIu64 " there before, %" PRIu64
            " by witnesses that are not known\n",
            added.added, added.known, added.foreign);
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;
    const struct options *options = &cli->options;
    struct assay_error err = {0};
    enum assay_status status;
    uint64_t from;

    (void)argv;
    if (argc != 0 || !options->request + !options->sign + !options->add != 2)
        return cli_usage(cli, "say one of --request FILE, --sign FILE and --add FILE");
    if (options->sign && (!options->key || !options->witness_name || !options->state))
        return cli_usage(cli, "a witness needs --key FILE, --name NAME and --state DIR");
    if (options->from_size && !text_u64(bytes_text(options->from_size), &from))
        return cli_usage(cli, "--from takes a number of entries, as the witness answered");
    status = ledger_trust(cli, &trust, &err);
    if (status == ASSAY_OK && !trust && !options->request)
        return cli_usage(cli, "say whose keys are known: --vkey LINE, or --trust FILE");
    if (status == ASSAY_OK)
        status = options->request ? request(cli, trust, options->from_size ? &from : NULL, &err)
                 : options->sign  ? sign(cli, trust, &err)
                                  : add(cli, trust, &err);
    if (status == ASSAY_EFORMAT)
        err.status = ASSAY_ETRUST; /* what is cut or garbled proves nothing */
    return status == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

const struct command ledger_witness = {
    .name = "ledger witness",
    .arguments = "--request|--sign|--add FILE",
    .summary = "ask a witness, be one, or keep its answer",
    .examples = "  assay ledger witness --request ask\n"
                "  assay ledger witness --sign ask --key w.pem --name witness.example/a \\\n"
                "      --state seen --vkey \"$(cat log.vkey)\" >answer\n"
                "  assay ledger witness --add answer --vkey \"$(cat witness.vkey)\"\n",
    .bit = FOR_WITNESS,
    .run = run,
};
