/* cmd_sign.c - `assay sign`: a model gets a signature that others can check without assay. */

#include <assay/signing.h>
#include <assay/spool.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/kit.h"
#include "cli/commands.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"

/* The words of the flags; false and what is wrong where one means nothing. */
static bool read_words(const struct options *options, struct assay_signing_request *request,
                       const char **wrong)
{
    *wrong = NULL;
    if (options->method && strcmp(options->method, "shards") == 0)
        request->rules.method = ASSAY_SIGN_SHARDS;
    else if (options->method && strcmp(options->method, "files") != 0)
        *wrong = "--method is files or shards";
    if (options->oms_dialect && strcmp(options->oms_dialect, "ref") == 0)
        request->dialect = ASSAY_SIGN_REF;
    else if (options->oms_dialect && strcmp(options->oms_dialect, "spec") != 0)
        *wrong = "--oms-dialect is spec or ref";
    if (options->hash && !assay_signing_hash_named(options->hash, &request->rules.hash))
        *wrong = strcmp(options->hash, "blake3") == 0
                     ? "--hash blake3 is not computed here: take sha256 or blake2b"
                     : "--hash is sha256 or blake2b";
    if (options->shard_size && request->rules.method != ASSAY_SIGN_SHARDS)
        *wrong = "--shard-size is for --method shards";
    return !*wrong;
}

/* The keys of the ledger, and the ledger itself: the key of a model is seldom one of them. */
struct entering {
    struct assay_key *key, *log_key;
    struct assay_ledger *ledger;
};

static void entering_clear(struct entering *entering)
{
    assay_ledger_free(entering->ledger);
    assay_key_free(entering->log_key);
    assay_key_free(entering->key);
}

/* Before anything is hashed, so that a ledger that takes nothing is said in time. */
static enum assay_status open_entering(struct cli *cli, struct entering *entering,
                                       struct assay_error *err)
{
    const struct options *options = &cli->options;
    CLEANUP(free_cleanup) char *place = NULL;

    if (!options->record)
        return ASSAY_OK;
    TRY(ledger_place(cli, &place, err));
    TRY(keys_open_named(cli, options->entry_key ? options->entry_key : "default", &entering->key,
                        err));
    TRY(keys_open_log(cli, &entering->log_key, err));
    if (!entering->log_key || options->spool)
        TRY(assay_ledger_open_spool(place, entering->key, options->spool, &entering->ledger, err));
    return entering->ledger
               ? ASSAY_OK
               : assay_ledger_open_writer(place, NULL,
                                          entering->log_key ? entering->log_key : entering->key,
                                          &entering->ledger, err);
}

static enum assay_status enter(struct cli *cli, const struct entering *entering,
                               const struct assay_signing_request *request,
                               const struct assay_signed *done, struct assay_error *err)
{
    const char *slash = strrchr(request->signature, '/');
    const struct assay_signed_record record = {slash ? slash + 1 : request->signature, request->key,
                                               clock_now()};
    uint64_t index;

    if (!entering->ledger)
        return ASSAY_OK;
    TRY(assay_ledger_signed(entering->ledger, entering->key, done, &record, &index, err));
    if (index == UINT64_MAX)
        fprintf(cli->out, "left the signature in the spool: assay ledger sequence\n");
    else
        fprintf(cli->out, "recorded as entry %" PRIu64 ", key %.16s, ledger %s\n", index,
                assay_key_id(entering->key), assay_ledger_place(entering->ledger));
    return ASSAY_OK;
}

static void print_signed(struct cli *cli, const struct assay_signing_request *request,
                         const struct assay_signed *done)
{
    fprintf(cli->out, "signed   %" PRIu64 " file%s, %" PRIu64 " bytes, sha256 ", done->files,
            cli_plural(done->files), done->bytes);
    for (size_t i = 0; i < sizeof done->root; i++)
        fprintf(cli->out, "%02x", done->root[i]);
    fprintf(cli->out, "\nwrote    %s\n", request->signature);
    if (done->empty_count)
        cli_note(cli, "note: shards do not cover %zu file%s without a byte, such as %s",
                 done->empty_count, cli_plural(done->empty_count), done->empty[0]);
}

/* One name is for all models that nobody named another for: what it holds may be of another. */
static enum assay_status refuse_present(const struct cli *cli, const char *signature,
                                        const char *model, struct assay_error *err)
{
    enum assay_status status;

    if (cli->options.outputs.count || access(signature, F_OK) != 0)
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "a signature is there already");
    assay_error_id(err, "signature.exists");
    assay_error_path(err, signature);
    assay_error_do(err, "assay sign %s --key %s -o NAME.sig      or -o %s to replace it", model,
                   cli->options.key, signature);
    return status;
}

static enum assay_status sign_model(struct cli *cli, struct assay_signing_request *request,
                                    struct assay_signed *done, struct assay_error *err)
{
    CLEANUP(entering_clear) struct entering entering = {NULL, NULL, NULL};
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    bool made;
    enum assay_status status;

