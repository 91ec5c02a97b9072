/* checked_out.c - which commit a work tree or an index began from. */

#include <assay/git.h>

#include "base/codec.h"
#include "base/kit.h"
#include "source/git/repository.h"
#include "source/git/revision.h"

enum assay_status assay_git_head(const char *path, const struct assay_git_environment *git,
                                 char out[ASSAY_GIT_ID_SIZE], struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *repository = NULL;
    struct object_id id;
    bool born = false;

    out[0] = '\0';
    TRY(repository_open(path, git, &repository, err));
    if (!repository)
        return ASSAY_OK;
    TRY(revision_head(repository, &id, &born, err));
    if (born)
        hex_encode(bytes_of(id.bytes, id.size), out);
    return ASSAY_OK;
}
