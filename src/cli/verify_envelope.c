/* verify_envelope.c - `assay verify ENVELOPE --key A --key B --key C --threshold 2`: have enough of
 * those whom one trusts signed it? */

#include "cli/verify_envelope.h"

#include <assay/envelope.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"

enum { SUBJECTS_SHOWN = 10 }; /* -v shows all */

struct signers {
    struct cli *cli;
    struct assay_key **keys; /* of --key, in its order */
    size_t count;
};

static void signers_clear(struct signers *signers)
{
    for (size_t i = 0; i < signers->count; i++)
        assay_key_free(signers->keys[i]);
    free(signers->keys);
}

static enum assay_status open_keys(struct signers *signers, struct assay_error *err)
{
    const struct option_list *names = &signers->cli->options.keys;

    signers->keys = calloc(names->count, sizeof(struct assay_key *));
    if (!signers->keys)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for keys");
    for (; signers->count < names->count; signers->count++)
        TRY(keys_open_public(signers->cli, names->texts[signers->count],
                             &signers->keys[signers->count], err));
    return ASSAY_OK;
}

static void print_signer(void *user, size_t key, size_t first, bool has_signed)
{
    const struct signers *signers = user;
    const char *const *names = signers->cli->options.keys.texts;
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};

    text_show(&shown, bytes_text(names[key]));
    if (first != key) {
        buf_text(&shown, " is ");
        text_show(&shown, bytes_text(names[first]));
        buf_text(&shown, " once more, and counts once");
    }
    fprintf(signers->cli->out, "%-8s key %.16s %s\n",
            first != key ? "same"
            : has_signed ? "signed"
                         : "missing",
            assay_key_id(signers->keys[key]), buf_string(&shown));
}

static void print_payload(const struct cli *cli, const struct assay_envelope *envelope)
{
    size_t shown = envelope->subject_count;

    if (!cli->options.verbose && shown > SUBJECTS_SHOWN)
        shown = SUBJECTS_SHOWN;
    fprintf(cli->out, "payload  %s, %zu byte%s\n", envelope->type, envelope->size,
            cli_plural(envelope->size));
    if (envelope->predicate)
        fprintf(cli->out, "states   %s\n", envelope->predicate);
    for (size_t i = 0; i < shown; i++) {
        const struct assay_envelope_subject *subject = &envelope->subjects[i];

        fprintf(cli->out, "about    %s%s%s\n", subject->digest, subject->name ? " " : "",
                subject->name ? subject->name : "");
    }
    if (shown < envelope->subject_count)
        fprintf(cli->out, "         and %zu more: -v\n", envelope->subject_count - shown);
}

static enum assay_status verify(struct signers *signers, const char *path, struct assay_error *err)
{
    const struct options *options = &signers->cli->options;
    CLEANUP(assay_envelope_clear) struct assay_envelope envelope = {0};
    struct assay_envelope_check check = {
        .path = path, .threshold = options->threshold, .each = print_signer, .user = signers};

    TRY(open_keys(signers, err));
    check.keys = (const struct assay_key *const *)signers->keys;
    check.key_count = signers->count;
    TRY(assay_envelope_verify(&check, &envelope, err));
    print_payload(signers->cli, &envelope);
    if (envelope.strangers)
        cli_note(signers->cli, "note: %" PRIu64 " of %" PRIu64 " signatures by none of these keys",
                 envelope.strangers, envelope.signatures);
    for (size_t i = 0; i < options->outputs.count; i++)
        TRY(ledger_write_file(options->outputs.texts[i], envelope.payload, envelope.size, err));
    fprintf(signers->cli->out,
            "VERIFIED %" PRIu64 " of %" PRIu64 " keys signed, %" PRIu64 " must\n", envelope.signers,
            envelope.keys, options->threshold);
    return ASSAY_OK;
}

int verify_envelope(struct cli *cli, int argc, char **argv)
{
    CLEANUP(signers_clear) struct signers signers = {.cli = cli};
    const struct options *options = &cli->options;
    struct assay_error err = {0};

    if (argc != 1)
        return cli_usage(cli, "say which envelope: assay verify FILE --key PUB.pem --threshold N");
    if (options->keys.count == 0)
        return cli_usage(cli, "say whose signatures count: --key PUB.pem, once for each");
    if (options->signature || options->proof || options->trust || options->vkeys.count ||
        options->since || options->anchor || options->tsa_ca || options->allowed_signers ||
        options->tag)
        return cli_usage(cli, "--threshold is about an envelope, and nothing else but --key is");
    return verify(&signers, argv[0], &err) == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}