    if (!cli->options.key) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "say which key signs");
        assay_error_id(err, "usage.missing-value");
        assay_error_do(err, "assay key new --algorithm ecdsa-p256 model, then --key model");
        return status;
    }
    TRY(refuse_present(cli, request->signature, request->model, err));
    TRY(keys_open_signing(cli, &key, &made, err));
    request->key = key;
    TRY(open_entering(cli, &entering, err));
    TRY(assay_model_sign(request, done, err));
    status = ledger_replace_file(request->signature, done->bundle, done->size, 0644, err);
    if (status != ASSAY_OK) {
        assay_error_do(err, "name a file in a folder that can be written: -o FILE");
        return status;
    }
    print_signed(cli, request, done);
    return enter(cli, &entering, request, done, err);
}

static enum assay_status write_request(struct cli *cli, const char *signature,
                                       struct assay_error *err)
{
    CLEANUP(free_cleanup) char *der = NULL;
    size_t size;

    TRY(assay_signature_stamp_request(signature, &der, &size, err));
    return ledger_write_request(cli, der, size, err);
}

static enum assay_status add_stamp(struct cli *cli, const char *signature, struct assay_error *err)
{
    const struct assay_signature_stamping what = {signature, cli->options.add, cli->options.request,
                                                  cli->options.tsa_ca};
    char authority[256], when[CLOCK_TEXT_SIZE];
    int64_t time;

    TRY(assay_signature_stamp_add(&what, &time, authority, err));
    clock_text(time, when);
    fprintf(cli->out, "stamped  it was signed by %s, says %s\nwrote    %s\n", when, authority,
            signature);
    return ASSAY_OK;
}

/* Without a model: a time stamp for a signature that is there. */
static int stamp(struct cli *cli, const char *signature)
{
    struct assay_error err = {0};
    enum assay_status status;

    if (cli->options.add && !cli->options.tsa_ca)
        return cli_usage(cli, "say whom you trust: --tsa-ca CA.pem");
    status =
        cli->options.add ? add_stamp(cli, signature, &err) : write_request(cli, signature, &err);
    if (status == ASSAY_EFORMAT)
        err.status = ASSAY_ETRUST; /* what is cut or garbled proves nothing */
    return status == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

/* What would be passed over without a word. */
static const char *misuse(const struct options *options, int argc)
{
    if (options->outputs.count > 1)
        return "a signature is written to one file: name one -o";
    if (argc > 0 && options->add)
        return "--add is about a signature that is there, -o: leave out the model";
    if (!options->record && (options->spool || options->entry_key))
        return "only --record writes an entry: leave out --spool and --entry-key, or add it";
    return NULL;
}

static int sign(struct cli *cli, int argc, char **argv)
{
    const struct options *options = &cli->options;
    struct assay_signing_request request = {
        .signature = options->outputs.count ? options->outputs.texts[0] : "model.sig",
        .rules = {.shard_size = options->shard_size,
                  .allow_symlinks = options->allow_symlinks,
                  .ignored = options->ignored.texts,
                  .ignored_count = options->ignored.count},
        .chain = options->certificate_chain,
        .jobs = (unsigned)options->jobs,
        .interrupted = &cli_interrupted,
    };
    struct assay_signed done = {0};
    struct assay_error err = {0};
    const char *wrong;
    enum assay_status status;
    int code = EXIT_PASS;

    wrong = misuse(options, argc);
    if (wrong)
        return cli_usage(cli, "%s", wrong);
    if (argc == 0 && (options->add || options->request))
        return stamp(cli, request.signature);
    if (argc != 1)
        return cli_usage(cli, "sign takes one model, a folder or a file");
    if (!read_words(options, &request, &wrong))
        return cli_usage(cli, "%s", wrong);
    request.model = argv[0];
    status = sign_model(cli, &request, &done, &err);
    if (status == ASSAY_OK && options->request)
        status = write_request(cli, request.signature, &err);
    if (status != ASSAY_OK)
        code = cli_fail(cli, &err);
    assay_signed_clear(&done);
    return code;
}

const struct command command_sign = {
    .name = "sign",
    .arguments = "[MODEL]",
    .summary = "sign a model as a whole (OpenSSF Model Signing), for others to check",
    .examples = "  assay sign llama --key model -o llama.sig\n"
                "  assay sign llama --key model --certificate-chain model.crt.pem -o llama.sig\n"
                "  assay sign llama --key model -o llama.sig --record      into the ledger, too\n"
                "  assay sign --request FILE.tsq -o llama.sig      a request for a time stamp\n"
                "  assay sign --add FILE.tsr --tsa-ca CA.pem -o llama.sig      its answer\n"
                "  assay verify --signature llama.sig llama --key model.pub.pem\n",
    .bit = FOR_SIGN,
    .run = sign,
};
