/* cmd_verify.c - `assay verify`: is the ledger whole, and is the content what was recorded? */

#include <assay/trust.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/keys.h"
#include "cli/ledger_actions.h"
#include "cli/run.h"
#include "cli/verify_envelope.h"
#include "cli/verify_git.h"
#include "cli/verify_kind.h"
#include "cli/verify_nearest.h"
#include "cli/verify_proof.h"
#include "cli/verify_signature.h"
#include "cli/verify_unseen.h"

struct tally {
    struct cli *cli;
    uint64_t problems, changes, unseen, unknown, withheld;
    bool vouched; /* by the caller, for the key of the log */
    bool cut;     /* what is present was seen in part */
    const struct assay_inventory *present;
};

static void print_problem(void *user, const struct assay_error *problem)
{
    struct tally *tally = user;

    tally->problems++;
    (void)cli_fail(tally->cli, problem);
}

static void print_checked(void *user, const char *what, uint64_t count)
{
    const struct tally *tally = user;

    if (!tally->cli->options.quiet)
        fprintf(tally->cli->out, "checked  %" PRIu64 " %s\n", count, what);
}

/* Never without a word: a later version may find that such an entry does not hold. */
static void print_unknown(void *user, const char *type, uint64_t count, uint64_t first)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};
    struct tally *tally = user;

    tally->unknown += count;
    text_show(&shown, bytes_text(*type ? type : "other kinds"));
    fprintf(tally->cli->out,
            "unknown  %" PRIu64 " of kind %s, from entry %" PRIu64 ": signed, not judged\n", count,
            buf_string(&shown), first);
}

static void print_withheld(void *user, uint64_t count)
{
    struct tally *tally = user;

    tally->withheld = count;
    print_checked(tally,
                  count == 1 ? "sealed value that was withheld, as a signed entry says"
                             : "sealed values that were withheld, as signed entries say",
                  count);
}

static void print_change(void *user, const struct assay_change *change)
{
    static const char *const words[ASSAY_CHANGE_KINDS] = {
        [ASSAY_CHANGED] = "changed", [ASSAY_REMOVED] = "missing", [ASSAY_ADDED] = "new"};
    struct tally *tally = user;
    const struct assay_item *item = change->recorded ? change->recorded : change->present;
    CLEANUP(free_cleanup) char *path = NULL;

    if (item->path->container) /* the container's own digest has spoken for its members */
        return;
    path = assay_path_show(item->path);
    if (change->kind == ASSAY_REMOVED &&
        (tally->cut || verify_is_unseen(tally->present, item->path))) {
        tally->unseen++;
        fprintf(tally->cli->out, "unseen   %s\n", path ? path : "?");
        return;
    }
    if (change->kind != ASSAY_REMOVED && verify_is_waivers(item)) {
        fprintf(tally->cli->out,
                "waivers  .assay/waivers is %s since the record: no change of the content\n",
                words[change->kind]);
        return;
    }
    tally->changes++;
    fprintf(tally->cli->out, "%-8s %s\n", words[change->kind], path ? path : "?");
}

static enum assay_status verify_ledger(struct cli *cli, const char *folder, struct tally *tally,
                                       struct assay_ledger **out, struct assay_error *err)
{
    const struct assay_verify_report report = {print_problem, print_checked, print_unknown,
                                               print_withheld, tally};
    CLEANUP(assay_key_freep) struct assay_key *trusted = NULL;
    CLEANUP(assay_trust_freep) struct assay_trust *trust = NULL;
    struct assay_verify_by by = {.authorities = cli->options.tsa_ca, .anchor = cli->options.anchor};
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_checkpoint checkpoint;

    if (!folder)
        return ledger_no_place(err);
    TRY(ledger_refuse_own(cli, folder, err));
    if (cli->options.keys.count)
        TRY(keys_open_public(cli, cli->options.keys.texts[0], &trusted, err));
    TRY(ledger_trust(cli, &trust, err));
    by.key = trusted;
    by.trust = trust;
    by.threads = (unsigned)cli->options.jobs;
    TRY(assay_ledger_open(folder, &ledger, err));
    TRY(assay_ledger_verify(ledger, &by, &report, err));
    assay_ledger_checkpoint(ledger, &checkpoint);
    fprintf(cli->out, "ledger   %s holds: %" PRIu64 " entries, log %s, key %.16s%s\n",
            assay_ledger_place(ledger), checkpoint.size, checkpoint.origin,
            assay_ledger_signer(ledger), trusted ? " (trusted)" : "");
    tally->vouched = trusted || trust;
    if (!tally->vouched)
        fputs(
            "trust    nobody vouches for that key: with a key of his own anybody can make a ledger "
            "that holds.\n         Get it from its owner: --key FILE, --vkey LINE or --trust "
            "POLICY\n",
            cli->out);
    TRY(verify_held(cli, ledger, err));
    *out = TAKE(ledger);
    return ASSAY_OK;
}

