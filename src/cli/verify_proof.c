/* verify_proof.c - `assay verify` with what an auditor brings. */

#include "cli/verify_proof.h"

#include <assay/anchor.h>
#include <assay/proof.h>
#include <assay/stamp.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/kit.h"
#include "cli/ledger_actions.h"
#include "cli/verify_kind.h"

static void print_witnesses(struct cli *cli, const struct assay_proof *proof)
{
    char when[CLOCK_TEXT_SIZE];

    clock_text((int64_t)proof->time, when);
    fprintf(cli->out, ", %" PRIu64 " witness%s%s%s\n", proof->witnesses,
            proof->witnesses == 1 ? "" : "es", proof->time ? ", quorum at " : "",
            proof->time ? when : "");
}

/* A key that was handed out together with the file would let anybody vouch for himself. */
static enum assay_status refuse_own(const struct cli *cli, const char *file,
                                    struct assay_error *err)
{
    char folder[PATH_MAX];

    if (!realpath(file, folder))
        return ASSAY_OK; /* who reads it says why it cannot be read */
    for (char *slash; (slash = strrchr(folder, '/')) && slash != folder;) {
        *slash = 0;
        if (verify_is_export(folder))
            TRY(ledger_refuse_own(cli, folder, err));
    }
    return ASSAY_OK;
}

static enum assay_status check(struct cli *cli, struct assay_error *err)
{
    CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;
    struct assay_proof proof;

    TRY(refuse_own(cli, cli->options.proof, err));
    TRY(refuse_own(cli, cli->options.entry, err));
    TRY(ledger_trust(cli, &trust, err));
    TRY(assay_proof_check(cli->options.proof, cli->options.entry, trust, &proof, err));
    fprintf(cli->out, "proof    %s is entry %" PRIu64 " of %" PRIu64 " in %s", cli->options.entry,
            proof.index, proof.size, proof.origin);
    print_witnesses(cli, &proof);
    fputs("VERIFIED\n", cli->out);
    return ASSAY_OK;
}

int verify_proof(struct cli *cli, int argc)
{
    const struct options *options = &cli->options;
    struct assay_error err = {0};

    if (argc > 0)
        return cli_usage(cli, "a proof is about its --entry alone: leave out the target");
    if (options->since || options->anchor || options->tsa_ca)
        return cli_usage(cli, "--since, --anchor and --tsa-ca are held to a ledger, and a proof is "
                              "checked without one");
    if (!options->entry || (!options->trust && options->vkeys.count == 0))
        return cli_usage(cli, "a proof needs --entry FILE, and --vkey LINE or --trust FILE");
    if (check(cli, &err) == ASSAY_OK)
        return EXIT_PASS;
    if (err.status == ASSAY_EFORMAT)
        err.status = ASSAY_ETRUST; /* what cannot be read proves nothing */
    return cli_fail(cli, &err);
}

static enum assay_status hold_to_trust(struct cli *cli, const struct assay_ledger *ledger,
                                       struct assay_error *err)
{
    CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;
    struct assay_proof proof;

    TRY(ledger_trust(cli, &trust, err));
    if (!trust)
        return ASSAY_OK;
    TRY(assay_ledger_trusted(ledger, trust, &proof, err));
    fprintf(cli->out, "trusted  %s at %" PRIu64 " entries, log key", proof.origin, proof.size);
    print_witnesses(cli, &proof);
    return ASSAY_OK;
}

static enum assay_status hold_to_kept(struct cli *cli, const struct assay_ledger *ledger,
                                      struct assay_error *err)
{
    struct assay_since since;

    if (!cli->options.since)
        return ASSAY_OK;
    TRY(assay_ledger_since(ledger, cli->options.since, &since, err));
    fprintf(cli->out,
            "since    it goes on from what was kept: %" PRIu64 " checkpoint%s, up to %" PRIu64
            " entries\n",
            since.kept, cli_plural(since.kept), since.old);
    free_cleanup(&since.proof);
    return ASSAY_OK;
}

static void print_signed_tag(void *user, const char *tag,
                             const struct assay_git_signature *signature)
{
    const struct cli *cli = user;

    fprintf(cli->out, "signed   %s%s%s, key %s%s\n", tag, signature->principals[0] ? " by " : "",
            signature->principals, signature->key,
            signature->principals[0] ? "" : " (whose it is: --allowed-signers FILE)");
}

static enum assay_status hold_to_anchors(struct cli *cli, const struct assay_ledger *ledger,
                                         struct assay_error *err)
{
    const struct assay_anchor_check check = {cli->options.anchor, cli->options.allowed_signers,
                                             print_signed_tag, cli};
    uint64_t count, newest;

    if (!cli->options.anchor)
        return ASSAY_OK;
    TRY(assay_anchor_verify(ledger, &check, &count, &newest, err));
    fprintf(cli->out,
            "anchored it goes on from %" PRIu64 " tag%s of %s, up to %" PRIu64 " entries\n", count,
            cli_plural(count), cli->options.anchor, newest);
    return ASSAY_OK;
}

static void print_stamp(void *user, const struct assay_stamp *stamp)
{
    const struct cli *cli = user;
    char when[CLOCK_TEXT_SIZE];

    clock_text(stamp->time, when);
    fprintf(cli->out, "stamped  %" PRIu64 " entries were there at %s, says %s\n", stamp->size, when,
            stamp->authority);
}

static void print_problem(void *user, const struct assay_error *problem)
{
    (void)cli_fail(user, problem);
}

enum assay_status verify_held(struct cli *cli, const struct assay_ledger *ledger,
                              struct assay_error *err)
{
    const struct assay_stamp_report report = {print_stamp, print_problem, cli};

    TRY(hold_to_trust(cli, ledger, err));
    TRY(hold_to_kept(cli, ledger, err));
    TRY(hold_to_anchors(cli, ledger, err));
    if (cli->options.tsa_ca)
        TRY(assay_stamps_verify(ledger, cli->options.tsa_ca, &report, err));
    return ASSAY_OK;
}
