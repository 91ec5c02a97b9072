/* identity.c - who works here, as git's configuration says it. */

#include <assay/git.h>
#include <stdio.h>

#include "base/kit.h"
#include "source/git/repository.h"
#include "source/git/settings.h"

/* A config that cannot be read names nobody, which is no reason not to go on. */
static ASSAY_RESULT user_settings(struct settings **out, struct assay_error *err)
{
    struct assay_error failure = {0};

    if (settings_read(NULL, out, &failure) == ASSAY_ENOMEM)
        return out_of_memory(err);
    return ASSAY_OK;
}

enum assay_status assay_git_identity(const char *path, char **out, struct assay_error *err)
{
    CLEANUP(repository_freep) struct repository *repository = NULL;
    CLEANUP(settings_freep) struct settings *alone = NULL;
    const struct settings *settings;
    const char *name, *email;
    struct assay_error failure = {0};

    *out = NULL;
    if (repository_open(path, NULL, &repository, &failure) == ASSAY_ENOMEM)
        return out_of_memory(err);
    if (!repository)
        TRY(user_settings(&alone, err));
    settings = repository ? repository->settings : alone;
    name = settings ? settings_text(settings, "user.name") : NULL;
    email = settings ? settings_text(settings, "user.email") : NULL;
    if (!name || !*name)
        return ASSAY_OK;
    if (asprintf(out, email && *email ? "%s <%s>" : "%s", name, email) < 0) {
        *out = NULL;
        return out_of_memory(err);
    }
    return ASSAY_OK;
}