static enum assay_status fail_unrecorded(const struct run *run, struct assay_error *err)
{
    const char *view = run->inventory->target.view, *revision = run->target.revision;
    bool is_default = *view == '\0' || strcmp(view, "worktree") == 0 || run->names;

    assay_error_id(err, "ledger.unrecorded");
    assay_error_why(err, "no entry is about it, and none recorded the bytes of any of its files: "
                         "they were changed, or recorded elsewhere");
    assay_error_do(err,
                   "assay ledger log --ledger LEDGER      shows what was recorded; who owns the "
                   "ledger records this: assay record%s%s%s%s %s",
                   is_default ? "" : " --", is_default ? "" : view, revision ? " " : "",
                   revision ? revision : "", run->named);
    return ASSAY_EMISSING;
}

/* Compares the target with its newest record. */
static enum assay_status verify_record(struct run *run, const struct assay_ledger *ledger,
                                       struct tally *tally, struct assay_error *err)
{
    uint64_t index;

    TRY(assay_ledger_newest(ledger, &run->inventory->target, &index, &run->recorded, err));
    tally->cut = verify_is_cut(run->recorded, run->inventory);
    tally->present = run->inventory;
    assay_inventory_compare(run->recorded, run->inventory, print_change, tally);
    tally->unseen += tally->cut;
    if (tally->changes == 0 && tally->unseen == 0)
        fprintf(run->cli->out,
                "content  is what entry %" PRIu64 " recorded: %" PRIu64 " outermost items\n", index,
                run->inventory->totals.items);
    return ASSAY_OK;
}

/* Compares the target with whatever record has most of its files. */
static enum assay_status verify_files(struct run *run, const struct assay_ledger *ledger,
                                      struct tally *tally, struct assay_error *err)
{
    return verify_nearest(run, ledger, &tally->changes, &tally->unseen, err);
}

/*
 * A repository is known by its view, wherever it was cloned. A folder, in a repository or not, and
 * an archive are known by their name alone: under another one their bytes tell better what they
 * are.
 */
static enum assay_status verify_content(struct run *run, const struct assay_ledger *ledger,
                                        struct tally *tally, struct assay_error *err)
{
    const struct assay_target_facts *target = &run->inventory->target;
    bool record_first = strcmp(target->type, "git") == 0 && *target->folder == 0;
    enum assay_status status;

    if (!record_first)
        TRY(assay_ledger_knows(ledger, target, &record_first, err));
    status = (record_first ? verify_record : verify_files)(run, ledger, tally, err);
    if (status == ASSAY_EMISSING)
        status = (record_first ? verify_files : verify_record)(run, ledger, tally, err);
    return status == ASSAY_EMISSING ? fail_unrecorded(run, err) : status;
}

static int verdict(struct cli *cli, const struct tally *tally)
{
    if (tally->changes) {
        fprintf(cli->out, "CHANGED  %" PRIu64 " difference%s from the record\n", tally->changes,
                cli_plural(tally->changes));
        return EXIT_TRUST;
    }
    if (cli_interrupted)
        return EXIT_SIGNAL + cli_interrupted;
    if (tally->unseen) {
        fputs("INCOMPLETE  what was recorded could not all be read: assay list\n", cli->out);
        return EXIT_INCOMPLETE;
    }
    fputs(tally->vouched ? "VERIFIED" : "VERIFIED, but nobody vouches for the key", cli->out);
    if (tally->unknown)
        fprintf(cli->out, "%s what %" PRIu64 " entr%s was not judged",
                tally->vouched ? ", but" : ", and", tally->unknown,
                tally->unknown == 1 ? "y says" : "ies say");
    fputc('\n', cli->out);
    if (tally->withheld)
        fprintf(cli->out, "ALL HOLDS, but %" PRIu64 " sealed value%s withheld\n", tally->withheld,
                tally->withheld == 1 ? " was" : "s were");
    return EXIT_PASS;
}

/* A verification that could not go on to its end says so, beside what did not hold until then. */
static int print_failure(const struct tally *tally, enum assay_status status,
                         const struct assay_error *err)
{
    int code = EXIT_TRUST;

    if (!tally->problems || status != ASSAY_ETRUST)
        code = cli_fail(tally->cli, err);
    if (!tally->problems)
        return code;
    fprintf(tally->cli->out, "BROKEN   %" PRIu64 " thing%s in the ledger do%s not hold\n",
            tally->problems, cli_plural(tally->problems), tally->problems == 1 ? "es" : "");
    return EXIT_TRUST;
}

/* Nothing to verify by or nothing about it: what was named may be a piece of a ledger. That a key
 * or a policy is not where the caller says tells nothing of it. */
