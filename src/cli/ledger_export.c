/* ledger_export.c - `assay ledger export`: a folder or tar for who has no assay. */

#include <assay/export.h>
#include <inttypes.h>
#include <string.h>

#include "base/kit.h"
#include "base/text.h"
#include "cli/ledger_actions.h"

/* "3", or "3..7", both included. */
static bool read_range(const char *text, struct assay_export *out)
{
    const char *dots = strstr(text, "..");
    struct bytes first = bytes_of(text, dots ? (size_t)(dots - text) : strlen(text));

    out->part = true;
    if (!text_u64(first, &out->first))
        return false;
    out->last = out->first;
    return !dots || text_u64(bytes_text(dots + 2), &out->last);
}

/* What is there is handed out all the same: it is what its owner has. */
static enum assay_status fail_missing(const struct assay_exported *exported, const char *path,
                                      struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                   "%" PRIu64 " object%s that entries name %s missing, and no entry says why",
                   exported->missing, exported->missing == 1 ? "" : "s",
                   exported->missing == 1 ? "is" : "are");

    assay_error_id(err, "ledger.damaged");
    assay_error_path(err, path);
    assay_error_why(err, "the export is as whole as the ledger: erased.txt in it names what is not "
                         "in this ledger");
    assay_error_do(err, "restore the objects from a copy of the ledger, and export it again");
    return status;
}

static enum assay_status hand_out(struct cli *cli, const struct assay_export *what,
                                  struct assay_error *err)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_exported exported;

    TRY(ledger_open_here(cli, &ledger, err));
    TRY(assay_ledger_export(ledger, what, &exported, err));
    fprintf(cli->out, "%s: %" PRIu64 " entries, %" PRIu64 " objects, %" PRIu64 " stamp%s\n",
            what->path, exported.entries, exported.objects, exported.stamps,
            cli_plural(exported.stamps));
    if (exported.sealed)
        fprintf(cli->out,
                "%" PRIu64 " sealed value%s included: names and texts of people, for whoever has "
                "the export to read\n",
                exported.sealed, exported.sealed == 1 ? " is" : "s are");
    if (exported.withheld)
        fprintf(cli->out,
                "%" PRIu64 " sealed value%s withheld: withheld.txt names %s by digest alone\n",
                exported.withheld, exported.withheld == 1 ? " is" : "s are",
                exported.withheld == 1 ? "it" : "them");
    if (exported.absent)
        fprintf(cli->out, "%" PRIu64 " object%s erased or absent: erased.txt says which, and why\n",
                exported.absent, exported.absent == 1 ? " is" : "s are");
    if (exported.missing)
        return fail_missing(&exported, what->path, err);
    cli_note(cli, "its README.md says how to check it; give the log's key by another way: "
                  "assay key export");
    return ASSAY_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    const struct options *options = &cli->options;
    struct assay_export what = {.about = options->about,
                                .part = options->about != NULL,
                                .without_sealed = options->without_sealed};
    struct assay_error err = {0};

    if (argc != 1)
        return cli_usage(cli, "say where to: a new folder, or FILE.tar");
    if (options->entries && (options->about || !read_range(options->entries, &what)))
        return cli_usage(cli, "--entries takes 3 or 3..7, and goes without --about");
    if (what.about && strncmp(what.about, "sha256:", 7) == 0)
        what.about += 7;
    if (what.about &&
        (strlen(what.about) < 8 || strspn(what.about, "0123456789abcdef") != strlen(what.about)))
        return cli_usage(cli, "--about takes 8 or more hex digits of a digest");
    what.path = argv[0];
    return hand_out(cli, &what, &err) == ASSAY_OK ? EXIT_PASS : cli_fail(cli, &err);
}

const struct command ledger_export = {
    .name = "ledger export",
    .arguments = "DIR|FILE.tar",
    .summary = "all an auditor needs to check it without assay",
    .examples =
        "  assay ledger export for-the-auditor     a folder; its README.md says how\n"
        "  assay ledger export audit.tar --entries 3..5\n"
        "  assay ledger export scorecard.tar --about 5ee348c9d163\n"
        "  assay ledger export for-others --without-sealed    no names or texts of people\n",
    .bit = FOR_EXPORT,
    .run = run,
};
