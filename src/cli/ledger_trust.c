/* ledger_trust.c - what the actions on proofs share: whom to trust, and files that are written. */

#include <assay/trust.h>
#include <errno.h>

#include "base/kit.h"
#include "cli/ledger_actions.h"

enum assay_status ledger_trust(const struct cli *cli, struct assay_trust **out,
                               struct assay_error *err)
{
    const struct options *options = &cli->options;
    enum assay_status status;

    *out = NULL;
    if (options->trust && options->vkeys.count > 0) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "--trust and --vkey together");
        assay_error_id(err, "usage.bad-value");
        assay_error_do(err, "put the key into the policy, as a line \"log VKEY\"");
        return status;
    }
    if (options->trust)
        return assay_trust_open(options->trust, out, err);
    if (options->vkeys.count > 0)
        return assay_trust_of_keys(options->vkeys.texts, options->vkeys.count, out, err);
    return ASSAY_OK;
}

enum assay_status ledger_write_file(const char *path, const void *content, size_t size,
                                    struct assay_error *err)
{
    FILE *file = fopen(path, "we");
    bool written = file && fwrite(content, 1, size, file) == size;
    enum assay_status status;

    if (file && fclose(file) == 0 && written)
        return ASSAY_OK;
    status = assay_fail_errno(err, ASSAY_EOUTPUT, errno, "cannot write %s", path);
    assay_error_id(err, "output.failed");
    assay_error_path(err, path);
    assay_error_do(err, "name a file in a folder that can be written");
    return status;
}