static bool is_unknown(enum assay_status status, const struct assay_error *err)
{
    return status == ASSAY_EMISSING &&
           (strcmp(err->id, "ledger.missing") == 0 || strcmp(err->id, "ledger.unrecorded") == 0);
}

static int verify_records(struct cli *cli, int argc, char **argv)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct tally tally = {.cli = cli};
    struct run run = {.cli = cli};
    struct assay_error err = {0};
    const char *folder = cli->options.ledger, *target = argc ? argv[0] : ".";
    bool only_ledger = argc == 1 && verify_is_ledger(argv[0]);
    enum assay_status status = ASSAY_OK;
    int code;

    if (only_ledger) {
        folder = argv[0];
    } else {
        status = run_open(&run, cli, target, &err);
        if (status == ASSAY_OK && !folder)
            folder = run.settings->ledger;
    }
    if (status == ASSAY_OK)
        status = verify_ledger(cli, folder, &tally, &ledger, &err);
    if (status == ASSAY_EFORMAT)
        err.status = status = ASSAY_ETRUST; /* a damaged ledger proves nothing */
    if (status == ASSAY_OK && !only_ledger) {
        run.reads_all = true;
        status = run_scan(&run, ASSAY_SCAN_OUTER_DIGESTS, &err);
    }
    if (status == ASSAY_OK && !only_ledger)
        status = verify_content(&run, ledger, &tally, &err);
    if (is_unknown(status, &err) && argc == 1 && verify_piece(argv[0], &err) != ASSAY_OK)
        status = err.status;
    if (status != ASSAY_OK) {
        code = print_failure(&tally, status, &err);
        if (code == EXIT_TRUST && only_ledger && verify_is_export(argv[0]))
            fputs(
                "export   it is an export of a ledger: what is missing or changed in it, its owner "
                "gives again (assay ledger export)\n",
                cli->out);
    } else {
        code = verdict(cli, &tally);
    }
    run_clear(&run);
    return code;
}

static bool is_of_git(const struct options *options)
{
    return (options->allowed_signers || options->tag) && !options->anchor;
}

/* A flag that says nothing about what is verified would look as if it had been heeded. */
static const char *misuse(const struct options *options)
{
    const struct {
        bool given;
        const char *flag;
    } of_signatures[] = {
        {options->allow_legacy, "--allow-legacy goes with --signature FILE"},
        {options->ca_file != NULL, "--ca-file goes with --signature FILE"},
        {options->ignored.count > 0, "--ignore goes with --signature FILE"},
        {options->ignore_unsigned, "--ignore-unsigned goes with --signature FILE"},
    };

    if (!!options->signature + !!options->proof + is_of_git(options) > 1)
        return "a model (--signature), an entry (--proof), and a commit or tag "
               "(--allowed-signers) are verified one at a time";
    for (size_t i = 0; !options->signature && i < ARRAY_LEN(of_signatures); i++)
        if (of_signatures[i].given)
            return of_signatures[i].flag;
    if (options->entry && !options->proof)
        return "--entry is what a proof is about: --proof FILE";
    if (options->keys.count > 1)
        return "more than one --key goes with an envelope: --threshold N";
    return options->outputs.count ? "-o goes with an envelope: --threshold N" : NULL;
}

/* The options tell what there is to be verified. */
static int verify(struct cli *cli, int argc, char **argv)
{
    const struct options *options = &cli->options;
    const char *wrong;

    if (options->threshold)
        return verify_envelope(cli, argc, argv);
    wrong = misuse(options);
    if (wrong)
        return cli_usage(cli, "%s", wrong);
    if (options->signature)
        return verify_signature(cli, argc, argv);
    if (is_of_git(options))
        return verify_git(cli, argc, argv);
    if (argc > 1)
        return cli_usage(cli, "verify takes one ledger or target");
    return options->proof ? verify_proof(cli, argc) : verify_records(cli, argc, argv);
}

const struct command command_verify = {
    .name = "verify",
    .arguments = "[LEDGER|TARGET]",
    .summary = "signatures, chain, and whether content still is what was recorded",
    .examples = "  assay verify                     the ledger of this repository, and its files\n"
                "  assay verify release.tar.gz      a bundle against its record\n"
                "  assay verify release --ledger audit --key log.pub.pem      what one was given\n"
                "  assay verify audit --key log.pub.pem      a ledger alone, by a known key\n"
                "  assay verify audit --since kept --trust policy      held to what one has\n"
                "  assay verify --signature model.sig llama --key signer.pub.pem\n"
                "  assay verify --tag v1.0 --allowed-signers signers      who signed a tag\n"
                "  assay verify release.dsse --key a.pub.pem --key b.pub.pem --threshold 2\n"
                "  assay verify --proof 3.tlog-proof --entry 3.tlog-proof.entry --vkey LINE\n",
    .bit = FOR_VERIFY,
    .run = verify,
};
