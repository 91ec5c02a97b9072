/* verify_signature.c - `assay verify --signature model.sig MODEL`: who signed it, and is it still
 * what was signed? */

#include "cli/verify_signature.h"

#include <assay/signing.h>
#include <inttypes.h>

#include "base/clock.h"
#include "base/kit.h"
#include "cli/keys.h"

static void print_difference(void *user, const struct assay_difference *difference)
{
    static const char *const words[ASSAY_MODEL_DIFFERENCES] = {[ASSAY_MODEL_CHANGED] = "changed",
                                                               [ASSAY_MODEL_MISSING] = "missing",
                                                               [ASSAY_MODEL_EXTRA] = "extra",
                                                               [ASSAY_MODEL_RENAMED] = "renamed"};
    const struct cli *cli = user;

    fprintf(cli->out, "%-8s ", words[difference->kind]);
    cli_show(cli->out, difference->name);
    if (difference->renamed) {
        fputs(" -> ", cli->out);
        cli_show(cli->out, difference->renamed);
    }
    fprintf(cli->out, "%s%s%s\n", difference->why ? "      (" : "",
            difference->why ? difference->why : "", difference->why ? ")" : "");
}

static void print_note(void *user, const char *text)
{
    cli_note(user, "note: %s", text);
}

static int print_verdict(const struct cli *cli, const struct assay_model_verdict *verdict)
{
    char when[CLOCK_TEXT_SIZE];

    fprintf(cli->out, "signed   by ");
    cli_show(cli->out, verdict->signer);
    fprintf(cli->out, ", %" PRIu64 " file%s, sha256 ", verdict->files, cli_plural(verdict->files));
    for (size_t i = 0; i < sizeof verdict->root; i++)
        fprintf(cli->out, "%02x", verdict->root[i]);
    fputc('\n', cli->out);
    if (verdict->is_stamped) {
        clock_text(verdict->stamped, when);
        fprintf(cli->out, "stamped  it was signed by %s, says %s\n", when, verdict->authority);
    }
    if (verdict->differences) {
        fprintf(cli->out, "CHANGED  %" PRIu64 " difference%s from what was signed\n",
                verdict->differences, cli_plural(verdict->differences));
        return EXIT_TRUST;
    }
    fputs("VERIFIED\n", cli->out);
    return EXIT_PASS;
}

int verify_signature(struct cli *cli, int argc, char **argv)
{
    const struct options *options = &cli->options;
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct assay_model_verdict verdict = {0};
    struct assay_error err = {0};
    struct assay_model_check check = {
        .signature = options->signature,
        .roots = options->ca_file,
        .authorities = options->tsa_ca,
        .ignored = options->ignored.texts,
        .ignored_count = options->ignored.count,
        .ignore_unsigned = options->ignore_unsigned,
        .allow_legacy = options->allow_legacy,
        .jobs = (unsigned)options->jobs,
        .interrupted = &cli_interrupted,
        .difference = print_difference,
        .note = print_note,
        .user = cli,
    };

    if (argc != 1)
        return cli_usage(cli, "say which model: assay verify --signature model.sig MODEL");
    if (!options->keys.count == !options->ca_file)
        return cli_usage(cli, "say whom you trust: --key PUB.pem, or --ca-file CA.pem");
    check.model = argv[0];
    if (options->keys.count &&
        keys_open_public(cli, options->keys.texts[0], &key, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    check.key = key;
    if (assay_model_verify(&check, &verdict, &err) != ASSAY_OK)
        return cli_fail(cli, &err);
    return print_verdict(cli, &verdict);
}
