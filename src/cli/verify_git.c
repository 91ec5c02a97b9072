/* verify_git.c - `assay verify --commit REV --allowed-signers FILE`: who signed a commit or tag? */

#include "cli/verify_git.h"

#include <assay/git_signature.h>

#include "base/clock.h"
#include "base/kit.h"

static void print_signed(struct cli *cli, const struct assay_git_question *question,
                         const struct assay_git_signature *found)
{
    char when[CLOCK_TEXT_SIZE];

    clock_text(found->time, when);
    fprintf(cli->out, "signed   %s %s by %s, key %s, %s\n", question->is_tag ? "tag" : "commit",
            found->object, found->principals, found->key, when);
    if (!found->is_theirs)
        cli_note(cli, "note: the name in it is another one: %s", found->person);
    fputs("VERIFIED\n", cli->out);
}

int verify_git(struct cli *cli, int argc, char **argv)
{
    const struct options *options = &cli->options;
    struct assay_git_question question = {
        .repository = argc ? argv[0] : ".",
        .revision = options->tag      ? options->tag
                    : options->commit ? options->commit
                                      : "HEAD",
        .is_tag = options->tag != NULL,
        .signers = options->allowed_signers,
    };
    struct assay_git_signature found;
    struct assay_error err = {0};

    if (argc > 1)
        return cli_usage(cli, "verify takes one repository");
    if (!question.signers)
        return cli_usage(cli, "say who may sign: --allowed-signers FILE");
    if (options->tag && options->commit)
        return cli_usage(cli, "--tag and --commit are judged one at a time");
    if (assay_git_signature_verify(&question, &found, &err) != ASSAY_OK) {
        if (err.status == ASSAY_EFORMAT)
            err.status = ASSAY_ETRUST; /* what is cut or was changed proves nothing */
        return cli_fail(cli, &err);
    }
    print_signed(cli, &question, &found);
    return EXIT_PASS;
}
